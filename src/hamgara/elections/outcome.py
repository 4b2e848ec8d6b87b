"""The outcome of a count: who is elected, and every step that led there, as immutable values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, TypeAlias

from hamgara.elections.ballots import Weight
from hamgara.elections.lots import Tie
from hamgara.elections.places import PlaceRule

__all__ = ["Count", "CountError", "Parcel", "PlaceAct", "PlacesReport", "Round", "format_exact", "format_votes"]

RoundAction: TypeAlias = Literal[
    "first-preferences", "surplus", "exclusion", "votes", "choice", "completion", "committee", "runoff"
]
Measure: TypeAlias = Literal["", "votes", "gain", "load", "price", "support", "score", "preference"]


class CountError(ValueError):
    """These ballots cannot be counted so: unknown method, more seats than candidates, nothing to count."""


def format_votes(votes: Weight) -> str:
    """Votes with five decimals; digits beyond the fifth, which only split mandates have, are dropped."""
    scaled = votes.numerator * 100_000 // votes.denominator
    return f"{scaled // 100_000}.{scaled % 100_000:05d}"


def format_exact(value: Weight) -> int | str:
    """The number itself: an int where it is whole, else "p/q"."""
    return value.numerator if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


@dataclass(frozen=True)
class Parcel:
    """Papers of one value that left a candidate together: their weight, value when received, value now."""

    papers: Weight
    received: Fraction
    value: Fraction

    def to_json(self) -> dict[str, Any]:
        """The parcel as JSON, values with five decimals."""
        values = {"received": format_votes(self.received), "value": format_votes(self.value)}
        return {"papers": format_exact(self.papers), **values}


@dataclass(frozen=True)
class Round:
    """One stage: what was done and where every candidate stood at its end. All numbers are exact.

    `candidate` is whose surplus was transferred or who was excluded; `transfers` what each continuing
    candidate received; `non_transferable` what had no next preference and `truncated` what the fixed
    decimals dropped, at this stage. After every stage the votes, with all that was not transferable or
    truncated so far, add up to the valid vote.

    Methods that are not transfers of votes say in `measure` what `votes` holds of each candidate still open:
    votes, the gain in PAV score, the load or price per voter, support, score, or voters who prefer.
    """

    stage: int
    action: RoundAction
    candidate: str | None
    votes: Mapping[str, Fraction]
    transfers: Mapping[str, Fraction] = field(default_factory=dict)
    parcels: tuple[Parcel, ...] = ()
    non_transferable: Fraction = Fraction(0)
    truncated: Fraction = Fraction(0)
    elected: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    measure: Measure = ""

    def to_json(self) -> dict[str, Any]:
        """The stage as JSON, votes as strings with five decimals; with a measure, exactly too, as p or "p/q"."""
        found: dict[str, Any] = {
            "stage": self.stage,
            "action": self.action,
            "candidate": self.candidate,
            "votes": {name: format_votes(votes) for name, votes in self.votes.items()},
            "transfers": {name: format_votes(votes) for name, votes in self.transfers.items()},
            "parcels": [parcel.to_json() for parcel in self.parcels],
            "non_transferable": format_votes(self.non_transferable),
            "truncated": format_votes(self.truncated),
            "elected": list(self.elected),
            "excluded": list(self.excluded),
        }
        if self.measure:
            found["measure"] = self.measure
            found["exact"] = {name: format_exact(votes) for name, votes in self.votes.items()}
        return found


@dataclass(frozen=True)
class PlaceAct:
    """Where the rules of place changed a step.

    "guarded": `candidate` had the fewest votes but was not excluded, `instead` was. "doomed": `candidate`
    was excluded, or passed over, because the rules could not be kept with this candidate elected.
    `rules` is a smallest set of rules that forced it.
    """

    stage: int
    act: Literal["guarded", "doomed"]
    candidate: str
    rules: tuple[PlaceRule, ...]
    instead: str | None = None

    def to_json(self) -> dict[str, Any]:
        """The act as JSON."""
        rules = [rule.to_json() for rule in self.rules]
        found: dict[str, Any] = {
            "stage": self.stage,
            "act": self.act,
            "candidate": self.candidate,
            "rules": rules,
        }
        return found if self.instead is None else {**found, "instead": self.instead}


@dataclass(frozen=True)
class PlacesReport:
    """What the rules of place did: each act, and whom the same ballots elect without the rules."""

    rules: tuple[PlaceRule, ...]
    acts: tuple[PlaceAct, ...]
    unconstrained: tuple[str, ...]

    def to_json(self, elected: tuple[str, ...]) -> dict[str, Any]:
        """The report as JSON; `gained` and `lost` are by comparison with the outcome without rules."""
        return {
            "rules": [rule.to_json() for rule in self.rules],
            "acts": [act.to_json() for act in self.acts],
            "unconstrained": list(self.unconstrained),
            "gained": [name for name in elected if name not in self.unconstrained],
            "lost": [name for name in self.unconstrained if name not in elected],
        }


@dataclass(frozen=True)
class Count:
    """The result of a count. `elected` is in the order of election; `quota` is None where there is none.

    `places` is None unless a rule of place acted. `facts` are what else the method found, ready for JSON: the
    matrix of a pairwise method, the keep values of Meek's, the score of a committee.
    """

    method: str
    seats: int
    quota: int | None
    valid: Weight
    invalid: Mapping[str, Weight]
    elected: tuple[str, ...]
    rounds: tuple[Round, ...]
    ties: tuple[Tie, ...]
    places: PlacesReport | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The outcome as JSON: whole numbers as numbers, others as "p/q", votes with five decimals."""
        found: dict[str, Any] = {
            "method": self.method,
            "seats": self.seats,
            "quota": self.quota,
            "valid": format_exact(self.valid),
            "invalid": {reason: format_exact(weight) for reason, weight in self.invalid.items()},
            "elected": list(self.elected),
            "rounds": [stage.to_json() for stage in self.rounds],
            "ties": [tie.to_json() for tie in self.ties],
        }
        if self.facts:
            found["facts"] = dict(self.facts)
        if self.places is not None:
            found["places"] = self.places.to_json(self.elected)
        return found
