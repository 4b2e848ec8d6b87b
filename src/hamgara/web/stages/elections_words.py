"""Elections in plain words: where they stand, rules of place, ties, votes with their decimals."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamgara.assembly.charter import ElectionRules
from hamgara.assembly.elections import Election, PlaceBound
from hamgara.dates import digits, format_number
from hamgara.documents.counts.methods import describe_count, describe_paper, describe_ties, name_method
from hamgara.documents.counts.papers import describe_validity
from hamgara.elections import METHODS, PlaceRule
from hamgara.elections.outcome import format_votes
from hamgara.web.viewer import Viewer

__all__ = [
    "BODIES",
    "CLASSES",
    "PHASES",
    "STANDINGS",
    "describe_defects",
    "describe_method",
    "group_methods",
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


def phase_of(viewer: Viewer, election: Election) -> str:
    """A key of `PHASES`: the status, or `over` while an election whose time is past waits to be closed."""
    return "over" if election.status == "open" and viewer.at >= election.closes else election.status


def method_choices(language: str) -> list[tuple[str, str]]:
    """All methods of counting with their names, for a form."""
    return [(method, name_method(method, language)) for method in METHODS]


def group_methods(methods: Iterable[str], language: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Those methods with their names for a form, under what voters write for them."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for method in methods:
        groups.setdefault(describe_paper(method, language), []).append((method, name_method(method, language)))
    return list(groups.items())


def describe_method(method: str, language: str) -> dict[str, str]:
    """Name and source of a method, what voters write, how it counts, what it does with ties."""
    return {
        "name": name_method(method, language),
        "citation": METHODS[method].citation,
        "ties": describe_ties(method, language),
        "paper": describe_paper(method, language),
        "count": describe_count(method, language),
    }


def describe_defects(rules: ElectionRules, language: str) -> list[str]:
    """What becomes of ballots with a defect, in sentences; of ranks only where a method of the charter has them."""
    ordered = any(METHODS[method].ballot == "ranked" for method in rules.methods if method in METHODS)
    validity = rules.invalid.validity(ordered=ordered)
    return describe_validity(validity, "en" if language == "en" else "fa", ordered=ordered)


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
