"""Dates and times as people type them, read strictly: what is not certain is refused with what was
expected.
"""

import re
from datetime import date, time

from hamgara.dates.calendars import Calendar, example_of, from_parts, month_of, weekday_names, weekday_of
from hamgara.dates.errors import DateError
from hamgara.dates.numerals import western_digits

__all__ = ["parse_date", "parse_time"]

_INVISIBLE = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_NUMERIC = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})")
_NAMED = re.compile(
    r"(?:(?P<weekday>[^\d,،]+?)[,،]?\s+)?(?P<day>\d{1,2})\s+(?P<month>[^\W\d]+[\u0654.]?)[,،]?\s+(?P<year>\d{4})"
)
_TIME = re.compile(r"(?:ساعت\s+)?(\d{1,2})[:٫](\d{2})")
_LONGEST = 80
_EXAMPLE_TIME = ("۱۴:۳۰", "14:30")


def parse_date(text: str, calendar: Calendar) -> date:
    """The day that `text` names in `calendar`; digits of any of the three scripts.

    Understood: year-month-day with - / or . between ("1389/5/23"), and day, month name, year, with or
    without the weekday («شنبه ۲۳ مرداد ۱۳۸۹», "Saturday, 14 August 2010"). A weekday must be the right one.
    Two-digit years, years of the other calendar and days that do not exist raise DateError.
    """
    shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
    plain = " ".join(western_digits(_INVISIBLE.sub("", text)).split())
    if len(text) > _LONGEST:
        raise DateError("form", text=shown, example=example_of(calendar))
    numeric = _NUMERIC.fullmatch(plain)
    if numeric:
        return from_parts(int(numeric[1]), int(numeric[3]), int(numeric[4]), calendar, text=shown)
    named = _NAMED.fullmatch(plain)
    if named is None:
        raise DateError("form", text=shown, example=example_of(calendar))
    month = month_of(named["month"], calendar)
    if month is None:
        raise DateError("month", text=shown, month=named["month"], example=example_of(calendar))
    day = from_parts(int(named["year"]), month, int(named["day"]), calendar, text=shown)
    if named["weekday"] is not None:
        weekday = weekday_of(named["weekday"])
        if weekday is None:
            raise DateError("form", text=shown, example=example_of(calendar))
        if weekday != day.weekday():
            raise DateError("weekday", text=shown, actual=weekday_names(day.weekday()), given=weekday_names(weekday))
    return day


def parse_time(text: str) -> time:
    """The time of day that `text` names on a 24-hour clock: "14:30", «۱۴:۳۰», «ساعت ۱۴:۳۰». Raises
    DateError.
    """
    plain = " ".join(western_digits(_INVISIBLE.sub("", text[: _LONGEST + 1])).split())
    match = _TIME.fullmatch(plain)
    if match is None or int(match[1]) > 23 or int(match[2]) > 59:
        raise DateError("time", text=text[:_LONGEST], example=_EXAMPLE_TIME)
    return time(int(match[1]), int(match[2]))
