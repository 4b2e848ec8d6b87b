"""The curve as a picture with real text, and as the table that a screen reader reads in its place.

Colours are CSS variables with fallbacks, sizes suit a width of 360 pixels, and nothing is told by colour
alone: an unproved point is hollow, and its bound is a dash above it; where answers are unknown, the possible curve
is dotted, the expected one dashed with its interval upright, and a legend names each line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from hamgara.dates import Language, digits, format_number
from hamgara.front.frontier import Frontier, Point
from hamgara.front.unknown import Expected, Unknowns

__all__ = ["Table", "frontier_svg", "frontier_table", "has_unknowns", "named", "rounded_weight", "said_weight"]

_WIDTH, _HEIGHT = 360, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 344, 34, 200
_MOST_LABELS = 10
#: How the lines above the certain one are drawn.
_DASHES = {"possible": "1 4", "expected": "7 4"}
#: What the legend of three curves adds to the height.
_LEGEND = 26

WORDS = {
    "depth": ("شمار بندها", "number of clauses"),
    "breadth": ("شمار امضاها", "signers"),
    "weight": ("وزن امضاها", "weight of signers"),
    "title": ("گسترده‌ترین جبهه برای هر شمار از بندها", "The widest front for each number of clauses"),
    "clauses": ("بندها", "clauses"),
    "bound": ("کران بالا", "upper bound"),
    "proof": ("اثبات", "proof"),
    "proved": ("بهینه، اثبات‌شده", "optimal, proved"),
    "open": ("بهترین یافته", "best found"),
    "impossible": ("با این قواعد ممکن نیست", "impossible under the rules"),
    "ties": ("بسته‌های برابر", "tied packages"),
    "more": ("یا بیشتر", "or more"),
    "certain": ("قطعی", "certain"),
    "expected": ("مورد انتظار", "expected"),
    "possible": ("شدنی", "possible"),
    "interval": ("از {low} تا {high}", "{low} to {high}"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table for readers: `rows` of texts under `header`, digits and words already in the reader's
    language.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def frontier_table(frontier: Frontier, language: Language, unknowns: Unknowns | None = None) -> Table:
    """The curve point by point: clauses, breadth, bound, proof, the first best package, and how many are
    tied with it. With `unknowns` also what is expected, with its interval, and what is possible.
    """
    table = _certain_table(frontier, language)
    if unknowns is None or not has_unknowns(unknowns):
        return table
    word = _words(language)
    expected = {e.k: e for e in unknowns.expected}
    possible = {p.k: p for p in unknowns.possible.points if p.packages}
    names = [word["expected"]] * bool(expected) + [word["possible"]]
    rows = []
    for point, row in zip(frontier.points, table.rows, strict=True):
        cells = []
        if expected:
            found = expected.get(point.k)
            cells.append("–" if found is None else _expectation(found, language))
        cells.append(said_weight(possible[point.k].bound, language) if point.k in possible else "–")
        rows.append((*row[:2], *cells, *row[2:]))
    return Table(table.caption, (*table.header[:2], *names, *table.header[2:]), tuple(rows))


def has_unknowns(unknowns: Unknowns) -> bool:
    """Whether any answer is unknown at all, so that there are three curves to show."""
    return any(answer.kind == "unknown" for row in unknowns.certain.acceptance.answers for answer in row)


def _expectation(expected: Expected, language: Language) -> str:
    low, high = (said_weight(number, language) for number in (expected.low, expected.high))
    said = _words(language)["interval"].format(low=low, high=high)
    return f"{rounded_weight(expected.weight, language)} ({said})"


def said_weight(weight: Fraction, language: Language) -> str:
    """A weight as people read it: 75.5 where tenths say it exactly, else the fraction."""
    return rounded_weight(weight, language) if (weight * 10).denominator == 1 else format_number(weight, language)


def rounded_weight(weight: float | Fraction, language: Language) -> str:
    """A weight to the nearest tenth."""
    whole, tenth = divmod(round(weight * 10), 10)
    return format_number(f"{whole}.{tenth}" if tenth else whole, language)


def _certain_table(frontier: Frontier, language: Language) -> Table:
    word = _words(language)
    rows = []
    for point in frontier.points:
        if not point.packages:
            status = word["impossible"] if point.possible is False else word["open"]
            bound = "–" if point.possible is False else said_weight(point.bound, language)
            rows.append((format_number(point.k, language), "–", bound, status, "–", "–"))
            continue
        ties = format_number(len(point.packages), language) + ("" if point.complete else f" {word['more']}")
        rows.append(
            (
                format_number(point.k, language),
                said_weight(point.weight, language),
                said_weight(point.bound, language),
                word["proved"] if point.optimal else word["open"],
                ("، " if language == "fa" else ", ").join(named(c, language) for c in point.clauses) or "–",
                ties,
            )
        )
    header = ("depth", _breadth(frontier), "bound", "proof", "clauses", "ties")
    return Table(word["title"], tuple(word[name] for name in header), tuple(rows))


def frontier_svg(frontier: Frontier, language: Language, unknowns: Unknowns | None = None) -> str:
    """The curve as an SVG of its own (viewBox 360 × 250): clauses along the line of reading, breadth upwards.

    With `unknowns` the expected and the possible curve stand above it. The first best package's size and weight are
    told in the image's label; the whole in `frontier_table`.
    """
    word = _words(language)
    deepest = max((p.k for p in frontier.points), default=0)
    shown = [p for p in frontier.points if p.packages]
    top = max(frontier.total, Fraction(1))
    across = {p.k: _across(p.k, deepest, language) for p in frontier.points}
    further = unknowns if unknowns is not None and has_unknowns(unknowns) else None
    height = _HEIGHT + _LEGEND if further else _HEIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img"'
        f' lang="{language}" direction="{"rtl" if language == "fa" else "ltr"}"'
        ' font-family="Vazirmatn, system-ui, sans-serif" font-size="14" fill="currentColor">',
        f"<title>{escape(word['title'])}</title>",
        f"<desc>{escape(_description(frontier, shown, language))}</desc>",
        *_frame(frontier, deepest, top, language),
    ]
    if further is not None:
        parts += _legend(language, expected=bool(further.expected))
        parts += _further_curves(further, across, top)
    for point in frontier.points:
        if not point.optimal:
            x, y = across[point.k], _up(point.bound, top)
            parts.append(
                f'<line x1="{x - 5:.1f}" x2="{x + 5:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="currentColor"'
                ' stroke-width="2" stroke-dasharray="3 2"/>'
            )
    if len(shown) > 1:
        line = " ".join(f"{across[p.k]:.1f},{_up(p.weight, top):.1f}" for p in shown)
        parts.append(f'<polyline points="{line}" fill="none" stroke="var(--accent, #0b5d58)" stroke-width="2.5"/>')
    every = -(-len(shown) // _MOST_LABELS) if shown else 1
    for place, point in enumerate(shown):
        x, y = across[point.k], _up(point.weight, top)
        fill = "var(--accent, #0b5d58)" if point.optimal else "var(--card, #fff)"
        parts.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{fill}" stroke="var(--accent, #0b5d58)"'
            ' stroke-width="1.5">'
            f"<title>{escape(_label(point, frontier, language))}</title></circle>"
        )
        if place % every == 0 or place == len(shown) - 1:
            parts.append(
                f'<text x="{x:.1f}" y="{y + 19 if further else y - 8:.1f}" text-anchor="middle" font-weight="600">'
                f"{rounded_weight(point.weight, language)}</text>"
            )
    parts.append("</svg>")
    return "".join(parts)


def _further_curves(unknowns: Unknowns, across: Mapping[int, float], top: Fraction) -> list[str]:
    """The possible curve dotted and the expected one dashed, its intervals upright."""
    parts = []
    for e in unknowns.expected:
        x = across[e.k]
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{_up(e.low, top):.1f}" y2="{_up(e.high, top):.1f}"'
            ' stroke="currentColor" stroke-width="1" opacity="0.55"/>'
        )
    curves = {
        "possible": [(p.k, p.bound) for p in unknowns.possible.points if p.packages],
        "expected": [(e.k, Fraction(e.weight)) for e in unknowns.expected],
    }
    for name, dashes in _DASHES.items():
        points = [(across[k], _up(weight, top)) for k, weight in curves[name]]
        if len(points) > 1:
            line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
            parts.append(
                f'<polyline points="{line}" fill="none" stroke="currentColor" stroke-width="2"'
                f' stroke-dasharray="{dashes}" stroke-linecap="round"/>'
            )
    return parts


def _legend(language: Language, *, expected: bool) -> list[str]:
    """Which line is which, in the order of reading, beneath the picture."""
    word, parts = _words(language), []
    names = ["certain", *(["expected"] if expected else []), "possible"]
    step = (_RIGHT - _LEFT) / len(names)
    for place, name in enumerate(names):
        dashes = _DASHES.get(name)
        drawn = f' stroke-dasharray="{dashes}" stroke-linecap="round"' if dashes else ""
        stroke = "currentColor" if dashes else "var(--accent, #0b5d58)"
        start = _RIGHT - place * step if language == "fa" else _LEFT + place * step
        end = start - 26 if language == "fa" else start + 26
        text = end - 6 if language == "fa" else end + 6
        parts.append(
            f'<line x1="{start:.1f}" x2="{end:.1f}" y1="{_HEIGHT + 14}" y2="{_HEIGHT + 14}" stroke="{stroke}"'
            f' stroke-width="2.5"{drawn}/><text x="{text:.1f}" y="{_HEIGHT + 19}" font-size="13">'
            f"{escape(word[name])}</text>"
        )
    return parts


def named(name: str, language: Language) -> str:
    """A name for display: one that is a number is written in the digits of the language."""
    return digits(name, language) if name.isdecimal() else name


def _frame(frontier: Frontier, deepest: int, top: Fraction, language: Language) -> list[str]:
    word = _words(language)
    edge = _RIGHT + 4 if language == "fa" else _LEFT - 4
    parts = [
        '<g stroke="var(--line, #8a8f8c)">'
        f'<line x1="{_LEFT - 4}" x2="{_RIGHT + 4}" y1="{_BOTTOM}" y2="{_BOTTOM}"/>'
        f'<line x1="{edge}" x2="{edge}" y1="{_TOP}" y2="{_BOTTOM}"/></g>'
    ]
    every = -(-(deepest + 1) // _MOST_LABELS)
    for k in range(0, deepest + 1, every):
        x = _across(k, deepest, language)
        parts.append(f'<text x="{x:.1f}" y="{_BOTTOM + 17}" text-anchor="middle">{digits(str(k), language)}</text>')
    arrow = "←" if language == "fa" else "→"
    middle = (_LEFT + _RIGHT) / 2
    parts.append(
        f'<text x="{middle:.1f}" y="{_BOTTOM + 39}" text-anchor="middle">{escape(word["depth"])} {arrow}</text>'
    )
    parts.append(
        f'<text x="{middle:.1f}" y="14" text-anchor="middle">{escape(word[_breadth(frontier)])}'
        f" ({said_weight(frontier.total, language)} = {'همه' if language == 'fa' else 'all'})</text>"
    )
    return parts


def _label(point: Point, frontier: Frontier, language: Language) -> str:
    clauses, weight = format_number(point.k, language), said_weight(point.weight, language)
    weighted = _breadth(frontier) == "weight"
    if language == "fa":
        return f"{clauses} بند · {'وزن ' if weighted else ''}{weight}{'' if weighted else ' امضا'}"
    ending = "" if point.k == 1 else "s"
    what = f"weight {weight}" if weighted else f"{weight} signer{'' if point.weight == 1 else 's'}"
    return f"{clauses} clause{ending} · {what}"


def _description(frontier: Frontier, shown: list[Point], language: Language) -> str:
    ends = [*shown[:1], *shown[len(shown) // 2 : len(shown) // 2 + 1], *shown[-1:]]
    labels = list(dict.fromkeys(_label(p, frontier, language) for p in ends))
    return ("؛ " if language == "fa" else "; ").join(labels) or _words(language)["impossible"]


def _breadth(frontier: Frontier) -> str:
    return "breadth" if all(weight == 1 for weight in frontier.weights.values()) else "weight"


def _across(k: int, deepest: int, language: Language) -> float:
    share = k / deepest if deepest else 0.0
    return _RIGHT - share * (_RIGHT - _LEFT) if language == "fa" else _LEFT + share * (_RIGHT - _LEFT)


def _up(weight: Fraction, top: Fraction) -> float:
    return _BOTTOM - float(weight / top) * (_BOTTOM - _TOP)


def _words(language: Language) -> dict[str, str]:
    return {name: pair[0 if language == "fa" else 1] for name, pair in WORDS.items()}
