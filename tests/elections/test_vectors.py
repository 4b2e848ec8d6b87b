"""Random profiles, many of them tied, on which two other libraries were asked whom they elect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from hamgara.elections import Ballots, ScoreBallots, count

DATA = Path(__file__).parents[1] / "data" / "methods"
NAMES = "ABCDEFGH"


def load(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((DATA / name).read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize("method", ["approval", "pav", "seq-pav", "phragmen-sequential", "equal-shares"])
def test_committee_is_one_of_the_tied_committees_of_abcvoting(method: str) -> None:
    tied = resolute = 0
    for case in load("approvals.json"):
        names = tuple(NAMES[: case["candidates"]])
        ballots = Ballots.from_rankings(names, [(1, [names[c] for c in p]) for p in case["papers"]], case["seats"])
        outcome = count(ballots, method, seed="v")
        assert sorted(names.index(n) for n in outcome.elected) in case["elected"][method], case
        tied += len(case["elected"][method]) > 1
        resolute += len(case["elected"][method]) == 1
        if len(case["elected"][method]) > 1:
            assert outcome.ties
    assert tied > 20
    assert resolute > 20


@pytest.mark.parametrize("method", ["irv", "schulze", "ranked-pairs", "score", "star"])
def test_winner_is_one_of_the_tied_winners_of_pref_voting(method: str) -> None:
    resolute = 0
    for case in load("rankings.json"):
        names = tuple(NAMES[: case["candidates"]])
        ballots: Ballots | ScoreBallots
        if method in ("score", "star"):
            ballots = ScoreBallots.from_scores(
                names, [(w, dict(zip(names, given, strict=True))) for w, given in case["scores"]], 1
            )
        else:
            ballots = Ballots.from_rankings(names, [(w, [names[c] for c in p]) for w, p in case["papers"]], 1)
        outcome = count(ballots, method, seed="v")
        assert names.index(outcome.elected[0]) in case["elected"][method], case
        resolute += len(case["elected"][method]) == 1
    assert resolute > 100
