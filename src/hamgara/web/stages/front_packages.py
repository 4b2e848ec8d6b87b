"""One package as the pages show it: who signs it, by class and place; who does not, and why; what would widen it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from hamgara.assembly.clauses import Clause
from hamgara.dates import Language
from hamgara.documents import format_place
from hamgara.front import (
    Answer,
    Asking,
    Change,
    Condition,
    Frontier,
    Package,
    Point,
    Rules,
    vary_package,
    weigh_package,
    widen,
)
from hamgara.web.objects import page_of, title_of
from hamgara.web.stages.front_sources import Source
from hamgara.web.viewer import Viewer

__all__ = [
    "Line",
    "asking_rows",
    "condition_label",
    "conditions_of",
    "lines_of",
    "package_context",
    "read_package",
    "show_weight",
    "two_wordings",
]

PAGE = 100
#: How many changes of one kind a page lists; the rest gain less.
MOST_CHANGES = 12
#: How many of the clauses that keep one member from signing are named.
MOST_HINDRANCES = 6


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table of signers: what it counts, how many sign it of how many, and their weights."""

    label: str
    signers: int
    members: int
    weight: Fraction
    total: Fraction


def show_weight(source: Source) -> bool:
    """Whether weights say more than numbers of members."""
    return any(weight != 1 for weight in source.weights.values())


def two_wordings(source: Source, numbers: Iterable[str]) -> list[Clause]:
    """The first two clauses that are wordings of one basis; empty where there are none."""
    first: dict[str, Clause] = {}
    for number in numbers:
        clause = source.clauses[number]
        if clause.basis in first:
            return [first[clause.basis], clause]
        first[clause.basis] = clause
    return []


def lines_of(viewer: Viewer, source: Source, signers: Iterable[str]) -> tuple[list[Line], list[Line]]:
    """Signers by class of member, and, where the source has names, by place."""
    signing = set(signers)
    words = {"organisation": _("organisations and their delegates"), "independent": _("independents")}
    kinds = [_line(source, words[kind], [m for m, k in source.kinds.items() if k == kind], signing) for kind in words]
    if not source.named:
        return kinds, []
    places: dict[str, list[str]] = {}
    participants = viewer.state.membership.participants
    for member in source.acceptance.members:
        found = participants[member]
        place = found.place or (participants[found.organisation].place if found.organisation else None)
        if place is not None:
            places.setdefault(format_place(place, cast(Language, viewer.language)), []).append(member)
    lines = [_line(source, place, who, signing) for place, who in sorted(places.items())]
    return kinds, lines


def _line(source: Source, label: str, members: Sequence[str], signing: set[str]) -> Line:
    there = [m for m in members if m in signing]
    weigh = source.weights
    return Line(
        label,
        len(there),
        len(members),
        sum((weigh[m] for m in there), Fraction(0)),
        sum((weigh[m] for m in members), Fraction(0)),
    )


def condition_label(viewer: Viewer, condition: str) -> tuple[str, str]:
    """A condition in words, and the page of the amendment that it is about, if it is about one."""
    if not condition.startswith("@"):
        return condition, ""
    amendment = condition[1:]
    return title_of(viewer, "amendment", amendment), page_of(viewer, "amendment", amendment)


def package_context(
    viewer: Viewer, source: Source, numbers: Sequence[str], met: frozenset[str], page: str | None
) -> dict[str, Any]:
    """What `front/package.html` says of the package of the clauses with these numbers."""
    options: dict[str, Any] = {"weights": source.weights, "reservations": source.reservations, "met": met}
    found = weigh_package(source.acceptance, numbers, **options)
    changes = vary_package(source.acceptance, numbers, bases=source.bases, **options)
    kinds, places = lines_of(viewer, source, found.signers)
    near = sum(one.needed == 1 for one in found.missing)
    widening = widen(_pinned(source, found, met), [len(found.clauses)])
    burdens = {b.clause: b.weight for b in widening.burdens}
    prices = {c.clause: c.gains for c in changes if c.kind == "without"}
    return {
        "package": [
            {
                "number": n,
                "clause": source.clauses[n],
                "price": prices[n],
                "burden": burdens.get(n, Fraction(0)),
                "outdated": n in source.outdated,
            }
            for n in found.clauses
        ],
        "found": found,
        "gap": found.possible - found.weight,
        "kinds": kinds,
        "places": places,
        "signers": sorted(map(viewer.name, found.signers)) if source.named else [],
        "missing": _missing(viewer, source, found, page) if source.named else None,
        "near": [] if source.named else _sum_near(source, found),
        "near_count": near,
        "far_count": len(found.missing) - near,
        "conditions_met": [_condition(viewer, source, c) for c in widening.conditions if c.weight > 0][:MOST_CHANGES],
        "reconciliations": [
            {
                "clause": source.clauses[r.clause],
                "other": source.clauses[r.other],
                "gains": r.weight,
                "keeping": len(r.keeping),
            }
            for r in widening.reconciliations[:MOST_CHANGES]
        ],
        "changes": [_change(source, c) for c in changes if c.gains > 0 and c.kind == "instead"][:MOST_CHANGES],
        "free": [source.clauses[c.clause] for c in changes if c.gains == 0 and c.kind == "with"][:MOST_CHANGES],
        "i_sign": _me(viewer, source) in found.signers,
        "i_could": _me(viewer, source) in source.acceptance.members,
        "weighted": show_weight(source),
        "joined": ".".join(source.clauses[n].id for n in found.clauses),
    }


