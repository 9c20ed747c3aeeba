# A plot: for each rate the latency by percentile, on an axis of nines, then throughput by
# connections. Colours are those of Okabe and Ito, which colour-blind people tell apart, lighter in
# the dark.
function line(x1, y1, x2, y2, class) {
    printf "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", class, x1, y1, x2, y2
}
function text(x, y, anchor, class, words) {
    gsub(/&/, "\\&amp;", words)
    gsub(/</, "\\&lt;", words)
    printf "<text class=\"%s\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">%s</text>\n", class, anchor, x, y, words
}
function log10(x) { return log(x) / log(10) }
# The n-th of … 0.1, 0.2, 0.5, 1, 2, 5, 10 …; 1 is the 0th.
function step_125(n,    decade, rest) {
    decade = n >= 0 ? int(n / 3) : -int((2 - n) / 3)
    rest = n - 3 * decade
    return 10 ^ decade * (rest == 0 ? 1 : rest == 1 ? 2 : 5)
}
# A panel's frame: (x, y) is its upper left corner.
function panel(number, title) {
    left = 80 + (number % 2) * 480
    top = 150 + int(number / 2) * 420
    text(left, top - 56, "start", "title", title)
    legend_x = left
    legend_y = top - 34
    printf "<rect class=\"frame\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>\n", left, top, wide, high
}
# Two rows of names at most are expected.
function legend(class, name,    width) {
    width = 48 + 6.6 * length(name)
    if (legend_x > left && legend_x + width > left + wide + 60) {
        legend_x = left
        legend_y += 18
    }
    line(legend_x, legend_y, legend_x + 24, legend_y, class)
    text(legend_x + 30, legend_y + 4, "start", "label", name)
    legend_x += width
}
function y_grid(y, label) {
    line(left, y, left + wide, y, "grid")
    text(left - 8, y + 4, "end", "label", label)
}
function x_grid(x, label) {
    line(x, top, x, top + high, "grid")
    text(x, top + high + 18, "middle", "label", label)
}
function axes(across, up) {
    text(left + wide / 2, top + high + 40, "middle", "axis", across)
    printf "<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(%.1f %.1f) rotate(-90)\">%s</text>\n", left - 58, top + high / 2, up
}

# --- latency by percentile -----------------------------------------------------------------------
function milliseconds(rate, who, i) {
    return median("curve" SUBSEP rate SUBSEP who SUBSEP shares[rate, who, i])
}
# The last request's share is 1, an infinity of nines: it stands one step right of the one before.
function nines(rate, who, i,    share) {
    share = shares[rate, who, i]
    return share < 1 ? -log10(1 - share) : nines(rate, who, i - 1) + 0.125
}
function latency_panel(number, rate,    w, i, who, ms, low, peak, most, first, last, n, x) {
    panel(number, "Latency at " rate " requests/s")
    low = 1e9; peak = 0; most = 1
    for (w = 1; w <= who_count; w++)
        for (i = 1; i <= share_count[rate, whos[w]]; i++) {
            ms = milliseconds(rate, whos[w], i)
            if (ms < low) low = ms
            if (ms > peak) peak = ms
            if (nines(rate, whos[w], i) > most) most = nines(rate, whos[w], i)
        }
    for (first = -12; step_125(first + 1) <= low; first++) {}
    for (last = first + 1; step_125(last) < peak; last++) {}
    base = log10(step_125(first)); scale = high / (log10(step_125(last)) - base); across = wide / most
    for (n = first; n <= last; n++)
        if (last - first <= 9 || n % 3 == 0)
            y_grid(top + high - (log10(step_125(n)) - base) * scale, step_125(n) "")
    x_grid(left, "0")
    x_grid(left + across * log10(2), "50")
    for (n = 1; n <= most; n++)
        x_grid(left + across * n, n == 1 ? "90" : n == 2 ? "99" : "99." substr("99999999", 1, n - 2))
    axes("percentile of requests", "ms since each was due")
    for (w = 1; w <= who_count; w++) {
        who = whos[w]
        if (share_count[rate, who] == 0) continue
        legend("c" w, who)
        printf "<polyline class=\"c%d\" points=\"", w
        for (i = 1; i <= share_count[rate, who]; i++) {
            x = nines(rate, who, i)
            printf " %.1f,%.1f", left + x * across, top + high - (log10(milliseconds(rate, who, i)) - base) * scale
        }
        printf "\"/>\n"
    }
}

