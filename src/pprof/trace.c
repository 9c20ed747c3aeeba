/* trace: to be written */
typedef int pp_trace_not_yet;
