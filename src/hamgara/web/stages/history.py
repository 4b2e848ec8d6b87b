"""When acts were done that the state knows only by their number."""

from __future__ import annotations

from collections.abc import Iterable

from hamgara.record import Entry
from hamgara.web.store.models import Entry as Row
from hamgara.web.viewer import Viewer

__all__ = ["acts_of"]


def acts_of(viewer: Viewer, numbers: Iterable[int]) -> dict[int, Entry]:
    """The entries of those numbers, by number, in one query."""
    rows = Row.objects.filter(assembly_id=viewer.here.assembly_id, seq__in=set(numbers))
    return {seq: Entry.from_bytes(bytes(data)) for seq, data in rows.values_list("seq", "data")}
