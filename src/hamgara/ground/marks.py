"""What the pictures of common ground are drawn with: marks and lines of the groups, hatching, texts of two directions.

Groups differ by shape and by dashes as well as by colour (after Okabe and Ito), so that a picture can be read in grey.
"""

from collections.abc import Iterable, Sequence
from html import escape
from unicodedata import bidirectional, category

from hamgara.dates import Language

__all__ = [
    "COLOURS",
    "DASHES",
    "WIDTH",
    "close",
    "colour",
    "cut_text",
    "edge",
    "hatch",
    "join_paths",
    "mark",
    "open_picture",
    "outline",
    "text",
    "wording",
]

#: All pictures are so wide, and their letters 14 high: legible on a telephone of 360 pixels.
WIDTH = 360
COLOURS = ("#0072b2", "#b84e00", "#00795a", "#a84f82", "#7a6000", "#4d5652")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "12 4", "4 6")
#: The mean width of a letter, in heights of the type; wide enough that no line runs over its edge.
_LETTER = 0.53


def open_picture(height: float, title: str, description: str, language: Language) -> list[str]:
    """The beginning of an SVG of `WIDTH` by `height`, named and described for those who do not see it."""
    direction = "rtl" if language == "fa" else "ltr"
    return [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" lang="{language}"'
        f' direction="{direction}" font-family="Vazirmatn, system-ui, sans-serif" font-size="14" fill="currentColor">',
        f"<title>{escape(title)}</title>",
        f"<desc>{escape(description)}</desc>",
    ]


def close(parts: Iterable[str]) -> str:
    return "".join(parts) + "</svg>"


def edge(language: Language, inset: float = 12) -> float:
    """Where lines of text begin: at the left, in Persian at the right."""
    return WIDTH - inset if language == "fa" else inset


def colour(number: int) -> str:
    """The colour of a group, from 0."""
    place = number % len(COLOURS)
    return f"var(--g{place + 1}, {COLOURS[place]})"


def outline(number: int, size: float, x: float, y: float) -> str:
    """The path of a group's mark around (x, y): circle, square, diamond, triangle, cross, hourglass."""
    s = size
    shape = number % len(COLOURS)
    if shape == 0:
        return f"M{x - s:.1f} {y:.1f}a{s:g} {s:g} 0 1 0 {2 * s:g} 0a{s:g} {s:g} 0 1 0 {-2 * s:g} 0z"
    if shape == 1:
        s *= 0.9
        return f"M{x - s:.1f} {y - s:.1f}h{2 * s:g}v{2 * s:g}h{-2 * s:g}z"
    if shape == 2:
        s *= 1.2
        return f"M{x:.1f} {y - s:.1f}l{s:g} {s:g}l{-s:g} {s:g}l{-s:g} {-s:g}z"
    if shape == 3:
        return f"M{x:.1f} {y - 1.2 * s:.1f}l{1.1 * s:g} {2.1 * s:g}h{-2.2 * s:g}z"
    if shape == 4:
        a = s * 0.4
        b = s * 0.8
        arms = f"v{b:g}h{2 * a:g}v{b:g}h{-2 * a:g}v{b:g}h{-2 * a:g}v{-b:g}h{-2 * a:g}v{-b:g}h{2 * a:g}v{-b:g}z"
        return f"M{x - a:.1f} {y - 1.2 * s:.1f}h{2 * a:g}{arms}"
    return f"M{x - s:.1f} {y - s:.1f}h{2 * s:g}l{-2 * s:g} {2 * s:g}h{2 * s:g}z"


def mark(number: int, x: float, y: float, size: float = 5) -> str:
    """A group's mark on its own."""
    return f'<path d="{outline(number, size, x, y)}" fill="{colour(number)}" stroke="var(--card, #fff)"/>'


def hatch(name: str, lines: str = "currentColor") -> str:
    """A pattern of slanting lines, to fill with as url(#name)."""
    return (
        f'<pattern id="{name}" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<path d="M0 0v5" stroke="{lines}" stroke-width="2"/></pattern>'
    )


def text(x: float, y: float, words: str, anchor: str = "start", more: str = "") -> str:
    """A text in the language of the picture."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(words)}</text>'


def wording(y: float, words: str, language: Language, lead: str = "") -> str:
    """A line of somebody's words, which may run the other way than the picture, after a lead in its own language."""
    way = _direction(words) or ("rtl" if language == "fa" else "ltr")
    start, end = ("\u2067", "\u2069") if way == "rtl" else ("\u2066", "\u2069")
    number = f'<tspan font-weight="700">{escape(lead)}</tspan> ' if lead else ""
    return (
        f'<text x="{edge(language):.1f}" y="{y:.1f}" text-anchor="start" font-size="13">'
        f"{number}{start}{escape(words)}{end}</text>"
    )


def cut_text(words: str, room: float, size: float = 13) -> str:
    """As much of the words as `room` holds, cut between words where that loses little."""
    words = " ".join(words.split())
    letters = int(room / (size * _LETTER))
    seen = [i for i, c in enumerate(words) if category(c) not in ("Mn", "Cf")]
    if len(seen) <= letters:
        return words
    short = words[: seen[max(letters - 1, 1)]]
    whole, _space, rest = short.rpartition(" ")
    return (whole if whole and len(rest) < 12 else short).rstrip(" ،,.;:؛") + "…"


def _direction(words: str) -> str:
    """The direction of the first letter that has one; empty where none has."""
    for letter in words:
        way = bidirectional(letter)
        if way in ("L", "R", "AL"):
            return "ltr" if way == "L" else "rtl"
    return ""


def join_paths(paths: Sequence[str], paint: str) -> str:
    """Many shapes of one look as one element, so that a picture of hundreds of marks stays small."""
    return f'<path d="{"".join(paths)}" {paint}/>' if paths else ""
