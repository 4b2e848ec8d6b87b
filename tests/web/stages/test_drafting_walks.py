"""In a browser without JavaScript, in both languages and widths: from the amendments to the new text and its story."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests.web.stages.drafts import close_vote, propose_amendment, propose_clause, vote

from hamgara.dates import parts_of

Sign = Callable[..., Client]
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
WIDTHS = {"fa": 360, "en": 1280}
LONG = {
    "fa": "از حق کارگران، زنان، دانشجویان و نویسندگان برای برپایی تشکل‌های مستقل دفاع می‌کنیم. "
    "آزادی همهٔ زندانیان سیاسی را می‌خواهیم.",
    "en": "We defend the right of workers, women, students and writers to found independent organisations. "
    "We want freedom for all political prisoners.",
}
GLOSS = {"fa": ["تشکل"], "en": ["organisation"]}


def furnish(cast: Any) -> None:
    """Amendments of every kind to one clause, and what stands beside them on its page."""
    propose_clause(cast, "c-1", text=LONG, title={"fa": "آزادی تشکل", "en": "Freedom to organise"})
    propose_clause(cast, "c-2", "other", title={"fa": "صلح", "en": "Peace"})
    fa, en = LONG["fa"], LONG["en"]
    teachers = {"fa": fa.replace("زنان", "آموزگاران، زنان"), "en": en.replace("women", "teachers, women")}
    propose_amendment(
        cast, "a-1", "c-1", text=teachers, reason={"fa": "آموزگاران از یاد رفته‌اند.", "en": "They count."}
    )
    propose_amendment(cast, "a-2", "c-1", "union", text=teachers)
    support = {"fa": fa.replace("دفاع", "پشتیبانی"), "en": en.replace("defend", "support")}
    propose_amendment(cast, "a-3", "c-1", "delegate", text=support)
    guard = {"fa": fa.replace("مستقل دفاع می‌کنیم", "آزاد و مستقل پاسداری می‌کنیم")}
    propose_amendment(cast, "a-4", "c-1", "union", text=guard)
    prison = {"fa": fa.replace("سیاسی", "سیاسی و عقیدتی")}
    propose_amendment(cast, "a-5", "c-1", text=prison)
    first = [{"do": "move"}]
    cast.act("delegate", "amendment.proposed", id="a-6", clause="c-2", version=1, operations=first)
    cast.act("independent", "term.set", id="g-1", forms=GLOSS)


class Visit:
    """One person's browser at the live server; complaints are noted."""

    def __init__(self, chromium: Any, base: str, client: Client, language: str, width: int, *, script: bool) -> None:
        self.base, self.language = f"{base}/a/founding/", language
        self.problems: list[str] = []
        size = {"width": width, "height": 800}
        self.context = chromium.new_context(viewport=size, java_script_enabled=script)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        kept = {settings.SESSION_COOKIE_NAME: session, "language": language}
        self.context.add_cookies([{"name": name, "value": value, "url": base} for name, value in kept.items()])
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.on("console", self.hear)
        self.name = f"{language}-{width}{'' if script else '-plain'}"

    def hear(self, said: Any) -> None:
        """Note what the browser complains of; a form that is shown again is none."""
        if said.type == "error" and "422" not in said.text:
            self.problems.append(said.text)

    def open(self, path: str, picture: str = "") -> Any:
        self.page.goto(self.base + path)
        return self.seen(picture)

    def seen(self, picture: str = "") -> Any:
        """The page as it stands: nothing sticks out, nothing complains."""
        root = self.page.locator("html")
        assert root.get_attribute("lang") == self.language
        wide = self.page.viewport_size["width"]
        boxes = [b for b in (self.page.locator("main").bounding_box(),) if b]
        assert all(box["x"] >= 0 and box["x"] + box["width"] <= wide + 1 for box in boxes)
        assert not self.problems
        folder = os.environ.get("HAMGARA_PICTURES")
        if folder and picture:
            self.page.screenshot(path=f"{folder}/{picture}-{self.name}.png", full_page=True)
        return self.page


