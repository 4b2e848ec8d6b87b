"""Agreement counted as it is, statement by statement and class by class: no model, no inferred groups, only
intervals.

The classes are those that are known (an outlook, a kind of member), not found in the votes. A model's
groups and posterior intervals belong beside this module, in `fit`; what is counted here stays their check.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.intervals import wilson
from hamgara.ground.significance import adjust_for_discoveries, binomial_tail
from hamgara.ground.votes import Votes, natural_key

__all__ = ["Agreement", "Finding", "Statement", "Tally", "agreement"]

Finding = Literal["agreed", "rejected", "none"]

DECIMALS = 6
DEFINITION = (
    "share = agree / (agree + disagree); passes count as seen only. "
    "Interval: Wilson score at the level given. "
    "Common ground: the lower bound of the class that agrees least, where every class has enough who decided. "
    "A finding: a majority of every class by an exact binomial test, the least certain class deciding, "
    "Benjamini-Hochberg over all statements tested, at a false discovery rate of 1 - level."
)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one statement in one class (or over all), with the share of agreement and its interval.

    `share` is agree / (agree + disagree), None where nobody did either; `low` and `high` are Wilson's
    bounds (0 and 1 then).
    """

    seen: int
    agree: int
    disagree: int
    passed: int
    share: Fraction | None
    low: float
    high: float

    @property
    def decided(self) -> int:
        """How many agreed or disagreed."""
        return self.agree + self.disagree


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: over all, by class, and what it amounts to.

    `exposed`: in every class at least `floor` members decided, or all of a smaller class. `common` is then
    the lower bound of the class that agrees least (`least`), and `rank` its place (1 the best, equal bounds
    share a rank); otherwise None. `q` is the adjusted p-value behind `finding`, None where it was not
    tested for want of exposure.
    """

    statement: str
    overall: Tally
    by_class: Mapping[str, Tally]
    exposed: bool
    common: float | None
    least: str | None
    rank: int | None
    q: Fraction | None
    finding: Finding


@dataclass(frozen=True, slots=True)
class Agreement:
    """The result for all statements, in natural order. `sizes` are the members of each class who voted at
    all.
    """

    level: Fraction
    floor: int
    participants: int
    sizes: Mapping[str, int]
    statements: tuple[Statement, ...]

    @property
    def ranking(self) -> tuple[Statement, ...]:
        """The exposed statements, the most common ground first; ties in natural order."""
        ranked = [s for s in self.statements if s.rank is not None]
        return tuple(sorted(ranked, key=lambda s: (s.rank or 0, natural_key(s.statement))))

    def to_json(self) -> dict[str, object]:
        """Plain values, the same for the same votes in any order; floats are rounded to six decimals,
        shares are exact.
        """
        return {
            "definition": DEFINITION,
            "level": str(self.level),
            "floor": self.floor,
            "participants": self.participants,
            "classes": [{"class": label, "participants": size} for label, size in self.sizes.items()],
            "statements": [
                {
                    "statement": s.statement,
                    "overall": _plain(s.overall),
                    "classes": {label: _plain(tally) for label, tally in s.by_class.items()},
                    "exposed": s.exposed,
                    "common_ground": None if s.common is None else round(s.common, DECIMALS),
                    "least_agreeing_class": s.least,
                    "rank": s.rank,
                    "q": None if s.q is None else round(float(s.q), DECIMALS),
                    "finding": s.finding,
                }
                for s in self.statements
            ],
            "ranking": [s.statement for s in self.ranking],
        }


def agreement(
    votes: Votes,
    *,
    classes: Mapping[str, str] | None = None,
    level: Fraction = Fraction(90, 100),
    floor: int = 5,
) -> Agreement:
    """How far each statement is agreed with, over all and in each class of `classes` (participant to
    label).

    Participants without a label count over all only. Without classes, everybody is the one class that
    common ground is measured by. `floor` is how many of each class must have agreed or disagreed before a
    statement is ranked or tested (all of a class that is smaller). Raises ValueError for a level or floor
    out of range, or a class for a participant that is not in `votes`.
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    if floor < 1:
        raise ValueError(f"floor must be at least 1, not {floor}")
    given = dict(classes or {})
    strange = sorted(given.keys() - set(votes.participants), key=natural_key)
    if strange:
        raise ValueError(f"classes for participants without votes: {', '.join(strange[:5])}")
    labels = sorted(set(given.values()), key=natural_key)
    number = {label: i for i, label in enumerate(labels)}
    label_of = np.array(
        [number.get(given.get(p, ""), -1) if p in given else -1 for p in votes.participants], dtype=np.int64
    )
    voted = np.zeros(len(votes.participants), dtype=bool)
    voted[votes.participant] = True
    sizes = {label: int(np.count_nonzero(voted & (label_of == i))) for label, i in number.items()}
    overall = _count(votes, np.ones(len(votes), dtype=bool))
    voter_label = label_of[votes.participant]
    counted = {label: _count(votes, voter_label == i) for label, i in number.items()}
    everyone = int(np.count_nonzero(voted))
    rows = [
        _tallied(
            name, overall[i], {label: counted[label][i] for label in labels}, sizes or {"": everyone}, level, floor
        )
        for i, name in enumerate(votes.statements)
    ]
    return Agreement(level, floor, everyone, sizes, _concluded(rows, level))


