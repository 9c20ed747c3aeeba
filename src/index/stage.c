#include "index/stage.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum {
    FULL_ITEMS = 1 << 18,
    FULL_TEXT = 128 << 20,
    BLOCK_SIZE = 1 << 20,
};

/* Of a size that grows with what there is. */
static void add_block(struct stage *s, size_t least)
{
    size_t size = BLOCK_SIZE + s->text / 2;
    MEM_GROW(s->blocks, s->block_count + 1, s->blocks_capacity);
    struct stage_block *block = &s->blocks[s->block_count++];
    block->size = least > size ? least : size;
    block->at = mem_alloc(block->size);
}

static bool has_room(const struct stage *s, size_t text)
{
    return s->filled && text <= s->blocks[s->filled - 1].size - s->used;
}

/* Where so much text can be written. */
static char *take_room(struct stage *s, size_t text)
{
    while (!has_room(s, text)) {
        if (s->filled == s->block_count)
            add_block(s, text);
        s->filled++;
        s->used = 0;
    }
    s->used += text;
    return s->blocks[s->filled - 1].at + s->used - text;
}

static char *copy_text(char *to, struct str *text)
{
    if (text->len)
        memcpy(to, text->at, text->len);
    text->at = to;
    return to + text->len;
}

void stage_add(struct stage *s, const struct item *item)
{
    size_t text = item->guid.len + item->link.len + item->title.len + item->summary.len +
                  item->author.len + item->language.len;
    MEM_GROW(s->items, s->count + 1, s->capacity);
    struct item *copy = &s->items[s->count++];
    char *to = take_room(s, text);
    *copy = *item;
    to = copy_text(to, &copy->guid);
    to = copy_text(to, &copy->link);
    to = copy_text(to, &copy->title);
    to = copy_text(to, &copy->summary);
    to = copy_text(to, &copy->author);
    copy_text(to, &copy->language);
    s->text += text;
}

bool stage_is_enough(size_t items, size_t text)
{
    return items >= FULL_ITEMS || text >= FULL_TEXT;
}

bool stage_is_full(const struct stage *s)
{
    return stage_is_enough(s->count, s->text);
}

void stage_clear(struct stage *s)
{
    s->count = s->text = s->filled = s->used = 0;
}

void stage_release(struct stage *s)
{
    for (size_t i = 0; i < s->block_count; i++)
        free(s->blocks[i].at);
    free(s->blocks);
    free(s->items);
    *s = (struct stage) { 0 };
}
