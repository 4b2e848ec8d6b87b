"""The resolution: its draft, its adoption, signatures and reservations, publication and accessions."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from hamgara.assembly.act import (
    Act,
    Case,
    Hash,
    Id,
    Language,
    Line,
    Refused,
    Texts,
    Titles,
    act,
    put,
)
from hamgara.assembly.membership import Place
from hamgara.record import canonical

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "Accession",
    "AccessionMade",
    "AccessionWithdrawn",
    "Publication",
    "Reservation",
    "ReservationMade",
    "ReservationWithdrawn",
    "Resolution",
    "ResolutionAdopted",
    "ResolutionDrafted",
    "ResolutionPublished",
    "ResolutionSigned",
    "Signature",
    "SignatureWithdrawn",
    "resolution_hash",
]


class Signature(Struct, frozen=True):
    """A member's signature under a resolution; a person's name only where its owner published it."""

    member: str
    name: dict[Language, str]
    by: str
    at: str
    seq: int


class Reservation(Struct, frozen=True):
    """A member's recorded dissent from a clause of a resolution."""

    member: str
    clause: str
    text: dict[Language, str]
    seq: int


class Accession(Struct, frozen=True):
    """A further organisation or person that joined the published resolution."""

    id: str
    kind: Literal["organisation", "person"]
    name: dict[Language, str]
    place: Place
    at: str
    by: str
    withdrawn: bool = False
    seq: int = 0


class Resolution(Struct, frozen=True):
    """A resolution from its draft to its publication.

    `clauses` are (clause id, version) in order; `hash` is the SHA-256 of the texts that it puts together.
    """

    id: str
    title: dict[Language, str]
    meeting: str
    report: dict[Language, str]
    clauses: tuple[tuple[str, int], ...]
    hash: str
    status: Literal["draft", "adopted", "published"] = "draft"
    decision: str = ""
    adopted_at: str = ""
    published_at: str = ""
    signatures: dict[str, Signature] = field(default_factory=dict)
    reservations: dict[str, Reservation] = field(default_factory=dict)
    accessions: dict[str, Accession] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    seq: int = 0


class Publication(Struct, frozen=True):
    """The part of the state that publication writes."""

    resolutions: dict[str, Resolution] = field(default_factory=dict)

    def get(self, kind: str, resolution: str, *status: str) -> Resolution:
        """The resolution of that id, in one of those statuses; refused otherwise."""
        found = self.resolutions.get(resolution)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="resolution", id=resolution)
        if status and found.status not in status:
            raise Refused("status", f"act/{kind}", id=resolution, status=found.status, needed=status[0])
        return found

    def draft(self, kind: str, resolution: str) -> Resolution:
        """The resolution of that id while it is a draft."""
        return self.get(kind, resolution, "draft")


def resolution_hash(state: State, draft: ResolutionDrafted) -> str:
    """The SHA-256, in hexadecimal, of all that a resolution says: title, report, and each clause's text."""
    clauses = state.clauses.clauses
    return hashlib.sha256(
        canonical(
            {
                "title": dict(draft.title),
                "report": dict(draft.report),
                "clauses": [[c, n, dict(clauses[c].versions[n - 1].text)] for c, n in draft.clauses],
            }
        )
    ).hexdigest()


def _with(case: Case, resolution: Resolution) -> State:
    part = case.state.publication
    return case.state.having(publication=Publication(put(part.resolutions, resolution.id, resolution)))


