"""Whole committees against enumeration and linear programmes."""

from __future__ import annotations

import importlib
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from hamgara.elections import Ballots, CountError, PlaceRule, Places, ScoreBallots, count
from hamgara.elections import committees as rooms

NAMES = tuple("ABCDEF")


def draw_ballots(random: Random, seats: int) -> Ballots:
    papers = []
    for _ in range(random.randint(3, 9)):
        chosen = [n for n in NAMES if random.random() < 0.4] or [random.choice(NAMES)]
        papers.append((Fraction(random.randint(1, 6), random.choice([1, 1, 2, 3])), chosen))
    return Ballots.from_rankings(NAMES, papers, seats)


def score(ballots: Ballots, some: tuple[str, ...]) -> Fraction:
    total = Fraction(0)
    for weight, marks in ballots.ballots:
        both = sum(NAMES[c] in some for c in marks)
        total += weight * sum((Fraction(1, j) for j in range(1, both + 1)), Fraction(0))
    return total


@pytest.mark.parametrize("bound", [False, True])
def test_pav_is_the_best_of_all_committees(bound: bool) -> None:
    random = Random(11)
    tied = bitten = 0
    for _ in range(120):
        seats = random.randint(1, 4)
        ballots = draw_ballots(random, seats)
        able = list(combinations(NAMES, seats))
        places = Places({n: {"city": random.choice("xyz")} for n in NAMES})
        rules = [PlaceRule("city", at_most=random.randint(1, 2))] if bound else []
        most = rules[0].at_most if bound else None
        if most is not None:
            cities = {n: places.of[n]["city"] for n in NAMES}
            able = [s for s in able if all([cities[n] for n in s].count(c) <= most for c in "xyz")]
            if not able:
                continue
        best = max(score(ballots, some) for some in able)
        winners = [some for some in able if score(ballots, some) == best]
        outcome = count(ballots, "pav", places=places, rules=rules, seed="t")
        assert tuple(sorted(outcome.elected)) in winners
        assert Fraction(outcome.facts["score"]) == best
        bitten += outcome.places is not None
        if bound:
            continue
        if len(winners) > 1:
            tied += 1
            everywhere = set.intersection(*map(set, winners))
            assert set(outcome.ties[0].candidates) == set().union(*map(set, winners)) - everywhere
        else:
            assert not outcome.ties
    assert bitten > 5 if bound else tied > 5


def test_least_greatest_load_is_that_of_a_linear_programme() -> None:
    optimize = importlib.import_module("scipy.optimize")
    random = Random(5)
    for _ in range(25):
        seats = random.randint(2, 3)
        ballots = draw_ballots(random, seats)
        loads = []
        for some in combinations(range(len(NAMES)), seats):
            pairs = [(i, c) for i, (_, marks) in enumerate(ballots.ballots) for c in some if c in marks]
            if not all(any(c == d for _, d in pairs) for c in some):
                continue
            # Minimise z: every member's load is one in all, every voter's at most z a vote.
            equal = [[float(d == c) for _, d in pairs] + [0.0] for c in some]
            upper = [
                [float(j == i) for j, _ in pairs] + [-float(weight)] for i, (weight, _) in enumerate(ballots.ballots)
            ]
            goal = [0.0] * len(pairs) + [1.0]
            found = optimize.linprog(goal, upper, [0.0] * len(upper), equal, [1.0] * seats)
            loads.append(found.fun)
        outcome = count(ballots, "phragmen-max")
        if loads:
            assert float(Fraction(outcome.facts["load"])) == pytest.approx(min(loads), abs=1e-8)
        else:
            assert outcome.facts["unsupported"]


def test_a_search_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rooms, "NODES", 3)
    with pytest.raises(CountError, match="more than 3 steps"):
        count(draw_ballots(Random(1), 3), "pav")


def test_equal_shares_of_scores_with_one_grade_is_that_of_approvals() -> None:
    random = Random(8)
    for _ in range(60):
        seats = random.randint(1, 4)
        approvals = draw_ballots(random, seats)
        papers = [(w, {NAMES[c]: 1 for c in marks}) for w, marks in approvals.ballots]
        scored = ScoreBallots.from_scores(NAMES, papers, seats)
        assert count(scored, "equal-shares-scores").elected == count(approvals, "equal-shares").elected


def test_expanding_approvals_by_hand() -> None:
    # 9 votes, 2 seats, 3 candidates: q = 3 + 1/4. A has 5 at once; B and C have 2 each; then A's voters add B.
    ballots = Ballots.from_rankings(tuple("ABC"), [(5, "AB"), (2, "BC"), (2, "CB")], 2)
    outcome = count(ballots, "expanding-approvals")
    assert outcome.facts == {"quota": "13/4", "ranks": [1, 2]}
    assert outcome.elected == ("A", "B")
    # A's five voters keep 5 - 13/4 = 7/4; B then has 7/4 + 4, C has 4.
    assert outcome.rounds[1].votes == {"B": Fraction(23, 4), "C": 4}
