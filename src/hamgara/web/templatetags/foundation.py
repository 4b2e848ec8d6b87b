"""What the frame of every page needs: the path of the assembly, the pages beside it, the seal of its record."""

from __future__ import annotations

from typing import Any, Literal

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.charter import Section
from hamgara.dates import digits
from hamgara.web.stages.walk import list_steps
from hamgara.web.viewer import Viewer, current_viewer

__all__ = ["register"]

register = template.Library()

#: The pages beside the path.
#: Label, page, and for whom: a section of the charter, "" those who take part, None everybody.
_PAGES: tuple[tuple[Any, str, Section | Literal[""] | None], ...] = (
    (_("Overview"), "assembly", None),
    (_("United front"), "front", ""),
    (_("Conduct"), "conduct", ""),
    (_("Record"), "record", "record"),
)


def _address(viewer: Viewer, name: str, section: Section | Literal[""] | None) -> str:
    if section is not None and not (viewer.sees(section) if section else viewer.is_member):
        return ""
    try:
        return reverse(name, args=[viewer.slug])
    except NoReverseMatch:
        return ""


def _is_current(context: Context, name: str) -> bool:
    match = getattr(context.get("request"), "resolver_match", None)
    found = (match.url_name or "") if match is not None else ""
    return found == name or found.startswith(f"{name}-")


@register.inclusion_tag("hamgara/path.html", takes_context=True)
def assembly_path(context: Context) -> dict[str, Any]:
    """The stages of the path with their standing, and the pages beside it.

    The assembly is `here`: at the furthest stage with business under way, else at the furthest that is done.
    """
    viewer = current_viewer()
    steps = list_steps(viewer)
    under_way = [step for step in steps if step.standing == "open"]
    done = [step for step in steps if step.standing == "done"]
    here = (under_way or done or steps[:1])[-1]
    pages = [
        {"label": label, "address": address, "page": _is_current(context, name)}
        for label, name, section in _PAGES
        if (address := _address(viewer, name, section))
    ]
    return {"steps": steps, "here": here, "pages": pages}


@register.simple_tag
def seal() -> dict[str, Any]:
    """The size of the record, the first letters of its root, how many witness it, and the address of its page."""
    viewer = current_viewer()
    snapshot = viewer.here.snapshot()
    root = snapshot.root.hex()[:12]
    return {
        "size": snapshot.size,
        "root": " ".join(root[i : i + 4] for i in range(0, 12, 4)),
        "witnesses": len(snapshot.state.membership.witnesses),
        "address": _address(viewer, "record", "record"),
    }


@register.filter
def in_digits(value: object) -> str:
    """A value with the digits of the reader's language."""
    return digits(str(value), "en" if current_viewer().language == "en" else "fa")
