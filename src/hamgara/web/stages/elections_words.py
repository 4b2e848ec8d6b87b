"""Elections in plain words: where they stand, rules of place, ties, votes with their decimals."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from hamgara.assembly.elections import Election, PlaceBound
from hamgara.dates import digits, format_number
from hamgara.elections import METHODS, PlaceRule
from hamgara.elections.outcome import format_votes
from hamgara.web.viewer import Viewer

__all__ = [
    "BODIES",
    "CLASSES",
    "PHASES",
    "STANDINGS",
    "describe_method",
    "method_choices",
    "name_method",
    "phase_of",
    "say_bounds",
    "say_rule",
    "say_votes",
]

#: Where an election stands: what the page says, and the look of its badge.
PHASES: dict[str, tuple[str | Promise, str]] = {
    "called": (gettext_lazy("nominations are open"), "good"),
    "open": (gettext_lazy("voting is open"), "good"),
    "over": (gettext_lazy("the time for voting is over"), "wait"),
    "closed": (gettext_lazy("ballots are closed, the result is not declared yet"), "wait"),
    "declared": (gettext_lazy("the result is declared"), ""),
    "withdrawn": (gettext_lazy("called off"), "bad"),
}
#: How a nomination stands.
STANDINGS: dict[str, tuple[str | Promise, str]] = {
    "accepted": (gettext_lazy("stands"), "good"),
    "made": (gettext_lazy("has not answered yet"), "wait"),
    "withdrawn": (gettext_lazy("does not stand"), ""),
}
BODIES: dict[str, str | Promise] = {"committee": gettext_lazy("Coordinating committee")}
CLASSES: dict[str, str | Promise] = {
    "city": gettext_lazy("city"),
    "region": gettext_lazy("state or province"),
    "country": gettext_lazy("country"),
}
#: What the methods of the engine say of ties, for the catalogue.
_TIES = (
    gettext_noop("The most recent earlier stage at which the tied differ (rules 49 and 51), then a lot."),
    gettext_noop("The most recent earlier stage at which the tied differ, then a lot."),
    gettext_noop("Tied is who differs by no more than the stated error; the most recent earlier stage, then a lot."),
    gettext_noop("A lot among those whom no strongest path puts below another."),
    gettext_noop("Equal margins in an order of candidates drawn by lot; then a lot among those above whom nobody is."),
    gettext_noop(
        "Among the best committees, the one with the candidate whose lot comes first, then second, and so on."
    ),
    gettext_noop("For the runoff: who beats more of the tied in pairs; in it: the higher total; then a lot."),
    gettext_noop("A lot."),
)
#: What the voters write, by kind of ballot.
PAPERS: dict[str, str | Promise] = {
    "ranked": gettext_lazy("Voters rank the candidates."),
    "names": gettext_lazy("Voters name as many candidates as there are seats, or fewer."),
    "approval": gettext_lazy("Voters name all candidates whom they approve of, as many as they like."),
    "scores": gettext_lazy("Voters give each candidate a score; whoever gets none has 0."),
}
_STV = gettext_lazy(
    "Whoever reaches the quota is elected; votes beyond the quota, and those of excluded candidates, go on to the "
    "voters' next preferences."
)
_LOADS = gettext_lazy(
    "Each seat is a load that its supporters carry together. The next seat goes to whom they can carry with the "
    "least load on any one voter, so that groups are represented by their size."
)
_BUDGETS = gettext_lazy(
    "Every voter has an equal share of a budget. A candidate is elected when the supporters can pay for the seat "
    "together, each as evenly as possible; seats that nobody can pay for are filled by Phragmén's rule."
)
#: What a method does with the ballots, in a sentence or two.
COUNTS: dict[str, str | Promise] = {
    "scottish-stv": _STV,
    "wigm": _STV,
    "meek-stv": gettext_lazy(
        "Whoever reaches the quota keeps just the part of each vote that the quota needs; the rest goes on to the "
        "voters' next preferences. The least supported is excluded, until all seats are filled."
    ),
    "irv": gettext_lazy(
        "The least supported is excluded and the votes go on to the voters' next preferences, until one is left."
    ),
    "expanding-approvals": gettext_lazy(
        "First choices are counted, then also second ones, and so on. Whoever has a quota of voters is elected, and "
        "these voters have used up a quota of votes."
    ),
    "schulze": gettext_lazy(
        "Candidates are compared in pairs; who wins by the strongest chain of victories is elected."
    ),
    "ranked-pairs": gettext_lazy(
        "Candidates are compared in pairs; the clearest victories are locked in first, and none that contradicts them."
    ),
    "block": gettext_lazy("Those named most often are elected."),
    "approval": gettext_lazy("Those named most often are elected."),
    "pav": gettext_lazy(
        "A voter counts 1 for the first elected candidate of the ballot, 1/2 for the second, 1/3 for the third and so "
        "on. Elected is the group with the greatest sum, so that groups are represented by their size."
    ),
    "seq-pav": gettext_lazy(
        "Seat by seat whoever adds most is elected; a ballot counts 1 as long as none of its candidates is elected, "
        "1/2 after one, 1/3 after two and so on."
    ),
    "phragmen-sequential": _LOADS,
    "phragmen-max": gettext_lazy(
        "Each seat is a load that its supporters carry together. Elected is the group whose loads can be spread with "
        "the least on any one voter."
    ),
    "equal-shares": _BUDGETS,
    "equal-shares-scores": _BUDGETS,
    "score": gettext_lazy("Those with the highest sums are elected."),
    "star": gettext_lazy("The two with the highest sums meet in a runoff; whom more voters score higher wins it."),
}


def phase_of(viewer: Viewer, election: Election) -> str:
    """A key of `PHASES`: the status, or `over` while an election whose time is past waits to be closed."""
    return "over" if election.status == "open" and viewer.at >= election.closes else election.status


def name_method(method: str, language: str) -> str:
    """The name of a counting method; its id where this version does not know it."""
    found = METHODS.get(method)
    if found is None:
        return method
    return found.name_fa if language == "fa" else found.name_en


def method_choices(language: str) -> list[tuple[str, str]]:
    """All methods of counting with their names, for a form."""
    return [(method, name_method(method, language)) for method in METHODS]


def describe_method(method: str, language: str) -> dict[str, str]:
    """Name and source of a method, what voters write, how it counts, what it does with ties."""
    found = METHODS[method]
    return {
        "name": name_method(method, language),
        "citation": found.citation,
        "ties": _(found.ties),
        "paper": str(PAPERS[found.ballot]),
        "count": str(COUNTS.get(method, "")),
    }


def say_rule(rule: PlaceRule, language: str) -> str:
    """One rule of place as a phrase: “From each city: at most one person”."""
    return _say(rule.cls, rule.value, rule.at_most, rule.at_least, language)


def say_bounds(rules: Iterable[PlaceBound], language: str) -> list[str]:
    """The rules of an election, each as a phrase."""
    return [say_rule(bound.rule(), language) for bound in rules]


def _say(cls: str, value: str | None, most: int | None, least: int | None, language: str) -> str:
    bound = _bound(most, least, language)
    if value is not None:
        # The place is isolated: its letters may run the other way.
        return _("From %(place)s: %(bound)s") % {"place": f"\u2068{value}\u2069", "bound": bound}
    if cls == "city":
        return _("From each city: %(bound)s") % {"bound": bound}
    if cls == "region":
        return _("From each state or province: %(bound)s") % {"bound": bound}
    return _("From each country: %(bound)s") % {"bound": bound}


def _bound(most: int | None, least: int | None, language: str) -> str:
    def count(number: int) -> str:
        return format_number(number, language)  # type: ignore[arg-type]

    if most == 0:
        return _("nobody")
    if most is not None and most == least:
        return _("exactly one person") if most == 1 else _("exactly %(n)s persons") % {"n": count(most)}
    if most is not None and least:
        return _("at least %(least)s and at most %(most)s persons") % {"least": count(least), "most": count(most)}
    if most is not None:
        return _("at most one person") if most == 1 else _("at most %(n)s persons") % {"n": count(most)}
    least = least or 0
    return _("at least one person") if least == 1 else _("at least %(n)s persons") % {"n": count(least)}


def say_votes(votes: Any, language: str) -> str:
    """Votes with as many of their five decimals as are not zero, in the reader's digits."""
    text = format_votes(Fraction(votes)).rstrip("0").rstrip(".")
    return digits(text, "fa").replace(".", "٫") if language == "fa" else text
