"""Which language a page speaks: the person's preference, then the cookie, then the browser, then Persian."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import require_POST

from hamgara.dates import Calendar, Language
from hamgara.web.rates import limit_rate
from hamgara.web.store.models import Preference

__all__ = [
    "DEFAULT_CALENDARS",
    "LanguageMiddleware",
    "change_language",
    "choose_language",
    "direction_of",
    "keep_language",
    "language_context",
    "preference_of",
    "safe_next",
]

#: The calendar that readers of each language use unless they say otherwise.
DEFAULT_CALENDARS: dict[Language, Calendar] = {"fa": "jalali", "en": "gregorian"}


def direction_of(language: str) -> str:
    """The direction in which a language is written, as HTML calls it."""
    return "rtl" if language == "fa" else "ltr"


def preference_of(request: HttpRequest) -> Preference | None:
    """The preferences of the person who is signed in, read once per request; None for a visitor."""
    if not hasattr(request, "_preference"):
        user = getattr(request, "user", None)
        found = None
        if user is not None and user.is_authenticated:
            found = Preference.objects.filter(user=user).first()
        request._preference = found  # type: ignore[attr-defined]
    return cast("Preference | None", request._preference)  # type: ignore[attr-defined]


def choose_language(request: HttpRequest) -> Language:
    """The language of the pages of this request."""
    preference = preference_of(request)
    if preference is not None:
        return "en" if preference.language == "en" else "fa"
    kept = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if kept in ("fa", "en"):
        return "en" if kept == "en" else "fa"
    for tag, quality in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if quality > 0 and tag.split("-")[0] in ("fa", "en"):
            return "en" if tag.split("-")[0] == "en" else "fa"
    return "fa"


class LanguageMiddleware:
    """Activates the language of each request, and says it in the `Content-Language` header."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = choose_language(request)
        request.LANGUAGE_CODE = language
        with translation.override(language):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def language_context(request: HttpRequest) -> dict[str, Any]:
    """For templates: `language`, `direction`, the `other_language`, and whether this is a demonstration."""
    language = translation.get_language() or "fa"
    return {
        "language": language,
        "direction": direction_of(language),
        "other_language": "en" if language == "fa" else "fa",
        "is_demonstration": settings.HAMGARA_DEMO,
    }


def safe_next(request: HttpRequest, given: str) -> str:
    """Where to go on: the given address where it is one of this instance, else the landing page."""
    path = urlsplit(given).path
    secure = url_has_allowed_host_and_scheme(given, {request.get_host()}, require_https=request.is_secure())
    return given if given and secure and path.startswith("/") else reverse("landing")


def keep_language(response: HttpResponse, language: Language) -> None:
    """Keep the language in a cookie of the browser."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )


@require_POST
@limit_rate("language")
def change_language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages: `language` is fa or en, `next` the page to return to."""
    language: Language = "en" if request.POST.get("language") == "en" else "fa"
    response = HttpResponseRedirect(safe_next(request, request.POST.get("next", "")))
    if request.user.is_authenticated:
        Preference.objects.update_or_create(
            user=request.user,
            defaults={"language": language},
            create_defaults={"language": language, "calendar": DEFAULT_CALENDARS[language]},
        )
    keep_language(response, language)
    return response
