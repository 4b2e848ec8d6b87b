"""Clauses of the resolution with their versions, amendments to them and voting lists: the part of the state."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct, field
from msgspec.structs import replace

from hamgara.assembly.act import Language, Refused, put
from hamgara.drafting import Join, Operation, Reason, Span, Vote

__all__ = [
    "CLAUSE_KINDS",
    "Added",
    "Amendment",
    "Clause",
    "ClauseKind",
    "ClauseStatus",
    "Clauses",
    "Version",
    "VotingList",
]

ClauseKind = Literal["preamble", "basis", "demand", "slogan"]
#: The kinds in the order in which a resolution sets them out.
CLAUSE_KINDS: tuple[ClauseKind, ...] = ("preamble", "basis", "demand", "slogan")
#: `struck` and `joined` clauses left the draft by an amendment: the one went, the other is the end of another clause.
ClauseStatus = Literal["draft", "aside", "adopted", "rejected", "withdrawn", "struck", "joined"]
AmendmentStatus = Literal["proposed", "adopted", "accepted", "rejected", "withdrawn", "fallen"]


class Version(Struct, frozen=True):
    """One version of a clause; `stale` are the languages whose text is of an earlier version.

    `amendments` are all that it took in, `amendment` the first of them. `spans` say for every character of each text
    who brought it; an origin `#12` is the act of that number (a revision, a translation).
    """

    number: int
    text: dict[Language, str]
    stale: tuple[Language, ...]
    seq: int
    by: str
    amendment: str = ""
    amendments: tuple[str, ...] = ()
    spans: dict[Language, tuple[Span, ...]] = field(default_factory=dict)


class Clause(Struct, frozen=True):
    """A clause and all its versions; `basis` groups competing wordings of one subject.

    `drafters` may revise it beside its author. `amendment` brought it in, or made it leave the draft.
    """

    id: str
    kind: ClauseKind
    title: dict[Language, str]
    by: str
    basis: str
    versions: tuple[Version, ...]
    status: ClauseStatus = "draft"
    decision: str = ""
    seq: int = 0
    drafters: tuple[str, ...] = ()
    amendment: str = ""

    @property
    def undecided(self) -> bool:
        """Whether it may still be changed and voted on: in the draft, or set aside by the choice of a package."""
        return self.status in ("draft", "aside")

    @property
    def current(self) -> Version:
        """The version in force."""
        return self.versions[-1]

    def translated_at(self, language: Language) -> Version | None:
        """The latest version whose text in that language was not stale; None where there was none."""
        found = (v for v in reversed(self.versions) if language in v.text and language not in v.stale)
        return next(found, None)


class Added(Struct, frozen=True):
    """What an amendment says of a clause that it would add, beside its authoritative text."""

    kind: ClauseKind
    title: dict[Language, str]
    basis: str
    text: dict[Language, str] = field(default_factory=dict)


class Amendment(Struct, frozen=True):
    """What is proposed for a clause, against a stated version of it.

    `text` is the clause's text as the amendment would have it, in the languages in which it says so; empty where it
    strikes, moves or only adds. `operations` are the same on the draft of the authoritative language, `added` the
    clauses that they add. `to` is the amendment that this one amends, `on` its revision at the time. When the clause
    moves on and the amendment's words are untouched it is carried along: `version` then is the newer one, `written`
    stays. Otherwise `reasons` tell why it is out of date, or `contained` that the clause says the same already.
    `seq` is the act that proposed it, at the time `at`, `anew` the one by which its author last set it anew (0 for
    none). `spans` tell who brought the words of a translation that others, which amended this one, have changed.
    """

    id: str
    clause: str
    version: int
    text: dict[Language, str]
    reason: dict[Language, str]
    by: str
    status: AmendmentStatus = "proposed"
    decision: str = ""
    seq: int = 0
    operations: tuple[Operation, ...] = ()
    added: dict[str, Added] = field(default_factory=dict)
    to: str = ""
    on: int = 0
    revision: int = 1
    written: int = 0
    reasons: tuple[Reason, ...] = ()
    contained: bool = False
    at: str = ""
    anew: int = 0
    spans: dict[Language, tuple[Span, ...]] = field(default_factory=dict)

    @property
    def touched(self) -> frozenset[str]:
        """Its clause, and the one that it would join to that."""
        return frozenset((self.clause, *(o.second for o in self.operations if isinstance(o, Join))))


class VotingList(Struct, frozen=True):
    """The order of votes on the amendments to some clauses; those clauses stay as they are while it is open.

    `order` is the draft at the drawing up, `frozen` every clause that a listed amendment touches, `amendments` all that
    took part. `results` names, by the first amendment of each vote, the decision on it; `at` is when it was drawn up.
    """

    id: str
    clauses: tuple[str, ...]
    order: tuple[str, ...]
    frozen: tuple[str, ...]
    amendments: tuple[str, ...]
    votes: tuple[Vote, ...]
    rule: Literal["far-reaching", "time", "chair"]
    measure: str
    results: dict[str, str] = field(default_factory=dict)
    status: Literal["open", "closed", "withdrawn"] = "open"
    seq: int = 0
    closed_seq: int = -1
    at: str = ""

    def vote(self, first: str) -> Vote:
        """The vote of which that is the first amendment."""
        return next(vote for vote in self.votes if vote.amendments[0] == first)


class Clauses(Struct, frozen=True):
    """The part of the state that drafting writes; `order` is the order of the clauses in the draft."""

    clauses: dict[str, Clause] = field(default_factory=dict)
    amendments: dict[str, Amendment] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    lists: dict[str, VotingList] = field(default_factory=dict)

    def clause(self, kind: str, clause: str, *, draft: bool = False) -> Clause:
        """The clause of that id; refused where there is none, or, for `draft`, where it is no longer undecided."""
        found = self.clauses.get(clause)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="clause", id=clause)
        if draft and not found.undecided:
            raise Refused("status", f"act/{kind}", id=clause, status=found.status, needed="draft")
        return found

    def amendment(self, kind: str, amendment: str) -> Amendment:
        """The amendment of that id, still proposed; refused otherwise."""
        found = self.amendments.get(amendment)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="amendment", id=amendment)
        if found.status != "proposed":
            raise Refused("status", f"act/{kind}", id=amendment, status=found.status, needed="proposed")
        return found

    def voting_list(self, kind: str, key: str) -> VotingList:
        """The voting list of that id while it is open; refused otherwise."""
        found = self.lists.get(key)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="list", id=key)
        if found.status != "open":
            raise Refused("status", f"act/{kind}", id=key, status=found.status, needed="open")
        return found

    def outdated(self, amendment: Amendment) -> bool:
        """Whether the clause, or the amendment that it amends, has moved on since the amendment was written."""
        parent = self.amendments.get(amendment.to)
        return self.clauses[amendment.clause].current.number != amendment.version or (
            parent is not None and (parent.revision != amendment.on or parent.version != amendment.version)
        )

    def taken(self, clause: str) -> bool:
        """Whether a clause has that id, or would have it by an amendment."""
        return clause in self.clauses or any(clause in a.added for a in self.amendments.values())

    def amendments_of(self, clause: str) -> list[Amendment]:
        """The amendments to a clause, in the order of the record."""
        return [a for a in self.amendments.values() if a.clause == clause]

    def below(self, amendment: str) -> list[Amendment]:
        """The amendments to an amendment, and those to them, in the order of the record."""
        found: dict[str, Amendment] = {}
        for other in self.amendments.values():
            if other.to == amendment or other.to in found:
                found[other.id] = other
        return list(found.values())

    def list_with(self, clause: str) -> VotingList | None:
        """The open voting list that keeps a clause as it is."""
        return next((x for x in self.lists.values() if x.status == "open" and clause in x.frozen), None)

    def listing(self, amendment: str) -> VotingList | None:
        """The open voting list on which an amendment stands."""
        return next((x for x in self.lists.values() if x.status == "open" and amendment in x.amendments), None)

    def listed(self) -> list[Clause]:
        """The clauses that are drafts or adopted, in the order of the draft."""
        found = (self.clauses[c] for c in self.order)
        return [c for c in found if c.status in ("draft", "adopted")]

    def pending(self) -> list[Clause]:
        """Those, and the clauses that were set aside, in the same order."""
        return [c for c in map(self.clauses.__getitem__, self.order) if c.undecided or c.status == "adopted"]

    def with_clause(self, clause: Clause) -> Clauses:
        """This part with that clause in it."""
        return replace(self, clauses=put(self.clauses, clause.id, clause))

    def with_amendment(self, amendment: Amendment) -> Clauses:
        """This part with that amendment in it."""
        return replace(self, amendments=put(self.amendments, amendment.id, amendment))

    def with_list(self, voting_list: VotingList) -> Clauses:
        """This part with that voting list in it."""
        return replace(self, lists=put(self.lists, voting_list.id, voting_list))
