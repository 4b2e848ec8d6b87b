"""Two calendars and their names in two languages: the arithmetic of days, and nothing of how dates are laid
out.

Jalali dates are those of Iran's official solar calendar (law of 11 Farvardin 1304). jdatetime computes them
by the 33-year rule, which Borkowski (Earth, Moon and Planets 74, 1996, 223–230) finds equal to the
astronomical calendar for 1178–1634; the tests compare it with his own algorithm and with computed
equinoxes. Years outside `YEARS` are refused.
"""

from datetime import date
from typing import Literal

import jdatetime

from hamgara.dates.errors import DateError
from hamgara.dates.numerals import Language

__all__ = ["YEARS", "Calendar", "from_parts", "month_name", "month_of", "parts_of", "weekday_name"]

Calendar = Literal["jalali", "gregorian"]

YEARS: dict[Calendar, tuple[int, int]] = {"jalali": (1200, 1600), "gregorian": (1822, 2221)}

_MONTHS: dict[tuple[Calendar, Language], tuple[str, ...]] = {
    ("jalali", "fa"): (
        *("فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور"),
        *("مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"),
    ),
    ("jalali", "en"): (
        *("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"),
        *("Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
    ),
    ("gregorian", "fa"): (
        *("ژانویه", "فوریه", "مارس", "آوریل", "مه", "ژوئن"),
        *("ژوئیه", "اوت", "سپتامبر", "اکتبر", "نوامبر", "دسامبر"),
    ),
    ("gregorian", "en"): (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
}
_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "fa": ("دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_OTHER_SPELLINGS: dict[Calendar, dict[str, int]] = {
    "jalali": {"امرداد": 5, "amordad": 5, "farvardeen": 1, "day": 10, "esphand": 12},
    "gregorian": {"اگوست": 8, "آگوست": 8, "ژوییه": 7, "جولای": 7, "می": 5, "سپتمبر": 9, "sept": 9},
}
_SHORTEST_PREFIX = 3


def parts_of(day: date, calendar: Calendar) -> tuple[int, int, int]:
    """Year, month (1–12) and day of month of `day`. Raises DateError outside YEARS."""
    if calendar == "gregorian":
        parts = (day.year, day.month, day.day)
    else:
        jalali = jdatetime.date.fromgregorian(date=day)
        parts = (int(jalali.year), int(jalali.month), int(jalali.day))
    first, last = YEARS[calendar]
    if not first <= parts[0] <= last:
        raise DateError("year", text=day.isoformat(), first=first, last=last)
    return parts


def from_parts(year: int, month: int, day: int, calendar: Calendar, *, text: str = "") -> date:
    """The day with these parts. `text` is what a person typed, for the DateError of a day that does not
    exist.
    """
    text = text or f"{year}-{month:02d}-{day:02d}"
    first, last = YEARS[calendar]
    other_first, other_last = YEARS["gregorian" if calendar == "jalali" else "jalali"]
    if not first <= year <= last:
        if other_first <= year <= other_last:
            raise DateError("other-calendar", text=text, year=year, calendar=calendar)
        raise DateError("year", text=text, first=first, last=last)
    if not 1 <= month <= 12:
        raise DateError("month", text=text, month=month, example=_EXAMPLES[calendar])
    length = _month_length(year, month, calendar)
    if not 1 <= day <= length:
        raise DateError("day", text=text, last=length)
    if calendar == "gregorian":
        return date(year, month, day)
    found: date = jdatetime.date(year, month, day).togregorian()
    return found


def month_name(month: int, calendar: Calendar, language: Language, *, before_year: bool = False) -> str:
    """The name of month 1–12; with `before_year`, Persian names that end in a silent h carry their ezafe
    («ژانویهٔ»).
    """
    name = _MONTHS[calendar, language][month - 1]
    return name + "\u0654" if before_year and language == "fa" and name.endswith("ه") else name


def month_of(name: str, calendar: Calendar) -> int | None:
    """The month that `name` means in either language (English names may be cut to three letters), or None."""
    plain = name.replace("\u0654", "").replace("ي", "ی").replace("ى", "ی").replace("ك", "ک").casefold().rstrip(".")
    plain = plain.replace("ۀ", "ه")
    fitting = []
    for language in ("fa", "en"):
        for number, full in enumerate(_MONTHS[calendar, language], 1):
            if plain == full.casefold():
                return number
            if language == "en" and len(plain) >= _SHORTEST_PREFIX and full.casefold().startswith(plain):
                fitting.append(number)
    if len(fitting) == 1:
        return fitting[0]
    return _OTHER_SPELLINGS[calendar].get(plain)


def weekday_name(day: date, language: Language) -> str:
    """«شنبه» or "Saturday"."""
    return _WEEKDAYS[language][day.weekday()]


def weekday_of(name: str) -> int | None:
    """The weekday (Monday 0) that `name` means in either language, or None; joins may be missing («سه
    شنبه»).
    """
    plain = name.replace("\u200c", "").replace(" ", "").replace("ي", "ی").replace("ك", "ک").casefold().rstrip(".")
    for names in _WEEKDAYS.values():
        for number, full in enumerate(names):
            if plain == full.replace("\u200c", "").casefold():
                return number
    return None


def weekday_names(number: int) -> tuple[str, str]:
    """Weekday `number` (Monday 0) in Persian and in English."""
    return _WEEKDAYS["fa"][number], _WEEKDAYS["en"][number]


_EXAMPLES: dict[Calendar, tuple[str, str]] = {
    "jalali": ("۱۳۸۹/۵/۲۳ یا ۲۳ مرداد ۱۳۸۹", "1389-05-23 or 23 Mordad 1389"),
    "gregorian": ("۲۰۱۰/۸/۱۴ یا ۱۴ اوت ۲۰۱۰", "2010-08-14 or 14 August 2010"),
}


def example_of(calendar: Calendar) -> tuple[str, str]:
    """How a date of this calendar may be typed, for error sentences, in Persian and in English."""
    return _EXAMPLES[calendar]


def _month_length(year: int, month: int, calendar: Calendar) -> int:
    if calendar == "gregorian":
        leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
        return (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]
    if month < 12:
        return 31 if month <= 6 else 30
    return 30 if jdatetime.date(year, 1, 1).isleap() else 29
