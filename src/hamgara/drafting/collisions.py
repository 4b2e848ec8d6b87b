"""Which operations cannot both stand, decided from their positions alone, so that nobody's order of reading matters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, TypeAlias

from hamgara.drafting.amendments import Amendment, Change, Join, Move, NewClause, Operation, Reword, Split, Strike
from hamgara.drafting.words import split_words

__all__ = ["Collision", "CollisionKind", "Seam", "find_collisions", "operation_key"]

#: `words`: both touch the same words or clause. `order`: both settle the place of one clause. `place`: both add at the
#: same place; both can stand, one after the other, but somebody must say in which order.
CollisionKind: TypeAlias = Literal["words", "order", "place"]


#: The order of collisions, as that of their fields but quicker: a hundred thousand of them are sorted in some contests.
RANK = attrgetter("first", "second", "kind", "clause", "start", "end")


@dataclass(frozen=True, slots=True)
class Collision:
    """Two amendments (the ids in order) that meet at a clause; `start` … `end` are its items, where it is words."""

    first: str
    second: str
    kind: CollisionKind
    clause: str
    start: int = -1
    end: int = -1

    @property
    def excludes(self) -> bool:
        """Whether only one of the two can be adopted."""
        return self.kind != "place"


@dataclass(frozen=True, slots=True, order=True)
class Seam:
    """Two amendments that touch neighbouring words: they merge, and an editor should read the place once more."""

    first: str
    second: str
    clause: str
    at: int


def operation_key(operation: Operation) -> tuple[object, ...]:
    """Equal for operations that a reader takes for the same."""
    if isinstance(operation, Reword):
        return ("reword", operation.clause, tuple(c.key for c in operation.changes))
    if isinstance(operation, NewClause):
        return ("new", operation.after, split_words(operation.text).keys)
    if isinstance(operation, Split):
        return ("split", operation.clause, operation.at)
    return (type(operation).__name__, operation)


def changes_of(operation: Operation) -> tuple[Change, ...]:
    """The changes on the items of one clause that a Reword or a Split makes; none for other operations."""
    if isinstance(operation, Reword):
        return operation.changes
    if isinstance(operation, Split):
        return (Change(operation.at, operation.at + operation.skip, (), ("",), operation.id),)
    return ()


def find_collisions(amendments: Sequence[Amendment]) -> tuple[tuple[Collision, ...], tuple[Seam, ...]]:
    """All pairs that collide, and all seams, sorted. Identical operations do not collide."""
    mentioned: dict[str, list[tuple[Amendment, Operation]]] = defaultdict(list)
    for amendment in amendments:
        for operation in amendment.operations:
            for clause in sorted(_mentions(operation)):
                mentioned[clause].append((amendment, operation))
    collisions: set[Collision] = set()
    seams: set[Seam] = set()
    for found in mentioned.values():
        for n, (one, x) in enumerate(found):
            for other, y in found[n + 1 :]:
                if one.id == other.id or operation_key(x) == operation_key(y):
                    continue
                (a, p), (b, q) = sorted([(one.id, x), (other.id, y)], key=lambda pair: pair[0])
                for met in meet(p, q):
                    if isinstance(met, int):
                        seams.add(Seam(a, b, _clause(p), met))
                    else:
                        collisions.add(Collision(a, b, *met))
    excluded = {(c.first, c.second) for c in collisions}
    return tuple(sorted(collisions, key=RANK)), tuple(sorted(s for s in seams if (s.first, s.second) not in excluded))


def _clause(operation: Operation) -> str:
    return operation.after if isinstance(operation, NewClause) else operation.clause


def _mentions(operation: Operation) -> set[str]:
    if isinstance(operation, NewClause):
        return {operation.after, f"id {operation.id}"}
    if isinstance(operation, Move):
        return {operation.clause, operation.after}
    if isinstance(operation, Join):
        return {operation.clause, operation.second}
    return {operation.clause, f"id {operation.id}"} if isinstance(operation, Split) else {operation.clause}


def meet(x: Operation, y: Operation) -> Iterable[tuple[CollisionKind, str, int, int] | int]:
    """Where two operations that are not the same meet: collisions as (kind, clause, start, end), seams as an item."""
    if isinstance(x, Reword | Split) and isinstance(y, Reword | Split):
        if x.clause == y.clause:
            for one in changes_of(x):
                for other in changes_of(y):
                    if one.start > other.end or other.start > one.end or one.key == other.key:
                        continue
                    yield from _meet_changes(x.clause, one, other)
        elif isinstance(x, Split) and isinstance(y, Split) and x.id == y.id:
            yield "order", x.clause, -1, -1
        return
    kind = _meet_clauses(x, y) or _meet_clauses(y, x)
    if kind:
        yield kind[0], kind[1], -1, -1


def _meet_changes(clause: str, x: Change, y: Change) -> Iterable[tuple[CollisionKind, str, int, int] | int]:
    start, end = max(x.start, y.start), min(x.end, y.end)
    inside = x.start < y.start == y.end < x.end or y.start < x.start == x.end < y.end
    if start < end or inside:
        yield "words", clause, start, end
    elif x.start == x.end == y.start == y.end:
        yield "place" if not (x.cut and y.cut) else "words", clause, start, end
    else:
        yield start


def _meet_clauses(x: Operation, y: Operation) -> tuple[CollisionKind, str] | None:
    if isinstance(x, Strike) and not isinstance(y, NewClause) and x.clause in _own(y):
        return "words", x.clause
    if isinstance(x, Join):
        if isinstance(y, Join) and (x.clause == y.clause or x.second == y.second):
            return "words", x.clause
        if isinstance(y, Move) and (y.clause in (x.clause, x.second) or y.after == x.clause):
            return "order", y.clause
        if isinstance(y, NewClause) and y.after == x.clause:
            return "order", x.clause
    if isinstance(x, Move):
        if isinstance(y, Move) and (x.clause == y.clause or x.after == y.clause):
            return "order", y.clause
        if isinstance(y, NewClause) and y.after == x.clause:
            return "order", x.clause
        if isinstance(y, Split) and y.clause == x.clause:
            return "order", x.clause
    if isinstance(x, NewClause) and isinstance(y, NewClause | Split) and x.id == y.id:
        return "order", x.id
    if isinstance(x, NewClause | Move) and isinstance(y, NewClause | Move) and x.after == y.after:
        return "place", x.after
    return None


def _own(operation: Operation) -> set[str]:
    if isinstance(operation, NewClause):
        return set()
    return {operation.clause, operation.second} if isinstance(operation, Join) else {operation.clause}
