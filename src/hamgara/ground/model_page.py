"""A model of common ground on one self-contained page: what was found, in sentences, pictures and tables."""

from collections.abc import Iterable, Mapping
from html import escape
from typing import TYPE_CHECKING

from hamgara.dates import Language, format_number
from hamgara.ground import telling
from hamgara.ground.chart import Bar, Row, interval_chart
from hamgara.ground.heat import dividing, heat_rows, heat_svg, ranked
from hamgara.ground.opinion_map import drawn, map_svg
from hamgara.ground.page import table_html, write_page
from hamgara.ground.results import StatementGround
from hamgara.ground.tables import Table, groups_table, said_share, statements_table
from hamgara.ground.words import group_name, named, words

if TYPE_CHECKING:
    from hamgara.ground.model import GroundModel

__all__ = ["common_svg", "ground_html"]

#: How many statements are listed of a kind, and how many the last table has at most.
_LISTED, _TABLED = 8, 1_000


def common_svg(model: "GroundModel", texts: Mapping[str, str], language: Language, *, most: int = 12) -> str:
    """The `most` best ranked statements with the interval of each group (or of all, where there is one)."""
    several = len(model.groups) > 1
    legend = [
        f"{group_name(g.number, language)} ({format_number(g.members, language)})" for g in model.groups if several
    ]
    rows = []
    for s in ranked(model)[:most]:
        standings = s.groups if several else (s.groups[0],)
        bars = tuple(Bar(g.share.mean, g.share.low, g.share.high) for g in standings)
        rows.append(Row(s.statement, texts.get(s.statement, ""), bars))
    return interval_chart(words(language)["chart"], legend, rows, language)


def ground_html(
    model: "GroundModel", texts: Mapping[str, str] | None = None, language: Language = "fa", *, most: int = 12
) -> str:
    """One HTML page: the findings, the map, the chart of common ground, the heat map, what divides, what is unsure, how
    it was found, and tables of all of it. `texts` by statement; a statement without one is shown by its id.
    """
    texts, fa = texts or {}, language == "fa"
    word = words(language)
    shown = ranked(model)[:most]
    common, apart = heat_rows(model, most + 4)
    several = len(model.groups) > 1
    found = [s for s in ranked(model) if s.verdict == "agreed"][:_LISTED]
    split = dividing(model)[:_LISTED]
    unsure = sorted(model.statements, key=lambda s: -s.doubt)[:5]
    sections = [
        f"<p>{telling.tell_votes(model, language)} {telling.tell_groups(model, language)}</p>",
        _section(
            "آنچه می‌توان گفت" if fa else "What can be said",
            [telling.tell_findings(model, language)],
            _listing(model, found, texts, language),
        ),
        _pictured(
            word["map"],
            map_svg(model, language),
            [
                telling.tell_map(model, len(drawn(model)), language),
                *(telling.tell_group(g, language) for g in model.groups if several),
                telling.tell_unplaced(model, language),
            ],
            groups_table(model, language),
            _ends(model, texts, language),
            language,
        ),
        _pictured(
            word["chart"],
            common_svg(model, texts, language, most=most),
            [telling.tell_common(model, language)],
            statements_table(model, texts, language, shown, word["chart"]),
            "",
            language,
        ),
        _pictured(
            word["heat"],
            heat_svg(model, texts, language, most=most + 4),
            [telling.tell_heat(model, language)],
            statements_table(model, texts, language, [*common, *apart], word["heat"]),
            "",
            language,
        ),
    ]
    if several:
        divides = "آنچه گروه‌ها را از هم جدا می‌کند" if fa else "What divides the groups"
        sections.append(
            _section(divides, [telling.tell_divides(model, language)], _listing(model, split, texts, language))
        )
    unknown = "آنچه هنوز نامعلوم است" if fa else "What is still unsure"
    found_how = "این‌ها چگونه به دست آمده است" if fa else "How this was found"
    sections += [
        _section(unknown, [telling.tell_asking(language)], _listing(model, unsure, texts, language)),
        _section(found_how, [telling.tell_method(model, language)], ""),
        _all_statements(model, texts, language),
    ]
    return write_page("نکات مشترک" if fa else "Common ground", sections, language)


def _section(heading: str, sentences: Iterable[str], content: str) -> str:
    return f"<section><h2>{escape(heading)}</h2>{_said(sentences)}{content}</section>"


def _pictured(heading: str, picture: str, sentences: Iterable[str], table: Table, more: str, language: Language) -> str:
    """A picture, what it says in sentences, and the table that says the same."""
    summary = "همین در جدول" if language == "fa" else "The same as a table"
    drawing = f"<figure>{picture}</figure>" if picture else ""
    return (
        f'<section class="beside"><h2>{escape(heading)}</h2>{drawing}<div class="said">{_said(sentences)}{more}</div>'
        f'<details><summary>{summary}</summary><div class="wide" tabindex="0">{table_html(table)}</div></details>'
        "</section>"
    )


def _said(sentences: Iterable[str]) -> str:
    return "".join(f"<p>{escape(sentence)}</p>" for sentence in sentences if sentence)


def _ends(model: "GroundModel", texts: Mapping[str, str], language: Language) -> str:
    """What is agreed with more towards either side of the map."""
    parts = []
    sides = (("به سمت چپ، موافقان بیشتر با", "Towards the left more agree with"),
             ("به سمت راست، موافقان بیشتر با", "Towards the right more agree with"))  # fmt: skip
    for side, end in zip(sides, telling.map_ends(model), strict=True):
        if end:
            items = "".join(f"<li>{_named(s, texts, language)}</li>" for s in end)
            parts.append(f"<h3>{side[0 if language == 'fa' else 1]}</h3><ul>{items}</ul>")
    return "".join(parts)


def _named(s: StatementGround, texts: Mapping[str, str], language: Language) -> str:
    text = texts.get(s.statement, "")
    wording = f' <span dir="auto">{escape(text)}</span>' if text else ""
    return f"<strong><bdi>{escape(named(s.statement, language))}</bdi></strong>{wording}"


def _listing(
    model: "GroundModel", statements: list[StatementGround], texts: Mapping[str, str], language: Language
) -> str:
    """Statements by number and text, each with its shares."""
    several = len(model.groups) > 1
    items = []
    for s in statements:
        shares = [f"{group_name(n, language)}: {said_share(g, language)}" for n, g in enumerate(s.groups, 1) if several]
        shares.append(f"{words(language)['all']}: {said_share(s.overall, language)}")
        said = " · ".join(f'<span class="once">{escape(share)}</span>' for share in shares)
        items.append(f'<li>{_named(s, texts, language)}<br><span class="soft">{said}</span></li>')
    return f"<ul>{''.join(items)}</ul>" if items else ""


def _all_statements(model: "GroundModel", texts: Mapping[str, str], language: Language) -> str:
    """The table of all statements, or of as many as a page holds."""
    every = [*ranked(model), *(s for s in model.statements if s.rank is None)]
    caption = words(language)["statements"]
    if len(every) > _TABLED:
        n, of = format_number(_TABLED, language), format_number(len(every), language)
        caption += f" ({n} از {of})" if language == "fa" else f" ({n} of {of})"
    table = statements_table(model, texts, language, every[:_TABLED], caption)
    return f'<section class="wide" tabindex="0" aria-label="{escape(caption)}">{table_html(table)}</section>'
