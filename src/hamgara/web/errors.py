"""The pages for what went wrong. They say what a person can do about it, and nothing of the program's inside."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

__all__ = [
    "bad_request",
    "csrf_failed",
    "forbidden",
    "locked_out",
    "not_found",
    "server_failed",
    "too_many",
]


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 400: the request could not be understood. Bilingual, since not even the host may be known."""
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 403: the page is not for this reader."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Status 404: there is no such page."""
    return render(request, "404.html", status=404)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Status 403: the form's token is missing or old; the reason given is not shown."""
    return render(request, "403_csrf.html", status=403)


def too_many(request: HttpRequest) -> HttpResponse:
    """Status 429: too many attempts in a short time."""
    return render(request, "429.html", status=429)


def locked_out(request: HttpRequest, *_of_lock: Any) -> HttpResponse:
    """Status 429: too many wrong pass-phrases for one sign-in name."""
    return render(request, "429.html", {"locked": True}, status=429)


def server_failed(request: HttpRequest) -> HttpResponse:
    """Status 500: the fault is ours. Bilingual and static, since nothing else can be relied on."""
    return HttpResponse(loader.render_to_string("500.html"), status=500)
