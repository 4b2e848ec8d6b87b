"""The table of formats: pages, the command line and publication read it, so that all of them offer the same.

A further format is a row in `SHEET_FORMATS` where it can write any sheet, else in the table of its document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar

from hamgara.dates import Language
from hamgara.documents.akoma import write_akoma
from hamgara.documents.amended_draft import AmendedDraft
from hamgara.documents.amendments_sheet import AmendedDrafts, lay_out_amendments, lay_out_votes
from hamgara.documents.counts.report import lay_out_count
from hamgara.documents.counts.subject import Counting
from hamgara.documents.data import write_json
from hamgara.documents.docx import write_docx, write_tracked
from hamgara.documents.html import write_html
from hamgara.documents.markdown import write_markdown
from hamgara.documents.minutes_sheet import Minutes, lay_out_minutes
from hamgara.documents.pdf import write_pdf
from hamgara.documents.plain import write_text
from hamgara.documents.resolution_sheet import Resolutions, lay_out_resolution
from hamgara.documents.sheet import Sheet

__all__ = [
    "AMENDMENTS_FORMATS",
    "COUNT_FORMATS",
    "DRAFTING_FORMATS",
    "LANGUAGES",
    "MINUTES_FORMATS",
    "RESOLUTION_FORMATS",
    "SHEET_FORMATS",
    "TRACKED_FORMATS",
    "VOTES_FORMATS",
    "Format",
    "languages_of",
]

T = TypeVar("T")
#: A count, and the languages of its report.
Counted: TypeAlias = tuple[Counting, tuple[Language, ...]]

#: The languages of a document, the leading one first, by the first part of its file's name.
LANGUAGES: Mapping[str, tuple[Language, ...]] = MappingProxyType({"fa": ("fa",), "en": ("en",), "fa-en": ("fa", "en")})


@dataclass(frozen=True, slots=True)
class Format(Generic[T]):
    """A format: `id` is the end of a file's name, `names` what readers call it, `write` makes its bytes.

    `common` formats are offered first; `costly` ones take some tenths of a second to make; a `page` is shown by a
    browser, others are saved.
    """

    id: str
    names: Mapping[Language, str]
    media_type: str
    write: Callable[[T], bytes]
    common: bool = False
    costly: bool = False
    page: bool = False


def _names(fa: str, en: str) -> Mapping[Language, str]:
    return MappingProxyType({"fa": fa, "en": en})


def _table(*formats: Format[T]) -> Mapping[str, Format[T]]:
    return MappingProxyType({form.id: form for form in formats})


#: What writes any sheet.
SHEET_FORMATS: Mapping[str, Format[Sheet]] = _table(
    Format(
        "html",
        _names("HTML", "HTML"),
        "text/html; charset=utf-8",
        lambda s: write_html(s).encode(),
        common=True,
        page=True,
    ),
    Format("pdf", _names("PDF", "PDF"), "application/pdf", write_pdf, common=True, costly=True),
    Format(
        "docx",
        _names("ورد (DOCX)", "Word (DOCX)"),
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        write_docx,
        common=True,
    ),
    Format("md", _names("مارک‌داون", "Markdown"), "text/markdown; charset=utf-8", lambda s: write_markdown(s).encode()),
    Format("txt", _names("متن ساده", "Plain text"), "text/plain; charset=utf-8", lambda s: write_text(s).encode()),
)


def _of_sheets(lay_out: Callable[[T], Sheet]) -> list[Format[T]]:
    def lifted(form: Format[Sheet]) -> Format[T]:
        def write(held: T) -> bytes:
            return form.write(lay_out(held))

        return Format(form.id, form.names, form.media_type, write, form.common, form.costly, form.page)

    return [lifted(form) for form in SHEET_FORMATS.values()]


def _json(kind: str) -> Format[Any]:
    return Format(
        "json",
        _names("داده (JSON)", "Data (JSON)"),
        "application/json",
        lambda held: write_json(kind, held).encode(),
    )


#: What a resolution, or a pair of one, is written in.
RESOLUTION_FORMATS: Mapping[str, Format[Resolutions]] = _table(
    *_of_sheets(lay_out_resolution),
    _json("resolution"),
    Format("xml", _names("آکوما انتوسو (XML)", "Akoma Ntoso (XML)"), "application/akn+xml", write_akoma),
)
#: What the minutes of a sitting, or a pair of them, are written in.
MINUTES_FORMATS: Mapping[str, Format[Minutes]] = _table(*_of_sheets(lay_out_minutes), _json("minutes"))
#: What a list of amendments and a voting list are written in.
AMENDMENTS_FORMATS: Mapping[str, Format[AmendedDrafts]] = _table(*_of_sheets(lay_out_amendments), _json("amendments"))
VOTES_FORMATS: Mapping[str, Format[AmendedDrafts]] = _table(*_of_sheets(lay_out_votes), _json("votes"))
#: What the report of a count is written in.
COUNT_FORMATS: Mapping[str, Format[Counted]] = _table(*_of_sheets(lambda c: lay_out_count(c[0], *c[1])))
#: What a draft with its amendments as tracked changes is written in.
TRACKED_FORMATS: Mapping[str, Format[AmendedDraft]] = _table(
    Format(
        "docx",
        _names("ورد با ردگیری تغییرات (DOCX)", "Word with tracked changes (DOCX)"),
        SHEET_FORMATS["docx"].media_type,
        write_tracked,
        common=True,
    )
)
#: The documents about amendments by kind: the list of amendments, the voting list, the draft with tracked changes.
DRAFTING_FORMATS: Mapping[str, Mapping[str, Format[Any]]] = MappingProxyType(
    {"amendments": AMENDMENTS_FORMATS, "votes": VOTES_FORMATS, "tracked": TRACKED_FORMATS}
)


def languages_of(kind: str) -> Mapping[str, tuple[Language, ...]]:
    """In which languages a document about amendments is written: tracked changes are of one text, so in one alone."""
    if kind == "tracked":
        return {key: spoken for key, spoken in LANGUAGES.items() if len(spoken) == 1}
    return LANGUAGES
