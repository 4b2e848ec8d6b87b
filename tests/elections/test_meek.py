"""Meek's count against a second one from the text of the paper: the same stages on random elections and real wards."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal, localcontext
from fractions import Fraction
from pathlib import Path
from random import Random

import pytest
from tests.elections.second_meek import Stage, hold_meek
from tests.elections.second_stv import read_plain_blt

from hamgara.elections import Ballots, Count, count, read_blt

DATA = Path(__file__).parents[1] / "data" / "stv"
WARDS = sorted(path.name for path in DATA.glob("*.blt"))
NAMES = list("ABCDEFG")


def follow(outcome: Count) -> Callable[[list[str]], str]:
    """Draw as the outcome did. That those were equal indeed is for the second count to see."""
    drawn = iter([tie for tie in outcome.ties if tie.kind == "exclusion"])

    def draw(equal: list[str]) -> str:
        tie = next(drawn)
        assert list(tie.candidates) == equal
        return tie.chosen[0]

    return draw


def agree(outcome: Count, stages: list[Stage], close: Fraction) -> None:
    assert [set(stage.elected) for stage in outcome.rounds] == [stage.elected for stage in stages]
    assert [stage.candidate for stage in outcome.rounds][1:] == [stage.excluded for stage in stages][:-1]
    assert set(outcome.elected) == set().union(*(stage.elected for stage in stages))
    for ours, theirs in list(zip(outcome.rounds, stages, strict=True))[:-1]:
        for name, votes in theirs.votes.items():
            assert abs(ours.votes[name] - Fraction(votes)) < close


def test_random_elections_many_of_them_tied() -> None:
    random = Random(123)
    tied = surpluses = 0
    for _ in range(700):
        names = NAMES[: random.randint(2, 7)]
        seats = random.randint(1, len(names) - 1)
        papers = [
            (random.randint(1, random.choice([1, 2, 30])), random.sample(names, random.randint(1, len(names))))
            for _ in range(random.randint(1, 14))
        ]
        outcome = count(Ballots.from_rankings(names, papers, seats), "meek-stv", seed="m")
        with localcontext() as context:
            context.prec = 40
            stages = hold_meek(names, seats, papers, Decimal(1), Decimal("1e-11"), follow(outcome))
        agree(outcome, stages, Fraction(1, 10**8))
        tied += bool(outcome.ties)
        surpluses += any(0 < Fraction(kept) < 1 for kept in outcome.facts["keep"].values())
    assert tied > 30
    assert surpluses > 50


@pytest.mark.parametrize("ward", WARDS)
def test_every_ward(ward: str) -> None:
    names, seats, papers = read_plain_blt(DATA / ward)
    outcome = count(read_blt(DATA / ward), "meek-stv", seed="m")
    agree(outcome, hold_meek(names, seats, papers, 1.0, 1e-9, follow(outcome)), Fraction(1, 10**5))


def test_who_equals_the_quota_is_elected_and_one_too_many_are_not() -> None:
    # 6 votes, 2 seats, quota 2: A has 3, B exactly 2; C's one vote is not looked at.
    ballots = Ballots.from_rankings(tuple("ABC"), [(3, "AC"), (2, "B"), (1, "C")], 2)
    outcome = count(ballots, "meek-stv")
    assert outcome.rounds[0].elected == ("A", "B")
    # Three have the quota of one each, and two seats are there: one goes by lot.
    outcome = count(Ballots.from_rankings(tuple("ABC"), [(1, "A"), (1, "B"), (1, "C")], 2), "meek-stv")
    assert not outcome.rounds[0].elected
    assert outcome.ties[0].candidates == ("A", "B", "C")
    # A passes on one of five votes, which brings B to four exactly: the quota, though it is only approached.
    papers = [(5, "ABC"), (3, "BC"), (3, "CB"), (1, "DEC")]
    outcome = count(Ballots.from_rankings(tuple("ABCDE"), papers, 2), "meek-stv")
    assert [stage.elected for stage in outcome.rounds] == [("A", "B")]


def test_meek_keeps_the_quota_of_the_elected() -> None:
    # Ava has 60 of 90 for 2 seats; all her papers go on to Babak: quota 30, so she keeps half of each.
    ballots = Ballots.from_rankings(
        ("Ava", "Babak", "Cyra"), [(60, ["Ava", "Babak"]), (20, ["Cyra"]), (10, ["Babak"])], 2
    )
    outcome = count(ballots, "meek-stv")
    assert outcome.elected == ("Ava", "Babak")
    assert outcome.facts["keep"]["Ava"].startswith("0.5")
    assert outcome.facts["error"] == "0" or outcome.facts["error"].startswith("1e-")
