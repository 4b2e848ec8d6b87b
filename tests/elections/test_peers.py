"""Whom abcvoting elects on its own test instances."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from hamgara.elections import Ballots, Count, ScoreBallots, count

ROOT = Path(__file__).parents[2]
DATA = ROOT / "tests/data/methods"
PEERS = ROOT / ".venv/peers/bin/python"
NAMES = tuple("ABCDEFGHIJKL")
ABCVOTING = {
    "approval": "av",
    "pav": "pav",
    "seq-pav": "seqpav",
    "phragmen-sequential": "seqphragmen",
    "phragmen-max": "minimaxphragmen",
    "equal-shares": "equal-shares",
    "equal-shares-approval": "equal-shares-with-av-completion",
    "equal-shares-increment": "equal-shares-with-increment-completion",
}


def ask(what: str) -> Any:
    done = subprocess.run([PEERS, ROOT / "tests/elections/peers/ask.py", what], capture_output=True, text=True)
    assert done.returncode == 0, f"scripts/setup peers makes their environment:\n{done.stderr}"
    return json.loads(done.stdout)


def choose(case: dict[str, Any], method: str, seed: str = "p") -> tuple[list[int], Count]:
    names = NAMES[: case["candidates"]]
    papers = [(1, [names[c] for c in some]) for some in case["papers"] if some]
    outcome = count(Ballots.from_rankings(names, papers, case["seats"]), method, seed=seed)
    return sorted(names.index(name) for name in outcome.elected), outcome


def rank(case: dict[str, Any], method: str, seats: int) -> tuple[list[int], Count]:
    names = NAMES[: case["candidates"]]
    ballots: Ballots | ScoreBallots
    if method in ("score", "star"):
        papers = [(w, dict(zip(names, given, strict=True))) for w, given in case["scores"]]
        ballots = ScoreBallots.from_scores(names, papers, seats)
    else:
        ballots = Ballots.from_rankings(names, [(w, [names[c] for c in some]) for w, some in case["papers"]], seats)
    outcome = count(ballots, method, seed="p")
    return sorted(names.index(name) for name in outcome.elected), outcome


@pytest.mark.long
@pytest.mark.parametrize("method", list(ABCVOTING))
def test_the_480_instances_of_abcvoting(method: str) -> None:
    resolute = compared = 0
    for case in json.loads((DATA / "abcvoting.json").read_text(encoding="utf-8")):
        # A paper that names nobody is invalid here, and its voter has no money.
        if method.startswith("equal-shares") and not all(case["papers"]):
            continue
        elected, outcome = choose(case, method)
        known = case["elected"][ABCVOTING[method]]
        # With the increment abcvoting follows one way out of each tie only.
        if method == "equal-shares-increment" and (outcome.ties or outcome.facts["drawn"]):
            continue
        compared += 1
        assert elected in known, case["name"]
        resolute += len(known) == 1
    assert compared > 100
    assert resolute > 50
