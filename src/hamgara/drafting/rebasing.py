"""An amendment carried to a newer version of the text, or said to be out of date and why.

Carrying moves positions by what was changed before them; it never looks for similar words. So an amendment carried
over others says the same as if all had been adopted at once. In four cases it is said to be out of date where all at
once would have merged: two others' additions stood on both sides of words that are gone now, or of the seam of clauses
that are joined now, so that nothing tells their order any more; a clause was to stand after one that is struck; one
side of a split has lost all its words; or words that came together are now read as one. And where both sides of such a
seam were changed, the blank on it may be another one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from types import MappingProxyType
from typing import Literal, TypeAlias

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
    changes_between,
    check_amendment,
)
from hamgara.drafting.collisions import changes_of, meet, operation_key
from hamgara.drafting.composition import Adoption, adopt, splits_of
from hamgara.drafting.draft import FIRST, Clause, Draft
from hamgara.drafting.errors import DraftingError
from hamgara.drafting.words import seam, split_words

__all__ = ["Reason", "Rebased", "compare_drafts", "rebase"]

Code: TypeAlias = Literal["words-changed", "place-taken", "clause-gone", "order-changed", "not-neighbours", "id-taken"]
_CODES: Mapping[str, Code] = MappingProxyType(
    {
        "not-neighbours": "not-neighbours",
        "id-taken": "id-taken",
        "position": "words-changed",
        "itself": "order-changed",
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an amendment is out of date. `words-changed`: the words it touches (`was`) are now `now`. `place-taken`:
    others have added `now` at the same place. `clause-gone`, `order-changed`, `not-neighbours`, `id-taken`: as named.
    `by`: the amendments that brought it about, where they are known.
    """

    code: Code
    clause: str
    was: str = ""
    now: str = ""
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rebased:
    """The amendment against the newer version (None where it is out of date or has become needless).

    `already` counts the changes that the newer version makes by itself; where it makes all of them, `amendment` is
    None and there are no reasons.
    """

    amendment: Amendment | None
    reasons: tuple[Reason, ...]
    already: int

    @property
    def out_of_date(self) -> bool:
        """Whether its author must write it anew."""
        return bool(self.reasons)


def compare_drafts(old: Draft, new: Draft, *, spelling: bool | None = None) -> tuple[Operation, ...]:
    """Operations that make `new` of `old`; clauses are known by their ids, wherever they stand."""
    made: list[Operation] = [Strike(c.id, c.version) for c in old.clauses if c.id not in new.by_id]
    for clause in old.clauses:
        if clause.id in new.by_id and new.by_id[clause.id].text != clause.text:
            changes = changes_between(clause.text, new.by_id[clause.id].text, spelling=spelling)
            made.append(Reword(clause.id, clause.version, _with_origins(changes, clause, new.by_id[clause.id])))
    staying = _staying([id for id in old.order if id in new.by_id], new.order)
    before = ""
    for clause in new.clauses:
        if clause.id not in old.by_id:
            made.append(NewClause(clause.id, clause.text, before, clause.spans))
        elif clause.id not in staying:
            made.append(Move(clause.id, before))
        before = clause.id
    return tuple(made)


def _with_origins(changes: tuple[Change, ...], old: Clause, new: Clause) -> tuple[Change, ...]:
    """The changes with the origin that each of their words has in the new clause, where that has spans."""
    if not new.spans:
        return changes
    ends = list(accumulate(s.length for s in new.spans))
    starts = split_words(new.text).starts
    done, shift = [], 0
    for change in changes:
        first = change.start + shift
        found = (new.spans[bisect_right(ends, starts[first + n])].origin for n in range(len(change.words)))
        origins = tuple(None if origin == FIRST else origin for origin in found)
        done.append(replace(change, origins=origins) if any(origins) else change)
        shift += len(change.words) - (change.end - change.start)
    return tuple(done)


def _staying(old: list[str], new: tuple[str, ...]) -> set[str]:
    """A longest sequence of ids that stand in the same order in both."""
    place = {id: n for n, id in enumerate(new)}
    tops: list[int] = []
    ends: list[str] = []
    before: dict[str, str] = {}
    for id in old:
        at = bisect_right(tops, place[id])
        before[id] = ends[at - 1] if at else ""
        tops[at : at + 1] = [place[id]]
        ends[at : at + 1] = [id]
    kept, id = set(), ends[-1] if ends else ""
    while id:
        kept.add(id)
        id = before[id]
    return kept


