"""One package put to the test: who signs it, who does not, and what stands in the way of each.

Counting the signers of a stated package needs no search. So an assembly can have a package recounted by whoever
replays its record, and drafters can try packages of their own.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from hamgara.front.acceptance import Acceptance, Answer, natural_key

__all__ = ["Change", "Missing", "Package", "vary_package", "weigh_package"]


@dataclass(frozen=True, slots=True)
class Missing:
    """A member that does not sign: the `clauses` of the package that it does not accept, its `answers` to them, and
    how many of these would have to change (`needed`) for it to sign.
    """

    member: str
    clauses: tuple[str, ...]
    answers: tuple[Answer, ...]
    needed: int

    @property
    def may_sign(self) -> bool:
        """Whether it would sign if its unknown answers were yes and its conditions met."""
        return sum(a.kind == "refuse" for a in self.answers) <= len(self.answers) - self.needed


@dataclass(frozen=True, slots=True)
class Package:
    """A stated package: its `signers`, with `weight`, and the members that are `missing`, the nearest first.

    `possible` is the weight that would sign if every unknown answer were yes and every condition met; `reserving`
    are the signers that leave out a clause with a reservation.
    """

    clauses: tuple[str, ...]
    signers: tuple[str, ...]
    reserving: tuple[str, ...]
    weight: Fraction
    possible: Fraction
    total: Fraction
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change to a package, and the weight that it `gains` (or, below zero, loses).

    `without` the clause, `with` the clause in addition, or the clause `instead` of the wording `other` of its basis.
    """

    kind: Literal["without", "with", "instead"]
    clause: str
    other: str
    gains: Fraction


def weigh_package(
    acceptance: Acceptance,
    clauses: Iterable[str],
    *,
    weights: Mapping[str, Fraction | int] | None = None,
    reservations: int = 0,
    met: frozenset[str] = frozenset(),
) -> Package:
    """Who signs the package of these clauses, all but at most `reservations` of them, and why the others do not.

    `weights` by member (1 where not given); an "accept if" whose condition is in `met` counts as accept. Takes time
    proportional to members × clauses. Raises KeyError for a clause that is not in the table.
    """
    wanted = tuple(sorted(set(clauses), key=natural_key))
    column = {clause: i for i, clause in enumerate(acceptance.clauses)}
    columns = [column[clause] for clause in wanted]
    given = weights or {}
    signers, reserving, missing = [], [], []
    weight = possible = total = Fraction(0)
    for member, row in zip(acceptance.members, acceptance.answers, strict=True):
        own = Fraction(given.get(member, 1))
        total += own
        blocked = [
            (clause, row[i])
            for clause, i in zip(wanted, columns, strict=True)
            if not (row[i].kind == "accept" or (row[i].kind == "conditional" and row[i].condition in met))
        ]
        if len(blocked) <= reservations:
            signers.append(member)
            weight += own
            possible += own
            if blocked:
                reserving.append(member)
            continue
        one = Missing(member, tuple(c for c, _ in blocked), tuple(a for _, a in blocked), len(blocked) - reservations)
        possible += own if one.may_sign else 0
        missing.append(one)
    missing.sort(key=lambda one: (one.needed, not one.may_sign))
    return Package(wanted, tuple(signers), tuple(reserving), weight, possible, total, tuple(missing))


def vary_package(
    acceptance: Acceptance,
    clauses: Iterable[str],
    *,
    weights: Mapping[str, Fraction | int] | None = None,
    bases: Mapping[str, str] | None = None,
    reservations: int = 0,
    met: frozenset[str] = frozenset(),
) -> tuple[Change, ...]:
    """What each single change to a package would gain, the greatest gain first.

    The changes are: every clause left out; every clause added whose basis the package does not have; every other
    wording of a basis taken instead. Takes time proportional to members × clauses. Raises KeyError for a clause that is
    not in the table.
    """
    inside = set(clauses)
    column = {clause: i for i, clause in enumerate(acceptance.clauses)}
    given, basis = weights or {}, bases or {}
    own = [Fraction(given.get(m, 1)) for m in acceptance.members]
    refused = {clause: _refusers(acceptance, column[clause], met) for clause in {*inside, *column}}
    blocked = [0] * len(own)
    for clause in inside:
        for row in refused[clause]:
            blocked[row] += 1

    def gain(out: str | None, into: str | None) -> Fraction:
        change = dict.fromkeys(refused[out], -1) if out else {}
        for row in refused[into] if into else ():
            change[row] = change.get(row, 0) + 1
        gained = Fraction(0)
        for row, by in change.items():
            before, after = blocked[row] <= reservations, blocked[row] + by <= reservations
            gained += own[row] * (after - before)
        return gained

    holds = {basis.get(clause, clause): clause for clause in inside}
    changes = [Change("without", clause, "", gain(clause, None)) for clause in inside]
    for clause in column:
        if clause not in inside:
            rival = holds.get(basis.get(clause, clause))
            changes.append(
                Change("with", clause, "", gain(None, clause))
                if rival is None
                else Change("instead", clause, rival, gain(rival, clause))
            )
    order = {"instead": 0, "without": 1, "with": 2}
    return tuple(sorted(changes, key=lambda c: (-c.gains, order[c.kind], natural_key(c.clause))))


def _refusers(acceptance: Acceptance, column: int, met: frozenset[str]) -> list[int]:
    return [
        row
        for row, answers in enumerate(acceptance.answers)
        if not (
            answers[column].kind == "accept"
            or (answers[column].kind == "conditional" and answers[column].condition in met)
        )
    ]
