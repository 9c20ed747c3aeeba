# nginx's site, its static files and what starts it without root
EXTRA_DIST += %D%/render.sh %D%/serve.sh %D%/serve.conf.in %D%/origin.conf.in \
	%D%/feedscope.conf.in %D%/locations.conf.in %D%/upstreams.conf.in

# What the pages refer to as /static/, and what nginx shows while feedscope is down.
staticdir = $(pkgdatadir)/static
dist_static_DATA = %D%/static/favicon.svg %D%/static/style.css %D%/static/search.js \
	%D%/static/debug.css %D%/static/debug.js \
	%D%/static/robots.txt %D%/static/unavailable.html

sitedir = $(pkgdatadir)/nginx
nodist_site_DATA = %D%/feedscope.conf %D%/locations.conf %D%/upstreams.conf
CLEANFILES += $(nodist_site_DATA)
$(nodist_site_DATA): %D%/%.conf: $(srcdir)/%D%/%.conf.in $(RENDER)
	$(render_verbose)$(MKDIR_P) %D% && \
	  $(RENDER) $(srcdir)/%D%/$*.conf.in $(RENDER_PATHS) STATIC='$(staticdir)' \
	    SEARCH_SOCKET=/run/feedscope/search.sock ADMIN_SOCKET=/run/feedscope/admin.sock \
	    >$@.tmp && mv $@.tmp $@
