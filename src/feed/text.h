/* HTML or plain text of a feed → plain text. Never fails: hostile markup is text without markup. */
#ifndef FEED_TEXT_H
#define FEED_TEXT_H

#include "base/buf.h"
#include "base/str.h"

/* Appends `html` reduced to what a reader would see: tags gone, script and style with their
 * content, character references decoded (once), block elements and <br> as one blank, runs of white
 * space as one blank, control and bidirectional-override characters gone, no outer blanks, valid
 * UTF-8.
 *
 * Titles are often plain text that was meant as HTML, so what is no markup stays: a '<' or '&' that
 * begins no tag or reference ("a < b", "AT&T"), and a tag of an element HTML does not have that
 * carries no attribute ("vector<int>"). Linear in time, whatever the input. */
void text_from_html(struct buf *to, struct str html);
/* The same cleaning for text that is no markup: nothing in it is a tag or a reference. */
void text_from_plain(struct buf *to, struct str plain);

#endif
