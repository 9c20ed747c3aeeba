/* dump: to be written */
typedef int pp_dump_not_yet;
