"""What a browser sees of a page, and what is wrong with it."""

import json
import shutil
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

# WCAG 2.2 at level AA, and what axe's makers hold for good practice beside it.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
}
# Width, height, colours, and whether axe judges: it does where colours and layouts differ.
SCREENS = [
    (1280, 900, "light", True),
    (390, 844, "dark", True),
    (844, 390, "light", False),
    (320, 700, "light", False),
]

OPEN_DETAILS = "for (const it of document.querySelectorAll('details')) it.open = true"
TOO_WIDE = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll('body *')]
        .filter(it => it.getBoundingClientRect().right > width + 1 && !it.closest('.scroll'))
        .slice(0, 3).map(it => it.outerHTML.slice(0, 120));
}"""
# Letters of twice the size, and the spaces of WCAG 1.4.12, each as a rule of the style sheet.
LARGE = "html { font-size: 187.5% }"
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
WITH_RULE = "rule => document.styleSheets[0].insertRule(rule, document.styleSheets[0].cssRules.length)"
WITHOUT_RULE = "at => document.styleSheets[0].deleteRule(at)"
TABLES = """() => [
    ...[...document.querySelectorAll('table')].filter(it => !it.caption?.innerText.trim()),
    ...document.querySelectorAll('th:not([scope])'),
].slice(0, 3).map(it => it.outerHTML.slice(0, 120))"""
# Pairs of colours: what is seen, the ground it stands on, and the least contrast between them.
PAIRS = [
    *((ink, ground, 4.5) for ink in ["--ink", "--soft"] for ground in ["--desk", "--paper", "--tint"]),
    *(("--accent", ground, 4.5) for ground in ["--desk", "--paper", "--tint"]),
    *((f"--{it}", ground, 4.5) for it in ["warn", "bad", "good"] for ground in ["--paper", f"--{it}-tint"]),
    ("--on-fill", "--fill", 4.5),
    ("--edge", "--paper", 3), ("--fill", "--paper", 3),
    *((colour, "--paper", 3) for colour in ["--c1", "--c2", "--c3", "--c5"]),
]
COLOUR = """name => {
    const it = document.createElement('i');
    it.style.color = `var(${name})`;
    document.body.append(it);
    const colour = getComputedStyle(it).color.match(/[0-9.]+/g).slice(0, 3).map(Number);
    it.remove();
    return colour;
}"""


def luminance(colour):
    """Relative luminance as WCAG defines it."""
    parts = (it / 255 for it in colour)
    parts = [it / 12.92 if it <= 0.04045 else ((it + 0.055) / 1.055) ** 2.4 for it in parts]
    return sum(weight * it for weight, it in zip([0.2126, 0.7152, 0.0722], parts))


class Screen:
    """A browser that keeps what was wrong."""

    def __init__(self, browser, address):
        self.browser, self.address = browser, address
        self.axe = Axe()
        self.wrong, self.looked = [], 0

    @contextmanager
    def visitor(self, lang, key=None):
        """Somebody with a language of their own, signed in when there is a key."""
        host = self.address.removeprefix("http://").split(":")[0]
        context = self.browser.new_context(locale=lang, reduced_motion="reduce")
        context.add_cookies([{"name": "mru_lang", "value": lang, "domain": host, "path": "/"}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.blame(page, f"script: {error}"))
        page.on("console", lambda it: self.hear(page, it))
        if key:
            page.goto(f"{self.address}/sign-in")
            page.fill("input[name=key]", key)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/sign-in" not in url)
        yield page
        context.close()

    def hear(self, page, message):
        # That a page answers 404 or 422 is what some tests ask for.
        if message.type == "error" and "status of 4" not in message.text:
            self.blame(page, f"console: {message.text}")

    def blame(self, page, what, where=""):
        self.wrong.append({"page": page.url.removeprefix(self.address), "what": what, "where": where})

    def look(self, page):
        """Judges the page on every screen."""
        html = page.content()
        if "<script" in html or "javascript:" in html:
            self.blame(page, "brings a script")
        for width, height, colours, judged in SCREENS:
            page.set_viewport_size({"width": width, "height": height})
            page.emulate_media(color_scheme=colours)
            page.evaluate(OPEN_DETAILS)
            self.hold_width(page, f"at {width} px")
            if width == 1280:
                self.widen(page, LARGE, "with large letters")
                self.widen(page, SPACED, "with wide spaces")
                for part in page.evaluate(TABLES):
                    self.blame(page, "a table without caption, or a head without scope", part)
            if judged:
                for found in self.axe.run(page, options=RULES).response["violations"]:
                    node = found["nodes"][0]
                    where = f"{width} px, {colours}: {node['html'][:200]} {node['failureSummary']}"
                    self.blame(page, f"axe {found['id']}: {found['help']}", where)
            self.looked += 1
        page.set_viewport_size({"width": 1280, "height": 900})

    def hold_width(self, page, when):
        for part in page.evaluate(TOO_WIDE):
            self.blame(page, f"scrolls sideways {when}", part)

    def widen(self, page, rule, when):
        at = page.evaluate(WITH_RULE, rule)
        self.hold_width(page, when)
        page.evaluate(WITHOUT_RULE, at)

    def contrasts(self, page):
        """The colours of the look on their grounds, light and dark."""
        for colours in ["light", "dark"]:
            page.emulate_media(color_scheme=colours)
            for ink, ground, least in PAIRS:
                over, under = sorted((luminance(page.evaluate(COLOUR, it)) for it in [ink, ground]), reverse=True)
                ratio = (over + 0.05) / (under + 0.05)
                if ratio < least:
                    self.blame(page, f"{ink} on {ground}, {colours}: {ratio:.2f}, not {least}")

    def rules(self, page):
        """The rules of axe that ran, by the criterion that they judge."""
        page.evaluate(self.axe.axe_script)
        ran = {}
        for rule in page.evaluate("axe.getRules()"):
            for tag in rule["tags"]:
                if "experimental" not in rule["tags"] and tag.startswith("wcag") and tag[4:].isdigit():
                    ran.setdefault(tag, []).append(rule["ruleId"])
        return {tag: sorted(ids) for tag, ids in ran.items()}

    def report(self, **more):
        print(json.dumps({"wrong": self.wrong, "looked": self.looked, **more}))


@contextmanager
def chromium(address):
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        yield Screen(browser, address)
        browser.close()
