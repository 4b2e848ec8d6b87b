"""Amendments as operations on a stated version: what they take away is named by position, never searched for.

A `Change` stands on the items of the clause's text as `split_words` divides it. Two amendments therefore either touch
the same words or they do not, whatever order anybody looks at them in.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TypeAlias

from hamgara.drafting.alignment import align
from hamgara.drafting.draft import Clause, Draft, Origin, Span
from hamgara.drafting.errors import DraftingError
from hamgara.drafting.words import fold, is_break, seam, split_words

__all__ = [
    "Amendment",
    "Change",
    "Join",
    "Move",
    "NewClause",
    "Operation",
    "Reword",
    "Split",
    "Strike",
    "changes_between",
    "check_amendment",
    "divide",
    "insert",
    "remove",
    "replace_words",
    "reword",
    "split",
]


@dataclass(frozen=True, slots=True)
class Change:
    """Items start … end - 1 of a clause give way to `words`. start = end inserts before that item; no words delete.

    `gaps` are the blanks before, between and after the words (one more than words; a deletion has one, which stays
    between its neighbours). `cut` is the id of the clause that begins here, for a split. `origins` names, by word,
    who brought it where that is not the amendment itself. `spelling` marks a change of spelling or blanks alone.
    """

    start: int
    end: int
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    cut: str = ""
    origins: tuple[Origin | None, ...] = ()
    spelling: bool = False

    @property
    def key(self) -> tuple[int, int, tuple[str, ...], tuple[str, ...], str]:
        """Equal for changes that a reader takes for the same; where only spelling changes, the spelling counts."""
        spelled = (*self.words, *self.gaps) if self.spelling else ()
        return self.start, self.end, tuple(map(fold, self.words)), spelled, self.cut


@dataclass(frozen=True, slots=True)
class Reword:
    """Changes within the text of a clause, rising and apart."""

    clause: str
    version: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """From item `at` on (0 < at < number of items), the text of a clause is a clause of its own, right after it. Of
    the items from `at` on so many as `skip` says (breaks between paragraphs) are dropped.
    """

    clause: str
    version: int
    at: int
    id: str
    skip: int = 0


@dataclass(frozen=True, slots=True)
class Join:
    """Clause `second`, which follows `clause`, becomes the end of it, after the blank `between`."""

    clause: str
    version: int
    second: str
    second_version: int
    between: str = " "


@dataclass(frozen=True, slots=True)
class Strike:
    """The whole clause goes."""

    clause: str
    version: int


@dataclass(frozen=True, slots=True)
class Move:
    """The clause takes its place after another, or first ("")."""

    clause: str
    after: str


@dataclass(frozen=True, slots=True)
class NewClause:
    """A clause is added after another, or first (""). `spans` tells who brought its words, where that is not the
    amendment alone.
    """

    id: str
    text: str
    after: str
    spans: tuple[Span, ...] = ()


Operation: TypeAlias = Reword | Split | Join | Strike | Move | NewClause


@dataclass(frozen=True, slots=True)
class Amendment:
    """What its authors `by` ask for as one: all operations or none. `at` is when it was proposed (any rising number).

    `to` names the amendment that this one amends: its operations then stand on the draft as that one would make it.
    """

    id: str
    by: tuple[str, ...]
    operations: tuple[Operation, ...]
    at: int = 0
    to: str = field(default="")


def changes_between(old: str, new: str, *, spelling: bool | None = None) -> tuple[Change, ...]:
    """The changes that make `new` of `old`, by words and phrases.

    Words spelled otherwise but the same to a reader stay as `old` has them, unless nothing else differs or `spelling`
    is True; so a clause retyped on another keyboard touches only what its author meant.
    """
    a, b = split_words(old), split_words(new)
    regions = align(a, b)
    changes = [_change(new, *region) for region in regions]
    if spelling or (spelling is None and not changes):
        changes = _joined(sorted([*changes, *_spellings(old, new, regions)], key=lambda c: (c.start, c.end)))
    return tuple(changes)


def _joined(changes: list[Change]) -> list[Change]:
    """Changes that touch as one, so that the blank between their words is the new text's own."""
    done: list[Change] = []
    for change in changes:
        if done and done[-1].end == change.start:
            last = done.pop()
            words, gaps = (*last.words, *change.words), (*last.gaps[:-1], *change.gaps)
            change = Change(last.start, change.end, words, gaps, spelling=last.spelling and change.spelling)
        done.append(change)
    return done


