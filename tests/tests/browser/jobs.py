"""Does the jobs of the service by the keyboard alone, as whoever has no mouse."""

import json
import sys

from screen import chromium

# More steps than any page has places to stop at.
STEPS = 400
FOCUS = """() => {
    const it = document.activeElement;
    const box = it.getBoundingClientRect();
    const style = getComputedStyle(it);
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return {
        covered: box.width > 0 && !(middle && (it.contains(middle) || middle.contains(it))),
        text: (it.innerText || it.value || '').trim(), name: it.name || '', tag: it.tagName,
        seen: box.width > 0 && style.outlineStyle !== 'none' && style.outlineWidth !== '0px',
    };
}"""


class Keys:
    """A keyboard in front of a page."""

    def __init__(self, screen, page):
        self.screen, self.page = screen, page

    def reach(self, wanted, what):
        """Goes from place to place until one is what is wanted, and sees to it that it shows the focus."""
        for _ in range(STEPS):
            self.page.keyboard.press("Tab")
            focus = self.page.evaluate(FOCUS)
            if focus["covered"]:
                self.screen.blame(self.page, f"what has the focus is covered: {focus['text'][:80]}")
            if wanted(focus):
                if not focus["seen"]:
                    self.screen.blame(self.page, f"the focus on {what} is not to be seen")
                return
        raise SystemExit(f"no way by keyboard to {what} on {self.page.url}: {self.page.inner_text('main')[:2000]}")

    def press(self, text):
        """Presses the button, or follows the link, that begins with a text."""
        self.reach(lambda it: it["tag"] in ("A", "BUTTON") and it["text"].startswith(text), text)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def fill(self, name, text):
        self.reach(lambda it: it["name"] == name, name)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def sign_in(self, key):
        self.page.goto(f"{self.screen.address}/sign-in")
        self.fill("key", key)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def wait_for(self, text):
        """Looks again until a text is there."""
        for _ in range(200):
            if text in self.page.inner_text("main"):
                return
            self.page.wait_for_timeout(200)
            self.page.reload()
        raise SystemExit(f"{text} does not come: {self.page.inner_text('main')[:2000]}")


def sell(screen, keys):
    """Prices a deployment, keeps it, issues the quote, makes a link and accepts as the customer."""
    keys.press("Quotes")
    keys.press("New quote")
    keys.press("Price")
    screen.look(keys.page)
    keys.fill("contact", "Ana Soto, ana@example.com")
    keys.press("Save")
    keys.press("Issue")
    screen.look(keys.page)
    keys.press("Make a link")
    screen.look(keys.page)
    link = next(it for it in keys.page.inner_text("main").split() if "/q/" in it)
    with screen.visitor("es") as page:
        page.goto(screen.address + "/q/" + link.split("/q/")[1])
        screen.look(page)
        customer = Keys(screen, page)
        customer.fill("name", "Luis Rey")
        customer.fill("position", "Director de Tecnología")
        customer.reach(lambda it: it["name"] == "accept", "the box that says so")
        page.keyboard.press("Space")
        customer.reach(lambda it: it["tag"] == "BUTTON", "the button that accepts")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        screen.look(page)


def bill(screen, keys):
    """Runs the month after the last one of the demonstration."""
    keys.press("Months")
    screen.look(keys.page)
    keys.page.goto(f"{screen.address}/months/go?period=2026-11")
    screen.look(keys.page)
    keys.press("Run")
    keys.wait_for("It is finished.")
    screen.look(keys.page)


def decide(screen, told):
    """Approves the change that waits, as its approver."""
    with screen.visitor("en") as page:
        keys = Keys(screen, page)
        keys.sign_in(told["approver"])
        keys.press("Approvals")
        screen.look(page)
        keys.press("REQ-412")
        screen.look(page)
        keys.press("Approve up to")
        screen.look(page)


def main(told):
    with chromium(told["address"]) as screen:
        decide(screen, told)
        with screen.visitor("en") as page:
            keys = Keys(screen, page)
            keys.sign_in(told["key"])
            sell(screen, keys)
            bill(screen, keys)
        screen.report()


main(json.loads(sys.argv[1]))
