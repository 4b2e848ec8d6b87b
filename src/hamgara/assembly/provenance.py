"""Where every word of a clause comes from: the acts that brought it and the act that adopted it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from hamgara.assembly.act import Language
from hamgara.drafting import Amendment as Asked
from hamgara.drafting import Clause as Drafted
from hamgara.drafting import Draft, Operation, Origin, Span, adopt, compare_drafts, pieces_of

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = ["Brought", "acts_of_origin", "reword_as", "trace_text", "trace_words"]


class Brought(Struct, frozen=True):
    """Words in a row that came the same way: by the amendments, of the authors, adopted by the decision.

    `acts` are the numbers of the acts that proposed them or set them anew, `adopted` that of the act by which they
    entered the text (the closing of a vote or of a voting list, the acceptance; for a first text or a revision the act
    itself).
    """

    words: str
    amendments: tuple[str, ...]
    by: tuple[str, ...]
    decision: str
    acts: tuple[int, ...]
    adopted: int


def acts_of_origin(state: State, origin: Origin) -> tuple[int, ...]:
    """The numbers of the acts that an origin names: where an amendment was set anew, that is what brought its words."""
    found = state.clauses.amendments
    return tuple(int(a[1:]) if a.startswith("#") else found[a].anew or found[a].seq for a in origin.amendments)


def trace_words(state: State, clause: str, language: Language, number: int | None = None) -> tuple[Brought, ...]:
    """A version's text (the present one where none is named) in runs of one origin, in order.

    Raises KeyError where there is no such clause or text.
    """
    found = state.clauses.clauses[clause]
    version = found.current if number is None else found.versions[number - 1]
    drafted = Drafted(clause, version.text[language], version.number, version.spans.get(language, ()))
    runs: list[tuple[Origin, int, int]] = []
    for start, end, origin in pieces_of(drafted):
        first = runs.pop()[1] if runs and runs[-1][0] == origin else start
        runs.append((origin, first, end))
    return tuple(_brought(state, clause, origin, drafted.text[start:end]) for origin, start, end in runs)


def reword_as(old: Drafted, new: str, brought: tuple[Span, ...] = (), **how: bool) -> tuple[Operation, ...]:
    """The operation that gives a clause a new text; `brought` tells which words others than its author brought."""
    return compare_drafts(Draft((old,)), Draft((Drafted(old.id, new, old.version + 1, brought),)), **how)


def trace_text(
    old: str, spans: tuple[Span, ...], new: str, origin: Origin, brought: tuple[Span, ...] = ()
) -> tuple[Span, ...]:
    """The spans of a new text of which `origin` brought what the old one does not have, save what `brought` says."""
    if not new:
        return ()
    before = Drafted("x", old, 1, spans if old else ())
    operations = reword_as(before, new, brought, spelling=True)
    if not operations:
        return before.spans
    asked = Asked(origin.amendments[0] if origin.amendments else "x", origin.by, operations)
    made = adopt(Draft((before,)), [asked], decisions={asked.id: origin.decision} if origin.decision else {})
    after = made.draft.clauses[0]
    if after.text != new:
        return (Span(len(new), origin),)
    swapped = Origin((asked.id,), origin.by, origin.decision)
    return tuple(Span(s.length, origin if s.origin == swapped else s.origin) for s in after.spans)


def _brought(state: State, clause: str, origin: Origin, words: str) -> Brought:
    acts = acts_of_origin(state, origin) or (state.clauses.clauses[clause].seq,)
    by = origin.by or (state.clauses.clauses[clause].by,)
    adopted = acts[0]
    amendments = tuple(a for a in origin.amendments if not a.startswith("#"))
    if amendments:
        above = _with_parents(state, amendments[0])
        versions = (v for c in state.clauses.clauses.values() for v in c.versions)
        entered = (v.seq for v in versions if not above.isdisjoint(v.amendments))
        adopted = min(entered, default=-1)
        if origin.decision:
            adopted = state.decisions.decisions[origin.decision].closed_seq
    return Brought(words, amendments, by, origin.decision, acts, adopted)


def _with_parents(state: State, amendment: str) -> set[str]:
    """The amendment, what it amends, and so on: words that were taken into an amendment enter the text with it."""
    found = set()
    while amendment:
        found.add(amendment)
        amendment = state.clauses.amendments[amendment].to
    return found
