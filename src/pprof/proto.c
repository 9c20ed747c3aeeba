#include "pprof/proto.h"

#include "pprof/frame_table.h"
#include "pprof/map.h"
#include "pprof/numbering.h"
#include "pprof/symbol.h"

#include <link.h>
#include <stdlib.h>
#include <string.h>

/* Field numbers of proto/profile.proto. */
enum {
    PROFILE_SAMPLE_TYPE = 1,
    PROFILE_SAMPLE = 2,
    PROFILE_MAPPING = 3,
    PROFILE_LOCATION = 4,
    PROFILE_FUNCTION = 5,
    PROFILE_STRING_TABLE = 6,
    PROFILE_TIME_NANOS = 9,
    PROFILE_DURATION_NANOS = 10,
    PROFILE_PERIOD_TYPE = 11,
    PROFILE_PERIOD = 12,
    PROFILE_COMMENT = 13,
    PROFILE_DEFAULT_SAMPLE_TYPE = 14,
    VALUE_TYPE = 1,
    VALUE_UNIT = 2,
    SAMPLE_LOCATION_ID = 1,
    SAMPLE_VALUE = 2,
    SAMPLE_LABEL = 3,
    LABEL_KEY = 1,
    LABEL_STR = 2,
    LABEL_NUM = 3,
    LABEL_NUM_UNIT = 4,
    MAPPING_ID = 1,
    MAPPING_MEMORY_START = 2,
    MAPPING_MEMORY_LIMIT = 3,
    MAPPING_FILE_OFFSET = 4,
    MAPPING_FILENAME = 5,
    MAPPING_BUILD_ID = 6,
    MAPPING_HAS_FUNCTIONS = 7,
    MAPPING_HAS_INLINE_FRAMES = 10,
    LOCATION_ID = 1,
    LOCATION_MAPPING_ID = 2,
    LOCATION_ADDRESS = 3,
    LOCATION_LINE = 4,
    LINE_FUNCTION_ID = 1,
    LINE_LINE = 2,
    FUNCTION_ID = 1,
    FUNCTION_NAME = 2,
    FUNCTION_SYSTEM_NAME = 3,
    FUNCTION_FILENAME = 4,
    FUNCTION_START_LINE = 5,
};

/* What is written once and then referred to by number goes out when it is first met: the fields of
 * a message may come in any order, and repeated ones keep theirs. */
struct writer {
    struct pp_buf *to;
    struct pp_buf sample, part; /* messages being made; `part` is one within or beside the sample */
    struct pp_buf location, line, function;
    struct pp_symbols *symbols;
    struct pp_maps maps;
    uintptr_t bias; /* where the program was loaded */
    struct pp_numbering strings, locations, functions;
};

/* --- the wire format (protobuf.dev/programming-guides/encoding) --- */

enum { VARINT = 0, LEN = 2 };

static void put_tag(struct pp_buf *to, unsigned field, unsigned type)
{
    pp_buf_varint(to, field << 3 | type);
}

static void put_number(struct pp_buf *to, unsigned field, uint64_t number)
{
    if (number == 0)
        return;
    put_tag(to, field, VARINT);
    pp_buf_varint(to, number);
}

static void put_signed(struct pp_buf *to, unsigned field, int64_t number)
{
    put_number(to, field, (uint64_t)number);
}

static void put_bytes(struct pp_buf *to, unsigned field, const void *bytes, size_t len)
{
    put_tag(to, field, LEN);
    pp_buf_varint(to, len);
    pp_buf_add(to, bytes, len);
}

/* Adds a message, or a packed list, and empties it for the next. */
static void put_part(struct pp_buf *to, unsigned field, struct pp_buf *part)
{
    put_bytes(to, field, part->at, part->len);
    to->failed |= part->failed;
    part->len = 0;
}

/* --- strings, functions, locations --- */

/* A string's number in the table. By address: the same text at two addresses is there twice. */
static uint64_t string(struct writer *w, const char *text)
{
    bool met;
    if (text == NULL || *text == '\0')
        return 0;
    uint64_t number = pp_numbering_of(&w->strings, (uintptr_t)text, 0, &met);
    if (!met)
        put_bytes(w->to, PROFILE_STRING_TABLE, text, strlen(text));
    return number;
}

