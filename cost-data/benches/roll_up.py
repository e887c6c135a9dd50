"""Rolls a generated month of CUR 2.0 up with us and with DuckDB, in turns, in processes of their own.

    python3 cost-data/benches/roll_up.py ROLL_UP [ROWS [snappy|zstd [unique-tags]]]
    python3 cost-data/benches/roll_up.py section ROLL_UP

ROLL_UP is the benchmark as `cargo bench -p cost-data --bench roll_up --no-run` builds it. Needs
`duckdb` of PyPI. Both use two threads. Every answer is held against the other's: rows, groups and
totals to the last digit. Writes wall time, processor time and peak memory, each the median of five
runs; ROLL_UP_RUNS sets how many, ROLL_UP_DATA where the month is kept.

`section` writes the section of docs/benchmarks.md: months of 1, 10 and 30 million rows and one with a
tag unique to each row (ROLL_UP_MONTHS sets which: `1000000,10000000,30000000,10000000-unique`).
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from decimal import Decimal
from pathlib import Path

RUNS = int(os.environ.get("ROLL_UP_RUNS", "5"))
MONEY = "DECIMAL(28, 10)"
SPREAD = f"""CASE line_item_line_item_type
    WHEN 'SavingsPlanCoveredUsage' THEN CAST(savings_plan_savings_plan_effective_cost AS {MONEY})
    WHEN 'DiscountedUsage' THEN CAST(reservation_effective_cost AS {MONEY})
    ELSE CAST(line_item_unblended_cost AS {MONEY}) END"""
SUMS = f"""sum(CAST(line_item_usage_amount AS {MONEY})) AS used,
    sum(CAST(line_item_unblended_cost AS {MONEY})) AS unblended, sum({SPREAD}) AS amortised,
    count(*) AS n, min(line_item_usage_start_date), max(line_item_usage_end_date), min(file_row_number)"""
LEAST = ["line_item_usage_account_id", "line_item_product_code", "line_item_usage_type",
         "resource_tags['user_environment']"]
NARROW = [*LEAST, "bill_billing_period_start_date", "line_item_line_item_type", "pricing_unit"]
ALL = [*NARROW, "line_item_operation", "product_region_code", "resource_tags['user_component']", "bill_invoice_id"]
REAL = "WHERE line_item_operation NOT IN ('EKSPod-EC2', 'ECSTask-EC2')"
# What a query groups by, what it sums, and whether split-cost rows are left out and groups ordered.
QUERIES = {
    "all": (ALL, SUMS, REAL, True),
    "all-unordered": (ALL, SUMS, REAL, False),
    "narrow": (NARROW, SUMS, REAL, True),
    "least": (LEAST, f"sum(CAST(line_item_unblended_cost AS {MONEY})) AS unblended", "", False),
}


def duck(file, query):
    """Runs one query in this process; `roll`'s answer without the memory."""
    import duckdb

    keys, sums, where, ordered = QUERIES[query]
    keys = ", ".join(keys)
    db = duckdb.connect()
    db.execute("SET threads = 2")
    begin = time.perf_counter()
    db.execute(f"CREATE TABLE rolled AS SELECT {keys}, {sums} FROM read_parquet('{file}', file_row_number = true) "
               f"{where} GROUP BY ALL" + (f" ORDER BY {keys}" if ordered else ""))
    seconds = time.perf_counter() - begin
    spread = "sum(amortised)" if "amortised" in sums else "0"
    rows = "sum(n)" if " n," in sums else "0"
    rows, groups, net, spread = db.execute(f"SELECT {rows}, count(*), sum(unblended), {spread} FROM rolled").fetchone()
    print(rows, groups, f"{seconds:.3f}", 0, net, spread)


