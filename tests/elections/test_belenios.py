"""The counting commands of belenios-tool and our methods on the same opened ballots."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from pathlib import Path

import pytest
from tests.ballots.belenios import Tool

from hamgara.elections import Ballots, count

pytestmark = pytest.mark.foreign
NAMES = ("a", "b", "c", "d", "e")


def _rankings(seed: int) -> list[list[int]]:
    """Full rankings as they are opened: by candidate the rank, from 1."""
    lots = random.Random(seed)
    return [lots.sample(range(1, len(NAMES) + 1), len(NAMES)) for _ in range(lots.randrange(15, 60))]


def _ours(rankings: list[list[int]], method: str, seats: int) -> tuple[str, ...]:
    papers = [(Fraction(1), tuple(sorted(NAMES, key=lambda n: ranks[NAMES.index(n)]))) for ranks in rankings]
    return tuple(count(Ballots.from_rankings(NAMES, papers, seats), method, seed="lots").elected)


def test_schulze_winners_are_the_same(tmp_path: Path) -> None:
    tool, clear = Tool(tmp_path), 0
    for seed in range(40):
        rankings = _rankings(seed)
        said = json.loads(tool("method", "schulze", "--blank-allowed", "false", given=json.dumps(rankings)))
        first = {NAMES[number] for number in said["winners"][0]}
        clear += len(first) == 1
        assert _ours(rankings, "schulze", 1)[0] in first
    assert clear > 25


def test_transferable_votes_elect_the_same_where_no_lot_is_drawn(tmp_path: Path) -> None:
    tool, clear = Tool(tmp_path), 0
    for seed in range(60):
        rankings = _rankings(seed)
        said = json.loads(tool("method", "stv", "--nseats", "1", given=json.dumps(rankings)))
        if any(event[0] == "TieLose" or (event[0] == "TieWin") for event in said["events"]):
            continue
        clear += 1
        assert _ours(rankings, "irv", 1) == tuple(NAMES[number] for number in said["winners"])
    assert clear > 15
