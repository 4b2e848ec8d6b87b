"""The documents of a resolution, as the record stands, and its publication with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hamgara import documents
from hamgara.assembly import Refused
from hamgara.dates import Language
from hamgara.record import Entry
from hamgara.web.store.log import Log, Snapshot

__all__ = [
    "documents_of",
    "minutes_of",
    "publication_files",
    "publish_resolution",
    "render_document",
    "render_minutes",
    "resolution_published",
]


def render_document(snapshot: Snapshot, resolution: str, languages: str, form: str) -> bytes:
    """One document of a resolution, with the head of the snapshot (`languages` of `LANGUAGES`, `form` of
    `RESOLUTION_FORMATS`).

    Raises `KeyError` for an unknown resolution, languages or format, and `hamgara.documents.PdfError`.
    """
    head = documents.Head(snapshot.size, snapshot.root.hex())
    made = [
        documents.build_resolution(snapshot.state, resolution, language=language, head=head)
        for language in documents.LANGUAGES[languages]
    ]
    sides: documents.Resolutions = made[0] if len(made) == 1 else (made[0], made[1])
    return documents.RESOLUTION_FORMATS[form].write(sides)


def render_minutes(snapshot: Snapshot, sitting: str, languages: str, form: str) -> bytes:
    """The minutes of a sitting (`form` of `MINUTES_FORMATS`).

    Raises `KeyError` for an unknown sitting, languages or format, and `hamgara.documents.PdfError`.
    """
    made = [
        documents.build_minutes(snapshot.state, sitting, language=language)
        for language in documents.LANGUAGES[languages]
    ]
    sides: documents.Minutes = made[0] if len(made) == 1 else (made[0], made[1])
    return documents.MINUTES_FORMATS[form].write(sides)


def documents_of(snapshot: Snapshot, resolution: str) -> dict[str, bytes]:
    """All documents of a resolution as the record stands, by languages and format (`fa.pdf`, `fa-en.html`).

    Raises `KeyError` for an unknown resolution, and `hamgara.documents.PdfError`.
    """
    return {
        f"{languages}.{form}": render_document(snapshot, resolution, languages, form)
        for languages in documents.LANGUAGES
        for form in documents.RESOLUTION_FORMATS
    }


def minutes_of(snapshot: Snapshot, sitting: str) -> dict[str, bytes]:
    """All documents of the minutes of a sitting, named as those of a resolution."""
    return {
        f"{languages}.{form}": render_minutes(snapshot, sitting, languages, form)
        for languages in documents.LANGUAGES
        for form in documents.MINUTES_FORMATS
    }


def publication_files(snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """All that is published beside the record, by the names of the files: every resolution that was adopted, the
    minutes that were approved, and the calendar. Raises `hamgara.documents.PdfError`.
    """
    state = snapshot.state
    for resolution in state.publication.resolutions.values():
        if resolution.status != "draft":
            for name, data in documents_of(snapshot, resolution.id).items():
                yield f"{resolution.id}.{name}", data
    for sitting in state.meetings.sittings.values():
        if sitting.minutes_approved:
            for name, data in minutes_of(snapshot, sitting.id).items():
                yield f"minutes-{sitting.id}.{name}", data
    languages: tuple[Language, ...] = ("fa", "en")
    for language in languages:
        yield f"calendar.{language}.ics", documents.write_calendar(state, language=language)


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
