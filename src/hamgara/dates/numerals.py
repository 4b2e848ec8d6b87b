"""Numbers as people read and type them, because ۱٬۲۴۸ and 1,248 must be the same number on every page.

Persian separators and signs follow CLDR's locale `fa`: ٬ (U+066C) between thousands, ٫ (U+066B) before
decimals, ٪ (U+066A) for percent, and U+200E U+2212 for minus (the mark keeps the sign left of its number in
a right-to-left line).
"""

import re
from fractions import Fraction
from typing import Literal

__all__ = [
    "Language",
    "NumberError",
    "digits",
    "format_fraction_in_words",
    "format_number",
    "format_percent",
    "format_weight",
    "parse_number",
    "western_digits",
]

Language = Literal["fa", "en"]

_PERSIAN = "۰۱۲۳۴۵۶۷۸۹"
_ARABIC = "٠١٢٣٤٥٦٧٨٩"
_WESTERN = "0123456789"
_TO_PERSIAN = str.maketrans(_WESTERN + _ARABIC, _PERSIAN * 2)
_TO_WESTERN = str.maketrans(_PERSIAN + _ARABIC, _WESTERN * 2)
_PERSIAN_SIGNS = str.maketrans({",": "٬", ".": "٫", "%": "٪", "-": "\u200e\u2212", "\u2212": "\u200e\u2212"})
_WESTERN_SIGNS = str.maketrans({"٬": ",", "٫": ".", "٪": "%", "\u2212": "-", "\u200e": None})
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_WHOLE_NUMBER = re.compile(r"[-\u2212]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?")
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+)|/(?P<below>\d{1,3}(?:,\d{3})+|\d+))?(?P<percent>%?)"
)
_LONGEST_NUMBER = 60
_WORDS_FA = {2: "دوم", 3: "سوم", 4: "چهارم", 5: "پنجم", 6: "ششم", 7: "هفتم", 8: "هشتم", 9: "نهم", 10: "دهم"}
_COUNTS_FA = ("", "یک", "دو", "سه", "چهار", "پنج", "شش", "هفت", "هشت", "نه")
_WORDS_EN = {
    3: "third",
    4: "quarter",
    5: "fifth",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
}
_COUNTS_EN = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class NumberError(ValueError):
    """A text that is no number; `text` is what was read, `expected` what would have been understood."""

    def __init__(self, text: str, expected: str = "a number such as 1248, 1,248.5, 2/3 or 75%") -> None:
        super().__init__(f"{text!r} is not a number; expected {expected}")
        self.text = text
        self.expected = expected


def western_digits(text: str) -> str:
    """`text` with every Persian or Arabic digit as 0–9, all else unchanged."""
    return text.translate(_TO_WESTERN)


def digits(text: str, language: Language) -> str:
    """`text` with its digits in the script of `language`.

    Separators and signs are changed only where the whole text is one number ("1,248.5" is «۱٬۲۴۸٫۵»), so
    that the points of clause numbers and the hyphens of ids stay as they are.
    """
    if language == "en":
        plain = western_digits(text)
        signs = plain.translate(_WESTERN_SIGNS)
        return signs if _WHOLE_NUMBER.fullmatch(signs) else plain
    if _WHOLE_NUMBER.fullmatch(western_digits(text)):
        text = text.translate(_PERSIAN_SIGNS)
    return text.translate(_TO_PERSIAN)


def format_number(n: int | Fraction | str, language: Language) -> str:
    """A number with thousands separators: 1248 is "1,248" or «۱٬۲۴۸»; Fraction(2, 3) is "2/3" or «۲/۳».

    A string is a number in the record's form: an integer, a decimal ("12.50", whose zeros stay), or a
    fraction ("2/3"). Raises NumberError for any other string.
    """
    if isinstance(n, str):
        match = _NUMBER.fullmatch(n)
        if match is None or "," in n or match["percent"] or match["sign"] == "+":
            raise NumberError(n, 'an integer, a decimal such as "12.50" or a fraction such as "2/3"')
        whole, decimals, below = match["whole"], match["decimals"], match["below"]
        sign = match["sign"]
        shown = sign + _grouped(int(whole))
        if decimals is not None:
            return digits(f"{shown}.{decimals}", language)
        return digits(shown, language) if below is None else _over(shown, _grouped(int(below)), language)
    if isinstance(n, Fraction) and n.denominator != 1:
        return _over(_grouped(n.numerator), _grouped(n.denominator), language)
    return digits(_grouped(int(n)), language)


