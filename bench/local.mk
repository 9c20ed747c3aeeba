# load and floor
