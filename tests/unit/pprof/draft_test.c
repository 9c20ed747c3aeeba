#include "../suite.h"
#include "pprof/draft.h"

#include <string.h>

static struct pp_draft draft;

START_TEST(paths_are_made_whole)
{
    static const struct {
        const char *folder, *path, *whole;
    } cases[] = {
        { "/work/build", "../src/a.c", "/work/src/a.c" },
        { "/work/build", "a.c", "/work/build/a.c" },
        { "/work/build", "/usr//include/./x.h", "/usr/include/x.h" },
        { "/work/build", "/a/b/../../c.c", "/c.c" },
        { "/work", "../../../c.c", "/c.c" },
        { "./malloc", "./malloc/malloc.c", "malloc/malloc.c" },
        { "./string", "../sysdeps/x86_64/strlen.S", "sysdeps/x86_64/strlen.S" },
        { "./csu", "../../csu/../x.c", "../x.c" },
        { NULL, "../x.c", "../x.c" },
        { NULL, "", "" },
        { "/", "x.c", "/x.c" },
        { "/work", "...", "/work/..." },
        { "/work", "..x/.y/z..", "/work/..x/.y/z.." },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        pp_draft_clear(&draft);
        ck_assert_str_eq(pp_draft_path(&draft, cases[i].folder, cases[i].path), cases[i].whole);
    }
}
END_TEST

START_TEST(room_is_bounded)
{
    char long_path[4096];
    pp_draft_clear(&draft);
    memset(long_path, 'x', sizeof long_path - 1);
    long_path[sizeof long_path - 1] = '\0';
    ck_assert_str_eq(pp_draft_path(&draft, "/a", "b/../first"), "/a/first");
    const char *first = draft.text;
    for (int i = 0; i < 16; i++)
        pp_draft_path(&draft, "/folder", long_path);
    ck_assert_str_eq(pp_draft_path(&draft, "/folder", long_path), "");
    ck_assert_str_eq(first, "/a/first");
    ck_assert_uint_le(draft.text_used, sizeof draft.text);
}
END_TEST

int main(void)
{
    const TTest *const tests[] = { paths_are_made_whole, room_is_bounded, NULL };
    return suite_run(suite_of("draft", tests));
}
