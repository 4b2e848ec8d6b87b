"""Drafts of the clauses, and amendments to them."""

from __future__ import annotations

from typing import Any

from hamgara.assembly.voting_lists import draw_list, next_vote
from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story

__all__ = ["clauses_of", "propose_drafts", "set_terms", "tell_amendments", "tell_comments", "vote_amendments"]

VOTING_LIST = "amendments"


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
    return {x: _replaced(clause, x, current[x], *pair) for x, pair in pairs.items()}  # type: ignore[index]


def _replaced(clause: str, language: str, text: str, before: str, after: str) -> str:
    if text.count(before) != 1:
        raise ValueError(f"clause {clause}, {language}: {before!r} is there {text.count(before)} times, not once")
    return text.replace(before, after)


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
    """The open amendments go on one list: what nobody contests as one vote, what collides in the charter's order."""
    told = {a["key"]: a for a in read_toml("clauses")["amendment"]}
    clauses = tuple(dict.fromkeys(a["clause"] for a in told.values() if a["course"] == "voted"))
    votes = draw_list(story.state, clauses)[1].votes
    drawn = {"id": VOTING_LIST, "clauses": list(clauses), "votes": [list(v.amendments) for v in votes]}
    story.office("list.drawn", drawn, after=240)
    while (due := next_vote(story.state, story.state.clauses.lists[VOTING_LIST])) is not None:
        first = due.amendments[0]
        stances = [told[amendment]["stance"] for amendment in due.amendments]
        stance = [sum(of_outlook) // len(stances) for of_outlook in zip(*stances, strict=True)]
        decision = f"on-{first}" if due.contest else "on-uncontested"
        story.decide(decision, {"matter": "amendment", "id": first, "list": VOTING_LIST}, stance, topic=first)
    story.close("list.closed", VOTING_LIST, after=120)
    for clause in clauses:
        if "en" in story.state.clauses.clauses[clause].current.stale:
            _renew(story, clause, [a for a in told.values() if a["clause"] == clause])


def _renew(story: Story, clause: str, amendments: list[dict[str, Any]]) -> None:
    """The translation of a clause is renewed by what its adopted amendments say in English."""
    part = story.state.clauses
    text = part.clauses[clause].current.text["en"]
    for amendment in amendments:
        if part.amendments[amendment["key"]].status == "adopted":
            before, after = amendment["translated"] if "translated" in amendment else amendment["en"]
            text = _replaced(clause, "en", text, before, after)
    data = {"id": clause, "version": part.clauses[clause].current.number, "language": "en", "text": text}
    story.office("clause.translated", data, after=300)


def set_terms(story: Story) -> None:
    """The secretariat sets the terms that both languages are to keep to."""
    for term in read_toml("clauses")["term"]:
        data = {"id": term["key"], "forms": {"fa": term["fa"], "en": term["en"]}}
        story.office("term.set", data | ({"note": term["note"]} if "note" in term else {}), after=60)


def tell_comments(story: Story) -> None:
    """What some say under the clauses, beside the record."""
    for comment in read_toml("clauses")["comment"]:
        story.comment(comment["clause"], story.cast.id(comment["by"]), comment["text"], after=90)
