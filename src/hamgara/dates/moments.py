"""Between the record's clock (UTC, whole seconds) and the clocks on the walls of a coalition's cities.

Zones are names of the IANA database ("America/Toronto"), from the system or from the `tzdata` package.
"""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from hamgara.dates.calendars import Calendar
from hamgara.dates.errors import AmbiguousTimeError, DateError
from hamgara.dates.reading import parse_date, parse_time

__all__ = ["from_utc", "parse_local", "parse_utc", "to_utc"]

_FORM = "YYYY-MM-DDTHH:MM:SSZ"
_UTC = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z", re.ASCII)


def parse_utc(at_utc: str) -> datetime:
    """The moment of a record's timestamp "YYYY-MM-DDTHH:MM:SSZ" (RFC 3339, whole seconds), aware. Raises
    DateError.
    """
    if _UTC.fullmatch(at_utc) is not None:
        try:
            return datetime.strptime(at_utc, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
        except ValueError:
            pass
    raise DateError("utc", text=at_utc[:40], example=_FORM)


def to_utc(moment: datetime) -> str:
    """The record's timestamp of an aware moment; fractions of a second are cut off. Raises ValueError if
    naive.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no time in UTC")
    shown = moment.astimezone(UTC)
    return f"{shown.year:04d}-{shown.month:02d}-{shown.day:02d}T{shown:%H:%M:%S}Z"


def from_utc(at_utc: str, tz: str) -> datetime:
    """The record's moment on the wall clock of zone `tz` (aware). Raises DateError for a bad timestamp or
    zone.
    """
    return parse_utc(at_utc).astimezone(zone_of(tz))


def parse_local(
    date_text: str, time_text: str, tz: str, calendar: Calendar, *, fold: Literal[0, 1] | None = None
) -> str:
    """The record's timestamp of a date and a time that a person typed for zone `tz`.

    A time skipped when clocks go forward is refused (DateError "gap"). A time that comes twice when they go
    back raises AmbiguousTimeError with its two moments, until `fold` says which: 0 the earlier, 1 the
    later.
    """
    day, clock = parse_date(date_text, calendar), parse_time(time_text)
    return _resolve(day, clock, tz, fold, text=f"{date_text} {time_text}")


@lru_cache(maxsize=256)
def zone_of(tz: str) -> ZoneInfo:
    """The zone named `tz`. Raises DateError for a name that the database does not have."""
    try:
        return ZoneInfo(tz)
    except (
        ValueError,
        OSError,
        KeyError,
    ):  # KeyError is ZoneInfoNotFoundError; a folder's name gives an OSError
        raise DateError("zone", text=tz[:60], example="America/Toronto")


def _resolve(day: date, clock: time, tz: str, fold: Literal[0, 1] | None, *, text: str) -> str:
    zone = zone_of(tz)
    wall = datetime.combine(day, clock)
    # PEP 495: in a gap neither fold comes back to the same wall clock; in a fold both do, at different
    # moments.
    moments = []
    for candidate in (0, 1):
        moment = wall.replace(tzinfo=zone, fold=candidate).astimezone(UTC)
        if moment.astimezone(zone).replace(tzinfo=None, fold=0) == wall and moment not in moments:
            moments.append(moment)
    if not moments:
        raise DateError("gap", text=text, zone=tz)
    if len(moments) == 1:
        return to_utc(moments[0])
    if fold is None:
        raise AmbiguousTimeError(text, tz, (to_utc(moments[0]), to_utc(moments[1])))
    return to_utc(moments[fold])
