"""Answers to a sounding while it is open, and afterwards where the charter lets members see whose they are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from hamgara.assembly import State
from hamgara.assembly.acceptances import check_replies
from hamgara.assembly.act import Refused
from hamgara.assembly.soundings import Sounding
from hamgara.record import RecordError, canonical
from hamgara.web.store.log import Log
from hamgara.web.store.models import SecretBallot

__all__ = ["answer", "answer_all", "answered", "forget_answers", "my_replies", "replies_to", "taken_part"]

_RULE = "act/sounding.opened"
#: Answers are kept among the secret ballots; no id of a decision or an election has a stroke.
_PREFIX = "sounding/"


def answer(log: Log, sounding: str, voter: str, replies: Mapping[str, Any]) -> None:
    """Keep what a voter says to the clauses of an open sounding; it replaces what the voter said before.

    Raises `Refused` where the sounding is not open, the voter is not on its roll, or a reply is malformed.
    """
    answer_all(log, sounding, {voter: replies})


def answer_all(log: Log, sounding: str, answers: Mapping[str, Mapping[str, Any]]) -> None:
    """Keep what many say, by voter and clause, in one transaction: all of them or none."""
    with log.exclusive():
        state = log.snapshot().state
        found = state.soundings.get("sounding.opened", sounding, "open")
        if log.now() >= found.closes:
            raise Refused("closed_at", _RULE, closes=found.closes)
        kept = []
        for voter, replies in answers.items():
            _require_voter(state, found, voter)
            checked = {c: msgspec.to_builtins(r) for c, r in check_replies(state.clauses, found, replies).items()}
            try:
                canonical(checked)
            except RecordError as error:
                raise Refused("data_malformed", _RULE, why=str(error)) from error
            kept.append(
                SecretBallot(assembly_id=log.assembly_id, subject=_PREFIX + sounding, voter=voter, content=checked)
            )
        SecretBallot.objects.filter(
            assembly_id=log.assembly_id, subject=_PREFIX + sounding, voter__in=list(answers)
        ).delete()
        SecretBallot.objects.bulk_create((row for row in kept if row.content), batch_size=150)


def _require_voter(state: State, sounding: Sounding, voter: str) -> None:
    if voter not in sounding.roll:
        raise Refused("not_sounded_of", "charter/weights", sounding=sounding.id)
    for who in {voter, sounding.roll[voter].member}:
        state.membership.standing("sounding.opened", who)


def my_replies(log: Log, sounding: str, voter: str) -> dict[str, Any]:
    """What a voter has said, by clause."""
    rows = SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=_PREFIX + sounding, voter=voter)
    return dict(rows.values_list("content", flat=True).first() or {})


def answered(log: Log, voter: str) -> dict[str, int]:
    """How many clauses of each sounding the voter has answered."""
    rows = SecretBallot.objects.filter(assembly_id=log.assembly_id, voter=voter, subject__startswith=_PREFIX)
    return {subject.removeprefix(_PREFIX): len(content) for subject, content in rows.values_list("subject", "content")}


def replies_to(log: Log, sounding: str) -> dict[str, dict[str, Any]]:
    """All answers that this server keeps, by voter and clause."""
    rows = SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=_PREFIX + sounding)
    return dict(rows.values_list("voter", "content"))


def taken_part(log: Log, sounding: str) -> int:
    """How many have answered something."""
    return SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=_PREFIX + sounding).count()


def forget_answers(log: Log, sounding: str) -> None:
    """Erase who gave which answer."""
    SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=_PREFIX + sounding).delete()
