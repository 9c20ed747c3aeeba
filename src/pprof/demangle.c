#include "pprof/demangle.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* abi::__cxa_demangle of the C++ ABI (Itanium C++ ABI, 3.4). */
typedef char *demangler(const char *name, char *buffer, size_t *len, int *status);

const char *pp_demangle(struct pp_draft *draft, const char *name)
{
    if (strncmp(name, "_Z", 2) != 0)
        return name;
    int status = 0;
    void *symbol = dlsym(RTLD_DEFAULT, "__cxa_demangle");
    demangler *demangle;
    memcpy(&demangle, &symbol, sizeof demangle); /* ISO C has no cast from data to code */
    char *whole = symbol ? demangle(name, NULL, NULL, &status) : NULL;
    const char *kept = whole ? pp_draft_text(draft, "%s", whole) : "";
    free(whole);
    return *kept ? kept : name;
}
