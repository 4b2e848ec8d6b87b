"""Who takes part, by kind and place, and what each weighs: made once for each membership, not for each page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from hamgara.assembly import Charter, State
from hamgara.assembly.membership import Membership, Participant

__all__ = ["KINDS", "Roster", "roster_of"]

#: In the order in which lists show them.
KINDS = ("organisation", "independent", "delegate", "supporter", "observer")


class Roster(NamedTuple):
    """The participants by kind and place; weights of members and voters, and of classes; whether a cap reduced them."""

    listed: tuple[Participant, ...]
    heads: Mapping[str, int]
    places: int
    weights: Mapping[str, Fraction]
    classes: Mapping[str, Fraction]
    capped: bool


#: By assembly: the membership and the charter from which a roster was last made, and the roster. States are never
#: changed in place, so the same membership and charter make the same roster.
_made: dict[str, tuple[Membership, Charter, Roster]] = {}


def roster_of(state: State) -> Roster:
    """The roster of the assembly as it stands."""
    known = _made.get(state.assembly)
    if known is not None and known[0] is state.membership and known[1] is state.charter:
        return known[2]
    roster = _make(state)
    _made[state.assembly] = state.membership, state.charter, roster
    return roster


def _order(participant: Participant) -> tuple[int, str, str, str, int]:
    place = participant.place
    where = (place.country, place.region, place.city) if place else ("~", "", "")
    return KINDS.index(participant.kind), *where, participant.seq


def _make(state: State) -> Roster:
    there = [p for p in state.membership.participants.values() if p.status in ("accredited", "suspended")]
    weights: dict[str, Fraction] = {}
    classes = {"organisation": Fraction(0), "independent": Fraction(0)}
    for voter in state.roll().values():
        weights[voter.voter] = voter.weight
        if voter.member != voter.voter:
            weights[voter.member] = weights.get(voter.member, Fraction(0)) + voter.weight
        classes[voter.kind] += voter.weight
    stated = {"organisation": Fraction(0), "independent": Fraction(0)}
    for participant in there:
        if participant.status == "accredited" and participant.kind in stated:
            stated[participant.kind] += participant.weight
    return Roster(
        tuple(sorted(there, key=_order)),
        Counter(p.kind for p in there),
        len({(p.place.city, p.place.region, p.place.country) for p in there if p.place}),
        weights,
        classes,
        stated != classes,
    )
