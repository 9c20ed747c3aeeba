#include "config/line.h"

#include <stdbool.h>
#include <stdio.h>

/* A configuration being read: comments, strings and braces are all that counts. */
struct scan {
    FILE *file;
    int line;
    int extra; /* lines that libconfuse has counted too many */
    int depth; /* of braces */
    int open;  /* line of the outermost one, or of a comment without end */
};

static void skip_line(struct scan *s)
{
    int c;
    while ((c = getc(s->file)) != EOF && c != '\n')
        ;
    ungetc(c, s->file);
    s->extra += 2;
}

static void skip_block(struct scan *s)
{
    int begun = s->line, c;
    for (int before = 0; (c = getc(s->file)) != EOF && !(before == '*' && c == '/'); before = c)
        s->line += c == '\n';
    s->extra++;
    if (c == EOF && s->depth++ == 0)
        s->open = begun;
}

static void skip_comment(struct scan *s, int opener)
{
    int c = opener == '/' ? getc(s->file) : '/';
    if (c == '/')
        skip_line(s);
    else if (c == '*')
        skip_block(s);
    else
        ungetc(c, s->file);
}

static void skip_string(struct scan *s, int quote)
{
    for (int c; (c = getc(s->file)) != EOF && c != quote;) {
        if (c == '\\')
            c = getc(s->file);
        s->line += c == '\n';
    }
}

static void count_brace(struct scan *s, int c)
{
    if (c == '{' && s->depth++ == 0)
        s->open = s->line;
    if (c == '}')
        s->depth--;
}

/* Reads on by one character, string or comment; false at the end. */
static bool step(struct scan *s)
{
    int c = getc(s->file);
    if (c == '"' || c == '\'')
        skip_string(s, c);
    else if (c == '#' || c == '/')
        skip_comment(s, c);
    else
        count_brace(s, c);
    s->line += c == '\n';
    return c != EOF;
}

int config_line(const char *path, int reported)
{
    struct scan s = { .file = fopen(path, "r"), .line = 1 };
    if (s.file == NULL)
        return reported;
    while (s.line + s.extra < reported && step(&s))
        ;
    fclose(s.file);
    return s.line;
}

int config_unclosed(const char *path)
{
    struct scan s = { .file = fopen(path, "r"), .line = 1 };
    if (s.file == NULL)
        return 0;
    while (step(&s))
        ;
    fclose(s.file);
    return s.depth > 0 ? s.open : 0;
}
