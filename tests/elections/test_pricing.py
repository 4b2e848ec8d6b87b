"""Priceability against an exact simplex method of our own: what is said holds, and it is said of every small case."""

from __future__ import annotations

import ast
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest

import hamgara.elections.checks
from hamgara.elections import (
    Ballots,
    CountError,
    certify_priceability,
    check_condorcet,
    check_priceability,
    count,
    find_condorcet,
)

NAMES = tuple("ABCDE")


def draw(random: Random, seats: int, names: tuple[str, ...] = NAMES, most: int = 6) -> Ballots:
    papers = [
        (Fraction(random.randint(1, 6), random.choice([1, 1, 2])), [n for n in names if random.random() < 0.45])
        for _ in range(random.randint(1, most))
    ]
    return Ballots.from_rankings(names, [*papers, (random.randint(1, 3), [names[0]])], seats)


def solvable(rows: list[tuple[list[Fraction], Fraction]]) -> bool:
    """Whether some x from 0 has row · x = right for all rows: the simplex method's first phase, by Bland's rule."""
    size = len(rows[0][0])
    table = []
    for at, (row, right) in enumerate(rows):
        sign = -1 if right < 0 else 1
        table.append([sign * v for v in row] + [Fraction(int(at == b)) for b in range(len(rows))] + [sign * right])
    basis = [size + at for at in range(len(rows))]
    while True:
        # The cost of a column is what it takes off the sum of the artificial ones.
        costs = [sum(line[c] for line, b in zip(table, basis, strict=True) if b >= size) for c in range(size)]
        enter = next((c for c in range(size) if costs[c] > 0), None)
        if enter is None:
            return not any(line[-1] for line, b in zip(table, basis, strict=True) if b >= size)
        able = [(line[-1] / line[enter], basis[at], at) for at, line in enumerate(table) if line[enter] > 0]
        _, _, leave = min(able)
        pivot = table[leave][enter]
        table[leave] = [v / pivot for v in table[leave]]
        for at, line in enumerate(table):
            if at != leave and line[enter]:
                table[at] = [v - line[enter] * w for v, w in zip(line, table[leave], strict=True)]
        basis[leave] = enter


def is_priceable(ballots: Ballots, elected: tuple[str, ...]) -> bool:
    """By the definition, as a programme in fractions: payments, the price, and what is left over in each condition."""
    papers = [(Fraction(w), {NAMES[c] for c in marks}) for w, marks in ballots.ballots]
    supported = set().union(*(names for _, names in papers))
    if not set(elected) <= supported:
        return False
    others = sorted(supported - set(elected))
    if not others:
        return True
    pairs = [(i, name) for i, (_, names) in enumerate(papers) for name in elected if name in names]
    size = len(pairs) + 1 + len(papers) + len(others)

    def row(parts: dict[int, int]) -> list[Fraction]:
        return [Fraction(parts.get(c, 0)) for c in range(size)]

    price = len(pairs)
    rows = []
    for i, (weight, _) in enumerate(papers):
        spent = {at: 1 for at, (j, _) in enumerate(pairs) if i == j}
        rows.append((row({**spent, price + 1 + i: 1}), weight))
    paid_for = [{at: 1 for at, (_, other) in enumerate(pairs) if other == name} for name in elected]
    rows += [(row({**paid, price: -1}), Fraction(0)) for paid in paid_for]
    for b, name in enumerate(others):
        paid = {at: -1 for at, (i, _) in enumerate(pairs) if name in papers[i][1]}
        have = sum(weight for weight, names in papers if name in names)
        rows.append((row({**paid, price: -1, price + 1 + len(papers) + b: 1}), -have))
    return solvable(rows)


def test_every_small_case_is_decided_and_right() -> None:
    random = Random(31)
    seen = {True: 0, False: 0}
    for _ in range(160):
        seats = random.randint(1, 4)
        ballots = draw(random, seats)
        elected = tuple(random.sample(NAMES, seats))
        found = certify_priceability(ballots, elected)
        assert found.holds is is_priceable(ballots, elected), (ballots, elected)
        assert check_priceability(ballots, elected, found)
        assert not check_priceability(ballots, elected, replace(found, holds=not found.holds, group=()))
        seen[found.holds] += 1
        keys = {"property", "holds"} | ({"price", "payments"} if found.holds else set())
        assert keys <= set(found.to_json())
    assert min(seen.values()) > 30


def test_a_tampered_certificate_is_not_accepted() -> None:
    ballots = Ballots.from_rankings(NAMES, [(6, "AB"), (3, "CD")], 3)
    found = certify_priceability(ballots, ("A", "B", "C"))
    assert found.holds
    assert check_priceability(ballots, ("A", "B", "C"), found)
    assert not check_priceability(ballots, ("A", "B", "C"), replace(found, price=found.price + 1))
    assert not check_priceability(ballots, ("A", "B", "C"), replace(found, payments={}))
    assert not check_priceability(ballots, ("A", "B", "D"), found)
    # Nobody pays for C and D together what three pay for A alone.
    failed = certify_priceability(ballots, ("A", "C", "D"))
    assert not failed.holds
    assert check_priceability(ballots, ("A", "C", "D"), failed)
    assert not check_priceability(ballots, ("A", "B", "C"), failed)
    assert certify_priceability(ballots, ("A", "E", "C")).group == ("E",)


@pytest.mark.parametrize("method", ["equal-shares", "phragmen-sequential"])
def test_what_is_bought_is_priceable(method: str) -> None:
    """Peters and Skowron 2020 prove it of both; with a completion by Phragmén's rule too."""
    random = Random(8)
    names = tuple("ABCDEFGHIJKL")
    for _ in range(30):
        ballots = draw(random, random.randint(2, 6), names, 40)
        outcome = count(ballots, method, seed="p")
        if {c for _, marks in ballots.ballots for c in marks} >= {names.index(n) for n in outcome.elected}:
            found = certify_priceability(ballots, outcome.elected)
            assert found.holds
            assert check_priceability(ballots, outcome.elected, found)


def test_too_many_papers_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hamgara.elections.pricing._GROUPS", 1)
    with pytest.raises(CountError, match="up to 1 different"):
        certify_priceability(Ballots.from_rankings(NAMES, [(1, "A"), (1, "B")], 1), ("A",))


def test_condorcet_facts_are_checked_pair_by_pair() -> None:
    random = Random(5)
    for _ in range(120):
        papers = [
            (random.randint(1, 4), random.sample(NAMES, random.randint(1, 5))) for _ in range(random.randint(1, 6))
        ]
        ballots = Ballots.from_rankings(NAMES, papers, 1)
        facts = find_condorcet(ballots)
        assert check_condorcet(ballots, facts, NAMES)
        rest = [n for n in NAMES if n not in facts["smith"]]
        assert not check_condorcet(ballots, {**facts, "smith": [*facts["smith"], *rest[:1]]}, NAMES) or not rest
        assert not check_condorcet(ballots, {**facts, "smith": facts["smith"][1:]}, NAMES)
        assert not check_condorcet(ballots, {**facts, "winner": "A" if facts["winner"] is None else None}, NAMES)


def test_checks_share_no_code() -> None:
    tree = ast.parse(Path(hamgara.elections.checks.__file__).read_text(encoding="utf-8"))
    modules = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    modules += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
    assert not [name for name in modules if name and name.startswith("hamgara")]
