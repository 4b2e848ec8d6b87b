"""axe looks at every page, narrow and Persian, wide and English: nothing serious, nothing critical."""

from __future__ import annotations

from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, Request
from tests.walks.demonstration import FOUNDING, Demonstration
from tests.walks.pages import ACCOUNT_PAGES, list_acts, list_pages

pytestmark = pytest.mark.browser

VIEWS = {"fa": (360, 780, "light"), "en": (1280, 800, "dark")}
#: Addresses that hand out files or take postings, and are no pages.
FILES = (
    "calendar", "sittings-minutes",
    "-bytes", "-proof", "-key", "-checkpoint", "-tile", "-consistency", "-attachment", "-bundle", "-download",
    "-document", "-published", "-report", "-decline", "-file", "-comment", "-erase",
)  # fmt: skip
FIRST = ("assembly", "rounds-one", "clauses-one", "decisions-one", "elections-one", "resolutions-one", "record-one")

#: In the page: what is wrong with its controls. Links within a text are as high as its lines.
CONTROLS = """() => {
  const problems = [];
  for (const c of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!c.checkVisibility()) continue;
    const name = (c.getAttribute('aria-label') || c.textContent || '').trim()
      || [...(c.labels || [])].map(l => l.textContent.trim()).join(' ');
    const what = `${c.tagName.toLowerCase()} ${name.slice(0, 40) || c.outerHTML.slice(0, 80)}`;
    if (c.tabIndex < 0 && !c.disabled) problems.push(`${what}: no keyboard reaches it`);
    if (c.tabIndex > 0) problems.push(`${what}: it breaks the order of the page`);
    if (!name) problems.push(`${what}: it has no label`);
    const touched = c.matches('button, .button, select, summary, input:not([type=checkbox]):not([type=radio])');
    const box = c.getBoundingClientRect();
    if (touched && box.height < 43.5) problems.push(`${what}: ${Math.round(box.height)} pixels high`);
  }
  return problems;
}"""


class Looker:
    """A browser page of somebody of a role that looks at addresses and notes what is wrong with them."""

    def __init__(
        self, browser: Browser, demonstration: Demonstration, role: str, language: str, *, keeps_policy: bool = False
    ) -> None:
        width, height, scheme = VIEWS[language]
        self.url, self.language = demonstration.instance.url, language
        self.context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=not keeps_policy
        )
        for name, value in demonstration.cookies(role, language).items():
            self.context.add_cookies([{"name": name, "value": value, "url": self.url}])
        self.page: Page = self.context.new_page()
        self.found: list[str] = []
        self.seen = 0
        self.page.on("console", self._heard)
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and "the server responded with a status of 4" not in message.text:
            self.found.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:")):
            self.found.append(f"{self.page.url} asks {request.url}")

    def look(self, address: str) -> None:
        """Go to an address, and let axe look at the page as well."""
        if not self.visit(address):
            return
        for violation in Axe().run(self.page)["violations"]:
            if violation["impact"] in ("serious", "critical"):
                nodes = "; ".join(str(node["target"]) for node in violation["nodes"][:3])
                self.found.append(f"{address}: {violation['id']} ({violation['impact']}) at {nodes}")

    def visit(self, address: str) -> bool:
        """Go to an address; whether it is a page."""
        answer = self.page.goto(self.url + address)
        assert answer is not None
        if not (answer.header_value("content-type") or "").startswith("text/html"):
            return False
        self.seen += 1
        if answer.status >= 500:
            self.found.append(f"{address}: status {answer.status}")
        shape: dict[str, Any] = self.page.evaluate(
            "() => ({lang: document.documentElement.lang, dir: document.documentElement.dir,"
            " wide: document.documentElement.scrollWidth - document.documentElement.clientWidth})"
        )
        if (shape["lang"], shape["dir"]) != (self.language, "rtl" if self.language == "fa" else "ltr"):
            self.found.append(f"{address}: {shape}")
        if shape["wide"] > 0:
            self.found.append(f"{address}: {shape['wide']} pixels too wide")
        return True

    def try_controls(self, address: str) -> None:
        """Note the controls of the page that no keyboard reaches, that have no label, or are too small to touch."""
        self.found += [f"{address}: {problem}" for problem in self.page.evaluate(CONTROLS)]


def _pages(demonstration: Demonstration) -> dict[str, list[str]]:
    pages = list_pages(demonstration.site(FOUNDING))
    return {name: found for name, found in pages.items() if not name.endswith(FILES)}


@pytest.mark.parametrize("language", list(VIEWS))
def test_the_first_pages(browser: Browser, demonstration: Demonstration, language: str) -> None:
    looker = Looker(browser, demonstration, "independent", language)
    for name in FIRST:
        looker.look(_pages(demonstration)[name][0])
    looker.look(list_acts(FOUNDING)["position.proposed"])
    looker.context.close()
    assert looker.seen == len(FIRST) + 1
    assert not looker.found, "\n".join(looker.found)


@pytest.mark.parametrize("role", [pytest.param("secretariat", marks=pytest.mark.long), "anonymous"])
def test_controls_and_the_policy_of_content(browser: Browser, demonstration: Demonstration, role: str) -> None:
    """On a telephone, with the pages' own policy in force: nothing is blocked, every control can be used."""
    demonstration.instance.forget_attempts()
    looker = Looker(browser, demonstration, role, "fa", keeps_policy=True)
    addresses = [a for found in _pages(demonstration).values() for a in found]
    for address in (*addresses, *list_acts(FOUNDING).values(), *filter(None, ACCOUNT_PAGES.values())):
        if looker.visit(address):
            looker.try_controls(address)
    looker.context.close()
    assert looker.seen > 40
    assert not looker.found, "\n".join(looker.found)


@pytest.mark.long
@pytest.mark.parametrize("language", list(VIEWS))
@pytest.mark.parametrize("role", ["secretariat", "delegate", "anonymous"])
def test_all_pages(browser: Browser, demonstration: Demonstration, role: str, language: str) -> None:
    looker = Looker(browser, demonstration, role, language)
    addresses = [a for found in _pages(demonstration).values() for a in found]
    if role == "secretariat":
        addresses += [*list_acts(FOUNDING).values(), *filter(None, ACCOUNT_PAGES.values())]
    for address in addresses:
        looker.look(address)
    looker.context.close()
    assert looker.seen > 40
    assert not looker.found, "\n".join(looker.found)
