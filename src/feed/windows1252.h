/* What bytes 0x80 to 0x9F mean in windows-1252, the encoding behind most text that claims to be
 * something else. Thread-safe. */
#ifndef FEED_WINDOWS1252_H
#define FEED_WINDOWS1252_H

#include <stdint.h>

/* The code point of `byte`, 0x80 to 0xFF; the five undefined bytes give U+FFFD. */
uint32_t windows1252_code_point(uint32_t byte);

#endif
