"""The draft as the engine of drafting sees it: what amendments ask for, how they merge, the order of votes.

Clauses are drafted in the charter's authoritative language; translations follow them (`versions`). How words are
divided and texts compared is part of what the record says: positions and merges in it are computed by the same engine.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from hamgara.assembly.act import Language, Refused
from hamgara.assembly.clauses import CLAUSE_KINDS, Amendment, Clauses, Version
from hamgara.drafting import Amendment as Asked
from hamgara.drafting import Clause as Drafted
from hamgara.drafting import (
    Draft,
    DraftingError,
    Merged,
    Operation,
    Span,
    VotingList,
    adopt,
    merge,
    voting_list,
)

if TYPE_CHECKING:
    from hamgara.assembly.state import State

__all__ = [
    "asked_of",
    "base_of",
    "clauses_touched",
    "draft_of",
    "draft_with",
    "list_votes",
    "merge_amendments",
    "refusal_of",
    "standing_amendments",
    "texts_under",
    "voting_list_of",
    "wording_of",
]

#: What the engine refuses, as refusals of an act.
_CODES: Mapping[str, str] = {
    "collision": "touches_twice",
    "id-taken": "id_taken",
    "itself": "names_once",
    "no-change": "no_change",
    "not-neighbours": "not_neighbours",
    "position": "position_wrong",
}


def refusal_of(error: DraftingError, rule: str) -> Refused:
    """The refusal of an act for what the engine does not allow."""
    code = _CODES.get(error.code, "drafting")
    return Refused(code, rule, id=error.place) if code != "drafting" else Refused(code, rule, why=str(error))


def wording_of(version: Version, language: Language) -> tuple[str, tuple[Span, ...]]:
    """A version's authoritative text with its spans; another one where the charter's language came later."""
    held = language if language in version.text else min(version.text)
    return version.text[held], version.spans.get(held, ())


def draft_of(part: Clauses, language: Language, order: Sequence[str] | None = None) -> Draft:
    """The clauses that are undecided or adopted, by kind and then in the draft's order (or as `order` has them)."""
    if order is None:
        listed = sorted(part.pending(), key=lambda clause: CLAUSE_KINDS.index(clause.kind))
    else:
        listed = [part.clauses[c] for c in order if part.clauses[c].undecided or part.clauses[c].status == "adopted"]
    made = []
    for clause in listed:
        text, spans = wording_of(clause.current, language)
        made.append(Drafted(clause.id, text, clause.current.number, spans))
    return Draft(tuple(made))


def asked_of(amendment: Amendment, operations: tuple[Operation, ...] | None = None) -> Asked:
    """The amendment as the engine takes it."""
    given = amendment.operations if operations is None else operations
    return Asked(amendment.id, (amendment.by,), given, amendment.seq, amendment.to)


def draft_with(part: Clauses, draft: Draft, amendment: Amendment) -> Draft:
    """The draft as an amendment would make it, and before it those that it amends."""
    parent = part.amendments.get(amendment.to)
    base = draft if parent is None else draft_with(part, draft, parent)
    return adopt(base, [asked_of(amendment)]).draft if amendment.operations else base


def base_of(part: Clauses, draft: Draft, to: str) -> Draft:
    """The draft on which an amendment to `to` stands; the draft itself where it amends none."""
    return draft if not to else draft_with(part, draft, part.amendments[to])


def texts_under(part: Clauses, amendment: Amendment) -> dict[Language, str]:
    """The texts that an amendment was written on, in every language: its clause's version, or what it amends."""
    parent = part.amendments.get(amendment.to)
    if parent is not None:
        return {**texts_under(part, parent), **parent.text}
    versions = part.clauses[amendment.clause].versions
    return versions[min(amendment.version, len(versions)) - 1].text


def clauses_touched(operations: Collection[Operation]) -> set[str]:
    """Every clause whose text, place or being the operations would change."""
    found = {getattr(o, "clause", "") for o in operations} | {getattr(o, "second", "") for o in operations}
    return found - {""}


def standing_amendments(part: Clauses, clauses: Collection[str] | None = None) -> list[Amendment]:
    """The amendments to those draft clauses (to all where None is given) that can be voted on as they stand.

    Those are proposed, up to date, and ask for something in the authoritative language; what amends an amendment that
    does not stand does not stand either.
    """
    found: dict[str, Amendment] = {}
    for amendment in part.amendments.values():
        if clauses is not None and amendment.clause not in clauses:
            continue
        stands = amendment.status == "proposed" and bool(amendment.operations) and not part.outdated(amendment)
        if stands and part.clauses[amendment.clause].undecided and (not amendment.to or amendment.to in found):
            found[amendment.id] = amendment
    return list(found.values())


def merge_amendments(state: State, clauses: Collection[str] | None = None) -> Merged:
    """The amendments that stand, merged against the present draft."""
    part = state.clauses
    standing = [asked_of(a) for a in standing_amendments(part, clauses)]
    return merge(draft_of(part, state.charter.authoritative), standing)


def voting_list_of(
    state: State,
    clauses: Collection[str] | None = None,
    *,
    chair: Sequence[str] = (),
    apart: Collection[str] = (),
) -> tuple[Merged, VotingList]:
    """The merge of the amendments that stand, and the order of votes on them by the charter's rule.

    Where the rule leaves the order to the chair, `chair` gives it; what it does not name follows in the order of time.
    `apart` are uncontested amendments that are to be voted on by themselves. Raises DraftingError
    (`amendment-unknown`) where that names what does not stand.
    """
    merged = merge_amendments(state, clauses)
    return merged, list_votes(state, merged, chair, apart)


def list_votes(state: State, merged: Merged, chair: Sequence[str], apart: Collection[str]) -> VotingList:
    """The order of votes on a merge by the charter's rule."""
    rules = state.charter.drafting
    named = set(chair)
    ids = [*chair, *(a.id for a in sorted(merged.amendments, key=lambda a: (a.at, a.id)) if a.id not in named)]
    below = [a for found in merged.further.values() for a in _all_ids(found) if a not in named]
    return voting_list(merged, rule=rules.order, measure=rules.measure, chair=[*ids, *below], apart=apart)


def _all_ids(merged: Merged) -> list[str]:
    ids = [a.id for a in merged.amendments]
    return ids + [i for found in merged.further.values() for i in _all_ids(found)]
