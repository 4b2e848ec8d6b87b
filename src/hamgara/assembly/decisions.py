"""Decisions: what is put to the vote, roll-call votes, and outcomes under the charter's rule."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from hamgara.assembly.act import (
    VOTERS,
    Act,
    Case,
    Hash,
    Id,
    Instant,
    Language,
    Refused,
    Text,
    Texts,
    act,
    put,
)
from hamgara.assembly.amendments import check_fits, settle_vote
from hamgara.assembly.charter import Matter, Sanction
from hamgara.assembly.clauses import Clauses
from hamgara.assembly.elections import check_keepers
from hamgara.assembly.meetings import require_present, require_quorum
from hamgara.assembly.membership import Voter
from hamgara.assembly.rules import Choice, Outcome, Tally, decide, tally_votes
from hamgara.assembly.sealed_decisions import close_box, decide_sealed, open_box, withdraw_box
from hamgara.assembly.sealing import check_declared
from hamgara.assembly.turnout import check_turnout, open_turnout
from hamgara.assembly.vote_boxes import have_taken_part, read_votes
from hamgara.assembly.voting_lists import next_vote

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "Decision",
    "DecisionClosed",
    "DecisionOpened",
    "DecisionWithdrawn",
    "Decisions",
    "Subject",
    "VoteCast",
    "decide_outcome",
]


class Subject(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a decision is on.

    `id` is the clause, amendment, resolution, member, matter of conduct, meeting or action; for a charter the
    hash of its text; for a motion the decision itself. `version` is that of a clause; `sanction` and
    `until` are those proposed in a matter of conduct; `list` is the voting list on which an amendment stands, whose
    vote decides all amendments that it names together.
    """

    matter: Matter
    id: Annotated[str, Meta(pattern=r"^[a-z0-9-]{1,64}$")]
    version: int | None = None
    sanction: Sanction | None = None
    until: Instant | None = None
    list: Id | None = None


class Decision(Struct, frozen=True):
    """A vote on one subject: its roll as it stood at the opening, its votes, its outcome.

    Where it is `sealed`, its box, trustees and registrar are those of the election of the same id. Else, where
    `voters_shown` as the charter had it at the opening, `voted` are those who have voted in a secret one, once closed.
    """

    id: str
    subject: Subject
    text: dict[Language, str]
    roll: dict[str, Voter]
    secret: bool
    sitting: str
    closes: str
    votes: dict[str, Choice] = field(default_factory=dict)
    status: Literal["open", "closed", "withdrawn"] = "open"
    outcome: Outcome | None = None
    box: str = ""
    seq: int = 0
    closed_seq: int = -1
    sealed: bool = False
    voters_shown: bool = False
    voted: tuple[str, ...] = ()

    @property
    def adopted(self) -> bool:
        """Whether the decision is closed and adopted."""
        return self.outcome is not None and self.outcome.adopted


class Decisions(Struct, frozen=True):
    """The part of the state that decisions write."""

    decisions: dict[str, Decision] = field(default_factory=dict)

    def get(self, kind: str, decision: str, status: str = "open") -> Decision:
        """The decision of that id in that status; refused otherwise."""
        found = self.decisions.get(decision)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="decision", id=decision)
        if found.status != status:
            raise Refused("status", f"act/{kind}", id=decision, status=found.status, needed=status)
        return found

    def open_on(self, matter: Matter, subject: str) -> bool:
        """Whether a decision on that subject is open."""
        return any(
            d.status == "open" and d.subject.matter == matter and d.subject.id == subject
            for d in self.decisions.values()
        )

    def open_about(self, clauses: Clauses, clause: str) -> bool:
        """Whether a decision on a clause or an amendment to it is open, or a voting list with the clause on it."""
        return clauses.list_with(clause) is not None or any(
            d.status == "open"
            and (
                (d.subject.matter == "clause" and d.subject.id == clause)
                or (d.subject.matter == "amendment" and clause in clauses.amendments[d.subject.id].touched)
            )
            for d in self.decisions.values()
        )

    def require_adopted(self, kind: str, decision: str | None, matter: Matter, subject: str) -> Decision:
        """The closed and adopted decision on exactly that subject; refused otherwise."""
        rule = f"charter/rules/{matter}"
        if decision is None:
            raise Refused("decision_needed", rule, kind=kind)
        found = self.decisions.get(decision)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="decision", id=decision)
        if found.subject.matter != matter or found.subject.id != subject:
            raise Refused("decision_foreign", rule, decision=decision)
        if not found.adopted:
            raise Refused("decision_not_adopted", rule, decision=decision)
        return found