def _count(votes: Votes, among: NDArray[np.bool_]) -> list[tuple[int, int, int]]:
    """Agree, disagree and pass of each statement among the chosen votes."""
    width = len(votes.statements)
    columns, values = votes.statement[among], votes.value[among]
    counts = [np.bincount(columns[values == value], minlength=width) for value in (1, -1, 0)]
    return [(int(a), int(d), int(p)) for a, d, p in zip(*counts, strict=True)]


def _tally(counts: tuple[int, int, int], level: Fraction) -> Tally:
    agree, disagree, passed = counts
    decided = agree + disagree
    low, high = wilson(agree, decided, level)
    share = Fraction(agree, decided) if decided else None
    return Tally(decided + passed, agree, disagree, passed, share, low, high)


def _tallied(
    name: str,
    overall: tuple[int, int, int],
    by_class: Mapping[str, tuple[int, int, int]],
    sizes: Mapping[str, int],
    level: Fraction,
    floor: int,
) -> Statement:
    whole = _tally(overall, level)
    tallies = {label: _tally(counts, level) for label, counts in by_class.items()}
    judged = tallies or {"": whole}
    # An empty class has nobody to ask, so it keeps no statement from being ranked; nor does it speak.
    judged = {label: tally for label, tally in judged.items() if sizes[label]}
    exposed = bool(judged) and all(t.decided >= min(floor, sizes[label]) for label, t in judged.items())
    least = min(judged, key=lambda label: (judged[label].low, natural_key(label))) if exposed else None
    return Statement(
        statement=name,
        overall=whole,
        by_class=tallies,
        exposed=exposed,
        common=judged[least].low if least is not None else None,
        least=least or None,
        rank=None,
        q=None,
        finding="none",
    )


def _concluded(rows: list[Statement], level: Fraction) -> tuple[Statement, ...]:
    """The rows with ranks, and with findings after correction for all statements tested."""
    tested = [row for row in rows if row.exposed]
    bounds = sorted((row.common for row in tested if row.common is not None), reverse=True)
    rank_of: dict[float, int] = {}
    for place, bound in enumerate(bounds, 1):
        rank_of.setdefault(bound, place)
    p_values, ways = [], []
    for row in tested:
        tallies = [t for t in (row.by_class.values() or [row.overall]) if t.decided] or [row.overall]
        agreed = max(binomial_tail(t.agree, t.decided) for t in tallies)
        rejected = max(binomial_tail(t.disagree, t.decided) for t in tallies)
        # Both directions are tried, so the smaller p-value counts double.
        p_values.append(min(Fraction(1), 2 * min(agreed, rejected)))
        ways.append("agreed" if agreed < rejected else "rejected" if rejected < agreed else "none")
    adjusted = dict(zip((row.statement for row in tested), adjust_for_discoveries(p_values), strict=True))
    way = dict(zip((row.statement for row in tested), ways, strict=True))
    concluded = []
    for row in rows:
        q = adjusted.get(row.statement)
        found: Finding = "none"
        if q is not None and q <= 1 - level:
            found = "agreed" if way[row.statement] == "agreed" else "rejected"
            if way[row.statement] == "none":
                found = "none"
        rank = rank_of[row.common] if row.common is not None else None
        concluded.append(
            Statement(row.statement, row.overall, row.by_class, row.exposed, row.common, row.least, rank, q, found)
        )
    return tuple(concluded)


def _plain(tally: Tally) -> dict[str, object]:
    return {
        "seen": tally.seen,
        "agree": tally.agree,
        "disagree": tally.disagree,
        "pass": tally.passed,
        "share": None if tally.share is None else str(tally.share),
        "low": round(tally.low, DECIMALS),
        "high": round(tally.high, DECIMALS),
    }
