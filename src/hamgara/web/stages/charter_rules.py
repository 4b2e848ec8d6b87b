"""Decision rules, quorum and shares in words."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hamgara.assembly.rules import Quorum, Rule
from hamgara.dates import format_fraction_in_words, format_number

__all__ = ["say_number", "say_quorum", "say_rule", "say_share"]


def say_share(text: str, language: str) -> str:
    if Fraction(text) == Fraction(1, 2):
        return pgettext("a share, before what it is of", "one half")
    return format_fraction_in_words(Fraction(text), cast(Any, language))


def say_number(value: int | str, language: str) -> str:
    return format_number(value, cast(Any, language))


def say_rule(rule: Rule, language: str) -> str:
    """A decision rule in words."""
    if rule.kind == "consensus":
        if rule.objections == 0:
            return _("by consensus: somebody is in favour and no member against")
        return ngettext(
            "by consensus: somebody is in favour and at most %(n)s member against",
            "by consensus: somebody is in favour and at most %(n)s members against",
            rule.objections,
        ) % {"n": say_number(rule.objections, language)}
    if rule.of_roll:
        base = _("the whole roll")
    elif rule.abstentions:
        base = _("the votes in favour, against and abstaining")
    else:
        base = _("the votes in favour and against; abstentions do not count")
    values = {"share": say_share(rule.share, language), "base": base}
    if rule.kind == "double":
        if rule.inclusive:
            return _("at least %(share)s among organisations and among independents separately, of %(base)s") % values
        return _("more than %(share)s among organisations and among independents separately, of %(base)s") % values
    if rule.inclusive:
        return _("at least %(share)s of %(base)s") % values
    return _("more than %(share)s of %(base)s") % values


def say_quorum(quorum: Quorum, language: str) -> str:
    """The quorum in a sentence."""
    share = say_share(quorum.share, language)
    if Fraction(quorum.share) == 0:
        return _("A quorum is there as soon as one member is.")
    if quorum.by == "weight":
        return _("A quorum is at least %(share)s of the weight of the roll.") % {"share": share}
    return _("A quorum is at least %(share)s of the members on the roll.") % {"share": share}
