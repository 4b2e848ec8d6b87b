"""Agreement by known class on one self-contained page."""

from collections.abc import Mapping
from html import escape

from hamgara.dates import Language, format_number, format_percent
from hamgara.ground.agreement import Agreement
from hamgara.ground.agreement_pictures import FINDINGS, agreement_svg, agreement_table
from hamgara.ground.page import table_section, write_page
from hamgara.ground.words import named, words

__all__ = ["agreement_html"]


def agreement_html(
    result: Agreement, texts: Mapping[str, str] | None = None, language: Language = "fa", *, most: int = 20
) -> str:
    """One HTML page: what is measured and how, the `most` best ranked statements as picture and list, the
    full table.

    `texts` by statement; a statement without one is shown by its id.
    """
    texts = texts or {}
    title = "نکات مشترک" if language == "fa" else "Common ground"
    sections = [
        f"<p>{_said(result, language)}</p>",
        f"<section>{agreement_svg(result, language, texts=texts, most=most)}</section>",
        _leading(result, texts, language, most),
        f'<section><p class="soft">{_explained(result, language)}</p></section>',
        table_section(agreement_table(result, language)),
    ]
    return write_page(title, sections, language)


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
        measured = f"{word['agree']} {share} · {FINDINGS[statement.finding][language == 'en']}"
        items.append(
            f"<li><strong><bdi>{escape(named(statement.statement, language))}</bdi></strong>{wording}"
            f' <span class="soft">({measured})</span></li>'
        )
    if not items:
        return ""
    heading = "آنچه بیش از همه مشترک است" if language == "fa" else "Most in common"
    return f"<section><h2>{heading}</h2><ul>{''.join(items)}</ul></section>"
