"""Elections to the committee: calls, nominations, ballots, results, and the terms of those elected."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, field
from msgspec.structs import replace

from hamgara import elections as engine
from hamgara.assembly.act import (
    VOTERS,
    Act,
    Case,
    Hash,
    Id,
    Instant,
    Language,
    Line,
    Refused,
    Text,
    Titles,
    act,
    put,
)
from hamgara.assembly.ballots import (
    Paper,
    Ranking,
    Scores,
    check_ballot,
    place_classes,
)
from hamgara.assembly.charter import DefectRules
from hamgara.assembly.meetings import find_sitting, require_quorum
from hamgara.assembly.membership import Place, Voter
from hamgara.assembly.sealing import (
    Sealing,
    check_setup,
    find_uuid,
    is_summed,
    refusing,
)

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "CHOICES",
    "OF_PEOPLE",
    "BallotCast",
    "Election",
    "ElectionCalled",
    "ElectionWithdrawn",
    "Elections",
    "Filling",
    "Nomination",
    "PlaceBound",
    "Seat",
    "VotingOpened",
    "check_keepers",
    "with_election",
]


#: What a decision can be voted on.
CHOICES = ("yes", "no", "abstain")
#: The acts of elections of people.
OF_PEOPLE = (
    "election.withdrawn", "nomination.made", "nomination.accepted", "nomination.withdrawn", "result.declared",
    "seat.filled",
)  # fmt: skip
#: The highest score of a ballot that gives scores, where the call states none.
TOP_SCORE = 5


class PlaceBound(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A guarantee of place: at most or at least so many of the elected from each value of a class, or from one."""

    of: Literal["city", "region", "country"]
    value: Line | None = None
    at_most: Annotated[int, Meta(ge=0)] | None = None
    at_least: Annotated[int, Meta(ge=0)] | None = None

    def rule(self) -> engine.PlaceRule:
        """The same as the counting engine has it."""
        return engine.PlaceRule(self.of, self.value, self.at_most, self.at_least)


class Nomination(Struct, frozen=True):
    """A candidate, who proposed it, and whether it stands."""

    candidate: str
    by: str
    place: Place
    status: Literal["made", "accepted", "withdrawn"] = "made"
    seq: int = 0


class Seat(Struct, frozen=True):
    """Who holds a seat of an elected body, from when until when (the second not included)."""

    body: str
    holder: str
    election: str
    since: str
    until: str


class Filling(Struct, frozen=True):
    """A countback: when, at which act, who sat then, who was not available, and who came in."""

    at: str
    seq: int
    sitting: tuple[str, ...]
    unwilling: tuple[str, ...]
    filled: tuple[str, ...]


class Election(Struct, frozen=True):
    """An election from its call to its result.

    `roll` is the electoral roll as it stood when voting opened; `ballots` are the open ballots by voter; `box` names
    the attachment with secret ones, for a sealed election what was decrypted. `sealing` is there where ballots are
    sealed on the voters' devices; `weight_cast` is then the weight of those that count, in its own units.
    `defects` says what becomes of ballots with a defect, as the charter had it at the call.
    `filled` are those who came in by countback, in that order, and `fillings` the countbacks by which they did;
    `unavailable` the candidates who do not want to. In a `rehearsal` everything is done, and nobody takes a seat.
    One that is a `decision` is the box of a sealed one, with its choices in place of candidates. Where `voters_shown`,
    as the charter had it at the call, `voted` are those who have voted in a secret one, once it is closed.
    """

    id: str
    title: dict[Language, str]
    body: str
    seats: int
    method: str
    rules: tuple[PlaceBound, ...]
    secret: bool
    closes: str
    term_months: int
    top_score: int = TOP_SCORE
    nominations: dict[str, Nomination] = field(default_factory=dict)
    status: Literal["called", "open", "closed", "declared", "withdrawn"] = "called"
    roll: dict[str, Voter] = field(default_factory=dict)
    ballots: dict[str, Paper] = field(default_factory=dict)
    box: str = ""
    cast: int = 0
    weight_cast: int = 0
    defects: DefectRules = DefectRules()
    sealing: Sealing | None = None
    elected: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    fillings: tuple[Filling, ...] = ()
    unavailable: tuple[str, ...] = ()
    term_ends: str = ""
    seq: int = 0
    closed_seq: int = -1
    declared_seq: int = -1
    rehearsal: bool = False
    decision: bool = False
    voters_shown: bool = False
    voted: tuple[str, ...] = ()

    @property
    def elects(self) -> bool:
        """Whether anybody takes a seat by it: neither by a rehearsal, nor by the box of a sealed decision."""
        return not (self.rehearsal or self.decision)

    @property
    def candidates(self) -> tuple[str, ...]:
        """Those who accepted their nomination, in the order of the record; the three choices of a decision."""
        if self.decision:
            return CHOICES
        return tuple(n.candidate for n in self.nominations.values() if n.status == "accepted")