@contextmanager
def browser() -> Iterator[Any]:
    sync_api = importlib.import_module("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield chromium
        chromium.close()


def keyed(page: Any, field: str, text: str) -> None:
    """Walk to a field by the Tab key alone and write there instead of what it holds."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == field:
            page.keyboard.press("Control+a")
            page.keyboard.insert_text(text)
            return
    raise AssertionError(field)


def sent(page: Any) -> None:
    """Walk on to the form's button and press it."""
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('form.stack button.main')"):
            with page.expect_navigation():
                page.keyboard.press("Enter")
            return
    raise AssertionError("no button")


def pressed(page: Any, button: str) -> None:
    """Press a button or follow a link, and wait for the page that it leads to."""
    with page.expect_navigation():
        page.locator(button).first.click()


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("language", "script"), [("fa", False), ("en", True)])
def test_from_the_amendments_to_the_new_text(
    live_server: Any,
    cast: Any,
    clock: Any,
    client_as: Sign,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    script: bool,
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    monkeypatch.setattr("hamgara.web.store.log.FRESH", 0)
    furnish(cast)
    with browser() as chromium:

        def visit(who: str) -> Visit:
            width = WIDTHS[language] if script else 360
            return Visit(chromium, live_server.url, client_as(who), language, width, script=script)

        author, office, other = visit("independent"), visit("secretariat"), visit("other")
        propose(other, cast)
        read(author)
        two_at_once(author, other, cast)
        adopt(office, cast, clock)
        story(author, other, cast)
        talk(author, office, cast)


def propose(person: Visit, cast: Any) -> None:
    """An amendment written, sent and read by keyboard alone."""
    page = person.open("do/amendment.proposed/?clause=c-2", "propose")
    keyed(page, "text_fa", "ما برای صلح پایدار کار می‌کنیم.")
    sent(page)
    made = next(reversed(cast.state.clauses.amendments.values()))
    assert made.clause == "c-2"
    page = person.seen("proposed")
    assert made.id in page.url
    assert "پایدار" in "".join(page.locator("main ins").all_inner_texts())


def read(person: Visit) -> None:
    """All in one view: what is added and removed is told by lines and in words; alternatives have names."""
    page = person.open("clauses/c-1/together/", "together")
    for tag, line in (("ins", "underline"), ("del", "line-through")):
        mark = page.locator(f".merged {tag}").first
        styled = mark.evaluate("e => [getComputedStyle(e).textDecorationLine, getComputedStyle(e, '::before').content]")
        assert styled[0] == line
        assert {"ins": ("added", "افزوده"), "del": ("removed", "حذف")}[tag][language_of(mark)] in styled[1]
    contest = page.locator(".merged .contest").last
    assert contest.locator("ins").count() == 2
    assert contest.locator("a.who").count() == 2
    page = person.open("voting-lists/", "lists")
    assert page.locator("#vote-2 a[href='#vote-3']").count() == 1


def language_of(mark: Any) -> int:
    return int(mark.evaluate("e => e.closest('[lang]').lang") == "fa")


def two_at_once(author: Visit, other: Visit, cast: Any) -> None:
    """Two set the same amendment's clause at once: the later sees the newer text, and what they wrote stays."""
    person = author.open("do/clause.translated/?id=c-2")
    begun = other.open("do/clause.translated/?id=c-2")
    keyed(begun, "text", "We work together for peace and for bread.")
    sent(begun)
    keyed(person, "text", "We all work together for peace.")
    sent(person)
    page = author.seen("overtaken")
    assert page.locator("[role=alert]").count() == 1
    assert page.locator("textarea[name=text]").input_value() == "We all work together for peace."
    assert page.locator("section.refused ins").count() > 0
    sent(page)
    assert cast.state.clauses.clauses["c-2"].current.text["en"] == "We all work together for peace."


def day(moment: str, language: str) -> str:
    """A day as somebody types it in the calendar of the language."""
    found = date.fromisoformat(moment[:10])
    return "/".join(map(str, parts_of(found, "jalali"))) if language == "fa" else found.isoformat()


def adopt(office: Visit, cast: Any, clock: Any) -> None:
    """A list drawn up, voted on in its order and closed."""
    page = office.open("do/list.drawn/", "draw")
    sent(page)
    (key,) = cast.state.clauses.lists
    choices = iter(["yes", "no", "yes", "yes", "yes"])
    while page.locator("li.now a.button").count():
        office.seen("list")
        pressed(page, "li.now a.button")
        page.fill("[name=closes_day]", day(clock.after(days=2), office.language))
        page.fill("[name=closes_time]", "12:00")
        pressed(page, "form.stack button.main")
        decision = next(reversed(cast.state.decisions.decisions))
        choice = next(choices)
        vote(cast, decision, independent=choice, other=choice, union=choice)
        close_vote(cast, clock, decision)
        page = office.open(f"voting-lists/{key}/")
    pressed(page, "article.card a.button.main")
    sent(office.seen("close"))
    assert cast.state.clauses.lists[key].status == "closed"
    assert office.open(f"voting-lists/{key}/", "closed").locator(".badge.bad").count() == 1


def story(author: Visit, other: Visit, cast: Any) -> None:
    """The clause tells how it came to be; each word leads to its act; its translation is renewed beside the change."""
    page = author.open("clauses/c-1/", "story")
    assert page.locator("ol[reversed] > li").count() == 2
    assert cast.state.clauses.clauses["c-1"].current.stale == ("en",)
    page = author.open("clauses/c-1/words/", "words")
    assert page.locator(".sources a.who").count() > 3
    page = other.open("do/clause.translated/?id=c-1", "renew")
    assert page.locator("section ins").count() > 0
    keyed(page, "text", LONG["en"].replace("defend", "support").replace("women", "teachers, women"))
    sent(page)
    assert cast.state.clauses.clauses["c-1"].current.stale == ()


def talk(author: Visit, office: Visit, cast: Any) -> None:
    """A comment said and hidden, with its reason."""
    page = author.open("clauses/c-1/")
    page.fill("#comments textarea", "سخنی در میان")
    pressed(page, "#comments form.stack button")
    page = office.open("clauses/c-1/")
    pressed(page, "#comments a[href*='comment.hidden']")
    page.locator("[name=reason]").fill("بی‌ربط")
    pressed(page, "form.stack button.main")
    assert len(cast.state.comments.hidden) == 1
    assert author.open("clauses/c-1/", "talk").locator("#comments .badge").count() == 1
