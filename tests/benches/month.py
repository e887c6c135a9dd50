"""Measures the billing month against raw inserts of the same rows, and writes its section.

    month.py MRU INSERTS

`MRU_BENCH_CUSTOMERS` (100,1000,10000) sets how many customers, `MRU_BENCH_ROUNDS` (3) how often
each is measured; medians are shown. `MRU_BENCH_NOTES` names a file for the absolute figures.
"""

import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import customers
from stores import Measured, Postgres, Sqlite

MRU, INSERTS = sys.argv[1], sys.argv[2]
SIZES = [int(n) for n in os.environ.get("MRU_BENCH_CUSTOMERS", "100,1000,10000").split(",")]
ROUNDS = int(os.environ.get("MRU_BENCH_ROUNDS", "3"))
NOTES = os.environ.get("MRU_BENCH_NOTES")
PERIOD = "2026-04"
#: What drafts and invoices should reach of raw inserts.
AIMS = {"SQLite": ("0.7", "0.8"), "PostgreSQL": ("0.8", "0.9")}
BILL = [MRU, "bill", PERIOD]
ISSUE = [MRU, "invoice", "issue", PERIOD, "--issue-date", "2026-05-02"]


def note(text):
    if NOTES:
        with open(NOTES, "a") as file:
            file.write(text + "\n")


def raw(what, place, stores):
    """Seconds of the raw inserts of what a store holds."""
    target = stores.new()
    out = subprocess.run([INSERTS, what, place, target], check=True, capture_output=True, text=True)
    stores.drop(target)
    count, seconds = out.stdout.split()
    return int(count), float(seconds)


def recorded(stores, files):
    """A store with supplier and customers, and how long it took to record them."""
    place = stores.new()
    variables = stores.variables(place)
    Measured([MRU, "supplier", "put", str(files / "supplier.json")], variables)
    accounts = sorted(str(file) for file in (files / "customers").iterdir())
    put = [
        Measured([MRU, "customer", "put", *accounts[at : at + 1000]], variables)
        for at in range(0, len(accounts), 1000)
    ]
    return place, put


def once(stores, base, count, files):
    """Imports, bills, issues and verifies, each beside its raw inserts."""
    place = stores.copy(base)
    variables = stores.variables(place)
    events = [
        Measured([MRU, "meter", "import", str(file)], variables)
        for file in sorted(files.glob("events-*.ndjson"))
    ]
    imported = raw("events", place, stores)
    bill = Measured(BILL, variables)
    assert f"{count} drafts ({count} new" in bill.output, bill.output[-300:]
    drafts = raw("drafts", place, stores)
    issue = Measured(ISSUE, variables)
    assert f"{count} issued, 0 not" in issue.output, issue.output[-300:]
    documents = raw("documents", place, stores)
    verify = Measured([MRU, "verify"], variables)
    assert f"{count} documents made again: 0 problems" in verify.output, verify.output
    assert drafts[0] == documents[0] == count
    stores.drop(place)
    seconds = sum(it.seconds for it in events)
    taken = {
        "import": seconds,
        "import peak": max(it.peak for it in events),
        "import cpu": sum(it.cpu for it in events),
        "raw events": imported[1],
        "import rate": imported[1] / seconds,
        "raw drafts": drafts[1],
        "bill rate": drafts[1] / bill.seconds,
        "raw documents": documents[1],
        "issue rate": documents[1] / issue.seconds,
        "verify time": verify.seconds / bill.seconds,
    }
    for name, it in [("bill", bill), ("issue", issue), ("verify", verify)]:
        taken |= {name: it.seconds, f"{name} peak": it.peak, f"{name} cpu": it.cpu}
    return taken


def month(stores, count, files):
    """Medians of everything for so many customers."""
    base, put = recorded(stores, files)
    taken = {"put": sum(it.seconds for it in put), "put peak": max(it.peak for it in put)}
    rounds = [once(stores, base, count, files) for _ in range(ROUNDS)]
    stores.drop(base)
    for key in rounds[0]:
        taken[key] = statistics.median(it[key] for it in rounds)
    shown = ", ".join(f"{key} {value:.3f}" for key, value in taken.items())
    note(f"{stores.name} {count} (load {os.getloadavg()[0]:.1f}): {shown}")
    return taken


def ratio(value):
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"


def section(results):
    print("## Running a month\n")
    print(
        "Customers with 40 components each and four changes within the month, one invoice each.\n"
        "The rival inserts the rows that the program left behind, events, drafts or documents,\n"
        "with their entries of the chain, into a new store of the same schema and durability: one\n"
        "prepared insert a row through sqlx, in transactions of 200 customers, or of fifty thousand\n"
        "events. It reads no file and computes nothing. The program is the whole process from its\n"
        "start to its end, an import one process for each thousand customers.\n"
    )
    for name, by_count in results.items():
        if not by_count:
            print(f"{name}: not measured, it is not installed.\n")
            continue
        few, many = min(by_count), max(by_count)
        print(f"### {name}\n")
        print("| What | Against |" + "".join(f" {n:,} customers |" for n in by_count) + " Aim |")
        print("|---|---|" + "---|" * (len(by_count) + 1))
        for what, rate, rival, aim in [
            ("`mru meter import`, events a second", "import rate", "raw inserts of the events", "0.5"),
            ("`mru bill`, drafts a second", "bill rate", "raw inserts of the drafts", AIMS[name][0]),
            ("`mru invoice issue`, invoices a second", "issue rate", "raw inserts of the documents", AIMS[name][1]),
        ]:
            cells = "".join(f" {ratio(it[rate])} × |" for it in by_count.values())
            print(f"| {what} | {rival} |{cells} at least {aim} × |")
        cells = "".join(f" {ratio(it['verify time'])} × |" for it in by_count.values())
        print(f"| time of `mru verify` | time of `mru bill` |{cells} at most 1 × |")
        last = by_count[many]
        print()
        if few == many:
            continue
        print(f"| From {few:,} to {many:,} customers | Customers | Events | Bill | Issue | Verify | Aim |")
        print("|---|---|---|---|---|---|---|")
        first = by_count[few]
        growth = lambda key: (last[key] / many) / (first[key] / few)
        times = "".join(f" {ratio(growth(key))} × |" for key in ("put", "import", "bill", "issue", "verify"))
        peaks = "".join(
            f" {ratio(last[key] / first[key])} × |"
            for key in ("put peak", "import peak", "bill peak", "issue peak", "verify peak")
        )
        before = sorted(by_count)[-2]
        growing = lambda key: last[key] / by_count[before][key]
        print(f"| time a customer |{times} no growth |")
        print(f"| peak memory |{peaks} no growth |")
        print()
        print(
            "A page of 200 customers is worked on at once, so that memory grows until it is full:"
            f" from {before:,} to {many:,} customers the run's grows {ratio(growing('bill peak'))} ×, that of"
            f" issuing {ratio(growing('issue peak'))} ×. For {many:,} customers, recording them takes {ratio(last['put'] / last['bill'])} × and"
            f" importing their events {ratio(last['import'] / last['bill'])} × the time of the run,"
            " in files and commands of a thousand customers.\n"
        )


def main():
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        folder.chmod(0o755)
        files = {}
        for count in SIZES:
            files[count] = folder / f"facts{count}"
            customers.write(count, files[count])
        results = {}
        for kind in (Sqlite, Postgres):
            results[kind.name] = {}
            if kind is Postgres and not Postgres.found():
                continue
            stores = kind(folder)
            try:
                for count in SIZES:
                    results[kind.name][count] = month(stores, count, files[count])
            finally:
                stores.stop()
    section(results)


main()
