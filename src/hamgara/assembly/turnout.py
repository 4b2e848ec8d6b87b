"""Who has voted in a secret vote: named when its box is closed where the charter said so when the vote was called.

Names stand in the order of ids, never in that of the votes, so that none stands beside a vote or its time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Literal

from msgspec import Struct, ValidationError, convert

from hamgara.assembly.act import Act, Case, Id, Refused
from hamgara.assembly.meetings import find_sitting
from hamgara.record import RecordError, canonical, parse

if TYPE_CHECKING:
    from hamgara.assembly.decisions import Decision
    from hamgara.assembly.elections import Election

__all__ = ["Turnout", "build_turnout", "check_turnout", "open_turnout"]


class Turnout(Struct, frozen=True, forbid_unknown_fields=True):
    """Who has voted, sorted by id; `vote` is the decision or the election."""

    vote: Id
    voters: tuple[Id, ...]
    v: Literal[1] = 1


def build_turnout(vote: Decision | Election, voters: Iterable[str]) -> bytes:
    """The canonical bytes of who has voted, of those on the roll."""
    return canonical({"v": 1, "vote": vote.id, "voters": sorted(set(voters) & set(vote.roll))})


def check_turnout(
    act_: Act, case: Case, vote: Decision | Election, sha256: str | None, given: Mapping[str, int] | int
) -> None:
    """Raise `Refused` unless who has voted is named where the charter shows it, and there only.

    `given` is how many votes there are of each weight or, where only codes are known and not whose they are, how many
    in all. Exactly so many must be named, all of them on the roll, and
    seen in the sitting where the vote was held in one.
    """
    rule = "charter/voters_shown"
    if vote.voters_shown != (sha256 is not None):
        raise Refused("voters_needed" if vote.voters_shown else "voters_hidden", rule, id=vote.id)
    if sha256 is None:
        return
    try:
        named = convert(parse(act_.attached(case, sha256)), Turnout)
    except (RecordError, ValidationError) as error:
        raise act_.refuse("attachment_malformed", sha256=sha256, why=str(error)) from error
    if named.vote != vote.id or list(named.voters) != sorted(set(named.voters)):
        raise act_.refuse("attachment_foreign", sha256=sha256)
    sitting = find_sitting(case.state, vote.id)
    entitled = set(vote.roll) if sitting is None else set(vote.roll) & set(sitting.seen)
    stranger = next((who for who in named.voters if who not in entitled), None)
    if stranger is not None:
        raise Refused("voter_unknown", rule, id=stranger)
    total = given if isinstance(given, int) else sum(given.values())
    weights = Counter(str(vote.roll[who].weight) for who in named.voters)
    if len(named.voters) != total or (not isinstance(given, int) and weights != Counter(given)):
        raise Refused("voters_differ", rule, named=len(named.voters), cast=total)


def open_turnout(data: bytes) -> tuple[str, ...]:
    """Who has voted, of an attachment that was checked before."""
    return convert(parse(data), Turnout).voters
