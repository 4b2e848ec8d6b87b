"""The last day and the week after: next meeting, joint actions, resolution, signatures, reservations, publication."""

from __future__ import annotations

from typing import Any

import msgspec

from hamgara.assembly.publication import ResolutionDrafted, resolution_hash
from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.outlook import draw
from hamgara.demo.founding.people import place_of

__all__ = [
    "NEXT_MEETING",
    "RESOLUTION",
    "adopt_actions",
    "adopt_resolution",
    "fix_next_meeting",
    "tell_publication",
    "tell_signing",
    "undertake",
]

RESOLUTION = "washington-resolution"
NEXT_MEETING = "toronto-2011"
DAYS = ["2011-05-20", "2011-05-21", "2011-05-22"]


def fix_next_meeting(story: Story, after: str) -> None:
    """Both classes of members agree on the next meeting, each by a majority of its own."""
    texts = read_toml("texts")["next"]
    decision = f"on-{NEXT_MEETING}"
    subject = {"matter": "meeting", "id": NEXT_MEETING}
    if not story.decide(decision, subject, (70, 70, 80), topic=NEXT_MEETING, text=texts["text"]):
        return
    story.office(
        "meeting.fixed",
        {
            "id": NEXT_MEETING,
            "title": texts["title"],
            "days": DAYS,
            "timezone": "America/Toronto",
            "place": place_of("toronto"),
            "after": after,
            "decision": decision,
        },
    )


def adopt_actions(story: Story) -> None:
    """Three joint actions are proposed, decided on and agreed, and parts of the first are undertaken at once."""
    texts = read_toml("texts")
    for action in texts["action"]:
        key = action["key"]
        data = {
            "id": key,
            **{name: action[name] for name in ("title", "text", "begins", "ends")},
            "places": [place_of(p) for p in action["places"]],
        }
        story.by(action["by"], "action.proposed", data, after=120)
        decision = f"on-{key}"
        if story.decide(decision, {"matter": "action", "id": key}, action["stance"], topic=key):
            story.office("action.agreed", {"id": key, "decision": decision})
    agreed = story.state.actions.actions
    for commitment in texts["commitment"]:
        if agreed[commitment["action"]].status == "agreed" and commitment["due"] < "2011":
            undertake(story, commitment)


def undertake(story: Story, commitment: dict[str, Any]) -> None:
    """Somebody undertakes a part of an action."""
    data = {"id": commitment["key"], **{name: commitment[name] for name in ("action", "text", "due")}}
    story.by(commitment["by"], "commitment.made", data, after=60)


def adopt_resolution(story: Story, meeting: str) -> None:
    """The adopted clauses are put together with the report of the meeting, and put to the vote."""
    texts = read_toml("texts")["resolution"]
    clauses = [(c.id, c.current.number) for c in story.state.clauses.listed() if c.status == "adopted"]
    report = {language: text.strip() for language, text in texts["report"].items()}
    draft = ResolutionDrafted(RESOLUTION, texts["title"], report, tuple(clauses), "0" * 64, meeting)
    data = {**msgspec.to_builtins(draft), "hash": resolution_hash(story.state, draft)}
    story.office("resolution.drafted", data, after=600)
    decision = f"on-{RESOLUTION}"
    if story.decide(decision, {"matter": "resolution", "id": RESOLUTION}, (80, 85, 82), topic=RESOLUTION):
        story.office("resolution.adopted", {"id": RESOLUTION, "decision": decision})


def tell_signing(story: Story) -> None:
    """Most members sign, two with a reservation."""
    story.turn("2010-08-15T22:30:00Z")
    votes = story.state.decisions.decisions[f"on-{RESOLUTION}"].votes
    for figure in story.cast.of("organisation", "independent"):
        voters = [figure, *story.cast.delegates(figure.key)]
        if any(votes.get(f.id) == "no" for f in voters):
            continue
        if figure.kind == "independent" and draw(100, figure.key, "signs") >= 93:
            continue
        data: dict[str, Any] = {"resolution": RESOLUTION}
        if figure.kind == "independent" and draw(100, figure.key, "publishes") < 78:
            data["name"] = figure.names
        story.tell(figure.id, "resolution.signed", data, after=600)
    for reservation in read_toml("texts")["reservation"]:
        data = {"resolution": RESOLUTION, "clause": reservation["clause"], "text": reservation["text"]}
        story.by(reservation["by"], "reservation.made", data, after=3600)


def tell_publication(story: Story) -> None:
    """The minutes are approved and the resolution is published."""
    story.turn("2010-08-19T15:00:00Z")
    for sitting in story.state.meetings.sittings:
        story.office("minutes.approved", {"sitting": sitting})
    story.turn("2010-08-20T16:00:00Z")
    story.publish(RESOLUTION)
