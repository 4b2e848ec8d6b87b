"""How often a visitor may try something: counted by address, and no address is kept.

Counters live in the instance's cache for at most an hour, under keyed hashes: without the secret key of the
instance nobody can tell from them which address was counted.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from hamgara.web.errors import too_many

__all__ = ["hide_key", "is_within_rate", "limit_rate", "name_of_attempt", "no_address", "take_attempt"]


def hide_key(key: str, prefix: str, version: int) -> str:
    """The key under which the cache keeps an entry (Django's `KEY_FUNCTION`): a keyed hash."""
    text = f"{prefix}:{version}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), text, hashlib.sha256).hexdigest()


def no_address(request: HttpRequest) -> None:
    """Locks on a sign-in name know no address of a client."""


def name_of_attempt(request: HttpRequest, credentials: Mapping[str, str] | None) -> str:
    """The sign-in name of an attempt; empty where it has none (a passkey)."""
    return (credentials or {}).get("username") or request.POST.get("login", "")


def take_attempt(request: HttpRequest, action: str) -> Callable[[], None] | None:
    """Count one attempt at `action` (a key of `HAMGARA_RATES`); None where there were too many.

    What is returned takes the attempt back: call it where the attempt was a good one and should not count.
    """
    rates: dict[str, str] = settings.HAMGARA_RATES
    if action not in rates:
        raise KeyError(f"HAMGARA_RATES has no rate for {action}")
    used = ratelimit.consume(request, app="hamgara.web", action=action, config=rates, limit_get=True)
    return None if used is None else used.rollback


def is_within_rate(request: HttpRequest, action: str) -> bool:
    """Count one attempt at `action`; false where there were too many."""
    return take_attempt(request, action) is not None


def limit_rate(action: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer with status 429 where a visitor sends (POST) the form of `action` too often."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def limited(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not is_within_rate(request, action):
                return too_many(request)
            return view(request, *args, **kwargs)

        return limited

    return decorate
