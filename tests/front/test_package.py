"""A stated package: its signers are those of the search, and what would change it is what recounting it shows."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hamgara.front import Acceptance, Answer, Rules, frontier, vary_package, weigh_package

CLAUSES = ("c1", "c2", "c3", "c4", "c5")
BASES = {"c1": "peace", "c2": "peace"}
KINDS = st.sampled_from(
    (Answer("accept"), Answer("refuse"), Answer("unknown"), Answer("conditional", "x"), Answer("conditional", "y"))
)
tables = st.lists(st.lists(KINDS, min_size=5, max_size=5), min_size=1, max_size=7).map(
    lambda rows: Acceptance.from_answers(
        {(f"m{r}", c): a for r, row in enumerate(rows) for c, a in zip(CLAUSES, row, strict=True)}
    )
)
packages = st.sets(st.sampled_from(CLAUSES[1:]), min_size=1)


def _weights(table: Acceptance) -> dict[str, Fraction]:
    return {m: Fraction(i % 3 + 1, i % 2 + 1) for i, m in enumerate(table.members)}


@given(table=tables, package=packages, reservations=st.integers(0, 2), met=st.sampled_from((set(), {"x"})))
def test_signers_are_those_of_the_search(
    table: Acceptance, package: set[str], reservations: int, met: set[str]
) -> None:
    weights = _weights(table)
    found = weigh_package(table, package, weights=weights, reservations=reservations, met=frozenset(met))
    point = frontier(
        table,
        weights=weights,
        rules=Rules(must=frozenset(package), met=frozenset(met)),
        reservations=reservations,
    ).points[len(package)]
    assert (found.signers, found.weight) == (point.signers, point.weight)
    assert found.total == sum(weights.values())
    assert set(found.signers) | {one.member for one in found.missing} == set(table.members)
    kind = {(m, c): table.answers[r][i].kind for r, m in enumerate(table.members) for i, c in enumerate(table.clauses)}
    could = [m for m in table.members if sum(kind[m, c] == "refuse" for c in package) <= reservations]
    assert found.possible == sum(weights[m] for m in could)
    assert [one.member for one in found.missing if one.may_sign] == [m for m in _order(found) if m in could]
    assert [one.needed for one in found.missing] == sorted(one.needed for one in found.missing)


def _order(found: object) -> list[str]:
    return [one.member for one in found.missing]  # type: ignore[attr-defined]


@given(table=tables, package=packages, reservations=st.integers(0, 2))
def test_a_change_gains_what_the_changed_package_has_more(
    table: Acceptance, package: set[str], reservations: int
) -> None:
    weights = _weights(table)
    before = weigh_package(table, package, weights=weights, reservations=reservations)
    changes = vary_package(table, package, weights=weights, bases=BASES, reservations=reservations)
    seen = set()
    for change in changes:
        changed = set(package)
        match change.kind:
            case "without":
                changed.remove(change.clause)
            case "with":
                changed.add(change.clause)
            case "instead":
                assert BASES[change.clause] == BASES[change.other]
                changed = changed - {change.other} | {change.clause}
        after = weigh_package(table, changed, weights=weights, reservations=reservations)
        assert change.gains == after.weight - before.weight, change
        seen.add((change.kind, change.clause))
    assert [c.gains for c in changes] == sorted((c.gains for c in changes), reverse=True)
    assert {clause for _kind, clause in seen} == set(table.clauses)


def test_an_unknown_clause_is_an_error() -> None:
    table = Acceptance.from_answers({("m", "c1"): Answer("accept")})
    with pytest.raises(KeyError):
        weigh_package(table, ["c9"])
    with pytest.raises(KeyError):
        vary_package(table, ["c9"])


def test_who_is_missing_is_told_why() -> None:
    table = Acceptance.from_answers(
        {
            ("a", "c1"): Answer("accept"),
            ("a", "c3"): Answer("refuse"),
            ("b", "c1"): Answer("conditional", "shorter"),
            ("b", "c3"): Answer("unknown"),
            ("c", "c1"): Answer("accept"),
            ("c", "c3"): Answer("accept"),
        }
    )
    strict = weigh_package(table, ["c1", "c3"])
    assert strict.signers == ("c",)
    assert [(one.member, one.clauses, one.needed, one.may_sign) for one in strict.missing] == [
        ("a", ("c3",), 1, False),
        ("b", ("c1", "c3"), 2, True),
    ]
    lenient = weigh_package(table, ["c1", "c3"], reservations=1)
    assert (lenient.signers, lenient.reserving) == (("a", "c"), ("a",))
    assert [(one.member, one.needed) for one in lenient.missing] == [("b", 1)]
