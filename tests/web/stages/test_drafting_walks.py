"""In a browser without JavaScript, in both languages and widths: from the amendments to the new text and its story."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation
from tests.web.stages.drafts import close_vote, propose_amendment, propose_clause, vote

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
    strike = [{"do": "strike"}]
    cast.act("delegate", "amendment.proposed", id="a-6", clause="c-2", version=1, operations=strike)
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
        self.page.set_default_timeout(8_000)
        self.page.on("console", lambda said: self.problems.append(said.text) if said.type == "error" else None)
        self.name = f"{language}-{width}{'' if script else '-plain'}"

    def say(self, text: str) -> str:
        with translation.override(self.language):
            return translation.gettext(text)

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


@pytest.mark.long
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_pictures(
    live_server: Any, cast: Any, clock: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    furnish(cast)
    with browser() as chromium:
        for width in (360, 1280):
            office = Visit(chromium, live_server.url, client_as("secretariat"), language, width, script=False)
            author = Visit(chromium, live_server.url, client_as("independent"), language, width, script=False)
            author.open("clauses/", "draft")
            author.open("clauses/c-1/", "clause")
            author.open("clauses/c-1/together/", "together")
            author.open("amendments/a-4/", "amendment")
            author.open("do/amendment.proposed/?clause=c-1", "propose")
            author.open("do/amendment.proposed/?clause=c-1&ask=split", "split")
            author.open("glossary/", "glossary")
            office.open("voting-lists/", "lists")
            office.open("do/list.drawn/", "draw")
            author.open("do/clause.translated/?id=c-1", "translate")
