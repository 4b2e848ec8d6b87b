"""Filling a vacancy from the ballots of the election itself, without calling the voters again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hamgara.elections.ballots import Ballots, gather
from hamgara.elections.graded import AnyBallots, ScoreBallots, gather_scores, gather_tiers
from hamgara.elections.methods import count
from hamgara.elections.outcome import Count, CountError
from hamgara.elections.places import PlaceRule, Places

__all__ = ["SITTING", "fill_vacancies", "withdraw"]

SITTING = "sitting"  # the class that keeps those who hold their seats


def withdraw(ballots: AnyBallots, names: Sequence[str]) -> AnyBallots:
    """The same ballots with further candidates withdrawn: they go on as if those were not on the paper.

    A paper that names nobody else is then "empty". Raises CountError for a name that is not a candidate's.
    """
    for name in names:
        if name not in ballots.candidates:
            raise CountError(f"{name!r} is not a candidate")
    gone = tuple(name for name in ballots.candidates if name in ballots.withdrawn or name in names)
    parts: dict[str, Any] = {
        "title": ballots.title,
        "withdrawn": gone,
        "rejected": ballots.invalid,
        "in_part": ballots.in_part,
    }
    if isinstance(ballots, Ballots):
        return gather(ballots.candidates, ballots.ballots, ballots.seats, **parts)
    if isinstance(ballots, ScoreBallots):
        return gather_scores(ballots.candidates, ballots.ballots, ballots.seats, **parts)
    return gather_tiers(ballots.candidates, ballots.ballots, ballots.seats, **parts)


def fill_vacancies(
    ballots: AnyBallots,
    method_id: str,
    *,
    sitting: Sequence[str],
    vacated: Sequence[str],
    unwilling: Sequence[str] = (),
    seats: int | None = None,
    places: Places | None = None,
    rules: Sequence[PlaceRule] = (),
    seed: str = "",
) -> tuple[tuple[str, ...], Count]:
    """Count the ballots again without those who vacated and those who are unwilling; nobody who sits loses the seat.

    Gives who is newly elected, in order, and the whole count. Those who sit are kept by a rule of the class
    "sitting" together with the rules of place, so its report says where that kept one of them. Raises CountError
    where the seats do not add up, RulesImpossible where the rules cannot be kept beside those who sit.
    """
    seats = ballots.seats if seats is None else seats
    if set(sitting) & {*vacated, *unwilling} or len(set(sitting)) != len(sitting):
        raise CountError("who sits can neither have vacated nor be unwilling, and sits once")
    if not vacated or len(sitting) + len(set(vacated)) != seats:
        raise CountError(f"{len(sitting)} who sit and {len(set(vacated))} who vacated do not make {seats} seats")
    for name in sitting:
        if name not in ballots.candidates:
            raise CountError(f"{name!r} is not a candidate")
    again = withdraw(ballots, [*vacated, *unwilling])
    known: Mapping[str, Mapping[str, str]] = {} if places is None else places.of
    marked = {name: {**known.get(name, {}), SITTING: "yes" if name in sitting else "no"} for name in again.candidates}
    kept = [*rules, PlaceRule(SITTING, "yes", at_least=len(sitting))] if sitting else list(rules)
    outcome = count(again, method_id, seats=seats, places=Places(marked), rules=kept, seed=seed)
    return tuple(name for name in outcome.elected if name not in sitting), outcome
