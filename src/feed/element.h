/*
 * What the elements of all feed formats mean: one table. Thread-safe.
 *
 * Several elements can say the same of an item; each has a rank, and the lowest that says anything
 * counts, whatever the order they come in:
 *   title    title; dc:title
 *   link     feedburner:origLink (the article itself, not the counting redirect); RSS link; Atom
 *            link rel="alternate", HTML before other types; guid that is a permalink; rdf:about
 *   guid     guid, id; rdf:about
 *   summary  description, summary; content:encoded, content, xhtml:body; dc:description;
 *            itunes:summary; media:description (all there is in a video channel's feed)
 *   author   dc:creator, Atom author; RSS author; itunes:author
 *   date     pubDate, published, issued; dc:date, dcterms:issued, created; updated, modified
 *   language dc:language, language; xml:lang
 */
#ifndef FEED_ELEMENT_H
#define FEED_ELEMENT_H

#include "feed/parse.h"

#include <stdbool.h>

enum vocabulary {
    VOCABULARY_NONE,    /* no namespace */
    VOCABULARY_UNKNOWN, /* one that says nothing here */
    VOCABULARY_RSS,
    VOCABULARY_ATOM,
    VOCABULARY_RDF,
    VOCABULARY_DC,
    VOCABULARY_DCTERMS,
    VOCABULARY_CONTENT,
    VOCABULARY_MEDIA,
    VOCABULARY_ITUNES,
    VOCABULARY_FEEDBURNER,
    VOCABULARY_XHTML,
};

enum field {
    FIELD_NONE,
    FIELD_TITLE,
    FIELD_LINK,
    FIELD_GUID,
    FIELD_SUMMARY,
    FIELD_AUTHOR,
    FIELD_DATE,
    FIELD_LANGUAGE,
    FIELD_COUNT,
};

/* Where an element stands: what its parent is. */
enum place {
    PLACE_OUTSIDE, /* in something that is skipped */
    PLACE_ROOT,    /* in rss, RDF */
    PLACE_CHANNEL, /* in channel, feed */
    PLACE_ITEM,    /* in item, entry */
    PLACE_GROUP,   /* in an item's media:group or media:content */
    PLACE_AUTHOR,  /* in an author, who is a construct in Atom */
    PLACE_FIELD,   /* in an element whose text is collected */
};

/* How the text of an element is to be read. */
enum reading {
    READ_PLAIN,  /* as it is */
    READ_HTML,   /* as HTML's source */
    READ_XHTML,  /* as markup in the XML itself */
    READ_MARKED, /* as the Atom element's type attribute says */
    READ_NOT,    /* not at all: base64, an image */
};

enum {
    RANK_LINK_OTHER_TYPE = 3,
    RANK_LINK_GUID,
    RANK_LINK_ABOUT,
    RANK_GUID_ABOUT = 1,
    RANK_ITEM_XML_LANG = 1,
    RANK_FEED_XML_LANG
};

struct element {
    enum place inside; /* PLACE_FIELD: it holds text; else what its children stand in */
    enum field field;
    unsigned char rank; /* the lower, the better */
    enum reading reading;
};

/* The vocabulary of a namespace URI; where that is NULL, an undeclared prefix counts as the one it
 * usually stands for. */
enum vocabulary vocabulary_of(const char *uri, const char *prefix);
/* What an element is, there. inside PLACE_OUTSIDE: it is skipped with all it holds. */
struct element element_of(enum place place, enum vocabulary vocabulary, const char *name);

#endif
