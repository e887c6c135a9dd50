"""Follows every link of the pages, and judges what it finds: a few pages of each kind."""

import json
import re
import sys
from urllib.parse import parse_qs, urlsplit

from screen import chromium

# Pages of a kind that are looked at, each with the names of its query: lists and their second pages differ.
OF_A_KIND = 2
# Of the second language one is enough: what differs is the words.
OF_A_KIND_AGAIN = 1
LANGUAGES = ["en", "es"]


def kind(templates, url):
    """The template of a page's address, and the names of its query."""
    parts = urlsplit(url)
    for template in sorted(templates, key=lambda it: it.count("{")):
        if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), parts.path):
            return template, tuple(sorted(set(parse_qs(parts.query)) - {"lang"}))
    return None, ()


def links(page, address):
    """The pages to which a page leads; documents in other formats are none."""
    found = page.eval_on_selector_all("a[href]", "all => all.map(it => it.href)")
    local = (it.split("#")[0] for it in found if it.startswith(address + "/"))
    return [it for it in local if "format=" not in it and not it.endswith(".css") and "lang=" not in it]


def walk(screen, page, templates, most):
    waiting, known, seen = [f"{screen.address}/"], set(), {}
    while waiting:
        url = waiting.pop(0)
        template, query = kind(templates, url)
        if url in known or template is None or seen.get((template, query), 0) >= most:
            continue
        known.add(url)
        answer = page.goto(url)
        if answer.status != 200:
            screen.blame(page, f"answers {answer.status}")
            continue
        # Some of what is linked is for programs.
        if "text/html" not in answer.headers["content-type"]:
            continue
        seen[(template, query)] = seen.get((template, query), 0) + 1
        screen.look(page)
        waiting += links(page, screen.address)
    return {template for template, _ in seen}


def states(screen, page):
    """Pages that no link leads to: what is not there, and forms that are refused."""
    for path in ["/no-such-page", "/quotes/QUO-999999", "/documents/INV-999999", "/customers/nobody"]:
        answer = page.goto(screen.address + path, wait_until="load")
        if answer.status != 404:
            screen.blame(page, f"answers {answer.status}, not 404")
        screen.look(page)
    page.goto(f"{screen.address}/quotes/new")
    page.fill("textarea[name=deployment]", "environments:\n  - name: production\n    kind: other\n")
    page.click("main form button")
    if page.locator("[role=alert]").count() != 1:
        screen.blame(page, "a refused form has no summary")
    screen.look(page)


def entrance(screen, page):
    page.goto(f"{screen.address}/sign-in")
    screen.look(page)
    page.fill("input[name=key]", "mru_wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    screen.look(page)


def main(told):
    seen = set()
    with chromium(told["address"]) as screen:
        for lang, most in zip(LANGUAGES, [OF_A_KIND, OF_A_KIND_AGAIN]):
            with screen.visitor(lang) as page:
                entrance(screen, page)
                seen.add("/sign-in")
                for link in told["links"]:
                    page.goto(told["address"] + link)
                    screen.look(page)
                    seen.add(kind(told["templates"], page.url)[0])
            with screen.visitor(lang, told["key"]) as page:
                screen.contrasts(page)
                rules = screen.rules(page)
                seen |= walk(screen, page, told["templates"], most)
                states(screen, page)
        screen.report(templates=sorted(it for it in seen if it), rules=rules)


main(json.loads(sys.argv[1]))
