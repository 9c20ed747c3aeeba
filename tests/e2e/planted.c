/* Preloaded into feedscope, what bench/massif.sh and its profiles must name: a leak, of which each
 * request loses a block, and a growth, of which each feed that is parsed keeps one. */
#include <dlfcn.h>
#include <fcgiapp.h>
#include <libxml/parser.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum { LOST = 20000, KEPT = 20000 };

__attribute__((noipa)) static void lose_a_block(void)
{
    char *block = malloc(LOST);          /* the leak */
    __asm__ volatile("" : : "r"(block)); /* it was made, whatever the compiler thinks */
}

__attribute__((noipa)) static void keep_a_block(void)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static void **kept;
    pthread_mutex_lock(&lock);
    void **block = malloc(KEPT); /* the growth */
    *block = kept;
    kept = block;
    pthread_mutex_unlock(&lock);
}

static void *real(const char *name)
{
    return dlsym(RTLD_NEXT, name);
}

int FCGX_Accept_r(FCGX_Request *request)
{
    int (*accept)(FCGX_Request *);
    void *found = real("FCGX_Accept_r");
    memcpy(&accept, &found, sizeof accept);
    int status = accept(request);
    if (status == 0)
        lose_a_block();
    return status;
}

xmlDocPtr xmlCtxtReadMemory(xmlParserCtxtPtr parser, const char *text, int size, const char *url,
    const char *encoding, int options)
{
    xmlDocPtr (*parse)(xmlParserCtxtPtr, const char *, int, const char *, const char *, int);
    void *found = real("xmlCtxtReadMemory");
    memcpy(&parse, &found, sizeof parse);
    keep_a_block();
    return parse(parser, text, size, url, encoding, options);
}
