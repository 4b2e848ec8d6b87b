"""The text that a file shows if some of its changes are taken and the others refused, and how two such views differ.

Every stretch of text keeps the place it has in the file. So what a change took away and brought is known by position,
and two words that look the same are never mistaken for each other.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from hamgara.documents.docx.revisions import BETWEEN, Paragraph, Revision
from hamgara.drafting import Change, Words, fold, split_words
from hamgara.drafting.words import seam

__all__ = [
    "Chunk",
    "Key",
    "Seen",
    "Taken",
    "changes_between_views",
    "changes_by_parts",
    "leading_blank",
    "mend",
    "share_chunks",
    "span",
    "stretch",
    "view",
]

#: A stretch by its paragraph and its place in it; -1 is the paragraph's mark.
Key: TypeAlias = tuple[int, ...]
#: Whether text that one revision added and another took away is there.
Taken: TypeAlias = Callable[[Revision | None, Revision | None], bool]


@dataclass(frozen=True, slots=True)
class Chunk:
    """A stretch that is there, from character `skip` of it on."""

    key: Key
    text: str
    skip: int = 0


@dataclass(slots=True)
class Seen:
    """A clause that is there: the place of its heading, its id where the file states one, and its text."""

    heading: int
    clause: str
    new: bool
    chunks: list[Chunk] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text of the clause."""
        return "".join(chunk.text for chunk in self.chunks)


def view(paragraphs: Sequence[Paragraph | None], there: Taken) -> list[Seen]:
    """The clauses in order. A heading without any text left opens no clause: what follows belongs to the one before."""
    seen: list[Seen] = []
    current: Seen | None = None
    waiting: Key | None = None
    for p, paragraph in enumerate(paragraphs):
        if paragraph is None:
            current = waiting = None
            continue
        shown = [
            Chunk((p, i), piece.text) for i, piece in enumerate(paragraph.pieces) if there(piece.added, piece.gone)
        ]
        mark = there(paragraph.added, paragraph.gone)
        if paragraph.heading:
            if shown:
                current = Seen(p, paragraph.clause, paragraph.added is not None)
                seen.append(current)
                waiting = None
        elif current is not None and (shown or mark):
            if waiting is not None:
                current.chunks.append(Chunk(waiting, BETWEEN))
            current.chunks += shown
            waiting = (p, -1) if mark else None
    return seen


def mend(seen: Seen, paragraphs: Sequence[Paragraph | None], own: Collection[Revision]) -> None:
    """Sets right the blanks where this hand's changes meet another's: the blank between two words is in the file once,
    with one of them, so that by itself the other would have none there or two.
    """
    mended: list[Chunk] = []
    for chunk in seen.chunks:
        if mended and _meets(mended[-1].key, chunk.key, paragraphs, own):
            left, right = mended[-1].text[-1:], chunk.text[:1]
            if left == right == " ":
                chunk = Chunk(chunk.key, chunk.text[1:], chunk.skip + 1)
            elif not left.isspace() and not right.isspace():
                blank = seam(split_words(mended[-1].text).items[-1], split_words(chunk.text).items[0])
                mended += [Chunk((*chunk.key, -1), blank)] if blank else []
        if chunk.text:
            mended.append(chunk)
    seen.chunks = mended


def _meets(left: Key, right: Key, paragraphs: Sequence[Paragraph | None], own: Collection[Revision]) -> bool:
    """Whether between or at these two stretches there is a change of this hand and one of another."""
    if left[1] < 0 or right[1] < 0:
        return False
    found: set[Revision] = set()
    for p in range(left[0], right[0] + 1):
        paragraph = paragraphs[p]
        if paragraph is None:
            return False
        first, last = left[1] if p == left[0] else 0, right[1] + 1 if p == right[0] else len(paragraph.pieces)
        said = [(piece.added, piece.gone) for piece in paragraph.pieces[first:last]]
        said += [(paragraph.added, paragraph.gone)] if p < right[0] else []
        found |= {revision for pair in said for revision in pair if revision is not None}
    return any(r in own for r in found) and any(r not in own for r in found)


def span(paragraphs: Sequence[Paragraph | None], heading: int) -> Iterator[int]:
    """The heading and what stands beneath it."""
    yield heading
    for p in range(heading + 1, len(paragraphs)):
        one = paragraphs[p]
        if one is None or one.heading:
            return
        yield p


def stretch(chunks: Sequence[Chunk], start: int, end: int) -> list[Chunk]:
    """The characters start … end - 1 of the text that the chunks make."""
    at, found = 0, []
    for chunk in chunks:
        low, high = max(start - at, 0), min(end - at, len(chunk.text))
        if low < high:
            found.append(Chunk(chunk.key, chunk.text[low:high], chunk.skip + low))
        at += len(chunk.text)
    return found


