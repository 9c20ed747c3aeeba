/* text: to be written */
typedef int pp_text_not_yet;
