# configuration
EXTRA_DIST += %D%/feedscope.conf.in %D%/sources.conf

# One renderer fills in every template: see nginx/render.sh.
RENDER = $(top_srcdir)/nginx/render.sh
RENDER_PATHS = SBINDIR='$(sbindir)' SYSCONFDIR='$(sysconfdir)' PKGDATADIR='$(pkgdatadir)'
render_verbose = $(render_verbose_@AM_V@)
render_verbose_ = $(render_verbose_@AM_DEFAULT_V@)
render_verbose_0 = @echo "  RENDER  " $@;

conf_rendered = %D%/feedscope.conf %D%/feedscope.service
CLEANFILES += $(conf_rendered)
$(conf_rendered): %D%/%: $(srcdir)/%D%/%.in $(RENDER)
	$(render_verbose)$(MKDIR_P) %D% && \
	  $(RENDER) $(srcdir)/%D%/$*.in $(RENDER_PATHS) >$@.tmp && mv $@.tmp $@

# An administrator's own settings survive an installation; what it ships is beside it to compare.
confdir = $(sysconfdir)/feedscope
exampledir = $(pkgdatadir)/conf
dist_example_DATA = %D%/sources.conf
nodist_example_DATA = %D%/feedscope.conf
INSTALL_HOOKS += install-conf
UNINSTALL_HOOKS += uninstall-conf
install-conf: %D%/feedscope.conf
	$(MKDIR_P) '$(DESTDIR)$(confdir)'
	for f in %D%/feedscope.conf $(srcdir)/%D%/sources.conf; do \
	  test -e "$(DESTDIR)$(confdir)/$${f##*/}" || \
	    $(INSTALL_DATA) "$$f" '$(DESTDIR)$(confdir)' || exit 1; \
	done
uninstall-conf:
	for f in %D%/feedscope.conf $(srcdir)/%D%/sources.conf; do \
	  ! cmp -s "$$f" "$(DESTDIR)$(confdir)/$${f##*/}" || \
	    rm -f "$(DESTDIR)$(confdir)/$${f##*/}" || exit 1; \
	done
	-rmdir '$(DESTDIR)$(confdir)'
PHONY_TARGETS += install-conf uninstall-conf

# The sample feeds stand where the publishers' do, so that nginx can serve them under the same URLs.
EXTRA_DIST += %D%/sample

dist_man_MANS += %D%/feedscope.8 %D%/feedscope.conf.5

# The unit, and the account it runs as.
EXTRA_DIST += %D%/feedscope.service.in
nodist_systemdunit_DATA = %D%/feedscope.service
sysusersdir = $(prefix)/lib/sysusers.d
install-data-local: install-sysusers
uninstall-local: uninstall-sysusers
install-sysusers:
	$(MKDIR_P) '$(DESTDIR)$(sysusersdir)'
	$(INSTALL_DATA) $(srcdir)/%D%/feedscope.sysusers '$(DESTDIR)$(sysusersdir)/feedscope.conf'
uninstall-sysusers:
	rm -f '$(DESTDIR)$(sysusersdir)/feedscope.conf'
EXTRA_DIST += %D%/feedscope.sysusers
PHONY_TARGETS += install-sysusers uninstall-sysusers
