"""Checks of certificates, ballot by ballot: short enough to be read, and sharing no code with any search or count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, Protocol

__all__ = ["check_condorcet", "check_ejr_plus", "check_pjr_plus", "check_priceability", "check_psc"]


class _Ballots(Protocol):
    @property
    def candidates(self) -> tuple[str, ...]: ...
    @property
    def ballots(self) -> Any: ...


def check_psc(ballots: _Ballots, elected: Sequence[str], found: Any) -> bool:
    """Whether the witness of a failure of PSC is real: so many rank the group before all others, and it got less."""
    votes = total = Fraction(0)
    for weight, names in _list_names(ballots):
        total += weight
        if sorted(names[: len(found.group)]) == sorted(found.group):
            votes += weight
    enough: bool = votes * (len(elected) + 1) > found.deserved * total and found.deserved <= len(found.group)
    return enough and votes == found.weight and sum(n in elected for n in found.group) < found.deserved


def check_ejr_plus(ballots: _Ballots, elected: Sequence[str], found: Any) -> bool:
    """Whether the witness of a failure of EJR+ is real: so many approve one not elected, each too few who are."""
    [name] = found.group
    votes = total = Fraction(0)
    for weight, names in _list_names(ballots):
        total += weight
        if name in names and len(set(names) & set(elected)) < found.deserved:
            votes += weight
    enough = votes * len(elected) >= found.deserved * total
    return name not in elected and enough and votes == found.weight and found.deserved > 0


def check_pjr_plus(ballots: _Ballots, elected: Sequence[str], found: Any) -> bool:
    """Whether the witness of a failure of PJR+ is real: so many approve one who is not elected, together of too few."""
    [name] = found.group
    votes = total = Fraction(0)
    for weight, names in _list_names(ballots):
        total += weight
        if name in names and set(names) & set(elected) <= set(found.members):
            votes += weight
    enough = votes * len(elected) >= found.deserved * total
    return name not in elected and enough and votes == found.weight and len(found.members) < found.deserved


def check_priceability(ballots: _Ballots, elected: Sequence[str], found: Any) -> bool:
    """Whether a certificate of priceability is right, be it that it holds or that it fails.

    That it holds: its payments are added up. That it fails: add the payments' conditions with these multipliers, E for
    one who is not elected and M for one who is, M in sum no less than E. A ballot leaves at least its E less the
    greatest E + M that it could pay for, and 0 where that is less; if this is more than 0 over all ballots, no payments
    can meet all conditions.
    """
    papers = [(Fraction(weight), frozenset(names)) for weight, names in _list_names(ballots)]
    if found.holds:
        return _check_payments(papers, set(elected), found.price, found.payments)
    if found.group:
        return all(name in elected and not any(name in names for _, names in papers) for name in found.group)
    value = {name: found.multipliers.get(name, Fraction(0)) for name in {*elected, *found.multipliers}}
    others = [name for name in value if name not in elected]
    sums = sum(value[name] for name in elected), sum(value[name] for name in others)
    left = Fraction(0)
    for weight, names in papers:
        worth = sum((value[name] for name in others if name in names), Fraction(0))
        left += weight * (worth - max([Fraction(0), *(worth + value[name] for name in elected if name in names)]))
    return sums[0] >= sums[1] and all(value[name] >= 0 for name in others) and left > 0


def _check_payments(
    papers: list[tuple[Fraction, frozenset[str]]],
    elected: set[str],
    price: Fraction,
    payments: Mapping[frozenset[str], Mapping[str, Fraction]],
) -> bool:
    budget: dict[frozenset[str], Fraction] = {}
    for weight, names in papers:
        budget[names] = budget.get(names, Fraction(0)) + weight
    for names, pays in payments.items():
        if names not in budget or not set(pays) <= names & elected or any(paid < 0 for paid in pays.values()):
            return False
        budget[names] -= sum(pays.values())
    received = [sum(pays.get(name, Fraction(0)) for pays in payments.values()) for name in elected]
    named = {name for _, names in papers for name in names}
    rest = [sum(left for names, left in budget.items() if name in names) for name in named - elected]
    return price > 0 and min(budget.values()) >= 0 and set(received) == {price} and all(r <= price for r in rest)


def check_condorcet(ballots: _Ballots, facts: Mapping[str, Any], standing: Sequence[str]) -> bool:
    """Whether the Condorcet winner, loser and Smith set of strict rankings are right, pair by pair."""

    def beats(a: str, b: str) -> bool:
        ahead = Fraction(0)
        for weight, names in _list_names(ballots):
            if a in names and (b not in names or names.index(a) < names.index(b)):
                ahead += weight
            elif b in names:
                ahead -= weight
        return ahead > 0

    wins = {(a, b): beats(a, b) for a in standing for b in standing if a != b}
    winners: list[str | None] = [a for a in standing if all(wins[a, b] for b in standing if b != a)]
    losers: list[str | None] = [
        a for a in standing if len(standing) > 1 and all(wins[b, a] for b in standing if b != a)
    ]
    inside = set(facts["smith"])
    dominant = bool(inside) and all(wins[a, b] for a in inside for b in standing if b not in inside)
    # The smallest: from any member the others are reached by steps to one who is not beaten by her.
    for start in inside:
        reached, queue = {start}, [start]
        while queue:
            a = queue.pop()
            more = {b for b in inside - reached if not wins[a, b]}
            reached |= more
            queue += more
        dominant = dominant and reached == inside
    return [facts["winner"]] == (winners or [None]) and [facts["loser"]] == (losers or [None]) and dominant


def _list_names(ballots: _Ballots) -> Iterator[tuple[Any, list[str]]]:
    for weight, ranks in ballots.ballots:
        yield weight, [ballots.candidates[c] for c in ranks]
