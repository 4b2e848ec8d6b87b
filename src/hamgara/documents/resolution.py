"""The resolution as one reader sees it: a plain view of the state in one language, before any format.

Only public acts are in it: organisations by the name in the record, persons by the name that they published with
their signature or accession; everybody else who signed is counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from hamgara.assembly.clauses import CLAUSE_KINDS, ClauseKind
from hamgara.assembly.publication import Reservation, Resolution
from hamgara.assembly.state import State
from hamgara.dates import Language
from hamgara.documents.head import Head
from hamgara.documents.labels import LABELS
from hamgara.documents.occasions import format_day, format_days, format_venue
from hamgara.documents.places import format_place
from hamgara.documents.sheet import Note
from hamgara.documents.texts import Wording, find_wording, isolate
from hamgara.documents.votes import Vote, describe_rule, read_vote

__all__ = ["Occasion", "ResolutionClause", "ResolutionDocument", "Signatory", "build_resolution"]


@dataclass(frozen=True, slots=True)
class Occasion:
    """The meeting that a resolution came from: its title, its days in both calendars, its place."""

    title: Wording
    days: str
    place: str


@dataclass(frozen=True, slots=True)
class ResolutionClause:
    """A clause as adopted. `number` counts within its kind from 1; reservations are its `notes`."""

    id: str
    kind: ClauseKind
    number: int
    title: Wording
    text: Wording
    version: int
    vote: Vote | None
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Signatory:
    """Who signed or acceded under a public name; `day` is the day of the act, written in the reader's calendar."""

    kind: Literal["organisation", "independent"]
    name: Wording
    place: str
    day: str


@dataclass(frozen=True, slots=True)
class ResolutionDocument:
    """A resolution in one language.

    `unnamed` is how many independents signed without publishing their name; `dated` the time of publication in
    UTC, or of adoption, or of the state's last act; `text_hash` the SHA-256 that the act of drafting states; the
    rules are empty where the charter has changed since the votes. `adopted` and `published` are days as readers write
    them, `adopted_at` and `published_at` the times of the record.
    """

    language: Language
    assembly: str
    assembly_name: Wording
    id: str
    title: Wording
    status: Literal["draft", "adopted", "published"]
    occasion: Occasion | None
    adopted: str
    published: str
    adopted_at: str
    published_at: str
    dated: str
    authoritative: Language
    report: Wording
    clauses: tuple[ResolutionClause, ...]
    organisations: tuple[Signatory, ...]
    independents: tuple[Signatory, ...]
    unnamed: int
    accessions: tuple[Signatory, ...]
    vote: Vote | None
    rule_clause: str
    rule_resolution: str
    text_hash: str
    log_key: str
    head: Head | None

    def of(self, kind: ClauseKind) -> tuple[ResolutionClause, ...]:
        """The clauses of that kind, in order."""
        return tuple(clause for clause in self.clauses if clause.kind == kind)


def build_resolution(state: State, resolution_id: str, *, language: Language, head: Head | None) -> ResolutionDocument:
    """The resolution of that id in that language; `head` is the head of the record that it is made from.

    Raises KeyError where the state has no such resolution, and ValueError where the head has fewer entries than
    it takes for the resolution to be there.
    """
    found = state.publication.resolutions.get(resolution_id)
    if found is None:
        raise KeyError(f"resolution {resolution_id}: the assembly has none of that id")
    if head is not None and head.size <= found.seq:
        raise ValueError(
            f"head: more than {found.seq} entries are expected, for the resolution is one of them; found {head.size}"
        )
    return ResolutionDocument(
        language=language,
        assembly=state.assembly,
        assembly_name=find_wording(state.convening.names, language),
        id=found.id,
        title=find_wording(found.title, language),
        status=found.status,
        occasion=_occasion(state, found, language),
        adopted=_day(state, found.adopted_at, language),
        published=_day(state, found.published_at, language),
        adopted_at=found.adopted_at,
        published_at=found.published_at,
        dated=found.published_at or found.adopted_at or state.at,
        authoritative=state.charter.authoritative,
        report=find_wording(found.report, language),
        clauses=tuple(_clauses(state, found, language)),
        organisations=tuple(_signatories(state, found, "organisation", language)),
        independents=tuple(_signatories(state, found, "independent", language)),
        unnamed=sum(not signature.name for signature in found.signatures.values()),
        accessions=tuple(_accessions(state, found, language)),
        vote=read_vote(state, found.decision),
        rule_clause=_clause_rule(state, found, language),
        rule_resolution=_resolution_rule(state, found, language),
        text_hash=found.hash,
        log_key=state.convening.log_key,
        head=head,
    )


