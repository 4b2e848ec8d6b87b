"""What an act is, when one is refused, and the table of all kinds of act.

An act is a frozen record of something done: its data, the conditions under which it is in order
(`in_order`, which raises `Refused` and changes nothing) and what follows from it (`apply`, which
returns a new state and leaves the old one as it was). Each stage's module declares its acts with
`@act`; `KINDS` then holds them all, and nothing else names a kind of act.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Protocol, TypeVar

from msgspec import Meta, Struct

if TYPE_CHECKING:
    from hamgara.assembly.membership import Participant
    from hamgara.assembly.state import State

__all__ = [
    "EVERYONE",
    "KINDS",
    "MEMBERS",
    "SECRETARIAT",
    "STAGES",
    "VOTERS",
    "Act",
    "Case",
    "Date",
    "Hash",
    "Id",
    "Instant",
    "Language",
    "Line",
    "Record",
    "Refused",
    "Role",
    "Share",
    "Stage",
    "Text",
    "Texts",
    "Titles",
    "act",
    "drop",
    "put",
]

Role = Literal["secretariat", "organisation", "independent", "delegate", "supporter", "observer", "committee"]
Stage = Literal[
    "convening",
    "accreditation",
    "ground",
    "drafting",
    "decision",
    "committee",
    "meeting",
    "action",
    "publication",
    "conduct",
]
#: The path that every assembly walks, in the order in which its pages show it; conduct is beside the path.
STAGES: tuple[Stage, ...] = (
    "convening",
    "accreditation",
    "ground",
    "drafting",
    "decision",
    "committee",
    "meeting",
    "action",
    "publication",
)

SECRETARIAT: Literal["secretariat"] = "secretariat"
VOTERS: tuple[Role, ...] = ("organisation", "independent", "delegate")
MEMBERS: tuple[Role, ...] = ("organisation", "independent", "delegate")
EVERYONE: tuple[Role, ...] = (
    "secretariat", "organisation", "independent", "delegate", "supporter", "observer",
)  # fmt: skip

Language = Literal["fa", "en"]
Id = Annotated[str, Meta(pattern=r"^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$")]
Hash = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
Instant = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")]
Date = Annotated[str, Meta(pattern=r"^\d{4}-\d\d-\d\d$")]
Share = Annotated[str, Meta(pattern=r"^(0|[1-9]\d{0,8})(/[1-9]\d{0,8})?$")]
Line = Annotated[str, Meta(min_length=1, max_length=200)]
Text = Annotated[str, Meta(min_length=1, max_length=6000)]
Titles = Annotated[dict[Language, Line], Meta(min_length=1)]
Texts = Annotated[dict[Language, Text], Meta(min_length=1)]


class Refused(Exception):  # noqa: N818 - the term of the field for what is not in order
    """An act is not in order.

    `code` names the reason and `params` its particulars (plain strings and integers; the sentence for
    them is in the translation catalogues). `rule` names what refuses: `charter/<part>` for a rule of
    the charter in force, `act/<kind>` for a condition that belongs to the act itself.
    """

    def __init__(self, code: str, rule: str, **params: str | int) -> None:
        super().__init__(f"{code} (by {rule}) {params or ''}".rstrip())
        self.code = code
        self.rule = rule
        self.params: Mapping[str, str | int] = params


class Record(Protocol):
    """What an act may ask of the record beneath the state."""

    def attachment(self, sha256: str) -> bytes:
        """The attachment of that name; `KeyError` where the record has none."""
        ...

    def root(self, size: int) -> str:
        """The Merkle root, in hexadecimal, of the record's first `size` entries."""
        ...


@dataclass(frozen=True, slots=True)
class Case:
    """One act before the assembly: who does it, when, as which entry, and in what state."""

    state: State
    by: str
    at: str
    seq: int
    record: Record
    assembly: str = ""

    @property
    def actor(self) -> Participant | None:
        """The participant who acts; None for an office."""
        return self.state.membership.participants.get(self.by)

    @property
    def member(self) -> str:
        """The member for whom the actor acts: a delegate acts for its organisation."""
        actor = self.actor
        if actor is None:
            return self.by
        return actor.organisation or actor.id


class Act(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """The base of every act; its fields are the `data` of an entry."""

    kind: ClassVar[str]
    stage: ClassVar[Stage]
    roles: ClassVar[tuple[Role, ...]]
    #: Whether a suspended participant may still do it.
    though_suspended: ClassVar[bool]

    def in_order(self, case: Case) -> None:
        """Raise `Refused` unless the act is in order in this case."""

    def apply(self, case: Case) -> State:
        """The state that follows from the act."""
        raise NotImplementedError(self.kind)

    def attachments(self, case: Case) -> tuple[str, ...]:
        """The SHA-256 of every attachment that the act brings into the record."""
        return ()

    def attached(self, case: Case, sha256: str) -> bytes:
        """The attachment of that name; refused where it is missing or does not match its name."""
        try:
            data = case.record.attachment(sha256)
        except KeyError:
            raise self.refuse("attachment_missing", sha256=sha256) from None
        if hashlib.sha256(data).hexdigest() != sha256:
            raise self.refuse("attachment_differs", sha256=sha256)
        return data

    def attached_of(self, case: Case) -> Callable[[str], bytes]:
        """A function that gives the attachment of a name, as `attached` does."""
        return lambda sha256: self.attached(case, sha256)

    def agree(self, stated: str, true: str) -> None:
        """Refuse the act where what it states differs from what is computed."""
        if stated != true:
            raise self.refuse("outcome_differs", stated=stated, true=true)

    def refuse(self, code: str, **params: str | int) -> Refused:
        """A refusal by a condition of the act itself."""
        return Refused(code, f"act/{self.kind}", **params)


KINDS: dict[str, type[Act]] = {}

A = TypeVar("A", bound=type[Act])


def act(kind: str, *, stage: Stage, by: tuple[Role, ...], though_suspended: bool = False) -> Callable[[A], A]:
    """Declare a kind of act, the stage it belongs to, and who may do it where the charter is silent."""

    def declare(cls: A) -> A:
        if kind in KINDS:
            raise ValueError(f"the kind {kind} is declared twice")
        cls.kind, cls.stage, cls.roles, cls.though_suspended = kind, stage, by, though_suspended
        KINDS[kind] = cls
        return cls

    return declare


K = TypeVar("K", bound=str)
V = TypeVar("V")


def put(mapping: Mapping[K, V], key: K, value: V) -> dict[K, V]:
    """A copy of the mapping with one entry set; the mapping itself stays as it was."""
    return {**mapping, key: value}


def drop(mapping: Mapping[K, V], key: K) -> dict[K, V]:
    """A copy of the mapping without one entry."""
    return {k: v for k, v in mapping.items() if k != key}