def run(command):
    """Seconds inside, processor seconds and peak MB of a process, and its answer."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    out = process.stdout.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, command
    rows, groups, seconds, _, net, spread = out.split()
    return float(seconds), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, (rows, groups, Decimal(net), Decimal(spread))


#: What is compared: a name for people, our roll-up, DuckDB's query.
PAIRS = [
    ("account, service, usage type and environment, with unit and line type, in order", "narrow", "narrow"),
    ("the same and operation, region, component and invoice, in order", "all", "all"),
]


def measured(binary, rows, codec, unique, folder):
    """Medians of wall time, processor time and peak memory of every command, by its name."""
    file = folder / f"month-{rows}-{codec}{'-unique' if unique else ''}.parquet"
    if not file.exists():
        more = ["unique-tags"] if unique else []
        subprocess.run([binary, "generate", str(file) + ".new", rows, codec, *more], check=True)
        os.replace(str(file) + ".new", file)
    commands = {"ours, all": [binary, "roll", str(file), "all"], "ours, narrow": [binary, "roll", str(file), "narrow"]}
    for query in QUERIES:
        commands[f"DuckDB, {query}"] = [sys.executable, __file__, "duck", str(file), query]
    found = {name: [] for name in commands}
    for _ in range(RUNS):
        for name, command in commands.items():
            found[name].append(run(command))
    answers = {name: runs[0][3] for name, runs in found.items()}
    for ours, theirs in [("all", "all"), ("all", "all-unordered"), ("narrow", "narrow")]:
        assert answers[f"ours, {ours}"] == answers[f"DuckDB, {theirs}"], answers
    assert answers["ours, narrow"][2] == answers["DuckDB, least"][2], answers
    middle = {name: [statistics.median(run[at] for run in runs) for at in range(3)] for name, runs in found.items()}
    least = {name: min(run[0] for run in runs) for name, runs in found.items()}
    return file, answers, middle, least


def section(binary):
    """Writes the section of docs/benchmarks.md."""
    folder = Path(os.environ.get("ROLL_UP_DATA", tempfile.gettempdir()))
    months = os.environ.get("ROLL_UP_MONTHS", "1000000,10000000,30000000,10000000-unique").split(",")
    print("## Rolling cost data up\n")
    print("A generated month of CUR 2.0 as parquet (hourly rows of 900,000 series, maps of four tags; of five,")
    print("one of them unique to each row, where it says so), rolled up to exact sums and put in order by us and")
    print(f"by DuckDB with two threads each, in turns, {RUNS} runs; groups and totals were equal to the last digit.")
    print("Ratios of medians; in brackets of the shortest runs, then of processor time.\n")
    print("| Rows | Groups | Kept apart by | Our time against DuckDB's | Our memory | DuckDB's | Aim |")
    print("|---|---|---|---|---|---|---|")
    before = os.getloadavg()[0]
    for month in months:
        rows, _, unique = month.partition("-")
        file, answers, middle, least = measured(binary, rows, "snappy", unique, folder)
        for said, ours, theirs in PAIRS:
            (wall, cpu, peak), (other, theirs_cpu, theirs_peak) = middle[f"ours, {ours}"], middle[f"DuckDB, {theirs}"]
            ratio = f"{wall / other:.2f} × ({least[f'ours, {ours}'] / least[f'DuckDB, {theirs}']:.2f}; {cpu / theirs_cpu:.2f})"
            groups = int(answers[f"ours, {ours}"][1])
            aim = "at most 0.31 ×, under 300 MB" if (rows, unique, ours) == ("10000000", "", "narrow") else ""
            named = f"{int(rows):,}" + (", unique tags" if unique else "")
            print(f"| {named} | {groups:,} | {said} | {ratio} | {peak:.0f} MB | {theirs_peak:.0f} MB | {aim} |")
        if "ROLL_UP_DATA" not in os.environ:
            file.unlink()
    print(f"\nThe load was {before:.1f} when it began and {os.getloadavg()[0]:.1f} when it ended; it makes two itself.\n")


def main():
    if sys.argv[1] == "duck":
        return duck(*sys.argv[2:])
    if sys.argv[1] == "section":
        return section(sys.argv[2])
    binary, rows, codec, *unique = [*sys.argv[1:], *["", "10000000", "snappy"][len(sys.argv[1:]):]]
    folder = Path(os.environ.get("ROLL_UP_DATA", tempfile.gettempdir()))
    file, answers, middle, _ = measured(binary, rows, codec, unique, folder)
    print(f"{file.name}: {file.stat().st_size / 1e6:.0f} MB, load {os.getloadavg()[0]:.1f}")
    for name, (wall, cpu, peak) in middle.items():
        print(f"{name:22} {wall:7.2f} s wall {cpu:7.2f} s cpu {peak:6.0f} MB  {' '.join(map(str, answers[name]))}")
    for ours, theirs in [("all", "all"), ("all", "all-unordered"), ("narrow", "narrow"), ("narrow", "least")]:
        a, b = middle[f"ours, {ours}"], middle[f"DuckDB, {theirs}"]
        print(f"ours, {ours} against DuckDB, {theirs}: {a[0] / b[0]:.2f} x wall, {a[1] / b[1]:.2f} x cpu")


if __name__ == "__main__":
    main()
