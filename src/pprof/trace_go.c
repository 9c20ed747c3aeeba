/* trace_go: to be written */
typedef int pp_trace_go_not_yet;
