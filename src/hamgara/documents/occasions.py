"""When and where: the days of a meeting in the reader's calendar, with the other calendar in brackets."""

from __future__ import annotations

from datetime import date, timedelta

from hamgara.assembly.meetings import Meeting
from hamgara.dates import Calendar, Language, format_date, format_range, from_utc
from hamgara.documents.labels import LABELS
from hamgara.documents.places import format_place

__all__ = ["CALENDARS", "format_day", "format_days", "format_venue"]

CALENDARS: dict[Language, Calendar] = {"fa": "jalali", "en": "gregorian"}


def format_days(days: tuple[str, ...], language: Language) -> str:
    """«۲۲ تا ۲۴ مرداد ۱۳۸۹ (۱۳ تا ۱۵ اوت ۲۰۱۰)», "13–15 August 2010 (22–24 Mordad 1389)"."""
    found = [date.fromisoformat(day) for day in days]
    other: Calendar = "gregorian" if CALENDARS[language] == "jalali" else "jalali"
    return LABELS[language].days.format(
        days=_days(found, language, CALENDARS[language]), other=_days(found, language, other)
    )


def _days(days: list[date], language: Language, calendar: Calendar) -> str:
    if days[-1] - days[0] == timedelta(len(days) - 1):
        return format_range(days[0], days[-1], language, calendar)
    return LABELS[language].comma.join(format_date(day, language, calendar) for day in days)


def format_day(at: str, timezone: str, language: Language) -> str:
    """The day of a moment of the record, by the clock of that time zone."""
    return format_date(from_utc(at, timezone).date(), language, CALENDARS[language])


def format_venue(meeting: Meeting, language: Language) -> str:
    """Where a meeting is held: its place, "online", or both."""
    label = LABELS[language]
    parts = [format_place(meeting.place, language)] if meeting.place else []
    if meeting.online:
        parts.append(label.online)
    return label.comma.join(parts)
