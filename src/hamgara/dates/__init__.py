"""Dates, times and numbers as members read and write them: Jalali or Gregorian, Persian or English.

The record knows one clock only (UTC, whole seconds). Everything a person reads or types passes through here.
"""

from hamgara.dates.calendars import Calendar, from_parts, month_name, month_of, parts_of, weekday_name
from hamgara.dates.deadlines import format_deadline
from hamgara.dates.errors import AmbiguousTimeError, DateError
from hamgara.dates.moments import from_utc, parse_local, parse_utc, to_utc
from hamgara.dates.numerals import (
    Language,
    NumberError,
    digits,
    format_fraction_in_words,
    format_number,
    format_percent,
    format_weight,
    parse_number,
)
from hamgara.dates.reading import parse_date, parse_time
from hamgara.dates.writing import format_date, format_moment, format_range, format_time, format_zone

__all__ = [
    "AmbiguousTimeError",
    "Calendar",
    "DateError",
    "Language",
    "NumberError",
    "digits",
    "format_date",
    "format_deadline",
    "format_fraction_in_words",
    "format_moment",
    "format_number",
    "format_percent",
    "format_range",
    "format_time",
    "format_weight",
    "format_zone",
    "from_parts",
    "from_utc",
    "month_name",
    "month_of",
    "parse_date",
    "parse_local",
    "parse_number",
    "parse_time",
    "parse_utc",
    "parts_of",
    "to_utc",
    "weekday_name",
]
