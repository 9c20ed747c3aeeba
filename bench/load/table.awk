# The medians as a table, and each target's ratios to the floor.
END {
    printf "%-16s %-12s %10s %9s %9s %9s %7s   of the floor: requests/s, p99\n", "load", "who", "requests/s", "p50 ms", "p99 ms", "max ms", "failed"
    for (k = 1; k <= kind_count; k++) {
        kind = kinds[k]
        name = tool(kind) (tool(kind) == "rate" ? " " load_of(kind) "/s" : " -c " load_of(kind))
        for (w = 1; w <= who_count; w++) {
            who = whos[w]
            if (!has(kind, who)) continue
            printf "%-16s %-12s %10.0f %9.2f %9.2f %9.2f %7d", name, who, value(kind, who, 6), value(kind, who, 7), value(kind, who, 8), value(kind, who, 9), failed[kind, who]
            if (who != "floor" && has(kind, "floor"))
                printf "   %.3f  %.2f", value(kind, who, 6) / value(kind, "floor", 6), value(kind, who, 8) / value(kind, "floor", 8)
            printf "\n"
            name = ""
        }
    }
}
