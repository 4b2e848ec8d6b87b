"""The documents of resolutions and counts, as the record stands, and the publication of a resolution with its own."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from hamgara import documents
from hamgara.assembly import Refused
from hamgara.dates import Language
from hamgara.record import Entry
from hamgara.web.store.log import Log, Snapshot

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "count_documents",
    "counts_of",
    "documents_of",
    "publish_resolution",
    "render_count",
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


def render_count(counting: documents.Counting, languages: str, form: str) -> bytes:
    """The report of a count as one document. Errors as in `render_document`."""
    if form == "html":
        return documents.count_html(counting, *LANGUAGES[languages]).encode()
    if form == "pdf":
        return documents.count_pdf(counting, *LANGUAGES[languages])
    raise KeyError(form)


def counts_of(log: Log, snapshot: Snapshot) -> dict[str, documents.Counting]:
    """The counts of all declared elections and their countbacks, by a name for their files.

    With public names only. A countback is named after its election and its number, from 1.
    """
    head = documents.Head(snapshot.size, snapshot.root.hex())
    names = documents.public_names(snapshot.state)
    found: dict[str, documents.Counting] = {}
    for election in snapshot.state.elections.elections.values():
        if election.status != "declared":
            continue
        box = log.attachment(election.box) if election.box else None
        seed = snapshot.tree.root(election.closed_seq + 1).hex()
        read = partial(documents.read_count, box=box, seed=seed, head=head, names=names)
        found[f"{election.id}.count"] = read(snapshot.state, election.id)
        back = partial(documents.read_countback, box=box, seed=seed, head=head, names=names)
        for number in range(len(election.fillings)):
            found[f"{election.id}.countback-{number + 1}"] = back(snapshot.state, election.id, number)
    return found


def count_documents(log: Log, snapshot: Snapshot) -> dict[str, bytes]:
    """All reports of counts, by file name: pages and PDFs in each language and side by side, and JSON.

    Raises `hamgara.documents.PdfError`.
    """
    files: dict[str, bytes] = {}
    for name, counting in counts_of(log, snapshot).items():
        for languages in LANGUAGES:
            for form in FORMATS:
                files[f"{name}.{languages}.{form}"] = render_count(counting, languages, form)
        text = json.dumps(counting.to_json(), ensure_ascii=False, indent=1)
        files[f"{name}.json"] = f"{text}\n".encode()
    return files


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
