"""Intervals of shares as a picture with real text: a row for each statement, in it a mark and a line for each group.

The scale runs with the line of reading, from the right in Persian. What the picture shows stands in a table too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from hamgara.dates import Language, format_percent
from hamgara.ground.marks import DASHES, WIDTH, close, colour, cut_text, edge, mark, open_picture, text, wording
from hamgara.ground.words import named, percent, share, words

__all__ = ["Bar", "Row", "interval_chart"]

_LEFT, _RIGHT = 22, 338
_LINE, _GAP, _TEXT = 13, 12, 19


@dataclass(frozen=True, slots=True)
class Bar:
    """A share and its interval; no share where nobody decided."""

    share: float | None
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Row:
    """A statement with its text (empty where there is none) and a bar for each line of the legend."""

    name: str
    text: str
    bars: tuple[Bar, ...]


def interval_chart(title: str, legend: Sequence[str], rows: Sequence[Row], language: Language) -> str:
    """The rows on a scale from 0 to 100 %. `legend` names the bars; a single bar that is all needs no name."""
    word = words(language)
    top = 14 + 20 * len(legend)
    tall = _TEXT + max(1, len(legend)) * _LINE + _GAP
    height = top + len(rows) * tall + 30
    parts = open_picture(height, title, _described(legend, rows, language), language)
    start = edge(language, 18)
    for place, name in enumerate(legend):
        y = 15.0 + 20 * place
        inward = -1 if language == "fa" else 1
        parts.append(_line(place, start - 8, start + 8, y - 4) + mark(place, start, y - 4))
        parts.append(text(start + inward * 16, y, name))
    if not rows:
        parts.append(text(WIDTH / 2, top + 8, word["nothing"], "middle"))
        return close(parts)
    parts += _scale(top, height - 24, language)
    for number, row in enumerate(rows):
        y = float(top + number * tall)
        name = named(row.name, language)
        room = WIDTH - 34 - 9 * len(name)
        parts.append(wording(y + 13, cut_text(row.text, room), language, name))
        for place, bar in enumerate(row.bars):
            told = _told(row, place, legend, language)
            parts.append(_bar(place, bar, y + _TEXT + (place + 0.5) * _LINE, told, language == "fa"))
    return close(parts)


def _bar(place: int, bar: Bar, y: float, told: str, rtl: bool) -> str:
    low, high = _across(bar.low, rtl), _across(bar.high, rtl)
    shown = "" if bar.share is None else mark(place, _across(bar.share, rtl), y)
    return f"<g><title>{escape(told)}</title>{_line(place, low, high, y)}{shown}</g>"


def _line(place: int, x1: float, x2: float, y: float) -> str:
    dash = DASHES[place % len(DASHES)]
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour(place)}" stroke-width="2.5"'
        f"{dashed}/>"
    )


def _told(row: Row, place: int, legend: Sequence[str], language: Language) -> str:
    bar = row.bars[place]
    said = "–" if bar.share is None else share(bar.share, bar.low, bar.high, language)
    whose = f"{legend[place]} · " if legend else ""
    return f"{named(row.name, language)} · {whose}{said}"


def _scale(top: float, bottom: float, language: Language) -> list[str]:
    parts = []
    for at in (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1)):
        x = _across(float(at), language == "fa")
        dash = "" if at == Fraction(1, 2) else ' stroke-dasharray="2 3"'
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" stroke="var(--line, #8a8f8c)"{dash}/>'
        )
        parts.append(text(x, bottom + 17, format_percent(at, language), "middle"))
    return parts


def _described(legend: Sequence[str], rows: Sequence[Row], language: Language) -> str:
    word = words(language)
    if not rows:
        return word["nothing"]
    best = rows[0]
    told = []
    for place, bar in enumerate(best.bars):
        said = "–" if bar.share is None else f"{percent(bar.share, language)}"
        told.append(f"{legend[place] if legend else word['all']} {said}")
    return f"{word['statement']} {named(best.name, language)}: {('، ' if language == 'fa' else ', ').join(told)}"


def _across(at: float, rtl: bool) -> float:
    span = _RIGHT - _LEFT
    return _RIGHT - at * span if rtl else _LEFT + at * span
