"""Random elections of every method for the tests of reports, with names that no number hides in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hypothesis import strategies as st
from tests.elections.kinds import fit_papers, fit_seats

from hamgara.documents import Candidate, Counting, FileSource, examine
from hamgara.elections import METHODS, AnyBallots, PlaceRule, Places, RulesImpossible, count

__all__ = ["CITIES", "NAMES", "counting_of", "poll", "polls"]

NAMES = ("Ava", "Babak", "Cyra", "Dana", "Esfandiar", "Farah")
CITIES = dict(zip(NAMES, ("Toronto", "Toronto", "Boston", "Boston", "Ottawa", "Ottawa"), strict=True))
SOURCE = FileSource("votes.blt", "ab" * 32, "hamgara count votes.blt")


def counting_of(
    ballots: AnyBallots, method: str, seats: int, *, rules: Sequence[PlaceRule] = (), seed: str = "", **parts: Any
) -> Counting:
    """The counting of those ballots, cities as in `CITIES`."""
    places = Places({who: {"city": CITIES.get(who, "Paris")} for who in ballots.candidates})
    outcome = count(ballots, method, seats=seats, places=places, rules=rules, seed=seed)
    candidates = {who: Candidate({"en": who}, None, places.of[who]) for who in ballots.candidates}
    counting = Counting({"en": "A poll"}, {"en": "votes.blt"}, outcome, candidates, SOURCE, tuple(rules), **parts)
    return examine(counting, ballots)


def poll(method: str, papers: Sequence[tuple[int, Sequence[str]]], seats: int, **parts: Any) -> Counting:
    """The counting of rankings, as the method wants them."""
    seats = fit_seats(method, seats)
    return counting_of(fit_papers(method, NAMES, papers, seats), method, seats, **parts)


@st.composite
def polls(draw: st.DrawFn) -> Counting:
    """A counting by any method, with and without a rule of place that can be kept."""
    method = draw(st.sampled_from(sorted(METHODS)))
    ranking = st.permutations(NAMES).flatmap(lambda order: st.integers(1, 6).map(lambda size: order[:size]))
    papers = draw(st.lists(st.tuples(st.integers(1, 9), ranking), min_size=1, max_size=9))
    seats = draw(st.integers(1, 3))
    rules = draw(st.sampled_from([(), (PlaceRule("city", at_most=1),), (PlaceRule("city", "Ottawa", at_least=1),)]))
    try:
        return poll(method, papers, seats, rules=rules, seed=draw(st.sampled_from(["", "a b'c", "0f"])))
    except RulesImpossible:
        return poll(method, papers, seats)
