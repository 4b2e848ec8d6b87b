"""The cast of the demonstration: accounts without a pass-phrase, one click each, in demo instances only."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from hamgara.assembly.act import SECRETARIAT
from hamgara.demo.founding.people import read_cast
from hamgara.web.store.log import Log
from hamgara.web.store.models import Preference, Seat

__all__ = ["Account", "list_accounts", "open_accounts"]

#: Account name -> figure of the story, language of the pages.
_FIGURES = {
    "demo-organisation": ("balut", "fa"),
    "demo-delegate-one": ("bahador-kurepaz", "fa"),
    "demo-delegate-two": ("mahtab-rastinpur", "en"),
    "demo-independent-one": ("soheyla-nanavar", "fa"),
    "demo-independent-two": ("kurosh-tarazudar", "en"),
    "demo-supporter": ("sara-hamdelkhah", "en"),
    "demo-observer": ("homa-didebanrad", "fa"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the cast: its name, for whom it acts, and in which language it reads."""

    username: str
    actor: str
    language: str


def list_accounts(log: Log) -> list[Account]:
    """The cast of an assembly that was told: the secretariat, seven figures, and the first of the committee."""
    cast, state = read_cast(), log.snapshot().state
    chair = state.elections.committee(state.at)[0]
    figures = [Account(name, cast.id(key), language) for name, (key, language) in _FIGURES.items()]
    return [
        Account("demo-secretariat", SECRETARIAT, "fa"),
        *figures,
        Account("demo-committee", chair, "fa"),
    ]


def open_accounts(log: Log) -> list[Account]:
    """Make the accounts of the cast and give each its seat."""
    accounts = list_accounts(log)
    with transaction.atomic():
        for account in accounts:
            user = User(username=account.username)
            user.set_unusable_password()
            user.save()
            calendar = "jalali" if account.language == "fa" else "gregorian"
            Preference.objects.create(user=user, language=account.language, calendar=calendar)
            Seat.objects.create(user=user, assembly_id=log.assembly_id, actor=account.actor)
    return accounts
