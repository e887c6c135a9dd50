"""Measures PDF invoices against a browser and another typesetter, and writes its section.

    pdf.py MRU DOCUMENTS

`MRU_BENCH_WEASYPRINT` names a Python that has WeasyPrint; this one when unset. The rivals print
the HTML of the same invoices. `MRU_BENCH_NOTES` names a file for the absolute figures.
"""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

import customers
from stores import Measured, Sqlite

MRU, DOCUMENTS = sys.argv[1], sys.argv[2]
COUNT = 21
ISSUED = [f"INV-{number:06}" for number in range(1, COUNT + 1)]
NOTES = os.environ.get("MRU_BENCH_NOTES")
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
WEASYPRINT = """
import sys, time
from weasyprint import HTML
form, first, *others = sys.argv[1:]
HTML(filename=first).write_pdf(pdf_variant=form or None)
began = time.monotonic()
for name in others:
    HTML(filename=name).write_pdf(pdf_variant=form or None)
print(len(others), time.monotonic() - began)
"""


def invoices(folder):
    """Writes the issued invoices as JSON and HTML, and says how many lines the first one has."""
    customers.write(COUNT, folder / "facts")
    stores = Sqlite(folder)
    variables = stores.variables(stores.new())
    accounts = sorted(str(file) for file in (folder / "facts/customers").iterdir())
    for arguments in [
        ["supplier", "put", str(folder / "facts/supplier.json")],
        ["customer", "put", *accounts],
        ["meter", "import", str(folder / "facts/events-00.ndjson")],
        ["bill", "2026-04"],
        ["invoice", "issue", "2026-04", "--issue-date", "2026-05-02"],
    ]:
        Measured([MRU, *arguments], variables)
    for number in ISSUED:
        for form in ("json", "html"):
            file = str(folder / f"{number}.{form}")
            Measured([MRU, "invoice", "show", number, "--format", form, "-o", file], variables)
    shown = json.loads((folder / f"{ISSUED[0]}.json").read_text())
    return len(shown["statement"]["lines"])


def ours(folder):
    """The median of several runs: one takes about as long as a single page of the rivals."""
    files = [str(folder / f"{number}.json") for number in ISSUED]
    times = []
    for _ in range(7):
        done = subprocess.run([DOCUMENTS, *files], check=True, capture_output=True, text=True)
        count, seconds = done.stdout.split()
        times.append(float(seconds) / int(count))
    return statistics.median(times)


def weasyprint(folder, form=""):
    python = os.environ.get("MRU_BENCH_WEASYPRINT", sys.executable)
    if subprocess.run([python, "-c", "import weasyprint"], capture_output=True).returncode != 0:
        return None
    files = [str(folder / f"{number}.html") for number in ISSUED]
    done = subprocess.run(
        [python, "-c", WEASYPRINT, form, *files], check=True, capture_output=True, text=True
    )
    count, seconds = done.stdout.split()
    return float(seconds) / int(count)


def archiving_weasyprint(folder):
    """The form that ours has, without what it promises to those who listen."""
    return weasyprint(folder, "pdf/a-2a")


def flags(folder):
    return [BROWSER, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder}/profile"]


def browsers(folder):
    """A browser for each invoice."""
    if BROWSER is None:
        return None
    times = []
    for number in ISSUED[:6]:
        page, pdf = folder / f"{number}.html", folder / f"{number}.browser.pdf"
        began = time.monotonic()
        subprocess.run(
            [*flags(folder), "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()],
            check=True,
            capture_output=True,
        )
        times.append(time.monotonic() - began)
        assert pdf.read_bytes().startswith(b"%PDF")
    return sum(times[1:]) / len(times[1:])


class Browser:
    """One browser that is told what to do through a pipe."""

    def __init__(self, folder):
        to_browser, from_browser = os.pipe(), os.pipe()

        def hand_over():
            # The browser reads from descriptor 3 and writes to 4.
            ends = [os.dup(to_browser[0]), os.dup(from_browser[1])]
            high = [os.dup2(end, 20 + at) for at, end in enumerate(ends)]
            os.dup2(high[0], 3)
            os.dup2(high[1], 4)

        self.process = subprocess.Popen(
            [*flags(folder), "--remote-debugging-pipe", "about:blank"],
            preexec_fn=hand_over,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser[0])
        os.close(from_browser[1])
        self.write, self.read = to_browser[1], os.fdopen(from_browser[0], "rb")
        self.number, self.held = 0, b""
        target = self.ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        attached = self.ask("Target.attachToTarget", {"targetId": target, "flatten": True})
        self.session = attached["sessionId"]
        self.ask("Page.enable", {}, self.session)

    def message(self):
        while b"\0" not in self.held:
            more = os.read(self.read.fileno(), 1 << 20)
            if not more:
                raise OSError("the browser ended")
            self.held += more
        first, self.held = self.held.split(b"\0", 1)
        return json.loads(first)

    def ask(self, method, params, session=None):
        self.number += 1
        asked = {"id": self.number, "method": method, "params": params}
        if session:
            asked["sessionId"] = session
        data = json.dumps(asked).encode() + b"\0"
        while data:
            data = data[os.write(self.write, data) :]
        while True:
            answer = self.message()
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise OSError(str(answer["error"]))
                return answer["result"]

    def print(self, uri):
        self.ask("Page.navigate", {"url": uri}, self.session)
        while self.message().get("method") != "Page.loadEventFired":
            pass
        return self.ask("Page.printToPDF", {"printBackground": True}, self.session)["data"]

    def end(self):
        self.process.terminate()
        self.process.wait()


def one_browser(folder):
    """One browser for all invoices, after a first one."""
    if BROWSER is None:
        return None
    browser = Browser(folder)
    try:
        browser.print((folder / f"{ISSUED[0]}.html").as_uri())
        began = time.monotonic()
        for number in ISSUED[1:]:
            assert browser.print((folder / f"{number}.html").as_uri()).startswith("JVBERi")
        return (time.monotonic() - began) / (COUNT - 1)
    finally:
        browser.end()


def main():
    rows = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        folder = pathlib.Path(folder)
        lines = invoices(folder)
        mine = ours(folder)
        for rival, measure, missing, aim in [
            ("WeasyPrint as PDF/A-2a, in one process", archiving_weasyprint, "WeasyPrint not installed", True),
            ("WeasyPrint as plain PDF, in one process", weasyprint, "WeasyPrint not installed", False),
            ("headless Chromium, a process an invoice", browsers, "Chromium not installed", True),
            ("headless Chromium, one for all invoices", one_browser, "Chromium not installed", False),
        ]:
            seconds = measure(folder)
            again = ours(folder)
            aim = "at least 20 ×" if aim else ""
            if seconds is None:
                rows.append(f"| {rival} | not measured: {missing} | {aim} |")
            else:
                rows.append(f"| {rival} | {seconds / ((mine + again) / 2):.1f} × faster | {aim} |")
            if NOTES:
                with open(NOTES, "a") as file:
                    file.write(f"pdf: ours {mine} {again}, {rival} {seconds}\n")
            mine = again
    print("## Typesetting invoices\n")
    print(
        f"Invoices of {lines} lines as PDF, one after the other, after a first one: ours as PDF/A-2a\n"
        "and PDF/UA-1 from the statement, the rivals' from the HTML of the same invoices.\n"
        "Ours is measured before and after each rival, and the mean of the medians taken.\n"
    )
    print("| Against | Ratio | Aim |")
    print("|---|---|---|")
    print("\n".join(rows))


main()
