# the library's manual: a page a topic, and a link to it by the name of each of its functions
pprof_pages = %D%/pprof.3 %D%/pprof_label.3 %D%/pprof_mutex.3 %D%/pprof_serve.3 %D%/pprof_trace.3 \
	%D%/pprof_usage.3 %D%/pprof_var.3 %D%/pprof_write.3
dist_man_MANS += $(pprof_pages)

# Runs the words given for each link, whose path is $$link, to the page named $$page.
for_pprof_links = for file in $(pprof_pages); do \
	  page=$${file\#\#*/}; \
	  for name in `sed -n '/^\.Nd/q; s/^\.Nm \([a-z0-9_]*\).*/\1/p' "$(srcdir)/$$file"`; do \
	    link="$(DESTDIR)$(man3dir)/$$name.3"; \
	    test "$$name.3" = "$$page" ||
INSTALL_HOOKS += install-pprof-links
UNINSTALL_HOOKS += uninstall-pprof-links
install-pprof-links:
	$(for_pprof_links) ln -sf "$$page" "$$link" || exit 1; done; done
uninstall-pprof-links:
	$(for_pprof_links) rm -f "$$link"; done; done
PHONY_TARGETS += install-pprof-links uninstall-pprof-links
