"""Prices the bank (EX5) with decimal.Decimal: the same lines, totals and roundings.

Reads the quote's JSON from standard input, prints the nanoseconds of one pricing.
"""

import json
import statistics
import sys
import time
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)
FIELDS = ("environment", "component", "name", "size", "unit", "multiplier", "entry", "rules")


def price(items, weights, price_usd):
    lines, totals = [], {}
    for item in items:
        line = dict(item)
        entry = item["entry"]
        if entry is None:
            line["weight_mru"], line["mru"], line["usd"] = None, ZERO, ZERO
        else:
            line["weight_mru"] = weight = weights[entry]
            line["mru"] = mru = weight * item["quantity"] * item["multiplier"]
            line["usd"] = usd = (mru * price_usd).quantize(CENT, ROUND_HALF_UP)
            place = item["environment"]
            total_mru, total_usd = totals.get(place, (ZERO, ZERO))
            totals[place] = (total_mru + mru, total_usd + usd)
        lines.append(line)
    total_mru = sum((mru for mru, _ in totals.values()), ZERO)
    total_usd = sum((usd for _, usd in totals.values()), ZERO)
    return lines, totals, total_mru, total_usd


def main():
    quote = json.load(sys.stdin)
    items, weights = [], {}
    for line in quote["lines"]:
        if line["entry"] is not None:
            weights[line["entry"]] = Decimal(line["weight_mru"])
        item = {field: line[field] for field in FIELDS}
        item["quantity"] = Decimal(line["quantity"])
        items.append(item)
    price_usd = Decimal(quote["mru_price_usd"])
    _, _, mru, usd = price(items, weights, price_usd)
    assert mru == Decimal(quote["total_mru"]) and usd == Decimal(quote["total_usd"]), (mru, usd)
    samples = []
    for _ in range(50):
        start = time.perf_counter_ns()
        for _ in range(200):
            price(items, weights, price_usd)
        samples.append((time.perf_counter_ns() - start) / 200)
    print(round(statistics.median(samples)))


if __name__ == "__main__":
    main()
