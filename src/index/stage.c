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
    s->size = least > size ? least : size;
    s->used = 0;
    MEM_GROW(s->blocks, s->block_count + 1, s->blocks_capacity);
    s->blocks[s->block_count++] = mem_alloc(s->size);
}

static void copy_text(struct stage *s, struct str *text)
{
    char *to = s->blocks[s->block_count - 1] + s->used;
    if (text->len)
        memcpy(to, text->at, text->len);
    text->at = to;
    s->used += text->len;
}

void stage_add(struct stage *s, const struct item *item)
{
    size_t text = item->guid.len + item->link.len + item->title.len + item->summary.len +
                  item->author.len + item->language.len;
    if (s->block_count == 0 || text > s->size - s->used)
        add_block(s, text);
    MEM_GROW(s->items, s->count + 1, s->capacity);
    struct item *copy = &s->items[s->count++];
    *copy = *item;
    copy_text(s, &copy->guid);
    copy_text(s, &copy->link);
    copy_text(s, &copy->title);
    copy_text(s, &copy->summary);
    copy_text(s, &copy->author);
    copy_text(s, &copy->language);
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
    for (size_t i = 0; i < s->block_count; i++)
        free(s->blocks[i]);
    s->count = s->text = s->block_count = s->used = s->size = 0;
}

void stage_release(struct stage *s)
{
    stage_clear(s);
    free(s->blocks);
    free(s->items);
    *s = (struct stage) { 0 };
}
