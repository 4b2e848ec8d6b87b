"""Where every word of a clause comes from: the acts that brought it and the act that adopted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hamgara.assembly.act import Language
from hamgara.drafting import Clause as Drafted
from hamgara.drafting import Origin, origins_of_words, split_words

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["Brought", "acts_of_origin", "trace_words"]


class Brought(Struct, frozen=True):
    """Words in a row that came the same way: by the amendments, of the authors, adopted by the decision.

    `acts` are the numbers of the acts that proposed them, `adopted` that of the act by which they entered the text
    (the closing of a vote or of a voting list, the acceptance; for a first text or a revision the act itself).
    """

    words: str
    amendments: tuple[str, ...]
    by: tuple[str, ...]
    decision: str
    acts: tuple[int, ...]
    adopted: int


def acts_of_origin(state: State, origin: Origin) -> tuple[int, ...]:
    """The numbers of the acts that an origin names."""
    found = state.clauses.amendments
    return tuple(int(a[1:]) if a.startswith("#") else found[a].seq for a in origin.amendments)


def trace_words(state: State, clause: str, language: Language, number: int | None = None) -> tuple[Brought, ...]:
    """A version's text (the present one where none is named) in runs of one origin, in order.

    Raises KeyError where there is no such clause or text.
    """
    found = state.clauses.clauses[clause]
    version = found.current if number is None else found.versions[number - 1]
    drafted = Drafted(clause, version.text[language], version.number, version.spans.get(language, ()))
    words = split_words(drafted.text)
    runs: list[tuple[Origin, int, int]] = []
    for at, (_, origin) in enumerate(origins_of_words(drafted)):
        start = runs.pop()[1] if runs and runs[-1][0] == origin else at
        runs.append((origin, start, at + 1))
    return tuple(_brought(state, clause, origin, words.between(start, end)) for origin, start, end in runs)


def _brought(state: State, clause: str, origin: Origin, words: str) -> Brought:
    acts = acts_of_origin(state, origin) or (state.clauses.clauses[clause].seq,)
    by = origin.by or (state.clauses.clauses[clause].by,)
    adopted = acts[0]
    amendments = tuple(a for a in origin.amendments if not a.startswith("#"))
    if amendments:
        entered = (v.seq for c in state.clauses.clauses.values() for v in c.versions if amendments[0] in v.amendments)
        adopted = min(entered, default=-1)
        if origin.decision:
            adopted = state.decisions.decisions[origin.decision].closed_seq
    return Brought(words, amendments, by, origin.decision, acts, adopted)
