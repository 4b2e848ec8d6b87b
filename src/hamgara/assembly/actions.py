"""Joint actions, who undertook which part by when, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct, field
from msgspec.structs import replace

from hamgara.assembly.act import (
    MEMBERS,
    SECRETARIAT,
    Act,
    Case,
    Date,
    Id,
    Language,
    Refused,
    Role,
    Texts,
    Titles,
    act,
    put,
)
from hamgara.assembly.membership import Place

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "ActionAgreed",
    "ActionConcluded",
    "ActionDropped",
    "ActionProposed",
    "Actions",
    "Commitment",
    "CommitmentMade",
    "CommitmentMet",
    "CommitmentMissed",
    "CommitmentReleased",
    "JointAction",
    "Report",
    "ReportMade",
]

ACTORS: tuple[Role, ...] = (*MEMBERS, "supporter")


class JointAction(Struct, frozen=True):
    """What is to be done together, where and between which days."""

    id: str
    title: dict[Language, str]
    text: dict[Language, str]
    by: str
    begins: str
    ends: str
    places: tuple[Place, ...]
    status: Literal["proposed", "agreed", "concluded", "dropped"] = "proposed"
    seq: int = 0


class Report(Struct, frozen=True):
    """What somebody reports of a commitment."""

    by: str
    text: dict[Language, str]
    at: str
    seq: int


class Commitment(Struct, frozen=True):
    """Who undertook which part of an action by which day."""

    id: str
    action: str
    by: str
    member: str
    text: dict[Language, str]
    due: str
    status: Literal["open", "met", "missed", "released"] = "open"
    reports: tuple[Report, ...] = ()
    seq: int = 0


class Actions(Struct, frozen=True):
    """The part of the state that joint actions write."""

    actions: dict[str, JointAction] = field(default_factory=dict)
    commitments: dict[str, Commitment] = field(default_factory=dict)

    def action(self, kind: str, action: str, status: str | None = None) -> JointAction:
        """The action of that id, in that status; refused otherwise."""
        found = self.actions.get(action)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="action", id=action)
        if status is not None and found.status != status:
            raise Refused("status", f"act/{kind}", id=action, status=found.status, needed=status)
        return found

    def commitment(self, kind: str, commitment: str) -> Commitment:
        """The open commitment of that id; refused otherwise."""
        found = self.commitments.get(commitment)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="commitment", id=commitment)
        if found.status != "open":
            raise Refused("status", f"act/{kind}", id=commitment, status=found.status, needed="open")
        return found


def _action(case: Case, action: JointAction) -> State:
    part = case.state.actions
    return case.state.having(actions=replace(part, actions=put(part.actions, action.id, action)))


def _commitment(case: Case, commitment: Commitment) -> State:
    part = case.state.actions
    return case.state.having(actions=replace(part, commitments=put(part.commitments, commitment.id, commitment)))


@act("action.proposed", stage="action", by=(SECRETARIAT, *MEMBERS, "committee"))
class ActionProposed(Act, frozen=True):
    """A joint action is proposed."""

    id: Id
    title: Titles
    text: Texts
    begins: Date
    ends: Date
    places: tuple[Place, ...] = ()

    def in_order(self, case: Case) -> None:
        if self.id in case.state.actions.actions:
            raise self.refuse("id_taken", id=self.id)
        if self.ends < self.begins:
            raise self.refuse("ends_before_start", starts=self.begins, ends=self.ends)

    def apply(self, case: Case) -> State:
        return _action(
            case,
            JointAction(
                self.id,
                self.title,
                self.text,
                case.by,
                self.begins,
                self.ends,
                self.places,
                seq=case.seq,
            ),
        )


@act("action.agreed", stage="action", by=("secretariat", "committee"))
class ActionAgreed(Act, frozen=True):
    """A joint action is agreed; from now on parts of it can be undertaken."""

    id: Id
    decision: Id | None = None

    def in_order(self, case: Case) -> None:
        case.state.actions.action(self.kind, self.id, "proposed")
        if self.kind in case.state.charter.by_decision:
            case.state.decisions.require_adopted(self.kind, self.decision, "action", self.id)

    def apply(self, case: Case) -> State:
        return _action(case, replace(case.state.actions.actions[self.id], status="agreed"))


@act("action.dropped", stage="action", by=(SECRETARIAT, *MEMBERS, "committee"))
class ActionDropped(Act, frozen=True):
    """A proposed action is not pursued: its author or the secretariat drops it."""

    id: Id

    def in_order(self, case: Case) -> None:
        found = case.state.actions.action(self.kind, self.id, "proposed")
        if case.by not in (SECRETARIAT, found.by):
            raise self.refuse("own_only", id=found.by)

    def apply(self, case: Case) -> State:
        return _action(case, replace(case.state.actions.actions[self.id], status="dropped"))


@act("action.concluded", stage="action", by=("secretariat", "committee"))
class ActionConcluded(Act, frozen=True):
    """A joint action is over; every commitment to it is met, missed or released."""

    id: Id
    text: Texts

    def in_order(self, case: Case) -> None:
        case.state.actions.action(self.kind, self.id, "agreed")
        for commitment in case.state.actions.commitments.values():
            if commitment.action == self.id and commitment.status == "open":
                raise self.refuse("commitment_open", id=commitment.id)

    def apply(self, case: Case) -> State:
        return _action(case, replace(case.state.actions.actions[self.id], status="concluded"))


@act("commitment.made", stage="action", by=ACTORS)
class CommitmentMade(Act, frozen=True):
    """Somebody undertakes a part of an agreed action by a day."""

    id: Id
    action: Id
    text: Texts
    due: Date

    def in_order(self, case: Case) -> None:
        part = case.state.actions
        if self.id in part.commitments:
            raise self.refuse("id_taken", id=self.id)
        part.action(self.kind, self.action, "agreed")
        if self.due < case.at[:10]:
            raise self.refuse("due_past", due=self.due)

    def apply(self, case: Case) -> State:
        return _commitment(
            case,
            Commitment(self.id, self.action, case.by, case.member, self.text, self.due, seq=case.seq),
        )


@act("commitment.released", stage="action", by=("secretariat", "committee"))
class CommitmentReleased(Act, frozen=True):
    """Somebody is released from a commitment, for a stated reason."""

    id: Id
    reason: Texts

    def in_order(self, case: Case) -> None:
        case.state.actions.commitment(self.kind, self.id)

    def apply(self, case: Case) -> State:
        return _commitment(case, replace(case.state.actions.commitments[self.id], status="released"))


@act("report.made", stage="action", by=(SECRETARIAT, *ACTORS, "committee"))
class ReportMade(Act, frozen=True):
    """Who undertook a part reports of it."""

    commitment: Id
    text: Texts

    def in_order(self, case: Case) -> None:
        found = case.state.actions.commitment(self.kind, self.commitment)
        if case.by != SECRETARIAT and case.member != found.member:
            raise self.refuse("own_only", id=found.member)

    def apply(self, case: Case) -> State:
        found = case.state.actions.commitments[self.commitment]
        report = Report(case.by, self.text, case.at, case.seq)
        return _commitment(case, replace(found, reports=(*found.reports, report)))


@act("commitment.met", stage="action", by=("secretariat", "committee"))
class CommitmentMet(Act, frozen=True):
    """A commitment that has been reported on is found met."""

    id: Id

    def in_order(self, case: Case) -> None:
        if not case.state.actions.commitment(self.kind, self.id).reports:
            raise self.refuse("report_missing", id=self.id)

    def apply(self, case: Case) -> State:
        return _commitment(case, replace(case.state.actions.commitments[self.id], status="met"))


@act("commitment.missed", stage="action", by=("secretariat", "committee"))
class CommitmentMissed(Act, frozen=True):
    """A commitment is found missed after its day has passed."""

    id: Id

    def in_order(self, case: Case) -> None:
        found = case.state.actions.commitment(self.kind, self.id)
        if case.at[:10] <= found.due:
            raise self.refuse("not_yet", closes=found.due)

    def apply(self, case: Case) -> State:
        return _commitment(case, replace(case.state.actions.commitments[self.id], status="missed"))
