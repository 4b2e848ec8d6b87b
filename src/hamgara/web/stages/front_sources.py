"""What is known of who would sign what: the soundings that are closed, and the roll calls on the present draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

from hamgara.assembly.acceptances import Sounded, name_answers, read_answers, sounded
from hamgara.assembly.clauses import Clause
from hamgara.assembly.decisions import Decision
from hamgara.assembly.likelihoods import likelihoods
from hamgara.assembly.soundings import Sounding
from hamgara.assembly.state import State
from hamgara.front import Acceptance, Answer, Cover, Frontier, Unknowns, cover, frontier, weigh_unknowns
from hamgara.web.store.answers import replies_to
from hamgara.web.viewer import Viewer

__all__ = [
    "VOTES",
    "Computed",
    "Source",
    "acceptance_of",
    "compute",
    "find_source",
    "list_sources",
    "serve_everybody",
]

#: How an address names the roll calls; a sounding is named by its id.
VOTES = "roll-calls"
#: The work that one page may take, shared among the clauses (about a second with 1,000 members); a point that is not
#: proved within it says so.
NODES = 300_000
MOST_NODES = 20_000
#: A larger table (members × clauses) shows the curve alone; `hamgara front` has no such limit.
MOST_CELLS = 20_000
#: Members × clauses³ up to which a page works out what is expected (a second or two).
MOST_EXPECTED = 5_000_000
COVER_NODES = 2_000


@dataclass(frozen=True)
class Source:
    """One table of acceptance, its clauses under the numbers by which the page names them.

    `named` says whether members of the table are participants or mere numbers. `unasked` are the clauses of the draft
    about which the table says nothing, `outdated` those whose text has changed since.
    """

    key: str
    clauses: Mapping[str, Clause]
    acceptance: Acceptance
    weights: Mapping[str, Fraction]
    kinds: Mapping[str, str]
    named: bool
    reservations: int = 0
    answered: int = 0
    unasked: tuple[str, ...] = ()
    outdated: frozenset[str] = frozenset()
    sounding: Sounding | None = None
    numbers: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "numbers", {clause.id: number for number, clause in self.clauses.items()})

    @property
    def bases(self) -> dict[str, str]:
        """The basis of each clause, by number."""
        return {number: clause.basis for number, clause in self.clauses.items()}


def acceptance_of(state: State) -> Source:
    """Who accepts which clause of the draft, from the last roll call on its present version.

    A member accepts what it voted for and refuses what it voted against; an abstention, or no vote, is unknown. A
    member with several delegates accepts where one of them voted in favour and none against.
    """
    votes: dict[str, Decision] = {}
    for decision in state.decisions.decisions.values():
        subject = decision.subject
        if subject.matter == "clause" and not decision.secret and decision.status != "withdrawn":
            clause = state.clauses.clauses[subject.id]
            if subject.version == clause.current.number and decision.votes:
                votes[subject.id] = decision
    listed = state.clauses.listed()
    voted = [c for c in listed if c.id in votes]
    roll = state.roll()
    kinds = {voter.member: voter.kind for voter in roll.values()}
    answers: dict[tuple[str, str], Answer] = {}
    for number, clause in enumerate(voted, 1):
        decision = votes[clause.id]
        choices: dict[str, set[str]] = {}
        for voter, choice in decision.votes.items():
            choices.setdefault(decision.roll[voter].member, set()).add(choice)
        for member, given in choices.items():
            if member in kinds and given & {"yes", "no"}:
                answers[member, str(number)] = Answer("refuse" if "no" in given else "accept")
    numbered = {str(n): clause for n, clause in enumerate(voted, 1)}
    return Source(
        VOTES,
        numbered,
        Acceptance.from_answers(answers, members=kinds, clauses=numbered),
        dict.fromkeys(kinds, Fraction(1)),
        dict(kinds),
        named=True,
        answered=len(answers),
        unasked=tuple(c.id for c in listed if c.id not in votes),
    )


def list_sources(state: State) -> list[Sounding]:
    """The closed soundings, the latest first."""
    return sorted((s for s in state.soundings.soundings.values() if s.status == "closed"), key=lambda s: -s.seq)


def find_source(viewer: Viewer, key: str) -> Source:
    """The source of that name, else the latest sounding, else the roll calls."""
    soundings = list_sources(viewer.state)
    asked = next((s for s in soundings if s.id == key), None)
    if asked is None and key != VOTES and soundings:
        asked = soundings[0]
    return acceptance_of(viewer.state) if asked is None else _from_sounding(viewer, asked)


def _from_sounding(viewer: Viewer, sounding: Sounding) -> Source:
    part = viewer.state.clauses
    data = viewer.here.attachment(sounding.table)
    named, found = sounding.names == "everyone", None
    if sounding.names == "members" and viewer.is_insider:
        try:
            found = name_answers(part, sounding, data, replies_to(viewer.here, sounding.id))
            named = True
        except ValueError:
            named = False
    if found is None:
        found = sounded(read_answers(part, sounding, data), sounding)
    numbers = {clause: str(number) for number, (clause, _) in enumerate(sounding.clauses, 1)}
    asked = dict(sounding.clauses)
    return Source(
        sounding.id,
        {number: part.clauses[clause] for clause, number in numbers.items()},
        _numbered(found, numbers),
        found.weights,
        found.kinds,
        named,
        sounding.reservations,
        sounding.answered,
        tuple(c.id for c in part.listed() if c.id not in asked),
        frozenset(numbers[c] for c, version in asked.items() if part.clauses[c].current.number != version),
        sounding,
    )


def _numbered(found: Sounded, numbers: Mapping[str, str]) -> Acceptance:
    table = found.acceptance
    columns = [numbers[clause] for clause in table.clauses]
    answers = {
        (member, column): answer
        for member, row in zip(table.members, table.answers, strict=True)
        for column, answer in zip(columns, row, strict=True)
    }
    return Acceptance.from_answers(answers, members=table.members, clauses=columns)


@dataclass(frozen=True)
class Computed:
    """The curve of a source, and how far unknown answers could move it (None where the table is too large for that)."""

    front: Frontier
    unknowns: Unknowns | None


def compute(source: Source) -> Computed:
    """The curves of a source, within the work that one page may take; kept for the next reader."""
    return _compute(*_key(source))


def serve_everybody(source: Source, k: int) -> Cover:
    """The fewest packages of `k` clauses that together serve all who could sign one of that size, as far as a page may
    search for them.
    """
    return _cover(_key(source), k)


_Key = tuple[Acceptance, tuple[tuple[str, str], ...], tuple[tuple[str, Fraction], ...], int]


def _key(source: Source) -> _Key:
    return (
        source.acceptance,
        tuple(sorted(source.bases.items())),
        tuple(sorted(source.weights.items())),
        source.reservations,
    )


@lru_cache(maxsize=32)
def _compute(
    acceptance: Acceptance,
    bases: tuple[tuple[str, str], ...],
    weights: tuple[tuple[str, Fraction], ...],
    reservations: int,
) -> Computed:
    clauses, members = len(acceptance.clauses), len(acceptance.members)
    limit = max(1, min(MOST_NODES, NODES // max(1, clauses)))
    front = frontier(acceptance, bases=dict(bases), weights=dict(weights), reservations=reservations, node_limit=limit)
    if members * clauses > MOST_CELLS:
        return Computed(front, None)
    likely = likelihoods(acceptance) if members * clauses**3 <= MOST_EXPECTED else None
    return Computed(front, weigh_unknowns(front, likely, node_limit=limit))


@lru_cache(maxsize=32)
def _cover(key: _Key, k: int) -> Cover:
    return cover(_compute(*key).front, k, node_limit=COVER_NODES)
