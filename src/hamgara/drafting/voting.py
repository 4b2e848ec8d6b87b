"""The voting list: only what must be voted on, in the order of a stated rule, with what falls if a vote passes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from hamgara.drafting.amendments import Amendment, Join, Move, NewClause, Reword, Strike
from hamgara.drafting.composition import Adoption, adopt
from hamgara.drafting.draft import Draft
from hamgara.drafting.errors import DraftingError
from hamgara.drafting.merging import LeftOut, Merged, absorb, clauses_of
from hamgara.drafting.words import split_words

__all__ = ["MEASURES", "Measure", "Outcome", "Rule", "Vote", "VotingList", "count_votes", "enact", "voting_list"]

Rule: TypeAlias = Literal["far-reaching", "time", "chair"]
#: How far an amendment reaches, as a whole number; the greater goes first.
Measure: TypeAlias = Callable[[Draft, Amendment], int]


@dataclass(frozen=True, slots=True)
class Vote:
    """One question put: the amendments it decides (a bundle, or one with all that are the same).

    `falls`: what is no longer put to the vote if this passes (amendments to what falls included). `beside`: those
    that add at the same place; if both are adopted, the one adopted first stands first. `amends`: the amendment that
    this would change before it is voted on itself. `contest` numbers, from 1, what hangs together; 0 is the bundle.
    """

    amendments: tuple[str, ...]
    by: tuple[str, ...]
    clauses: tuple[str, ...]
    reach: int
    contest: int = 0
    falls: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    amends: str = ""


@dataclass(frozen=True)
class VotingList:
    """The votes in their order, under a rule and a measure, and what is not on the list and why."""

    votes: tuple[Vote, ...]
    rule: Rule
    measure: str
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the votes decided, by the first id of each vote; `adopted` in the order of the votes."""

    adopted: tuple[str, ...]
    rejected: tuple[str, ...]
    fallen: tuple[str, ...]


def words_changed(draft: Draft, amendment: Amendment) -> int:
    """Words of the base that it takes away and words that it brings; a clause moved counts with all its words."""
    return _struck(draft, amendment) + _brought(draft, amendment)


def words_struck(draft: Draft, amendment: Amendment) -> int:
    """Words of the base that it takes away."""
    return _struck(draft, amendment)


#: Every measure of reach by its name.
MEASURES: Mapping[str, Measure] = MappingProxyType({"words-changed": words_changed, "words-struck": words_struck})


def _count(keys: Iterable[str]) -> int:
    return sum(any(map(str.isalnum, key)) for key in keys)


def _struck(draft: Draft, amendment: Amendment) -> int:
    total = 0
    for operation in amendment.operations:
        if isinstance(operation, Strike):
            total += _count(split_words(draft.clause(operation.clause).text).keys)
        elif isinstance(operation, Reword):
            keys = split_words(draft.clause(operation.clause).text).keys
            total += sum(_count(keys[c.start : c.end]) for c in operation.changes)
    return total


def _brought(draft: Draft, amendment: Amendment) -> int:
    total = 0
    for operation in amendment.operations:
        if isinstance(operation, NewClause):
            total += _count(split_words(operation.text).keys)
        elif isinstance(operation, Reword):
            total += sum(_count(c.words) for c in operation.changes)
        elif isinstance(operation, Move | Join):
            moved = operation.clause if isinstance(operation, Move) else operation.second
            total += _count(split_words(draft.clause(moved).text).keys)
    return total


def voting_list(
    merged: Merged,
    *,
    rule: Rule = "far-reaching",
    measure: str = "words-changed",
    chair: Sequence[str] = (),
    apart: Iterable[str] = (),
) -> VotingList:
    """The votes that a merge asks for: uncontested amendments as one bundle first, then what is contested.

    Contests come in the order of the clauses; within one, by `rule`: the most far-reaching first by `measure`, the
    earliest first, or as `chair` lists them (every contested id; contests then come as the chair lists them too).
    Equals go by time, then id. An amendment to an amendment comes right before that. `apart` names uncontested
    amendments that somebody asks to vote on by themselves. Raises DraftingError (`measure-unknown`,
    `chair-incomplete`, `amendment-unknown`).
    """
    if measure not in MEASURES:
        raise DraftingError("measure-unknown", measure, f"expected one of {', '.join(sorted(MEASURES))}")
    order = {id: n for n, id in enumerate(chair)}
    single = {merged.amendment(id).id for id in apart}
    groups = [contest.amendments for contest in merged.contests]
    grouped = {id for group in groups for id in group}
    groups += [(a.id,) for a in merged.amendments if a.id not in grouped and (a.id in merged.further or a.id in single)]
    if rule == "chair":
        missing = [id for group in groups for id in group if id not in order]
        if missing:
            raise DraftingError("chair-incomplete", missing[0], "the chair's order does not name this amendment")
        groups.sort(key=lambda group: min(order[id] for id in group))
    else:
        place = {id: n for n, id in enumerate(("", *merged.base.order))}
        by_id = {a.id: a for a in merged.amendments}
        groups.sort(key=lambda group: min((place.get(c, 0) for id in group for c in clauses_of(by_id[id])), default=0))
    plain = [a for a in merged.amendments if a.id in set(merged.uncontested) - single]
    votes = []
    if plain:
        reach = sum(MEASURES[measure](merged.base, a) for a in plain)
        names = tuple(dict.fromkeys(name for a in plain for name in a.by))
        touched = tuple(dict.fromkeys(c for a in plain for c in clauses_of(a)))
        ids = tuple(id for a in plain for id in merged.same.get(a.id, (a.id,)))
        votes.append(Vote(ids, names, touched, reach))
    for number, group in enumerate(groups, 1):
        votes += _votes(merged, group, number, rule, measure, order, "")
    left = [*merged.left_out, *(out for below in _all(merged) for out in below.left_out)]
    return VotingList(tuple(votes), rule, measure, tuple(left))


