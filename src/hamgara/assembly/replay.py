"""Replay: the state from its record, for verification and for a process that catches up."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from hamgara.assembly.act import Refused
from hamgara.assembly.state import EMPTY, State, Step, admit
from hamgara.record import Entry, Tree, leaf_hash

__all__ = ["AssemblyReplay"]


class AssemblyReplay:
    """Admits entries one after another from the empty state; what `hamgara.record.verify` is handed.

    `attachments` maps the SHA-256 of attachments to their bytes. It is also the record that acts may ask.
    """

    def __init__(self, attachments: Mapping[str, bytes]) -> None:
        self._given = attachments
        self._referred: set[str] = set()
        self.tree = Tree()
        self.state: State = EMPTY

    def attachment(self, sha256: str) -> bytes:
        """The attachment of that name."""
        return self._given[sha256]

    def root(self, size: int) -> str:
        """The Merkle root of the first `size` entries, in hexadecimal."""
        return self.tree.root(size).hex()

    def consider(self, entry: Entry) -> Step:
        """What admitting the entry would yield; raises `Refused` where it is not in order."""
        return admit(self.state, entry, self)

    def take(self, step: Step, data: bytes) -> None:
        """Go on to a step that was considered; `data` are the entry's canonical bytes."""
        self._referred.update(step.attachments)
        self.tree.append(leaf_hash(data))
        self.state = step.state

    def admit(self, entry: Entry) -> None:
        """Admit one entry; raises `Refused` and stays as it was where the act is not in order."""
        self.take(self.consider(entry), entry.to_bytes())

    def attachments(self) -> Collection[str]:
        """The SHA-256 of every attachment that the record brought in."""
        return frozenset(self._referred)

    def witnesses(self) -> Mapping[str, str]:
        """The registered witnesses and their keys."""
        return {name: witness.vkey for name, witness in self.state.membership.witnesses.items()}

    def log_key(self) -> str:
        """The key of the record, as the first act states it."""
        if not self.state.seq:
            raise Refused("convened_first", "act/assembly.convened", kind="")
        return self.state.convening.log_key