static uint64_t function(struct writer *w, const struct pp_frame *frame)
{
    bool met;
    uint64_t name = string(w, frame->function), file = string(w, frame->file);
    uint64_t number = pp_numbering_of(
        &w->functions, name << 32 | file, (uint64_t)(int64_t)frame->start_line, &met);
    if (met)
        return number;
    put_number(&w->function, FUNCTION_ID, number);
    put_number(&w->function, FUNCTION_NAME, name);
    put_number(&w->function, FUNCTION_SYSTEM_NAME, name);
    put_number(&w->function, FUNCTION_FILENAME, file);
    put_signed(&w->function, FUNCTION_START_LINE, frame->start_line);
    put_part(w->to, PROFILE_FUNCTION, &w->function);
    return number;
}

static void put_lines(struct writer *w, uintptr_t pc)
{
    const struct pp_frame *frames;
    size_t count = pp_symbols_at(w->symbols, pc, &frames);
    for (size_t i = 0; i < count; i++) {
        put_number(&w->line, LINE_FUNCTION_ID, function(w, &frames[i]));
        put_signed(&w->line, LINE_LINE, frames[i].line);
        put_part(&w->location, LOCATION_LINE, &w->line);
    }
}

/* dl_iterate_phdr: the program comes first. */
static int note_bias(struct dl_phdr_info *info, size_t size, void *bias)
{
    (void)size;
    *(uintptr_t *)bias = info->dlpi_addr;
    return 1;
}

/* What is to be taken off an address in that mapping. `go tool pprof` (cmd/pprof, ObjAddr) looks a
 * program's addresses up as the file has them, wherever it was loaded: so the program's own, which
 * pprof expects first, are written as in the file; those of libraries as they are. */
static uintptr_t bias_of(const struct writer *w, const struct pp_map *map)
{
    return map && map == w->maps.map ? w->bias : 0;
}

static uint64_t location(struct writer *w, uintptr_t pc)
{
    bool met;
    uint64_t number = pp_numbering_of(&w->locations, pc, 0, &met);
    if (met)
        return number;
    const struct pp_map *map = pp_maps_find(&w->maps, pc);
    put_number(&w->location, LOCATION_ID, number);
    put_number(&w->location, LOCATION_MAPPING_ID, map ? (uint64_t)(map - w->maps.map) + 1 : 0);
    put_number(&w->location, LOCATION_ADDRESS, pc - bias_of(w, map));
    put_lines(w, pc);
    put_part(w->to, PROFILE_LOCATION, &w->location);
    return number;
}

/* --- samples --- */

/* Left without a unit, pprof takes the label's own name for one, and "request" for bytes. */
static const char *unit_of(const struct pp_label *label)
{
    return strcmp(label->key, "bytes") == 0 ? "bytes" : "count";
}

static void put_label(struct writer *w, const struct pp_label *label)
{
    put_number(&w->part, LABEL_KEY, string(w, label->key));
    if (label->text) {
        put_number(&w->part, LABEL_STR, string(w, label->text));
    } else {
        put_signed(&w->part, LABEL_NUM, label->number);
        put_number(&w->part, LABEL_NUM_UNIT, string(w, unit_of(label)));
    }
    put_part(&w->sample, SAMPLE_LABEL, &w->part);
}

static void put_sample(
    struct writer *w, const struct pp_profile *profile, const struct pp_sample *sample)
{
    const uintptr_t *pcs = pp_sample_pcs(profile, sample);
    for (unsigned i = 0; i < sample->depth; i++)
        pp_buf_varint(&w->part, location(w, pcs[i]));
    put_part(&w->sample, SAMPLE_LOCATION_ID, &w->part);
    for (unsigned i = 0; i < profile->kind->type_count; i++)
        pp_buf_varint(&w->part, (uint64_t)sample->values[i]);
    put_part(&w->sample, SAMPLE_VALUE, &w->part);
    for (unsigned i = 0; i < sample->label_count; i++)
        put_label(w, pp_sample_labels(profile, sample) + i);
    put_part(w->to, PROFILE_SAMPLE, &w->sample);
}

