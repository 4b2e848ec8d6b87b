"""The cast: one assembly whose members, and some who are none, try every page and every act.

`cast` is the assembly with its people, `assembly_log` its record, `client_as("independent")` a browser signed in as one
of them, `clock` the assembly's time, which stands still unless a test moves it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.cache import cache
from django.test import Client
from django.utils import translation

from hamgara.assembly import Charter, State
from hamgara.record import Entry
from hamgara.web.store import directory, log
from hamgara.web.store.log import Log
from hamgara.web.store.models import Seat

SLUG = "founding"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"

#: name in tests -> (id in the record, kind, name in Persian, name in English)
PEOPLE: dict[str, tuple[str, str, str, str]] = {
    "organisation": ("o-unity", "organisation", "کانون همبستگی تورنتو", "Solidarity Centre of Toronto"),
    "union": ("o-union", "organisation", "اتحادیهٔ کارگران ونکوور", "Workers' Union of Vancouver"),
    "independent": ("i-nima", "independent", "نیما رستگار", "Nima Rastegar"),
    "other": ("i-mina", "independent", "مینا صادقی", "Mina Sadeghi"),
    "supporter": ("s-omid", "supporter", "امید فرهمند", "Omid Farahmand"),
    "observer": ("w-laleh", "observer", "لاله کاویانی", "Laleh Kaviani"),
    "delegate": ("d-sara", "delegate", "سارا بهروزی", "Sara Behrouzi"),
    "second": ("d-kian", "delegate", "کیان مرادی", "Kian Moradi"),
    "guest": ("i-guest", "independent", "بهار نیکنام", "Bahar Niknam"),
}
PLACES: dict[str, dict[str, str]] = {
    "o-unity": {"city": "Toronto", "region": "Ontario", "country": "CA"},
    "o-union": {"city": "Vancouver", "region": "British Columbia", "country": "CA"},
    "i-nima": {"city": "Boston", "region": "Massachusetts", "country": "US"},
    "i-mina": {"city": "Washington", "region": "District of Columbia", "country": "US"},
}


class Clock:
    """The assembly's time."""

    def __init__(self, at: str) -> None:
        self.at = at

    def forward(self, **delta: float) -> str:
        """Go on by so many `days=`, `hours=`, `minutes=`; returns the new time."""
        now = datetime.strptime(self.at, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC) + timedelta(**delta)
        self.at = now.strftime("%Y-%m-%dT%H:%M:%SZ")
        return self.at

    def after(self, **delta: float) -> str:
        """The time that will be after so long."""
        return Clock(self.at).forward(**delta)


@dataclass
class Cast:
    """An assembly and its people: `cast["independent"]` is an id in the record, `cast.users[…]` the account."""

    log: Log
    users: dict[str, User] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return "secretariat" if name == "secretariat" else PEOPLE[name][0]

    @property
    def slug(self) -> str:
        """The assembly's name in addresses."""
        return self.log.slug

    @property
    def state(self) -> State:
        """The assembly as it stands."""
        return self.log.snapshot().state

    def act(self, by: str, kind: str, /, **data: Any) -> Entry:
        """Append an act of one of the cast, or of an id."""
        actor = self[by] if by in PEOPLE or by == "secretariat" else by
        return self.log.append(actor, kind, data)

    def url(self, path: str = "") -> str:
        """An address within the assembly."""
        return f"/a/{self.slug}/{path}"


@pytest.fixture(autouse=True)
def fresh_process() -> Iterator[None]:
    """Nothing that this process knows survives into the next test."""

    def forget() -> None:
        log.forget_logs()
        directory.forget_names()
        cache.clear()

    forget()
    language = translation.get_language()
    yield
    forget()
    translation.activate(language or "fa")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The assembly's time, standing still; the assembly is convened on 1 July 2010."""
    clock = Clock("2010-07-01T12:00:00Z")
    monkeypatch.setattr(Log, "now", lambda _self: clock.at)
    return clock


@pytest.fixture
def charter() -> Charter:
    """The charter of the cast's assembly; a test module may say another."""
    return Charter()


@pytest.fixture
def assembly_log(db: None, clock: Clock, charter: Charter) -> Log:
    """An assembly that was convened and has a charter, and nobody in it yet."""
    return log.create_assembly(
        SLUG,
        {"fa": "نشست بنیادگذار", "en": "Founding meeting"},
        {"fa": "همکاری از موضع‌های گوناگون.", "en": "To work together from differing positions."},
        charter,
        timezone="America/Toronto",
    )


@pytest.fixture
def cast(assembly_log: Log) -> Cast:
    """The assembly with two organisations (one with two delegates), two independents, a supporter, an observer,
    a guest who is only invited; and an account without a seat (`outsider`).
    """
    cast = Cast(assembly_log)
    for who, kind, fa, en in PEOPLE.values():
        commitment = directory.enrol(cast.log, who, fa, en)
        if kind == "delegate":
            cast.act("secretariat", "delegate.appointed", id=who, organisation="o-unity", commitment=commitment)
            continue
        data: dict[str, Any] = {"id": who, "as": kind, "commitment": commitment}
        if kind == "organisation":
            data["name"] = {"fa": fa, "en": en}
        if who in PLACES:
            data["place"] = PLACES[who]
        cast.act("secretariat", "member.invited", **data)
        if who != "i-guest":
            cast.act(who, "invitation.accepted")
            cast.act("secretariat", "member.accredited", id=who)
    for name in ("secretariat", *PEOPLE):
        user = cast.users[name] = User.objects.create(username=f"test-{name}")
        Seat.objects.create(user=user, assembly_id=cast.log.assembly_id, actor=cast[name])
    cast.users["outsider"] = User.objects.create(username="test-outsider")
    return cast


@pytest.fixture
def client_as(cast: Cast) -> Callable[..., Client]:
    """`client_as("independent", language="fa")`: a browser signed in as one of the cast; `"public"` is nobody."""

    def sign_in(name: str, *, language: str = "en", headers: Mapping[str, str] | None = None) -> Client:
        client = Client(headers=dict(headers or {}))
        if name != "public":
            client.force_login(cast.users[name], backend=BACKEND)
        client.cookies["language"] = language
        return client

    return sign_in
