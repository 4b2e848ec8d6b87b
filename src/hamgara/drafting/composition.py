"""Amendments put into a draft: the one place where new text is written.

Every amendment speaks of positions in the same base, and changes that do not collide are disjoint there. The new text
is read off the base once, from left to right, with each change in its place; the order in which amendments came does
not enter. Only where several add at the same place does the order given decide.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from hamgara.drafting.amendments import (
    Amendment,
    Change,
    Join,
    Move,
    NewClause,
    Operation,
    Reword,
    Split,
    Strike,
    check_amendment,
)
from hamgara.drafting.collisions import changes_of, find_collisions, operation_key
from hamgara.drafting.draft import Clause, Draft, Origin, Span, cut, gathered
from hamgara.drafting.errors import DraftingError
from hamgara.drafting.words import Words, seam, split_words

__all__ = ["Adoption", "Passage", "adopt", "placed_changes"]

#: A change with who asked for it.
Placed: TypeAlias = tuple[Change, Origin]


@dataclass(frozen=True, slots=True)
class Stretch:
    """Items that were written one after the other into a clause: where each begins and ends, from character `shift`
    on.
    """

    clause: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    shift: int = 0


@dataclass(frozen=True, slots=True)
class Passage:
    """How positions in the old text of a clause become positions in the new: the changes made to it, and the parts
    that a split made of it (one where there was none).
    """

    changes: tuple[Change, ...]
    parts: tuple[Stretch, ...]

    def place(self, start: int, end: int) -> tuple[str, int | None, int | None]:
        """The clause in which items start … end - 1 now stand, and the characters where they begin and end. For an
        insertion before item `start`: where the item before it ends and the one after it begins (None where the
        stretch ends).
        """
        part, at = 0, start
        for change in self.changes:
            before = change.end <= start and (change.start < start or start < end)
            if not before:
                break
            if change.cut:
                part, at = part + 1, start - change.end
            else:
                at += len(change.words) - (change.end - change.start)
        stretch = self.parts[part]
        count = end - start
        if count:
            return stretch.clause, stretch.starts[at] + stretch.shift, stretch.ends[at + count - 1] + stretch.shift
        left = stretch.ends[at - 1] + stretch.shift if at else None
        return stretch.clause, left, stretch.starts[at] + stretch.shift if at < len(stretch.starts) else None


@dataclass(frozen=True)
class Adoption:
    """A new version: the draft it was made of, what was put in (identical operations once), and the new draft.

    `order` is the new order with struck and joined clauses still at their places; `passages` tells where the words
    of each clause that is still there went.
    """

    base: Draft
    draft: Draft
    operations: tuple[tuple[Operation, Origin], ...]
    order: tuple[str, ...] = ()
    passages: Mapping[str, Passage] = field(default_factory=dict)


def adopt(draft: Draft, amendments: Sequence[Amendment], *, decisions: Mapping[str, str] | None = None) -> Adoption:
    """The draft with all these amendments in it, every word with its origin.

    The sequence matters only among those that add at the same place. `decisions` names, by amendment, the decision
    that adopted it. Raises DraftingError (`collision`) where two exclude each other, and what `check_amendment` says.
    """
    for amendment in amendments:
        check_amendment(draft, amendment)
    for collision in find_collisions(amendments)[0]:
        if collision.excludes:
            sentence = f"{collision.first} and {collision.second} cannot both stand ({collision.kind})"
            raise DraftingError("collision", collision.clause, sentence)
    operations = _distinct(amendments, decisions or {})
    changes: dict[str, list[Placed]] = defaultdict(list)
    for operation, origin in operations:
        for change in changes_of(operation):
            changes[operation.clause].append((change, origin))  # type: ignore[union-attr]
    pieces: dict[str, list[tuple[str, list[tuple[str, Origin]]]]] = {}
    touched = set(changes)
    passages = {}
    struck = {o.clause for o, _ in operations if isinstance(o, Strike)}
    for clause in draft.clauses:
        if clause.id in struck:
            continue
        placed = placed_changes(changes[clause.id]) if clause.id in changes else []
        writer = _emitted(clause, placed)
        pieces[clause.id] = writer.parts
        stretches = tuple(
            Stretch(id, tuple(s for s, _ in items), tuple(e for _, e in items))
            for (id, _), items in zip(writer.parts, writer.items, strict=True)
        )
        passages[clause.id] = Passage(tuple(c for c, _ in placed), stretches)
    order = _ordered(draft, operations, pieces)
    joined = _joined(draft, operations, pieces, passages, touched)
    made: dict[str, Clause] = {}
    for source, parts_of in pieces.items():
        for id, text in parts_of:
            if id not in joined:
                made[id] = _clause(id, text, draft.by_id.get(id), source in touched)
    for operation, origin in operations:
        if isinstance(operation, NewClause):
            spans = operation.spans or ((Span(len(operation.text), origin),) if operation.text else ())
            made[operation.id] = Clause(operation.id, operation.text, 1, spans)
    new = Draft(tuple(made[id] for id in order if id in made))
    return Adoption(draft, new, tuple(operations), tuple(order), passages)


def _distinct(amendments: Sequence[Amendment], decisions: Mapping[str, str]) -> list[tuple[Operation, Origin]]:
    """Each operation once, with all who asked for it. Of equal ones the earliest amendment's spelling and ids stand."""
    found: dict[tuple[object, ...], list[tuple[int, str, int, Amendment, Operation]]] = defaultdict(list)
    for rank, amendment in enumerate(amendments):
        for operation in amendment.operations:
            whole = [operation]
            if isinstance(operation, Reword):
                whole = [replace(operation, changes=(change,)) for change in operation.changes]
            for one in whole:
                found[operation_key(one)].append((amendment.at, amendment.id, rank, amendment, one))
    made = []
    for same in found.values():
        ranked = sorted(same, key=lambda s: s[:2])
        ids = tuple(s[1] for s in ranked)
        names = tuple(dict.fromkeys(name for s in ranked for name in s[3].by))
        decided = next((decisions[id] for id in ids if id in decisions), "")
        made.append((min(s[2] for s in same), ranked[0][4], Origin(ids, names, decided)))
    return [(operation, origin) for _, operation, origin in sorted(made, key=lambda m: m[0])]


