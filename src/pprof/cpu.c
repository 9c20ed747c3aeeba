/* cpu: to be written */
typedef int pp_cpu_not_yet;
