# the pages in headless Chromium
TESTS += %D%/page.sh
EXTRA_DIST += %D%/page.sh %D%/page.js %D%/tap.js %D%/package.json %D%/package-lock.json %D%/.npmrc
clean-local: clean-browser
clean-browser:
	-rm -rf %D%/node_modules %D%/npm.log
	-test '$(srcdir)' = . || \
	  rm -f %D%/package.json %D%/package-lock.json %D%/.npmrc
PHONY_TARGETS += clean-browser