def changes_between_views(old: Sequence[Chunk], new: Sequence[Chunk]) -> tuple[Change, ...]:
    """The changes that make the new text of the old: words that are in both, letter by letter and in one piece,
    stay; everything between them is taken away and brought.
    """
    if [*old] == [*new]:
        return ()
    a, b = (split_words("".join(chunk.text for chunk in chunks)) for chunks in (old, new))
    there = dict(_characters(new))
    kept: dict[int, int] = {at: there[place] for place, at in _characters(old) if place in there}
    begins = {start: j for j, start in enumerate(b.starts)}
    pairs: list[tuple[int, int]] = []
    for i, (start, end) in enumerate(zip(a.starts, a.ends, strict=True)):
        j = begins.get(kept.get(start, -1), -1)
        if j < 0 or b.ends[j] - b.starts[j] != end - start:
            continue
        if all(kept.get(start + n) == b.starts[j] + n for n in range(end - start)):
            pairs.append((i, j))
    changes: list[Change] = []
    i = j = 0
    for p, q in [*pairs, (len(a), len(b))]:
        if i < p or j < q:
            changes.append(_change(a, b, (i, p, j, q)))
        i, j = p + 1, q + 1
    return tuple(_with_blanks(a, b, pairs, changes))


def _characters(chunks: Sequence[Chunk]) -> list[tuple[tuple[Key, int], int]]:
    at, found = 0, []
    for chunk in chunks:
        found += [((chunk.key, chunk.skip + n), at + n) for n in range(len(chunk.text))]
        at += len(chunk.text)
    return found


def _change(a: Words, b: Words, region: tuple[int, int, int, int], *, spelling: bool | None = None) -> Change:
    i, k, j, z = region
    gaps = tuple(b.gap(n) for n in range(j, z + 1)) if j < z else (b.gap(j),)
    same = spelling if spelling is not None else [*map(fold, a.items[i:k])] == [*map(fold, b.items[j:z])]
    return Change(i, k, b.items[j:z], gaps, spelling=same)


def _with_blanks(a: Words, b: Words, pairs: Sequence[tuple[int, int]], changes: Sequence[Change]) -> list[Change]:
    """The changes, and one for each word that stays after a blank that does not."""
    touched = {edge for change in changes for edge in (change.start, change.end)}
    found = list(changes)
    for i, j in pairs:
        before = i not in touched and a.gap(i) != b.gap(j)
        last = i + 1 == len(a) and j + 1 == len(b) and i + 1 not in touched and a.gap(i + 1) != b.gap(j + 1)
        if before or last:
            found.append(_change(a, b, (i, i + 1, j, j + 1), spelling=True))
    return sorted(found, key=lambda change: (change.start, change.end))


def share_chunks(chunks: Sequence[Chunk], sources: Mapping[Key, int], own: int) -> list[tuple[int, list[Chunk]]]:
    """The chunks of a clause by the clauses that they come from; what is new goes with what it follows."""
    shares: list[tuple[int, list[Chunk]]] = [(own, [])] if own >= 0 else []
    lead: list[Chunk] = []
    for chunk in chunks:
        source = sources.get(chunk.key, -1)
        if source >= 0 and (not shares or shares[-1][0] != source):
            taken = lead
            if shares:
                # Blanks before the words of a joined clause are what joins it.
                kept = shares[-1][1]
                while kept and kept[-1].key not in sources and not kept[-1].text.strip():
                    taken = [kept.pop(), *taken]
            shares.append((source, list(taken)))
            lead = []
        if shares:
            shares[-1][1].append(chunk)
        else:
            lead.append(chunk)
    return shares


def leading_blank(chunks: Sequence[Chunk], sources: Mapping[Key, int]) -> tuple[str, list[Chunk]]:
    """The blank that leads the chunks of a joined clause, and the rest."""
    held = list(chunks)
    said = ""
    while held and held[0].key not in sources and not held[0].text.strip():
        said += held.pop(0).text
    return said, held


def changes_by_parts(seen: Seen, parts: Sequence[Sequence[Chunk]], cuts: Sequence[tuple[int, int]]) -> Iterator[Change]:
    """The changes of a clause, part by part where it was split."""
    words = split_words(seen.text)
    low = 0
    for m, chunks in enumerate(parts):
        high, skip = cuts[m] if m < len(cuts) else (len(words), 0)
        start = words.starts[low] if m else 0
        end = words.ends[high - 1] if m < len(cuts) else len(seen.text)
        # Blanks at a cut go with it.
        said = "".join(chunk.text for chunk in chunks)
        first = len(said) - len(said.lstrip(" ")) if m else 0
        last = len(said.rstrip(" ")) if m < len(cuts) else len(said)
        for change in changes_between_views(stretch(seen.chunks, start, end), stretch(chunks, first, last)):
            yield replace(change, start=change.start + low, end=change.end + low)
        low = high + skip
