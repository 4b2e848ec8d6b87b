"""Sheets as Markdown (CommonMark 0.31): what members wrote is text there too, and never becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hamgara.dates import Language, digits
from hamgara.documents.sheet import (
    Block,
    Endnotes,
    Figure,
    Heading,
    Item,
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

__all__ = ["write_markdown"]

_INLINE = re.compile(r"([\\`*_\[\]<>&~|{}^$!#])")
_LINE_START = re.compile(r"^(\d{1,9})([.)])(?=\s|$)|^([-+=])")
#: How a run is told from the text around it; the marks for struck and strong text are shown with letters too.
_MARKS = {"same": ("", ""), "gone": ("~~", "~~"), "new": ("**", "**"), "spelling": ("*", "*")}


def write_markdown(sheet: Sheet) -> str:
    """The Markdown of a sheet; of two languages, each part in the leading one first."""
    blocks: list[str] = []
    for row in sheet.rows():
        if isinstance(row[0], Seal):
            blocks += _seal([block for block in row if isinstance(block, Seal)])
        elif isinstance(row[0], Endnotes):
            blocks.append(f"## {escape(' / '.join(block.heading for block in row if isinstance(block, Endnotes)))}")
            for notes in sheet.notes():
                blocks += [_note(note, x) for note, x in zip(notes, sheet.languages, strict=True)]
        else:
            for block, language in zip(row, sheet.languages, strict=True):
                blocks += _block(block, language)
    return "\n\n".join(blocks) + "\n"


def escape(text: str) -> str:
    """A text in which no character is markup. Lines stay lines."""
    lines = (_INLINE.sub(r"\\\1", line.strip()) for line in text.split("\n"))
    return "\\\n".join(_LINE_START.sub(_start, line) for line in lines)


def _start(found: re.Match[str]) -> str:
    return f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}"


def _line(wording: Wording) -> str:
    return escape(wording.line)


def _block(block: Block, language: Language) -> Iterator[str]:
    match block:
        case Masthead():
            if block.warning:
                yield f"> **{escape(block.warning)}**"
            yield escape(block.whose)
            yield f"# {_line(block.title)}"
            if block.lines:
                yield "\\\n".join(escape(line) for line in block.lines)
        case Heading():
            number = f"{escape(f'{block.number}.')} " if block.number else ""
            yield f"{'#' * block.level} {number}{_line(block.wording)}"
        case Prose():
            yield from _prose(block, language)
        case Marked():
            yield from ("".join(_run(run) for run in paragraph) for paragraph in block.paragraphs)
        case Roll():
            lines = [f"{f'{n}.' if block.numbered else '-'} {_item(item)}" for n, item in enumerate(block.items, 1)]
            yield "\n".join(lines)
        case Table():
            yield f"**{escape(block.caption)}**"
            yield "\n".join(f"- {escape(line)}" for line in block.lines(language))
        case Figure():
            yield f"**{escape(block.caption)}** {escape(block.description)}"


def _run(run: Run) -> str:
    """Blanks stand outside the marks, for inside them they are not read as marks."""
    before, after = _MARKS[run.kind]
    inner = run.text.strip()
    if not inner:
        return run.text
    lead, trail = run.text[: len(run.text) - len(run.text.lstrip())], run.text[len(run.text.rstrip()) :]
    return f"{lead}{before}{escape(inner)}{after}{trail}"


def _prose(block: Prose, language: Language) -> Iterator[str]:
    calls = "".join(f" \\[{digits(str(note.number), language)}\\]" for note in block.notes)
    last = len(block.wording.paragraphs) - 1
    for i, paragraph in enumerate(block.wording.paragraphs):
        said = escape(paragraph) + (calls if i == last else "")
        yield f"**{escape(paragraph)}**{calls if i == last else ''}" if block.style == "slogan" else said
    if block.remark:
        yield f"> {escape(block.remark)}"


def _item(item: Item) -> str:
    return f"{_line(item.wording)} — {escape(item.detail)}" if item.detail else _line(item.wording)


def _note(note: Note, language: Language) -> str:
    lead = f"\\[{digits(str(note.number), language)}\\] **{escape(note.lead.strip())}** "
    return lead + "\n\n".join(escape(paragraph) for paragraph in note.wording.paragraphs)


def _seal(seals: Sequence[Seal]) -> Iterator[str]:
    facts: list[str] = []
    for i, fact in enumerate(seals[0].facts):
        if not fact.label:
            yield f"    {fact.value}"
            continue
        facts.append(f"- {escape(' · '.join(seal.facts[i].label for seal in seals))}: `{fact.value}`")
    if seals[0].text:
        facts.append(f"- `{seals[0].text}`")
    yield "\n".join(facts)
