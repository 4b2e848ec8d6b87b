"""Meetings of several days: sittings, agenda, attendance, quorum, minutes, and the next meeting."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from hamgara.assembly.act import (
    Act,
    Case,
    Date,
    Id,
    Language,
    Refused,
    Share,
    Stage,
    Titles,
    act,
    put,
)
from hamgara.assembly.membership import Place

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "AgendaItem",
    "Meeting",
    "MeetingClosed",
    "MeetingFixed",
    "MeetingOpened",
    "Meetings",
    "QuorumCount",
    "Sitting",
    "count_quorum",
    "find_sitting",
    "require_present",
    "require_quorum",
]

Progress = Literal["fixed", "open", "closed"]


class AgendaItem(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One item of a sitting's agenda; `minutes` is the time set aside for it."""

    id: Id
    title: Titles
    minutes: Annotated[int, Meta(ge=1, le=600)] = 15
    stage: Stage | None = None


class Meeting(Struct, frozen=True):
    """A meeting of one or more days; `timezone` is an IANA name."""

    id: str
    title: dict[Language, str]
    days: tuple[str, ...]
    place: Place | None
    online: bool
    timezone: str
    status: Progress = "fixed"
    after: str = ""
    seq: int = 0


class Sitting(Struct, frozen=True):
    """One sitting of a meeting.

    `present` are the voters who are in the room, in order of arrival; `seen` all who were at any time, in that order.
    """

    id: str
    meeting: str
    title: dict[Language, str]
    starts: str
    ends: str
    status: Progress = "fixed"
    agenda: tuple[AgendaItem, ...] = ()
    taken: tuple[str, ...] = ()
    present: tuple[str, ...] = ()
    seen: tuple[str, ...] = ()
    quorum: QuorumCount | None = None
    minutes: dict[Language, str] = field(default_factory=dict)
    minutes_approved: bool = False
    seq: int = 0


class QuorumCount(Struct, frozen=True, forbid_unknown_fields=True):
    """How many are present of the roll, by the charter's measure, and whether that is a quorum."""

    present: Share
    roll: Share
    needed: Share
    holds: bool


class Meetings(Struct, frozen=True):
    """The part of the state that meetings write."""

    meetings: dict[str, Meeting] = field(default_factory=dict)
    sittings: dict[str, Sitting] = field(default_factory=dict)

    def meeting(self, kind: str, meeting: str) -> Meeting:
        """The meeting of that id; refused where there is none."""
        found = self.meetings.get(meeting)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="meeting", id=meeting)
        return found

    def sitting(self, kind: str, sitting: str, status: Progress | None = None) -> Sitting:
        """The sitting of that id, in that status; refused where there is none."""
        found = self.sittings.get(sitting)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="sitting", id=sitting)
        if status is not None and found.status != status:
            raise Refused("status", f"act/{kind}", id=sitting, status=found.status, needed=status)
        return found


def count_quorum(state: State, present: tuple[str, ...]) -> QuorumCount:
    """Whether those voters are a quorum of the roll as it stands, by the charter's share and measure."""
    rule = state.charter.quorum
    roll = state.roll()
    here = [roll[v] for v in present if v in roll]
    if rule.by == "weight":
        total, there = (sum((v.weight for v in some), Fraction(0)) for some in (roll.values(), here))
    else:
        total, there = (Fraction(len({v.member for v in some})) for some in (roll.values(), here))
    needed = Fraction(rule.share) * total
    return QuorumCount(str(there), str(total), str(needed), there >= needed and there > 0)


def require_quorum(state: State, sitting: Sitting) -> None:
    """Raise `Refused` unless those present in the sitting are a quorum."""
    quorum = count_quorum(state, sitting.present)
    if not quorum.holds:
        raise Refused("no_quorum", "charter/quorum", present=quorum.present, needed=quorum.needed)


def find_sitting(state: State, vote: str) -> Sitting | None:
    """The sitting in which that decision is voted on; None for one by correspondence, and for an election."""
    decision = state.decisions.decisions.get(vote)
    return state.meetings.sittings[decision.sitting] if decision is not None and decision.sitting else None


def require_present(state: State, kind: str, vote: str, voter: str) -> None:
    """Raise `Refused` unless the voter is in the room where a decision is voted on in a sitting."""
    sitting = find_sitting(state, vote)
    if sitting is not None and voter not in sitting.present:
        raise Refused("not_present", f"act/{kind}", id=voter)


def _meeting(case: Case, meeting: Meeting) -> State:
    part = case.state.meetings
    return case.state.having(meetings=replace(part, meetings=put(part.meetings, meeting.id, meeting)))


@act("meeting.fixed", stage="meeting", by=("secretariat",))
class MeetingFixed(Act, frozen=True):
    """A meeting is fixed: its days and its place; `after` names the meeting that it follows."""

    id: Id
    title: Titles
    days: Annotated[tuple[Date, ...], Meta(min_length=1, max_length=31)]
    timezone: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")]
    place: Place | None = None
    online: bool = False
    after: Id | None = None
    decision: Id | None = None

    def in_order(self, case: Case) -> None:
        part = case.state.meetings
        if self.id in part.meetings:
            raise self.refuse("id_taken", id=self.id)
        if not self.online and self.place is None:
            raise self.refuse("place_needed", id=self.id)
        for day in self.days:
            try:
                date.fromisoformat(day)
            except ValueError:
                raise self.refuse("no_such_day", day=day) from None
        if list(self.days) != sorted(set(self.days)):
            raise self.refuse("days_in_order")
        if self.after is not None:
            part.meeting(self.kind, self.after)
            if self.kind in case.state.charter.by_decision:
                case.state.decisions.require_adopted(self.kind, self.decision, "meeting", self.id)

    def apply(self, case: Case) -> State:
        return _meeting(
            case,
            Meeting(
                self.id,
                self.title,
                self.days,
                self.place,
                self.online,
                self.timezone,
                after=self.after or "",
                seq=case.seq,
            ),
        )


@act("meeting.opened", stage="meeting", by=("secretariat",))
class MeetingOpened(Act, frozen=True):
    """The chair opens a meeting."""

    id: Id

    def in_order(self, case: Case) -> None:
        found = case.state.meetings.meeting(self.kind, self.id)
        if found.status != "fixed":
            raise self.refuse("status", id=self.id, status=found.status, needed="fixed")

    def apply(self, case: Case) -> State:
        return _meeting(case, replace(case.state.meetings.meetings[self.id], status="open"))


@act("meeting.closed", stage="meeting", by=("secretariat",))
class MeetingClosed(Act, frozen=True):
    """The chair closes a meeting when its sittings are over."""

    id: Id

    def in_order(self, case: Case) -> None:
        part = case.state.meetings
        found = part.meeting(self.kind, self.id)
        if found.status != "open":
            raise self.refuse("status", id=self.id, status=found.status, needed="open")
        for sitting in part.sittings.values():
            if sitting.meeting == self.id and sitting.status == "open":
                raise self.refuse("sitting_open", id=sitting.id)

    def apply(self, case: Case) -> State:
        return _meeting(case, replace(case.state.meetings.meetings[self.id], status="closed"))
