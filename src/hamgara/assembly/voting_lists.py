"""Voting lists: the order of votes on amendments by the charter's rule, and the new versions that follow from them.

While a list is open its clauses stay as they are. Each vote on it is an ordinary decision; what an earlier vote made
fall is not voted on. When all votes are closed, everything adopted is written at once, and the act that does it states
the texts: whoever replays the record merges again and compares.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from msgspec.structs import replace

from hamgara.assembly.act import Act, Case, Hash, Id, Language, Refused, Text, act
from hamgara.assembly.carrying import drop_below, translations_brought
from hamgara.assembly.clauses import Amendment, Clauses, VotingList
from hamgara.assembly.drafts import asked_of, clauses_touched, draft_of, list_votes, merge_amendments, refusal_of
from hamgara.assembly.versions import write_adoption
from hamgara.drafting import DraftingError, Merged, Outcome, Vote, count_votes, enact, merge
from hamgara.drafting import VotingList as Votes
from hamgara.record import canonical

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "ListClosed",
    "ListDrawn",
    "ListWithdrawn",
    "close_list",
    "draw_list",
    "fallen_of",
    "merged_list",
    "next_vote",
    "passed_of",
    "text_hashes",
    "votes_of",
]

Ids = Annotated[tuple[Id, ...], Meta(max_length=500)]


def draw_list(
    state: State, clauses: tuple[str, ...], chair: tuple[str, ...] = (), apart: tuple[str, ...] = ()
) -> tuple[Merged, Votes]:
    """The merge of the amendments to those clauses and the votes on them, as `list.drawn` states them."""
    merged = merge_amendments(state, clauses)
    return merged, list_votes(state, merged, chair, apart)


def merged_list(state: State, found: VotingList) -> tuple[Merged, Votes]:
    """The merge on which an open list stands, made again."""
    part = state.clauses
    draft = draft_of(part, state.charter.authoritative, found.order)
    return merge(draft, [asked_of(part.amendments[a]) for a in found.amendments]), votes_of(found)


def votes_of(found: VotingList) -> Votes:
    """The votes of a list as the engine takes them."""
    return Votes(found.votes, found.rule, found.measure, ())


def passed_of(state: State, found: VotingList) -> dict[str, bool]:
    """The closed votes of a list by their first amendment: whether they were adopted."""
    return {first: state.decisions.decisions[d].adopted for first, d in found.results.items()}


def fallen_of(state: State, found: VotingList) -> dict[str, str]:
    """What is not voted on any more, with the decision that made it fall."""
    fallen: dict[str, str] = {}
    for vote in found.votes:
        first = vote.amendments[0]
        if first in found.results and state.decisions.decisions[found.results[first]].adopted:
            for id in vote.falls:
                fallen.setdefault(id, found.results[first])
    return fallen


def next_vote(state: State, found: VotingList) -> Vote | None:
    """The vote that comes next; None where all are settled."""
    fallen = fallen_of(state, found)
    waiting = (v for v in found.votes if v.amendments[0] not in found.results and v.amendments[0] not in fallen)
    return next(waiting, None)


def text_hashes(before: Clauses, after: Clauses) -> dict[str, str]:
    """By every clause that is new, changed or gone the SHA-256 of its texts (of nothing, where it is gone)."""
    hashes = {}
    for clause in after.clauses.values():
        old = before.clauses.get(clause.id)
        if old is None or old.current != clause.current or old.status != clause.status:
            texts = dict(clause.current.text) if clause.undecided or clause.status == "adopted" else {}
            hashes[clause.id] = hashlib.sha256(canonical(texts)).hexdigest()
    return hashes


def close_list(state: State, key: str, seq: int) -> tuple[Clauses, Outcome]:
    """What follows from a list whose votes are all closed: the part with the new versions, and the outcome.

    Raises `Refused` (`votes_left`) where a vote is missing.
    """
    part = state.clauses
    found = part.voting_list("list.closed", key)
    left = next_vote(state, found)
    if left is not None:
        raise Refused("votes_left", "act/list.closed", id=left.amendments[0])
    merged, listed = merged_list(state, found)
    outcome = count_votes(listed, passed_of(state, found))
    try:
        adoption = enact(merged, listed, outcome, decisions=found.results)
    except DraftingError as error:
        raise refusal_of(error, "act/list.closed") from error
    by_first = {v.amendments[0]: v for v in found.votes}
    decided = {a: found.results[f] for f in outcome.adopted for a in by_first[f].amendments}
    fallen = fallen_of(state, found)
    language = state.charter.authoritative
    chosen = [_as_amended(part, a, decided, language) for a in decided if not part.amendments[a].to]
    for first, vote in by_first.items():
        for id in vote.amendments:
            amendment = part.amendments[id]
            if first in outcome.adopted:
                settled = replace(amendment, status="adopted", decision=decided[id])
            elif first in outcome.rejected:
                settled = replace(amendment, status="rejected", decision=found.results[first])
            else:
                settled = replace(amendment, status="fallen", decision=fallen[first])
            part = drop_below(part.with_amendment(settled), id, settled.decision)
    part = write_adoption(part, language, adoption, chosen, decided, seq)
    return part.with_list(replace(found, status="closed", closed_seq=seq)), outcome


def _as_amended(part: Clauses, amendment: str, decided: Mapping[str, str], language: Language) -> Amendment:
    """The amendment with the translation that what amended it brings, where that is one alone."""
    found = part.amendments[amendment]
    adopted = [a for a in part.below(amendment) if a.id in decided]
    if not adopted:
        return found
    if len(adopted) > 1:
        return replace(found, text={})
    child = adopted[0]
    spans = translations_brought(part, found, child, child.text.keys() - {language}, decided[child.id])
    return replace(found, text=child.text, spans=spans)


@act("list.drawn", stage="decision", by=("secretariat",))
class ListDrawn(Act, frozen=True):
    """The order of votes on the amendments to some clauses is drawn up by the charter's rule."""

    id: Id
    clauses: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=100)]
    votes: Annotated[tuple[Ids, ...], Meta(min_length=1, max_length=500)]
    chair: Ids = ()
    apart: Ids = ()

    def in_order(self, case: Case) -> None:
        state, part = case.state, case.state.clauses
        if self.id in part.lists:
            raise self.refuse("id_taken", id=self.id)
        if len(set(self.clauses)) != len(self.clauses):
            raise self.refuse("names_once")
        for clause in self.clauses:
            part.clause(self.kind, clause, draft=True)
        if self.chair and state.charter.drafting.order != "chair":
            raise Refused("order_foreign", "charter/drafting")
        merged, votes = self._drawn(case)
        for clause in {*self.clauses, *(c for a in merged.everyone for c in clauses_touched(a.operations))}:
            if state.decisions.open_about(part, clause):
                raise self.refuse("decision_open", id=clause)
            part.clause(self.kind, clause, draft=True)
            if clause not in self.clauses:
                raise self.refuse("clause_missing", id=clause)
        stated, true = [list(v) for v in self.votes], [list(v.amendments) for v in votes.votes]
        if stated != true:
            raise Refused("outcome_differs", "charter/drafting", stated=str(stated), true=str(true))

    def _drawn(self, case: Case) -> tuple[Merged, Votes]:
        try:
            return draw_list(case.state, self.clauses, self.chair, self.apart)
        except DraftingError as error:
            raise self.refuse("unknown", what="amendment", id=error.place) from error

    def apply(self, case: Case) -> State:
        merged, votes = self._drawn(case)
        drawn = VotingList(
            self.id,
            self.clauses,
            merged.base.order,
            tuple(sorted(self.clauses)),
            tuple(dict.fromkeys(a for v in votes.votes for a in v.amendments)),
            votes.votes,
            votes.rule,
            votes.measure,
            seq=case.seq,
            at=case.at,
        )
        return case.state.having(clauses=case.state.clauses.with_list(drawn))


