"""The documents of a resolution, as the record stands, and its publication with them."""

from __future__ import annotations

from typing import Any

from hamgara import documents
from hamgara.assembly import Refused
from hamgara.dates import Language
from hamgara.record import Entry
from hamgara.web.store.log import Log, Snapshot

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "documents_of",
    "publish_resolution",
    "render_document",
    "resolution_published",
]

#: The languages of each document, the leading one first, by the first part of its name.
LANGUAGES: dict[str, tuple[Language, ...]] = {"fa": ("fa",), "en": ("en",), "fa-en": ("fa", "en")}
FORMATS = ("html", "pdf")


def render_document(snapshot: Snapshot, resolution: str, languages: str, form: str) -> bytes:
    """One document of a resolution (`languages` of `LANGUAGES`, `form` of `FORMATS`), with the head of the snapshot.

    Raises `KeyError` for an unknown resolution, languages or format, and `hamgara.documents.PdfError`.
    """
    head = documents.Head(snapshot.size, snapshot.root.hex())
    made = [
        documents.build_resolution(snapshot.state, resolution, language=language, head=head)
        for language in LANGUAGES[languages]
    ]
    sides: documents.Resolutions = made[0] if len(made) == 1 else (made[0], made[1])
    if form == "html":
        return documents.resolution_html(sides).encode()
    if form == "pdf":
        return documents.resolution_pdf(sides)
    raise KeyError(form)


def documents_of(snapshot: Snapshot, resolution: str) -> dict[str, bytes]:
    """All documents of a resolution as the record stands, by languages and format (`fa.pdf`, `fa-en.html`).

    Raises `KeyError` for an unknown resolution, and `hamgara.documents.PdfError`.
    """
    return {
        f"{languages}.{form}": render_document(snapshot, resolution, languages, form)
        for languages in LANGUAGES
        for form in FORMATS
    }


def resolution_published(log: Log, resolution: str) -> dict[str, Any]:
    """The data of `resolution.published`; the documents are staged as attachments.

    They name the head from before the publication, for the publication names them. Raises `Refused` where the
    resolution is not adopted, or where a document cannot be set.
    """
    kind = "resolution.published"
    log.snapshot().state.publication.get(kind, resolution, "adopted")
    try:
        files = documents_of(log.snapshot(), resolution)
    except documents.PdfError as error:
        raise Refused("data_malformed", f"act/{kind}", why=str(error)[:300]) from error
    return {"id": resolution, "documents": {name: log.stage_attachment(data) for name, data in files.items()}}


def publish_resolution(log: Log, by: str, resolution: str, *, at: str | None = None) -> Entry:
    """Publish an adopted resolution with its documents. Raises `Refused` where that is not in order."""
    return log.append(by, "resolution.published", resolution_published(log, resolution), at=at)
