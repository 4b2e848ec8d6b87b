"""The intervals as a picture with real text, and as the table that a screen reader reads in its place.

A row per statement, a mark and a bar per class. Classes differ by shape and by place as well as by colour
(Okabe and Ito's palette), so that the picture can be read in grey.
"""

from dataclasses import dataclass
from fractions import Fraction
from html import escape

from hamgara.dates import Language, digits, format_number, format_percent
from hamgara.ground.agreement import Agreement, Statement, Tally

__all__ = ["Table", "agreement_svg", "agreement_table"]

_WIDTH, _LEFT, _RIGHT = 360, 52, 344
_LINE, _GAP = 14, 12
_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7")

WORDS = {
    "title": ("سهم موافقان هر موضع، با بازهٔ اطمینان", "Share that agrees with each position, with its interval"),
    "statement": ("موضع", "position"),
    "class": ("دسته", "class"),
    "all": ("همه", "all"),
    "seen": ("دیده", "seen"),
    "agree": ("موافق", "agree"),
    "disagree": ("مخالف", "disagree"),
    "pass": ("گذر", "pass"),
    "share": ("سهم موافقان", "share that agrees"),
    "interval": ("بازه", "interval"),
    "rank": ("رتبهٔ اشتراک", "rank as common ground"),
    "finding": ("یافته", "finding"),
    "agreed": ("اکثریت همهٔ دسته‌ها موافق‌اند", "a majority of every class agrees"),
    "rejected": ("اکثریت همهٔ دسته‌ها مخالف‌اند", "a majority of every class disagrees"),
    "none": ("هنوز روشن نیست", "not established"),
    "nothing": ("هیچ موضعی به اندازهٔ کافی پاسخ نگرفته است", "no position has been answered by enough participants"),
}