@act("resolution.drafted", stage="publication", by=("secretariat", "committee"))
class ResolutionDrafted(Act, frozen=True):
    """Adopted clauses are put together as the draft of a resolution, with a report of the meeting."""

    id: Id
    title: Titles
    report: Texts
    clauses: Annotated[tuple[tuple[Id, int], ...], Meta(min_length=1, max_length=300)]
    hash: Hash
    meeting: Id | None = None

    def in_order(self, case: Case) -> None:
        state = case.state
        if self.id in state.publication.resolutions:
            raise self.refuse("id_taken", id=self.id)
        if self.meeting is not None:
            state.meetings.meeting(self.kind, self.meeting)
        ids = [clause for clause, _ in self.clauses]
        if len(set(ids)) != len(ids):
            raise self.refuse("names_once")
        for clause, number in self.clauses:
            found = state.clauses.clause(self.kind, clause)
            if found.status != "adopted":
                raise self.refuse("status", id=clause, status=found.status, needed="adopted")
            if found.current.number != number:
                raise self.refuse("outdated", id=clause, version=number, current=found.current.number)
        authoritative = state.charter.authoritative
        for texts in (self.title, self.report):
            if authoritative not in texts:
                raise Refused("language_needed", "charter/authoritative", language=authoritative)
        true = resolution_hash(state, self)
        if self.hash != true:
            raise self.refuse("outcome_differs", stated=self.hash, true=true)

    def apply(self, case: Case) -> State:
        return _with(
            case,
            Resolution(
                self.id,
                self.title,
                self.meeting or "",
                self.report,
                self.clauses,
                self.hash,
                seq=case.seq,
            ),
        )


@act("resolution.adopted", stage="publication", by=("secretariat",))
class ResolutionAdopted(Act, frozen=True):
    """The assembly has decided for the resolution; it is open for signatures."""

    id: Id
    decision: Id

    def in_order(self, case: Case) -> None:
        case.state.publication.draft(self.kind, self.id)
        case.state.decisions.require_adopted(self.kind, self.decision, "resolution", self.id)

    def apply(self, case: Case) -> State:
        found = case.state.publication.resolutions[self.id]
        return _with(case, replace(found, status="adopted", decision=self.decision, adopted_at=case.at))


def _signer(act_: Act, case: Case) -> str:
    """The member for whom the actor signs: a delegate only with the whole mandate of its organisation."""
    actor = case.actor
    if actor is not None and actor.kind == "delegate":
        mandates = dict(case.state.membership.mandates(actor.organisation))
        if mandates.get(actor.id) != 1:
            raise act_.refuse("mandate_split", id=actor.organisation)
    return case.member


@act("resolution.signed", stage="publication", by=("organisation", "independent", "delegate"))
class ResolutionSigned(Act, frozen=True):
    """A member signs the resolution; a person chooses whether its name is published."""

    resolution: Id
    name: Titles | None = None

    def in_order(self, case: Case) -> None:
        found = case.state.publication.get(self.kind, self.resolution, "adopted", "published")
        member = _signer(self, case)
        if member in found.signatures:
            raise self.refuse("signed_already", id=member)
        if self.name is not None and case.state.membership.participants[member].kind == "organisation":
            raise self.refuse("name_of_organisation", id=member)

    def apply(self, case: Case) -> State:
        found = case.state.publication.resolutions[self.resolution]
        member = case.member
        name = self.name or case.state.membership.participants[member].name
        signature = Signature(member, name, case.by, case.at, case.seq)
        return _with(case, replace(found, signatures=put(found.signatures, member, signature)))


@act("signature.withdrawn", stage="publication", by=("organisation", "independent", "delegate"))
class SignatureWithdrawn(Act, frozen=True):
    """A member withdraws its signature, and its reservations with it; the record keeps that it had signed."""

    resolution: Id

    def in_order(self, case: Case) -> None:
        found = case.state.publication.get(self.kind, self.resolution, "adopted", "published")
        member = _signer(self, case)
        if member not in found.signatures:
            raise self.refuse("not_signed", id=member)

    def apply(self, case: Case) -> State:
        found = case.state.publication.resolutions[self.resolution]
        signatures = {m: s for m, s in found.signatures.items() if m != case.member}
        reservations = {k: r for k, r in found.reservations.items() if r.member != case.member}
        return _with(case, replace(found, signatures=signatures, reservations=reservations))