def _all(merged: Merged) -> list[Merged]:
    return [found for below in merged.further.values() for found in (below, *_all(below))]


def _votes(
    merged: Merged, ids: Sequence[str], number: int, rule: Rule, measure: str, order: Mapping[str, int], amends: str
) -> list[Vote]:
    by_id = {a.id: a for a in merged.amendments}
    chosen = [by_id[id] for id in ids]
    reach = {a.id: MEASURES[measure](merged.base, a) for a in chosen}
    if rule == "far-reaching":
        chosen.sort(key=lambda a: (-reach[a.id], a.at, a.id))
    elif rule == "time":
        chosen.sort(key=lambda a: (a.at, a.id))
    else:
        chosen.sort(key=lambda a: (order.get(a.id, len(order)), a.at, a.id))
    votes = []
    for n, amendment in enumerate(chosen):
        below = merged.further.get(amendment.id)
        if below is not None:
            votes += _votes(below, [a.id for a in below.amendments], number, rule, measure, order, amendment.id)
        later = [a.id for a in chosen[n + 1 :]]
        against, beside = merged.meeting.get(amendment.id, (frozenset(), frozenset()))
        falls = [f for id in later if id in against for f in (id, *_under(merged, id))]
        votes.append(
            Vote(
                merged.same.get(amendment.id, (amendment.id,)),
                amendment.by,
                clauses_of(amendment),
                reach[amendment.id],
                number,
                tuple(falls),
                tuple(id for id in (a.id for a in chosen) if id in beside - against),
                amends,
            )
        )
    return votes


def _under(merged: Merged, id: str) -> list[str]:
    below = merged.further.get(id)
    return [] if below is None else [f for a in below.amendments for f in (a.id, *_under(below, a.id))]


def count_votes(listed: VotingList, passed: Mapping[str, bool]) -> Outcome:
    """What the votes decided; `passed` tells it by the first id of each vote.

    Raises DraftingError: `vote-missing` for a vote without a result, `vote-needless` for a result on what had fallen
    or is not on the list.
    """
    adopted: list[str] = []
    rejected: list[str] = []
    fallen: dict[str, None] = {}
    firsts = {vote.amendments[0] for vote in listed.votes}
    for id in passed:
        if id not in firsts:
            raise DraftingError("vote-needless", id, "not the first amendment of any vote on the list")
    for vote in listed.votes:
        first = vote.amendments[0]
        if first in fallen:
            if first in passed:
                raise DraftingError("vote-needless", first, "an earlier vote has settled it")
        elif first not in passed:
            raise DraftingError("vote-missing", first, "no result is given for this vote")
        elif passed[first]:
            adopted.append(first)
            fallen.update(dict.fromkeys(vote.falls))
        else:
            rejected.append(first)
    return Outcome(tuple(adopted), tuple(rejected), tuple(fallen))


def enact(
    merged: Merged, listed: VotingList, outcome: Outcome, *, decisions: Mapping[str, str] | None = None
) -> Adoption:
    """The new version after the votes, every word with its origin.

    Adopted amendments to an amendment count where that was adopted. `decisions` names a decision by the first id of
    its vote.
    """
    decided = dict(decisions or {})
    for vote in listed.votes:
        if vote.amendments[0] in decided:
            decided.update(dict.fromkeys(vote.amendments, decided[vote.amendments[0]]))
    ids = [id for vote in listed.votes if vote.amendments[0] in outcome.adopted for id in vote.amendments]
    return adopt(merged.base, _standing(merged, ids, decided), decisions=decided)


def _standing(merged: Merged, ids: Sequence[str], decided: Mapping[str, str]) -> list[Amendment]:
    kept = {a.id for a in merged.amendments}
    same = {id: first for first, group in merged.same.items() for id in group}
    everyone = {a.id: a for a in merged.everyone}
    standing, changed = [], set()
    for id in ids:
        if id not in everyone:
            continue
        below = merged.further.get(id)
        chosen = _standing(below, ids, decided) if below is not None else []
        if chosen and id in kept:
            changed.add(id)
            standing.append(absorb(merged.base, merged.amendment(id), chosen, decisions=decided))
        elif same.get(id, id) not in changed:
            standing.append(everyone[id])
    return standing