@dataclass(frozen=True, slots=True)
class Table:
    """A table for readers: `rows` of texts under `header`, digits and words already in the reader's
    language.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def agreement_table(result: Agreement, language: Language) -> Table:
    """Every statement over all and by class: counts, share, interval, rank and finding; common ground
    first.
    """
    word = words(language)
    rows = []
    unranked = [s for s in result.statements if s.rank is None]
    for statement in (*result.ranking, *unranked):
        for label, tally in (("", statement.overall), *statement.by_class.items()):
            counts = (tally.seen, tally.agree, tally.disagree, tally.passed)
            whole = not label
            rank = format_number(statement.rank, language) if whole and statement.rank is not None else "–"
            rows.append(
                (
                    named(statement.statement, language),
                    named(label, language) or word["all"],
                    *(format_number(n, language) for n in counts),
                    "–" if tally.share is None else format_percent(tally.share, language),
                    interval_text(tally, language),
                    rank,
                    word[statement.finding] if whole else "–",
                )
            )
    names = ("statement", "class", "seen", "agree", "disagree", "pass", "share", "interval", "rank", "finding")
    return Table(word["title"], tuple(word[name] for name in names), tuple(rows))


def agreement_svg(result: Agreement, language: Language, *, most: int = 20) -> str:
    """The `most` best ranked statements as intervals on a scale from 0 to 100 %, a line per class (or one
    over all).

    The scale runs with the line of reading: from the right in Persian. Statements are named by their ids;
    their texts and all others stand in the table.
    """
    word = words(language)
    shown = result.ranking[:most]
    labels = list(result.sizes) or [""]
    legend = _legend(labels, language) if result.sizes else []
    top = 20 + 18 * len(legend)
    height = top + len(shown) * (len(labels) * _LINE + _GAP) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" lang="{language}"'
        f' direction="{"rtl" if language == "fa" else "ltr"}"'
        ' font-family="Vazirmatn, system-ui, sans-serif" font-size="14" fill="currentColor">',
        f"<title>{escape(word['title'])}</title>",
        f"<desc>{escape(_description(shown, labels, language))}</desc>",
    ]
    for place, (label, text) in enumerate(zip(labels, legend, strict=False)):
        y = 16.0 + 18 * place
        x = _WIDTH - 16.0 if language == "fa" else 16.0
        parts.append(_mark(place, x, y - 4))
        # The text's own start is on the side of the mark in either direction of reading.
        inset = x - 12 if language == "fa" else x + 12
        size = format_number(result.sizes[label], language)
        parts.append(f'<text x="{inset}" y="{y}" text-anchor="start">{escape(text)} ({size})</text>')
    if not shown:
        parts.append(f'<text x="{_WIDTH / 2}" y="{top + 8}" text-anchor="middle">{escape(word["nothing"])}</text>')
    parts += _scale(top - 6, height - 30, language) if shown else []
    y = float(top)
    for statement in shown:
        middle = y + len(labels) * _LINE / 2 + 4
        x = (_WIDTH - _LEFT + _WIDTH) / 2 if language == "fa" else _LEFT / 2
        name = escape(named(statement.statement[:8], language))
        parts.append(f'<text x="{x:.1f}" y="{middle:.1f}" text-anchor="middle">{name}</text>')
        for place, label in enumerate(labels):
            tally = statement.by_class[label] if label else statement.overall
            parts.append(
                _bar(
                    place,
                    tally,
                    y + place * _LINE + _LINE / 2,
                    f"{named(statement.statement, language)} · ",
                    label,
                    language,
                )
            )
        y += len(labels) * _LINE + _GAP
    parts.append("</svg>")
    return "".join(parts)


def named(name: str, language: Language) -> str:
    """A name for display: one that is a number is written in the digits of the language."""
    return digits(name, language) if name.isdecimal() else name


def interval_text(tally: Tally, language: Language) -> str:
    """The interval in whole percent, rounded outwards: "42%–71%" or «۴۲٪ تا ۷۱٪»."""
    low = format_percent(Fraction(int(tally.low * 100), 100), language, places=0)
    high = format_percent(Fraction(-int(-tally.high * 100 // 1), 100), language, places=0)
    return f"{low} تا {high}" if language == "fa" else f"{low}–{high}"


def words(language: Language) -> dict[str, str]:
    """The words of the picture and the table in one language."""
    return {name: pair[0 if language == "fa" else 1] for name, pair in WORDS.items()}


def _bar(place: int, tally: Tally, y: float, prefix: str, label: str, language: Language) -> str:
    low, high = _across(tally.low, language), _across(tally.high, language)
    share = "–" if tally.share is None else format_percent(tally.share, language)
    told = f"{prefix}{f'{named(label, language)} · ' if label else ''}{share} ({interval_text(tally, language)})"
    colour = _colour(place)
    line = f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y:.1f}" y2="{y:.1f}" stroke="{colour}" stroke-width="3"/>'
    mark = "" if tally.share is None else _mark(place, _across(float(tally.share), language), y)
    return f"<g><title>{escape(told)}</title>{line}{mark}</g>"


def _colour(place: int) -> str:
    number = place % len(_COLOURS)
    return f"var(--g{number + 1}, {_COLOURS[number]})"


def _mark(place: int, x: float, y: float) -> str:
    colour = _colour(place)
    paint = f'fill="{colour}" stroke="var(--card, #fff)"'
    shape = place % 4
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" {paint}/>'
    if shape == 1:
        return f'<rect x="{x - 4.5:.1f}" y="{y - 4.5:.1f}" width="9" height="9" {paint}/>'
    corners = ((0, -6), (6, 0), (0, 6), (-6, 0)) if shape == 2 else ((0, -6), (5.5, 4.5), (-5.5, 4.5))
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return f'<polygon points="{points}" {paint}/>'


def _scale(top: float, bottom: float, language: Language) -> list[str]:
    parts = []
    for share in (Fraction(0), Fraction(1, 4), Fraction(1, 2), Fraction(3, 4), Fraction(1)):
        x = _across(float(share), language)
        dash = "" if share == Fraction(1, 2) else ' stroke-dasharray="2 3"'
        parts.append(
            f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" stroke="var(--line, #8a8f8c)"{dash}/>'
            f'<text x="{x:.1f}" y="{bottom + 18:.1f}" text-anchor="middle">{format_percent(share, language)}</text>'
        )
    return parts


def _legend(labels: list[str], language: Language) -> list[str]:
    return [
        f"{words(language)['class']} {digits(label, language)}" if label.isdecimal() else label[:40] for label in labels
    ]


def _description(shown: tuple[Statement, ...], labels: list[str], language: Language) -> str:
    word = words(language)
    if not shown:
        return word["nothing"]
    best = shown[0]
    told = []
    for label in labels:
        tally = best.by_class[label] if label else best.overall
        share = "–" if tally.share is None else format_percent(tally.share, language)
        told.append(f"{named(label, language) or word['all']} {share} ({interval_text(tally, language)})")
    return f"{word['statement']} {named(best.statement, language)}: {('، ' if language == 'fa' else ', ').join(told)}"


def _across(share: float, language: Language) -> float:
    span = _RIGHT - _LEFT
    return _WIDTH - _LEFT - share * span if language == "fa" else _LEFT + share * span
