# end to end: a real nginx, a real feedscope, curl
