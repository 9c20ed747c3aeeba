# What load.sh measured, a line each, into arrays that the reports' END blocks read:
#   run TOOL LOAD ROUND WHO REQUESTS/S P50 P99 MAX FAILED      milliseconds
#   curve RATE ROUND WHO SHARE MILLISECONDS
# kinds[1 … kind_count] are "TOOL LOAD" and whos[1 … who_count] the targets, both as they first came;
# value(kind, who, column) is the median over the rounds, and failed[kind, who] a sum.
$1 == "run" {
    kind = $2 " " $3
    if (!(kind in known)) { known[kind] = 1; kinds[++kind_count] = kind }
    know_who($5)
    for (column = 6; column <= 9; column++)
        add("run" SUBSEP kind SUBSEP $5 SUBSEP column, $column)
    failed[kind, $5] += $10
    if ($4 > rounds) rounds = $4
}
$1 == "curve" {
    know_who($4)
    point = $2 SUBSEP $4
    if (!((point, $5) in known)) { known[point, $5] = 1; shares[point, ++share_count[point]] = $5 }
    add("curve" SUBSEP point SUBSEP $5, $6)
}
$1 == "about" { about = substr($0, 7) }

function know_who(who) {
    if (!(who in known_who)) { known_who[who] = 1; whos[++who_count] = who }
}
function add(key, number) {
    numbers[key, ++number_count[key]] = number
}
function median(key,    n, i, j, t, sorted) {
    n = number_count[key]
    for (i = 1; i <= n; i++) {
        t = numbers[key, i] + 0
        for (j = i - 1; j > 0 && sorted[j] > t; j--) sorted[j + 1] = sorted[j]
        sorted[j + 1] = t
    }
    return n ? (sorted[int((n + 1) / 2)] + sorted[int(n / 2) + 1]) / 2 : 0
}
function has(kind, who) { return number_count["run", kind, who, 6] > 0 }
function value(kind, who, column) { return median("run" SUBSEP kind SUBSEP who SUBSEP column) }
function tool(kind) { return substr(kind, 1, index(kind, " ") - 1) }
function load_of(kind) { return substr(kind, index(kind, " ") + 1) + 0 }
