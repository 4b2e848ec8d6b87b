"""Margins against brute force: nothing below the lower bound changes a result, and the upper bound does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, permutations, product
from random import Random

import pytest

from hamgara.elections import Ballots, Count, CountError, PlaceRule, Places, ScoreBallots, count, find_margin

NAMES = tuple("ABC")
RANKINGS = [ranks for size in (1, 2, 3) for ranks in permutations(NAMES, size)]
SETS = [
    tuple(n for n, has in zip(NAMES, marks, strict=True) if has) for marks in product((0, 1), repeat=3) if any(marks)
]


def is_firm(ballots: Ballots | ScoreBallots, method: str, elected: set[str]) -> bool:
    again: Count = count(ballots, method)
    return set(again.elected) == elected and not any(tie.lot for tie in again.ties)


def change(papers: list[tuple[str, ...]], kinds: list[tuple[str, ...]], number: int) -> Iterator[list[tuple[str, ...]]]:
    """All elections that differ from this one in so many papers."""
    have = Counter(papers)
    for gone in {tuple(sorted(some)) for some in combinations_with_replacement(sorted(have), number)}:
        if all(have[kind] >= n for kind, n in Counter(gone).items()):
            left = list((have - Counter(gone)).elements())
            for come in combinations_with_replacement(kinds, number):
                yield [*left, *come]


def margin_by_hand(papers: list[tuple[str, ...]], kinds: list[tuple[str, ...]], method: str, elected: set[str]) -> int:
    for number in range(len(papers) + 1):
        for other in change(papers, kinds, number):
            if not is_firm(Ballots.from_rankings(NAMES, [(1, p) for p in other], 1), method, elected):
                return number
    raise AssertionError


@pytest.mark.parametrize("method", ["approval", "block", "irv", "scottish-stv"])
def test_bounds_hold(method: str) -> None:
    random = Random(21)
    kinds = {"approval": SETS, "block": [(n,) for n in NAMES]}.get(method, RANKINGS)
    exact = 0
    for _ in range(15):
        papers = [random.choice(kinds) for _ in range(random.randint(3, 7))]
        ballots = Ballots.from_rankings(NAMES, [(1, p) for p in papers], 1)
        outcome = count(ballots, method)
        found = find_margin(ballots, method, outcome)
        known = margin_by_hand(papers, kinds, method, set(outcome.elected))
        assert found.lower <= known
        assert found.upper is None or known <= found.upper
        exact += found.exact
        if method in ("approval", "block"):
            assert found.exact
    assert exact > 5


def test_scores_by_hand() -> None:
    # A 9, B 4. The papers that give A 5 and B 0 shift by 10 each, at best: one brings A to 4 and B to 9.
    ballots = ScoreBallots.from_scores(("A", "B"), [(1, {"A": 5}), (1, {"A": 4, "B": 4})], 1)
    found = find_margin(ballots, "score", count(ballots, "score"), top=5)
    assert (found.lower, found.upper, found.pair) == (1, 1, ("A", "B"))
    firm = ScoreBallots.from_scores(("A", "B"), [(10, {"A": 5}), (1, {"B": 4})], 1)
    # Ahead by 46, and no paper shifts more than 10.
    assert find_margin(firm, "score", count(firm, "score"), top=5).upper == 5


def test_a_change_that_is_offered_changes_the_result() -> None:
    random = Random(5)
    for _ in range(6):
        names = tuple("ABCDE")
        papers = [(random.randint(1, 30), random.sample(names, random.randint(1, 5))) for _ in range(12)]
        ballots = Ballots.from_rankings(names, papers, 2)
        outcome = count(ballots, "wigm")
        found = find_margin(ballots, "wigm", outcome)
        if not found.change:
            continue
        weights = {ranks: int(weight) for weight, ranks in ballots.ballots}
        for number, before, after in found.change:
            assert weights[before] >= number
            weights[before] -= number
            weights[after] = weights.get(after, 0) + number
        assert sum(number for number, _, _ in found.change) == found.upper
        again = Ballots.from_rankings(names, [(w, [names[c] for c in r]) for r, w in weights.items() if w], 2)
        assert not is_firm(again, "wigm", set(outcome.elected))


def test_irv_bounds_of_a_larger_election() -> None:
    # C would have to pass B, or A to lose the final of 41 to 32: 5 papers.
    ballots = Ballots.from_rankings(NAMES, [(41, "A"), (24, "B"), (8, "CB")], 1)
    found = find_margin(ballots, "irv", count(ballots, "irv"))
    assert (found.lower, found.upper, found.exact) == (5, 5, True)
    # Of 40 to 32, four papers make a tie, which the first stage settles as before: five.
    ballots = Ballots.from_rankings(NAMES, [(40, "A"), (24, "B"), (8, "CB")], 1)
    found = find_margin(ballots, "irv", count(ballots, "irv"))
    assert (found.lower, found.upper, found.exact) == (4, 5, False)


def test_what_has_no_margin_is_refused() -> None:
    ballots = Ballots.from_rankings(NAMES, [(2, "A"), (1, "B")], 1)
    with pytest.raises(CountError, match="no margin is known"):
        find_margin(ballots, "schulze", count(ballots, "schulze"))
    split = Ballots.from_rankings(NAMES, [(Fraction(5, 2), "A"), (1, "B")], 1)
    with pytest.raises(CountError, match="whole papers"):
        find_margin(split, "irv", count(split, "irv"))
    places = Places({n: {"city": "x" if n == "A" else "y"} for n in NAMES})
    ruled = count(ballots, "irv", places=places, rules=[PlaceRule("city", "y", at_least=1)])
    with pytest.raises(CountError, match="without rules"):
        find_margin(ballots, "irv", ruled)