class Elections(Struct, frozen=True):
    """The part of the state that elections write."""

    elections: dict[str, Election] = field(default_factory=dict)
    seats: tuple[Seat, ...] = ()

    def get(self, kind: str, election: str, *status: str) -> Election:
        """The election of that id, in one of those statuses; refused otherwise."""
        found = self.elections.get(election)
        if found is None or (found.decision and kind in OF_PEOPLE):
            raise Refused("unknown", f"act/{kind}", what="election", id=election)
        if status and found.status not in status:
            raise Refused("status", f"act/{kind}", id=election, status=found.status, needed=status[0])
        return found

    def committee(self, at: str, body: str = "committee") -> tuple[str, ...]:
        """Who holds a seat of the body at that time, in the order of election."""
        return tuple(s.holder for s in self.seats if s.body == body and s.since <= at < s.until)

    def sitting(self, election: str, at: str) -> tuple[str, ...]:
        """Who of those elected in that election, or come in by countback, holds the seat at that time."""
        return tuple(s.holder for s in self.seats if s.election == election and s.since <= at < s.until)


def with_election(state: State, election: Election) -> State:
    """The state with that election as it is now."""
    part = state.elections
    return state.having(elections=replace(part, elections=put(part.elections, election.id, election)))


def check_keepers(act_: Act, case: Case, trustees: tuple[str, ...], threshold: int, registrar: str | None) -> None:
    """Raise `Refused` unless these can keep a sealed vote: members, no one twice, the threshold among them."""
    if not trustees or registrar is None:
        raise Refused("keepers_needed", "charter/elections")
    if not 1 <= threshold <= len(trustees):
        raise act_.refuse("threshold", most=len(trustees))
    keepers = (*trustees, registrar)
    for keeper in keepers:
        if case.state.membership.standing(act_.kind, keeper).kind not in VOTERS:
            raise act_.refuse("keeper_kind", id=keeper)
    if len(set(keepers)) < len(keepers):
        raise act_.refuse("keepers_differ")


@act("election.called", stage="committee", by=("secretariat",))
class ElectionCalled(Act, frozen=True):
    """An election is called: how many seats of which body, by which method and rules of place; or a rehearsal."""

    id: Id
    title: Titles
    seats: Annotated[int, Meta(ge=1, le=100)]
    method: Line
    rules: tuple[PlaceBound, ...] = ()
    body: Id = "committee"
    top_score: Annotated[int, Meta(ge=1, le=10)] = TOP_SCORE
    trustees: Annotated[tuple[Id, ...], Meta(max_length=50)] = ()
    threshold: Annotated[int, Meta(ge=0)] = 0
    registrar: Id | None = None
    rehearsal: bool = False

    def in_order(self, case: Case) -> None:
        if self.id in case.state.elections.elections:
            raise self.refuse("id_taken", id=self.id)
        method = engine.METHODS.get(self.method)
        if method is None or self.method not in case.state.charter.elections.methods:
            raise Refused("method_unknown", "charter/elections", method=self.method)
        for bound in self.rules:
            try:
                bound.rule()
            except ValueError as error:
                raise self.refuse("place_rule", why=str(error)) from error
        if case.state.charter.elections.secrecy == "sealed":
            check_keepers(self, case, self.trustees, self.threshold, self.registrar)
            if case.state.charter.elections.weighted and not is_summed(self.method):
                raise self.refuse("sealed_weights", method=self.method)
        elif self.trustees or self.threshold or self.registrar:
            raise Refused("not_sealed", "charter/elections")

    def apply(self, case: Case) -> State:
        rules = case.state.charter.elections
        sealing = None
        if self.registrar is not None:
            uuid = find_uuid(case.assembly, self.id, case.seq)
            sealing = Sealing(self.trustees, self.threshold, self.registrar, uuid)
        return with_election(
            case.state,
            Election(
                self.id,
                self.title,
                self.body,
                self.seats,
                self.method,
                self.rules,
                rules.secrecy != "open",
                "",
                rules.term_months,
                self.top_score,
                defects=rules.invalid,
                sealing=sealing,
                seq=case.seq,
                rehearsal=self.rehearsal,
                voters_shown=case.state.charter.voters_shown and rules.secrecy != "open",
            ),
        )


