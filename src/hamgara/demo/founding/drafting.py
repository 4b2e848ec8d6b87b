"""Drafts of the clauses, and amendments to them."""

from __future__ import annotations

from typing import Any

from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story

__all__ = ["clauses_of", "propose_drafts", "tell_amendments", "vote_amendments"]


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
