"""The words of pictures and tables in both languages, and numbers as they stand in them."""

from fractions import Fraction
from math import ceil, floor

from hamgara.dates import Language, digits, format_number, format_percent

__all__ = ["group_name", "interval", "listed", "named", "percent", "share", "words"]

WORDS = {
    "agree": ("موافق", "agree"),
    "agreed": ("اکثریت هر گروه موافق است", "a majority of every group agrees"),
    "agreed alone": ("اکثریت موافق است", "a majority agrees"),
    "all": ("همه", "all"),
    "chart": ("نکات مشترک، با بازهٔ اطمینان هر گروه", "Common ground, with the interval of every group"),
    "common": ("بیشترین اشتراک", "most in common"),
    "disagree": ("مخالف", "disagree"),
    "divides": ("آنچه جدا می‌کند", "what divides"),
    "found divide": ("آری", "yes"),
    "group": ("گروه", "group"),
    "groups": ("گروه‌های هم‌نظر", "Groups of opinion"),
    "heat": ("سهم موافقان هر موضع در هر گروه", "Share of each group that agrees with each position"),
    "least": ("کران پایین کم‌موافق‌ترین گروه", "lower bound of the least agreeing group"),
    "low": ("کران پایین", "lower bound"),
    "map": ("نقشهٔ شرکت‌کنندگان", "Map of participants"),
    "members": ("شمار", "participants"),
    "none": ("هنوز روشن نیست", "not established"),
    "nothing": ("هیچ موضعی به اندازهٔ کافی پاسخ نگرفته است", "no position has been answered by enough participants"),
    "not exposed": ("پاسخ کم", "too few answers"),
    "part": ("سهم از همه", "part of all"),
    "pass": ("گذر", "pass"),
    "place": ("جای میانه روی نقشه", "centre on the map"),
    "rank": ("رتبه", "rank"),
    "rejected": ("اکثریت هر گروه مخالف است", "a majority of every group disagrees"),
    "rejected alone": ("اکثریت مخالف است", "a majority disagrees"),
    "seen": ("دیده", "seen"),
    "split": ("آنچه نظرها بر سر آن دو نیم است", "where opinion is split"),
    "stability": ("استواری", "stability"),
    "statement": ("موضع", "position"),
    "statements": ("همهٔ موضع‌ها", "All positions"),
    "text": ("متن", "text"),
    "typical": ("نااطمینانی جای هر کس", "how unsure a place is"),
    "unplaced": ("جای‌نگرفته", "not placed"),
    "verdict": ("یافته", "finding"),
    "too little seen": ("جای‌نگرفته: کم دیده‌اند", "not placed: saw too little"),
    "straight-line": ("جای‌نگرفته: به همه یکسان پاسخ داده‌اند", "not placed: answered everything alike"),
    "between groups": ("جای‌نگرفته: میان گروه‌ها هستند", "not placed: stand between groups"),
}


def words(language: Language) -> dict[str, str]:
    """The words of the pictures and tables in one language."""
    return {name: pair[0 if language == "fa" else 1] for name, pair in WORDS.items()}


def named(name: str, language: Language) -> str:
    """A name for display: one that is a number is written in the digits of the language."""
    return digits(name, language) if name.isdecimal() else name


def group_name(number: int, language: Language) -> str:
    return f"{words(language)['group']} {format_number(number, language)}"


def percent(value: float, language: Language) -> str:
    """A share in whole percent."""
    return format_percent(Fraction(value), language, places=0)


def interval(low: float, high: float, language: Language) -> str:
    """An interval in whole percent, rounded outwards: "42%–71%" or «۴۲٪ تا ۷۱٪»."""
    # What is whole but for the last bits of a float is not rounded up to the next percent.
    below, above = floor(low * 100 + 1e-9), ceil(high * 100 - 1e-9)
    ends = [format_percent(Fraction(min(max(end, 0), 100), 100), language, places=0) for end in (below, above)]
    return f"{ends[0]} تا {ends[1]}" if language == "fa" else f"{ends[0]}–{ends[1]}"


def share(mean: float, low: float, high: float, language: Language) -> str:
    """A share with its interval."""
    return f"{percent(mean, language)} ({interval(low, high, language)})"


def listed(parts: list[str], language: Language) -> str:
    """Several things as one phrase: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    comma, conjunction = ("، ", " و ") if language == "fa" else (", ", " and ")
    return comma.join(parts[:-1]) + conjunction + parts[-1]