def _change(new: str, i: int, k: int, j: int, z: int, *, spelling: bool = False) -> Change:
    b = split_words(new)
    gaps = tuple(b.gap(n) for n in range(j, z + 1)) if j < z else (b.gap(j),)
    return Change(i, k, b.items[j:z], gaps, spelling=spelling)


def _spellings(old: str, new: str, regions: list[tuple[int, int, int, int]]) -> list[Change]:
    a, b = split_words(old), split_words(new)
    found: list[Change] = []
    i = j = 0
    for p, q, _, t in [*regions, (len(a), len(a), len(b), len(b))]:
        run: int | None = None
        first = i
        for n in range(i, p + 1):
            differs = n < p and (
                a.items[n] != b.items[j + n - first]
                or (n > first and a.gap(n) != b.gap(j + n - first))
                or (n + 1 < p and a.gap(n + 1) != b.gap(j + n + 1 - first))
                or (n == 0 and j == 0 and a.gap(0) != b.gap(0))
                or (n + 1 == len(a) and j + n + 1 - first == len(b) and a.gap(n + 1) != b.gap(len(b)))
            )
            if differs and run is None:
                run = n
            elif not differs and run is not None:
                found.append(_change(new, run, n, j + run - first, j + n - first, spelling=True))
                run = None
        i, j = q, t
    return found


def reword(clause: Clause, text: str, *, spelling: bool | None = None) -> Reword:
    """The operation that gives a clause a new text. Raises DraftingError (`no-change`) where it is the same."""
    changes = changes_between(clause.text, text, spelling=spelling)
    if not changes:
        raise DraftingError("no-change", clause.id, "the new text is the same as the old")
    return Reword(clause.id, clause.version, changes)


def replace_words(clause: Clause, start: int, end: int, text: str) -> Reword:
    """The words start … end - 1 give way to `text`; where text is empty they go, where start = end it is inserted."""
    words = split_words(clause.text)
    if not 0 <= start <= end <= len(words):
        raise DraftingError("position", clause.id, f"positions {start} … {end} of a text of {len(words)} words")
    added = split_words(text.strip())
    if not added.items:
        if start == end:
            raise DraftingError("no-change", clause.id, "nothing is taken away and nothing added")
        gap = words.gap(start if start == 0 or end == len(words) or not words.gap(end) else end)
        gap = gap if start > 0 and end < len(words) else words.gap(0) if start == 0 else words.gap(len(words))
        return Reword(clause.id, clause.version, (Change(start, end, (), (gap,)),))
    gaps = [words.gap(start), *(added.gap(n) for n in range(1, len(added))), words.gap(end)]
    # The base's own blank stays where a word replaces a word and a mark a mark.
    if start > 0 and (start == end or _is_word(words.keys[start]) != _is_word(added.keys[0])):
        gaps[0] = seam(words.items[start - 1], added.items[0])
    if end < len(words) and (start == end or _is_word(words.keys[end - 1]) != _is_word(added.keys[-1])):
        gaps[-1] = seam(added.items[-1], words.items[end])
    return Reword(clause.id, clause.version, (Change(start, end, added.items, tuple(gaps)),))


def _is_word(key: str) -> bool:
    return any(map(str.isalnum, key))


def insert(clause: Clause, at: int, text: str) -> Reword:
    """`text` before item `at` of the clause (at its end where `at` is the number of items)."""
    return replace_words(clause, at, at, text)


def remove(clause: Clause, start: int, end: int) -> Reword:
    """The items start … end - 1 go."""
    return replace_words(clause, start, end, "")


def split(clause: Clause, at: int, id: str) -> Split:
    """The clause in two before item `at`; a break there goes."""
    keys = split_words(clause.text).keys
    while 0 < at <= len(keys) and is_break(keys[at - 1]):
        at -= 1
    skip = 0
    while at + skip < len(keys) and is_break(keys[at + skip]):
        skip += 1
    return Split(clause.id, clause.version, at, id, skip)


