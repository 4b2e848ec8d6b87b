"""Agreement by known class as a picture with real text, and as the table that a screen reader reads in its place."""

from collections.abc import Mapping
from fractions import Fraction

from hamgara.dates import Language, digits, format_number, format_percent
from hamgara.ground.agreement import Agreement, Tally
from hamgara.ground.chart import Bar, Row, interval_chart
from hamgara.ground.tables import Table
from hamgara.ground.words import interval, named, words

__all__ = ["FINDINGS", "agreement_svg", "agreement_table"]

_TITLE = ("سهم موافقان هر موضع، با بازهٔ اطمینان", "Share that agrees with each position, with its interval")
_HEADER = (
    ("موضع", "position"),
    ("دسته", "class"),
    ("دیده", "seen"),
    ("موافق", "agree"),
    ("مخالف", "disagree"),
    ("گذر", "pass"),
    ("سهم موافقان", "share that agrees"),
    ("بازه", "interval"),
    ("رتبهٔ اشتراک", "rank as common ground"),
    ("یافته", "finding"),
)
FINDINGS = {
    "agreed": ("اکثریت همهٔ دسته‌ها موافق‌اند", "a majority of every class agrees"),
    "rejected": ("اکثریت همهٔ دسته‌ها مخالف‌اند", "a majority of every class disagrees"),
    "none": ("هنوز روشن نیست", "not established"),
}


def agreement_table(result: Agreement, language: Language) -> Table:
    """Every statement over all and by class: counts, share, interval, rank and finding; common ground
    first.
    """
    tongue = int(language == "en")
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
                    named(label, language) or words(language)["all"],
                    *(format_number(n, language) for n in counts),
                    "–" if tally.share is None else format_percent(tally.share, language),
                    interval(tally.low, tally.high, language),
                    rank,
                    FINDINGS[statement.finding][tongue] if whole else "–",
                )
            )
    return Table(_TITLE[tongue], tuple(name[tongue] for name in _HEADER), tuple(rows))


def agreement_svg(
    result: Agreement, language: Language, *, texts: Mapping[str, str] | None = None, most: int = 20
) -> str:
    """The `most` best ranked statements as intervals on a scale from 0 to 100 %, a line per class (or one
    over all).
    """
    labels = list(result.sizes)
    legend = [f"{_class_name(label, language)} ({format_number(result.sizes[label], language)})" for label in labels]
    rows = [
        Row(
            s.statement,
            (texts or {}).get(s.statement, ""),
            tuple(_bar(s.by_class[label]) for label in labels) or (_bar(s.overall),),
        )
        for s in result.ranking[:most]
    ]
    return interval_chart(_TITLE[int(language == "en")], legend, rows, language)


def _bar(tally: Tally) -> Bar:
    return Bar(None if tally.share is None else float(Fraction(tally.share)), tally.low, tally.high)


def _class_name(label: str, language: Language) -> str:
    return f"{_HEADER[1][int(language == 'en')]} {digits(label, language)}" if label.isdecimal() else label[:40]
