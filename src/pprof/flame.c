/* flame: to be written */
typedef int pp_flame_not_yet;