def divide(amendment: Amendment) -> tuple[Amendment, ...]:
    """The amendment as several, one for each change, when its parts are to be voted on apart."""
    parts: list[Operation] = []
    for operation in amendment.operations:
        if isinstance(operation, Reword):
            parts += [replace(operation, changes=(change,)) for change in operation.changes]
        else:
            parts.append(operation)
    return tuple(replace(amendment, id=f"{amendment.id}/{n}", operations=(p,)) for n, p in enumerate(parts, 1))


def check_amendment(draft: Draft, amendment: Amendment) -> None:
    """Raise DraftingError for the first thing that the draft does not allow: `clause-unknown`, `out-of-date`,
    `position`, `id-taken`, `not-neighbours`, `no-change`, `itself`, `collision` (with itself).
    """
    ids = set(draft.by_id)
    if not amendment.operations:
        raise DraftingError("no-change", amendment.id, "an amendment asks for something")
    _check_apart(amendment)
    for operation in amendment.operations:
        if isinstance(operation, NewClause | Split):
            if operation.id in ids or not operation.id:
                raise DraftingError("id-taken", amendment.id, f"the clause id {operation.id!r} cannot be used")
            ids.add(operation.id)
        if isinstance(operation, NewClause | Move):
            if operation.after and operation.after not in ids:
                draft.clause(operation.after)
            if isinstance(operation, NewClause):
                continue
            draft.clause(operation.clause)
            if operation.clause == operation.after:
                raise DraftingError("itself", amendment.id, "a clause cannot stand after itself")
            continue
        _check_version(draft, amendment, operation.clause, operation.version)
        n = len(split_words(draft.clause(operation.clause).text))
        if isinstance(operation, Join):
            _check_version(draft, amendment, operation.second, operation.second_version)
            at = draft.order.index(operation.clause)
            if draft.order[at + 1 : at + 2] != (operation.second,):
                sentence = f"{operation.second} does not follow {operation.clause}"
                raise DraftingError("not-neighbours", amendment.id, sentence)
        elif isinstance(operation, Split):
            if not (operation.at > 0 and operation.skip >= 0 and operation.at + operation.skip < n):
                raise DraftingError("position", amendment.id, f"a split at {operation.at} of {n} items")
        elif isinstance(operation, Reword):
            _check_changes(amendment, operation, n)


def _check_apart(amendment: Amendment) -> None:
    """Refuse an amendment whose own operations touch the same words, or that strikes what it changes."""
    ranges: dict[str, list[tuple[int, int]]] = {}
    struck = [o.clause for o in amendment.operations if isinstance(o, Strike)]
    for operation in amendment.operations:
        if isinstance(operation, Reword):
            ranges.setdefault(operation.clause, []).extend((c.start, c.end) for c in operation.changes)
        elif isinstance(operation, Split):
            ranges.setdefault(operation.clause, []).append((operation.at, operation.at + operation.skip))
    for clause, found in ranges.items():
        found.sort()
        if clause in struck or any(one[1] > other[0] for one, other in pairwise(found)):
            raise DraftingError("collision", amendment.id, f"touches the same words of {clause} twice")


def _check_version(draft: Draft, amendment: Amendment, clause: str, version: int) -> None:
    found = draft.clause(clause).version
    if found != version:
        raise DraftingError("out-of-date", amendment.id, f"against version {version} of {clause}, which is at {found}")


def _check_changes(amendment: Amendment, operation: Reword, n: int) -> None:
    if not operation.changes:
        raise DraftingError("no-change", amendment.id, f"changes nothing in {operation.clause}")
    before = 0
    for change in operation.changes:
        if not (before <= change.start <= change.end <= n):
            raise DraftingError("position", amendment.id, f"items {change.start} … {change.end} of {n}")
        if len(change.gaps) != len(change.words) + 1 or (change.start == change.end and not change.words):
            raise DraftingError("position", amendment.id, f"the change at item {change.start} is not well formed")
        before = change.end
