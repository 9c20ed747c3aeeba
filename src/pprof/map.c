/* map: to be written */
typedef int pp_map_not_yet;
