"""Signing in with one click as one of the cast: in demonstrations only, and only into their demo assemblies."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth import login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from hamgara.web.accounts.names import DEMO_PREFIX
from hamgara.web.accounts.seats import SeatLabel, describe_seat, session_key
from hamgara.web.rates import limit_rate
from hamgara.web.store.directory import names
from hamgara.web.store.log import open_assembly
from hamgara.web.store.models import Seat

__all__ = ["CastMember", "CastMiddleware", "list_cast", "sign_in_as"]


@dataclass(frozen=True, slots=True)
class CastMember:
    """One of the cast: the account, and the seat in words."""

    username: str
    slug: str
    seat: SeatLabel


class CastMiddleware:
    """Keeps an account that anyone may use as it is: its pass-phrase, passkeys and codes cannot be set."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """Refuse the pages of keys to the cast."""
        name = (request.resolver_match.url_name or "") if request.resolver_match else ""
        of_keys = name.startswith("mfa_") or name in ("account_change_password", "account_reauthenticate")
        if of_keys and request.user.is_authenticated and request.user.username.startswith(DEMO_PREFIX):
            raise PermissionDenied
        return None


def list_cast() -> list[CastMember]:
    """Whom a visitor of a demonstration may sign in as; nobody where this is not a demonstration."""
    cast: list[CastMember] = []
    if not settings.HAMGARA_DEMO:
        return cast
    directories = {}
    for seat in _seats().order_by("pk"):
        log = open_assembly(seat.assembly.slug)
        if log.slug not in directories:
            directories[log.slug] = names(log)
        label = describe_seat(log, seat.actor, directory=directories[log.slug])
        cast.append(CastMember(seat.user.username, log.slug, label))
    return cast


@require_POST
@limit_rate("demo")
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as `user` into `assembly` (the first of the user's demo assemblies where none is named)."""
    if not settings.HAMGARA_DEMO:
        raise Http404
    found = _seats().filter(user__username=request.POST.get("user", ""))
    if request.POST.get("assembly"):
        found = found.filter(assembly__slug=request.POST["assembly"])
    seat = found.order_by("pk").first()
    if seat is None:
        raise Http404
    login(request, seat.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    request.session[session_key(seat.assembly.slug)] = seat.actor
    return redirect("assembly", slug=seat.assembly.slug)


def _seats() -> QuerySet[Seat]:
    wanted = Seat.objects.filter(user__username__startswith=DEMO_PREFIX, user__is_active=True)
    return wanted.filter(assembly__demo=True).select_related("user", "assembly")
