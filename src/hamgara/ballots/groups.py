"""The groups in which an election can be held, by the names that election files use."""

from __future__ import annotations

from hamgara.ballots.errors import Rejected
from hamgara.ballots.primitives.edwards import ED25519
from hamgara.ballots.primitives.fields import BELENIOS_2048, RFC_3526_2048
from hamgara.ballots.primitives.group import Group

__all__ = ["GROUPS", "find_group"]

GROUPS: dict[str, Group] = {group.name: group for group in (BELENIOS_2048, RFC_3526_2048, ED25519)}


def find_group(name: str) -> Group:
    """The group of this name; `Rejected` by `unsupported`."""
    if name not in GROUPS:
        raise Rejected("unsupported", "group", f"{name!r} is none of {', '.join(GROUPS)}")
    return GROUPS[name]
