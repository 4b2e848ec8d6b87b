"""Asks abcvoting and pref_voting whom they elect; run by their own environment, `.venv/peers`. Prints JSON.

`random`: 1,000 random profiles, drawn from another seed than those in data/methods, and all tied winners by each method
that both have. `own`: the same of pref_voting's own test profiles, of which data/methods/pref_voting.json holds the
rankings. Where a library draws lots, every way in which they can fall is followed.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import count, permutations
from pathlib import Path
from random import Random
from typing import Any

from abcvoting import abcrules
from abcvoting.preferences import Profile as Approvals
from pref_voting.grade_methods import approval, score_voting, star
from pref_voting.grade_profiles import GradeProfile
from pref_voting.iterative_methods import instant_runoff_put
from pref_voting.margin_based_methods import beat_path, ranked_pairs_with_test
from pref_voting.profiles import Profile
from pref_voting.proportional_methods import stv_meek, stv_scottish, stv_wig
from pref_voting.scoring_methods import plurality

OWN = Path(__file__).parents[2] / "data" / "methods" / "pref_voting.json"
# Exact algorithms wherever there is one; the least greatest load is left to a solver of mixed programmes.
RULES = {
    "approval": ("av", "standard"),
    "pav": ("pav", "brute-force"),
    "seq-pav": ("seqpav", "standard"),
    "phragmen-sequential": ("seqphragmen", "standard-fractions"),
    "phragmen-max": ("minimaxphragmen", "pulp-cbc"),
    "equal-shares": ("equal-shares-with-seqphragmen-completion", "standard-fractions"),
    "equal-shares-approval": ("equal-shares-with-av-completion", "standard-fractions"),
}


class Lots:
    """Stands in for a generator of random numbers: `choice` takes each of its options in turn, run after run."""

    def __init__(self) -> None:
        self.path: list[list[int]] = []
        self.at = 0

    def choice(self, options: Sequence[Any]) -> Any:
        if self.at == len(self.path):
            self.path.append([0, len(options)])
        self.at += 1
        return options[self.path[self.at - 1][0]]

    def turn(self) -> bool:
        """Make ready for the next run; False when there is none."""
        while self.path and self.path[-1][0] + 1 == self.path[-1][1]:
            self.path.pop()
        if self.path:
            self.path[-1][0] += 1
        self.at = 0
        return bool(self.path)


def ask_random() -> dict[str, Any]:
    random = Random("a thousand profiles")
    return {
        "approvals": [ask_approvals(draw_approvals(random), number) for number in range(600)],
        "rankings": [ask_rankings(draw_rankings(random)) for _ in range(400)],
    }


def ask_own() -> list[dict[str, Any]]:
    return [ask_rankings(case) for case in json.loads(OWN.read_text(encoding="utf-8"))]


def draw_approvals(random: Random) -> dict[str, Any]:
    """Few voters and few candidates, so that most profiles have ties."""
    size = random.randint(4, 6)
    papers = [
        [c for c in range(size) if random.random() < 0.45] or [random.randrange(size)]
        for _ in range(random.randint(3, 9))
    ]
    return {"candidates": size, "seats": random.randint(2, size - 1), "papers": papers}


def draw_rankings(random: Random) -> dict[str, Any]:
    size = random.randint(3, 5)
    papers = [random.sample(range(size), size) for _ in range(random.randint(3, 7))]
    weights = [random.randint(1, 3) for _ in papers]
    return {
        "candidates": size,
        "papers": [[w, ranks] for w, ranks in zip(weights, papers, strict=True)],
        "scores": [[w, [random.randint(0, 5) for _ in range(size)]] for w in weights],
    }


def ask_approvals(case: dict[str, Any], number: int) -> dict[str, Any]:
    profile = Approvals(case["candidates"])
    profile.add_voters(case["papers"])
    elected = {}
    for ours, (theirs, algorithm) in RULES.items():
        # That solver is a process of its own for every committee: a third of the profiles will do.
        if ours == "phragmen-max" and number % 3:
            continue
        found = abcrules.compute(theirs, profile, case["seats"], algorithm=algorithm, resolute=False)
        elected[ours] = sort_sets(found)
    elected["equal-shares-increment"] = raise_shares(profile, case["seats"])
    return {**case, "elected": elected}


def raise_shares(profile: Approvals, seats: int) -> list[list[int]]:
    """All committees that the completion by raising shares can give.

    abcvoting follows one way out of each tie there; this repeats its steps with all ways, until all fill the seats.
    """
    if len(profile.approved_candidates()) < seats:
        return sort_sets(abcrules.compute("av", profile, seats, resolute=False))
    filled: list[Any] = []
    for paid in count(seats):
        budget = Fraction(paid, profile.total_weight())
        found, _ = abcrules._equal_shares_algorithm(
            profile, seats, "standard-fractions", False, completion=None, per_voter_budget=budget
        )
        full = [some for some in found if len(some) == seats]
        filled += full
        if len(full) == len(found):
            break
    return sort_sets(filled)


def sort_sets(found: Any) -> list[list[int]]:
    return [list(some) for some in sorted({tuple(sorted(int(c) for c in some)) for some in found})]


def ask_rankings(case: dict[str, Any]) -> dict[str, Any]:
    weights = [w for w, _ in case["papers"]]
    profile = Profile([ranks for _, ranks in case["papers"]], rcounts=weights)
    found = {
        "block": plurality(profile),
        "irv": instant_runoff_put(profile),
        "schulze": beat_path(profile),
        # None where it would take too long to follow all orders of equal margins.
        "ranked-pairs": ranked_pairs_with_test(profile),
    }
    if "scores" in case:
        grades = [dict(enumerate(given)) for _, given in case["scores"]]
        graded = GradeProfile(grades, list(range(6)), gcounts=weights)
        found["score"] = score_voting(graded, evaluation_method="sum")
        found["star"] = star(graded)
        named = [{c: int(score >= min(3, max(given.values()))) for c, score in given.items()} for given in grades]
        found["approval"] = approval(GradeProfile(named, [0, 1], gcounts=weights))
    elected = {method: sorted(int(c) for c in some) for method, some in found.items() if some is not None}
    return {**case, "elected": elected, "committees": ask_transfers(profile, case["candidates"])}


def ask_transfers(profile: Profile, size: int) -> dict[str, list[list[int]]]:
    """Committees of two by the transfers of votes, for every way in which lots may fall."""
    if size <= 2:
        return {}
    return {
        "scottish-stv": follow(lambda lots: stv_scottish(profile, num_seats=2, rng=lots)),
        "meek-stv": order(size, lambda key: stv_meek(profile, num_seats=2, tie_break_key=key)),
        "wigm": order(size, lambda key: stv_wig(profile, num_seats=2, quota_rule="droop", tie_break_key=key)),
    }


def follow(ask: Callable[[Lots], Sequence[int]]) -> list[list[int]]:
    lots, found = Lots(), set()
    while True:
        found.add(tuple(sorted(int(c) for c in ask(lots))))
        if not lots.turn():
            return sorted(map(list, found))


def order(size: int, ask: Callable[[Callable[[int], int]], Sequence[int]]) -> list[list[int]]:
    """With every order of candidates by which a tie may be broken."""
    orders = permutations(range(size))
    return sorted(map(list, {tuple(sorted(int(c) for c in ask(some.__getitem__))) for some in orders}))


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    # Whatever a library does with a profile, it fails here rather than take the machine's memory.
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    print(json.dumps({"random": ask_random, "own": ask_own}[sys.argv[1]]()))