def format_weight(weight: Fraction | str | int, language: Language) -> str:
    """A weight of at least nothing as a mixed number: 124/3 is "41 1/3" or «۴۱ و ۱/۳».

    In Persian a stroke between larger numbers is read as a decimal point.
    """
    exact = Fraction(weight)
    whole, rest = divmod(exact, 1)
    if not whole or not rest:
        return format_number(exact, language)
    return f"{format_number(whole, language)}{' و ' if language == 'fa' else ' '}{format_number(rest, language)}"


def format_percent(share: Fraction, language: Language, *, places: int = 1) -> str:
    """A share as percent, rounded half away from zero to at most `places` decimals: Fraction(2, 3) is
    "66.7%", «۶۶٫۷٪».

    Trailing zeros are dropped. A share short of the whole is never shown as 100%, nor one above nothing as
    0%: such a share is cut off (99.9%) or raised to the last place shown (0.1%).
    """
    scale = 10**places
    scaled = abs(share) * 100 * scale
    rounded = int(scaled + Fraction(1, 2))
    if rounded == 100 * scale and scaled < 100 * scale:
        rounded -= 1
    if rounded == 0 and scaled > 0:
        rounded = 1
    whole, rest = divmod(rounded, scale)
    decimals = f"{rest:0{places}d}".rstrip("0") if places else ""
    sign = "-" if share < 0 else ""
    return digits(f"{sign}{_grouped(whole)}{'.' if decimals else ''}{decimals}%", language)


def format_fraction_in_words(share: Fraction, language: Language) -> str:
    """A share between 0 and 1 in words where language has them («دوسوم», "two thirds"), otherwise as
    format_number.
    """
    above, below = share.numerator, share.denominator
    if share == Fraction(1, 2):
        return "نیم" if language == "fa" else "one half"
    if not 0 < above < below <= 10:
        return format_number(share, language)
    if language == "fa":
        joiner = "" if share == Fraction(2, 3) else "\u200c"
        return _COUNTS_FA[above] + joiner + _WORDS_FA[below]
    return f"{_COUNTS_EN[above]} {_WORDS_EN[below]}{'s' if above > 1 else ''}"


def parse_number(text: str) -> int | Fraction:
    """The number that `text` writes, in Persian, Arabic or western digits; a whole number comes back as
    int.

    Understood: thousands grouped by , or ٬ (in threes), decimals after . or ٫, fractions ("2/3"), percent
    (% or ٪; "75%" is 3/4), a leading sign. Raises NumberError for anything else, a zero denominator, or
    over 60 characters.
    """
    if len(text) > _LONGEST_NUMBER:
        raise NumberError(text[:_LONGEST_NUMBER] + "…", f"a number of at most {_LONGEST_NUMBER} characters")
    plain = western_digits(_INVISIBLE.sub("", text)).translate(_WESTERN_SIGNS).strip()
    plain = plain.replace("\u2044", "/").replace(" %", "%")
    match = _NUMBER.fullmatch(plain)
    if match is None or (match["below"] is not None and not match["below"].strip("0,")):
        raise NumberError(text)
    value = Fraction(match["whole"].replace(",", "") + (f".{match['decimals']}" if match["decimals"] else ""))
    if match["below"] is not None:
        value /= int(match["below"].replace(",", ""))
    if match["percent"]:
        value /= 100
    if match["sign"] == "-":
        value = -value
    return value.numerator if value.denominator == 1 else value


def _grouped(n: int) -> str:
    return f"{n:,}"


def _over(above: str, below: str, language: Language) -> str:
    return f"{digits(above, language)}/{digits(below, language)}"
