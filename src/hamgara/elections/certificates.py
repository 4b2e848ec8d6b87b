"""What can be said of an outcome without trusting its count: proportionality, and who beats whom.

Each certificate is a statement with a witness where it fails, which `checks` looks through ballot by ballot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from hamgara.elections.ballots import Ballots
from hamgara.elections.closures import find_closure
from hamgara.elections.graded import AnyBallots
from hamgara.elections.outcome import format_exact
from hamgara.elections.pairwise import compare_pairs

__all__ = [
    "Certificate",
    "certify_ejr_plus",
    "certify_pjr_plus",
    "certify_psc",
    "find_condorcet",
]


@dataclass(frozen=True)
class Certificate:
    """Whether the elected keep a property, and if not, a group that has too little.

    `group` names candidates: the solid coalition's (psc), or the one whom the group approves together and who is not
    elected (ejr+, pjr+). `weight` is the votes of the group, `deserved` and `received` are numbers of seats.
    `members` are the elected of whom somebody in the group approves (pjr+).
    """

    property: Literal["psc", "ejr+", "pjr+", "priceability"]
    holds: bool
    group: tuple[str, ...] = ()
    weight: Fraction = Fraction(0)
    deserved: int = 0
    received: int = 0
    members: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The certificate as JSON; the witness only where the property fails."""
        found: dict[str, Any] = {"property": self.property, "holds": self.holds}
        if not self.holds:
            found["group"] = list(self.group)
            found["weight"] = format_exact(self.weight)
            found.update(deserved=self.deserved, received=self.received)
            if self.property == "pjr+":
                found["members"] = list(self.members)
        return found


def certify_psc(ballots: Ballots, elected: Sequence[str]) -> Certificate:
    """Proportionality for solid coalitions, with Droop's quota (Dummett 1984; Woodall 1994).

    Voters who rank the candidates of a set S before all others, in whatever order, and are more than l quotas of
    votes / (seats + 1), deserve l of S, or all of S. If that fails, the witness is the set most in want; among equals
    the smallest, then by names.
    """
    winners = {ballots.candidates.index(name) for name in elected}
    quota = Fraction(ballots.valid) / (len(winners) + 1)
    solid: dict[frozenset[int], Fraction] = {}
    for weight, ranks in ballots.ballots:
        for size in range(1, len(ranks) + 1):
            head = frozenset(ranks[:size])
            solid[head] = solid.get(head, Fraction(0)) + weight
    worst: tuple[int, int, tuple[str, ...], Certificate] | None = None
    for some, weight in solid.items():
        deserved = min(len(some), -(-weight // quota) - 1, len(winners))
        received = len(some & winners)
        if received < deserved:
            names = tuple(sorted(ballots.candidates[c] for c in some))
            found = Certificate("psc", False, names, weight, deserved, received)
            key = (received - deserved, len(some), names, found)
            if worst is None or key[:3] < worst[:3]:
                worst = key
    return Certificate("psc", True) if worst is None else worst[3]


def certify_ejr_plus(ballots: Ballots, elected: Sequence[str]) -> Certificate:
    """EJR+ (Brill and Peters 2023), for ballots as approvals.

    It fails where voters who together approve somebody not elected are at least l * votes / seats, and each of them
    approves fewer than l of the elected. The witness is that candidate with the greatest l, then by name.
    """
    winners = {ballots.candidates.index(name) for name in elected}
    share = Fraction(ballots.valid) / len(winners)
    gone = set(ballots.withdrawn)
    for level in range(len(winners), 0, -1):
        totals = [Fraction(0)] * len(ballots.candidates)
        for weight, marks in ballots.ballots:
            if len(winners.intersection(marks)) < level:
                for c in marks:
                    totals[c] += weight
        for c in sorted(range(len(totals)), key=lambda c: ballots.candidates[c]):
            name = ballots.candidates[c]
            if c not in winners and name not in gone and totals[c] >= level * share:
                return Certificate("ejr+", False, (name,), totals[c], level, level - 1)
    return Certificate("ejr+", True)


def certify_pjr_plus(ballots: Ballots, elected: Sequence[str]) -> Certificate:
    """PJR+ (Brill and Peters 2023), for ballots as approvals.

    It fails where voters who together approve somebody not elected are at least l * votes / seats, and all of them
    together approve fewer than l of the elected. For each such candidate the group most in want is a closure of
    greatest weight, found as a least cut, in whole numbers.
    """
    names = ballots.candidates
    winners = {names.index(name) for name in elected}
    total, seats, split = int(ballots.papers.weights.sum()), len(winners), ballots.papers.split
    worst: tuple[int, str, Certificate] | None = None
    for c in sorted(set(range(len(names))) - winners, key=names.__getitem__):
        if names[c] in ballots.withdrawn:
            continue
        voters: dict[frozenset[int], int] = {}
        for weight, marks in ballots.ballots:
            if c in marks:
                members = frozenset(winners.intersection(marks))
                voters[members] = voters.get(members, 0) + int(weight * split)
        # Each member costs votes / seats, each voter brings her weight; both are multiplied by the seats.
        some = find_closure({members: weight * seats for members, weight in voters.items()}, total)
        weight = sum(w for members, w in voters.items() if members <= some)
        if weight * seats >= (len(some) + 1) * total:
            deserved = weight * seats // total
            kept = tuple(sorted(names[d] for d in some))
            found = Certificate("pjr+", False, (names[c],), Fraction(weight, split), deserved, len(some), kept)
            if worst is None or (len(some) - deserved, names[c]) < worst[:2]:
                worst = (len(some) - deserved, names[c], found)
    return Certificate("pjr+", True) if worst is None else worst[2]


def find_condorcet(ballots: AnyBallots) -> dict[str, Any]:
    """Who beats all others in pairs (`winner`), who loses to all (`loser`), and the Smith set; None where nobody.

    The Smith set is the smallest set of whom each beats everybody outside.
    """
    matrix = compare_pairs(ballots)
    standing = [c for c, name in enumerate(ballots.candidates) if name not in ballots.withdrawn]
    beats = {a: {b for b in standing if matrix[a][b] > matrix[b][a]} for a in standing}
    loses = {a: {b for b in standing if matrix[a][b] < matrix[b][a]} for a in standing}
    everyone = len(standing) - 1
    # In order of wins less losses (Copeland) the Smith set comes first: take as few as beat all who follow.
    order = sorted(standing, key=lambda c: (len(loses[c]) - len(beats[c]), ballots.candidates[c]))
    size = 1
    while not all(beats[a] >= set(order[size:]) for a in order[:size]):
        size += 1
    name = ballots.candidates
    return {
        "winner": next((name[c] for c in standing if len(beats[c]) == everyone), None),
        "loser": next((name[c] for c in standing if len(loses[c]) == everyone and everyone), None),
        "smith": sorted(name[c] for c in order[:size]),
    }
