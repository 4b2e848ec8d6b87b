"""Amendments laid into a draft, so that taking all of them gives the new text and refusing all of them the old.

What is new and who brought it is read off the adopted draft, never guessed from the words: `adopt` says for every
character of the new text whose it is, and where each word that stays has gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from hamgara.documents.docx.revisions import BETWEEN, Paragraph, Piece, Revision
from hamgara.drafting import (
    FIRST,
    Adoption,
    Amendment,
    Change,
    Clause,
    Draft,
    Join,
    Move,
    NewClause,
    Origin,
    Strike,
    adopt,
    split_words,
)
from hamgara.drafting.collisions import changes_of
from hamgara.drafting.composition import placed_changes
from hamgara.drafting.draft import cut

__all__ = ["lay_in"]


@dataclass(frozen=True, slots=True)
class _Run:
    """Text and whose it is; FIRST is the base's."""

    text: str
    origin: Origin


@dataclass(frozen=True, slots=True)
class _Cut:
    """Here clause `id` begins; `skipped` is the break of the base that it takes the place of."""

    origin: Origin
    id: str
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of a clause: `same` in both (origin FIRST), brought or taken away by an origin."""

    text: str
    added: Origin | None = None
    gone: Origin | None = None


def lay_in(
    base: Draft,
    amendments: Sequence[Amendment],
    *,
    sign: Callable[[Origin], Revision],
    headings: Mapping[str, str],
    untitled: str,
) -> list[Paragraph]:
    """The paragraphs of the draft with those amendments in them as changes, signed by `sign`.

    `headings` are the clauses' headings by id, `untitled` that of a new clause. Raises DraftingError where the
    amendments cannot all stand.
    """
    plain = Draft(tuple(Clause(c.id, c.text, c.version) for c in base.clauses))
    return _Layer(adopt(plain, amendments), sign, headings, untitled).paragraphs()


class _Layer:
    def __init__(
        self,
        adoption: Adoption,
        sign: Callable[[Origin], Revision],
        headings: Mapping[str, str],
        untitled: str,
    ) -> None:
        self.adoption, self.sign, self.headings, self.untitled = adoption, sign, headings, untitled
        self.base = adoption.base
        operations = adoption.operations
        self.struck = {o.clause: origin for o, origin in operations if isinstance(o, Strike)}
        self.moved = {o.clause: origin for o, origin in operations if isinstance(o, Move)}
        self.joined = {o.second: (o, origin) for o, origin in operations if isinstance(o, Join)}
        self.leading = {o.clause: (o, origin) for o, origin in operations if isinstance(o, Join)}
        self.new = {o.id: (o, origin) for o, origin in operations if isinstance(o, NewClause)}
        self.done: list[Paragraph] = []
        self.pieces: list[Piece] = []

    def paragraphs(self) -> list[Paragraph]:
        """Clauses in their new order; one that moved also stands, taken away, before the next that stayed."""
        moved = [id for id in self.base.order if id in self.moved]
        for id in self.adoption.order:
            if id in self.new:
                self._write_new(id)
            elif id in self.moved:
                self._write(id, self.sign(self.moved[id]))
            elif id in self.base.by_id:
                at = self.base.order.index(id)
                while moved and self.base.order.index(moved[0]) < at:
                    self._write_gone(moved.pop(0), moved=True)
                if id in self.struck:
                    self._write_gone(id)
                else:
                    self._write(id)
        for id in moved:
            self._write_gone(id, moved=True)
        return self.done

    def _end(self, added: Revision | None = None, gone: Revision | None = None, *, moved: bool = False) -> None:
        self.done.append(Paragraph(tuple(self.pieces), added=added, gone=gone, moved=moved))
        self.pieces = []

    def _put(
        self, text: str, added: Revision | None = None, gone: Revision | None = None, *, moved: bool = False
    ) -> None:
        for n, part in enumerate(text.split(BETWEEN)):
            if n:
                self._end(added, gone, moved=moved)
            if part:
                self.pieces.append(Piece(part, added, gone, moved))

    def _head(
        self, id: str, added: Revision | None = None, gone: Revision | None = None, *, moved: bool = False
    ) -> None:
        text = self.headings.get(id, self.untitled)
        # A mark can stand once in a file: where a clause moved from, not where it moved to.
        clause = "" if moved and added else id
        self.done.append(Paragraph((Piece(text, added, gone, moved),), True, clause, added, gone, moved))

    def _write_new(self, id: str) -> None:
        operation, origin = self.new[id]
        own = self.sign(origin)
        self._head(id, own)
        at = 0
        for span in operation.spans:
            self._put(operation.text[at : at + span.length], self.sign(origin if span.origin == FIRST else span.origin))
            at += span.length
        self._put(operation.text[at:], own)
        self._end(own)

    def _write_gone(self, id: str, *, moved: bool = False) -> None:
        own = self.sign(self.moved[id] if moved else self.struck[id])
        self._head(id, gone=own, moved=moved)
        self._put(self.base.clause(id).text, gone=own, moved=moved)
        self._end(gone=own, moved=moved)

    def _write(self, id: str, mover: Revision | None = None) -> None:
        """A clause that stays, or where it moved to; its parts where it was split."""
        clause = self.base.clause(id)
        if id in self.joined:
            operation, origin = self.joined[id]
            self._head(id, gone=self.sign(origin))
            if operation.between != BETWEEN:
                self._put(operation.between, self.sign(origin))
        else:
            self._head(id, mover, moved=mover is not None)
        for segment in self._segments(clause):
            if isinstance(segment, _Cut):
                own = self.sign(segment.origin)
                kept = segment.skipped == BETWEEN
                if not kept:
                    self._put(segment.skipped, gone=own)
                self._end(None if kept else own)
                self._head(segment.id, own)
                continue
            added = self.sign(segment.added) if segment.added else mover
            self._put(
                segment.text,
                added,
                self.sign(segment.gone) if segment.gone else None,
                moved=mover is not None and not segment.added,
            )
        if id in self.leading and self.leading[id][0].between != BETWEEN:
            self._end(gone=self.sign(self.leading[id][1]))
        else:
            self._end(mover, moved=mover is not None)

    def _changes(self, id: str) -> list[tuple[Change, Origin]]:
        found = [(o, origin) for o, origin in self.adoption.operations if getattr(o, "clause", "") == id]
        return placed_changes([(change, origin) for o, origin in found for change in changes_of(o)])

    def _segments(self, clause: Clause) -> Iterator[_Segment | _Cut]:
        """The clause's text in stretches. Between two stretches that stay stands what the changes there took away
        and brought.
        """
        words = split_words(clause.text)
        changes = self._changes(clause.id)
        passage = self.adoption.passages[clause.id]
        stays: list[tuple[int, int, str, int, int]] = []
        gaps: list[list[tuple[Change, Origin]]] = [[]]
        at = 0
        for change, origin in changes:
            if at < change.start:
                stays.append((words.starts[at], words.ends[change.start - 1], *_whole(passage.place(at, change.start))))
                gaps.append([])
            gaps[-1].append((change, origin))
            at = change.end
        if at < len(words):
            stays.append((words.starts[at], words.ends[-1], *_whole(passage.place(at, len(words)))))
            gaps.append([])
        bounds = self._bounds(clause.id)
        ids = [id for id, _, _ in bounds]
        old, part, new = 0, 0, bounds[0][1]
        for n, between in enumerate(gaps):
            last = n == len(stays)
            begin, end, id, start, close = (len(clause.text), 0, ids[-1], bounds[-1][2], 0) if last else stays[n]
            target = ids.index(id)
            runs: list[_Run | _Cut] = []
            cuts = [_Cut(origin, change.cut) for change, origin in between if change.cut]
            for index in range(part, target + 1):
                if index > part:
                    runs.append(cuts.pop(0))
                low = new if index == part else bounds[index][1]
                high = start if index == target else bounds[index][2]
                runs += self._new(ids[index], low, high)
            yield from _between(clause.text, old, begin, between, runs, words.starts)
            if not last:
                yield _Segment(clause.text[begin:end])
                old, part, new = end, target, close

    def _bounds(self, source: str) -> list[tuple[str, int, int]]:
        """For each part of a clause: the new clause it is in, and the characters where it begins and ends there."""
        found = []
        for part in self.adoption.passages[source].parts:
            text = self.adoption.draft.clause(part.clause).text
            end = len(text)
            for other, passage in self.adoption.passages.items():
                first = passage.parts[0]
                if first.clause == part.clause and first.shift > part.shift:
                    end = min(end, first.shift - len(self.joined[other][0].between))
            found.append((part.clause, part.shift, end))
        return found

    def _new(self, id: str, low: int, high: int) -> Iterator[_Run]:
        clause = self.adoption.draft.clause(id)
        for span in cut(clause.provenance(), low, high):
            yield _Run(clause.text[low : low + span.length], span.origin)
            low += span.length


def _whole(place: tuple[str, int | None, int | None]) -> tuple[str, int, int]:
    id, start, end = place
    assert start is not None
    assert end is not None
    return id, start, end


def _between(
    text: str,
    start: int,
    end: int,
    changes: Sequence[tuple[Change, Origin]],
    runs: Sequence[_Run | _Cut],
    starts: Sequence[int],
) -> Iterator[_Segment | _Cut]:
    """What stands between two stretches that stay: characters start … end - 1 of the base, and the new runs.

    Blanks on both sides that are in both stay. Each change takes away its own words before its own new ones come.
    """
    if not changes:
        yield from [_Segment(text[start:end])] if start < end else []
        return
    left, right = _shared(text[start:end], runs)
    if left:
        yield _Segment(text[start : start + left])
    waiting = _trimmed(runs, left, right)
    old_end, at = end - right, start + left
    for n, (change, origin) in enumerate(changes):
        later = [c for c, _ in changes[n + 1 :] if c.start < c.end]
        close = old_end if not later else min(old_end, max(at, starts[later[0].start]))
        if change.start == change.end and later:
            close = at
        gone, at = text[at:close], max(at, close)
        others = {o for _, o in changes[n + 1 :]} - {origin}
        own = _own(waiting, set() if change.cut else others)
        if change.cut:
            yield from (_Segment(r.text, added=_brought(r, origin)) for r in own if isinstance(r, _Run))
            yield _Cut(origin, change.cut, gone)
            waiting = waiting[len(own) + 1 :]
            continue
        if gone:
            yield _Segment(gone, gone=origin)
        yield from (_Segment(r.text, added=_brought(r, origin)) for r in own if isinstance(r, _Run))
        waiting = waiting[len(own) :]
    yield from (_Segment(r.text, added=_brought(r, changes[-1][1])) for r in waiting if isinstance(r, _Run))
    if right:
        yield _Segment(text[end - right : end])


def _own(waiting: Sequence[_Run | _Cut], others: set[Origin]) -> list[_Run | _Cut]:
    """The runs up to the next cut or to what another change brought."""
    return list(takewhile(lambda r: isinstance(r, _Run) and r.origin not in others, waiting))


def _brought(run: _Run, origin: Origin) -> Origin:
    return origin if run.origin == FIRST else run.origin


def _shared(gone: str, runs: Sequence[_Run | _Cut]) -> tuple[int, int]:
    """How many blanks both begin and end with; breaks are never among them."""
    head = "".join(r.text for r in takewhile(lambda r: isinstance(r, _Run), runs) if isinstance(r, _Run))
    tail = "".join(
        reversed([r.text for r in takewhile(lambda r: isinstance(r, _Run), reversed(runs)) if isinstance(r, _Run)])
    )
    whole = not any(isinstance(r, _Cut) for r in runs)
    left = 0
    while left < min(len(gone), len(head)) and gone[left] == head[left] and _is_blank(gone[left]):
        left += 1
    most = min(len(gone), len(tail)) - left if whole else min(len(gone) - left, len(tail))
    right = 0
    while right < most and gone[-1 - right] == tail[-1 - right] and _is_blank(gone[-1 - right]):
        right += 1
    return left, right


def _is_blank(character: str) -> bool:
    return character.isspace() and character != "\n"


def _trimmed(runs: Sequence[_Run | _Cut], left: int, right: int) -> list[_Run | _Cut]:
    kept: list[_Run | _Cut] = []
    for run in runs:
        if isinstance(run, _Run):
            take = min(left, len(run.text))
            left -= take
            run = _Run(run.text[take:], run.origin)
        kept.append(run)
    done: list[_Run | _Cut] = []
    for run in reversed(kept):
        if isinstance(run, _Run):
            take = min(right, len(run.text))
            right -= take
            run = _Run(run.text[: len(run.text) - take], run.origin)
        done.append(run)
    return [run for run in reversed(done) if isinstance(run, _Cut) or run.text]
