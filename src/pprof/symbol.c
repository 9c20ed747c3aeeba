/* symbol: to be written */
typedef int pp_symbol_not_yet;