/* --- the profile itself --- */

static void put_type(struct writer *w, unsigned field, const struct pp_value_type *type)
{
    put_number(&w->part, VALUE_TYPE, string(w, type->type));
    put_number(&w->part, VALUE_UNIT, string(w, type->unit));
    put_part(w->to, field, &w->part);
}

/* All has_… flags: nobody should look for more than is here. */
static void put_mapping(struct writer *w, size_t index)
{
    const struct pp_map *map = &w->maps.map[index];
    put_number(&w->part, MAPPING_ID, index + 1);
    put_number(&w->part, MAPPING_MEMORY_START, map->start - bias_of(w, map));
    put_number(&w->part, MAPPING_MEMORY_LIMIT, map->limit - bias_of(w, map));
    put_number(&w->part, MAPPING_FILE_OFFSET, map->offset);
    put_number(&w->part, MAPPING_FILENAME, string(w, map->file));
    put_number(&w->part, MAPPING_BUILD_ID, string(w, map->build_id));
    for (unsigned has = MAPPING_HAS_FUNCTIONS; has <= MAPPING_HAS_INLINE_FRAMES; has++)
        put_number(&w->part, has, 1);
    put_part(w->to, PROFILE_MAPPING, &w->part);
}

static void put_head(struct writer *w, const struct pp_profile *profile)
{
    const struct pp_kind *kind = profile->kind;
    put_bytes(w->to, PROFILE_STRING_TABLE, "", 0);
    for (unsigned i = 0; i < kind->type_count; i++)
        put_type(w, PROFILE_SAMPLE_TYPE, &kind->types[i]);
    for (size_t i = 0; i < w->maps.count; i++)
        put_mapping(w, i);
    put_signed(w->to, PROFILE_TIME_NANOS, profile->taken);
    put_signed(w->to, PROFILE_DURATION_NANOS, profile->duration);
    put_type(w, PROFILE_PERIOD_TYPE, &kind->period_type);
    put_signed(w->to, PROFILE_PERIOD, profile->period);
    for (size_t i = 0; i < profile->comment_count; i++)
        put_number(w->to, PROFILE_COMMENT, string(w, profile->comments[i]));
    put_number(w->to, PROFILE_DEFAULT_SAMPLE_TYPE, string(w, kind->default_type));
}

static void release(struct writer *w)
{
    pp_symbols_close(&w->symbols);
    pp_maps_release(&w->maps);
    pp_numbering_release(&w->strings);
    pp_numbering_release(&w->locations);
    pp_numbering_release(&w->functions);
    pp_buf_release(&w->sample);
    pp_buf_release(&w->part);
    pp_buf_release(&w->location);
    pp_buf_release(&w->line);
    pp_buf_release(&w->function);
}

/* Of a profile that came from elsewhere: all frames are of the program it is of. */
static bool make_map(struct pp_maps *maps, const struct pp_frame_table *table)
{
    maps->map = calloc(1, sizeof *maps->map);
    maps->count = maps->map != NULL;
    if (maps->map == NULL)
        return false;
    maps->map->start = 1;
    maps->map->limit = table->count + 1;
    maps->map->file = strdup(table->program ? table->program : "?");
    return maps->map->file != NULL;
}

static bool read_maps(struct pp_maps *maps, const struct pp_profile *profile)
{
    return profile->table ? make_map(maps, profile->table) : pp_maps_read(maps);
}

void pp_proto_write(struct pp_buf *to, const struct pp_profile *profile)
{
    struct writer w = { .to = to, .symbols = pp_profile_symbols(profile) };
    if (profile->table == NULL)
        dl_iterate_phdr(note_bias, &w.bias);
    if (w.symbols && read_maps(&w.maps, profile)) {
        put_head(&w, profile);
        for (size_t i = 0; i < profile->sample_count; i++)
            put_sample(&w, profile, &profile->samples[i]);
    } else {
        to->failed = true;
    }
    to->failed |= profile->failed || w.strings.failed || w.locations.failed || w.functions.failed;
    release(&w);
}
