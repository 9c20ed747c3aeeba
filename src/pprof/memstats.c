/* memstats: to be written */
typedef int pp_memstats_not_yet;
