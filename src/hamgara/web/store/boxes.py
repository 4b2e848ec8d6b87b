"""Reactions and secret ballots while they are open: what is not yet, or never, in the record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from msgspec import ValidationError, convert

from hamgara.assembly import State
from hamgara.assembly.act import Refused
from hamgara.assembly.ballots import Paper, check_ballot
from hamgara.assembly.elections import Election
from hamgara.assembly.meetings import require_present
from hamgara.assembly.positions import Round
from hamgara.assembly.state import require_standing
from hamgara.web.store.log import Log
from hamgara.web.store.models import Reaction, SecretBallot

__all__ = [
    "cast_secret",
    "count_ballots",
    "count_exposure",
    "my_reactions",
    "react",
    "react_all",
    "reacted",
    "settle_reactions",
    "settled_reactions",
    "voted",
]

_REACTING = "act/round.opened"


def react(log: Log, round_id: str, participant: str, position: str, value: int) -> None:
    """Keep a participant's reaction (1, -1, 0) to a position of an open round; the last one counts.

    Raises `Refused` where the round is closed, or the participant may not react.
    """
    react_all(log, round_id, [(participant, position, value)])


def react_all(log: Log, round_id: str, reactions: Iterable[tuple[str, str, int]]) -> None:
    """Keep many reactions, (participant, position, value) each, in one transaction: all of them or none."""
    with log.exclusive():
        state = log.snapshot().state
        round_ = state.positions.rounds.get(round_id)
        if round_ is None:
            raise Refused("unknown", _REACTING, what="round", id=round_id)
        if round_.status != "open" or log.now() >= round_.closes:
            raise Refused("closed_at", _REACTING, closes=round_.closes)
        kept: dict[tuple[str, str], Reaction] = {}
        for participant, position, value in reactions:
            _check_reaction(state, round_, participant, position, value)
            kept[participant, position] = Reaction(
                assembly_id=log.assembly_id,
                round=round_id,
                participant=participant,
                position=position,
                value=value,
            )
        Reaction.objects.bulk_create(
            kept.values(),
            batch_size=150,
            update_conflicts=True,
            unique_fields=["assembly", "round", "participant", "position"],
            update_fields=["value"],
        )


def _check_reaction(state: State, round_: Round, participant: str, position: str, value: int) -> None:
    if position not in round_.positions:
        raise Refused("unknown", _REACTING, what="position", id=position)
    if value not in (1, -1, 0):
        raise Refused("reaction_unknown", _REACTING, value=value)
    if state.membership.standing("round.opened", participant).kind == "observer":
        raise Refused("no_right", "charter/rights/round.opened", kind="reaction", roles="")


def my_reactions(log: Log, round_id: str, participant: str) -> dict[str, int]:
    """A participant's own reactions in a round, by position."""
    rows = Reaction.objects.filter(assembly_id=log.assembly_id, round=round_id, participant=participant)
    return dict(rows.values_list("position", "value"))


def reacted(log: Log, participant: str) -> dict[str, int]:
    """How many positions of each open round the participant has reacted to."""
    counts: dict[str, int] = {}
    rows = Reaction.objects.filter(assembly_id=log.assembly_id, participant=participant)
    for round_id in rows.values_list("round", flat=True):
        counts[round_id] = counts.get(round_id, 0) + 1
    return counts


def count_exposure(log: Log, round_id: str) -> dict[str, int]:
    """How many have reacted to each position of a round, where anybody has."""
    rows = Reaction.objects.filter(assembly_id=log.assembly_id, round=round_id)
    return dict(rows.values_list("position").annotate(Count("pk")))


def settle_reactions(log: Log, round_id: str, *, first: int, step: int) -> None:
    """Take all reactions so far into the running figures, where `first` have taken part and those of at least `step`
    have changed since: so no two figures differ by what one person said.
    """
    rows = Reaction.objects.filter(assembly_id=log.assembly_id, round=round_id)
    changed = rows.filter(Q(shown__isnull=True) | ~Q(shown=F("value")))
    if _count_participants(changed) >= step and _count_participants(rows) >= first:
        with log.exclusive():
            changed.update(shown=F("value"))


def _count_participants(rows: QuerySet[Reaction]) -> int:
    return rows.values("participant").distinct().count()


def settled_reactions(log: Log, round_id: str) -> list[tuple[str, str, int]]:
    """What the running figures hold: (participant, position, value) in order of participants and positions."""
    rows = Reaction.objects.filter(assembly_id=log.assembly_id, round=round_id, shown__isnull=False)
    ordered = rows.order_by("participant", "position").values_list("participant", "position", "shown")
    return [(participant, position, shown) for participant, position, shown in ordered if shown is not None]


def cast_secret(log: Log, subject: str, voter: str, content: Any) -> None:
    """Keep a voter's secret vote (a choice) or ballot (a ranking, or scores by candidate); the last one counts.

    Raises `Refused` where the vote is not secret, not open, or the content is not a vote or a ballot.
    """
    with log.exclusive():
        state = log.snapshot().state
        decision = state.decisions.decisions.get(subject)
        election = state.elections.elections.get(subject)
        if election is not None and election.secret and election.sealing is None:
            try:
                paper = convert(content, Paper)
            except ValidationError as error:
                raise Refused("data_malformed", "act/ballot.cast", why=str(error)) from error
            require_standing(state, voter, "ballot.cast", log.now())
            check_ballot(election, voter, log.now(), paper)
        elif decision is not None and decision.secret and not decision.sealed:
            rule = "act/vote.cast"
            if content not in ("yes", "no", "abstain"):
                raise Refused("data_malformed", rule, why="a choice is yes, no or abstain")
            if decision.status != "open":
                raise Refused("status", rule, id=subject, status=decision.status, needed="open")
            if voter not in decision.roll:
                raise Refused("not_on_roll", "charter/weights", decision=subject)
            require_standing(state, voter, "vote.cast", log.now())
            if decision.closes and log.now() >= decision.closes:
                raise Refused("closed_at", rule, closes=decision.closes)
            require_present(state, "vote.cast", subject, voter)
        else:
            raise Refused("unknown", "act/ballot.cast", what="decision", id=subject)
        SecretBallot.objects.update_or_create(
            assembly_id=log.assembly_id, subject=subject, voter=voter, defaults={"content": content}
        )


def count_ballots(log: Log, election: Election) -> int:
    """How many ballots of an open election count: sealed ones, open ones, or those in the box of voters on the roll."""
    if election.sealing is not None:
        return len(election.sealing.counted())
    if not election.secret:
        return len(election.ballots)
    rows = SecretBallot.objects.filter(assembly_id=log.assembly_id, subject=election.id, voter__in=election.roll)
    return rows.count()


def voted(log: Log, voter: str) -> frozenset[str]:
    """In which open secret decisions and elections the voter has already voted."""
    rows = SecretBallot.objects.filter(assembly_id=log.assembly_id, voter=voter)
    return frozenset(rows.values_list("subject", flat=True))
