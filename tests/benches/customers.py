"""Writes a supplier, customers and their events of one month: the same ones every time.

    customers.py COUNT FOLDER

Each customer has 40 components from the first of April 2026 and four changes within the month: one
component resized, one removed, two more activated. Files: supplier.json, one JSON file a customer
under customers/, and events-N.ndjson for every thousand customers.
"""

import json
import pathlib
import sys

#: Kinds of components with their sizes: environment, kind, sizes, quantities, redundancies.
KINDS = [
    ("production", "container", ["1x2", "2x4", "1x3"], [1], [2, 3]),
    ("staging", "container", ["1x2", "2x4"], [1], [1]),
    ("production", "container", ["1x2", "1x4"], [1], [2]),
    ("production", "cache", ["cache.t3.micro", "cache.t3.medium"], [2, 3], [1]),
    ("production", "database", ["db.r6g.large", "db.t3.small"], [2, 3], [1]),
    ("staging", "container", ["1x2", "1x3"], [1], [1]),
    ("production", "vpn", [""], [1], [1]),
    ("staging", "cache", ["cache.t3.micro"], [1], [1]),
]
START = "2026-04-01T03:00:00Z"


def account(number):
    name = customer(number)
    return {
        "id": name,
        "effective_from": "2026-04-01",
        "legal": {
            "name": f"Customer {number} S.A.",
            "tax_id": f"76.{number % 1000:03}.111-1",
            "address": [f"Avenue {number}", "Santiago, Chile"],
        },
        "deployments": [
            {
                "environments": [
                    {"name": "production", "kind": "production"},
                    {"name": "staging", "kind": "pre-production"},
                ]
            }
        ],
        "contract": {
            "id": f"C-{number:05}",
            "starts_on": "2026-04-01",
            "tax": {"label": "IVA", "percent": "19"},
        },
    }


def customer(number):
    return f"customer-{number:05}"


def component(number, index):
    environment, kind, sizes, quantities, redundancies = KINDS[index % len(KINDS)]
    of = lambda choices: choices[(number * 7 + index * 3) % len(choices)]
    fields = {"environment": environment, "component": kind, "name": f"{kind}-{index:02}"}
    size = {"quantity": str(of(quantities)), "redundancy": of(redundancies)}
    if of(sizes):
        size["size"] = of(sizes)
    return fields, size


def events(number):
    count = 0

    def event(kind, time, index, *, sized=True, variant=0):
        nonlocal count
        count += 1
        fields, size = component(number + variant, index)
        head = {"id": f"{customer(number)}-{count:03}", "type": kind, "time": time}
        ticket = {"ticket": f"REQ-{number:05}-{count:03}"}
        return {**head, "customer": customer(number), **fields, **(size if sized else {}), **ticket}

    for index in range(40):
        yield event("activated", START, index)
    day = lambda shift: 3 + (number + shift * 7) % 26
    at = lambda shift: f"2026-04-{day(shift):02}T15:{number % 60:02}:00Z"
    yield event("resized", at(0), 8, variant=1)
    yield event("removed", at(1), 9, sized=False)
    yield event("activated", at(2), 40)
    yield event("activated", at(3), 41)


def write(count, folder):
    folder = pathlib.Path(folder)
    (folder / "customers").mkdir(parents=True)
    party = {"name": "Provider SpA", "tax_id": "76.111.111-1", "address": ["Santiago"]}
    (folder / "supplier.json").write_text(json.dumps({"legal": party}))
    for first in range(0, count, 1000):
        with open(folder / f"events-{first // 1000:02}.ndjson", "w") as file:
            for number in range(first, min(first + 1000, count)):
                path = folder / "customers" / f"{customer(number)}.json"
                path.write_text(json.dumps(account(number)))
                for event in events(number):
                    file.write(json.dumps(event) + "\n")


if __name__ == "__main__":
    write(int(sys.argv[1]), sys.argv[2])