def rebase(amendment: Amendment, old: Draft, new: Draft, *, adoption: Adoption | None = None) -> Rebased:
    """The amendment, which is against `old`, carried to `new`.

    With the adoption that made `new` of `old` its positions are exact by construction; without, the drafts are
    compared. Raises DraftingError where the amendment does not fit `old`.
    """
    check_amendment(old, amendment)
    if adoption is None:
        operations = compare_drafts(old, new)
        adoption = adopt(old, [Amendment("", (), operations)] if operations else [])
    return _Carrier(amendment, old, new, adoption).carried()


class _Carrier:
    def __init__(self, amendment: Amendment, old: Draft, new: Draft, adoption: Adoption) -> None:
        self.amendment, self.old, self.new, self.adoption = amendment, old, new, adoption
        self.reasons: list[Reason] = []
        self.already = 0
        self.splits = splits_of(adoption.operations)
        self.joins = {o.second for o, _ in adoption.operations if isinstance(o, Join)}

    def carried(self) -> Rebased:
        made: list[Operation] = []
        for operation in self.amendment.operations:
            for one in _single(operation):
                if self._met(one):
                    continue
                moved = self._moved(one)
                if moved is not None:
                    made.append(moved)
        if self.reasons:
            return Rebased(None, tuple(dict.fromkeys(self.reasons)), self.already)
        operations = _regrouped(made)
        if not operations:
            return Rebased(None, (), self.already)
        result = replace(self.amendment, operations=operations)
        try:
            check_amendment(self.new, result)
        except DraftingError as error:
            code = _CODES.get(error.code, "clause-gone")
            named = getattr(operations[0], "clause", "") or error.place
            return Rebased(None, (Reason(code, named),), self.already)
        return Rebased(result, (), self.already)

    def _met(self, one: Operation) -> bool:
        """Whether the newer version makes this change already or stands in its way (with the reason noted)."""
        blocked = False
        for theirs, origin in self.adoption.operations:
            if operation_key(theirs) == operation_key(one):
                self.already += 1
                return True
            for other in _single(theirs):
                if operation_key(other) == operation_key(one):
                    self.already += 1
                    return True
                for met in meet(one, other):
                    if not isinstance(met, int):
                        self.reasons.append(self._reason(one, other, met[0], met[1], origin.amendments))
                        blocked = True
        return blocked

    def _reason(self, one: Operation, other: Operation, kind: str, clause: str, by: tuple[str, ...]) -> Reason:
        if isinstance(other, Strike):
            return Reason("clause-gone", clause, by=by)
        text = split_words(self.old.by_id[clause].text) if clause in self.old.by_id else split_words("")
        changed = changes_of(other)
        now = changed[0].words if changed else ()
        gaps = changed[0].gaps if changed else ()
        written = "".join(gap + word for gap, word in zip(("", *gaps[1:]), now, strict=False))
        if isinstance(other, NewClause):
            written = other.text
        if kind == "place":
            return Reason("place-taken", clause, "", written, by)
        if kind == "order" or not changed:
            return Reason("order-changed" if kind == "order" else "clause-gone", clause, "", written, by)
        own = changes_of(one)
        span = own[0] if own and own[0].start < own[0].end else changed[0]
        return Reason("words-changed", clause, text.between(span.start, span.end), written, by)

    def _moved(self, one: Operation) -> Operation | None:
        if isinstance(one, Reword):
            return self._reworded(one)
        if isinstance(one, Split):
            place = self._place(one.clause, one.at, one.at + one.skip)
            return place and Split(place[0], self._version(place[0]), place[1], one.id, one.skip)
        if isinstance(one, NewClause):
            return replace(one, after=self._anchor(one.after))
        if isinstance(one, Move):
            if not self._there(one.clause):
                return None
            moved = replace(one, after=self._anchor(one.after))
            # After its anchor is struck it may stand where it should already.
            return None if moved.after == moved.clause else moved
        if isinstance(one, Join):
            if not self._there(one.second):
                return None
            first = self._last_part(one.clause)
            between = one.between
            return Join(first, self._version(first), one.second, self._version(one.second), between)
        if not self._there(one.clause):
            return None
        if self.new.by_id[one.clause].version != one.version and one.clause in self.splits:
            self.reasons.append(Reason("order-changed", one.clause))
        return Strike(one.clause, self._version(one.clause))

    def _reworded(self, one: Reword) -> Reword | None:
        change = one.changes[0]
        place = self._place(one.clause, change.start, change.end)
        if place is None:
            return None
        clause, at = place
        passage = self.adoption.passages.get(one.clause)
        gaps = change.gaps
        if passage is not None:
            ends = {c.end for c in passage.changes if c.start < change.start or c.end < change.end}
            starts = {c.start for c in passage.changes if c.end > change.end or c.start > change.start}
            gaps = self._seamed(one.clause, clause, change, at, change.start in ends, change.end in starts)
        moved = replace(change, start=at, end=at + change.end - change.start, gaps=gaps)
        return Reword(clause, self._version(clause), (moved,))

    def _seamed(self, old: str, clause: str, change: Change, at: int, left: bool, right: bool) -> tuple[str, ...]:
        """The blanks of a change where its neighbours are new (`left`, `right`), or where its clause was joined."""
        words = split_words(self.new.by_id[clause].text)
        end = at + change.end - change.start
        joined_left = not left and change.start == 0 and at > 0
        last_item = len(split_words(self.old.by_id[old].text))
        joined_right = not right and change.end == last_item and end < len(words)
        before = words.items[at - 1] if at else ""
        after = words.items[end] if end < len(words) else ""
        if not change.words:
            if left or right:
                return (seam(before, after),)
            return (words.gap(at) if joined_left else words.gap(end) if joined_right else change.gaps[0],)
        first = seam(before, change.words[0]) if left else words.gap(at) if joined_left else change.gaps[0]
        last = seam(change.words[-1], after) if right else words.gap(end) if joined_right else change.gaps[-1]
        return (first, *change.gaps[1:-1], last)

    def _place(self, clause: str, start: int, end: int) -> tuple[str, int] | None:
        passage = self.adoption.passages.get(clause)
        if passage is None:
            return (clause, start) if self._there(clause) else None
        target, left, right = passage.place(start, end)
        at = self._item(clause, target, start, end, left, right) if target in self.new.by_id else None
        if at is None:
            self.reasons.append(Reason("words-changed", clause))
            return None
        return target, at

    def _item(self, clause: str, target: str, start: int, end: int, left: int | None, right: int | None) -> int | None:
        """The item of the new text that begins there. None where words that came together are now divided otherwise
        than apart («می» and «شود»), so that no item begins or ends there.
        """
        old, new = split_words(self.old.by_id[clause].text), split_words(self.new.by_id[target].text)
        if start < end:
            at = bisect_left(new.starts, left or 0)
            same = old.keys[start:end] == new.keys[at : at + end - start]
            return at if same and new.starts[at] == left and new.ends[at + end - start - 1] == right else None
        if left is not None:
            at = bisect_left(new.ends, left) + 1
            if at > len(new) or new.ends[at - 1] != left:
                return None
        else:
            at = bisect_left(new.starts, right) if right is not None else 0
        return at if right is None or (at < len(new) and new.starts[at] == right) else None

    def _version(self, clause: str) -> int:
        return self.new.by_id[clause].version if clause in self.new.by_id else 0

    def _there(self, clause: str) -> bool:
        if clause in self.new.by_id:
            return True
        self.reasons.append(Reason("clause-gone", clause))
        return False

    def _last_part(self, clause: str) -> str:
        """Where a clause's text ends now: the last of its parts after a split, or the clause it was joined to."""
        passage = self.adoption.passages.get(clause)
        return passage.parts[-1].clause if passage is not None else clause

    def _anchor(self, after: str) -> str:
        """The clause of the new draft after which to stand for what stood after `after` in the old."""
        if not after:
            return ""
        order = self.adoption.order
        if after not in order:
            return after
        at = order.index(self.splits[after][-1] if after in self.splits else after)
        while at >= 0 and order[at] not in self.new.by_id:
            at -= 1
        return order[at] if at >= 0 else ""


def _single(operation: Operation) -> list[Operation]:
    if isinstance(operation, Reword):
        return [replace(operation, changes=(change,)) for change in operation.changes]
    return [operation]


def _regrouped(operations: list[Operation]) -> tuple[Operation, ...]:
    """Changes of one clause as one operation again, at the place of the first."""
    changes: dict[tuple[str, int], list[Change]] = defaultdict(list)
    for operation in operations:
        if isinstance(operation, Reword):
            changes[operation.clause, operation.version] += operation.changes
    made: list[Operation] = []
    for operation in operations:
        if isinstance(operation, Reword):
            found = changes.pop((operation.clause, operation.version), None)
            if found:
                ordered = tuple(sorted(found, key=lambda c: (c.start, c.end)))
                made.append(replace(operation, changes=ordered))
        else:
            made.append(operation)
    return tuple(made)
