/* What this folder holds, as strings: assets.c is made of it when the library is built. */
#ifndef PPROF_FLAME_ASSETS_H
#define PPROF_FLAME_ASSETS_H

extern const char pp_flame_script[], pp_flame_style[], pp_flame_markup[];

#endif
