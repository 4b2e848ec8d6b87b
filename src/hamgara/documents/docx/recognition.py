"""Clauses known by their text in a file that bears no marks: written by other hands, or taken out of a resolution.

What the file says with all changes refused is compared, paragraph by paragraph, with the versions of every clause.
Where a clause stands, a mark is put before it and a boundary after it; all else is left out of what is read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import pairwise

from hamgara.documents.docx.reading import Reading
from hamgara.documents.docx.revisions import BETWEEN, Paragraph, Piece
from hamgara.drafting import fold, split_words

__all__ = ["Candidate", "recognise"]

#: So much of a text must be there for it to be taken for a clause that was edited without tracking.
_LIKE = 0.6
#: So many paragraphs are held against clauses by likeness: enough for any draft, and no file keeps the program busy.
_MOST_LIKENESSES = 20_000
#: A number before a title: «۳. », "3) ", "(3) ".
_NUMBER = re.compile(r"^[\s(\[]*[\d۰-۹٠-٩]+[\s.):\]\-–،]*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clause that may stand in the file: its id, its titles, its texts by version, the latest last."""

    id: str
    titles: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(slots=True)
class _Group:
    """Paragraphs that are one when all changes are refused, and what they say then; `clause` once it is known."""

    start: int
    end: int
    words: tuple[str, ...]
    changed: bool
    clause: str = ""


def recognise(reading: Reading, candidates: Sequence[Candidate]) -> Reading:
    """The reading with the clauses found in it marked, and their versions; without any where none was found."""
    groups = list(_groups(reading.paragraphs))
    places: dict[tuple[str, ...], list[int]] = {}
    for n, group in enumerate(groups):
        places.setdefault(group.words, []).append(n)
    found: dict[str, tuple[int, int, int]] = {}
    for candidate in candidates:
        for version in range(len(candidate.texts), 0, -1):
            wanted = _paragraphs(candidate.texts[version - 1])
            place = _exactly(groups, wanted, places.get(wanted[0], ()) if wanted else ())
            if place is not None:
                _claim(groups, candidate.id, found, (*place, version))
                break
    left = _MOST_LIKENESSES // max(1, len(groups))
    for candidate in [c for c in candidates if c.id not in found][:left]:
        if candidate.texts[-1].strip():
            place = _nearly(groups, candidate)
            if place is not None:
                _claim(groups, candidate.id, found, (*place, len(candidate.texts)))
    return _marked(reading, groups, found)


def _claim(groups: Sequence[_Group], id: str, found: dict[str, tuple[int, int, int]], at: tuple[int, int, int]) -> None:
    for group in groups[at[0] : at[1]]:
        group.clause = id
    found[id] = at


def _groups(paragraphs: Sequence[Paragraph | None]) -> list[_Group]:
    groups: list[_Group] = []
    start, said, changed = 0, "", False
    for p, paragraph in enumerate(paragraphs):
        if paragraph is not None and start == p and _is_new(paragraph):
            groups.append(_Group(p, p + 1, (), True))
            start = p + 1
            continue
        if paragraph is None:
            if start < p:
                groups.append(_Group(start, p, _words(said), changed))
            start, said, changed = p + 1, "", False
            continue
        said += "".join(piece.text for piece in paragraph.pieces if piece.added is None)
        changed = changed or any(piece.added or piece.gone for piece in paragraph.pieces)
        changed = changed or bool(paragraph.added or paragraph.gone)
        if paragraph.added is None:
            groups.append(_Group(start, p + 1, _words(said), changed))
            start, said, changed = p + 1, "", False
    if start < len(paragraphs):
        groups.append(_Group(start, len(paragraphs), _words(said), changed))
    return groups


def _is_new(paragraph: Paragraph) -> bool:
    """Whether somebody added the whole paragraph."""
    return paragraph.added is not None and bool(paragraph.pieces) and all(piece.added for piece in paragraph.pieces)


def _words(text: str) -> tuple[str, ...]:
    return tuple(key for key in map(fold, split_words(text).items) if key.strip())


def _paragraphs(text: str) -> list[tuple[str, ...]]:
    return [words for words in map(_words, text.split(BETWEEN)) if words]


def _exactly(
    groups: Sequence[_Group], wanted: Sequence[tuple[str, ...]], firsts: Sequence[int]
) -> tuple[int, int] | None:
    """The first place, of those where the first paragraph stands, where all stand one after the other; empty ones
    between them do not count.
    """
    for first in firsts:
        if groups[first].clause:
            continue
        at, last = 1, first
        for n in range(first + 1, len(groups)):
            if at == len(wanted) or groups[n].clause or (groups[n].words and groups[n].words != wanted[at]):
                break
            if groups[n].words:
                at, last = at + 1, n
        if at == len(wanted):
            return first, last + 1
    return None


def _nearly(groups: Sequence[_Group], candidate: Candidate) -> tuple[int, int] | None:
    """Where the latest text stands in words that were changed without tracking: after its title, or by likeness."""
    wanted = _paragraphs(candidate.texts[-1])
    titles = {_words(title) for title in candidate.titles}
    whole = [word for paragraph in wanted for word in paragraph]
    for n, group in enumerate(groups):
        headed = n > 0 and not groups[n - 1].clause and _untitled(groups[n - 1].words) & titles
        if group.clause or not group.words or not (headed or _like(group.words, wanted[0]) >= _LIKE):
            continue
        last = n + 1
        while last < min(len(groups), n + len(wanted)) and not groups[last].clause:
            last += 1
        said = [word for one in groups[n:last] for word in one.words]
        if _like(said, whole) >= _LIKE:
            return n, last
    return None


def _untitled(words: tuple[str, ...]) -> set[tuple[str, ...]]:
    """The words of a heading, with and without a number before them."""
    return {words, _words(_NUMBER.sub("", " ".join(words)))}


def _like(a: Sequence[str], b: Sequence[str]) -> float:
    if not a or not b or min(len(a), len(b)) / max(len(a), len(b)) < _LIKE / 2:
        return 0.0
    held = SequenceMatcher(None, a, b, autojunk=False)
    return held.ratio() if held.quick_ratio() >= _LIKE else 0.0


def _marked(reading: Reading, groups: Sequence[_Group], found: Mapping[str, tuple[int, int, int]]) -> Reading:
    paragraphs: list[Paragraph | None] = []
    unread = list(reading.unread)
    current = ""
    _adopt_added(groups)
    for group in groups:
        if group.clause and group.clause != current:
            paragraphs += [None, Paragraph((Piece(group.clause),), heading=True, clause=group.clause)]
        current = group.clause
        if current:
            held = reading.paragraphs[group.start : group.end]
            paragraphs += [replace(p, heading=False, clause="") if p is not None else None for p in held]
        else:
            paragraphs.append(None)
            if group.changed:
                unread.append(f"paragraph {group.start + 1}: changes outside of the clauses")
    ordered = sorted(found, key=lambda id: found[id][0])
    return Reading(
        tuple(paragraphs), {id: found[id][2] for id in ordered}, reading.known, reading.saved_by, tuple(unread)
    )


def _adopt_added(groups: Sequence[_Group]) -> None:
    """Paragraphs that somebody added belong to the clause that they follow, else to the one that they precede."""
    for before, group in pairwise(groups):
        if not group.words and group.changed and not group.clause and group.start == before.end:
            group.clause = before.clause
    for group, after in [*pairwise(groups)][::-1]:
        if not group.words and group.changed and not group.clause and group.end == after.start:
            group.clause = after.clause
