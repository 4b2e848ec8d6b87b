"""Three days in Washington: sittings with agenda, attendance and quorum, and what is decided in each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hamgara.demo.founding.committee import tell_election
from hamgara.demo.founding.conclusion import adopt_actions, adopt_resolution, fix_next_meeting
from hamgara.demo.founding.drafting import clauses_of, tell_amendments, tell_comments, vote_amendments
from hamgara.demo.founding.material import read_toml
from hamgara.demo.founding.narrative import Story
from hamgara.demo.founding.outlook import draw
from hamgara.demo.founding.people import place_of
from hamgara.demo.founding.soundings import WORDINGS, close_wordings, open_wordings, widest
from hamgara.front import Frontier

__all__ = ["MEETING", "fix_meeting", "tell_meeting"]

MEETING = "washington-2010"
#: The end of the first day in Washington, when the second sounding closes.
MIDNIGHT = "2010-08-14T04:00:00Z"


def fix_meeting(story: Story) -> None:
    """The meeting is fixed a week ahead, its sittings called and their agendas set."""
    texts = read_toml("texts")
    story.turn("2010-08-06T15:00:00Z")
    story.office(
        "meeting.fixed",
        {
            "id": MEETING,
            "title": texts["meeting"]["title"],
            "days": ["2010-08-13", "2010-08-14", "2010-08-15"],
            "timezone": "America/New_York",
            "place": place_of("washington"),
        },
    )
    for sitting in texts["sitting"]:
        data = {name: sitting[name] for name in ("title", "starts", "ends")}
        story.office("sitting.called", {"id": sitting["key"], "meeting": MEETING, **data})
        story.office("agenda.set", {"sitting": sitting["key"], "items": sitting["agenda"]})


def tell_meeting(story: Story) -> Frontier:
    """The three days; returns the front that was found after the first."""
    return _Days(story).tell()


class _Days:
    def __init__(self, story: Story) -> None:
        self.story = story
        self.sittings: dict[str, dict[str, Any]] = {s["key"]: s for s in read_toml("texts")["sitting"]}

    def tell(self) -> Frontier:
        story = self.story
        story.turn("2010-08-13T13:15:00Z")
        story.office("meeting.opened", {"id": MEETING})
        self._hold("friday-morning", welcome=None, charter=None, reports=None)
        self._hold(
            "friday-afternoon",
            ground=None,
            drafts=lambda: self._discuss(),
            sounding=lambda: open_wordings(story, MIDNIGHT),
        )
        front = close_wordings(story, MIDNIGHT)
        self._hold(
            "saturday-morning",
            front=lambda: story.choose(WORDINGS, widest(front).clauses),
            amendments=lambda: vote_amendments(story),
            preamble=lambda: self._vote_clauses("preamble"),
        )
        self._hold(
            "saturday-afternoon",
            bases=lambda: self._vote_clauses("basis"),
            conduct=self._remind,
            slogans=lambda: self._vote_clauses("slogan"),
        )
        self._hold(
            "sunday-morning",
            candidates=None,
            ballot=lambda: tell_election(story),
            next=lambda: fix_next_meeting(story, MEETING),
        )
        self._hold(
            "sunday-afternoon",
            actions=lambda: adopt_actions(story),
            resolution=lambda: adopt_resolution(story, MEETING),
            closing=None,
        )
        story.office("meeting.closed", {"id": MEETING})
        return front

    def _hold(self, sitting: str, **items: Callable[[], object] | None) -> None:
        story, listed = self.story, self.sittings[sitting]
        story.turn(listed["starts"])
        story.office("sitting.opened", {"id": sitting}, after=0)
        story.sitting = sitting
        here = [f for f in story.cast.voters() if draw(100, f.key, sitting) < 90]
        late, punctual = [f.id for f in here[::9]], [f.id for f in here if f not in here[::9]]
        story.office("attendance.recorded", {"sitting": sitting, "came": punctual}, after=300)
        story.close("quorum.counted", sitting)
        for position, (item, tell) in enumerate(items.items()):
            story.office("item.taken", {"sitting": sitting, "item": item}, after=120)
            if position == 0:
                story.office("attendance.recorded", {"sitting": sitting, "came": late}, after=600)
            if tell is not None:
                tell()
        story.turn(listed["ends"])
        story.office("sitting.closed", {"id": sitting}, after=0)
        story.sitting = ""
        story.office("minutes.recorded", {"sitting": sitting, "text": listed["minutes"]}, after=900)

    def _discuss(self) -> None:
        tell_amendments(self.story)
        tell_comments(self.story)

    def _vote_clauses(self, kind: str) -> None:
        for clause in clauses_of(kind):
            found = self.story.state.clauses.clauses[clause["key"]]
            # Who insists has a vote on a wording that was set aside.
            if found.status == "draft" or (found.status == "aside" and clause.get("insist", False)):
                subject = {"matter": "clause", "id": found.id, "version": found.current.number}
                self.story.decide(f"on-{found.id}", subject, clause["stance"], topic=found.id)

    def _remind(self) -> None:
        story, matter = self.story, read_toml("texts")["conduct"]["tone"]
        about = {"id": "tone", "about": story.cast.id(matter["about"]), "text": matter["text"]}
        story.by(matter["by"], "matter.raised", about, after=60)
        story.by(matter["about"], "matter.answered", {"id": "tone", "text": matter["answer"]}, after=240)
        ruling = {"id": "tone", "sanction": "reminder", "text": matter["ruling"]}
        story.office("matter.ruled", ruling, after=240)
