# the pages in headless Chromium
TESTS += %D%/admin.sh %D%/page.sh
EXTRA_DIST += %D%/admin.sh %D%/admin.js %D%/browser.sh %D%/page.sh %D%/page.js %D%/scene.js \
	%D%/tap.js %D%/package.json %D%/package-lock.json %D%/.npmrc
check_PROGRAMS += %D%/flame_pages
%C%_flame_pages_LDADD = src/pprof/libpprof.la $(DW_LIBS) $(ZLIB_LIBS) $(PTHREAD_LIBS)
clean-local: clean-browser
clean-browser:
	-rm -rf %D%/node_modules %D%/npm.log %D%/.installing
	-test '$(srcdir)' = . || \
	  rm -f %D%/package.json %D%/package-lock.json %D%/.npmrc
PHONY_TARGETS += clean-browser
