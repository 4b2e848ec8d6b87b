"""Many amendments against one version: what merges, what is the same, and what can only stand instead of another.

An amendment is adopted whole or not at all, so two amendments collide where any of their changes do. (`divide` makes
several of one.) Whatever collides with nothing merges; the rest forms contests, each a set of amendments that hang
together by collisions, with the alternatives spelled out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from hamgara.drafting.amendments import Amendment, Reword, check_amendment
from hamgara.drafting.collisions import RANK, Collision, Seam, find_collisions, operation_key
from hamgara.drafting.composition import adopt
from hamgara.drafting.draft import Draft
from hamgara.drafting.errors import DraftingError
from hamgara.drafting.rebasing import compare_drafts

__all__ = ["MOST_ALTERNATIVES", "Contest", "LeftOut", "Merged", "absorb", "merge"]

#: So many alternatives of one contest are listed; `Contest.complete` says whether these are all.
MOST_ALTERNATIVES = 64


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An amendment that does not fit the version, with the code and the sentence of the refusal."""

    amendment: str
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Contest:
    """Amendments (each for all that are the same) that hang together by collisions; each alternative is a largest set
    of them that can stand together.
    """

    amendments: tuple[str, ...]
    collisions: tuple[Collision, ...]
    alternatives: tuple[tuple[str, ...], ...]
    complete: bool


@dataclass(frozen=True)
class Merged:
    """The outcome of a merge; nothing in it depends on the order in which the amendments were given.

    `amendments`: those that fit, once each where several are the same (`same` maps each such id to all of them, the
    names are put together), in the order of time. `uncontested`: the ids that stand for themselves. `draft`: the base
    with these in it. `everyone`: all that fit, each by itself. `further`: by amendment, the merge of the amendments to
    it, against the draft as it would be. `emptied`: clauses that would be left without a word, for the chair to see.
    """

    base: Draft
    amendments: tuple[Amendment, ...]
    same: dict[str, tuple[str, ...]]
    uncontested: tuple[str, ...]
    contests: tuple[Contest, ...]
    seams: tuple[Seam, ...]
    left_out: tuple[LeftOut, ...]
    draft: Draft
    everyone: tuple[Amendment, ...] = ()
    emptied: tuple[str, ...] = ()
    further: dict[str, Merged] = field(default_factory=dict)

    @cached_property
    def meeting(self) -> Mapping[str, tuple[frozenset[str], frozenset[str]]]:
        """By contested amendment: those of which only one of the two can stand, and those that add at its place."""
        against: dict[str, set[str]] = defaultdict(set)
        beside: dict[str, set[str]] = defaultdict(set)
        for contest in self.contests:
            for c in contest.collisions:
                found = against if c.excludes else beside
                found[c.first].add(c.second)
                found[c.second].add(c.first)
        return {id: (frozenset(against[id]), frozenset(beside[id])) for id in {*against, *beside}}

    def amendment(self, id: str) -> Amendment:
        """The amendment of that id at this level. Raises DraftingError (`amendment-unknown`)."""
        for found in self.amendments:
            if found.id == id:
                return found
        raise DraftingError("amendment-unknown", id, "no such amendment here")


def merge(draft: Draft, amendments: Sequence[Amendment]) -> Merged:
    """Merge amendments (any order) against one version of a draft, those to amendments (`to`) within them.

    Raises DraftingError (`id-taken`) where two amendments have one id. An amendment to one that is not here, or not
    fit, is left out with that reason.
    """
    ids = [a.id for a in amendments]
    if len(set(ids)) != len(ids):
        twice = min(id for id in ids if ids.count(id) > 1)
        raise DraftingError("id-taken", twice, "two amendments have this id")
    ranked = sorted(amendments, key=lambda a: (a.at, a.id))
    to: dict[str, list[Amendment]] = defaultdict(list)
    for amendment in ranked:
        to[amendment.to if amendment.to in ids else ""].append(amendment)
    strays = [a for a in to[""] if a.to]
    out = [LeftOut(a.id, "amendment-unknown", f"amends {a.to}, which is not here") for a in strays]
    merged = _merged(draft, [a for a in to[""] if not a.to], to)
    return replace(merged, left_out=(*merged.left_out, *out)) if out else merged


def _merged(draft: Draft, amendments: Sequence[Amendment], to: dict[str, list[Amendment]]) -> Merged:
    fitting, left_out = [], []
    for amendment in amendments:
        try:
            check_amendment(draft, amendment)
        except DraftingError as error:
            left_out.append(LeftOut(amendment.id, error.code, str(error)))
            left_out += [LeftOut(id, "parent-left-out", f"amends {amendment.id}") for id in _below(amendment.id, to)]
        else:
            fitting.append(amendment)
    same: dict[tuple[object, ...], list[Amendment]] = defaultdict(list)
    for amendment in fitting:
        same[_key(amendment)].append(amendment)
    kept = tuple(_together(group) for group in same.values())
    further = {}
    for amendment, group in zip(kept, same.values(), strict=True):
        below = [b for a in group for b in to.get(a.id, [])]
        if below:
            further[amendment.id] = _merged(adopt(draft, [amendment]).draft, below, to)
    collisions, seams = find_collisions(kept)
    collisions = tuple(sorted({*collisions, *_wider(draft, kept, further)}, key=RANK))
    contests = _contests(kept, collisions)
    contested = {id for contest in contests for id in contest.amendments} | set(further)
    standing = [a for a in kept if a.id not in contested]
    alone = {a.id for group in same.values() if group[0].id not in contested for a in group}
    result = adopt(draft, [a for a in fitting if a.id in alone]).draft if standing else draft
    return Merged(
        base=draft,
        amendments=kept,
        same={group[0].id: tuple(a.id for a in group) for group in same.values() if len(group) > 1},
        uncontested=tuple(a.id for a in standing),
        contests=contests,
        seams=seams,
        left_out=tuple(left_out),
        draft=result,
        everyone=tuple(fitting),
        emptied=tuple(c.id for c in result.clauses if not c.text.strip() and c != draft.by_id.get(c.id)),
        further=further,
    )


