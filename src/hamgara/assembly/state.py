"""The assembly as a whole: one part per stage, and the one function that admits an act."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct, field
from msgspec.structs import replace

from hamgara.assembly import (  # noqa: F401 - they declare acts
    amendments,
    ceremony,
    delegates,
    keys,
    nominations,
    results,
    seats,
    sittings,
    voting_lists,
    wordings,
)
from hamgara.assembly.act import KINDS, SECRETARIAT, Act, Case, Record, Refused, Role
from hamgara.assembly.actions import Actions
from hamgara.assembly.charter import Charter, Convening
from hamgara.assembly.clauses import Clauses
from hamgara.assembly.comments import Comments
from hamgara.assembly.conduct import Conduct
from hamgara.assembly.decisions import Decisions
from hamgara.assembly.elections import Elections
from hamgara.assembly.glossary import Glossary
from hamgara.assembly.meetings import Meetings
from hamgara.assembly.membership import Membership, Participant, Voter
from hamgara.assembly.positions import Positions
from hamgara.assembly.publication import Publication
from hamgara.assembly.soundings import Soundings
from hamgara.record import AuthorshipError, Entry, check_signature

__all__ = ["EMPTY", "State", "Step", "admit", "decode_act", "may", "require_standing", "roles"]


class State(Struct, frozen=True):
    """What the assembly is after its first `seq` acts. Never changed: an act yields another state."""

    assembly: str = ""
    seq: int = 0
    at: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    convening: Convening = Convening()
    membership: Membership = Membership()
    meetings: Meetings = Meetings()
    positions: Positions = Positions()
    clauses: Clauses = Clauses()
    soundings: Soundings = Soundings()
    decisions: Decisions = Decisions()
    elections: Elections = Elections()
    conduct: Conduct = Conduct()
    actions: Actions = Actions()
    publication: Publication = Publication()
    glossary: Glossary = Glossary()
    comments: Comments = Comments()

    @property
    def charter(self) -> Charter:
        """The charter in force; refused where there is none yet."""
        if self.convening.charter is None:
            raise Refused("no_charter", "act/charter.adopted")
        return self.convening.charter

    def having(self, **parts: Any) -> State:
        """This state with other parts."""
        return replace(self, **parts)

    def roll(self, *, weighted: bool = True) -> dict[str, Voter]:
        """Who may vote now and with what weight."""
        return self.membership.roll(self.charter.weights, weighted=weighted)


EMPTY = State()


def decode_act(kind: str, data: Mapping[str, Any]) -> Act:
    """The act that an entry's data say; refused where the kind is unknown or the data are malformed."""
    declared = KINDS.get(kind)
    if declared is None:
        raise Refused("kind_unknown", "act", kind=kind)
    try:
        return msgspec.convert(data, declared)
    except msgspec.ValidationError as error:
        raise Refused("data_malformed", f"act/{kind}", why=str(error)) from error


def roles(state: State, actor: str, at: str) -> tuple[Role, ...]:
    """The roles in which an actor may act at that time."""
    return state.membership.roles(actor, state.elections.committee(at))


def may(state: State, actor: str, kind: str, at: str) -> bool:
    """Whether the charter gives the actor that kind of act now (the act itself may still be refused)."""
    try:
        require_standing(state, actor, kind, at)
    except Refused:
        return False
    return True


def require_standing(state: State, actor: str, kind: str, at: str) -> None:
    """Raise `Refused` with the rule that keeps the actor from that kind of act, if there is one."""
    _order_of_acts(state, kind)
    _standing(state, actor, KINDS[kind], at)


class Step(Struct, frozen=True):
    """What admitting an entry yields: the state after it, and the attachments that it brought in."""

    state: State
    attachments: tuple[str, ...]


def admit(state: State, entry: Entry, record: Record) -> Step:
    """What follows from the entry's act; `Refused` where it is not in order, and nothing is changed.

    This is the only way from one state to the next: pages, the command line and verification use it alike.
    """
    if entry.seq != state.seq:
        raise Refused("seq", "record", stated=entry.seq, true=state.seq)
    if state.seq and entry.assembly != state.assembly:
        raise Refused("assembly", "record", stated=entry.assembly, true=state.assembly)
    if entry.at < state.at:
        raise Refused("at_backwards", "record", stated=entry.at, true=state.at)
    done = decode_act(entry.act, entry.data)
    _order_of_acts(state, entry.act)
    _standing(state, entry.by, type(done), entry.at)
    signer = _signed(state, entry)
    case = Case(state, entry.by, entry.at, entry.seq, record, entry.assembly)
    done.in_order(case)
    after = done.apply(case)
    membership = after.membership
    if signer is not None and entry.sig is not None:
        author = membership.participants[signer.id]
        author = replace(author, nonces=author.nonces | {entry.sig.nonce})
        membership = replace(membership, participants={**membership.participants, author.id: author})
    after = replace(
        after,
        assembly=entry.assembly,
        seq=entry.seq + 1,
        at=entry.at,
        counts={**after.counts, entry.act: after.counts.get(entry.act, 0) + 1},
        membership=membership,
    )
    return Step(after, done.attachments(case))


def _order_of_acts(state: State, kind: str) -> None:
    if state.seq == 0:
        if kind != "assembly.convened":
            raise Refused("convened_first", "act/assembly.convened", kind=kind)
        return
    if kind in ("assembly.convened", "charter.adopted"):
        return
    if state.convening.charter is None:
        raise Refused("no_charter", "act/charter.adopted")
    for before in state.charter.precede.get(kind, ()):
        if not state.counts.get(before):
            raise Refused("must_precede", f"charter/precede/{kind}", kind=kind, before=before)


def _standing(state: State, actor: str, declared: type[Act], at: str) -> None:
    kind = declared.kind
    participant = state.membership.participants.get(actor)
    if participant is None and actor != SECRETARIAT:
        raise Refused("actor_unknown", f"act/{kind}", id=actor)
    if kind == "invitation.accepted":
        return
    if participant is not None and participant.status in ("invited", "accepted", "left"):
        raise Refused("not_accredited", f"act/{kind}", id=actor, status=participant.status)
    if participant is not None and not declared.though_suspended and _suspended(state, participant):
        raise Refused("suspended", "charter/conduct", id=actor)
    convening = state.convening.charter
    allowed = declared.roles if convening is None else convening.roles(kind)
    if not set(roles(state, actor, at)) & set(allowed):
        raise Refused("no_right", f"charter/rights/{kind}", kind=kind, roles=", ".join(allowed))


def _suspended(state: State, participant: Participant) -> bool:
    if participant.status == "suspended":
        return True
    parent = state.membership.participants.get(participant.organisation)
    return parent is not None and parent.status == "suspended"


def _signed(state: State, entry: Entry) -> Participant | None:
    charter = state.convening.charter
    if entry.sig is None:
        if charter is not None and entry.act in charter.signed and entry.by != SECRETARIAT:
            raise Refused("signature_needed", "charter/signed", kind=entry.act)
        return None
    participant = state.membership.participants.get(entry.by)
    key = None if participant is None else participant.keys.get(entry.sig.key)
    if participant is None or key is None:
        raise Refused("key_unknown", "record", id=entry.by)
    if entry.sig.nonce in participant.nonces:
        raise Refused("nonce_used", "record", id=entry.by)
    try:
        check_signature(entry, msgspec.to_builtins(key))
    except AuthorshipError as error:
        raise Refused("signature_wrong", "record", id=entry.by, why=error.code) from error
    return participant
