"""A text in its languages side by side: which of them is authoritative, and which is of an earlier version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hamgara.web.languages import direction_of
from hamgara.web.stages.differences import compare_texts, mark_up
from hamgara.web.viewer import Viewer

__all__ = ["Side", "differing_sides", "sides_of"]


@dataclass(frozen=True, slots=True)
class Side:
    """One language of a text: `texts` holds it alone; `marked` is what it says otherwise than an earlier text."""

    language: str
    direction: str
    name: str
    texts: Mapping[str, str]
    authoritative: bool
    stale: bool = False
    marked: SafeString | str = ""


def _ordered(viewer: Viewer, texts: Mapping[Any, str]) -> list[str]:
    first = viewer.state.charter.authoritative
    return sorted(texts, key=lambda language: (language != first, language))


def _side(viewer: Viewer, language: str, text: str, **more: Any) -> Side:
    names = {"fa": _("Persian"), "en": _("English")}
    authoritative = language == viewer.state.charter.authoritative
    return Side(language, direction_of(language), names[language], {language: text}, authoritative, **more)


def sides_of(viewer: Viewer, texts: Mapping[Any, str], stale: Collection[str] = ()) -> list[Side]:
    """Every language of a text, the authoritative one first."""
    return [_side(viewer, x, texts[x], stale=x in stale) for x in _ordered(viewer, texts)]


def differing_sides(viewer: Viewer, old: Mapping[Any, str], new: Mapping[Any, str]) -> list[Side]:
    """Every language in which the new text says something otherwise, with the difference marked word by word."""
    return [
        _side(viewer, x, new[x], marked=mark_up(compare_texts(old.get(x, ""), new[x])))
        for x in _ordered(viewer, new)
        if old.get(x) != new[x]
    ]
