/* trace_chrome: to be written */
typedef int pp_trace_chrome_not_yet;
