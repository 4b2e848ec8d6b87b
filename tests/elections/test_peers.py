"""Whom abcvoting and pref_voting elect: on their own test instances, and asked anew on a thousand random profiles."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
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
STV = ("scottish-stv", "meek-stv", "wigm")


def ask(what: str) -> Any:
    done = subprocess.run([PEERS, ROOT / "tests/elections/peers/ask.py", what], capture_output=True, text=True)
    assert done.returncode == 0, f"scripts/setup peers makes their environment:\n{done.stderr}"
    return json.loads(done.stdout)


def choose(case: dict[str, Any], method: str) -> tuple[list[int], Count]:
    names = NAMES[: case["candidates"]]
    papers = [(1, [names[c] for c in some]) for some in case["papers"] if some]
    outcome = count(Ballots.from_rankings(names, papers, case["seats"]), method, seed="p")
    return sorted(names.index(name) for name in outcome.elected), outcome


def rank(case: dict[str, Any], method: str, seats: int) -> list[int]:
    names = NAMES[: case["candidates"]]
    ballots: Ballots | ScoreBallots
    if method in ("score", "star"):
        papers = [(w, dict(zip(names, given, strict=True))) for w, given in case["scores"]]
        ballots = ScoreBallots.from_scores(names, papers, seats)
    else:
        named = [(w, [names[c] for c in some]) for w, some in case["papers"]]
        if method == "block":
            named = [(w, some[:1]) for w, some in named]
        elif method == "approval":
            named = [
                (w, [n for n, score in zip(names, given, strict=True) if score >= min(3, max(given))])
                for w, given in case["scores"]
            ]
        ballots = Ballots.from_rankings(names, named, seats)
    return sorted(names.index(name) for name in count(ballots, method, seed="p").elected)


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


@pytest.mark.foreign
def test_a_thousand_random_profiles_with_ties() -> None:
    found = ask("random")
    assert len(found["approvals"]) + len(found["rankings"]) == 1_000
    tied: Counter[str] = Counter()
    compared: Counter[str] = Counter()
    for case in found["approvals"]:
        for method, known in case["elected"].items():
            elected, outcome = choose(case, method)
            assert elected in known, (method, case)
            assert outcome.ties or len(known) == 1, (method, case)
            compared[method] += 1
            tied[method] += len(known) > 1
    for case in found["rankings"]:
        compare(case, compared, tied)
    assert set(ABCVOTING) | {"block", "irv", "schulze", "ranked-pairs", "score", "star", *STV} == set(compared)
    assert all(number >= 200 for number in compared.values()), compared
    assert all(tied[method] >= 20 for method in compared), tied


@pytest.mark.foreign
def test_the_profiles_of_pref_votings_own_tests() -> None:
    compared: Counter[str] = Counter()
    tied: Counter[str] = Counter()
    for case in ask("own"):
        compare(case, compared, tied)
    assert set(compared) == {"block", "irv", "schulze", "ranked-pairs", *STV}
    assert all(compared[method] - tied[method] > 30 for method in compared), (compared, tied)


def compare(case: dict[str, Any], compared: Counter[str], tied: Counter[str]) -> None:
    """One winner by each method, and two by the transfers of votes: among those that ties let pref_voting elect."""
    for method, known in case["elected"].items():
        assert rank(case, method, 1)[0] in known, (method, case)
    for method, known in case["committees"].items():
        assert rank(case, method, 2) in known, (method, case)
    for method, known in [*case["elected"].items(), *case["committees"].items()]:
        compared[method] += 1
        tied[method] += len(known) > 1
