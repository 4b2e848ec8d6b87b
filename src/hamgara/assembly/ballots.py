"""Ballots of an election: how they are checked, boxed without names, and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert

from hamgara import elections as engine
from hamgara.assembly.act import Act, Case, Id, Refused, Share
from hamgara.assembly.sealing import is_summed, read_numbers, read_papers
from hamgara.record import RecordError, canonical, parse

if TYPE_CHECKING:
    from hamgara.assembly.elections import Election
    from hamgara.assembly.membership import Place

__all__ = [
    "BallotBox",
    "Paper",
    "Ranking",
    "Scores",
    "build_ballot_box",
    "check_ballot",
    "count_election",
    "fill_seats",
    "gather_ballots",
    "place_classes",
    "read_box",
]

NONE = Fraction(0)

Ranking = Annotated[tuple[Id, ...], Meta(max_length=100)]
#: What a voter gives to candidates, from 1; whoever is not in it has 0.
Scores = Annotated[dict[Id, Annotated[int, Meta(ge=1, le=10)]], Meta(max_length=100)]
#: What a ballot says: candidates (best first, or in the order of the paper where order means nothing), or scores.
Paper = Ranking | Scores


class BallotBox(Struct, frozen=True, forbid_unknown_fields=True):
    """The ballots of a secret election: (weight, paper, how many), sorted by weight and paper, without names."""

    election: Id
    ballots: tuple[tuple[Share, Paper, Annotated[int, Meta(ge=1)]], ...]
    v: Literal[1] = 1


def build_ballot_box(election: Election, ballots: Mapping[str, Iterable[str] | Mapping[str, int]]) -> bytes:
    """The canonical bytes of an election's box, from the last ballot of each voter."""
    merged: Counter[tuple[str, tuple[Any, ...]]] = Counter()
    papers: dict[tuple[Any, ...], Any] = {}
    for voter, given in ballots.items():
        if voter in election.roll:
            paper = dict(given) if isinstance(given, Mapping) else tuple(given)
            papers[_order(paper)] = paper
            merged[str(election.roll[voter].weight), _order(paper)] += 1
    rows = [[weight, papers[order], merged[weight, order]] for weight, order in sorted(merged)]
    return canonical({"v": 1, "election": election.id, "ballots": rows})


def _order(paper: tuple[str, ...] | dict[str, int]) -> tuple[Any, ...]:
    """What papers of one kind are told apart and sorted by."""
    return tuple(sorted(paper.items())) if isinstance(paper, dict) else paper


def read_box(act_: Act, case: Case, election: Election, sha256: str) -> BallotBox:
    """The box of that name, of this election and within its roll; `Refused` on behalf of the act otherwise."""
    try:
        box = convert(parse(act_.attached(case, sha256)), BallotBox)
    except (RecordError, ValidationError) as error:
        raise act_.refuse("attachment_malformed", sha256=sha256, why=str(error)) from error
    scored = engine.METHODS[election.method].ballot == "scores"
    if any(isinstance(paper, dict) != scored for _, paper, _ in box.ballots):
        raise act_.refuse("attachment_foreign", sha256=sha256)
    keys = [(weight, _order(paper)) for weight, paper, _ in box.ballots]
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
    ballots = gather_ballots(election, box)
    return engine.count(ballots, election.method, places=_places(election), rules=_rules(election), seed=seed)


def fill_seats(
    election: Election, box: bytes | None, seed: str, *, sitting: Sequence[str], unwilling: Sequence[str]
) -> tuple[tuple[str, ...], engine.Count]:
    """Fill the vacant seats by counting the same ballots again: who is new, in order, and the count.

    `sitting` are those of the elected who still hold their seats, `unwilling` the candidates who are not available.
    Raises `hamgara.elections.CountError` where no seat is vacant, or fewer candidates are left than seats;
    `RulesImpossible` where nobody who is left keeps the rules of place.
    """
    gone = [who for who in (*election.elected, *election.filled) if who not in sitting]
    # Of those who had a seat in turn only the last have left one that nobody fills yet.
    filled_since = len(gone) - (election.seats - len(sitting))
    return engine.fill_vacancies(
        gather_ballots(election, box),
        election.method,
        sitting=sitting,
        vacated=gone[filled_since:],
        unwilling=[*gone[:filled_since], *unwilling],
        places=_places(election),
        rules=_rules(election),
        seed=seed,
    )


