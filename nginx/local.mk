# nginx sites and static files
