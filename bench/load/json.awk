# The medians as JSON. Targets' names are letters, digits and dashes: nothing has to be escaped but
# what `about` may hold.
function quoted(text) {
    gsub(/\\/, "\\\\", text)
    gsub(/"/, "\\\"", text)
    return "\"" text "\""
}
END {
    printf "{\"about\":%s,\"rounds\":%d,\"runs\":[", quoted(about), rounds
    for (k = 1; k <= kind_count; k++)
        for (w = 1; w <= who_count; w++) {
            kind = kinds[k]
            who = whos[w]
            if (!has(kind, who)) continue
            printf "%s\n{\"tool\":\"%s\",\"%s\":%d,\"who\":\"%s\",\"requests_per_second\":%.1f,\"p50_ms\":%.3f,\"p99_ms\":%.3f,\"max_ms\":%.3f,\"failed\":%d", comma, tool(kind), (tool(kind) == "rate" ? "rate" : "connections"), load_of(kind), who, value(kind, who, 6), value(kind, who, 7), value(kind, who, 8), value(kind, who, 9), failed[kind, who]
            point = load_of(kind) SUBSEP who
            if (tool(kind) == "rate") {
                printf ",\"latency_ms\":["
                for (i = 1; i <= share_count[point]; i++)
                    printf "%s[%s,%.4f]", (i > 1 ? "," : ""), shares[point, i], median("curve" SUBSEP point SUBSEP shares[point, i])
                printf "]"
            }
            printf "}"
            comma = ","
        }
    printf "\n]}\n"
}