@act("election.withdrawn", stage="committee", by=("secretariat",))
class ElectionWithdrawn(Act, frozen=True):
    """An election is called off before its ballots close, or where nobody voted, for a stated reason."""

    id: Id
    reason: Text

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.id, "called", "open", "closed")
        if found.status == "closed" and found.cast:
            raise self.refuse("status", id=self.id, status=found.status, needed="open")

    def apply(self, case: Case) -> State:
        return with_election(case.state, replace(case.state.elections.elections[self.id], status="withdrawn"))


@act("voting.opened", stage="committee", by=("secretariat",))
class VotingOpened(Act, frozen=True):
    """Nominations are closed and voting is opened until a stated time; the rules of place can be kept."""

    election: Id
    closes: Instant
    sealed: Hash | None = None

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.sealed,) if self.sealed else ()

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "called")
        if self.closes <= case.at:
            raise self.refuse("closes_past", closes=self.closes)
        if len(found.candidates) < found.seats:
            raise self.refuse("too_few_candidates", standing=len(found.candidates), seats=found.seats)
        standing = found.nominations.values()
        places = engine.Places({n.candidate: place_classes(n.place) for n in standing if n.status == "accepted"})
        rules = tuple(bound.rule() for bound in found.rules)
        try:
            engine.check_rules(found.candidates, found.seats, places, rules)
        except engine.RulesImpossible as error:
            raise self.refuse("rules_impossible", rules="; ".join(map(str, error.rules))) from error
        if (found.sealing is None) != (self.sealed is None):
            raise Refused("not_sealed" if found.sealing is None else "sealed_needed", "charter/elections")
        if self.sealed is not None:
            roll = found.roll or case.state.roll(weighted=case.state.charter.elections.weighted)
            sitting = find_sitting(case.state, found.id)
            if sitting is not None:
                require_quorum(case.state, sitting)
            with refusing(self.kind):
                raw = check_setup(found, roll, self.attached_of(case))
            self.agree(self.sealed, hashlib.sha256(raw).hexdigest())
            self.attached(case, self.sealed)

    def apply(self, case: Case) -> State:
        found = case.state.elections.elections[self.election]
        roll = found.roll or case.state.roll(weighted=case.state.charter.elections.weighted)
        sealing = found.sealing
        if sealing is not None and self.sealed is not None:
            sealing = replace(sealing, election=self.sealed, opened_at=case.at)
        return with_election(case.state, replace(found, status="open", closes=self.closes, roll=roll, sealing=sealing))


@act("ballot.cast", stage="committee", by=VOTERS)
class BallotCast(Act, frozen=True):
    """A voter casts an open ballot, a ranking or scores as the method asks; the last one before the closing counts."""

    election: Id
    ranking: Ranking = ()
    scores: Scores = field(default_factory=dict)

    @property
    def paper(self) -> Paper:
        """What the ballot says."""
        return self.scores or self.ranking

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "open")
        if found.secret:
            raise Refused("vote_is_secret", "charter/elections", decision=self.election)
        if self.scores and self.ranking:
            raise self.refuse("ballot_kind", method=found.method)
        check_ballot(found, case.by, case.at, self.paper)

    def apply(self, case: Case) -> State:
        found = case.state.elections.elections[self.election]
        return with_election(case.state, replace(found, ballots=put(found.ballots, case.by, self.paper)))