def decide_outcome(state: State, decision: Decision, box: bytes | None) -> Outcome:
    """The outcome of a decision, from its roll-call votes or, where it is secret, from the box of votes.

    Of a sealed one `box` is what its trustees opened. Raises `Refused` where the box is malformed, of another
    decision, or holds more than the roll allows.
    """
    if decision.sealed:
        return decide_sealed(state, decision, box or b"")
    if decision.secret:
        votes = read_votes(decision, box or b"")
    else:
        votes = [
            (v.member, v.voter, v.weight, choice, v.kind)
            for v, choice in ((decision.roll[name], c) for name, c in decision.votes.items())
        ]
    roll = decision.roll.values()
    whole = tally_votes((v[:4] for v in votes), sum((v.weight for v in roll), Fraction(0)))
    classes: dict[str, Tally] = {
        kind: tally_votes(
            (v[:4] for v in votes if v[4] == kind),
            sum((v.weight for v in roll if v.kind == kind), Fraction(0)),
        )
        for kind in ("organisation", "independent")
    }
    quorate = bool(decision.sitting) or have_taken_part(state, decision, votes, whole)
    return decide(state.charter.rules[decision.subject.matter], whole, classes, quorate=quorate)


def _with(state: State, decision: Decision) -> State:
    part = state.decisions
    return state.having(decisions=replace(part, decisions=put(part.decisions, decision.id, decision)))


@act("decision.opened", stage="decision", by=("secretariat",))
class DecisionOpened(Act, frozen=True):
    """A subject is put to the vote, in a sitting that has a quorum or by correspondence until a time."""

    id: Id
    subject: Subject
    text: Texts | None = None
    sitting: Id | None = None
    closes: Instant | None = None
    trustees: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    threshold: Annotated[int, Meta(ge=0)] = 0
    registrar: Id | None = None

    def in_order(self, case: Case) -> None:
        state = case.state
        if self.id in state.decisions.decisions or self.id in state.elections.elections:
            raise self.refuse("id_taken", id=self.id)
        sealed = self.subject.matter in state.charter.sealed
        if sealed:
            check_keepers(self, case, self.trustees, self.threshold, self.registrar)
            if self.closes is not None:
                raise self.refuse("closes_later")
        elif self.trustees or self.threshold or self.registrar:
            raise Refused("not_sealed", "charter/secret")
        if state.decisions.open_on(self.subject.matter, self.subject.id):
            raise self.refuse("decision_open", id=self.subject.id)
        if self.sitting is not None:
            sitting = state.meetings.sitting(self.kind, self.sitting, "open")
            require_quorum(state, sitting)
        elif not state.charter.correspondence:
            raise Refused("sitting_needed", "charter/correspondence")
        elif self.closes is None and not sealed:
            raise self.refuse("closes_needed")
        if self.closes is not None and self.closes <= case.at:
            raise self.refuse("closes_past", closes=self.closes)
        self._subject_in_order(case)

    def _subject_in_order(self, case: Case) -> None:
        state, subject = case.state, self.subject
        match subject.matter:
            case "clause":
                clause = state.clauses.clause(self.kind, subject.id, draft=True)
                if clause.current.number != subject.version:
                    raise self.refuse(
                        "outdated",
                        id=subject.id,
                        version=subject.version or 0,
                        current=clause.current.number,
                    )
                self._nothing_open(case, clause.id)
            case "amendment" if subject.list is not None:
                found = state.clauses.voting_list(self.kind, subject.list)
                due = next_vote(state, found)
                if due is None or due.amendments[0] != subject.id:
                    raise self.refuse("not_next", id=due.amendments[0] if due is not None else "")
            case "amendment":
                amendment = state.clauses.amendment(self.kind, subject.id)
                clause = state.clauses.clause(self.kind, amendment.clause, draft=True)
                if state.clauses.outdated(amendment):
                    raise self.refuse(
                        "outdated", id=subject.id, version=amendment.version, current=clause.current.number
                    )
                self._nothing_open(case, clause.id)
                check_fits(case, f"act/{self.kind}", amendment)
            case "resolution":
                state.publication.draft(self.kind, subject.id)
            case "membership":
                state.membership.get(self.kind, subject.id)
            case "conduct":
                state.conduct.pending(self.kind, subject.id)
                if subject.sanction is None:
                    raise self.refuse("sanction_needed")
            case "action":
                state.actions.action(self.kind, subject.id)
            case "charter" | "meeting" | "motion":
                if self.text is None:
                    raise self.refuse("text_needed", matter=subject.matter)
                if subject.matter == "motion" and subject.id != self.id:
                    raise self.refuse("motion_id")

    def _nothing_open(self, case: Case, clause: str) -> None:
        if case.state.decisions.open_about(case.state.clauses, clause):
            raise self.refuse("decision_open", id=clause)

    def apply(self, case: Case) -> State:
        matter, charter = self.subject.matter, case.state.charter
        opened = Decision(
            self.id,
            self.subject,
            self.text or {},
            case.state.roll(),
            matter in charter.secret or matter in charter.sealed,
            self.sitting or "",
            self.closes or "",
            seq=case.seq,
            sealed=matter in charter.sealed,
            voters_shown=matter in charter.secret and matter not in charter.sealed and charter.voters_shown,
        )
        state = _with(case.state, opened)
        if self.registrar is None:
            return state
        return open_box(case, state, opened, self.trustees, self.threshold, self.registrar)


