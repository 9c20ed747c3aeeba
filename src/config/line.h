/* Where things stand in a configuration file: what libconfuse does not tell. */
#ifndef CONFIG_LINE_H
#define CONFIG_LINE_H

/* libconfuse 3.3 counts two lines too many for a comment that ends with its line, and one for a
 * block comment. The line of the file that it means by `reported`; `reported` itself when the file
 * cannot be read. */
int config_line(const char *path, int reported);

/* The line of a '{' or comment that is still open at the end of the file, which libconfuse lets
 * pass; 0 when all are closed. */
int config_unclosed(const char *path);

#endif
