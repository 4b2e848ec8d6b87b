"""The search for common ground: positions before the meeting, and rounds of reactions to them."""

from __future__ import annotations

from typing import Any

from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.outlook import draw, incline, react
from hamgara.demo.founding.people import Figure

__all__ = ["FIRST_ROUND", "list_positions", "propose_positions", "tell_ground"]

FIRST_ROUND = "common-ground"


def list_positions(*, later: bool) -> list[dict[str, Any]]:
    """The positions of summer 2010, or those proposed later."""
    return [p for p in read_toml("positions")["position"] if p.get("later", False) is later]


def propose_positions(story: Story, positions: list[dict[str, Any]], *, after: int) -> None:
    """Each position is proposed by somebody who holds it strongly."""
    for position in positions:
        author = _author(story, position)
        text = {"fa": position["fa"], "en": position["en"]}
        story.tell(author.id, "position.proposed", {"id": position["key"], "text": text}, after=after)


def _author(story: Story, position: dict[str, Any]) -> Figure:
    key = position["key"]
    voters = story.cast.voters()
    voters.sort(key=lambda f: (-incline(f, position["stance"], key, 0), draw(1000, f.key, key, "author")))
    return voters[draw(6, key, "author")]


def tell_ground(story: Story) -> None:
    """Forty positions are proposed and admitted, one is declined, and everyone is asked what they think."""
    positions = list_positions(later=False)
    texts = read_toml("texts")
    story.turn("2010-07-06T12:00:00Z")
    propose_positions(story, positions, after=9000)
    story.by("manuchehr-ostovargam", "position.proposed", {"id": "not-with-us", "text": texts["declined"]["text"]})
    story.turn("2010-07-11T15:00:00Z")
    story.office("position.declined", {"id": "not-with-us", "reason": texts["declined"]["reason"]})
    for position in positions:
        story.office("position.admitted", {"id": position["key"]}, after=30)
    closes = "2010-08-01T22:00:00Z"
    listed = [p["key"] for p in positions]
    title = texts["rounds"]["first"]
    story.office("round.opened", {"id": FIRST_ROUND, "title": title, "positions": listed, "closes": closes}, after=600)
    for figure in [*story.cast.voters(), *story.cast.of("supporter")]:
        if figure.id not in story.state.membership.participants or draw(100, figure.key, FIRST_ROUND) >= 94:
            continue
        for position in positions:
            value = react(figure, position["stance"], position["key"])
            if value is not None:
                story.react(FIRST_ROUND, figure.id, position["key"], value)
    story.turn(closes)
    story.close("round.closed", FIRST_ROUND, after=0)
