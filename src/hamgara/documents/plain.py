"""Sheets as plain text: for e-mail, for terminals, and for whoever can show nothing else.

Line by line and without marks of direction: a reader's program gives each line the direction of its first letter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hamgara.dates import Language, digits
from hamgara.documents.sheet import (
    Block,
    Endnotes,
    Figure,
    Heading,
    Marked,
    Masthead,
    Note,
    Prose,
    Roll,
    Run,
    Seal,
    Sheet,
    Table,
)
from hamgara.documents.texts import Wording

__all__ = ["mark_runs", "write_text"]

#: How a run is told from the text around it without type.
_MARKS = {"same": ("", ""), "gone": ("[-", "-]"), "new": ("{+", "+}"), "spelling": ("[=", "=]")}


def write_text(sheet: Sheet) -> str:
    """The text of a sheet; of two languages, each part in the leading one first."""
    lines: list[str] = []
    for row in sheet.rows():
        if isinstance(row[0], Seal):
            lines += _seal([block for block in row if isinstance(block, Seal)])
        elif isinstance(row[0], Endnotes):
            lines += _rule(" / ".join(block.heading for block in row if isinstance(block, Endnotes)), "-")
            for notes in sheet.notes():
                for note, language in zip(notes, sheet.languages, strict=True):
                    lines += _note(note, language)
        else:
            for block, language in zip(row, sheet.languages, strict=True):
                lines += _block(block, language)
    return "\n".join(lines).strip("\n") + "\n"


def mark_runs(runs: Sequence[Run]) -> str:
    """A marked paragraph in plain characters: [-gone-]{+new+}[=spelled otherwise=]."""
    return "".join(f"{_MARKS[run.kind][0]}{run.text}{_MARKS[run.kind][1]}" for run in runs)


def _block(block: Block, language: Language) -> Iterator[str]:
    match block:
        case Masthead():
            yield from ["", f"!! {block.warning}"] if block.warning else []
            yield from ["", block.whose]
            yield from _rule(block.title.line, "=")
            yield from block.lines
        case Heading():
            number = f"{block.number}. " if block.number else ""
            yield from _rule(number + block.wording.line, "-" if block.level == 2 else "")
        case Prose():
            yield from _prose(block, language)
        case Marked():
            yield from ["", *(mark_runs(paragraph) for paragraph in block.paragraphs)]
        case Roll():
            yield ""
            for n, item in enumerate(block.items, 1):
                lead = digits(f"{n}.", language) if block.numbered else "•"
                detail = f" — {item.detail}" if item.detail else ""
                yield f"{lead} {item.wording.line}{detail}"
        case Table():
            yield from ["", block.caption, *(f"• {line}" for line in block.lines(language))]
        case Figure():
            yield from ["", f"[{block.caption} {block.description}]"]


def _rule(text: str, line: str) -> Iterator[str]:
    yield from ["", text]
    if line:
        yield line * min(len(text), 72)


def _prose(block: Prose, language: Language) -> Iterator[str]:
    calls = "".join(f" [{digits(str(note.number), language)}]" for note in block.notes)
    last = len(block.wording.paragraphs) - 1
    for i, paragraph in enumerate(block.wording.paragraphs):
        yield from ["", f"{paragraph}{calls if i == last else ''}"]
    if block.remark:
        yield f"! {block.remark}"


def _note(note: Note, language: Language) -> Iterator[str]:
    yield from ["", f"[{digits(str(note.number), language)}] {note.lead}{_whole(note.wording)}"]


def _whole(wording: Wording) -> str:
    return "\n\n".join(wording.paragraphs)


def _seal(seals: Sequence[Seal]) -> Iterator[str]:
    yield ""
    for i, fact in enumerate(seals[0].facts):
        label = " / ".join(seal.facts[i].label for seal in seals)
        yield from [f"{label}:"] if fact.label else []
        yield f"    {fact.value}"
    if seals[0].text:
        yield f"    {seals[0].text}"