def _occasion(state: State, resolution: Resolution, language: Language) -> Occasion | None:
    meeting = state.meetings.meetings.get(resolution.meeting)
    if meeting is None:
        return None
    return Occasion(
        find_wording(meeting.title, language),
        format_days(meeting.days, language),
        format_venue(meeting, language),
    )


def _day(state: State, at: str, language: Language) -> str:
    return format_day(at, state.convening.timezone, language) if at else ""


def _clauses(state: State, resolution: Resolution, language: Language) -> Iterator[ResolutionClause]:
    notes = 0
    for kind in CLAUSE_KINDS:
        number = 0
        for clause_id, version_number in resolution.clauses:
            clause = state.clauses.clauses[clause_id]
            if clause.kind != kind:
                continue
            number += 1
            version = clause.versions[version_number - 1]
            reservations = [r for r in resolution.reservations.values() if r.clause == clause_id]
            yield ResolutionClause(
                clause_id,
                kind,
                number,
                find_wording(clause.title, language),
                find_wording(version.text, language, stale=version.stale),
                version_number,
                read_vote(state, clause.decision),
                tuple(_note(state, resolution, r, notes + i, language) for i, r in enumerate(reservations, 1)),
            )
            notes += len(reservations)


def _note(state: State, resolution: Resolution, reservation: Reservation, number: int, language: Language) -> Note:
    label = LABELS[language]
    name = resolution.signatures[reservation.member].name
    if name:
        who = isolate(find_wording(name, language).line, language)
    elif state.membership.participants[reservation.member].kind == "organisation":
        who = label.organisation_member
    else:
        who = label.independent_member
    return Note(number, label.reservation.format(who=who), find_wording(reservation.text, language))


def _signatories(
    state: State, resolution: Resolution, kind: Literal["organisation", "independent"], language: Language
) -> Iterator[Signatory]:
    for signature in sorted(resolution.signatures.values(), key=lambda signature: signature.seq):
        member = state.membership.participants[signature.member]
        if member.kind == kind and signature.name:
            place = format_place(member.place, language) if member.place else ""
            yield Signatory(kind, find_wording(signature.name, language), place, _day(state, signature.at, language))


def _accessions(state: State, resolution: Resolution, language: Language) -> Iterator[Signatory]:
    for accession in sorted(resolution.accessions.values(), key=lambda accession: accession.seq):
        if not accession.withdrawn:
            yield Signatory(
                "organisation" if accession.kind == "organisation" else "independent",
                find_wording(accession.name, language),
                format_place(accession.place, language),
                _day(state, accession.at, language),
            )


def _clause_rule(state: State, resolution: Resolution, language: Language) -> str:
    clauses = [state.clauses.clauses[clause] for clause, _ in resolution.clauses]
    rules = {describe_rule(state, "clause", state.decisions.decisions[clause.decision], language) for clause in clauses}
    return rules.pop() if len(rules) == 1 else ""


def _resolution_rule(state: State, resolution: Resolution, language: Language) -> str:
    decision = state.decisions.decisions.get(resolution.decision)
    return "" if decision is None else describe_rule(state, "resolution", decision, language)