def _me(viewer: Viewer, source: Source) -> str:
    if not source.named:
        return ""
    if viewer.actor in source.weights:
        return viewer.actor
    found = viewer.state.membership.participants.get(viewer.actor)
    return found.organisation if found is not None else ""


def _missing(viewer: Viewer, source: Source, found: Package, page: str | None) -> dict[str, Any]:
    """Who does not sign, and which clauses keep them from it; the nearest first."""
    paged = Paginator(found.missing, PAGE).get_page(page)
    rows = [
        {
            "member": one.member,
            "clauses": _hindrances(viewer, source, list(zip(one.clauses, one.answers, strict=True))[:MOST_HINDRANCES]),
            "further": max(0, len(one.clauses) - MOST_HINDRANCES),
            "silent": [answer.kind for answer in one.answers] == ["unknown"] * len(found.clauses),
        }
        for one in paged
    ]
    return {"page": paged, "rows": rows}


def _sum_near(source: Source, found: Package) -> list[dict[str, Any]]:
    """Without names: for each clause how many it alone keeps from signing, by their answers to it."""
    sums: Counter[tuple[str, str]] = Counter()
    weights: defaultdict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for one in found.missing:
        if one.needed == 1:
            for clause, answer in zip(one.clauses, one.answers, strict=True):
                sums[clause, answer.kind] += 1
                weights[clause, answer.kind] += source.weights[one.member]
    kinds = ("refuse", "conditional", "unknown")
    rows = [
        {
            "number": number,
            "clause": source.clauses[number],
            "counts": [sums[number, kind] for kind in kinds],
            "weight": sum((weights[number, kind] for kind in kinds), Fraction(0)),
        }
        for number in found.clauses
        if any(sums[number, kind] for kind in kinds)
    ]
    return sorted(rows, key=lambda row: -row["weight"])


def _hindrances(viewer: Viewer, source: Source, pairs: Iterable[tuple[str, Answer]]) -> list[dict[str, Any]]:
    found = []
    for number, answer in pairs:
        label, address = condition_label(viewer, answer.condition) if answer.condition else ("", "")
        found.append(
            {
                "number": number,
                "clause": source.clauses[number],
                "kind": answer.kind,
                "condition": label,
                "address": address,
            }
        )
    return found


def _pinned(source: Source, found: Package, met: frozenset[str]) -> Frontier:
    """The stated package as the one point of a curve, so that it can be asked what would widen it."""
    point = Point(
        k=len(found.clauses),
        clauses=found.clauses,
        signers=found.signers,
        weight=found.weight,
        bound=found.total,
        optimal=False,
        possible=True,
        packages=(found.clauses,),
        complete=False,
    )
    return Frontier(
        source.acceptance, source.weights, source.bases, {}, Rules(met=met), source.reservations, (point,), (), (), 0
    )


def _change(source: Source, change: Change) -> dict[str, Any]:
    other = source.clauses[change.other] if change.other else None
    return {"kind": change.kind, "gains": change.gains, "clause": source.clauses[change.clause], "other": other}


def _condition(viewer: Viewer, source: Source, condition: Condition) -> dict[str, Any]:
    label, address = condition_label(viewer, condition.condition)
    members = list(condition.members[:MOST_CHANGES]) if source.named else []
    return {"condition": label, "address": address, "gains": condition.weight, "members": members}


def asking_rows(source: Source, asking: Sequence[Asking]) -> list[dict[str, Any]]:
    """The answers worth asking for: of whom and about which clause, or, without names, how many about which clause."""
    if source.named:
        return [
            {"member": a.member, "number": a.clause, "clause": source.clauses[a.clause], "worth": a.worth, "count": 1}
            for a in asking[:MOST_CHANGES]
        ]
    worth: dict[str, Fraction] = {}
    counts: Counter[str] = Counter()
    for one in asking:
        worth[one.clause] = worth.get(one.clause, Fraction(0)) + one.worth
        counts[one.clause] += 1
    rows = sorted(worth, key=lambda number: (-worth[number], int(number)))
    return [
        {"member": "", "number": n, "clause": source.clauses[n], "worth": worth[n], "count": counts[n]}
        for n in rows[:MOST_CHANGES]
    ]


def conditions_of(viewer: Viewer, source: Source) -> list[dict[str, Any]]:
    """Every condition that somebody made, the most frequent first, for a reader to suppose that it is met."""
    counts: Counter[str] = Counter()
    for row in source.acceptance.answers:
        counts.update({answer.condition for answer in row if answer.kind == "conditional"})
    found = []
    for condition, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        label, address = condition_label(viewer, condition)
        found.append({"condition": condition, "label": label, "address": address, "count": count})
    return found


def read_package(source: Source, clauses: Iterable[str]) -> list[str]:
    """The numbers of those of these clauses that the source knows, in their order."""
    wanted = {source.numbers[clause] for clause in clauses if clause in source.numbers}
    return [number for number in source.clauses if number in wanted]
