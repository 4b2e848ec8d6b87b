"""The box of a secret decision as the record has it once closed, votes without names; and the quorum of a vote."""

from __future__ import annotations

import hashlib
from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, ValidationError, convert

from hamgara.assembly.act import Id, Refused, Share
from hamgara.assembly.rules import Choice, Tally
from hamgara.record import RecordError, canonical, parse

if TYPE_CHECKING:
    from hamgara.assembly.decisions import Decision
    from hamgara.assembly.state import State

__all__ = ["VoteBox", "build_vote_box", "have_taken_part", "read_votes"]


class VoteBox(Struct, frozen=True, forbid_unknown_fields=True):
    """The votes of a secret decision: (kind of member, weight, choice), sorted, without names."""

    decision: Id
    votes: tuple[tuple[Literal["organisation", "independent"], Share, Choice], ...]
    v: Literal[1] = 1


def build_vote_box(decision: Decision, votes: dict[str, Choice]) -> bytes:
    """The canonical bytes of a secret decision's votes, from the last choice of each voter."""
    rows = sorted(
        [decision.roll[v].kind, str(decision.roll[v].weight), choice]
        for v, choice in votes.items()
        if v in decision.roll
    )
    return canonical({"v": 1, "decision": decision.id, "votes": rows})


def read_votes(decision: Decision, data: bytes) -> list[tuple[str, str, Fraction, Choice, str]]:
    """The votes of a box: (a number for member and voter, weight, choice, kind of member).

    Raises `Refused` where it is malformed, of another decision, or holds more than the roll allows.
    """
    rule, sha256 = "act/decision.closed", hashlib.sha256(data).hexdigest()
    try:
        box = convert(parse(data), VoteBox)
    except (RecordError, ValidationError) as error:
        raise Refused("attachment_malformed", rule, sha256=sha256, why=str(error)) from error
    if box.decision != decision.id or list(box.votes) != sorted(box.votes):
        raise Refused("attachment_foreign", rule, sha256=sha256)
    entitled = Counter((v.kind, str(v.weight)) for v in decision.roll.values())
    given = Counter((kind, weight) for kind, weight, _ in box.votes)
    if given - entitled:
        raise Refused("ballots_over_roll", rule, sha256=sha256)
    return [(str(i), str(i), Fraction(w), choice, kind) for i, (kind, w, choice) in enumerate(box.votes)]


def have_taken_part(
    state: State, decision: Decision, votes: list[tuple[str, str, Fraction, Choice, str]], whole: Tally
) -> bool:
    """Whether those who have voted by correspondence are a quorum, by the charter's share and measure."""
    rule = state.charter.quorum
    if rule.by == "weight":
        return whole.cast > 0 and whole.cast >= Fraction(rule.share) * whole.roll
    if decision.secret:
        there, total = len(votes), len(decision.roll)
    else:
        there, total = len({v[0] for v in votes}), len({v.member for v in decision.roll.values()})
    return there > 0 and there >= Fraction(rule.share) * total
