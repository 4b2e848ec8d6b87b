"""The counting methods as one table, and the one function that counts by any of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeAlias

from hamgara.elections.ballots import Ballots
from hamgara.elections.block import count_block
from hamgara.elections.feasibility import Limits
from hamgara.elections.outcome import Count, CountError
from hamgara.elections.places import PlaceRule, Places
from hamgara.elections.scottish import count_scottish

__all__ = ["METHODS", "CountFunction", "Method", "count"]

CountFunction: TypeAlias = Callable[[Ballots, int, Limits | None, str], Count]


@dataclass(frozen=True)
class Method:
    """A counting method: its names, its ballots, where it comes from, how it settles ties, its function.

    `ballot` is "ranked" (order counts) or "names" (it does not). The function takes the ballots, the seats,
    the bound rules of place or None, and the seed of lots.
    """

    id: str
    name_fa: str
    name_en: str
    ballot: Literal["ranked", "names"]
    citation: str
    ties: str
    count: CountFunction


METHODS: Mapping[str, Method] = MappingProxyType(
    {
        method.id: method
        for method in (
            Method(
                id="scottish-stv",
                name_fa="رأی انتقال‌پذیر یگانه (آیین اسکاتلند، ۲۰۰۷)",
                name_en="Single transferable vote (Scotland, 2007)",
                ballot="ranked",
                citation="Scottish Local Government Elections Order 2007, SSI 2007/42, Sch. 1, rules 45–52",
                ties="The most recent earlier stage at which the tied differ (rules 49 and 51), then a lot.",
                count=count_scottish,
            ),
            Method(
                id="block",
                name_fa="رأی به چند نام (اکثریت نسبی)",
                name_en="Block vote (plurality with up to as many names as seats)",
                ballot="names",
                citation="D. M. Farrell, Electoral Systems: A Comparative Introduction, 2nd ed., 2011, ch. 2",
                ties="A lot.",
                count=count_block,
            ),
        )
    }
)


def count(
    ballots: Ballots,
    method_id: str,
    *,
    seats: int | None = None,
    places: Places | None = None,
    rules: Sequence[PlaceRule] = (),
    seed: str = "",
) -> Count:
    """Count the ballots by a method of `METHODS`, keeping the rules of place.

    `seats` overrides the ballots' own number. `seed` is the text from which lots are drawn; it should be
    fixed before anyone knows it. Raises CountError where the count cannot begin, RulesImpossible where no set
    of winners keeps the rules, ValueError where a rule needs a place that is not given.
    """
    method = METHODS.get(method_id)
    if method is None:
        raise CountError(f"unknown method {method_id!r}; there are: {', '.join(METHODS)}")
    seats = ballots.seats if seats is None else seats
    if isinstance(seats, bool) or not isinstance(seats, int) or seats < 1:
        raise CountError(f"seats must be a positive integer, not {seats!r}")
    standing = [i for i, name in enumerate(ballots.candidates) if name not in ballots.withdrawn]
    if seats > len(standing):
        raise CountError(f"{seats} seats, but only {len(standing)} candidates stand")
    if not ballots.ballots:
        raise CountError("no valid ballots")
    limits = None
    if rules:
        if places is None:
            raise CountError("rules of place need the places of the candidates")
        limits = Limits(ballots.candidates, standing, seats, places, rules)
        limits.admit()
    return method.count(ballots, seats, limits, seed)