@act("reservation.made", stage="publication", by=("organisation", "independent", "delegate"))
class ReservationMade(Act, frozen=True):
    """A member that signs records its dissent from a clause."""

    resolution: Id
    clause: Id
    text: Texts

    def in_order(self, case: Case) -> None:
        found = case.state.publication.get(self.kind, self.resolution, "adopted", "published")
        member = _signer(self, case)
        if member not in found.signatures:
            raise self.refuse("not_signed", id=member)
        if self.clause not in (clause for clause, _ in found.clauses):
            raise self.refuse("unknown", what="clause", id=self.clause)
        if f"{member}/{self.clause}" in found.reservations:
            raise self.refuse("reserved_already", id=self.clause)

    def apply(self, case: Case) -> State:
        found = case.state.publication.resolutions[self.resolution]
        reservation = Reservation(case.member, self.clause, self.text, case.seq)
        key = f"{case.member}/{self.clause}"
        return _with(case, replace(found, reservations=put(found.reservations, key, reservation)))


@act("reservation.withdrawn", stage="publication", by=("organisation", "independent", "delegate"))
class ReservationWithdrawn(Act, frozen=True):
    """A member withdraws a reservation."""

    resolution: Id
    clause: Id

    def in_order(self, case: Case) -> None:
        found = case.state.publication.get(self.kind, self.resolution, "adopted", "published")
        if f"{_signer(self, case)}/{self.clause}" not in found.reservations:
            raise self.refuse("unknown", what="reservation", id=self.clause)

    def apply(self, case: Case) -> State:
        found = case.state.publication.resolutions[self.resolution]
        key = f"{case.member}/{self.clause}"
        reservations = {k: r for k, r in found.reservations.items() if k != key}
        return _with(case, replace(found, reservations=reservations))


@act("resolution.published", stage="publication", by=("secretariat",))
class ResolutionPublished(Act, frozen=True):
    """The adopted resolution is published; `documents` names files by format and their SHA-256."""

    id: Id
    documents: dict[Line, Hash] = field(default_factory=dict)

    def attachments(self, case: Case) -> tuple[str, ...]:
        return tuple(self.documents.values())

    def in_order(self, case: Case) -> None:
        case.state.publication.get(self.kind, self.id, "adopted")
        for sha256 in self.documents.values():
            self.attached(case, sha256)

    def apply(self, case: Case) -> State:
        found = case.state.publication.resolutions[self.id]
        return _with(case, replace(found, status="published", published_at=case.at, documents=self.documents))


@act("accession.made", stage="publication", by=("secretariat", "supporter"))
class AccessionMade(Act, frozen=True):
    """A further organisation or person joins the published resolution under its own name."""

    id: Id
    resolution: Id
    as_: Literal["organisation", "person"] = field(name="as")
    name: Titles
    place: Place

    def in_order(self, case: Case) -> None:
        found = case.state.publication.get(self.kind, self.resolution, "published")
        if self.id in found.accessions:
            raise self.refuse("id_taken", id=self.id)
        if case.actor is not None and any(a.by == case.by and not a.withdrawn for a in found.accessions.values()):
            raise self.refuse("signed_already", id=case.by)

    def apply(self, case: Case) -> State:
        found = case.state.publication.resolutions[self.resolution]
        accession = Accession(self.id, self.as_, self.name, self.place, case.at, case.by, seq=case.seq)
        return _with(case, replace(found, accessions=put(found.accessions, self.id, accession)))


@act("accession.withdrawn", stage="publication", by=("secretariat", "supporter"))
class AccessionWithdrawn(Act, frozen=True):
    """An accession is withdrawn by whoever made it."""

    id: Id
    resolution: Id

    def in_order(self, case: Case) -> None:
        found = case.state.publication.get(self.kind, self.resolution, "published")
        accession = found.accessions.get(self.id)
        if accession is None or accession.withdrawn:
            raise self.refuse("unknown", what="accession", id=self.id)
        if case.by != accession.by:
            raise self.refuse("own_only", id=accession.by)

    def apply(self, case: Case) -> State:
        found = case.state.publication.resolutions[self.resolution]
        gone = replace(found.accessions[self.id], withdrawn=True)
        return _with(case, replace(found, accessions=put(found.accessions, self.id, gone)))
