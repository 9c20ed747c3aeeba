#include "config/line.h"

#include <stdio.h>

/* Reads on to the end of a comment that `opener` may begin; how many lines too many it counts. */
static int skip_comment(FILE *file, int opener, int *lines)
{
    int c = opener == '/' ? getc(file) : '/';
    if (c != '/' && c != '*') {
        ungetc(c, file);
        return 0;
    }
    if (c == '/') {
        while ((c = getc(file)) != EOF && c != '\n')
            ;
        ungetc(c, file);
        return 2;
    }
    for (int before = 0; (c = getc(file)) != EOF && !(before == '*' && c == '/'); before = c)
        *lines += c == '\n';
    return 1;
}

/* Reads on to the end of a quoted string. */
static void skip_string(FILE *file, int quote, int *lines)
{
    for (int c; (c = getc(file)) != EOF && c != quote;) {
        if (c == '\\')
            c = getc(file);
        *lines += c == '\n';
    }
}

int config_line(const char *path, int reported)
{
    FILE *file = fopen(path, "r");
    if (file == NULL)
        return reported;
    int line = 1, extra = 0;
    for (int c; line + extra < reported && (c = getc(file)) != EOF;) {
        if (c == '"' || c == '\'')
            skip_string(file, c, &line);
        else if (c == '#' || c == '/')
            extra += skip_comment(file, c, &line);
        line += c == '\n';
    }
    fclose(file);
    return line;
}
