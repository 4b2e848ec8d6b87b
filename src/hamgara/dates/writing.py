"""Dates and times laid out for readers, in all four combinations of language and calendar."""

from datetime import date, datetime, time

from hamgara.dates.calendars import Calendar, month_name, parts_of, weekday_name
from hamgara.dates.errors import DateError
from hamgara.dates.moments import from_utc, zone_of
from hamgara.dates.numerals import Language, digits

__all__ = ["format_date", "format_moment", "format_range", "format_time", "format_zone"]

_CITIES_FA = {
    "America/Chicago": "شیکاگو",
    "America/Denver": "دنور",
    "America/Edmonton": "ادمونتون",
    "America/Halifax": "هلیفکس",
    "America/Los_Angeles": "لس‌آنجلس",
    "America/Montreal": "مونترال",
    "America/New_York": "نیویورک",
    "America/Toronto": "تورنتو",
    "America/Vancouver": "ونکوور",
    "America/Winnipeg": "وینیپگ",
    "Asia/Istanbul": "استانبول",
    "Asia/Kabul": "کابل",
    "Asia/Tehran": "تهران",
    "Australia/Sydney": "سیدنی",
    "Europe/Amsterdam": "آمستردام",
    "Europe/Berlin": "برلین",
    "Europe/Brussels": "بروکسل",
    "Europe/Copenhagen": "کپنهاگ",
    "Europe/Istanbul": "استانبول",
    "Europe/London": "لندن",
    "Europe/Oslo": "اسلو",
    "Europe/Paris": "پاریس",
    "Europe/Stockholm": "استکهلم",
    "Europe/Vienna": "وین",
    "Europe/Zurich": "زوریخ",
}
_UNIVERSAL = {"UTC", "Etc/UTC", "Etc/GMT", "GMT", "Etc/UCT", "Zulu"}


def format_date(day: date, language: Language, calendar: Calendar, weekday: bool = False) -> str:
    """«۲۳ مرداد ۱۳۸۹» or "14 August 2010"; with `weekday`, «شنبه ۲۳ مرداد ۱۳۸۹» or "Saturday, 14 August
    2010".
    """
    year, month, number = parts_of(day, calendar)
    name = month_name(month, calendar, language, before_year=True)
    shown = digits(f"{number} {name} {year}", language)
    if not weekday:
        return shown
    return f"{weekday_name(day, language)}{' ' if language == 'fa' else ', '}{shown}"


def format_time(clock: time | datetime, language: Language) -> str:
    """«۱۴:۳۰» or "14:30": hours and minutes of a 24-hour clock."""
    return digits(f"{clock.hour:02d}:{clock.minute:02d}", language)


def format_moment(
    at_utc: str, tz: str, language: Language, calendar: Calendar, *, weekday: bool = False, zone: bool = False
) -> str:
    """The record's moment on the wall clock of `tz`: «۲۳ مرداد ۱۳۸۹، ساعت ۱۴:۳۰» or "14 August 2010,
    14:30".

    With `zone`, whose clock it is: «… به وقت تورنتو», "… (Toronto time)". Raises DateError for a bad
    timestamp or zone.
    """
    local = from_utc(at_utc, tz)
    shown = format_date(local.date(), language, calendar, weekday)
    clock = format_time(local, language)
    shown = f"{shown}، ساعت {clock}" if language == "fa" else f"{shown}, {clock}"
    if not zone:
        return shown
    name = format_zone(tz, language)
    return f"{shown} {name}" if language == "fa" else f"{shown} ({name})"


def format_zone(tz: str, language: Language) -> str:
    """Whose clock a time is by: «به وقت تورنتو», "Toronto time". A city without a Persian name here stays
    in Latin script, isolated for right-to-left lines. Raises DateError for an unknown zone.
    """
    zone_of(tz)
    if tz in _UNIVERSAL:
        return "به وقت جهانی" if language == "fa" else "UTC"
    city = tz.rpartition("/")[2].replace("_", " ")
    if language == "en":
        return f"{city} time"
    isolated = "\u2066" + city + "\u2069"
    return f"به وقت {_CITIES_FA.get(tz, isolated)}"


def format_range(first: date, last: date, language: Language, calendar: Calendar) -> str:
    """The days from `first` to `last`, both included, saying nothing twice.

    «۲۲ تا ۲۴ مرداد ۱۳۸۹», "22–24 Mordad 1389"; «۳۰ مرداد تا ۲ شهریور ۱۳۸۹», "30 Mordad – 2 Shahrivar 1389".
    Raises DateError where `last` comes before `first`.
    """
    if last < first:
        raise DateError("order", text=f"{first.isoformat()} – {last.isoformat()}")
    whole = format_date(last, language, calendar)
    if first == last:
        return whole
    (year, month, number), (last_year, last_month, _) = parts_of(first, calendar), parts_of(last, calendar)
    if year != last_year:
        start, wide = format_date(first, language, calendar), True
    elif month != last_month:
        start, wide = digits(f"{number} {month_name(month, calendar, language)}", language), True
    else:
        start, wide = digits(str(number), language), False
    if language == "fa":
        return f"{start} تا {whole}"
    return f"{start}{' – ' if wide else '–'}{whole}"
