"""Meetings, sittings, joint actions and what is due, as iCalendar (RFC 5545), for the calendars that people have.

Days are days wherever one is (an all-day event has no time zone); sittings are in the time zone of their meeting, with
its rules in the file. Every event keeps its UID for good, so that a calendar that is read again is brought up to date.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Literal
from zoneinfo import ZoneInfo

from icalendar import Calendar, Component, Event, Timezone, TimezoneDaylight, TimezoneStandard

from hamgara.assembly.meetings import Meeting, Sitting
from hamgara.assembly.state import State
from hamgara.dates import Language, format_number, from_utc
from hamgara.documents.labels import LABELS
from hamgara.documents.occasions import format_days, format_venue
from hamgara.documents.places import format_place
from hamgara.documents.texts import find_wording

__all__ = ["MEDIA_TYPE", "Part", "write_calendar"]

Part = Literal["meetings", "actions"]

MEDIA_TYPE = "text/calendar; charset=utf-8"
_UTC = {"UTC", "Etc/UTC"}


def write_calendar(state: State, *, language: Language, parts: Collection[Part] = ("meetings", "actions")) -> bytes:
    """The calendar of an assembly in one language: `meetings` with their sittings, `actions` agreed and what of them
    is due. It bears the time of the state's last act.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//hamgara//calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    name = find_wording(state.convening.names, language).line
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    writer = _Writer(state, language)
    events = [*(writer.meetings() if "meetings" in parts else ()), *(writer.actions() if "actions" in parts else ())]
    for zone in sorted(writer.zones):
        calendar.add_component(_zone(zone, min(writer.zones[zone]), max(writer.zones[zone])))
    for event in events:
        calendar.add_component(event)
    data: bytes = calendar.to_ical(sorted=True)
    return data


def _zone(name: str, first: date, last: date) -> Timezone:
    """What the clocks of a zone did from a year before the first day to the last: for each change the local time at
    which it came, by the offset before it, and both offsets (RFC 5545, section 3.6.5).
    """
    zone = ZoneInfo(name)
    start = datetime(first.year - 1, 1, 1, tzinfo=UTC)
    hours = ((last - start.date()).days + 2) * 24
    rules = Timezone()
    rules.add("tzid", name)
    before = start.astimezone(zone)
    rules.add_component(_observance(before, before))
    for n in range(1, hours + 1):
        after = (start + timedelta(hours=n)).astimezone(zone)
        if (after.utcoffset(), after.tzname()) != (before.utcoffset(), before.tzname()):
            rules.add_component(_observance(before, after))
        before = after
    return rules


def _observance(before: datetime, after: datetime) -> Component:
    kind = TimezoneDaylight() if after.dst() else TimezoneStandard()
    offsets = before.utcoffset(), after.utcoffset()
    assert offsets[0] is not None
    kind.add("dtstart", after.astimezone(timezone(offsets[0])).replace(tzinfo=None))
    kind.add("tzoffsetfrom", offsets[0])
    kind.add("tzoffsetto", offsets[1])
    kind.add("tzname", after.tzname())
    return kind


class _Writer:
    def __init__(self, state: State, language: Language) -> None:
        self.state, self.language, self.label = state, language, LABELS[language]
        self.zones: dict[str, list[date]] = {}

    def meetings(self) -> Iterator[Event]:
        """Each meeting on its days, then its sittings."""
        part = self.state.meetings
        for meeting in sorted(part.meetings.values(), key=lambda m: (m.days, m.seq)):
            yield from self._meeting(meeting)
            for sitting in sorted(part.sittings.values(), key=lambda s: (s.starts, s.seq)):
                if sitting.meeting == meeting.id:
                    yield self._sitting(meeting, sitting)

    def actions(self) -> Iterator[Event]:
        """Each action that is agreed, from its first day to its last; what was undertaken, on the day it is due."""
        part = self.state.actions
        for action in sorted(part.actions.values(), key=lambda a: (a.begins, a.seq)):
            if action.status not in ("agreed", "concluded"):
                continue
            event = self._event("action", action.id, find_wording(action.title, self.language).line)
            self._on_days(event, date.fromisoformat(action.begins), date.fromisoformat(action.ends))
            event.add("description", self._text(action.text))
            if action.places:
                places = (format_place(place, self.language) for place in action.places)
                event.add("location", self.label.semicolon.join(places))
            yield event
        for commitment in sorted(part.commitments.values(), key=lambda c: (c.due, c.seq)):
            if commitment.status not in ("open", "missed"):
                continue
            title = find_wording(part.actions[commitment.action].title, self.language).line
            event = self._event("commitment", commitment.id, self.label.due.format(title=title))
            day = date.fromisoformat(commitment.due)
            self._on_days(event, day, day)
            name = self.state.membership.participants[commitment.member].name
            who = find_wording(name, self.language).line if name else self.label.a_person
            event.add("description", f"{who}{self.label.colon}{self._text(commitment.text)}")
            event.add("related-to", self._uid("action", commitment.action))
            yield event

    def _meeting(self, meeting: Meeting) -> Iterator[Event]:
        """One event for each run of days."""
        days = [date.fromisoformat(day) for day in meeting.days]
        starts = [day for n, day in enumerate(days) if not n or day - days[n - 1] > timedelta(1)]
        for n, start in enumerate(starts):
            end = max(day for day in days if start <= day and (n + 1 == len(starts) or day < starts[n + 1]))
            suffix = f"-{n + 1}" if n else ""
            event = self._event("meeting", meeting.id + suffix, find_wording(meeting.title, self.language).line)
            self._on_days(event, start, end)
            event.add("location", format_venue(meeting, self.language))
            event.add("description", format_days(meeting.days, self.language))
            yield event

    def _sitting(self, meeting: Meeting, sitting: Sitting) -> Event:
        title = find_wording(sitting.title, self.language).line
        whole = find_wording(meeting.title, self.language).line
        event = self._event("sitting", sitting.id, f"{whole}{self.label.colon}{title}")
        for name, at in (("dtstart", sitting.starts), ("dtend", sitting.ends)):
            event.add(name, self._moment(at, meeting.timezone))
        event.add("location", format_venue(meeting, self.language))
        agenda = [
            f"{format_number(n, self.language)}. {find_wording(item.title, self.language).line}"
            for n, item in enumerate(sitting.agenda, 1)
        ]
        if agenda:
            event.add("description", "\n".join([f"{self.label.agenda}{self.label.colon.strip()}", *agenda]))
        event.add("related-to", self._uid("meeting", meeting.id))
        return event

    def _moment(self, at: str, zone: str) -> datetime:
        local = from_utc(at, zone)
        if zone not in _UTC:
            self.zones.setdefault(zone, []).append(local.date())
        return local

    def _event(self, kind: str, id: str, summary: str) -> Event:
        event = Event()
        event.add("uid", self._uid(kind, id))
        event.add("dtstamp", from_utc(self.state.at, "UTC"))
        event.add("summary", summary, parameters={"LANGUAGE": self.language})
        event.add("status", "CONFIRMED")
        return event

    def _on_days(self, event: Component, first: date, last: date) -> None:
        """All day; what is at the end is the day after (RFC 5545, section 3.6.1). It keeps nobody from other things."""
        event.add("dtstart", first)
        event.add("dtend", last + timedelta(1))
        event.add("transp", "TRANSPARENT")

    def _uid(self, kind: str, id: str) -> str:
        return f"{kind}-{id}@{self.state.assembly}.hamgara"

    def _text(self, texts: dict[Language, str]) -> str:
        return "\n".join(find_wording(texts, self.language).paragraphs)