def placed_changes(changes: Sequence[Placed]) -> list[Placed]:
    """Changes of one clause from left to right; those that add at the same place in the order given."""
    return sorted(changes, key=lambda c: (c[0].start, c[0].end))


class _Writer:
    """Text with its origins, and the blanks that are claimed for the place where it goes on."""

    def __init__(self, id: str) -> None:
        self.parts: list[tuple[str, list[tuple[str, Origin]]]] = [(id, [])]
        self.items: list[list[tuple[int, int]]] = [[]]
        self.at = 0
        self.last = ""
        self.claims: list[tuple[str, Origin]] = []

    def blank(self, after: str) -> None:
        """Writes the blank before the item `after` ("" for the end): the one claimed, or between several claims what
        the two items ask for, whatever each amendment's own neighbours were.
        """
        if self.claims:
            gap, origin = self.claims[-1]
            if len(self.claims) > 1:
                gap = seam(self.last, after)
            self.write(gap, origin)
            self.claims = []

    def write(self, text: str, origin: Origin) -> None:
        if text:
            self.parts[-1][1].append((text, origin))
            self.at += len(text)

    def begin(self, id: str) -> None:
        """Goes on in a new part."""
        self.parts.append((id, []))
        self.items.append([])
        self.at = 0


def _emitted(clause: Clause, changes: list[Placed]) -> _Writer:
    words = split_words(clause.text)
    writer = _Writer(clause.id)
    spans = clause.provenance()
    at = 0
    for change, origin in changes:
        _keep(writer, words, spans, at, change.start)
        at = change.end
        if change.cut:
            writer.begin(change.cut)
            writer.last, writer.claims = "", [("", origin)]
            continue
        # At a deletion the words before and after it in the base may still claim nothing: one claim, the author's.
        writer.claims.append((change.gaps[0], origin))
        for n, word in enumerate(change.words):
            own = (change.origins[n] if change.origins else None) or origin
            if n:
                writer.write(change.gaps[n], own)
            else:
                writer.blank(word)
            writer.items[-1].append((writer.at, writer.at + len(word)))
            writer.write(word, own)
            writer.last = word
        if change.words:
            writer.claims = [(change.gaps[-1], origin)]
    _keep(writer, words, spans, at, len(words))
    if writer.claims:
        writer.blank("")
    else:
        _copy(writer, clause.text, spans, words.ends[-1] if words.ends else 0, len(clause.text))
    return writer


