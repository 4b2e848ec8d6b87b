"""Amendments out of a DOCX file: from its tracked changes, or where it has none from a comparison of the text.

Who wrote a change is what the file says; whoever takes an amendment in has to confirm it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count, pairwise
from typing import Literal

from hamgara.documents.docx.errors import DocxError
from hamgara.documents.docx.guard import open_package
from hamgara.documents.docx.reading import Known, Reading, read_package
from hamgara.documents.docx.revisions import Paragraph, Revision
from hamgara.documents.docx.views import (
    Chunk,
    Seen,
    Taken,
    changes_by_parts,
    leading_blank,
    mend,
    share_chunks,
    span,
    view,
)
from hamgara.drafting import (
    Amendment,
    Clause,
    Draft,
    Join,
    Move,
    NewClause,
    Operation,
    Reword,
    Split,
    Strike,
    compare_drafts,
    divide,
    split_words,
)

__all__ = ["Grouping", "Returned", "ReturnedAmendment", "read_amendments", "return_amendments", "stated_versions"]

Grouping = Literal["author", "clause", "change"]


@dataclass(frozen=True, slots=True)
class ReturnedAmendment:
    """An amendment, by whom (`author`) and when (`when`, as in the file) it says that it was made.

    `amendment.by` names who the file says proposed it, for an amendment that it states (`stated`), else the author's
    name as it stands there; either is to be confirmed. `tracked` is False for what differs outside of tracked changes.
    `titles` are the headings of the clauses that it adds, by their ids.
    """

    amendment: Amendment
    author: str
    when: str
    stated: bool
    tracked: bool = True
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back, in the order of the file, and what stands in it that was not read, by part and line."""

    amendments: tuple[ReturnedAmendment, ...]
    unread: tuple[str, ...]


def stated_versions(data: bytes) -> dict[str, int]:
    """The clauses and versions that a file says it was made from. Raises DocxError."""
    return dict(read_package(open_package(data)).versions)


def read_amendments(data: bytes, draft: Draft, *, group: Grouping = "clause") -> Returned:
    """The amendments to `draft`, which has the clauses in the versions that the file states (`stated_versions`).

    Amendments that were written into the file come back with their ids. Other changes are grouped by `group`: one
    amendment for each author, for each author and clause, or for each change. Raises DocxError for a file that is
    refused, without clauses (`no-clauses`), or made from other versions (`other-version`).
    """
    return return_amendments(read_package(open_package(data)), draft, group=group)


def return_amendments(reading: Reading, draft: Draft, *, group: Grouping = "clause") -> Returned:
    """What `read_amendments` returns, of a file that is read already."""
    _check_versions(reading, draft)
    return _Return(reading, draft, group).returned()


def _check_versions(reading: Reading, draft: Draft) -> None:
    if not any(p is not None and p.heading and p.clause in draft.by_id for p in reading.paragraphs):
        sentence = "no heading bears the mark of a clause; a file is expected that was made from this draft"
        raise DocxError("no-clauses", "word/document.xml", sentence)
    for id, version in reading.versions.items():
        found = draft.by_id.get(id)
        if found is None or found.version != version:
            here = f"version {found.version}" if found else "nothing"
            raise DocxError("other-version", f"clause {id}", f"the file has version {version}, the draft {here}")
    missing = [id for id in draft.order if id not in reading.versions]
    if missing:
        raise DocxError("other-version", f"clause {missing[0]}", "the draft has this clause, the file was made without")


@dataclass(frozen=True, slots=True)
class _Hand:
    """Whose changes are read together: one amendment that the file states, or all others of one author."""

    revisions: frozenset[Revision]
    author: str
    when: str
    known: Known | None = None


