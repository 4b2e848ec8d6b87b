"""Weights of votes as people read them: whole and fraction, 41 1/3 and not 124/3."""

from __future__ import annotations

from fractions import Fraction

from django import template
from django.utils.translation import gettext as _

from hamgara.dates import Language, format_number
from hamgara.front import rounded_weight
from hamgara.web.viewer import current_viewer

__all__ = ["mixed", "register", "rounded", "weight"]

register = template.Library()


def mixed(value: Fraction | str | int, language: Language) -> str:
    """A fraction of at least nothing as a mixed number in the digits of a language."""
    exact = Fraction(value)
    whole, rest = divmod(exact, 1)
    if not whole or not rest:
        return format_number(exact, language)
    parts = {"whole": format_number(int(whole), language), "rest": format_number(rest, language)}
    return _("%(whole)s %(rest)s") % parts


@register.filter
def rounded(value: Fraction) -> str:
    """A weight to the nearest tenth, in the reader's digits."""
    return rounded_weight(value, "en" if current_viewer().language == "en" else "fa")


@register.filter
def weight(value: Fraction | str | int) -> str:
    """A weight in the reader's digits."""
    return mixed(value, "en" if current_viewer().language == "en" else "fa")
