"""Sheets as PDF, set by Typst: archival (PDF/A-2a) and accessible (PDF/UA-1), the same bytes for the same sheet.

The template is fixed; what members wrote reaches it only as JSON data, which Typst shows and never reads as markup.
Fonts are those of this package and those in the typst wheel, never the machine's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import cache
from importlib.resources import as_file, files
from typing import Any

import typst

from hamgara.documents.drawing import write_svg
from hamgara.documents.labels import DIRECTIONS, LABELS
from hamgara.documents.qr import draw_qr
from hamgara.documents.sheet import Block, Figure, Heading, Prose, Seal, Sheet

__all__ = ["PdfError", "find_fonts", "write_pdf"]

_MOST_ROUNDS = 8
#: Heh with a hamza over it, as two characters and as the one that its glyph then stands for (see the template on ZWNJ).
_HEH = ("\u0647\u0654", "\u06c0")
#: So many headings ask for a table of contents.
_LONG = 8
#: How many times as high as the text is wide a picture may be, to fit a page with its heading and caption.
_TALLEST = 1.28
_UNSHOWN = re.compile(r"the text `\"((?:[^\"\\]|\\.)+)\"` could not be displayed")
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class PdfError(Exception):
    """Typst could not set a sheet; the message says why."""


def write_pdf(sheet: Sheet) -> bytes:
    """The PDF of a sheet. Without a date it is accessible (PDF/UA-1) but cannot be archival, which demands one.

    A character that none of the fonts has is shown by its number, as [U+4E2D], and a line at the end says so.
    Raises `PdfError` where the sheet cannot be set.
    """
    lacking: set[str] = set()
    fonts = find_fonts()
    for _ in range(_MOST_ROUNDS):
        try:
            return _compile(_data(sheet, lacking), sheet.dated, fonts)
        except typst.TypstError as error:
            found = _unshown(str(error.diagnostic)) - lacking
            if not found:
                raise PdfError(str(error.diagnostic)) from error
            lacking |= found
    raise PdfError(f"fonts: characters are still lacking after {_MOST_ROUNDS} rounds: {sorted(lacking)}")


@cache
def find_fonts() -> typst.Fonts:
    """The fonts that documents are set in: this package's and those of the typst wheel."""
    with as_file(files("hamgara.documents").joinpath("fonts")) as folder:
        found = typst.Fonts(include_system_fonts=False, font_paths=[str(folder)])
        if "Vazirmatn" not in found.families():
            raise PdfError(f"fonts: the font Vazirmatn is expected in {folder}, found {found.families()}")
        return found


def _compile(data: dict[str, Any], dated: str, fonts: typst.Fonts) -> bytes:
    return typst.compile(
        files("hamgara.documents").joinpath("templates/sheet.typ").read_bytes(),
        font_paths=fonts,
        format="pdf",
        sys_inputs={"sheet": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["a-2a", "ua-1"] if dated else ["ua-1"],
        timestamp=_timestamp(dated) if dated else None,
    )


def _timestamp(dated: str) -> int:
    return int(datetime.fromisoformat(dated).timestamp())


def _unshown(diagnostic: str) -> set[str]:
    """The characters beyond ASCII, or controls, that Typst's diagnostic says no font has."""
    found = (_ESCAPED.sub(_unescape, text) for text in _UNSHOWN.findall(diagnostic))
    return {character for text in found for character in text if not " " <= character <= "~"}


def _unescape(match: re.Match[str]) -> str:
    return chr(int(match[1], 16)) if match[1] else match[2]


def _data(sheet: Sheet, lacking: set[str]) -> dict[str, Any]:
    labels = [LABELS[language] for language in sheet.languages]
    rows = [[_block(block) for block in row] for row in sheet.rows()]
    example = f"[U+{ord(min(lacking)):04X}]" if lacking else ""
    data: dict[str, Any] = {
        "title": sheet.title,
        "whose": sheet.whose,
        "dated": bool(sheet.dated),
        "sides": [{"lang": language, "rtl": DIRECTIONS[language] == "rtl"} for language in sheet.languages],
        "page": labels[0].page,
        "contents": [label.contents for label in labels] if _is_long(sheet) else [],
        "rows": rows,
        "notes": [[asdict(note) for note in row] for row in sheet.notes()],
        "replaced": [label.replaced.format(example=example) for label in labels] if lacking else [],
    }
    shown = _replace(data, str.maketrans({c: f"[U+{ord(c):04X}]" for c in lacking}))
    assert isinstance(shown, dict)
    return shown


def _is_long(sheet: Sheet) -> bool:
    """Whether readers need a table of contents."""
    return sum(isinstance(row[0], Heading) for row in sheet.rows()) >= _LONG


def _block(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    if isinstance(block, Figure):
        about = {"caption": block.caption, "description": block.description}
        width = min(1.0, _TALLEST * block.drawing.width / block.drawing.height)
        return {"block": kind, **about, "svg": write_svg(block.drawing), "width": round(width, 4)}
    data = {"block": kind, **asdict(block)}
    if isinstance(block, Prose):
        data["notes"] = [note.number for note in block.notes]
    if isinstance(block, Seal) and block.text:
        side, path = draw_qr(block.text)
        data["svg"] = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}">'
            f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}"/></svg>'
        )
    return data


def _replace(value: Any, table: dict[int, str]) -> Any:
    match value:
        case str():
            return value.replace(*_HEH).translate(table)
        case dict():
            return {key: _replace(held, table) for key, held in value.items()}
        case Sequence():
            return [_replace(held, table) for held in value]
        case _:
            return value
