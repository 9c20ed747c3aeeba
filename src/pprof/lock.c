/* lock: to be written */
typedef int pp_lock_not_yet;
