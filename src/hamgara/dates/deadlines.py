"""How long is left, in words: a deadline is read more often as "in 3 days" than as a date."""

from hamgara.dates.moments import parse_utc
from hamgara.dates.numerals import Language, format_number

__all__ = ["format_deadline"]

_UNITS = ((86_400, 2, "روز", "day"), (3_600, 2, "ساعت", "hour"), (60, 1, "دقیقه", "minute"))


def format_deadline(at_utc: str, now_utc: str, language: Language) -> str:
    """The time from `now_utc` to `at_utc`: «تا ۳ روز دیگر», "in 3 days"; once passed, «۲ ساعت پیش», "2
    hours ago".

    The largest unit of which at least two are left (days of 24 hours, hours; below that minutes), rounded
    down, so that no reader is promised more time than there is. Raises DateError for a bad timestamp.
    """
    seconds = int((parse_utc(at_utc) - parse_utc(now_utc)).total_seconds())
    fa = language == "fa"
    for length, least, persian, english in _UNITS:
        count = abs(seconds) // length
        if count >= least:
            number = format_number(count, language)
            if fa:
                ezafe = "\u0654" if persian.endswith("ه") and seconds > 0 else ""
                return f"تا {number} {persian}{ezafe} دیگر" if seconds > 0 else f"{number} {persian} پیش"
            unit = f"{number} {english}{'s' if count > 1 else ''}"
            return f"in {unit}" if seconds > 0 else f"{unit} ago"
    if seconds > 0:
        return "تا کمتر از یک دقیقهٔ دیگر" if fa else "in less than a minute"
    return "همین حالا" if fa else "just now"
