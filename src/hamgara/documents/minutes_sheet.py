"""The minutes laid out, as blocks of one language or of two side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from hamgara.dates import format_number
from hamgara.documents.labels import LABELS, Labels
from hamgara.documents.minutes import MinutesDocument, describe_result
from hamgara.documents.sheet import Block, Heading, Item, Masthead, Prose, Roll, Sheet, Side
from hamgara.documents.texts import Wording

__all__ = ["Minutes", "lay_out_minutes"]

#: The minutes of a sitting in one language, or in two, those of the leading side first.
Minutes: TypeAlias = MinutesDocument | tuple[MinutesDocument, MinutesDocument]


def lay_out_minutes(minutes: Minutes) -> Sheet:
    """The sheet of the minutes of a sitting, or of the same in two languages side by side.

    Raises ValueError where the two are not of the same sitting.
    """
    sides = minutes if isinstance(minutes, tuple) else (minutes,)
    for other in sides[1:]:
        if (other.assembly, other.id) != (sides[0].assembly, sides[0].id):
            raise ValueError(f"side by side: the sitting {sides[0].id!r} is expected twice, found {other.id!r}")
    return Sheet(
        title=" / ".join(_title(side, LABELS[side.language]) for side in sides),
        whose=" / ".join(side.assembly_name.line for side in sides),
        dated=sides[0].dated,
        sides=tuple(Side(side.language, tuple(_blocks(side))) for side in sides),
    )


def _title(document: MinutesDocument, label: Labels) -> str:
    return f"{label.minutes}{label.colon}{document.title.line}"


def _blocks(document: MinutesDocument) -> Iterator[Block]:
    label = LABELS[document.language]
    lines = [document.meeting.line, document.place, document.time]
    if document.approved:
        lines.append(label.minutes_approved)
    yield Masthead(
        document.assembly_name.line,
        _said(document, _title(document, label)),
        tuple(filter(None, lines)),
        "" if document.approved else label.minutes_draft,
    )
    yield Heading(2, _said(document, label.attendance))
    present = label.present.format(
        organisations=format_number(len(document.organisations), document.language),
        independents=format_number(document.independents, document.language),
    )
    yield Prose(_said(document, f"{present} {document.quorum}"))
    if document.organisations:
        yield Roll(tuple(Item(name) for name in document.organisations))
    yield Heading(2, _said(document, label.agenda))
    if document.agenda:
        yield Roll(
            tuple(Item(item.title, label.taken if item.taken else label.not_taken) for item in document.agenda),
            numbered=True,
        )
    else:
        yield Prose(_said(document, label.no_agenda), "soft")
    yield Heading(2, _said(document, label.decisions))
    if not document.decisions:
        yield Prose(_said(document, label.no_decisions), "soft")
    for decision in document.decisions:
        yield Heading(3, decision.subject)
        if decision.text is not None:
            yield Prose(decision.text)
        yield Prose(_said(document, describe_result(decision, document.language)), "soft")
    yield Heading(2, _said(document, label.proceedings))
    if document.proceedings is None:
        yield Prose(_said(document, label.no_minutes), "soft")
    else:
        missing = label.missing if document.proceedings.standing == "missing" else ""
        yield Prose(document.proceedings, remark=missing)


def _said(document: MinutesDocument, text: str) -> Wording:
    return Wording((text,), document.language)
