"""Sheets as DOCX: with styles that a word processor knows, in one language or in two columns of a table."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence

import segno
from lxml import etree

from hamgara.dates import Language, digits
from hamgara.documents.docx.elements import Element, paragraph, run, runs, w
from hamgara.documents.docx.package import OFFICE, relation_id
from hamgara.documents.docx.pages import WIDTH, bind
from hamgara.documents.labels import DIRECTIONS
from hamgara.documents.qr import QUIET
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

__all__ = ["mark_up_runs", "write_docx"]

_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
#: The side of the QR code: 30 mm in English Metric Units.
_SIDE = 1_080_000
#: So many columns find room across a page.
_MOST_COLUMNS = 6
_STYLES = {"body": "Clause", "slogan": "Slogan", "soft": "Soft"}


def write_docx(sheet: Sheet) -> bytes:
    """The DOCX file of a sheet."""
    writer = _Writer(sheet)
    return bind(
        list(writer.body()),
        title=sheet.title,
        whose=sheet.whose,
        dated=sheet.dated,
        languages=sheet.languages,
        footnotes=writer.footnotes,
        pictures=writer.pictures,
    )


class _Writer:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.pair = len(sheet.sides) > 1
        self.footnotes: list[list[Element]] = []
        self.pictures: dict[str, bytes] = {}

    def body(self) -> Iterator[Element]:
        """All rows. In a pair, rows that follow each other are one table, and what is for both stands between."""
        rows: list[Element] = []
        for row in self.sheet.rows():
            if isinstance(row[0], Seal):
                yield from self._flush(rows)
                yield from self._seal(row)
            elif isinstance(row[0], Endnotes):
                rows += self._endnotes(row) if self.pair else []
            elif self.pair:
                rows.append(self._across([list(self._block(b, x)) for b, x in self._sides(row)]))
            else:
                yield from self._block(row[0], self.sheet.languages[0])
        yield from self._flush(rows)

    def _sides(self, row: Sequence[Block]) -> Iterator[tuple[Block, Language]]:
        return zip(row, self.sheet.languages, strict=True)

    def _flush(self, rows: list[Element]) -> Iterator[Element]:
        if rows:
            yield _table("Sides", [WIDTH // 2] * 2, rows, self.sheet.languages[0])
            yield _spacer()
            rows.clear()

    def _across(self, sides: Sequence[Sequence[Element]]) -> Element:
        return w("tr", *(_cell(content, WIDTH // 2) for content in sides))

    def _block(self, block: Block, language: Language) -> Iterator[Element]:
        match block:
            case Masthead():
                if block.warning:
                    yield paragraph(runs(block.warning, language), language, "Warning")
                yield paragraph(runs(block.whose, language), language, "Whose")
                yield _line(block.title, language, "Title")
                for line in block.lines:
                    yield paragraph(runs(line, language), language, "Line")
            case Heading():
                number = [*runs(f"{block.number}. ", language, style="Number")] if block.number else []
                yield _line(block.wording, language, f"Heading{block.level - 1}", number)
            case Prose():
                yield from self._prose(block, language)
            case Marked():
                for marked in block.paragraphs:
                    yield paragraph(list(mark_up_runs(marked, block.language)), block.language, "Alternative")
            case Roll():
                yield from self._roll(block, language)
            case Table():
                yield from self._grid(block, language)
            case Figure():
                caption = runs(f"{block.caption} ", language, style="Strong")
                yield paragraph([*caption, *runs(block.description, language)], language, "Soft")

    def _prose(self, block: Prose, language: Language) -> Iterator[Element]:
        own = block.wording.language
        last = len(block.wording.paragraphs) - 1
        for i, text in enumerate(block.wording.paragraphs):
            calls = [call for note in block.notes for call in self._call(note, language)] if i == last else []
            yield paragraph([*runs(text, own), *calls], own, _STYLES[block.style])
        if block.remark:
            yield paragraph(runs(block.remark, language), language, "Remark")

    def _call(self, note: Note, language: Language) -> Iterator[Element]:
        if self.pair:
            link = w(
                "hyperlink", run(digits(str(note.number), language), rtl=DIRECTIONS[language] == "rtl", style="Note")
            )
            link.set(link.tag.replace("hyperlink", "anchor"), f"note_{note.number}_{language}")
            yield link
            return
        self.footnotes.append(list(_note(note, language, "FootnoteText")))
        reference = w("footnoteReference", id=str(len(self.footnotes)))
        yield w("r", w("rPr", w("rStyle", val="FootnoteReference")), reference)

    def _endnotes(self, row: Sequence[Block]) -> Iterator[Element]:
        headings = [(b.heading, x) for b, x in self._sides(row) if isinstance(b, Endnotes)]
        yield self._across([[paragraph(runs(text, x), x, "Heading1")] for text, x in headings])
        for notes in self.sheet.notes():
            sides = []
            for i, (note, language) in enumerate(zip(notes, self.sheet.languages, strict=True)):
                key = str(2 * note.number + i)
                marks = [w("bookmarkStart", id=key, name=f"note_{note.number}_{language}"), w("bookmarkEnd", id=key)]
                number = [*marks, *runs(digits(f"{note.number}. ", language), language)]
                sides.append(list(_note(note, language, "FootnoteText", number)))
            yield self._across(sides)

    def _roll(self, block: Roll, language: Language) -> Iterator[Element]:
        if block.columns:
            details = [paragraph(runs(item.detail, language, style="Detail"), language, "Cell") for item in block.items]
            names = [_line(item.wording, language, "Cell") for item in block.items]
            yield from self._columns(block.columns, zip(names, details, strict=True), language)
            return
        for n, item in enumerate(block.items, 1):
            # A list that numbers itself would go on from the one before it, and in Latin digits.
            number = [*runs(digits(f"{n}.", language), language), w("r", w("tab"))] if block.numbered else []
            style = "ListNumber" if block.numbered else "ListBullet"
            yield paragraph([*number, *_item(item, language)], language, style)

    def _columns(
        self, header: Sequence[str], rows: Iterable[Sequence[Element]], language: Language
    ) -> Iterator[Element]:
        width = (WIDTH // 2 - 340 if self.pair else WIDTH) // len(header)
        heads = [paragraph(runs(text, language), language, "Cell") for text in header]
        lines = [w("tr", w("trPr", w("cantSplit"), w("tblHeader")), *(_cell([head], width) for head in heads))]
        lines += [w("tr", w("trPr", w("cantSplit")), *(_cell([cell], width) for cell in row)) for row in rows]
        yield _table("Roll", [width] * len(header), lines, language)
        yield _spacer()

    def _grid(self, block: Table, language: Language) -> Iterator[Element]:
        """A table as one where a page has room for its columns, else as a list with a line for each row."""
        yield paragraph(runs(block.caption, language, style="Strong"), language, "Soft")
        if len(block.header) <= (_MOST_COLUMNS // 2 if self.pair else _MOST_COLUMNS):
            rows = ([paragraph(runs(cell, language), language, "Cell") for cell in row] for row in block.rows)
            yield from self._columns(block.header, rows, language)
            return
        for line in block.lines(language):
            yield paragraph(runs(line, language), language, "ListBullet")

    def _seal(self, row: Sequence[Block]) -> Iterator[Element]:
        seals = [block for block in row if isinstance(block, Seal)]
        leading = self.sheet.languages[0]
        facts: list[Element] = []
        for i, fact in enumerate(seals[0].facts):
            code = paragraph([run(fact.value, rtl=False, style="Code")], "en", "Cell")
            if not fact.label:
                yield code
                continue
            label: list[Element] = []
            for seal, language in zip(seals, self.sheet.languages, strict=True):
                label += runs(" · ", leading, style="Detail") if label else []
                label += runs(seal.facts[i].label, language, style="Detail")
            facts += [paragraph(label, leading, "Cell"), code]
        if not seals[0].text:
            yield from facts
            return
        self.pictures["qr"] = _draw(seals[0].text)
        picture = paragraph([_picture(" / ".join(seal.description for seal in seals))], leading, "Cell")
        widths = [WIDTH - 2000, 2000]
        cells = [_cell(facts, widths[0]), _cell([picture], widths[1])]
        yield _table("Sides", widths, [w("tr", w("trPr", w("cantSplit")), *cells)], leading)
        yield _spacer()


def mark_up_runs(marked: Sequence[Run], language: Language) -> Iterator[Element]:
    """What goes struck through and what comes underlined, each between signs, for those who see neither."""
    signs = {"gone": ("[−", "−]", "Gone"), "new": ("[+", "+]", "Added"), "spelling": ("", "", "Spelling")}
    rtl = DIRECTIONS[language] == "rtl"
    for one in marked:
        before, after, style = signs.get(one.kind, ("", "", ""))
        yield from [run(before, rtl=rtl, style=style)] if before else []
        yield from runs(one.text, language, style=style)
        yield from [run(after, rtl=rtl, style=style)] if after else []


def _line(wording: Wording, language: Language, style: str, before: Sequence[Element] = ()) -> Element:
    """A wording in one line; where it is in the other language it is a run in its own direction."""
    if wording.language == language:
        return paragraph([*before, *runs(wording.line, language)], language, style)
    return paragraph([*before, run(wording.line, rtl=DIRECTIONS[wording.language] == "rtl")], language, style)


def _item(item: Item, language: Language) -> Iterator[Element]:
    if item.wording.language == language:
        yield from runs(item.wording.line, language)
    else:
        yield run(item.wording.line, rtl=DIRECTIONS[item.wording.language] == "rtl")
    if item.detail:
        yield from runs(f" — {item.detail}", language, style="Detail")


def _note(note: Note, language: Language, style: str, before: Sequence[Element] = ()) -> Iterator[Element]:
    own = note.wording.language
    lead = [*before, *runs(f" {note.lead}", language, style="Strong")]
    for text in note.wording.paragraphs:
        yield paragraph([*lead, *runs(text, own)], language if lead else own, style)
        lead = []


def _cell(content: Sequence[Element], width: int) -> Element:
    # A cell ends with a paragraph, whatever stands before it.
    closing = [] if content and content[-1].tag.endswith("}p") else [w("p")]
    return w("tc", w("tcPr", w("tcW", w=str(width), type="dxa")), *content, *closing)


def _spacer() -> Element:
    """The paragraph that is asked for between two tables and after the last."""
    return w("p", w("pPr", w("pStyle", val="Spacer")))


def _table(style: str, widths: Sequence[int], rows: Sequence[Element], language: Language) -> Element:
    first = "1" if style == "Roll" else "0"
    properties = w(
        "tblPr",
        w("tblStyle", val=style),
        w("bidiVisual") if DIRECTIONS[language] == "rtl" else None,
        w("tblW", w=str(sum(widths)), type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", firstRow=first, lastRow="0", firstColumn="0", lastColumn="0", noHBand="1", noVBand="1"),
    )
    return w("tbl", properties, w("tblGrid", *(w("gridCol", w=str(width)) for width in widths)), *rows)


def _draw(text: str) -> bytes:
    """The QR code as a picture; stored without compression, so that every zlib writes the same bytes."""
    held = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False).save(held, kind="png", scale=6, border=QUIET, compresslevel=0)
    return held.getvalue()


def _picture(description: str) -> Element:
    """The QR code in line with the text, with what it shows in words (ECMA-376 part 1, section 20.4)."""
    wp, a, pic = f"{_DRAWING}/wordprocessingDrawing", f"{_DRAWING}/main", f"{_DRAWING}/picture"

    def made(space: str, tag: str, *children: Element, **attributes: str) -> Element:
        element = etree.Element(f"{{{space}}}{tag}", attributes, nsmap={"wp": wp, "a": a, "pic": pic})
        element.extend(children)
        return element

    size = {"cx": str(_SIDE), "cy": str(_SIDE)}
    blip = made(a, "blip")
    blip.set(f"{{{OFFICE}}}embed", relation_id("qr.png"))
    shape = made(
        pic,
        "spPr",
        made(a, "xfrm", made(a, "off", x="0", y="0"), made(a, "ext", **size)),
        made(a, "prstGeom", made(a, "avLst"), prst="rect"),
    )
    picture = made(
        pic,
        "pic",
        made(pic, "nvPicPr", made(pic, "cNvPr", id="1", name="QR", descr=description), made(pic, "cNvPicPr")),
        made(pic, "blipFill", blip, made(a, "stretch", made(a, "fillRect"))),
        shape,
    )
    inline = made(
        wp,
        "inline",
        made(wp, "extent", **size),
        made(wp, "docPr", id="1", name="QR", descr=description),
        made(a, "graphic", made(a, "graphicData", picture, uri=pic)),
        distT="0",
        distB="0",
        distL="0",
        distR="0",
    )
    return w("r", w("drawing", inline))
