"""The soundings: who would sign the first plan, and which package of all wordings the widest front would sign."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from fractions import Fraction
from typing import Any

from hamgara.assembly.acceptances import read_answers, sounded
from hamgara.demo.founding.drafting import clauses_of
from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.outlook import draw, incline, react
from hamgara.demo.founding.people import Figure
from hamgara.front import Frontier, Point, frontier

__all__ = [
    "FIRST_PLAN",
    "SET_ASIDE",
    "WORDINGS",
    "close_wordings",
    "find_front",
    "open_wordings",
    "tell_first_plan",
    "tell_set_aside",
    "widest",
]

FIRST_PLAN = "first-plan"
SET_ASIDE = "set-aside"
WORDINGS = "all-wordings"
#: An inclination from here on makes an undecided voter name the amendment on which it would sign.
WELCOME = 18


def tell_first_plan(story: Story) -> None:
    """A week ahead the secretariat's first plan, one wording for each subject, is sounded and made the draft."""
    story.turn("2010-08-06T18:00:00Z")
    plan = read_toml("soundings")["plan"]
    drafts = [c for c in clauses_of("basis") if c["key"] in plan]
    _open(story, FIRST_PLAN, drafts, "2010-08-12T22:00:00Z")
    _answer(story, FIRST_PLAN, drafts, story.cast.voters())
    story.turn("2010-08-12T22:00:00Z")
    story.close("sounding.closed", FIRST_PLAN, after=0)
    story.choose(FIRST_PLAN, plan, after=900)


def open_wordings(story: Story, closes: str) -> None:
    """Of every wording of every basis as it now stands, the members are asked again."""
    drafts = clauses_of("basis")
    _open(story, WORDINGS, drafts, closes)
    _answer(story, WORDINGS, drafts, story.cast.voters())


def tell_set_aside(story: Story, spared: Collection[str]) -> None:
    """Towards the second meeting some answer which of the wordings that were set aside they could sign after all."""
    clauses = story.state.clauses.clauses
    drafts = [c for c in clauses_of("basis") if clauses[c["key"]].status == "aside"]
    _open(story, SET_ASIDE, drafts, "2011-05-18T22:00:00Z")
    for figure in story.cast.voters():
        if figure.key not in spared and draw(100, figure.key, SET_ASIDE) < 45:
            _answer(story, SET_ASIDE, drafts, [figure])


def _open(story: Story, sounding: str, drafts: Iterable[dict[str, Any]], closes: str) -> None:
    clauses = story.state.clauses.clauses
    numbered = [[c["key"], clauses[c["key"]].current.number] for c in drafts]
    title = read_toml("soundings")["title"][sounding]
    story.office("sounding.opened", {"id": sounding, "title": title, "clauses": numbered, "closes": closes})


def _answer(story: Story, sounding: str, drafts: list[dict[str, Any]], figures: Iterable[Figure]) -> None:
    on_roll = story.state.soundings.soundings[sounding].roll
    for figure in figures:
        if figure.id not in on_roll:
            continue
        replies = {c["key"]: reply for c in drafts if (reply := _reply(story, figure, c)) is not None}
        story.answer(sounding, figure.id, replies)


def _reply(story: Story, figure: Figure, clause: dict[str, Any]) -> str | dict[str, str] | None:
    """Sign, refuse, or, where a voter is undecided, a condition: an open amendment that it likes, or words."""
    key = clause["key"]
    value = react(figure, clause["stance"], f"sign-{key}", skips=1)
    if value:
        return "sign" if value == 1 else "refuse"
    if value is None:
        return None
    amendments = {a["key"]: a for a in read_toml("clauses")["amendment"]}
    for found in story.state.clauses.amendments_of(key):
        stance = amendments[found.id]["stance"]
        if found.status == "proposed" and incline(figure, stance, found.id, 20) >= WELCOME:
            return {"amendment": found.id}
    said = read_toml("soundings")["condition"].get(key, ())
    return {"text": said[draw(len(said), figure.key, key, "condition")]} if said else None


def find_front(story: Story, sounding: str) -> Frontier:
    """From the table of answers, the widest fronts at each number of bases."""
    part, found = story.state.clauses, story.state.soundings.soundings[sounding]
    read = sounded(read_answers(part, found, story.attachment(found.table)), found)
    return frontier(
        read.acceptance,
        weights=read.weights,
        bases={clause: part.clauses[clause].basis for clause, _ in found.clauses},
        reservations=found.reservations,
    )


def widest(front: Frontier) -> Point:
    """The greatest number of bases that two thirds of the weight would sign."""
    carried = [p for p in front.points if p.possible and p.weight >= Fraction(2, 3) * front.total]
    return max(carried, key=lambda p: p.k)


def close_wordings(story: Story, closes: str) -> Frontier:
    """The second sounding is closed; returns the front that it shows."""
    story.turn(closes)
    story.close("sounding.closed", WORDINGS, after=0)
    return find_front(story, WORDINGS)