@act("vote.cast", stage="decision", by=VOTERS)
class VoteCast(Act, frozen=True):
    """A voter votes by roll call; the last vote before the closing counts."""

    decision: Id
    choice: Choice

    def in_order(self, case: Case) -> None:
        found = case.state.decisions.get(self.kind, self.decision)
        if found.secret:
            raise Refused("vote_is_secret", "charter/secret", decision=self.decision)
        if case.by not in found.roll:
            raise Refused("not_on_roll", "charter/weights", decision=self.decision)
        if found.closes and case.at >= found.closes:
            raise self.refuse("closed_at", closes=found.closes)
        require_present(case.state, self.kind, found.id, case.by)
        if found.votes.get(case.by) == self.choice:
            raise self.refuse("no_change", id=self.decision)

    def apply(self, case: Case) -> State:
        found = case.state.decisions.decisions[self.decision]
        return _with(case.state, replace(found, votes=put(found.votes, case.by, self.choice)))


@act("decision.closed", stage="decision", by=("secretariat",))
class DecisionClosed(Act, frozen=True):
    """The vote is closed and its outcome stated."""

    id: Id
    outcome: Outcome
    box: Hash | None = None
    opened: Hash | None = None
    archive: Hash | None = None
    voters: Hash | None = None

    def attachments(self, case: Case) -> tuple[str, ...]:
        return tuple(name for name in (self.box, self.opened, self.archive, self.voters) if name)

    def in_order(self, case: Case) -> None:
        found = case.state.decisions.get(self.kind, self.id)
        everyone = not found.secret and len(found.votes) == len(found.roll)
        if found.closes and case.at < found.closes and not everyone:
            raise self.refuse("not_yet", closes=found.closes)
        boxed = found.secret and not found.sealed
        if boxed != (self.box is not None):
            raise Refused("box_needed" if boxed else "box_foreign", "charter/secret", id=self.id)
        if {found.sealed} != {self.opened is not None, self.archive is not None}:
            raise Refused("opened_needed" if found.sealed else "not_sealed", "charter/secret")
        box = self.attached(case, self.box) if self.box else None
        if self.opened is not None and self.archive is not None:
            closed = case.state.elections.get(self.kind, self.id, "closed")
            box = check_declared(self, case, closed, self.opened, self.archive)
        weights = Counter(str(vote[2]) for vote in read_votes(found, box)) if self.voters and boxed and box else 0
        check_turnout(self, case, found, self.voters, weights)
        true = decide_outcome(case.state, found, box)
        if self.outcome != true:
            raise Refused(
                "outcome_differs",
                f"charter/rules/{found.subject.matter}",
                stated=str(self.outcome),
                true=str(true),
            )

    def apply(self, case: Case) -> State:
        found = case.state.decisions.decisions[self.id]
        box = self.box or self.opened or ""
        voted = open_turnout(self.attached(case, self.voters)) if self.voters else ()
        closed = replace(found, status="closed", outcome=self.outcome, box=box, voted=voted, closed_seq=case.seq)
        state = _with(case.state.having(**_consequences(case, closed)), closed)
        if self.opened is None or self.archive is None:
            return state
        return close_box(case, state, closed, self.opened, self.archive)


def _consequences(case: Case, decision: Decision) -> dict[str, Clauses]:
    part, subject = case.state.clauses, decision.subject
    if subject.matter == "clause":
        clause = part.clauses[subject.id]
        status: Literal["adopted", "rejected"] = "adopted" if decision.adopted else "rejected"
        return {"clauses": part.with_clause(replace(clause, status=status, decision=decision.id))}
    if subject.matter == "amendment" and subject.list is not None:
        # What a list adopts is written at once when the list is closed.
        found = part.lists[subject.list]
        return {"clauses": part.with_list(replace(found, results=put(found.results, subject.id, decision.id)))}
    if subject.matter == "amendment":
        return {"clauses": settle_vote(case, subject.id, decision.id, adopted=decision.adopted)}
    return {}


@act("decision.withdrawn", stage="decision", by=("secretariat",))
class DecisionWithdrawn(Act, frozen=True):
    """An open vote is called off, for a stated reason; the subject is as it was."""

    id: Id
    reason: Text

    def in_order(self, case: Case) -> None:
        case.state.decisions.get(self.kind, self.id)

    def apply(self, case: Case) -> State:
        found = case.state.decisions.decisions[self.id]
        state = _with(case.state, replace(found, status="withdrawn", closed_seq=case.seq))
        return withdraw_box(state, found)
