"""The algebra of decisions: tallies of weighted votes and the rules that turn them into outcomes.

Every number here is an integer or an exact fraction. Rules are monotone: a vote that moves from
against to in favour never turns an adopted text into a rejected one.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from hamgara.assembly.act import Share

__all__ = ["Choice", "Outcome", "Quorum", "Rule", "Tally", "decide", "fraction_text", "tally_votes"]

Choice = Literal["yes", "no", "abstain"]
Kind = Literal["organisation", "independent"]


class Rule(Struct, frozen=True, forbid_unknown_fields=True):
    """How a kind of matter is decided.

    `share`: the votes in favour are more than `share` of the base (at least, where `inclusive`).
    `consensus`: no more than `objections` members vote against, and someone votes in favour.
    `double`: `share` holds among organisations and among independents separately; a class with nobody
    on the roll is left out. The base is the votes in favour and against, with abstentions where
    `abstentions` says so, or the whole roll where `of_roll` does.
    """

    kind: Literal["share", "consensus", "double"] = "share"
    share: Share = "1/2"
    inclusive: bool = False
    objections: int = 0
    abstentions: bool = False
    of_roll: bool = False


class Quorum(Struct, frozen=True, forbid_unknown_fields=True):
    """The least share of the roll that must be present, or vote by correspondence; by weight or by heads."""

    share: Share = "1/2"
    by: Literal["weight", "members"] = "members"


class Tally(Struct, frozen=True):
    """Votes of one class or of all: weights as fractions, heads as distinct members."""

    yes: Fraction = Fraction(0)
    no: Fraction = Fraction(0)
    abstain: Fraction = Fraction(0)
    roll: Fraction = Fraction(0)
    objectors: int = 0
    voters: int = 0

    @property
    def cast(self) -> Fraction:
        """The weight of all votes cast, abstentions included."""
        return self.yes + self.no + self.abstain


class Outcome(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The outcome that the closing of a decision states; weights are fractions written as text.

    `needed` is the least weight in favour, or for a consensus the most objections allowed.
    """

    adopted: bool
    quorate: bool
    yes: Share
    no: Share
    abstain: Share
    roll: Share
    voters: int
    objectors: int
    needed: Share


def fraction_text(value: Fraction) -> str:
    """The canonical text of a fraction: `2/3`, `5`."""
    return str(value)


def tally_votes(votes: Iterable[tuple[str, str, Fraction, Choice]], roll: Fraction) -> Tally:
    """Add up votes given as (member, voter, weight, choice)."""
    sums = {"yes": Fraction(0), "no": Fraction(0), "abstain": Fraction(0)}
    objectors: set[str] = set()
    voters = 0
    for member, _voter, weight, choice in votes:
        sums[choice] += weight
        voters += 1
        if choice == "no":
            objectors.add(member)
    return Tally(sums["yes"], sums["no"], sums["abstain"], roll, len(objectors), voters)


def _base(rule: Rule, tally: Tally) -> Fraction:
    if rule.of_roll:
        return tally.roll
    return tally.yes + tally.no + (tally.abstain if rule.abstentions else 0)


def _passes(rule: Rule, tally: Tally) -> bool:
    needed = Fraction(rule.share) * _base(rule, tally)
    return tally.yes > 0 and (tally.yes >= needed if rule.inclusive else tally.yes > needed)


def decide(rule: Rule, whole: Tally, classes: dict[str, Tally], *, quorate: bool) -> Outcome:
    """The outcome of the votes under the rule; `classes` holds the tallies by kind of member."""
    if rule.kind == "consensus":
        adopted = whole.yes > 0 and whole.objectors <= rule.objections
        needed = Fraction(rule.objections)
    elif rule.kind == "double":
        seated = [tally for tally in classes.values() if tally.roll > 0]
        adopted = bool(seated) and all(_passes(rule, tally) for tally in seated)
        needed = Fraction(rule.share) * _base(rule, whole)
    else:
        adopted = _passes(rule, whole)
        needed = Fraction(rule.share) * _base(rule, whole)
    return Outcome(
        adopted=adopted and quorate,
        quorate=quorate,
        yes=fraction_text(whole.yes),
        no=fraction_text(whole.no),
        abstain=fraction_text(whole.abstain),
        roll=fraction_text(whole.roll),
        voters=whole.voters,
        objectors=whole.objectors,
        needed=fraction_text(needed),
    )