# --- throughput by connections -------------------------------------------------------------------
function nice(most,    n) {
    for (n = 0; step_125(n) * 6 < most; n++) {}
    return step_125(n)
}
function throughput_panel(number,    k, w, least, most_c, most, unit, n, c, y, t, spread, any) {
    panel(number, "Throughput, each connection asking as it is answered")
    least = 1e9
    for (k = 1; k <= kind_count; k++) {
        if (tool(kinds[k]) == "rate") continue
        c = load_of(kinds[k])
        if (c < least) least = c
        if (c > most_c) most_c = c
        for (w = 1; w <= who_count; w++)
            if (value(kinds[k], whos[w], 6) > most) most = value(kinds[k], whos[w], 6)
    }
    unit = nice(most)
    for (n = 0; n * unit < most + unit; n++) {}
    spread = most_c > least ? (wide - 40) / log(most_c / least) : 0
    for (c = 0; c <= n; c++)
        y_grid(top + high - high * c / n, c * unit)
    for (k = 1; k <= kind_count; k++)
        if (tool(kinds[k]) != "rate" && !(load_of(kinds[k]) in any)) {
            any[load_of(kinds[k])] = 1
            x_grid(left + 20 + spread * log(load_of(kinds[k]) / least), load_of(kinds[k]))
        }
    axes("connections", "requests/s")
    for (w = 1; w <= who_count; w++) {
        throughput_line(w, "wrk", "", least, spread, n * unit)
        throughput_line(w, "hey", " dashed", least, spread, n * unit)
    }
}
function throughput_line(w, with, dash, least, spread, full,    k, points, x, y, dots) {
    for (k = 1; k <= kind_count; k++)
        if (tool(kinds[k]) == with && has(kinds[k], whos[w])) {
            x = left + 20 + spread * log(load_of(kinds[k]) / least)
            y = top + high - high * value(kinds[k], whos[w], 6) / full
            points = points sprintf(" %.1f,%.1f", x, y)
            dots = dots sprintf("<circle class=\"c%d dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n", w, x, y)
        }
    if (points == "") return
    legend("c" w dash, whos[w] ", " with)
    printf "<polyline class=\"c%d%s\" points=\"%s\"/>\n%s", w, dash, points, dots
}

END {
    wide = 380; high = 260
    for (k = 1; k <= kind_count; k++)
        if (tool(kinds[k]) == "rate") rates[++panels] = load_of(kinds[k])
        else closed = 1
    rows = int((panels + closed + 1) / 2)
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">\n", 980, 70 + rows * 420, 980, 70 + rows * 420
    print "<title>Latency by percentile and throughput by connections</title>"
    print "<style>"
    print "svg{background:#fff;color:#222;--c1:#0072b2;--c2:#d55e00;--c3:#009e73;--c4:#aa4499;--c5:#7a6a00;--g:#ddd}"
    print "@media(prefers-color-scheme:dark){svg{background:#14171a;color:#e6e6e6;--c1:#56b4e9;--c2:#f08a3c;--c3:#2fd0a0;--c4:#e08ad0;--c5:#f0e442;--g:#3a3f44}}"
    print "text{fill:currentColor;font:12px system-ui,sans-serif}.head{font:600 18px system-ui,sans-serif}.title{font:600 13px system-ui,sans-serif}"
    print ".grid{stroke:var(--g)}.frame{fill:none;stroke:var(--g)}polyline,.c1,.c2,.c3,.c4,.c5{fill:none;stroke-width:2}.dashed{stroke-dasharray:6 4}"
    print ".c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}.c4{stroke:var(--c4)}.c5{stroke:var(--c5)}"
    print "</style>"
    text(24, 34, "start", "head", "Under load, behind nginx")
    text(24, 56, "start", "label", about "; medians of " rounds " rounds")
    for (p = 1; p <= panels; p++)
        latency_panel(p - 1, rates[p])
    if (closed)
        throughput_panel(panels + 0)
    print "</svg>"
}
