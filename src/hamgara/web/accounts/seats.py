"""Seats: for whom an account may act, in words; and which of several it acts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from hamgara.assembly.act import SECRETARIAT
from hamgara.dates import Language
from hamgara.web.store.directory import names
from hamgara.web.store.log import Log, open_assembly
from hamgara.web.store.models import Seat

__all__ = ["AssemblySeats", "SeatLabel", "choose_seat", "describe_seat", "list_seats", "seats_of", "session_key"]

_KINDS = {
    "organisation": gettext_lazy("organisation"),
    "independent": gettext_lazy("independent"),
    "delegate": gettext_lazy("delegate"),
    "supporter": gettext_lazy("supporter"),
    "observer": gettext_lazy("observer"),
}


@dataclass(frozen=True, slots=True)
class SeatLabel:
    """One seat in words: `name` of whom, `role` as what."""

    actor: str
    name: str
    role: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class AssemblySeats:
    """The seats of one person in one assembly."""

    slug: str
    names: Mapping[Language, str]
    seats: tuple[SeatLabel, ...]


def seats_of(user: AbstractBaseUser | AnonymousUser) -> list[Seat]:
    """The seats of an account, with their assemblies, in the order in which they were given."""
    if not user.is_authenticated:
        return []
    found = Seat.objects.filter(user=cast("User", user)).select_related("assembly")
    return list(found.order_by("pk"))


def session_key(slug: str) -> str:
    """Where the session keeps which seat of an assembly the person acts from."""
    return f"seat:{slug}"


def choose_seat(request: HttpRequest, slug: str, actor: str) -> bool:
    """Act from that seat from now on; false where the person has no such seat."""
    if not any(s.assembly.slug == slug and s.actor == actor for s in seats_of(request.user)):
        return False
    request.session[session_key(slug)] = actor
    return True


def describe_seat(log: Log, actor: str, *, directory: Any = None, chosen: bool = False) -> SeatLabel:
    """A seat in words of the language of the page."""
    language = get_language() or "fa"
    if actor == SECRETARIAT:
        return SeatLabel(actor, _("Secretariat"), "", chosen)
    participants = log.snapshot().state.membership.participants
    participant = participants.get(actor)
    if participant is None:
        return SeatLabel(actor, actor, "", chosen)
    known = names(log) if directory is None else directory
    name = known[actor].in_language(language) if actor in known else _in(participant.name, language)
    role = str(_KINDS[participant.kind])
    organisation = participants.get(participant.organisation)
    if organisation is not None:
        of = _in(organisation.name, language)
        role = _("delegate of %(organisation)s") % {"organisation": of}
    return SeatLabel(actor, name or actor, role, chosen)


def list_seats(request: HttpRequest) -> list[AssemblySeats]:
    """The seats of the person who is signed in, by assembly, each marked where it is the one in use."""
    by_slug: dict[str, list[str]] = {}
    for seat in seats_of(request.user):
        by_slug.setdefault(seat.assembly.slug, []).append(seat.actor)
    listed = []
    for slug, actors in by_slug.items():
        log = open_assembly(slug)
        directory = names(log)
        used = request.session.get(session_key(slug))
        used = used if used in actors else actors[0]
        labels = tuple(describe_seat(log, a, directory=directory, chosen=a == used) for a in actors)
        listed.append(AssemblySeats(slug, log.snapshot().state.convening.names, labels))
    return listed


def _in(texts: Any, language: str) -> str:
    return str(texts.get(language) or next(iter(texts.values()), ""))
