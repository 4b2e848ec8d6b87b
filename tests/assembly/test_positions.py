"""Rounds of reactions: what is promised when one is opened holds until it is closed."""

from __future__ import annotations

import msgspec
import pytest
from tests.assembly.house import House
from tests.assembly.story import S, both

from hamgara.assembly import Charter
from hamgara.assembly.charter import PositionRules


def opened(rules: PositionRules) -> House:
    """A house with a round of one position."""
    house = House(Charter(positions=rules))
    house.do(S, "position.proposed", {"id": "p", "text": both("p")})
    house.do(S, "round.opened", {"id": "r", "title": both("r"), "positions": ["p"], "closes": house.later(hours=1)})
    return house


@pytest.mark.parametrize(
    ("shown", "matrix", "promised"),
    [
        ("closed", "attached", "closed"),
        ("reacted", "attached", "reacted"),
        ("reacted", "committed", "closed"),
    ],
)
def test_a_round_keeps_what_was_promised_when_it_was_opened(shown: str, matrix: str, promised: str) -> None:
    rules = PositionRules(admission=False, shown=shown, matrix=matrix)  # type: ignore[arg-type]
    house = opened(rules)
    assert house.state.positions.rounds["r"].shown == promised
    other = PositionRules(admission=False, shown="closed" if shown == "reacted" else "reacted")
    house.do(S, "charter.adopted", {"charter": msgspec.to_builtins(Charter(positions=other))})
    assert house.state.charter.positions.shown != shown
    assert house.state.positions.rounds["r"].shown == promised
