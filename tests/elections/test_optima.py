"""Whole committees against enumeration, and Meek's count against one with floating numbers, paper by paper."""

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


def meek_by_hand(ballots: Ballots, seats: int) -> tuple[set[str], float]:
    """Algorithm 123 with floating numbers; also the smallest difference by which anything was decided."""
    keep = dict.fromkeys(NAMES, 1.0)
    state = dict.fromkeys(NAMES, "hopeful")
    margin = 1e9
    total = float(ballots.valid)
    while True:
        hopeful = [n for n in NAMES if state[n] == "hopeful"]
        elected = [n for n in NAMES if state[n] == "elected"]
        if len(elected) == seats or len(elected) + len(hopeful) <= seats:
            return {*elected, *(hopeful if len(elected) < seats else [])}, margin
        for _ in range(20000):
            votes = dict.fromkeys(NAMES, 0.0)
            for weight, ranks in ballots.ballots:
                left = float(weight)
                for c in ranks:
                    votes[NAMES[c]] += left * keep[NAMES[c]]
                    left *= 1 - keep[NAMES[c]]
            quota = sum(votes.values()) / (seats + 1)
            fresh = [n for n in NAMES if state[n] == "hopeful" and votes[n] > quota + 1e-7]
            if fresh:
                for n in fresh:
                    state[n] = "elected"
                continue
            elected = [n for n in NAMES if state[n] == "elected"]
            if all(abs(votes[n] - quota) < 1e-11 * total for n in elected):
                break
            for n in elected:
                keep[n] *= quota / votes[n]
        hopeful = sorted((n for n in NAMES if state[n] == "hopeful"), key=votes.__getitem__)
        if len(elected) == seats:
            continue
        margin = min([margin, *(abs(votes[n] - quota) for n in hopeful)])
        if len(hopeful) > 1:
            margin = min(margin, votes[hopeful[1]] - votes[hopeful[0]])
        if len(elected) + len(hopeful) > seats:
            state[hopeful[0]] = "excluded"
            keep[hopeful[0]] = 0.0


def test_meek_agrees_with_a_second_count() -> None:
    random = Random(3)
    compared = 0
    for _ in range(120):
        seats = random.randint(1, 4)
        papers = [
            (random.randint(1, 40), random.sample(NAMES, random.randint(1, len(NAMES))))
            for _ in range(random.randint(5, 14))
        ]
        ballots = Ballots.from_rankings(NAMES, papers, seats)
        winners, margin = meek_by_hand(ballots, seats)
        outcome = count(ballots, "meek-stv")
        for stage in outcome.rounds:
            assert all(votes >= 0 for votes in stage.votes.values())
            assert stage.truncated >= -len(NAMES) * Fraction(1, 10**9)
        if margin > 1e-6:
            compared += 1
            assert set(outcome.elected) == winners
    assert compared > 60


def test_meek_keeps_the_quota_of_the_elected() -> None:
    # Ava has 60 of 90 for 2 seats; all her papers go on to Babak: quota 30, so she keeps half of each.
    ballots = Ballots.from_rankings(
        ("Ava", "Babak", "Cyra"), [(60, ["Ava", "Babak"]), (20, ["Cyra"]), (10, ["Babak"])], 2
    )
    outcome = count(ballots, "meek-stv")
    assert outcome.elected == ("Ava", "Babak")
    assert outcome.facts["keep"]["Ava"].startswith("0.5")
    assert outcome.facts["error"] == "0" or outcome.facts["error"].startswith("1e-")


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
