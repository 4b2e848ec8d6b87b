"""Margins against brute force: nothing below the lower bound changes a result, and the upper bound does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations_with_replacement, permutations, product
from pathlib import Path
from random import Random

import pytest

from hamgara.elections import Ballots, Count, CountError, PlaceRule, Places, ScoreBallots, count, find_margin, read_blt

NAMES = tuple("ABC")
RANKINGS = [ranks for size in (1, 2, 3) for ranks in permutations(NAMES, size)]
SETS = [
    tuple(n for n, has in zip(NAMES, marks, strict=True) if has) for marks in product((0, 1), repeat=3) if any(marks)
]


def is_firm(ballots: Ballots | ScoreBallots, method: str, elected: set[str]) -> bool:
    """Whether just those are elected, whatever the lots."""
    for seed in range(12):
        again: Count = count(ballots, method, seed=str(seed))
        if set(again.elected) != elected:
            return False
        if not any(tie.lot for tie in again.ties):
            break
    return True


def change(papers: list[tuple[str, ...]], kinds: list[tuple[str, ...]], number: int) -> Iterator[list[tuple[str, ...]]]:
    """All elections that differ from this one in so many papers."""
    have = Counter(papers)
    for gone in {tuple(sorted(some)) for some in combinations_with_replacement(sorted(have), number)}:
        if all(have[kind] >= n for kind, n in Counter(gone).items()):
            left = list((have - Counter(gone)).elements())
            for come in combinations_with_replacement(kinds, number):
                yield [*left, *come]


def margin_by_hand(
    papers: list[tuple[str, ...]], kinds: list[tuple[str, ...]], method: str, elected: set[str], seats: int
) -> int:
    for number in range(len(papers) + 1):
        for other in change(papers, kinds, number):
            if not is_firm(Ballots.from_rankings(NAMES, [(1, p) for p in other], seats), method, elected):
                return number
    return len(papers) + 1


@pytest.mark.parametrize(
    ("method", "seats"),
    [("approval", 1), ("block", 1), ("irv", 1), ("scottish-stv", 1), ("scottish-stv", 2), ("wigm", 2)],
)
def test_bounds_hold(method: str, seats: int) -> None:
    random = Random(21)
    kinds = {"approval": SETS, "block": [(n,) for n in NAMES]}.get(method, RANKINGS)
    exact = more = 0
    for _ in range(15):
        papers = [random.choice(kinds) for _ in range(random.randint(3, 7))]
        ballots = Ballots.from_rankings(NAMES, [(1, p) for p in papers], seats)
        outcome = count(ballots, method)
        found = find_margin(ballots, method, outcome)
        known = margin_by_hand(papers, kinds, method, set(outcome.elected), seats)
        assert found.lower <= known
        assert found.upper is None or known <= found.upper
        exact += found.exact
        more += found.lower > 1
        if method in ("approval", "block"):
            assert found.exact
    assert exact > 4
    assert more > 0 or seats == 2 or method in ("approval", "block")


@pytest.mark.parametrize("method", ["irv", "wigm", "scottish-stv"])
def test_no_change_below_the_lower_bound_does_it(method: str) -> None:
    """Papers of one candidate given to another are what tells most; other changes are drawn at random."""
    random = Random(14)
    names = tuple("ABCDE")
    tried = 0
    for _ in range(14):
        papers = [tuple(random.sample(names, random.randint(1, 5))) for _ in range(random.choice([20, 60]))]
        papers = [paper for paper in papers for _ in range(random.choice([1, 1, 4]))]
        seats = 1 if method == "irv" else random.randint(2, 3)
        ballots = Ballots.from_rankings(names, [(1, p) for p in papers], seats)
        outcome = count(ballots, method)
        lower = find_margin(ballots, method, outcome).lower
        for _ in range(30 if lower > 1 else 0):
            giver, taker = random.sample(names, 2)
            able = [at for at, paper in enumerate(papers) if random.random() < 0.1 or paper[0] == giver]
            after = list(papers)
            for at in random.sample(able, min(lower - 1, len(able))):
                after[at] = random.choice([(taker,), (taker, *random.sample([n for n in names if n != taker], 2))])
            changed = Ballots.from_rankings(names, [(1, p) for p in after], seats)
            assert is_firm(changed, method, set(outcome.elected))
            tried += 1
    assert tried > 100


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


def test_a_lot_that_decides_nothing_leaves_a_margin() -> None:
    # Quota 13: A is elected; C and D are equal, and whoever goes first, B follows.
    firm = Ballots.from_rankings(tuple("ABCD"), [(20, "A"), (12, "B"), (2, "C"), (2, "D")], 2)
    outcome = count(firm, "scottish-stv")
    assert any(tie.lot for tie in outcome.ties)
    assert set(outcome.elected) == {"A", "B"}
    found = find_margin(firm, "scottish-stv", outcome)
    # Five of B's papers that name C instead make them equal.
    assert (found.lower, found.upper) == (5, 5)


@pytest.mark.long
def test_bounds_of_real_wards_nearly_meet() -> None:
    data = Path(__file__).parents[1] / "data" / "stv"
    exact = near = 0
    for file in sorted(data.glob("*.blt"))[::4]:
        ballots = read_blt(file)
        found = find_margin(ballots, "scottish-stv", count(ballots, "scottish-stv"))
        assert found.upper is not None
        assert 1 <= found.lower <= found.upper
        exact += found.exact
        near += found.lower >= 0.85 * found.upper
    assert exact >= 4
    assert near >= 9


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
