"""The whole result on one self-contained page: no request leaves it, all text is escaped, it reads right to
left in Persian.
"""

from collections.abc import Mapping
from html import escape

from hamgara.dates import Language, format_number, format_percent
from hamgara.ground.agreement import Agreement
from hamgara.ground.pictures import agreement_svg, agreement_table, named, words

__all__ = ["agreement_html"]

_STYLE = """
:root { --paper: #fbfaf6; --card: #fff; --ink: #1c1f1e; --soft: #565c59; --line: #d3d0c6; --accent: #0b5d58;
  color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --paper: #141716; --card: #1c201f; --ink: #ecebe6;
  --soft: #aab0ac; --line: #3c4341; --accent: #6cc5bd; --g1: #56b4e9; --g2: #f0863a; --g3: #2fc296; --g4: #dd9cc2 } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.6 Vazirmatn, system-ui, sans-serif }
:lang(fa) { line-height: 1.85 }
main { max-inline-size: 60rem; margin-inline: auto; padding: 1.5rem 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem;
  margin-block: 1.2rem; overflow-x: auto }
@media (max-width: 34rem) { section { padding: .6rem .4rem } main { padding-inline: .6rem } }
svg { display: block; inline-size: 100%; max-inline-size: 40rem; margin-inline: auto }
li { margin-block: .4rem } .soft, caption { color: var(--soft); font-size: .92rem }
table { border-collapse: collapse; inline-size: 100%; font-variant-numeric: tabular-nums }
caption { text-align: start }
th, td { text-align: start; vertical-align: top; padding: .35rem .5rem; border-block-end: 1px solid var(--line) }
bdi { unicode-bidi: isolate }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def agreement_html(
    result: Agreement, texts: Mapping[str, str] | None = None, language: Language = "fa", *, most: int = 20
) -> str:
    """One HTML page: what is measured and how, the `most` best ranked statements as picture and list, the
    full table.

    `texts` by statement; a statement without one is shown by its id.
    """
    fa = language == "fa"
    texts = texts or {}
    title = "نکات مشترک" if fa else "Common ground"
    parts = [
        f'<!doctype html><html lang="{language}" dir="{"rtl" if fa else "ltr"}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1>",
        f"<p>{_said(result, language)}</p>",
        f"<section>{agreement_svg(result, language, most=most)}</section>",
        _leading(result, texts, language, most),
        f'<section><p class="soft">{_explained(result, language)}</p></section>',
        _table(result, language),
        "</main></body></html>\n",
    ]
    return "".join(parts)


def _said(result: Agreement, language: Language) -> str:
    people = format_number(result.participants, language)
    statements = format_number(len(result.statements), language)
    ranked = format_number(len(result.ranking), language)
    count = sum(s.finding == "agreed" for s in result.statements)
    agreed = format_number(count, language)
    if language == "fa":
        found = (
            f"دربارهٔ {agreed} موضع می‌توان گفت که اکثریت هر دسته با آن موافق است."
            if count
            else "دربارهٔ هیچ موضعی هنوز نمی‌توان گفت که اکثریت هر دسته با آن موافق است."
        )
        return (
            f"{people} شرکت‌کننده دربارهٔ {statements} موضع نظر داده‌اند."
            f" {ranked} موضع به اندازهٔ کافی پاسخ گرفته است. {found}"
        )
    return (
        f"{people} participants reacted to {statements} positions. {ranked} were answered by enough of them;"
        f" of {agreed if count else 'none'} it can be said that a majority of every class agrees."
    )


def _explained(result: Agreement, language: Language) -> str:
    level, doubt = format_percent(result.level, language), format_percent(1 - result.level, language)
    floor = format_number(result.floor, language)
    if language == "fa":
        return (
            "سهم موافقان: شمار موافقان بخش بر شمار موافقان و مخالفان؛ گذرها تنها دیده شدن را نشان می‌دهند."
            f" بازه: بازهٔ ویلسون در سطح {level}. رتبه: بر پایهٔ کران پایین دسته‌ای که کمتر از همه موافق است؛ هر دسته باید"
            f" دست‌کم {floor} رأی موافق یا مخالف داشته باشد (دستهٔ کوچک‌تر: همهٔ اعضایش)."
            f" یافته: آزمون دقیق دوجمله‌ای در همهٔ دسته‌ها، با نرخ کشف نادرست حداکثر {doubt}"
            " (بنیامینی و هوخبرگ). تساوی هرگز یافته نیست."
        )
    return (
        "Share that agrees: those who agree among those who agree or disagree; a pass only counts as seen."
        f" Interval: Wilson score at {level}. Rank: by the lower bound of the class that agrees least; every class"
        f" must have at least {floor} who agree or disagree (a smaller class: all of its members). Finding: an exact"
        f" binomial test in every class, with a false discovery rate of at most {doubt} (Benjamini and Hochberg)."
        " A tie is never a finding."
    )


def _leading(result: Agreement, texts: Mapping[str, str], language: Language, most: int) -> str:
    word = words(language)
    items = []
    for statement in result.ranking[:most]:
        text = texts.get(statement.statement, "")
        share = "–" if statement.overall.share is None else format_percent(statement.overall.share, language)
        wording = f' <span dir="auto">{escape(text)}</span>' if text else ""
        measured = f"{word['agree']} {share} · {word[statement.finding]}"
        items.append(
            f"<li><strong><bdi>{escape(named(statement.statement, language))}</bdi></strong>{wording}"
            f' <span class="soft">({measured})</span></li>'
        )
    if not items:
        return ""
    heading = "آنچه بیش از همه مشترک است" if language == "fa" else "Most in common"
    return f"<section><h2>{heading}</h2><ul>{''.join(items)}</ul></section>"


def _table(result: Agreement, language: Language) -> str:
    table = agreement_table(result, language)
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    rows = []
    for row in table.rows:
        cells = "".join(f"<td><bdi>{escape(cell)}</bdi></td>" for cell in row[1:])
        rows.append(f'<tr><th scope="row"><bdi>{escape(row[0])}</bdi></th>{cells}</tr>')
    caption = f"<caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
    return f"<section><table>{caption}<tbody>{''.join(rows)}</tbody></table></section>"
