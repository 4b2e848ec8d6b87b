"""Ballots of an election: how they are checked, boxed without names, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta, Struct, ValidationError, convert

from hamgara import elections as engine
from hamgara.assembly.act import Act, Case, Id, Refused, Share
from hamgara.record import RecordError, canonical, parse

if TYPE_CHECKING:
    from hamgara.assembly.elections import Election
    from hamgara.assembly.membership import Place

__all__ = ["BallotBox", "Ranking", "build_ballot_box", "check_ballot", "count_election", "place_classes", "read_box"]

Ranking = Annotated[tuple[Id, ...], Meta(max_length=100)]


class BallotBox(Struct, frozen=True, forbid_unknown_fields=True):
    """The ballots of a secret election: (weight, ranking, how many), sorted, without names."""

    election: Id
    ballots: tuple[tuple[Share, Ranking, Annotated[int, Meta(ge=1)]], ...]
    v: Literal[1] = 1


def build_ballot_box(election: Election, ballots: Mapping[str, Iterable[str]]) -> bytes:
    """The canonical bytes of an election's box, from the last ballot of each voter."""
    merged = Counter(
        (str(election.roll[voter].weight), tuple(ranking))
        for voter, ranking in ballots.items()
        if voter in election.roll
    )
    rows = [[weight, list(ranking), merged[weight, ranking]] for weight, ranking in sorted(merged)]
    return canonical({"v": 1, "election": election.id, "ballots": rows})


def read_box(act_: Act, case: Case, election: Election, sha256: str) -> BallotBox:
    """The box of that name, of this election and within its roll; `Refused` on behalf of the act otherwise."""
    try:
        box = convert(parse(act_.attached(case, sha256)), BallotBox)
    except (RecordError, ValidationError) as error:
        raise act_.refuse("attachment_malformed", sha256=sha256, why=str(error)) from error
    keys = [(weight, ranking) for weight, ranking, _ in box.ballots]
    if box.election != election.id or keys != sorted(set(keys)):
        raise act_.refuse("attachment_foreign", sha256=sha256)
    entitled = Counter(str(v.weight) for v in election.roll.values())
    given: Counter[str] = Counter()
    for weight, _, number in box.ballots:
        given[weight] += number
    if given - entitled:
        raise act_.refuse("ballots_over_roll", sha256=sha256)
    return box


def count_election(election: Election, box: bytes | None, seed: str) -> engine.Count:
    """Count an election with its method and rules of place.

    `box` holds the secret ballots, None where they are open; `seed` draws lots: it is the root of the
    record up to and including the act that closed the ballots. Raises `hamgara.elections.RulesImpossible`
    where no set of winners keeps the rules.
    """
    rankings: list[tuple[Fraction, tuple[str, ...]]]
    if box is None:
        rankings = [(election.roll[v].weight, r) for v, r in election.ballots.items()]
    else:
        rankings = [(Fraction(w) * n, r) for w, r, n in convert(parse(box), BallotBox).ballots]
    candidates = election.candidates
    ballots = engine.Ballots.from_rankings(candidates, rankings, election.seats)
    places = engine.Places({c: place_classes(election.nominations[c].place) for c in candidates})
    rules = tuple(bound.rule() for bound in election.rules)
    return engine.count(ballots, election.method, places=places, rules=rules, seed=seed)


def place_classes(place: Place) -> dict[str, str]:
    """A place as the classes of the counting engine; cities of one name in two regions are two."""
    return {
        "city": f"{place.city}, {place.region}, {place.country}",
        "region": f"{place.region}, {place.country}",
        "country": place.country,
    }


def check_ballot(election: Election, voter: str, at: str, ranking: tuple[str, ...]) -> None:
    """Raise `Refused` unless the voter may cast that ballot, open or secret, at that time."""
    rule = "act/ballot.cast"
    if election.status != "open":
        raise Refused("status", rule, id=election.id, status=election.status, needed="open")
    if voter not in election.roll:
        raise Refused("not_on_roll", "charter/weights", decision=election.id)
    if at >= election.closes:
        raise Refused("closed_at", rule, closes=election.closes)
    if len(set(ranking)) != len(ranking):
        raise Refused("names_once", rule)
    for name in ranking:
        if name not in election.candidates:
            raise Refused("not_candidate", rule, id=name)
    if not ranking:
        raise Refused("ballot_empty", rule)
    if engine.METHODS[election.method].ballot == "names" and len(ranking) > election.seats:
        raise Refused("too_many", rule, what="names", most=election.seats)
