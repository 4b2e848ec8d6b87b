"""What stands in a DOCX file: the paragraphs of its clauses, with who added what and who took what away."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from lxml import etree

from hamgara.documents.docx.elements import Element, name
from hamgara.documents.docx.errors import DocxError
from hamgara.documents.docx.guard import DOCUMENT, Package
from hamgara.documents.docx.package import CUSTOM
from hamgara.documents.docx.revisions import Paragraph, Piece, Revision

__all__ = [
    "CLAUSE_PROPERTY",
    "HEADING",
    "KNOWN_PROPERTY",
    "MARK",
    "NOTE",
    "SECTION",
    "Known",
    "Reading",
    "known_property",
    "read_package",
]

#: The style of a clause's heading, by the name that word processors show.
HEADING = "Clause Heading"
#: The style of what the file says about a clause; it is no part of the text.
NOTE = "Clause Note"
#: Custom properties that state the clauses and the amendments of a file, each with a number after it.
CLAUSE_PROPERTY, KNOWN_PROPERTY = "hamgara-clause-", "hamgara-amendment-"
#: The bookmark of a clause's heading, with the number of its property after it.
MARK = "clause_"
#: The bookmark of what ends the text of clauses.
SECTION = "section_"

_CORE = "{http://schemas.openxmlformats.org/package/2006/metadata/core-properties}lastModifiedBy"
_BOUNDARIES = re.compile(r"(heading 1|title)$", re.IGNORECASE)
_CHARACTERS = {
    name("br"): "\n",
    name("cr"): "\n",
    name("tab"): "\t",
    name("noBreakHyphen"): "\u2011",
    name("softHyphen"): "\u00ad",
}
_ADDING, _TAKING = {name("ins"), name("moveTo")}, {name("del"), name("moveFrom")}
_UNREAD = {name(tag) for tag in ("commentReference", "drawing", "pict", "footnoteReference", "endnoteReference", "sym")}


#: So many paragraphs and stretches are read, with so many characters, by so many revisions: some times what the
#: largest draft has, so that no file keeps the program busy.
MOST_STRETCHES, MOST_CHARACTERS, MOST_REVISIONS = 40_000, 1_000_000, 1_000


@dataclass(frozen=True, slots=True)
class Known:
    """An amendment that the file states it holds: its id, when it was proposed, by whom."""

    id: str
    at: int
    by: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """`paragraphs` (None where something else stands between clauses), the `versions` of clauses that the file states
    in the order of its draft,
    and, by their signature, its amendments (several where they ask for the same change), who saved it last, and what in
    it is `unread`, by part and line.
    """

    paragraphs: tuple[Paragraph | None, ...]
    versions: Mapping[str, int]
    known: Mapping[Revision, tuple[Known, ...]]
    saved_by: str
    unread: tuple[str, ...] = field(default=())


def read_package(package: Package, *, tables: bool = False) -> Reading:
    """What stands in an opened file; what stands in its tables only where `tables` are asked for."""
    properties = _properties(package)
    clauses: dict[str, tuple[str, int, int]] = {}
    known: dict[Revision, tuple[Known, ...]] = {}
    for key, value in properties.items():
        if key.startswith(CLAUSE_PROPERTY):
            id, *numbers = value.split(" ")
            if id and len(numbers) == 2 and all(n.isdecimal() and len(n) < 10 for n in numbers):
                clauses[MARK + key.removeprefix(CLAUSE_PROPERTY)] = id, int(numbers[0]), int(numbers[1])
        elif key.startswith(KNOWN_PROPERTY):
            for revision, found in _known(value):
                known[revision] = (*known.get(revision, ()), found)
    body = package.trees[DOCUMENT].find(name("body"))
    reader = _Reader({mark: id for mark, (id, _, _) in clauses.items()}, _style_names(package), tables)
    if body is not None:
        _check_count("paragraphs", sum(1 for _ in body.iter(name("p"))), MOST_STRETCHES)
        reader.read(body)
    _check_limits(reader.done)
    core = package.tree("docProps/core.xml")
    return Reading(
        tuple(reader.done),
        {id: version for id, version, _ in sorted(clauses.values(), key=itemgetter(2)) if version},
        known,
        (core.findtext(_CORE) or "") if core is not None else "",
        tuple(reader.unread),
    )


def _check_limits(paragraphs: Sequence[Paragraph | None]) -> None:
    read = [paragraph for paragraph in paragraphs if paragraph is not None]
    revisions = {revision for p in read for piece in p.pieces for revision in (piece.added, piece.gone)}
    revisions |= {revision for p in read for revision in (p.added, p.gone)}
    found = {
        "stretches of text": (len(paragraphs) + sum(len(p.pieces) for p in read), MOST_STRETCHES),
        "characters": (sum(len(piece.text) for p in read for piece in p.pieces), MOST_CHARACTERS),
        "authors and times of changes": (len(revisions - {None}), MOST_REVISIONS),
    }
    for what, (count, most) in found.items():
        _check_count(what, count, most)


def _check_count(what: str, count: int, most: int) -> None:
    if count > most:
        raise DocxError("too-large", DOCUMENT, f"at most {most} {what} are read, found {count}")


def _properties(package: Package) -> dict[str, str]:
    tree = package.tree("docProps/custom.xml")
    found = tree.findall(f"{{{CUSTOM}}}property") if tree is not None else []
    return {element.get("name", ""): "".join(element.itertext()).strip() for element in found}


def _known(value: str) -> Iterator[tuple[Revision, Known]]:
    """What `known_property` wrote; nothing where it says something else."""
    try:
        who, when, id, at, *by = json.loads(value)
    except (ValueError, TypeError, RecursionError):
        return
    if all(isinstance(name, str) for name in (who, when, id, *by)) and type(at) is int:
        yield Revision(who, when), Known(id, at, tuple(by))


def known_property(revision: Revision, amendment: Known) -> str:
    """The value of the property that says of which amendment a revision is; of several, each has one of its own, for
    word processors may cut a value after 255 characters.
    """
    return json.dumps([revision.who, revision.when, amendment.id, amendment.at, *amendment.by], ensure_ascii=False)


def _style_names(package: Package) -> dict[str, str]:
    tree = package.tree("word/styles.xml")
    names = {}
    for style in tree.iter(name("style")) if tree is not None else ():
        title = style.find(name("name"))
        names[style.get(name("styleId"), "")] = "" if title is None else title.get(name("val"), "")
    return names


class _Reader:
    def __init__(self, marks: Mapping[str, str], styles: Mapping[str, str], tables: bool) -> None:
        self.marks, self.styles, self.tables = marks, styles, tables
        self.done: list[Paragraph | None] = []
        self.unread: list[str] = []
        self.used: set[str] = set()

    def read(self, place: Element) -> None:
        """The blocks of a place in order; what is grouped is read as if it were not."""
        for block in place.iterchildren(etree.Element):
            if block.tag == name("p"):
                self._paragraph(block)
            elif block.tag in (name("sdt"), name("customXml")):
                inner = block.find(name("sdtContent"))
                self.read(block if inner is None else inner)
            elif block.tag == name("tbl") and self.tables:
                for cell in block.iter(name("tc")):
                    self.done.append(None)
                    self.read(cell)
                self.done.append(None)
            elif block.tag == name("tbl"):
                self.unread.append(f"{DOCUMENT}, line {block.sourceline}: tbl")

    def _paragraph(self, element: Element) -> None:
        properties = element.find(name("pPr"))
        style = properties.find(name("pStyle")) if properties is not None else None
        id = style.get(name("val"), "") if style is not None else ""
        title = self.styles.get(id, id)
        if title == NOTE:
            return
        named = [mark.get(name("name"), "") for mark in element.iter(name("bookmarkStart"))]
        if _BOUNDARIES.match(title) or any(mark.startswith(SECTION) for mark in named):
            self.done.append(None)
            return
        added = gone = None
        moved = False
        marks = properties.find(name("rPr")) if properties is not None else None
        for mark in marks if marks is not None else ():
            if mark.tag in _ADDING:
                added = _revision(mark)
            elif mark.tag in _TAKING:
                gone = _revision(mark)
            moved = moved or mark.tag in (name("moveTo"), name("moveFrom"))
        clause = ""
        for found in (self.marks.get(mark, "") for mark in named):
            if found and found not in self.used:
                self.used.add(found)
                clause = found
        pieces = tuple(_joined(self._pieces(element, None, None, False)))
        # LibreOffice gives what follows a paragraph that is taken away the style of that paragraph.
        last = self.done[-1] if self.done else None
        doubtful = last is not None and last.gone is not None and not all(piece.added for piece in pieces)
        heading = bool(clause) or (title == HEADING and not doubtful)
        self.done.append(Paragraph(pieces, heading, clause, added, gone, moved))

    def _pieces(self, element: Element, added: Revision | None, gone: Revision | None, moved: bool) -> Iterator[Piece]:
        for child in element.iterchildren(etree.Element):
            if child.tag == name("r"):
                text = self._text(child)
                if text and (added is None or added != gone):
                    yield Piece(text, added, gone, moved)
            elif child.tag in _ADDING:
                yield from self._pieces(child, _revision(child), gone, moved or child.tag == name("moveTo"))
            elif child.tag in _TAKING:
                yield from self._pieces(child, added, _revision(child), moved or child.tag == name("moveFrom"))
            elif child.tag != name("pPr") and child.tag not in _UNREAD:
                yield from self._pieces(child, added, gone, moved)

    def _text(self, run: Element) -> str:
        said = []
        for child in run.iterchildren(etree.Element):
            if child.tag in (name("t"), name("delText")):
                said.append(child.text or "")
            elif child.tag in _CHARACTERS:
                said.append(_CHARACTERS[child.tag])
            elif child.tag in _UNREAD:
                self.unread.append(f"{DOCUMENT}, line {child.sourceline}: {etree.QName(child).localname}")
        return "".join(said)


def _revision(element: Element) -> Revision:
    return Revision(element.get(name("author"), ""), element.get(name("date"), ""))


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """Neighbours of one kind as one."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and (last.added, last.gone, last.moved) == (piece.added, piece.gone, piece.moved):
            last = Piece(last.text + piece.text, last.added, last.gone, last.moved)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
