"""People at their browsers: they read labels, press buttons and fill in boxes, in Persian or in English.

A `Person` has a browser of its own. Labels are given as they stand in the code, in English; a person who reads Persian
looks for their Persian wording in the program's catalogues. On every page that is shown the person notices what nobody
should meet: an error, a page in the wrong language or direction, a page that scrolls sideways, a complaint in the
browser's console, a request that leaves the instance.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from types import TracebackType
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import jdatetime
from django.utils import translation
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response
from tests.walks.reading import foreign_words, is_icon, visible_text

__all__ = ["Language", "Person", "keep_picture"]

Language = Literal["fa", "en"]
PERSIAN_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
#: Contexts in which the code says one English word in several ways.
CONTEXTS = ("stage", "button")
#: For how long a person looks for something on a page, in milliseconds.
PATIENCE = 30_000


def keep_picture(page: Page, name: str) -> None:
    """Keep a picture of a whole page with everything unfolded, where the environment names a folder for pictures."""
    folder = os.environ.get("HAMGARA_PICTURES")
    if folder:
        page.evaluate("() => document.querySelectorAll('main details').forEach(d => { d.open = true })")
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


class Person:
    """One person with a browser, at a served instance."""

    def __init__(
        self,
        browser: Browser,
        url: str,
        language: Language,
        *,
        viewport: tuple[int, int],
        javascript: bool = True,
        zone: str = "UTC",
        known: frozenset[str] = frozenset(),
    ) -> None:
        self.url, self.language, self.zone = url, language, ZoneInfo(zone)
        self.known = known
        self.problems: list[str] = []
        self.context = browser.new_context(
            viewport={"width": viewport[0], "height": viewport[1]},
            java_script_enabled=javascript,
            locale="fa-IR" if language == "fa" else "en-GB",
            accept_downloads=True,
        )
        self.context.add_cookies([{"name": "language", "value": language, "url": url}])
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self._note(f"script error: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)
        self._expected: set[int] = set()

    def __enter__(self) -> Person:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.context.close()

    # What is noticed

    def _note(self, problem: str) -> None:
        self.problems.append(f"{urlsplit(self.page.url).path}: {problem}")

    def _heard(self, message: ConsoleMessage) -> None:
        lost = "ERR_INTERNET_DISCONNECTED" in message.text and is_icon(message.location.get("url", ""))
        expected = lost or any(f"{s} (" in message.text for s in self._expected)
        if message.type in ("error", "warning") and not expected:
            self._note(f"console: {message.text} {message.location.get('url', '')}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "about:")):
            self._note(f"request to another place: {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self._note(f"status {response.status} of {urlsplit(response.url).path}")

    def _look(self) -> None:
        """Notice what is wrong with the page that is shown."""
        shown = self.page.evaluate(
            "() => ({lang: document.documentElement.lang, dir: document.documentElement.dir,"
            " wide: document.documentElement.scrollWidth, room: document.documentElement.clientWidth})"
        )
        if shown["lang"] != self.language or shown["dir"] != ("rtl" if self.language == "fa" else "ltr"):
            self._note(f"language {shown['lang']}, direction {shown['dir']}")
        if shown["wide"] > shown["room"]:
            self._note(f"scrolls sideways: {shown['wide']} of {shown['room']} pixels")
        if self.language == "fa":
            found = foreign_words(visible_text(self.page.content()), self.known)
            if found:
                self._note(f"not Persian: {' '.join(sorted(found))}")

    def content(self) -> None:
        """Nothing was noticed so far."""
        assert not self.problems, "\n".join(self.problems)

    # What is read

    def say(self, label: str, **values: object) -> str:
        """A label of the code in this person's language; the first of its wordings where there are several."""
        return self.wordings(label, **values)[0]

    def wordings(self, label: str, **values: object) -> list[str]:
        """The wordings of a label: by itself, and as a stage or on a button where these have one of their own."""
        with translation.override(self.language):
            plain = translation.gettext(label)
            said = [s for c in CONTEXTS if (s := translation.pgettext(c, label)) != label]
        found = dict.fromkeys([plain, *said] if plain != label or not said else said)
        return [s % values if values else s for s in found]

    def _pattern(self, label: str, ending: str) -> re.Pattern[str]:
        either = "|".join(map(re.escape, self.wordings(label)))
        return re.compile(rf"^\W*({either}){ending}\W*$", re.DOTALL)

    def _named(self, label: str) -> re.Pattern[str]:
        return self._pattern(label, rf"(\s*\({re.escape(self.say('optional'))}\))?")

    def day(self, moment: datetime) -> str:
        """A day as this person writes it."""
        here = moment.astimezone(self.zone)
        if self.language == "en":
            return here.strftime("%Y-%m-%d")
        jalali = jdatetime.date.fromgregorian(date=here.date())
        return f"{jalali.year}/{jalali.month}/{jalali.day}".translate(PERSIAN_DIGITS)

    def time(self, moment: datetime) -> str:
        """A time of day as this person writes it."""
        return self.number(moment.astimezone(self.zone).strftime("%H:%M"))

    def number(self, text: object) -> str:
        """Digits as this person writes them."""
        return str(text).translate(PERSIAN_DIGITS) if self.language == "fa" else str(text)

    def reads(self, text: str) -> None:
        """The page says this."""
        self.page.get_by_text(text).first.wait_for(state="attached")

    def text(self) -> str:
        """All that the page shows."""
        return self.page.locator("body").inner_text()

    def path(self) -> str:
        """Where this person is."""
        return urlsplit(self.page.url).path

    # What is done

    def go(self, path: str, *, status: int = 200) -> None:
        """Open an address of the instance, as from a bookmark or a message."""
        self._expected = {status}
        answer = self.page.goto(path if path.startswith("http") else f"{self.url}{path}")
        assert answer is not None
        assert answer.status == status, f"{path}: status {answer.status}\n{self.text()}"
        self._look()

    def button(self, label: str, where: Locator | str | None = None) -> Locator:
        """The button or link with that label, the first on the page (what is its content before what frames it) or in
        a part of it, given as such or by a text that stands in it. A label may go on with a number, or after a dash
        for those who listen.
        """
        name = self._pattern(label, r"(\s+(–\s.*|[0-9۰-۹]+))?")
        either = self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name))
        if isinstance(where, str):
            parts = self.page.locator("section, article, li, tr")
            where = parts.filter(has_text=where).filter(has=either).last
        if where is None:
            main = self.page.locator("main")
            inside = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
            return inside.first if inside.count() else either.first
        return where.get_by_role("button", name=name).or_(where.get_by_role("link", name=name)).first

    def press(self, label: str, where: Locator | str | None = None, *, status: int = 200) -> None:
        """Press a button or follow a link, and wait for the page that it leads to."""
        self._follow(self.button(label, where), status)

    def follow(self, text: str, *, status: int = 200) -> None:
        """Follow a link by what it says (a text of members, not a label)."""
        self._follow(self.page.get_by_role("link", name=text).first, status)

    def follow_to(self, target: Locator, *, status: int = 200) -> None:
        """Follow a link that was found otherwise."""
        self._follow(target, status)

    def _follow(self, target: Locator, status: int) -> None:
        self._expected = {status}
        with self.page.expect_navigation(wait_until="load") as going:
            target.click()
        answer = going.value
        found = 0 if answer is None else answer.status
        assert found == status, f"status {found} at {self.path()}\n{self.text()}"
        self._look()

    def box(self, label: str) -> Locator:
        """The box of a form with that label."""
        return self.page.get_by_label(self._named(label)).first

    def group(self, label: str) -> Locator:
        """The group of boxes under that label."""
        return self.page.get_by_role("group", name=self._named(label)).first

    def write(self, label: str, value: str) -> None:
        """Fill in one box."""
        self.box(label).fill(value)

    def write_texts(self, label: str, fa: str = "", en: str = "") -> None:
        """Fill in a text in one language or both."""
        for name, value in (("Persian", fa), ("English", en)):
            if value:
                self.group(label).get_by_label(self.say(name), exact=True).fill(value)

    def write_place(self, label: str, city: str, region: str, country: str) -> None:
        """Fill in a place."""
        names = ("City", "State or province", "Country (two letters, such as CA)")
        for name, value in zip(names, (city, region, country), strict=True):
            self.group(label).get_by_label(self.say(name), exact=True).fill(value)

    def write_moment(self, label: str, moment: datetime) -> None:
        """Fill in a day and a time."""
        group = self.group(label)
        group.get_by_label(self.say("Day"), exact=True).fill(self.day(moment))
        group.get_by_label(self.say("Time"), exact=True).fill(self.time(moment))

    def tick(self, label: str, where: Locator | None = None) -> None:
        """Choose an option or tick a box by its label."""
        place: Page | Locator = self.page if where is None else where
        place.get_by_label(self.say(label)).first.check()

    def pick(self, label: str, option: str) -> None:
        """Choose from a list by the beginning of what an option says."""
        options: list[Any] = self.box(label).locator("option").all()
        found = next((o for o in options if self.say(option) in (o.text_content() or "")), None)
        assert found is not None, f"{label} does not offer {option}: {[o.text_content() for o in options]}"
        self.box(label).select_option(value=found.get_attribute("value"))
