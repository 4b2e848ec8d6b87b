"""The whole answer on one self-contained page: no request leaves it, all text is escaped, it reads right to
left in Persian.
"""

from collections.abc import Iterable, Mapping
from html import escape

from hamgara.dates import Language, format_number
from hamgara.front.acceptance import Answer
from hamgara.front.conflict import Conflict
from hamgara.front.cover import Cover
from hamgara.front.frontier import Frontier, Point
from hamgara.front.page_widening import asking_section, cover_section, isolated, listed, widening_lines
from hamgara.front.pictures import frontier_svg, frontier_table, has_unknowns, named, said_weight
from hamgara.front.unknown import Unknowns
from hamgara.front.widening import Widening

__all__ = ["frontier_html"]

_STYLE = """
:root { --paper: #fbfaf6; --card: #fff; --ink: #1c1f1e; --soft: #565c59; --line: #d3d0c6; --accent: #0b5d58;
  color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --paper: #141716; --card: #1c201f; --ink: #ecebe6;
  --soft: #aab0ac; --line: #3c4341; --accent: #6cc5bd } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.6 Vazirmatn, system-ui, sans-serif }
:lang(fa) { line-height: 1.85 }
main { max-inline-size: 56rem; margin-inline: auto; padding: 1.5rem 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem;
  margin-block: 1.2rem; overflow-x: auto }
:lang(fa) ol { list-style: persian }
svg { display: block; inline-size: 100%; max-inline-size: 40rem; margin-inline: auto }
table { border-collapse: collapse; inline-size: 100%; font-variant-numeric: tabular-nums }
caption { text-align: start; color: var(--soft) }
th, td { text-align: start; vertical-align: top; padding: .4rem .5rem;
  border-block-end: 1px solid var(--line) }
@media (max-width: 34rem) { section { padding: .6rem .4rem } main { padding-inline: .6rem }
  table, caption, tbody, tr, td { display: block } thead { position: absolute; inset-inline-start: -999rem }
  tr { padding-block: .4rem; border-block-end: 1px solid var(--line) }
  td { display: flex; justify-content: space-between; gap: 1rem; padding: .1rem .2rem; border: 0 }
  td::before { content: attr(data-label); color: var(--soft) } }
summary { min-block-size: 2.75rem; cursor: pointer }
summary h2 { display: inline; margin: 0 } bdi { unicode-bidi: isolate }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"

#: With more packages or texts than this they are folded: a page of hundreds is endless on a phone.
_UNFOLDED = 16

_ANSWERS = {
    "refuse": ("نمی‌پذیرد", "refuses"),
    "unknown": ("پاسخش نامعلوم است", "has not answered"),
    "conditional": ("می‌پذیرد اگر", "accepts if"),
    "accept": ("می‌پذیرد", "accepts"),
}


def frontier_html(
    frontier: Frontier,
    language: Language,
    texts: Mapping[str, str] | None = None,
    *,
    unknowns: Unknowns | None = None,
    widening: Widening | None = None,
    covers: Iterable[Cover] = (),
    conflict: Conflict | None = None,
) -> str:
    """One HTML page: the curve, its table, and for each best package its clauses, signers, who is one clause away
    and what would widen it.

    `texts` by clause; a clause without one is shown by its id. `unknowns` adds the expected and the possible curve and
    the answers worth asking for, `widening` what each clause costs, which conditions and wordings gain whom, `covers`
    the packages that together serve everybody, `conflict` why there is no package of some size.
    """
    fa = language == "fa"
    texts = texts or {}
    title = "گسترده‌ترین جبهه" if fa else "The widest front"
    count_members = format_number(len(frontier.acceptance.members), language)
    count_clauses = format_number(len(frontier.acceptance.clauses), language)
    reservations = format_number(frontier.reservations, language)
    if fa:
        leave = f"، جز حداکثر {reservations} بند با رأی متمایز،" if frontier.reservations else ""
        said = (
            f"{count_members} عضو و {count_clauses} بند. هر عضو بسته‌ای را امضا می‌کند که همهٔ بندهایش را{leave}"
            " پذیرفته باشد. پاسخ نامعلوم و شرط برآورده‌نشده پذیرش به شمار نمی‌آید."
        )
    else:
        leave = f", with reservations to at most {reservations}" if frontier.reservations else ""
        said = (
            f"{count_members} members and {count_clauses} clauses. A member signs a package when it accepts"
            f" all of its clauses{leave}. Unknown answers and unmet conditions are not acceptance."
        )
    parts = [
        f'<!doctype html><html lang="{language}" dir="{"rtl" if fa else "ltr"}"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width">',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main><h1>{title}</h1><p>{said}</p>",
        f"<section>{frontier_svg(frontier, language, unknowns)}{_explain(unknowns, language)}</section>",
        f"<section><p>{escape(conflict.explain(language))}</p></section>" if conflict is not None else "",
        _curve(frontier, language, unknowns),
        asking_section(unknowns, language) if unknowns is not None else "",
        _wordings(frontier, texts, language),
        *(
            _package(frontier, point, language, widening_lines(widening, point.k, language) if widening else [])
            for point in frontier.points
            if point.packages and point.k
        ),
        *(cover_section(cover, language) for cover in covers),
        "</main></body></html>\n",
    ]
    return "".join(parts)


def _explain(unknowns: Unknowns | None, language: Language) -> str:
    """What the lines of the picture say, in a sentence."""
    if unknowns is None or not has_unknowns(unknowns):
        return ""
    if language == "fa":
        said = "خط پیوسته: پاسخ نامعلوم امضا نیست. خط نقطه‌چین: هر پاسخ نامعلوم پذیرش است؛ حقیقت بالاتر از آن نیست."
        if unknowns.expected:
            said += " خط‌چین: میانگین به شرط احتمال هر پاسخ؛ خط ایستاده بازه‌ای است که نُه بار از ده بار در آن می‌افتد."
    else:
        said = (
            "Unbroken: an unknown answer does not sign. Dotted: every unknown answer is an acceptance; no truth lies "
            "above it."
        )
        if unknowns.expected:
            said += (
                " Dashed: the mean, by the probability of each answer; the upright line is where it lies nine times in "
                "ten."
            )
    return f"<p>{said}</p>"


def _curve(frontier: Frontier, language: Language, unknowns: Unknowns | None) -> str:
    table = frontier_table(frontier, language, unknowns)
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    body = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{escape(name)}">{isolated(cell)}</td>'
            for name, cell in zip(table.header, row, strict=True)
        )
        + "</tr>"
        for row in table.rows
    )
    caption = f"<caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
    title = "منحنی به عدد" if language == "fa" else "The curve in figures"
    return _folded(title, f"<table>{caption}<tbody>{body}</tbody></table>", is_long=len(frontier.points) > _UNFOLDED)


def _wordings(frontier: Frontier, texts: Mapping[str, str], language: Language) -> str:
    shown = [(clause, texts[clause]) for clause in frontier.acceptance.clauses if texts.get(clause)]
    if not shown:
        return ""
    title = "متن بندها" if language == "fa" else "The clauses"
    items = "".join(
        f'<dt>{isolated(named(clause, language))}</dt><dd dir="auto">{escape(text)}</dd>' for clause, text in shown
    )
    return _folded(title, f"<dl>{items}</dl>", is_long=len(shown) > _UNFOLDED)


def _package(frontier: Frontier, point: Point, language: Language, further: list[str]) -> str:
    fa = language == "fa"
    comma = "، " if fa else ", "
    k, weight = format_number(point.k, language), said_weight(point.weight, language)
    total = said_weight(frontier.total, language)
    proof = (
        ("اثبات‌شده" if fa else "proved")
        if point.optimal
        else (
            f"کران بالا {said_weight(point.bound, language)}"
            if fa
            else f"upper bound {said_weight(point.bound, language)}"
        )
    )
    heading = f"{k} بند: {weight} از {total} ({proof})" if fa else f"{k} clauses: {weight} of {total} ({proof})"
    lines = [
        f"<p><strong>{'بندها' if fa else 'Clauses'}:</strong> {listed(point.clauses, comma, language)}</p>",
        f"<p><strong>{'امضاکنندگان' if fa else 'Signers'}:</strong> {listed(point.signers, comma, language)}</p>",
    ]
    prices = [
        f"{isolated(named(p.clause, language))} ({said_weight(p.price, language)})"
        for p in frontier.prices
        if p.k == point.k and p.inside and p.price > 0
    ]
    if prices:
        label = (
            "بهای هر بند، به وزن کسانی که بی آن امضا می‌کردند"
            if fa
            else "Price of each clause: who would sign without it"
        )
        lines.append(f"<p><strong>{label}:</strong> {comma.join(prices)}</p>")
    away = [
        f"<li>{isolated(named(one.member, language))}: "
        + comma.join(_hindrance(c, a, language) for c, a in zip(one.clauses, one.answers, strict=True))
        + "</li>"
        for one in frontier.one_away
        if one.k == point.k
    ]
    if away:
        count = format_number(len(away), language)
        if fa:
            summary = f"{count} عضو تنها یک بند با این بسته فاصله {'دارد' if len(away) == 1 else 'دارند'}"
        else:
            summary = f"{count} member{'' if len(away) == 1 else 's'} one clause away"
        lines.append(f"<details><summary>{summary}</summary><ul>{''.join(away)}</ul></details>")
    lines += further
    return _folded(heading, "".join(lines), is_long=len(frontier.points) > _UNFOLDED)


def _folded(heading: str, inside: str, *, is_long: bool) -> str:
    """A section that one opens by its heading; open already where the page is short."""
    state = "" if is_long else " open"
    return f"<section><details{state}><summary><h2>{heading}</h2></summary>{inside}</details></section>"


def _hindrance(clause: str, answer: Answer, language: Language) -> str:
    words = _ANSWERS[answer.kind][0 if language == "fa" else 1]
    condition = f" {isolated(answer.condition)}" if answer.condition else ""
    return f"{isolated(named(clause, language))} ({words}{condition})"
