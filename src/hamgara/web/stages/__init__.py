"""The pages of each stage of an assembly, one module per stage, by the same names as in `hamgara.assembly`."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver

__all__ = ["MODULES", "collect_patterns"]

#: In the order in which their addresses are tried. A module says its own addresses in `urlpatterns`.
MODULES: tuple[str, ...] = (
    "home",
    "charter",
    "membership",
    "meetings",
    "positions",
    "comments",
    "provenance",
    "together",
    "glossary",
    "voting_lists",
    "drafting_documents",
    "drafting_returns",
    "clauses",
    "soundings",
    "decisions",
    "elections",
    "sealing",
    "actions",
    "conduct",
    "publication",
    "documents",
    "record",
    "front",
)


def collect_patterns() -> list[URLPattern | URLResolver]:
    """The addresses of all stages, relative to `/a/<slug>/`."""
    patterns: list[URLPattern | URLResolver] = []
    for name in MODULES:
        if find_spec(f"{__name__}.{name}") is not None:
            patterns += import_module(f"{__name__}.{name}").urlpatterns
    return patterns
