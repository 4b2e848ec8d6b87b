"""The head of the record that a document was made from, and how a document names it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from hamgara.record import Checkpoint

__all__ = ["Head"]

_ROOT = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Head:
    """How many entries the record has, and the root of their tree in hexadecimal.

    Raises ValueError for a size below 1 or a root that is not 64 hexadecimal digits.
    """

    size: int
    root: str

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError(f"head: a size of at least 1 entry is expected, found {self.size}")
        if not _ROOT.match(self.root):
            raise ValueError(f"head: a root of 64 hexadecimal digits is expected, found {self.root[:80]!r}")

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> Head:
        """The head that a checkpoint signs."""
        return cls(checkpoint.size, checkpoint.root.hex())

    def text(self, assembly: str) -> str:
        """The short text of the QR code: `hamgara:<assembly id>:<size>:<root>`."""
        return f"hamgara:{assembly}:{self.size}:{self.root}"
