# The flame page's script, style and markup, as arrays of bytes: a string literal of that length is
# more than C promises to take.
FLAME_SCRIPT = %D%/units.js %D%/profile.js %D%/graph.js %D%/table.js %D%/page.js
FLAME_STYLE = %D%/style.css
FLAME_MARKUP = %D%/body.html
EXTRA_DIST += $(FLAME_SCRIPT) $(FLAME_STYLE) $(FLAME_MARKUP)
nodist_src_pprof_libpprof_la_SOURCES = %D%/assets.c
CLEANFILES += %D%/assets.c

bytes_of = od -An -v -tx1 | sed "s/ *\([0-9a-f][0-9a-f]\)/'\\\\x\1',/g"
%D%/assets.c: $(FLAME_SCRIPT) $(FLAME_STYLE) $(FLAME_MARKUP)
	$(AM_V_GEN)$(MKDIR_P) %D% && { \
	  array() { \
	    printf 'const char pp_flame_%s[] = {\n' "$$1"; shift; \
	    for file; do cat $(srcdir)/$$file || exit; done | $(bytes_of); echo '0};'; \
	  }; \
	  echo '#include "pprof/flame/assets.h"'; \
	  array script $(FLAME_SCRIPT); \
	  array style $(FLAME_STYLE); \
	  array markup $(FLAME_MARKUP); \
	} >$@.tmp && mv $@.tmp $@
