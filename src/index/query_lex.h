/* A query's text in pieces. Nothing is copied; one thread. */
#ifndef INDEX_QUERY_LEX_H
#define INDEX_QUERY_LEX_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

enum query_piece_kind {
    PIECE_END,
    PIECE_WORD,
    PIECE_PHRASE, /* what stands within quotation marks */
    PIECE_OPEN,
    PIECE_CLOSE,
    PIECE_OR,
    PIECE_AND,
    PIECE_NOT,   /* a minus that something follows */
    PIECE_FIELD, /* a field's name and colon */
};

enum query_field {
    FIELD_TITLE,
    FIELD_SOURCE,
    FIELD_FEED,
    FIELD_LANG,
    FIELD_AFTER,
    FIELD_BEFORE,
    FIELD_WHEN,
    FIELD_SITE,
};

struct query_piece {
    enum query_piece_kind kind;
    struct str text;        /* PIECE_WORD, PIECE_PHRASE */
    size_t offset, end;     /* of all of it in the whole text */
    enum query_field field; /* PIECE_FIELD */
    bool bare;              /* PIECE_FIELD: no value follows its colon */
    bool lone_mark;         /* PIECE_WORD: it begins with a quotation mark that none closes */
};

struct query_lexer {
    struct str text;
    size_t at;
    bool valued; /* a field's value comes next */
};

/* The text is only lent, and must outlast the lexer. */
void query_lexer_start(struct query_lexer *lexer, struct str text);
void query_lexer_next(struct query_lexer *lexer, struct query_piece *piece);

#endif
