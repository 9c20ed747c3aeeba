# nginx's site, its static files and what starts it without root
EXTRA_DIST += %D%/render.sh

# What the pages refer to as /static/.
staticdir = $(pkgdatadir)/static
dist_static_DATA = %D%/static/favicon.svg %D%/static/style.css
