"""Sittings of a meeting: agenda, attendance, quorum, minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from msgspec.structs import replace

from hamgara.assembly.act import MEMBERS, SECRETARIAT, Act, Case, Id, Instant, Refused, Texts, Titles, act, put
from hamgara.assembly.meetings import AgendaItem, QuorumCount, Sitting, count_quorum

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "AgendaSet",
    "AttendanceRecorded",
    "ItemTaken",
    "MinutesApproved",
    "MinutesRecorded",
    "QuorumCounted",
    "SittingCalled",
    "SittingClosed",
    "SittingOpened",
]


def _sitting(case: Case, sitting: Sitting) -> State:
    part = case.state.meetings
    return case.state.having(meetings=replace(part, sittings=put(part.sittings, sitting.id, sitting)))


@act("sitting.called", stage="meeting", by=("secretariat",))
class SittingCalled(Act, frozen=True):
    """A sitting of a meeting is called, from one time to another."""

    id: Id
    meeting: Id
    title: Titles
    starts: Instant
    ends: Instant

    def in_order(self, case: Case) -> None:
        part = case.state.meetings
        if self.id in part.sittings:
            raise self.refuse("id_taken", id=self.id)
        if part.meeting(self.kind, self.meeting).status == "closed":
            raise self.refuse("status", id=self.meeting, status="closed", needed="open")
        if self.ends <= self.starts:
            raise self.refuse("ends_before_start", starts=self.starts, ends=self.ends)

    def apply(self, case: Case) -> State:
        return _sitting(case, Sitting(self.id, self.meeting, self.title, self.starts, self.ends, seq=case.seq))


@act("agenda.set", stage="meeting", by=("secretariat",))
class AgendaSet(Act, frozen=True):
    """The agenda of a sitting is set, or set anew."""

    sitting: Id
    items: Annotated[tuple[AgendaItem, ...], Meta(min_length=1, max_length=60)]

    def in_order(self, case: Case) -> None:
        found = case.state.meetings.sitting(self.kind, self.sitting)
        if found.status == "closed":
            raise self.refuse("status", id=self.sitting, status="closed", needed="open")
        ids = [item.id for item in self.items]
        if len(set(ids)) != len(ids):
            raise self.refuse("id_taken", id=next(i for i in ids if ids.count(i) > 1))
        for taken in found.taken:
            if taken not in ids:
                raise self.refuse("item_taken", id=taken)

    def apply(self, case: Case) -> State:
        return _sitting(case, replace(case.state.meetings.sittings[self.sitting], agenda=self.items))


@act("sitting.opened", stage="meeting", by=("secretariat",))
class SittingOpened(Act, frozen=True):
    """The chair opens a sitting."""

    id: Id

    def in_order(self, case: Case) -> None:
        part = case.state.meetings
        found = part.sitting(self.kind, self.id, "fixed")
        if part.meetings[found.meeting].status != "open":
            raise self.refuse("status", id=found.meeting, status=part.meetings[found.meeting].status, needed="open")

    def apply(self, case: Case) -> State:
        return _sitting(case, replace(case.state.meetings.sittings[self.id], status="open"))


@act("sitting.closed", stage="meeting", by=("secretariat",))
class SittingClosed(Act, frozen=True):
    """The chair closes a sitting."""

    id: Id

    def in_order(self, case: Case) -> None:
        case.state.meetings.sitting(self.kind, self.id, "open")
        for decision in case.state.decisions.decisions.values():
            if decision.sitting == self.id and decision.status == "open":
                raise self.refuse("decision_open", id=decision.id)

    def apply(self, case: Case) -> State:
        return _sitting(case, replace(case.state.meetings.sittings[self.id], status="closed"))


@act("item.taken", stage="meeting", by=("secretariat",))
class ItemTaken(Act, frozen=True):
    """The sitting takes up an item of its agenda."""

    sitting: Id
    item: Id

    def in_order(self, case: Case) -> None:
        found = case.state.meetings.sitting(self.kind, self.sitting, "open")
        if self.item not in (item.id for item in found.agenda):
            raise self.refuse("unknown", what="item", id=self.item)
        if self.item in found.taken:
            raise self.refuse("item_taken", id=self.item)

    def apply(self, case: Case) -> State:
        found = case.state.meetings.sittings[self.sitting]
        return _sitting(case, replace(found, taken=(*found.taken, self.item)))


@act("attendance.recorded", stage="meeting", by=(SECRETARIAT, *MEMBERS))
class AttendanceRecorded(Act, frozen=True):
    """Voters are in the room, or have left it; a member states only its own."""

    sitting: Id
    came: Annotated[tuple[Id, ...], Meta(max_length=1000)] = ()
    left: Annotated[tuple[Id, ...], Meta(max_length=1000)] = ()

    def in_order(self, case: Case) -> None:
        found = case.state.meetings.sitting(self.kind, self.sitting, "open")
        named = (*self.came, *self.left)
        if not named or len(set(named)) != len(named):
            raise self.refuse("names_once")
        if case.by != SECRETARIAT and named != (case.by,):
            raise self.refuse("own_only", id=case.by)
        for who in self.came:
            case.state.membership.standing(self.kind, who)
        for who in self.left:
            if who not in found.present:
                raise self.refuse("not_present", id=who)

    def apply(self, case: Case) -> State:
        found = case.state.meetings.sittings[self.sitting]
        stay = [who for who in found.present if who not in set(self.left)]
        seen = set(stay)
        present = (*stay, *(who for who in self.came if who not in seen))
        seen = set(found.seen)
        ever = (*found.seen, *(who for who in self.came if who not in seen))
        return _sitting(case, replace(found, present=present, seen=ever))


@act("quorum.counted", stage="meeting", by=("secretariat",))
class QuorumCounted(Act, frozen=True):
    """The chair states how many of the roll are present, and whether that is a quorum."""

    sitting: Id
    count: QuorumCount

    def in_order(self, case: Case) -> None:
        found = case.state.meetings.sitting(self.kind, self.sitting, "open")
        true = count_quorum(case.state, found.present)
        if self.count != true:
            raise Refused(
                "outcome_differs",
                "charter/quorum",
                stated=f"{self.count.present}/{self.count.roll}",
                true=f"{true.present}/{true.roll}",
            )

    def apply(self, case: Case) -> State:
        return _sitting(case, replace(case.state.meetings.sittings[self.sitting], quorum=self.count))


@act("minutes.recorded", stage="meeting", by=("secretariat",))
class MinutesRecorded(Act, frozen=True):
    """The minutes of a sitting are laid before the members, or corrected before approval."""

    sitting: Id
    text: Texts

    def in_order(self, case: Case) -> None:
        found = case.state.meetings.sitting(self.kind, self.sitting, "closed")
        if found.minutes_approved:
            raise self.refuse("minutes_approved", id=self.sitting)

    def apply(self, case: Case) -> State:
        return _sitting(case, replace(case.state.meetings.sittings[self.sitting], minutes=self.text))


@act("minutes.approved", stage="meeting", by=("secretariat",))
class MinutesApproved(Act, frozen=True):
    """The minutes of a sitting are approved."""

    sitting: Id

    def in_order(self, case: Case) -> None:
        found = case.state.meetings.sitting(self.kind, self.sitting, "closed")
        if not found.minutes:
            raise self.refuse("minutes_missing", id=self.sitting)
        if found.minutes_approved:
            raise self.refuse("minutes_approved", id=self.sitting)

    def apply(self, case: Case) -> State:
        return _sitting(case, replace(case.state.meetings.sittings[self.sitting], minutes_approved=True))
