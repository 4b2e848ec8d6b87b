"""What templates need to speak to the reader: texts, names, times, numbers, and buttons to acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any, cast
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from hamgara.assembly.membership import Place
from hamgara.dates import format_date, format_deadline, format_moment, format_number, format_percent, format_range
from hamgara.documents import format_place
from hamgara.web.languages import direction_of
from hamgara.web.viewer import current_viewer

__all__ = ["register"]

register = template.Library()


@register.filter
def said(texts: Mapping[Any, str]) -> str | SafeString:
    """A text in the reader's language; one that exists only in another is marked with its language."""
    viewer = current_viewer()
    if not texts:
        return ""
    if viewer.language in texts:
        return texts[viewer.language]
    language, text = next(iter(texts.items()))
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction_of(language), text)


@register.filter
def spoken(text: str) -> str | SafeString:
    """A member's own words, of which the record does not say the language: marked where their script is another's."""
    language = "fa" if any("\u0600" <= c <= "\u06ff" for c in text) else "en"
    if language == current_viewer().language:
        return text
    return format_html('<span lang="{}" dir="{}">{}</span>', language, direction_of(language), text)


@register.filter
def paragraphs(texts: Mapping[Any, str] | str) -> SafeString:
    """A text of members: plain, its paragraphs kept, marked with its language where that is another."""
    if isinstance(texts, str):
        texts = {current_viewer().language: texts}
    viewer = current_viewer()
    language = viewer.language if viewer.language in texts else next(iter(texts), viewer.language)
    blocks = [b for b in texts.get(language, "").split("\n") if b.strip()]
    if language == viewer.language:
        return format_html_join("", "<p>{}</p>", ((b,) for b in blocks))
    return format_html_join("", '<p lang="{}" dir="{}">{}</p>', ((language, direction_of(language), b) for b in blocks))


@register.filter
def named(who: str) -> str:
    """What to call a participant or an office."""
    return current_viewer().name(who)


@register.filter
def moment(at: str) -> str:
    """A time of the record, in the reader's calendar and time zone."""
    viewer = current_viewer()
    return format_moment(at, viewer.timezone, viewer.language, viewer.calendar) if at else ""  # type: ignore[arg-type]


@register.filter
def deadline(at: str) -> str:
    """How long from now a time is."""
    viewer = current_viewer()
    return format_deadline(at, viewer.at, viewer.language) if at else ""  # type: ignore[arg-type]


@register.filter
def day(iso: str) -> str:
    """A day in the reader's calendar."""
    viewer = current_viewer()
    return format_date(date.fromisoformat(iso), viewer.language, viewer.calendar) if iso else ""  # type: ignore[arg-type]


@register.filter
def days(isos: tuple[str, ...]) -> str:
    """The first to the last of some days, in the reader's calendar."""
    viewer = current_viewer()
    first, last = date.fromisoformat(isos[0]), date.fromisoformat(isos[-1])
    return format_range(first, last, viewer.language, viewer.calendar)  # type: ignore[arg-type]


@register.filter
def placed(place: Place) -> str:
    """A place in the reader's language."""
    return format_place(place, cast(Any, current_viewer().language))


@register.filter
def number(value: int | str) -> str:
    """A whole number or a fraction's text in the reader's digits."""
    if value in ("", None):
        return ""
    return format_number(Fraction(value) if isinstance(value, str) else value, current_viewer().language)  # type: ignore[arg-type]


@register.filter
def percent(value: float | str | Fraction) -> str:
    """A share as a percentage in the reader's digits."""
    return format_percent(Fraction(value), current_viewer().language)  # type: ignore[arg-type]


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key that a template holds in a variable."""
    return mapping.get(key)


@register.simple_tag
def act_link(kind: str, label: str = "", main: bool = False, **prefill: str) -> SafeString | str:
    """A button to an act's form, where the charter gives the reader that act; else nothing."""
    from hamgara.web.acts import FORMS

    viewer = current_viewer()
    if kind not in FORMS or not viewer.may(kind):
        return ""
    address = reverse("act", args=[viewer.slug, kind])
    if prefill:
        address += "?" + urlencode(prefill)
    words = label or FORMS[kind].title
    return format_html('<a class="button{}" href="{}">{}</a>', " main" if main else "", address, words)


@register.simple_tag
def may(kind: str) -> bool:
    """Whether the charter gives the reader a kind of act."""
    return current_viewer().may(kind)


@register.simple_tag
def page(name: str, *args: str) -> str:
    """The address of a page of this assembly."""
    return reverse(name, args=[current_viewer().slug, *args])
