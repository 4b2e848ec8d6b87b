"""What a document is made of, before it is in any format: blocks in order, in one language or in two side by side.

A document is first laid out as a sheet; each format then writes the same sheet. A further document (a list of
amendments, a count report) is a further function that returns blocks; a further format is a further
function that writes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from hamgara.dates import Language
from hamgara.documents.drawing import Drawing
from hamgara.documents.texts import Wording

__all__ = [
    "Block",
    "Endnotes",
    "Fact",
    "Figure",
    "Heading",
    "Item",
    "Marked",
    "Masthead",
    "Note",
    "Prose",
    "Roll",
    "Run",
    "Seal",
    "Sheet",
    "Side",
    "Table",
]


@dataclass(frozen=True, slots=True)
class Masthead:
    """The head of the first page: whose document, its title, a few lines under it, a warning where it is a draft."""

    whose: str
    title: Wording
    lines: tuple[str, ...] = ()
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of level 2 or 3; `number` stands before it."""

    level: Literal[2, 3]
    wording: Wording
    number: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """What is said at the foot about a text: its number, who says it, what."""

    number: int
    lead: str
    wording: Wording


@dataclass(frozen=True, slots=True)
class Prose:
    """Paragraphs; a `remark` of the document on them stands beneath, notes are called at their end."""

    wording: Wording
    style: Literal["body", "slogan", "soft"] = "body"
    remark: str = ""
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of marked text: as it was, gone, new, or the same to a reader and spelled otherwise."""

    kind: Literal["same", "gone", "new", "spelling"]
    text: str


@dataclass(frozen=True, slots=True)
class Marked:
    """Paragraphs in which what goes and what comes is marked, told apart without colour too; `language` is theirs."""

    paragraphs: tuple[tuple[Run, ...], ...]
    language: Language


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a list, and what is said of it in soft type."""

    wording: Wording
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Roll:
    """A list of names, of short lines, or of whole sentences, which are then set like prose.

    With the heads of two `columns` it can stand as a table.
    """

    items: tuple[Item, ...]
    numbered: bool = False
    columns: tuple[str, str] | tuple[()] = ()
    sentences: bool = False


@dataclass(frozen=True, slots=True)
class Fact:
    """A value for machines, the same in every language, and what it is called; a command has no label."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Seal:
    """Particulars of the record, with a QR code of `text` where there is one."""

    facts: tuple[Fact, ...]
    text: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Endnotes:
    """Where the notes of all prose stand, with their heading, in a format that has no foot of the page."""

    heading: str


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a header; the first cell of a row names it. Texts are in the reader's language, on one line each.

    `figures` says which columns hold numbers. A `detail` table only repeats at length what prose around it says.
    Raises ValueError where a row has more or fewer cells than the header.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[int, ...] = ()
    detail: bool = False

    def __post_init__(self) -> None:
        for row in self.rows:
            if len(row) != len(self.header):
                raise ValueError(f"table: {len(self.header)} cells are expected in each row, found {row}")

    def lines(self, language: Language) -> Iterator[str]:
        """Each row in a line, its name and what is in the other cells, for formats that set no columns."""
        between = "؛ " if language == "fa" else "; "
        for name, *cells in self.rows:
            told = (f"{head}: {cell}" for head, cell in zip(self.header[1:], cells, strict=True) if cell)
            yield f"{name} — {between.join(told)}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with its caption, and what it shows in words; the same stands in a table or in prose near it."""

    caption: str
    description: str
    drawing: Drawing


Block: TypeAlias = Masthead | Heading | Prose | Marked | Roll | Seal | Endnotes | Table | Figure


@dataclass(frozen=True, slots=True)
class Side:
    """All blocks of a document in one language."""

    language: Language
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A document in one language, or in two side by side: then each block has its counterpart.

    `title` and `whose` name it in its properties and running head; `dated` is the time, in UTC, that it bears.
    Raises ValueError where the sides do not match.
    """

    title: str
    whose: str
    dated: str
    sides: tuple[Side, ...]

    def __post_init__(self) -> None:
        languages = [side.language for side in self.sides]
        if len(languages) not in (1, 2) or len(set(languages)) != len(languages):
            raise ValueError(f"sheet: one language or two different ones are expected, found {languages}")
        shapes = [[type(block) for block in side.blocks] for side in self.sides]
        if any(shape != shapes[0] for shape in shapes):
            raise ValueError("sheet: the two sides are expected to have the same blocks in the same order")

    @property
    def languages(self) -> tuple[Language, ...]:
        """The languages, that of the leading side first."""
        return tuple(side.language for side in self.sides)

    def rows(self) -> Iterator[tuple[Block, ...]]:
        """The blocks of all sides, row by row."""
        return zip(*(side.blocks for side in self.sides), strict=True)

    def notes(self) -> Iterator[tuple[Note, ...]]:
        """The notes of all sides, row by row, in order."""
        for row in self.rows():
            yield from zip(*(block.notes for block in row if isinstance(block, Prose)), strict=True)
