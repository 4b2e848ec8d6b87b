"""Which language a page speaks, and that everything of the frame is said in both."""

from __future__ import annotations

import gettext
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.contrib.auth.models import User
from django.test import Client

import hamgara.web
from hamgara.web.store.models import Preference

CATALOGUE = Path(hamgara.web.__file__).parent / "locale" / "foundation" / "fa" / "LC_MESSAGES"
PERSIAN, ENGLISH = '<html lang="fa" dir="rtl">', '<html lang="en" dir="ltr">'

pytestmark = pytest.mark.django_db


def _page(browser: Client, path: str = "/join/", **headers: str) -> str:
    response = browser.get(path, headers=headers)
    text = str(response.content.decode())
    assert response["Content-Language"] == ("fa" if PERSIAN in text else "en")
    return text


@pytest.mark.parametrize(
    ("accepted", "begins"),
    [
        (None, PERSIAN),
        ("", PERSIAN),
        ("de-DE,de;q=0.9", PERSIAN),
        ("en-CA,fa;q=0.8", ENGLISH),
        ("fr,fa-IR;q=0.9,en;q=0.8", PERSIAN),
        ("en;q=0,fa;q=0.1", PERSIAN),
        ("*;;;q=x", PERSIAN),
    ],
)
def test_language_of_the_browser(accepted: str | None, begins: str) -> None:
    headers = {} if accepted is None else {"Accept-Language": accepted}
    assert begins in _page(Client(), **headers)


def test_cookie_before_browser_and_preference_before_cookie() -> None:
    browser = Client()
    browser.cookies["language"] = "en"
    assert ENGLISH in _page(browser, **{"Accept-Language": "fa"})
    browser.cookies["language"] = "xx"
    assert PERSIAN in _page(browser, **{"Accept-Language": "fa"})
    user = User.objects.create(username="kuh-kuh-111")
    Preference.objects.create(user=user, language="fa")
    browser.cookies["language"] = "en"
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert PERSIAN in _page(browser, **{"Accept-Language": "en"})


def test_switch_keeps_cookie_and_preference_and_returns() -> None:
    browser = Client()
    answer = browser.post("/language/", {"language": "en", "next": "/join/?code=x"})
    assert (answer.status_code, answer["Location"]) == (302, "/join/?code=x")
    cookie = answer.cookies["language"]
    assert (cookie.value, cookie["samesite"], cookie["httponly"]) == ("en", "Lax", True)
    assert ENGLISH in _page(browser)
    user = User.objects.create(username="kuh-kuh-111")
    browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    browser.post("/language/", {"language": "en"})
    browser.post("/language/", {"language": "fa"})
    kept = Preference.objects.get(user=user)
    assert (kept.language, kept.calendar) == ("fa", "gregorian")  # the calendar stays as it was chosen


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "", "evil"])
def test_switch_never_leads_away(target: str) -> None:
    assert Client().post("/language/", {"language": "en", "next": target})["Location"] == "/"


def test_switch_is_a_form_not_a_link() -> None:
    assert Client().get("/language/").status_code == 405


@pytest.mark.parametrize("path", ["/", "/join/", "/accounts/login/", "/nothing-here/"])
def test_pages_speak_persian_without_english_remnants(path: str) -> None:
    text = str(Client().get(path).content.decode())
    assert "همگرا" in text
    for word in ("Sign in", "Record", "Back", "optional", "Skip to"):
        assert word not in text


def test_catalogue_is_complete_and_compiled() -> None:
    with (CATALOGUE / "django.po").open("rb") as file:
        source = read_po(file, locale="fa", abort_invalid=True)
    assert len(source) > 150
    for message in source:
        if message.id:
            parts = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(parts), message.id
            assert not message.fuzzy, message.id
            assert not set("".join(map(str, parts))) & set("يك"), f"Arabic letters in {message.string}"
    expected: Any = BytesIO()
    write_mo(expected, source)
    expected.seek(0)
    with (CATALOGUE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    fresh = gettext.GNUTranslations(expected)
    strip = {k: v for k, v in fresh._catalog.items() if k}  # type: ignore[attr-defined]
    assert {k: v for k, v in compiled._catalog.items() if k} == strip  # type: ignore[attr-defined]
