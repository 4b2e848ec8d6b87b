"""Positions that members react to, and rounds of reactions.

Reactions themselves are not acts: when a round closes, one act commits to the table of reactions, its
rows sorted so that their order says nothing about who came when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert, field
from msgspec.structs import replace

from hamgara.assembly.act import (
    MEMBERS,
    SECRETARIAT,
    Act,
    Case,
    Hash,
    Id,
    Instant,
    Language,
    Refused,
    Text,
    Titles,
    act,
    put,
)
from hamgara.record import RecordError, canonical, parse

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "Matrix",
    "Position",
    "PositionAdmitted",
    "PositionCount",
    "PositionDeclined",
    "PositionProposed",
    "PositionTranslated",
    "PositionWithdrawn",
    "Positions",
    "Round",
    "RoundClosed",
    "RoundOpened",
    "build_matrix",
    "count_matrix",
    "read_matrix",
]

Reaction = Literal[1, -1, 0]
#: A class of participants with fewer rows than this is merged into "other", so that no row stands alone.
LEAST_CLASS = 5


class Position(Struct, frozen=True):
    """A short statement that members react to."""

    id: str
    text: dict[Language, str]
    by: str
    status: Literal["proposed", "admitted", "declined", "withdrawn"]
    seq: int


class Round(Struct, frozen=True):
    """A round of reactions to a list of positions.

    `shown` is what the charter promised when it was opened: nothing until it is closed, or the common ground so far to
    who has reacted to all its positions.
    """

    id: str
    title: dict[Language, str]
    positions: tuple[str, ...]
    closes: str
    status: Literal["open", "closed"] = "open"
    matrix: str = ""
    participants: int = 0
    counts: dict[str, PositionCount] = field(default_factory=dict)
    seq: int = 0
    shown: Literal["closed", "reacted"] = "closed"


class PositionCount(Struct, frozen=True, forbid_unknown_fields=True):
    """How many agreed, disagreed and passed."""

    agree: int
    disagree: int
    passed: int


class Positions(Struct, frozen=True):
    """The part of the state that the search for common ground writes."""

    positions: dict[str, Position] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)

    def get(self, kind: str, position: str) -> Position:
        """The position of that id; refused where there is none."""
        found = self.positions.get(position)
        if found is None:
            raise Refused("unknown", f"act/{kind}", what="position", id=position)
        return found


class Matrix(Struct, frozen=True, forbid_unknown_fields=True):
    """The table of reactions of a round: a row per participant, its class and its reactions.

    `rows[i]` is (class, reactions), reactions in the order of `positions`: 1 agree, -1 disagree, 0 pass,
    None not seen.
    """

    round: Id
    positions: tuple[Id, ...]
    rows: tuple[tuple[str, tuple[Reaction | None, ...]], ...]
    v: Literal[1] = 1


def build_matrix(round_: Round, reactions: Iterable[tuple[str, str, Reaction]], classes: Mapping[str, str]) -> bytes:
    """The canonical bytes of a round's table, from (participant, position, reaction) in order of time.

    The last reaction to a position counts. Rows are sorted by their content.
    """
    columns = {position: i for i, position in enumerate(round_.positions)}
    table: dict[str, list[Reaction | None]] = {}
    for participant, position, value in reactions:
        if position in columns:
            row = table.setdefault(participant, [None] * len(columns))
            row[columns[position]] = value
    large = _large_classes(Counter(classes.get(p, "other") for p in table))
    rows = [(c if (c := classes.get(p, "other")) in large else "other", row) for p, row in table.items()]
    rows.sort(key=lambda r: (r[0], [2 if x is None else x for x in r[1]]))
    return canonical(
        {"v": 1, "round": round_.id, "positions": list(round_.positions), "rows": [[c, r] for c, r in rows]}
    )


def _large_classes(sizes: Counter[str]) -> set[str]:
    """The classes that are named: what is left over, if anything, is itself as large as a class must be."""
    named = sorted((c for c in sizes if c != "other" and sizes[c] >= LEAST_CLASS), key=lambda c: (-sizes[c], c))
    rest = sum(sizes.values()) - sum(sizes[c] for c in named)
    while named and 0 < rest < LEAST_CLASS:
        rest += sizes[named.pop()]
    return set(named)


def read_matrix(data: bytes) -> Matrix:
    """Read a table of reactions strictly; `ValueError` says what is wrong with it."""
    try:
        matrix = convert(parse(data), Matrix)
    except (RecordError, ValidationError) as error:
        raise ValueError(str(error)) from error
    if any(len(row) != len(matrix.positions) for _, row in matrix.rows):
        raise ValueError("a row is not as long as the list of positions")
    keys = [(c, [2 if x is None else x for x in row]) for c, row in matrix.rows]
    if keys != sorted(keys):
        raise ValueError("the rows are not sorted")
    return matrix


def count_matrix(matrix: Matrix) -> dict[str, PositionCount]:
    """Agreement, disagreement and passes per position."""
    counts = {}
    for i, position in enumerate(matrix.positions):
        column = Counter(row[i] for _, row in matrix.rows)
        counts[position] = PositionCount(column[1], column[-1], column[0])
    return counts


def _position(case: Case, position: Position) -> State:
    part = case.state.positions
    return case.state.having(positions=replace(part, positions=put(part.positions, position.id, position)))


@act("position.proposed", stage="ground", by=(SECRETARIAT, *MEMBERS))
class PositionProposed(Act, frozen=True):
    """A position is proposed for reactions."""

    id: Id
    text: Annotated[dict[Language, Annotated[str, Meta(min_length=1, max_length=500)]], Meta(min_length=1)]

    def in_order(self, case: Case) -> None:
        if self.id in case.state.positions.positions:
            raise self.refuse("id_taken", id=self.id)

    def apply(self, case: Case) -> State:
        status: Literal["proposed", "admitted"] = "proposed" if case.state.charter.positions.admission else "admitted"
        return _position(case, Position(self.id, self.text, case.by, status, case.seq))


@act("position.admitted", stage="ground", by=("secretariat",))
class PositionAdmitted(Act, frozen=True):
    """A proposed position is admitted."""

    id: Id

    def in_order(self, case: Case) -> None:
        found = case.state.positions.get(self.kind, self.id)
        if found.status != "proposed":
            raise self.refuse("status", id=self.id, status=found.status, needed="proposed")

    def apply(self, case: Case) -> State:
        return _position(case, replace(case.state.positions.positions[self.id], status="admitted"))


@act("position.declined", stage="ground", by=("secretariat",))
class PositionDeclined(Act, frozen=True):
    """A proposed position is not admitted, for a stated reason."""

    id: Id
    reason: Text

    def in_order(self, case: Case) -> None:
        found = case.state.positions.get(self.kind, self.id)
        if found.status != "proposed":
            raise self.refuse("status", id=self.id, status=found.status, needed="proposed")

    def apply(self, case: Case) -> State:
        return _position(case, replace(case.state.positions.positions[self.id], status="declined"))


@act("position.withdrawn", stage="ground", by=(SECRETARIAT, *MEMBERS))
class PositionWithdrawn(Act, frozen=True):
    """Its author withdraws a position that is in no open round."""

    id: Id

    def in_order(self, case: Case) -> None:
        part = case.state.positions
        found = part.get(self.kind, self.id)
        if found.by != case.by:
            raise self.refuse("own_only", id=found.by)
        if found.status not in ("proposed", "admitted"):
            raise self.refuse("status", id=self.id, status=found.status, needed="admitted")
        for round_ in part.rounds.values():
            if round_.status == "open" and self.id in round_.positions:
                raise self.refuse("round_open", id=round_.id)

    def apply(self, case: Case) -> State:
        return _position(case, replace(case.state.positions.positions[self.id], status="withdrawn"))


@act("position.translated", stage="ground", by=(SECRETARIAT, *MEMBERS))
class PositionTranslated(Act, frozen=True):
    """A position is given in a further language; only its author or the secretariat does so."""

    id: Id
    language: Language
    text: Annotated[str, Meta(min_length=1, max_length=500)]

    def in_order(self, case: Case) -> None:
        found = case.state.positions.get(self.kind, self.id)
        if case.by not in (SECRETARIAT, found.by):
            raise self.refuse("own_only", id=found.by)
        if self.language in found.text:
            raise self.refuse("translated_already", id=self.id, language=self.language)

    def apply(self, case: Case) -> State:
        found = case.state.positions.positions[self.id]
        return _position(case, replace(found, text=put(found.text, self.language, self.text)))


@act("round.opened", stage="ground", by=("secretariat",))
class RoundOpened(Act, frozen=True):
    """A round of reactions to admitted positions is opened until a stated time."""

    id: Id
    title: Titles
    positions: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=1000)]
    closes: Instant

    def in_order(self, case: Case) -> None:
        part = case.state.positions
        if self.id in part.rounds:
            raise self.refuse("id_taken", id=self.id)
        if self.closes <= case.at:
            raise self.refuse("closes_past", closes=self.closes)
        if len(set(self.positions)) != len(self.positions):
            raise self.refuse("names_once")
        for position in self.positions:
            status = part.get(self.kind, position).status
            if status != "admitted":
                raise self.refuse("status", id=position, status=status, needed="admitted")

    def apply(self, case: Case) -> State:
        part = case.state.positions
        rules = case.state.charter.positions
        shown = rules.shown if rules.matrix == "attached" else "closed"
        opened = Round(self.id, self.title, self.positions, self.closes, seq=case.seq, shown=shown)
        return case.state.having(positions=replace(part, rounds=put(part.rounds, self.id, opened)))


@act("round.closed", stage="ground", by=("secretariat",))
class RoundClosed(Act, frozen=True):
    """A round is closed; the act commits to the table of reactions and states its sums."""

    id: Id
    matrix: Hash
    participants: Annotated[int, Meta(ge=0)]
    counts: dict[Id, PositionCount]

    def attachments(self, case: Case) -> tuple[str, ...]:
        return (self.matrix,) if case.state.charter.positions.matrix == "attached" else ()

    def in_order(self, case: Case) -> None:
        round_ = case.state.positions.rounds.get(self.id)
        if round_ is None:
            raise self.refuse("unknown", what="round", id=self.id)
        if round_.status != "open":
            raise self.refuse("status", id=self.id, status=round_.status, needed="open")
        if case.at < round_.closes:
            raise self.refuse("not_yet", closes=round_.closes)
        if set(self.counts) != set(round_.positions):
            raise self.refuse("outcome_differs", stated=len(self.counts), true=len(round_.positions))
        if case.state.charter.positions.matrix == "committed":
            return
        try:
            matrix = read_matrix(self.attached(case, self.matrix))
        except ValueError as error:
            raise self.refuse("attachment_malformed", sha256=self.matrix, why=str(error)) from error
        if matrix.round != self.id or matrix.positions != round_.positions:
            raise self.refuse("attachment_foreign", sha256=self.matrix)
        if len(matrix.rows) != self.participants:
            raise self.refuse("outcome_differs", stated=self.participants, true=len(matrix.rows))
        true = count_matrix(matrix)
        for position, count in self.counts.items():
            if count != true[position]:
                raise self.refuse("outcome_differs", stated=str(count), true=str(true[position]))

    def apply(self, case: Case) -> State:
        part = case.state.positions
        closed = replace(
            part.rounds[self.id],
            status="closed",
            matrix=self.matrix,
            participants=self.participants,
            counts=self.counts,
        )
        return case.state.having(positions=replace(part, rounds=put(part.rounds, self.id, closed)))
