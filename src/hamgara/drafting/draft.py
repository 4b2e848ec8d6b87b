"""A draft: clauses in their order, each with its version and, for every character, who brought it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from hamgara.drafting.errors import DraftingError
from hamgara.drafting.words import split_words

__all__ = ["FIRST", "Clause", "Draft", "Origin", "Span", "origins_of_words", "pieces_of"]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where text comes from: the amendments that asked for it (several where they are the same), their authors, and
    the decision that adopted it. Without amendments: the clause as it was first proposed.
    """

    amendments: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    decision: str = ""


FIRST = Origin()


@dataclass(frozen=True, slots=True)
class Span:
    """So many characters of one origin."""

    length: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause; without spans all of it has the origin FIRST. Raises DraftingError (`spans`) where the spans do
    not cover the text.
    """

    id: str
    text: str
    version: int = 1
    spans: tuple[Span, ...] = ()

    def __post_init__(self) -> None:
        if self.spans and sum(s.length for s in self.spans) != len(self.text):
            raise DraftingError("spans", self.id, f"spans must cover {len(self.text)} characters")

    def provenance(self) -> tuple[Span, ...]:
        """The spans, also where none are stated."""
        return self.spans or ((Span(len(self.text), FIRST),) if self.text else ())


@dataclass(frozen=True)
class Draft:
    """Clauses in order, each id once (else DraftingError, `id-taken`)."""

    clauses: tuple[Clause, ...]

    def __post_init__(self) -> None:
        if len(self.by_id) != len(self.clauses):
            twice = next(c.id for n, c in enumerate(self.clauses) if c.id in self.order[:n])
            raise DraftingError("id-taken", twice, "a draft has each clause once")

    @cached_property
    def by_id(self) -> Mapping[str, Clause]:
        """The clauses by id."""
        return {c.id: c for c in self.clauses}

    @cached_property
    def order(self) -> tuple[str, ...]:
        """The ids in order."""
        return tuple(c.id for c in self.clauses)

    def clause(self, id: str) -> Clause:
        """The clause of that id. Raises DraftingError (`clause-unknown`)."""
        found = self.by_id.get(id)
        if found is None:
            raise DraftingError("clause-unknown", id, "no such clause in this draft")
        return found


def pieces_of(clause: Clause) -> Iterator[tuple[int, int, Origin]]:
    """Every word, mark and break of a clause by its characters start … end - 1, with its origin; in pieces where words
    that came together are one («می» and «شود»).
    """
    spans = clause.provenance()
    ends = list(accumulate(s.length for s in spans))
    words = split_words(clause.text)
    for start, end in zip(words.starts, words.ends, strict=True):
        at = start
        while at < end:
            span = bisect_right(ends, at)
            stop = min(end, ends[span])
            if clause.text[at:stop] != " ":
                yield at, stop, spans[span].origin
            at = stop


def origins_of_words(clause: Clause) -> tuple[tuple[str, Origin], ...]:
    """Every word, mark and break of a clause with its origin."""
    return tuple((clause.text[start:end], origin) for start, end, origin in pieces_of(clause))


def cut(spans: tuple[Span, ...], start: int, end: int) -> Iterable[Span]:
    """The spans of the characters start … end - 1."""
    at = 0
    for span in spans:
        low, high = max(at, start), min(at + span.length, end)
        if low < high:
            yield Span(high - low, span.origin)
        at += span.length


def gathered(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Neighbouring spans of one origin as one."""
    done: list[Span] = []
    for span in spans:
        if span.length and done and done[-1].origin == span.origin:
            done[-1] = Span(done[-1].length + span.length, span.origin)
        elif span.length:
            done.append(span)
    return tuple(done)
