# nginx's site, its static files and what starts it without root
EXTRA_DIST += %D%/render.sh
