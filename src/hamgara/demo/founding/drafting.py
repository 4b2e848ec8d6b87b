"""Drafts, amendments, and the front: which wordings the most members could sign together."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.outlook import react
from hamgara.front import Acceptance, Answer, Frontier, Point, frontier

__all__ = [
    "SECOND_ROUND",
    "ask_signability",
    "clauses_of",
    "find_front",
    "propose_drafts",
    "tell_amendments",
    "vote_amendments",
    "widest",
    "withdraw_drafts",
]

SECOND_ROUND = "signability"


def clauses_of(*kinds: str) -> list[dict[str, Any]]:
    """The drafts of those kinds, in order."""
    return [c for c in read_toml("clauses")["clause"] if c["as"] in kinds]


def propose_drafts(story: Story) -> None:
    """The drafts are laid before the members a week ahead of the meeting."""
    story.turn("2010-08-05T15:00:00Z")
    for clause in clauses_of("preamble", "basis", "slogan"):
        data = {
            "id": clause["key"],
            "as": clause["as"],
            "title": clause["title"],
            "text": {"fa": clause["fa"].strip(), "en": clause["en"].strip()},
        }
        if "basis" in clause:
            data["basis"] = clause["basis"]
        story.by(clause["by"], "clause.proposed", data, after=2700)


def _changed(story: Story, clause: str, pairs: dict[str, list[str]]) -> dict[str, str]:
    current = story.state.clauses.clauses[clause].current.text
    text = {}
    for language, (before, after) in pairs.items():
        found = current[language]  # type: ignore[index]
        if found.count(before) != 1:
            raise ValueError(f"clause {clause}, {language}: {before!r} is there {found.count(before)} times, not once")
        text[language] = found.replace(before, after)
    return text


def _pairs(amendment: dict[str, Any]) -> dict[str, list[str]]:
    return {language: amendment[language] for language in ("fa", "en") if language in amendment}


def tell_amendments(story: Story) -> None:
    """Amendments are proposed; authors take some of them in, and one proposer withdraws."""
    amendments = read_toml("clauses")["amendment"]
    for amendment in amendments:
        data = {
            "id": amendment["key"],
            "clause": amendment["clause"],
            "version": 1,
            "text": _changed(story, amendment["clause"], _pairs(amendment)),
            "reason": amendment["reason"],
        }
        story.by(amendment["by"], "amendment.proposed", data, after=180)
    for amendment in amendments:
        if amendment["course"] == "accepted":
            author = story.state.clauses.clauses[amendment["clause"]].by
            story.tell(author, "amendment.accepted", {"id": amendment["key"]}, after=240)
        elif amendment["course"] == "withdrawn":
            story.by(amendment["by"], "amendment.withdrawn", {"id": amendment["key"]}, after=240)


def ask_signability(story: Story, closes: str) -> None:
    """A second round asks of every wording of the bases who could sign it."""
    preface = read_toml("texts")["rounds"]["sign"]
    drafts = clauses_of("basis")
    for clause in drafts:
        current = story.state.clauses.clauses[clause["key"]].current.text
        text = {"fa": f"{preface['fa']} {current['fa']}", "en": f"{preface['en']} {current['en']}"}
        story.office("position.proposed", {"id": f"sign-{clause['key']}", "text": text}, after=5)
        story.office("position.admitted", {"id": f"sign-{clause['key']}"}, after=5)
    listed = [f"sign-{clause['key']}" for clause in drafts]
    title = read_toml("texts")["rounds"]["second"]
    story.office("round.opened", {"id": SECOND_ROUND, "title": title, "positions": listed, "closes": closes})


def find_front(story: Story) -> Frontier:
    """The members answer the second round; from their answers, the widest fronts at each number of bases."""
    drafts = clauses_of("basis")
    voters = story.cast.voters()
    table = []
    for figure in voters:
        row = []
        for clause in drafts:
            value = react(figure, clause["stance"], f"sign-{clause['key']}", skips=1)
            row.append(Answer("unknown" if not value else "accept" if value == 1 else "refuse"))
            if value is not None:
                story.react(SECOND_ROUND, figure.id, f"sign-{clause['key']}", value)
        table.append(tuple(row))
    roll = story.state.roll()
    return frontier(
        Acceptance(tuple(f.id for f in voters), tuple(c["key"] for c in drafts), tuple(table)),
        weights={f.id: roll[f.id].weight for f in voters},
        bases={c["key"]: c.get("basis", c["key"]) for c in drafts},
        reservations=1,
    )


def widest(front: Frontier) -> Point:
    """The greatest number of bases that two thirds of the weight would sign with at most one reservation."""
    carried = [p for p in front.points if p.possible and p.weight >= Fraction(2, 3) * front.total]
    return max(carried, key=lambda p: p.k)


def withdraw_drafts(story: Story, package: tuple[str, ...]) -> list[str]:
    """Authors of wordings outside the package withdraw them, but those who want a vote; returns what is left."""
    left = []
    for clause in clauses_of("basis"):
        if clause["key"] in package or clause.get("insist", False):
            left.append(clause["key"])
        else:
            story.by(clause["by"], "clause.withdrawn", {"id": clause["key"]}, after=90)
    return left


def vote_amendments(story: Story) -> None:
    """The open amendments are put to the vote; what an earlier one has outdated is first set anew."""
    for amendment in read_toml("clauses")["amendment"]:
        key, clause = amendment["key"], amendment["clause"]
        part = story.state.clauses
        found = part.amendments[key]
        if found.status != "proposed":
            continue
        if part.outdated(found):
            pairs = amendment.get("rebased", _pairs(amendment))
            version = part.clauses[clause].current.number
            text = _changed(story, clause, pairs)
            story.tell(found.by, "amendment.rebased", {"id": key, "version": version, "text": text}, after=240)
        story.decide(f"on-{key}", {"matter": "amendment", "id": key}, amendment["stance"], topic=key)
        if "translated" in amendment:
            version = story.state.clauses.clauses[clause].current.number
            english = _changed(story, clause, {"en": amendment["translated"]})["en"]
            data = {"id": clause, "version": version, "language": "en", "text": english}
            story.office("clause.translated", data, after=300)
