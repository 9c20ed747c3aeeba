/* A feed_doc in the making: drafts become items whose bytes the document owns. */
#ifndef FEED_DOC_H
#define FEED_DOC_H

#include "feed/draft.h"
#include "feed/parse.h"

/* Appends the drafted item, or counts it as dropped: without title and summary, or one too many. */
void doc_add_item(struct feed_doc *doc, const struct draft *draft);
/* The feed's own title, link and language, and what its items inherit: the language, and in Atom
 * the author. Once, after the last item. */
void doc_finish(struct feed_doc *doc, const struct draft *feed);

#endif
