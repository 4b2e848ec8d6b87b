"""Weights of votes as people read them: whole and fraction, 41 1/3 and not 124/3."""

from __future__ import annotations

from fractions import Fraction

from django import template

from hamgara.dates import format_weight
from hamgara.front import rounded_weight
from hamgara.web.viewer import current_viewer

__all__ = ["register", "rounded", "weight"]

register = template.Library()


@register.filter
def rounded(value: Fraction) -> str:
    """A weight to the nearest tenth, in the reader's digits."""
    return rounded_weight(value, "en" if current_viewer().language == "en" else "fa")


@register.filter
def weight(value: Fraction | str | int) -> str:
    """A weight in the reader's digits."""
    return format_weight(value, "en" if current_viewer().language == "en" else "fa")
