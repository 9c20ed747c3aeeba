/* heap: to be written */
typedef int pp_heap_not_yet;
