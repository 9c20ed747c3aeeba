/*
 * Credentials in URLs: a feed's address may hold "user:password@" (RFC 3986, 3.2.1). No password is
 * shown or logged, and neither reaches a link. Any thread may call these; what is no URL passes
 * through as it is.
 */
#ifndef BASE_URL_H
#define BASE_URL_H

/* A copy with *** for the password, to be freed with free(): for people. */
char *url_mask(const char *url);
/* A copy without user and password, to be freed with free(): to resolve links against. */
char *url_strip_credentials(const char *url);

#endif
