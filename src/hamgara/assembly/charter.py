"""Convening, and the charter: the assembly's rules of procedure as data.

The charter says who may do what, what must precede what, how votes weigh, what is decided how, what is
secret, what needs its author's own signature, what the public sees, and how it is itself changed.
"""

from __future__ import annotations

import hashlib
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec
from msgspec import Meta, Struct, field

from hamgara.assembly.act import (
    KINDS,
    Act,
    Case,
    Id,
    Language,
    Refused,
    Role,
    Share,
    Texts,
    Titles,
    act,
)
from hamgara.assembly.rules import Quorum, Rule
from hamgara.elections import Validity
from hamgara.record import NoteError, canonical, log_verifier, origin_of

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "MATTERS",
    "SANCTIONS",
    "AssemblyConvened",
    "Charter",
    "CharterAdopted",
    "CharterAmended",
    "ConductRules",
    "Convening",
    "DefectRules",
    "DraftingRules",
    "ElectionRules",
    "Matter",
    "PositionRules",
    "Sanction",
    "Secrecy",
    "Section",
    "SoundingRules",
    "Weights",
    "charter_bytes",
    "charter_hash",
]

Matter = Literal["clause", "amendment", "resolution", "charter", "membership", "conduct", "meeting", "action", "motion"]
MATTERS: tuple[Matter, ...] = (
    "clause", "amendment", "resolution", "charter", "membership", "conduct", "meeting", "action", "motion",
)  # fmt: skip
Secrecy = Literal["open", "closed", "sealed"]
Section = Literal[
    "members", "positions", "clauses", "decisions", "elections", "meetings", "actions", "resolution", "record"
]
Sanction = Literal["none", "reminder", "warning", "suspension", "exclusion"]
SANCTIONS: tuple[Sanction, ...] = ("none", "reminder", "warning", "suspension", "exclusion")

MAJORITY = Rule()
TWO_THIRDS = Rule(share="2/3", inclusive=True)


class Weights(Struct, frozen=True, forbid_unknown_fields=True):
    """How votes weigh.

    An organisation weighs `organisation` unless its accreditation states another weight, up to
    `organisation_max`; its delegates share that weight. An independent weighs `independent`.
    `caps` limits a whole class to a share of the weight of all: where a class would weigh more, the
    weight of each of its members is reduced by the same factor.
    """

    organisation: Share = "1"
    organisation_max: Share = "1"
    independent: Share = "1"
    caps: dict[Literal["organisation", "independent"], Share] = field(default_factory=dict)


class PositionRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Who admits positions, what of the reactions enters the record, and what is shown before.

    Where `matrix` is `attached`, the table of reactions is published without names when a round closes;
    where it is `committed`, only its hash. `shown`: `closed`, nothing until a round is closed; `reacted`, who has
    reacted to all its positions sees the common ground so far (not where the table is only committed to).
    """

    admission: bool = True
    matrix: Literal["attached", "committed"] = "attached"
    shown: Literal["closed", "reacted"] = "closed"


class SoundingRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Who learns, when a sounding closes, which member gave which answer; and how many clauses a signer may except.

    `nobody`: the record gets the answers without names and this server erases who gave them; `members`: the same
    table, but the server goes on showing members whose answers they are; `everyone`: the names are in the record.
    `reservations` is the number of clauses of a package that a member may sign with a reservation.
    """

    names: Literal["nobody", "members", "everyone"] = "nobody"
    reservations: Annotated[int, Meta(ge=0, le=20)] = 0


class DefectRules(Struct, frozen=True, forbid_unknown_fields=True):
    """What becomes of a ballot with a defect, as `hamgara.elections.Validity` has it.

    "void": it is invalid as a whole; "cut": it counts up to the defect; "pass": it counts without it.
    """

    equal: Literal["void", "cut", "pass"] = "void"
    skipped: Literal["void", "cut", "pass"] = "pass"
    repeated: Literal["void", "cut", "pass"] = "void"
    unknown: Literal["void", "cut", "pass"] = "void"

    def validity(self, *, ordered: bool = True) -> Validity:
        """The same for the counting engine; where names have no order there is nothing "up to" a defect."""
        found = Validity(self.equal, self.skipped, self.repeated, self.unknown)
        return found if ordered else found.unordered()


class ElectionRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Elections: whether ballots weigh as votes do, terms of office in months, methods that may be used.

    `secrecy`: "open" ballots are acts, "closed" ones are kept by the server until the box is closed, "sealed" ones
    leave the voter's device sealed and are opened by trustees. `invalid`: what becomes of a ballot with a defect.
    """

    weighted: bool = False
    secrecy: Secrecy = "closed"
    term_months: Annotated[int, Meta(ge=1, le=120)] = 12
    methods: tuple[str, ...] = ("scottish-stv", "block")
    invalid: DefectRules = field(default_factory=DefectRules)


class ConductRules(Struct, frozen=True, forbid_unknown_fields=True):
    """Which sanctions there are, which of them need a decision, and how long a suspension may last."""

    sanctions: tuple[Sanction, ...] = SANCTIONS
    by_decision: tuple[Sanction, ...] = ("suspension", "exclusion")
    suspension_days: Annotated[int, Meta(ge=1, le=3660)] = 90


class DraftingRules(Struct, frozen=True, forbid_unknown_fields=True):
    """In which order colliding amendments are voted on: the most far-reaching first by a stated measure, the earliest
    first, or as the chair sets it.
    """

    order: Literal["far-reaching", "time", "chair"] = "far-reaching"
    measure: Literal["words-changed", "words-struck"] = "words-changed"


def _default_rules() -> dict[Matter, Rule]:
    return {
        "clause": MAJORITY,
        "amendment": MAJORITY,
        "resolution": TWO_THIRDS,
        "charter": TWO_THIRDS,
        "membership": MAJORITY,
        "conduct": TWO_THIRDS,
        "meeting": MAJORITY,
        "action": MAJORITY,
        "motion": MAJORITY,
    }


class Charter(Struct, frozen=True, forbid_unknown_fields=True):
    """The rules of procedure in force.

    `rights` overrides, per kind of act, who may do it; `precede` names, per kind of act, the kinds that
    must have come before it; `signed` the kinds that need their author's own signature; `by_decision`
    the kinds of formal act that need an adopted decision behind them; `public` what anyone may see. Votes on the
    matters in `sealed` leave the voter's device sealed, as ballots can. Where `voters_shown`, it is named who has voted
    in a secret vote or election once it is closed; otherwise nobody is ever told.
    """

    languages: tuple[Language, ...] = ("fa", "en")
    authoritative: Language = "fa"
    rights: dict[str, tuple[Role, ...]] = field(default_factory=dict)
    precede: dict[str, tuple[str, ...]] = field(default_factory=dict)
    weights: Weights = field(default_factory=Weights)
    quorum: Quorum = field(default_factory=Quorum)
    rules: dict[Matter, Rule] = field(default_factory=_default_rules)
    secret: tuple[Matter, ...] = ()
    correspondence: bool = True
    positions: PositionRules = field(default_factory=PositionRules)
    soundings: SoundingRules = field(default_factory=SoundingRules)
    elections: ElectionRules = field(default_factory=ElectionRules)
    conduct: ConductRules = field(default_factory=ConductRules)
    signed: tuple[str, ...] = ()
    by_decision: tuple[Literal["member.accredited", "meeting.fixed", "action.agreed"], ...] = ()
    public: tuple[Section, ...] = ("clauses", "decisions", "meetings", "actions", "resolution", "record")
    drafting: DraftingRules = field(default_factory=DraftingRules)
    sealed: tuple[Matter, ...] = ()
    voters_shown: bool = False

    def roles(self, kind: str) -> tuple[Role, ...]:
        """Who may do an act of that kind."""
        given = self.rights.get(kind)
        return KINDS[kind].roles if given is None else given

    def check(self) -> None:
        """Raise `Refused` with the first part of the charter that does not hold together."""
        if self.authoritative not in self.languages:
            raise Refused("charter_part", "act/charter.adopted", part="authoritative", found=self.authoritative)
        for part, kinds in (("rights", self.rights), ("precede", self.precede), ("signed", self.signed)):
            for kind in kinds:
                if kind not in KINDS:
                    raise Refused("charter_part", "act/charter.adopted", part=part, found=kind)
        if "key.registered" in self.signed:
            raise Refused("charter_part", "act/charter.adopted", part="signed", found="key.registered")
        for kinds in self.precede.values():
            for kind in kinds:
                if kind not in KINDS:
                    raise Refused("charter_part", "act/charter.adopted", part="precede", found=kind)
        for matter in self.sealed:
            # Only the sum of sealed votes is ever known: neither who objects, nor the classes apart.
            if matter in self.rules and self.rules[matter].kind != "share":
                raise Refused("charter_part", "act/charter.adopted", part="sealed", found=matter)
        self._check_shares()

    def _check_shares(self) -> None:
        shares = {f"rules/{matter}": rule.share for matter, rule in self.rules.items()}
        shares["quorum"] = self.quorum.share
        shares |= {f"weights/caps/{name}": cap for name, cap in self.weights.caps.items()}
        for part, share in shares.items():
            if not 0 <= Fraction(share) <= 1:
                raise Refused("charter_part", "act/charter.adopted", part=part, found=share)
        for matter in MATTERS:
            if matter not in self.rules:
                raise Refused("charter_part", "act/charter.adopted", part="rules", found=matter)
        if any(Fraction(cap) == 0 for cap in self.weights.caps.values()) or len(self.weights.caps) > 1:
            raise Refused("charter_part", "act/charter.adopted", part="weights/caps", found="")
        if Fraction(self.weights.organisation) > Fraction(self.weights.organisation_max):
            raise Refused(
                "charter_part",
                "act/charter.adopted",
                part="weights/organisation",
                found=self.weights.organisation,
            )


class Convening(Struct, frozen=True):
    """The part of the state that convening and the charter write."""

    names: dict[Language, str] = field(default_factory=dict)
    purpose: dict[Language, str] = field(default_factory=dict)
    log_key: str = ""
    timezone: str = "UTC"
    charter: Charter | None = None
    charter_seq: int = -1


#: What a charter could not say from the beginning, by the path to it.
_LATER = (
    ("drafting",),
    ("soundings",),
    ("positions", "shown"),
    ("elections", "invalid"),
    ("sealed",),
    ("voters_shown",),
)


def charter_bytes(charter: Charter) -> bytes:
    """The canonical form of a charter. What could not be said from the beginning is in it where it says other than by
    default, so that charters from before have the form that they had.
    """
    whole, usual = msgspec.to_builtins(charter), msgspec.to_builtins(Charter())
    for *parents, last in _LATER:
        part, expected = whole, usual
        for name in parents:
            part, expected = part[name], expected[name]
        if part[last] == expected[last]:
            del part[last]
    return canonical(whole)


def charter_hash(charter: Charter) -> str:
    """The SHA-256, in hexadecimal, of the charter's canonical form; a decision on a charter names it."""
    return hashlib.sha256(charter_bytes(charter)).hexdigest()