class _Return:
    def __init__(self, reading: Reading, draft: Draft, group: Grouping) -> None:
        self.reading, self.draft, self.group = reading, draft, group
        self.paragraphs: list[Paragraph | None] = list(reading.paragraphs)
        self.ids = _fresh("new", set(draft.by_id))
        self.named: dict[int, str] = {}
        self.numbers = count(1)
        self.hands = self._hands()
        self.moves: dict[_Hand, list[Move]] = {}

    def returned(self) -> Returned:
        """All amendments: what was changed without tracking first, then hand by hand."""
        self._resolve_moves()
        base = view(self.paragraphs, lambda added, gone: added is None)
        for seen in base:
            self.named[seen.heading] = self._id_of(seen)
        made: list[ReturnedAmendment] = []
        ground = self.draft
        untracked = self._untracked(base)
        dirty: set[str] = set()
        if untracked is not None and _is_retyped(untracked.amendment):
            # The same words from another keyboard: nobody asked for that, and positions are the same.
            untracked = None
            ground = Draft(tuple(self._as_spelled(seen) for seen in base))
        if untracked is not None:
            made.append(untracked)
            ground = Draft(tuple(self._as_clause(seen) for seen in base))
            dirty = {id for id in ground.order if ground.by_id[id] != self.draft.by_id.get(id)}
        for hand in self.hands:
            made += self._by_hand(hand, base, ground, untracked, dirty)
        return Returned(tuple(made), self.reading.unread)

    def _hands(self) -> list[_Hand]:
        found: dict[Revision, None] = {}
        for paragraph in self.paragraphs:
            if paragraph is None:
                continue
            for piece in paragraph.pieces:
                found.update(dict.fromkeys(r for r in (piece.added, piece.gone) if r is not None))
            found.update(dict.fromkeys(r for r in (paragraph.added, paragraph.gone) if r is not None))
        known: dict[Known, list[Revision]] = {}
        others: dict[str, list[Revision]] = {}
        for revision in found:
            stated = self.reading.known.get(revision, ())
            for one in stated:
                known.setdefault(one, []).append(revision)
            if not stated:
                others.setdefault(revision.who, []).append(revision)
        hands: list[_Hand] = []
        for one, revisions in known.items():
            # What it asks for together with others is signed by all of them.
            own = min(revisions, key=lambda r: len(self.reading.known[r]))
            hands.append(_Hand(frozenset(revisions), own.who, own.when, one))
        for who, revisions in others.items():
            hands.append(_Hand(frozenset(revisions), who, max(r.when for r in revisions)))
        return hands

    def _resolve_moves(self) -> None:
        """What one hand took away as a whole and brought elsewhere unchanged has moved: it is read where it is now."""
        for hand in self.hands:
            base = {seen.heading: seen for seen in view(self.paragraphs, lambda added, gone: added is None)}
            own = view(self.paragraphs, _taken(hand))
            gone = {s.text: s for p, s in base.items() if s.clause in self.draft.by_id and p not in _places(own)}
            for n, seen in enumerate(own):
                if not seen.new or seen.text not in gone or seen.heading in base:
                    continue
                source = gone.pop(seen.text)
                before = self._id_of(own[n - 1]) if n else ""
                self.moves.setdefault(hand, []).append(Move(source.clause, before))
                self._move(hand, source, seen)

    def _move(self, hand: _Hand, source: Seen, target: Seen) -> None:
        for p in span(self.paragraphs, target.heading):
            paragraph = self.paragraphs[p]
            assert paragraph is not None
            stays = [replace(x, added=None) if x.added in hand.revisions else x for x in paragraph.pieces]
            added = None if paragraph.added in hand.revisions else paragraph.added
            clause = source.clause if paragraph.heading else ""
            self.paragraphs[p] = replace(paragraph, pieces=tuple(stays), added=added, clause=clause)
        for p in span(self.paragraphs, source.heading):
            self.paragraphs[p] = Paragraph((), gone=next(iter(hand.revisions)), added=next(iter(hand.revisions)))

    def _id_of(self, seen: Seen) -> str:
        if seen.heading not in self.named:
            taken = set(self.named.values())
            own = seen.clause if seen.clause and seen.clause not in taken else ""
            if own in self.draft.by_id and seen.new:
                own = ""
            self.named[seen.heading] = own or next(self.ids)
        return self.named[seen.heading]

    def _as_clause(self, seen: Seen) -> Clause:
        id = self._id_of(seen)
        found = self.draft.by_id.get(id)
        if found is None:
            return Clause(id, seen.text, 1)
        return found if found.text == seen.text else Clause(id, seen.text, found.version + 1)

    def _as_spelled(self, seen: Seen) -> Clause:
        found = self.draft.by_id.get(self._id_of(seen))
        return self._as_clause(seen) if found is None else Clause(found.id, seen.text, found.version)

    def _untracked(self, base: Sequence[Seen]) -> ReturnedAmendment | None:
        order = {id: n for n, id in enumerate(self.draft.order)}
        clauses = [Clause(self._id_of(seen), seen.text) for seen in base]
        moved = {m.clause for moves in self.moves.values() for m in moves}
        if moved:
            # A tracked move is no change of the order by itself.
            clauses.sort(key=lambda clause: order.get(clause.id, len(order)))
        operations = compare_drafts(self.draft, Draft(tuple(clauses)))
        if not operations:
            return None
        who = self.reading.saved_by
        amendment = Amendment("untracked", (who,), operations)
        titles = self._titles(amendment)
        return ReturnedAmendment(amendment, who, "", stated=False, tracked=False, titles=titles)

    def _by_hand(
        self,
        hand: _Hand,
        base: Sequence[Seen],
        ground: Draft,
        untracked: ReturnedAmendment | None,
        dirty: set[str],
    ) -> Iterator[ReturnedAmendment]:
        own = view(self.paragraphs, _taken(hand))
        for seen in own:
            mend(seen, self.paragraphs, hand.revisions)
        operations = [*self.moves.get(hand, []), *self._operations(base, own, ground)]
        on_draft = [o for o in operations if not _named(o) & dirty]
        on_other = [o for o in operations if _named(o) & dirty]
        yield from self._made(hand, on_draft, "")
        if on_other and untracked is not None:
            yield from self._made(hand, on_other, untracked.amendment.id)
        for parent in self._parents(hand):
            before = view(self.paragraphs, _taken(parent))
            after = view(self.paragraphs, _taken(parent, hand))
            amended = Draft(tuple(self._amended(seen, ground) for seen in before))
            to = parent.known.id if parent.known else f"by-{parent.author}"
            yield from self._made(hand, list(self._operations(before, after, amended)), to)

    def _amended(self, seen: Seen, ground: Draft) -> Clause:
        id = self._id_of(seen)
        found = ground.by_id.get(id)
        version = 1 if found is None else found.version if found.text == seen.text else found.version + 1
        return Clause(id, seen.text, version)

    def _parents(self, hand: _Hand) -> list[_Hand]:
        """The others of whose additions `hand` took something away."""
        said = [(x.added, x.gone) for p in self.paragraphs if p is not None for x in p.pieces]
        said += [(p.added, p.gone) for p in self.paragraphs if p is not None]
        parents = {added for added, gone in said if gone in hand.revisions and added is not None} - hand.revisions
        return [parent for parent in self.hands if parent is not hand and parents & parent.revisions]

    def _made(self, hand: _Hand, operations: Sequence[Operation], to: str) -> Iterator[ReturnedAmendment]:
        if not operations:
            return
        known = hand.known
        if known is not None and not to:
            made = Amendment(known.id, known.by, tuple(operations), known.at)
            yield ReturnedAmendment(made, hand.author, hand.when, stated=True, titles=self._titles(made))
            return
        groups: list[list[Operation]] = [list(operations)]
        if self.group != "author":
            by_clause: dict[str, list[Operation]] = {}
            for operation in operations:
                by_clause.setdefault(min(_named(operation) or {""}), []).append(operation)
            groups = list(by_clause.values())
        for group in groups:
            by = known.by if known is not None else (hand.author,)
            whole = Amendment("", by, tuple(group), to=to)
            parts = divide(whole) if self.group == "change" and len(group) == 1 else (whole,)
            for part in parts:
                found = replace(part, id=f"returned-{next(self.numbers)}")
                yield ReturnedAmendment(found, hand.author, hand.when, stated=False, titles=self._titles(found))

    def _titles(self, amendment: Amendment) -> dict[str, str]:
        """The headings of the clauses that an amendment adds, as they stand in the file."""
        places = {id: heading for heading, id in self.named.items()}
        found = {}
        for operation in amendment.operations:
            if isinstance(operation, NewClause | Split) and operation.id in places:
                heading = self.paragraphs[places[operation.id]]
                pieces = heading.pieces if heading is not None else ()
                found[operation.id] = " ".join("".join(p.text for p in pieces if p.gone is None).split())
        return found

    def _operations(self, before: Sequence[Seen], after: Sequence[Seen], ground: Draft) -> Iterator[Operation]:
        """What makes `after` of `before`, which is `ground`."""
        sources = {chunk.key: n for n, seen in enumerate(before) for chunk in seen.chunks}
        headings = _places(after)
        homes: dict[int, list[tuple[int, list[Chunk]]]] = {n: [] for n in range(len(before))}
        for k, seen in enumerate(after):
            at = next((n for n, one in enumerate(before) if one.heading == seen.heading), -1)
            for n, chunks in share_chunks(seen.chunks, sources, at):
                homes[n].append((k, chunks))
            if at < 0 and not any(chunk.key in sources for chunk in seen.chunks):
                yield NewClause(self._id_of(seen), seen.text, self._id_of(after[k - 1]) if k else "")
        for n, seen in enumerate(before):
            clause = ground.clause(self._id_of(seen))
            parts = homes[n]
            stands = seen.heading in headings
            if not stands and not any(chunk.key in sources for _, chunks in parts for chunk in chunks):
                yield Strike(clause.id, clause.version)
                continue
            if not stands and n:
                first = ground.clause(self._id_of(before[n - 1]))
                chunks = parts[0][1]
                between, rest = leading_blank(chunks, sources)
                parts[0] = (parts[0][0], rest)
                yield Join(first.id, first.version, clause.id, clause.version, between)
            cuts = list(self._cuts(seen, [chunks for _, chunks in parts]))
            changes = tuple(changes_by_parts(seen, [chunks for _, chunks in parts], cuts))
            if changes:
                yield Reword(clause.id, clause.version, changes)
            for (at, skip), (k, _) in zip(cuts, parts[1:], strict=True):
                yield Split(clause.id, clause.version, at, self._id_of(after[k]), skip)

    def _cuts(self, seen: Seen, parts: Sequence[Sequence[Chunk]]) -> Iterator[tuple[int, int]]:
        """Before which item of the clause each further part begins, and how many breaks before it are dropped."""
        words = split_words(seen.text)
        places = {}
        at = 0
        for chunk in seen.chunks:
            places[chunk.key] = at
            at += len(chunk.text)
        for left, right in pairwise(parts):
            ends = [places[c.key] + len(c.text) for c in left if c.key in places]
            starts = [places[c.key] for c in right if c.key in places]
            low = sum(end <= max(ends, default=0) for end in words.ends)
            high = sum(start < min(starts, default=len(seen.text)) for start in words.starts)
            yield low, max(0, high - low)


def _is_retyped(amendment: Amendment) -> bool:
    """Whether a reader would take all that an amendment asks for as being there already."""
    return all(
        isinstance(o, Reword) and all(c.spelling and c.end - c.start == len(c.words) for c in o.changes)
        for o in amendment.operations
    )


def _taken(*hands: _Hand) -> Taken:
    """The view with the changes of these hands. Of two, the second counts only in what the first added."""
    first = hands[0].revisions
    second: frozenset[Revision] = hands[1].revisions if len(hands) > 1 else frozenset()

    def there(added: Revision | None, gone: Revision | None) -> bool:
        if added is not None and added not in first:
            return False
        return gone is None or not (gone in first or (added in first and gone in second))

    return there


def _places(seen: Sequence[Seen]) -> set[int]:
    return {one.heading for one in seen}


def _named(operation: Operation) -> set[str]:
    if isinstance(operation, NewClause):
        return set()
    if isinstance(operation, Join):
        return {operation.clause, operation.second}
    return {operation.clause}


def _fresh(stem: str, taken: set[str]) -> Iterator[str]:
    return (f"{stem}-{n}" for n in count(1) if f"{stem}-{n}" not in taken)
