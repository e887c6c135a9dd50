"""Writes the section about pricing, from what criterion measured and a rival in Python.

    pricing_section.py TARGET MRU
"""

import json
import subprocess
import sys

TARGET, MRU = sys.argv[1:]


def median(name):
    with open(f"{TARGET}/criterion/ex5/{name}/new/estimates.json") as file:
        return json.load(file)["median"]["point_estimate"]


EXAMPLE = "fixtures/deployments/ex5-bank.yaml"
quote = subprocess.run(
    [MRU, "quote", EXAMPLE, "--as-of", "2026-11-21", "--format", "json"],
    check=True,
    capture_output=True,
).stdout
rival = subprocess.run(
    [sys.executable, "tests/benches/pricing_rival.py"], input=quote, check=True, capture_output=True
).stdout
python = float(rival)
lines = json.loads(quote)["lines"]
charged = sum(line["entry"] is not None for line in lines)
core, raw, materials, explain = (median(name) for name in ("core", "raw", "materials", "explain"))
whole, serde = median("quote"), median("serde_json")
print(f"""## Pricing the bank (EX5)

{len(lines)} lines, {charged} of them with a weight; explanations are kept as structure.

| What | Against | Ratio | Aim |
|---|---|---|---|
| price in core, all lines | the same multiplications, roundings and sums on raw `i128` | {core / raw:.1f} × the raw time | at most 2.5 × |
| price in core, all lines | a Python `decimal` script producing the same lines | {python / core:.0f} × faster | at least 20 × |
| a whole quote in core, from the deployment in JSON to the quote in JSON | `serde_json` reading the same text into a `Value` and writing a `Value` as the same bytes | {whole / serde:.1f} × its time | at most 5 × |
| build the bill of materials | price in core | {materials / core:.1f} × | |
| write all explanations | price in core | {explain / core:.1f} × | |""")
