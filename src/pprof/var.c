/* var: to be written */
typedef int pp_var_not_yet;