@act("list.closed", stage="decision", by=("secretariat",))
class ListClosed(Act, frozen=True):
    """All votes of a list are closed; what was adopted becomes the new text, and the act states its SHA-256."""

    id: Id
    adopted: Ids
    texts: dict[Id, Hash]

    def in_order(self, case: Case) -> None:
        part, outcome = close_list(case.state, self.id, case.seq)
        texts = text_hashes(case.state.clauses, part)
        if (list(self.adopted), self.texts) != (list(outcome.adopted), texts):
            stated, true = str([list(self.adopted), self.texts]), str([list(outcome.adopted), texts])
            raise self.refuse("outcome_differs", stated=stated, true=true)

    def apply(self, case: Case) -> State:
        return case.state.having(clauses=close_list(case.state, self.id, case.seq)[0])


@act("list.withdrawn", stage="decision", by=("secretariat",))
class ListWithdrawn(Act, frozen=True):
    """A voting list is called off before its end, for a stated reason; the amendments are as they were."""

    id: Id
    reason: Text

    def in_order(self, case: Case) -> None:
        found = case.state.clauses.voting_list(self.kind, self.id)
        for decision in case.state.decisions.decisions.values():
            if decision.status == "open" and decision.subject.list == found.id:
                raise self.refuse("decision_open", id=decision.subject.id)

    def apply(self, case: Case) -> State:
        part = case.state.clauses
        gone = replace(part.lists[self.id], status="withdrawn", closed_seq=case.seq)
        return case.state.having(clauses=part.with_list(gone))
