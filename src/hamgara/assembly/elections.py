"""Elections to the committee: calls, nominations, ballots, results, and the terms of those elected."""

from __future__ import annotations

from calendar import monthrange
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
    count_election,
    place_classes,
    read_box,
)
from hamgara.assembly.membership import Place, Voter

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "BallotCast",
    "BallotsClosed",
    "Election",
    "ElectionCalled",
    "ElectionWithdrawn",
    "Elections",
    "Filling",
    "Nomination",
    "PlaceBound",
    "ResultDeclared",
    "Seat",
    "VotingOpened",
    "with_election",
]


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

    `roll` is the electoral roll as it stood when voting opened; `ballots` are the open ballots by voter; `box`
    names the attachment with secret ones. `filled` are those who came in by countback, in that order, and
    `fillings` the countbacks by which they did; `unavailable` the candidates who do not want to.
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
    elected: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    fillings: tuple[Filling, ...] = ()
    unavailable: tuple[str, ...] = ()
    term_ends: str = ""
    seq: int = 0
    closed_seq: int = -1
    declared_seq: int = -1

    @property
    def candidates(self) -> tuple[str, ...]:
        """Those who accepted their nomination, in the order of the record."""
        return tuple(n.candidate for n in self.nominations.values() if n.status == "accepted")


class Elections(Struct, frozen=True):
    """The part of the state that elections write."""

    elections: dict[str, Election] = field(default_factory=dict)
    seats: tuple[Seat, ...] = ()

    def get(self, kind: str, election: str, *status: str) -> Election:
        """The election of that id, in one of those statuses; refused otherwise."""
        found = self.elections.get(election)
        if found is None:
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


def with_election(case: Case, election: Election) -> State:
    """The state with that election as it is now."""
    part = case.state.elections
    return case.state.having(elections=replace(part, elections=put(part.elections, election.id, election)))


@act("election.called", stage="committee", by=("secretariat",))
class ElectionCalled(Act, frozen=True):
    """An election is called: how many seats of which body, by which method, with which rules of place."""

    id: Id
    title: Titles
    seats: Annotated[int, Meta(ge=1, le=100)]
    method: Line
    rules: tuple[PlaceBound, ...] = ()
    body: Id = "committee"
    top_score: Annotated[int, Meta(ge=1, le=10)] = TOP_SCORE

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

    def apply(self, case: Case) -> State:
        rules = case.state.charter.elections
        return with_election(
            case,
            Election(
                self.id,
                self.title,
                self.body,
                self.seats,
                self.method,
                self.rules,
                rules.secrecy == "closed",
                "",
                rules.term_months,
                self.top_score,
                seq=case.seq,
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
        return with_election(case, replace(case.state.elections.elections[self.id], status="withdrawn"))


@act("voting.opened", stage="committee", by=("secretariat",))
class VotingOpened(Act, frozen=True):
    """Nominations are closed and voting is opened until a stated time; the rules of place can be kept."""

    election: Id
    closes: Instant

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "called")
        if self.closes <= case.at:
            raise self.refuse("closes_past", closes=self.closes)
        if len(found.candidates) < found.seats:
            raise self.refuse("too_few_candidates", standing=len(found.candidates), seats=found.seats)
        places = engine.Places({c: place_classes(found.nominations[c].place) for c in found.candidates})
        rules = tuple(bound.rule() for bound in found.rules)
        try:
            engine.check_rules(found.candidates, found.seats, places, rules)
        except engine.RulesImpossible as error:
            raise self.refuse("rules_impossible", rules="; ".join(map(str, error.rules))) from error

    def apply(self, case: Case) -> State:
        found = case.state.elections.elections[self.election]
        weighted = case.state.charter.elections.weighted
        return with_election(
            case,
            replace(found, status="open", closes=self.closes, roll=case.state.roll(weighted=weighted)),
        )


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
        return with_election(case, replace(found, ballots=put(found.ballots, case.by, self.paper)))


@act("ballots.closed", stage="committee", by=("secretariat",))
class BallotsClosed(Act, frozen=True):
    """Voting is over; for a secret election the act commits to the box of ballots."""

    election: Id
    cast: Annotated[int, Meta(ge=0)]
    box: Hash | None = None

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.box,) if self.box else ()

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "open")
        if case.at < found.closes and (found.secret or len(found.ballots) < len(found.roll)):
            raise self.refuse("not_yet", closes=found.closes)
        if found.secret != (self.box is not None):
            raise Refused("box_needed" if found.secret else "box_foreign", "charter/elections", id=found.id)
        if self.box is None:
            true = len(found.ballots)
        else:
            true = sum(number for *_, number in read_box(self, case, found, self.box).ballots)
        if self.cast != true:
            raise self.refuse("outcome_differs", stated=self.cast, true=true)

    def apply(self, case: Case) -> State:
        found = case.state.elections.elections[self.election]
        return with_election(
            case,
            replace(found, status="closed", cast=self.cast, box=self.box or "", closed_seq=case.seq),
        )


@act("result.declared", stage="committee", by=("secretariat",))
class ResultDeclared(Act, frozen=True):
    """The result is declared: who is elected, in order; their terms begin."""

    election: Id
    elected: tuple[Id, ...]

    def in_order(self, case: Case) -> None:
        found = case.state.elections.get(self.kind, self.election, "closed")
        box = self.attached(case, found.box) if found.box else None
        try:
            true = count_election(found, box, case.record.root(found.closed_seq + 1)).elected
        except engine.CountError as error:
            raise self.refuse("count_impossible", why=str(error)) from error
        if self.elected != tuple(true):
            raise self.refuse("outcome_differs", stated=", ".join(self.elected), true=", ".join(true))

    def apply(self, case: Case) -> State:
        part = case.state.elections
        found = part.elections[self.election]
        until = _after_months(case.at, found.term_months)
        former = tuple(
            replace(s, until=case.at) if s.body == found.body and s.until > case.at else s for s in part.seats
        )
        seats = tuple(Seat(found.body, c, found.id, case.at, until) for c in self.elected)
        declared = replace(found, status="declared", elected=self.elected, declared_seq=case.seq, term_ends=until)
        return case.state.having(
            elections=replace(part, elections=put(part.elections, found.id, declared), seats=(*former, *seats))
        )


def _after_months(at: str, months: int) -> str:
    year, month, rest = int(at[:4]), int(at[5:7]), at[10:]
    year, month = year + (month - 1 + months) // 12, (month - 1 + months) % 12 + 1
    day = min(int(at[8:10]), monthrange(year, month)[1])
    return f"{year:04d}-{month:02d}-{day:02d}{rest}"
