"""All documents as the record stands, and the publication of a resolution with its own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from hamgara import documents
from hamgara.assembly import Refused
from hamgara.assembly.drafts import standing_amendments
from hamgara.dates import Language
from hamgara.record import Entry
from hamgara.web.store.log import Log, Snapshot

__all__ = [
    "count_documents",
    "counts_of",
    "documents_of",
    "minutes_of",
    "publication_files",
    "publish_resolution",
    "render_count",
    "render_document",
    "render_drafting",
    "render_minutes",
    "resolution_published",
    "sealed_archives",
]

_BOTH: tuple[Language, ...] = ("fa", "en")


def render_document(snapshot: Snapshot, resolution: str, languages: str, form: str) -> bytes:
    """One document of a resolution, with the head of the snapshot (`languages` of `LANGUAGES`, `form` of
    `RESOLUTION_FORMATS`).

    Raises `KeyError` for an unknown resolution, languages or format, and `hamgara.documents.PdfError`.
    """
    made = {language: _build(snapshot, resolution, language) for language in documents.LANGUAGES[languages]}
    return _write(made, languages, form)


def _build(snapshot: Snapshot, resolution: str, language: Language) -> documents.ResolutionDocument:
    head = documents.Head(snapshot.size, snapshot.root.hex())
    return documents.build_resolution(snapshot.state, resolution, language=language, head=head)


def _write(made: Mapping[Language, documents.ResolutionDocument], languages: str, form: str) -> bytes:
    sides = [made[language] for language in documents.LANGUAGES[languages]]
    return documents.RESOLUTION_FORMATS[form].write(sides[0] if len(sides) == 1 else (sides[0], sides[1]))


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


def render_count(counting: documents.Counting, languages: str, form: str) -> bytes:
    """The report of a count as one document. Errors as in `render_document`."""
    return documents.COUNT_FORMATS[form].write((counting, documents.LANGUAGES[languages]))


def render_drafting(
    snapshot: Snapshot,
    kind: str,
    languages: str,
    form: str,
    *,
    clause: str = "",
    voting_list: str = "",
    names: documents.Names | None = None,
    results: bool = True,
) -> bytes:
    """A document about amendments: `kind` of `DRAFTING_FORMATS`; of the draft, of one clause, or of a voting list.

    With the names that are given, else the public ones; without `results` nothing is said of votes that were taken.
    Raises `KeyError` for an unknown kind, languages, format, clause or list, and `hamgara.documents.PdfError`.
    """
    made = {
        language: documents.build_amended_of(
            snapshot.state, language=language, clause=clause, voting_list=voting_list, names=names
        )
        for language in documents.languages_of(kind)[languages]
    }
    if not results:
        made = {language: replace(view, results={}) for language, view in made.items()}
    return documents.write_drafting(made, kind, languages, form)


def counts_of(log: Log, snapshot: Snapshot) -> dict[str, documents.Counting]:
    """The counts of all declared elections and their countbacks, by a name for their files; not of rehearsals.

    With public names only. A countback is named after its election and its number, from 1.
    """
    head = documents.Head(snapshot.size, snapshot.root.hex())
    names = documents.public_names(snapshot.state)
    found: dict[str, documents.Counting] = {}
    for election in snapshot.state.elections.elections.values():
        if election.status != "declared" or not election.elects:
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
    """All reports of counts, by file name: in every format, in each language and side by side, and as JSON.

    Raises `hamgara.documents.PdfError`.
    """
    files: dict[str, bytes] = {}
    for name, counting in counts_of(log, snapshot).items():
        for languages in documents.LANGUAGES:
            for form in documents.COUNT_FORMATS:
                files[f"{name}.{languages}.{form}"] = render_count(counting, languages, form)
        text = json.dumps(counting.to_json(), ensure_ascii=False, indent=1)
        files[f"{name}.json"] = f"{text}\n".encode()
    return files


def sealed_archives(log: Log, snapshot: Snapshot) -> dict[str, bytes]:
    """The archives of sealed elections whose result is declared, by the file name that belenios-tool expects."""
    elections = snapshot.state.elections.elections.values()
    found = (election.sealing for election in elections if not election.rehearsal)
    return {f"{sealing.uuid}.bel": log.attachment(sealing.archive) for sealing in found if sealing and sealing.archive}


def documents_of(snapshot: Snapshot, resolution: str) -> dict[str, bytes]:
    """All documents of a resolution as the record stands, by languages and format (`fa.pdf`, `fa-en.html`).

    Raises `KeyError` for an unknown resolution, and `hamgara.documents.PdfError`.
    """
    made = {language: _build(snapshot, resolution, language) for language in _BOTH}
    return {
        f"{languages}.{form}": _write(made, languages, form)
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


def publication_files(log: Log, snapshot: Snapshot) -> Iterator[tuple[str, bytes]]:
    """All that is published beside the record, by the names of the files: every resolution that was adopted, the
    minutes that were approved, the amendments that are open and those of every voting list that was not called off, the
    calendar, the reports of counts and the archives of sealed elections. Raises `hamgara.documents.PdfError`.
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
    if standing_amendments(state.clauses):
        yield from documents.drafting_files(state)
    for found in state.clauses.lists.values():
        if found.status != "withdrawn":
            yield from documents.drafting_files(state, voting_list=found.id)
    for language in _BOTH:
        yield f"calendar.{language}.ics", documents.write_calendar(state, language=language)
    yield from count_documents(log, snapshot).items()
    yield from sealed_archives(log, snapshot).items()


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