def _below(id: str, to: dict[str, list[Amendment]]) -> list[str]:
    return [found for b in to.get(id, []) for found in (b.id, *_below(b.id, to))]


def _key(amendment: Amendment) -> tuple[object, ...]:
    return tuple(sorted((operation_key(o) for o in amendment.operations), key=repr))


def _together(group: Sequence[Amendment]) -> Amendment:
    names = tuple(dict.fromkeys(name for a in group for name in a.by))
    return group[0] if names == group[0].by else replace(group[0], by=names)


def absorb(
    draft: Draft, amendment: Amendment, adopted: Sequence[Amendment], *, decisions: Mapping[str, str] | None = None
) -> Amendment:
    """The amendment as amended: with `adopted`, which amend it, taken in. Its own words and theirs keep their names."""
    if not adopted:
        return amendment
    own = adopt(draft, [amendment], decisions=decisions).draft
    result = adopt(own, adopted, decisions=decisions).draft
    operations = compare_drafts(draft, result, spelling=True)
    if not operations:
        raise DraftingError("no-change", amendment.id, "as amended it asks for nothing")
    return replace(amendment, operations=operations)


def _wider(draft: Draft, kept: Sequence[Amendment], further: dict[str, Merged]) -> set[Collision]:
    """Collisions that an amendment would come into if one to it were adopted."""
    found: set[Collision] = set()
    for amendment in kept:
        if amendment.id not in further:
            continue
        for below in further[amendment.id].amendments:
            try:
                widened = absorb(draft, amendment, [below])
                check_amendment(draft, widened)
            except DraftingError:
                continue
            others = [a for a in kept if a.id != amendment.id]
            met = find_collisions([widened, *others])[0]
            found |= {c for c in met if amendment.id in (c.first, c.second)}
    return found


def _contests(kept: Sequence[Amendment], collisions: Sequence[Collision]) -> tuple[Contest, ...]:
    near: dict[str, set[str]] = defaultdict(set)
    against: dict[str, set[str]] = defaultdict(set)
    for c in collisions:
        near[c.first].add(c.second)
        near[c.second].add(c.first)
        if c.excludes:
            against[c.first].add(c.second)
            against[c.second].add(c.first)
    seen: set[str] = set()
    contests = []
    for amendment in kept:
        if amendment.id in seen or amendment.id not in near:
            continue
        group, todo = {amendment.id}, [amendment.id]
        while todo:
            new = near[todo.pop()] - group
            group |= new
            todo += sorted(new)
        seen |= group
        ids = tuple(a.id for a in kept if a.id in group)
        alternatives, complete = _alternatives(ids, against)
        met = tuple(c for c in collisions if c.first in group)
        contests.append(Contest(ids, met, alternatives, complete))
    return tuple(contests)


def _alternatives(ids: tuple[str, ...], against: dict[str, set[str]]) -> tuple[tuple[tuple[str, ...], ...], bool]:
    """The largest sets without a collision within, by Bron and Kerbosch (Comm. ACM 16 (1973) 575–577, with pivots)."""
    free = {id: {o for o in ids if o != id and o not in against[id]} for id in ids}
    found: list[tuple[str, ...]] = []

    def grow(chosen: tuple[str, ...], open_: set[str], closed: set[str]) -> bool:
        if not open_ and not closed:
            found.append(tuple(id for id in ids if id in chosen))
            return len(found) <= MOST_ALTERNATIVES
        pivot = max((id for id in ids if id in open_ or id in closed), key=lambda id: len(free[id] & open_))
        for id in ids:
            if id in open_ and id not in free[pivot]:
                if not grow((*chosen, id), open_ & free[id], closed & free[id]):
                    return False
                open_ = open_ - {id}
                closed = closed | {id}
        return True

    complete = grow((), set(ids), set())
    rank = {id: n for n, id in enumerate(ids)}
    return tuple(sorted(found[:MOST_ALTERNATIVES], key=lambda s: [rank[id] for id in s])), complete


def clauses_of(amendment: Amendment) -> tuple[str, ...]:
    """The clauses that an amendment touches or adds after, in its own order."""
    named = []
    for operation in amendment.operations:
        named.append(getattr(operation, "clause", "") or getattr(operation, "after", ""))
        if isinstance(operation, Reword):
            continue
        second = getattr(operation, "second", "")
        named += [second] if second else []
    return tuple(dict.fromkeys(named))