@act("assembly.convened", stage="convening", by=("secretariat",))
class AssemblyConvened(Act, frozen=True):
    """The secretariat convenes the assembly and states the key of its record."""

    names: Titles
    purpose: Texts
    log_key: Annotated[str, Meta(max_length=300)]
    timezone: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_+/-]{1,64}$")] = "UTC"

    def in_order(self, case: Case) -> None:
        if case.seq != 0:
            raise self.refuse("convened_already")
        try:
            key = log_verifier(self.log_key)
        except NoteError as error:
            raise self.refuse("log_key", why=error.code) from error
        if key.name != origin_of(case.assembly):
            raise self.refuse("log_key", why=case.assembly)

    def apply(self, case: Case) -> State:
        return case.state.having(
            convening=Convening(self.names, self.purpose, self.log_key, self.timezone),
        )


@act("charter.adopted", stage="convening", by=("secretariat",))
class CharterAdopted(Act, frozen=True):
    """The conveners put the first charter in force, before anyone is accredited."""

    charter: Charter

    def in_order(self, case: Case) -> None:
        if case.state.counts.get("member.accredited"):
            raise self.refuse("charter_needs_decision")
        self.charter.check()

    def apply(self, case: Case) -> State:
        part = msgspec.structs.replace(case.state.convening, charter=self.charter, charter_seq=case.seq)
        return case.state.having(convening=part)


@act("charter.amended", stage="convening", by=("secretariat",))
class CharterAmended(Act, frozen=True):
    """A new charter takes force after the assembly decided for exactly its text."""

    charter: Charter
    decision: Id

    def in_order(self, case: Case) -> None:
        self.charter.check()
        decision = case.state.decisions.require_adopted(self.kind, self.decision, "charter", charter_hash(self.charter))
        if decision.closed_seq < case.state.convening.charter_seq:
            raise self.refuse("decision_used", decision=self.decision)

    def apply(self, case: Case) -> State:
        part = msgspec.structs.replace(case.state.convening, charter=self.charter, charter_seq=case.seq)
        return case.state.having(convening=part)
