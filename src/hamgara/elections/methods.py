"""The one function that counts by any method of the table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import AnyBallots, ScoreBallots, TierBallots, drop_equal
from hamgara.elections.outcome import Count, CountError
from hamgara.elections.places import PlaceRule, Places
from hamgara.elections.table import TABLE, CountFunction, Method

__all__ = ["METHODS", "CountFunction", "Method", "count"]

METHODS: Mapping[str, Method] = MappingProxyType({method.id: method for method in TABLE})


def count(
    ballots: AnyBallots,
    method_id: str,
    *,
    seats: int | None = None,
    places: Places | None = None,
    rules: Sequence[PlaceRule] = (),
    seed: str = "",
) -> Count:
    """Count the ballots by a method of `METHODS`, keeping the rules of place.

    `seats` overrides the ballots' own number. `seed` is the text from which lots are drawn; it should be
    fixed before anyone knows it. Ballots with equal ranks are invalid for a method that knows none. Raises
    CountError where the count cannot begin or the ballots are not of the method's kind, RulesImpossible where no
    set of winners keeps the rules, ValueError where a rule needs a place that is not given.
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
    ballots = _fit(ballots, method)
    if not ballots.ballots:
        raise CountError("no valid ballots")
    limits = None
    if rules:
        if places is None:
            raise CountError("rules of place need the places of the candidates")
        limits = Limits(ballots.candidates, standing, seats, places, rules)
        limits.admit()
    return method.count(ballots, seats, limits, seed)


def _fit(ballots: AnyBallots, method: Method) -> AnyBallots:
    if isinstance(ballots, ScoreBallots) != (method.ballot == "scores"):
        raise CountError(f"{method.id} needs {'scores' if method.ballot == 'scores' else 'ballots without scores'}")
    if isinstance(ballots, TierBallots) and not method.equal_ranks:
        if method.ballot != "ranked":
            raise CountError(f"{method.id} needs names without ranks")
        return drop_equal(ballots)
    return ballots
