"""What would widen a front, in sentences: costs, conditions, wordings, answers to ask for, several packages."""

from collections.abc import Iterable
from html import escape

from hamgara.dates import Language, format_number
from hamgara.front.cover import Cover
from hamgara.front.pictures import named, rounded_weight, said_weight
from hamgara.front.unknown import Unknowns
from hamgara.front.widening import Widening

__all__ = ["asking_section", "cover_section", "isolated", "listed", "widening_lines"]

#: How many of a kind are listed; the rest weighs less.
MOST = 10


def isolated(text: str) -> str:
    """A text of somebody's, escaped, its direction closed off from the sentence around it."""
    return f"<bdi>{escape(text)}</bdi>"


def listed(names: Iterable[str], comma: str, language: Language) -> str:
    """Names one after another, or a dash where there are none."""
    return comma.join(isolated(named(name, language)) for name in names) or "–"


def widening_lines(widening: Widening, k: int, language: Language) -> list[str]:
    """What would widen the first best package of `k` clauses: a paragraph for each kind of which there is something."""
    lines = [_burdens(widening, k, language), _conditions(widening, k, language), _wordings(widening, k, language)]
    return [line for line in lines if line]


def _comma(language: Language) -> str:
    return "، " if language == "fa" else ", "


def _burdens(widening: Widening, k: int, language: Language) -> str:
    found = [b for b in widening.burdens if b.k == k and b.weight > 0]
    if not found:
        return ""
    label = (
        "سهم هر بند در امضاهای ازدست‌رفته، میانگین همهٔ ترتیب‌ها"
        if language == "fa"
        else "Share of each clause in the signatures lost, over all orders"
    )
    items = _comma(language).join(
        f"{isolated(named(b.clause, language))} ({rounded_weight(b.weight, language)})" for b in found[:MOST]
    )
    return f"<p><strong>{label}:</strong> {items}</p>"


def _conditions(widening: Widening, k: int, language: Language) -> str:
    found = [c for c in widening.conditions if c.k == k and c.weight > 0][:MOST]
    if not found:
        return ""
    fa = language == "fa"
    label = "شرط‌هایی که برآوردنشان امضا می‌افزاید" if fa else "Conditions that would gain signatures if they were met"
    comma = _comma(language)
    items = "".join(
        f"<li>{isolated(c.condition)} ({said_weight(c.weight, language)}): {listed(c.members, comma, language)}</li>"
        for c in found
    )
    return f"<details><summary>{label}</summary><ul>{items}</ul></details>"


def _wordings(widening: Widening, k: int, language: Language) -> str:
    found = [r for r in widening.reconciliations if r.k == k][:MOST]
    if not found:
        return ""
    items = []
    for r in found:
        clause, other = (isolated(named(c, language)) for c in (r.clause, r.other))
        gain, keep = said_weight(r.weight, language), format_number(len(r.keeping), language)
        items.append(
            f"<li>متنی که {clause} و {other} را آشتی دهد: {gain}، به شرط آن‌که {keep} امضاکننده‌ای که {other} را"
            " نمی‌پذیرند بمانند</li>"
            if language == "fa"
            else f"<li>A wording that reconciles {clause} and {other}: {gain}, provided that the signers who refuse"
            f" {other} stay ({keep})</li>"
        )
    label = "متن‌هایی که ارزش آشتی دادن دارند" if language == "fa" else "Wordings worth reconciling"
    return f"<details><summary>{label}</summary><ul>{''.join(items)}</ul></details>"


def asking_section(unknowns: Unknowns, language: Language) -> str:
    """The answers worth asking for next; empty where none could move the curve."""
    if not unknowns.asking:
        return ""
    fa = language == "fa"
    title = "پرسیدن کدام پاسخ‌ها می‌ارزد" if fa else "Answers worth asking for"
    lead = (
        "هر یک از این پاسخ‌های نامعلوم به‌تنهایی می‌تواند منحنی را جابه‌جا کند؛ عدد، جمع این جابه‌جایی در همهٔ اندازه‌هاست."
        if fa
        else "Each of these unknown answers could move the curve by itself; the number is by how much, over all sizes."
    )
    items = "".join(
        f"<li>{isolated(named(a.member, language))} – {'بند' if fa else 'clause'} {isolated(named(a.clause, language))}"
        f" ({said_weight(a.worth, language)})</li>"
        for a in unknowns.asking[:MOST]
    )
    return f"<section><h2>{title}</h2><p>{lead}</p><ol>{items}</ol></section>"


def cover_section(cover: Cover, language: Language) -> str:
    """The packages of one size that together serve everybody who could sign one of that size."""
    fa, comma = language == "fa", _comma(language)
    k, count = format_number(cover.k, language), format_number(len(cover.packages), language)
    title = f"{count} بستهٔ {k}بندی برای همه" if fa else f"{count} packages of {k} clauses that serve everybody"
    if cover.optimal:
        proof = "با شمار کمتر نمی‌شود." if fa else "Fewer would not do."
    else:
        least = format_number(cover.least, language)
        proof = f"دست‌کم {least} بسته لازم است." if fa else f"At least {least} are needed."
    lead = (
        f"وقتی هیچ جبهه‌ای به‌تنهایی گسترده نیست: هر عضوی که بتواند بسته‌ای {k}بندی را امضا کند،"
        f" یکی از این‌ها را می‌تواند. {proof}"
        if fa
        else f"Where no single front is broad: every member that could sign any package of {k} clauses could sign one"
        f" of these. {proof}"
    )
    rows = "".join(
        f"<li>{listed(package, comma, language)} – {listed(signers, comma, language)}</li>"
        for package, signers in zip(cover.packages, cover.signers, strict=True)
    )
    left = (
        f"<p>{'هیچ بسته‌ای با این شمار بند را امضا نمی‌کنند' if fa else 'Sign no package of this size'}: "
        f"{listed(cover.left_out, comma, language)}</p>"
        if cover.left_out
        else ""
    )
    return f"<section><h2>{title}</h2><p>{lead}</p><ol>{rows}</ol>{left}</section>"