def gather_ballots(election: Election, box: bytes | None) -> engine.AnyBallots:
    """The ballots of an election as the counting engine takes them, defects treated as the charter had it at the call.

    `box` as in `count_election`.
    """
    papers: list[tuple[Fraction, Any]]
    if election.sealing is not None and box is not None:
        if not is_summed(election.method):
            return _gather_numbers(election, list(read_numbers(election, box)))
        papers = list(read_papers(election, box))
    elif box is None:
        papers = [(election.roll[v].weight, paper) for v, paper in election.ballots.items()]
    else:
        papers = [(Fraction(w) * n, paper) for w, paper, n in convert(parse(box), BallotBox).ballots]
    return _gather_papers(election, papers)


def _gather_papers(
    election: Election, papers: list[tuple[Fraction, Any]], marked: Fraction = NONE
) -> engine.AnyBallots:
    kind = engine.METHODS[election.method].ballot
    rejected = {engine.MARK: marked} if marked else {}
    validity = election.defects.validity(ordered=kind == "ranked")
    gather = engine.ScoreBallots.from_scores if kind == "scores" else engine.Ballots.from_rankings
    return gather(election.candidates, papers, election.seats, validity=validity, rejected=rejected)


def _gather_numbers(election: Election, papers: list[tuple[Fraction, dict[str, int]]]) -> engine.AnyBallots:
    """Papers with numbers beside names: ranks, equal or with gaps as they may be; marks, scores, or what is neither."""
    kind = engine.METHODS[election.method].ballot
    if kind == "ranked":
        validity = election.defects.validity(ordered=True)
        at = {name: c for c, name in enumerate(election.candidates)}
        tiers = [(w, engine.line_up((at[name], rank) for name, rank in given.items())) for w, given in papers]
        return engine.drop_equal(
            engine.gather_tiers(election.candidates, tiers, election.seats, validity=validity), validity
        )
    top = election.top_score if kind == "scores" else 1
    sound = [(w, given) for w, given in papers if max(given.values(), default=0) <= top]
    marked = sum((w for w, given in papers if max(given.values(), default=0) > top), NONE)
    return _gather_papers(election, [(w, given if kind == "scores" else tuple(given)) for w, given in sound], marked)


def _places(election: Election) -> engine.Places:
    return engine.Places({c: place_classes(election.nominations[c].place) for c in election.candidates})


def _rules(election: Election) -> tuple[engine.PlaceRule, ...]:
    return tuple(bound.rule() for bound in election.rules)


def place_classes(place: Place) -> dict[str, str]:
    """A place as the classes of the counting engine; cities of one name in two regions are two."""
    return {
        "city": f"{place.city}, {place.region}, {place.country}",
        "region": f"{place.region}, {place.country}",
        "country": place.country,
    }


def check_ballot(election: Election, voter: str, at: str, paper: Paper) -> None:
    """Raise `Refused` unless the voter may cast that ballot, open or secret, at that time."""
    rule = "act/ballot.cast"
    if election.status != "open":
        raise Refused("status", rule, id=election.id, status=election.status, needed="open")
    if voter not in election.roll:
        raise Refused("not_on_roll", "charter/weights", decision=election.id)
    if at >= election.closes:
        raise Refused("closed_at", rule, closes=election.closes)
    kind = engine.METHODS[election.method].ballot
    if len(set(paper)) != len(paper):
        raise Refused("names_once", rule)
    for name in paper:
        if name not in election.candidates:
            raise Refused("not_candidate", rule, id=name)
    if not paper:
        raise Refused("ballot_empty", rule)
    if isinstance(paper, dict) != (kind == "scores"):
        raise Refused("ballot_kind", rule, method=election.method)
    if isinstance(paper, dict) and max(paper.values()) > election.top_score:
        raise Refused("too_many", rule, what="points", most=election.top_score)
    if kind == "names" and len(paper) > election.seats:
        raise Refused("too_many", rule, what="names", most=election.seats)