def _keep(writer: _Writer, words: Words, spans: tuple[Span, ...], start: int, end: int) -> None:
    if start == end:
        return
    begin = words.starts[start]
    if writer.claims:
        writer.blank(words.items[start])
    else:
        begin -= len(words.gap(start))
    shift = writer.at - begin
    writer.items[-1] += [(words.starts[n] + shift, words.ends[n] + shift) for n in range(start, end)]
    _copy(writer, words.text, spans, begin, words.ends[end - 1])
    writer.last = words.items[end - 1]


def _copy(writer: _Writer, text: str, spans: tuple[Span, ...], start: int, end: int) -> None:
    for span in cut(spans, start, end):
        writer.write(text[start : start + span.length], span.origin)
        start += span.length


def _clause(id: str, pieces: list[tuple[str, Origin]], before: Clause | None, touched: bool) -> Clause:
    if before is not None and not touched:
        return before
    text = "".join(text for text, _ in pieces)
    spans = gathered(Span(len(text), origin) for text, origin in pieces)
    return Clause(id, text, before.version + 1 if before else 1, spans)


def _joined(
    draft: Draft,
    operations: Sequence[tuple[Operation, Origin]],
    pieces: dict[str, list[tuple[str, list[tuple[str, Origin]]]]],
    passages: dict[str, Passage],
    touched: set[str],
) -> set[str]:
    """Puts the text of joined clauses at the end of those before them; the ids that are gone by it."""
    joins = [(o, origin) for o, origin in operations if isinstance(o, Join)]
    home: dict[str, str] = {}
    for operation, origin in sorted(joins, key=lambda j: draft.order.index(j[0].clause)):
        source = operation.clause
        while len(pieces[source]) == 1 and source in home:
            source = home[source]
        target_id, target = pieces[source][-1]
        shift = sum(len(text) for text, _ in target) + len(operation.between)
        target += [(operation.between, origin)] if operation.between else []
        target += pieces[operation.second][0][1]
        home[operation.second] = source
        touched |= {source, operation.clause, operation.second}
        passage = passages[operation.second]
        moved = replace(passage.parts[0], clause=target_id, shift=shift)
        passages[operation.second] = replace(passage, parts=(moved, *passage.parts[1:]))
    return set(home)


def _ordered(
    draft: Draft,
    operations: Sequence[tuple[Operation, Origin]],
    pieces: Mapping[str, Sequence[tuple[str, object]]],
) -> list[str]:
    """All ids in their new order; what is moved or added stands right after its anchor, in the order given."""
    moved = {o.clause for o, _ in operations if isinstance(o, Move)}
    after: dict[str, list[str]] = defaultdict(list)
    for operation, _ in operations:
        if isinstance(operation, Move):
            after[operation.after].append(operation.clause)
        elif isinstance(operation, NewClause):
            after[operation.after].append(operation.id)
    order: list[str] = []

    def stand(id: str) -> None:
        order.extend([id, *(part for part, _ in pieces.get(id, ())[1:])])
        for other in after[id]:
            stand(other)

    for other in list(after[""]):
        stand(other)
    for id in draft.order:
        if id not in moved:
            stand(id)
    missing = moved - set(order)
    if missing:
        raise DraftingError("collision", min(missing), "clauses cannot stand after each other in a ring")
    return order


def splits_of(operations: Sequence[tuple[Operation, Origin]]) -> dict[str, tuple[str, ...]]:
    """The ids that each split clause was divided into after itself, from left to right."""
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for operation, _ in operations:
        if isinstance(operation, Split):
            found[operation.clause].append((operation.at, operation.id))
    return {clause: tuple(id for _, id in sorted(parts)) for clause, parts in found.items()}
