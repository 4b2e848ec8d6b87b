"""What drafting refuses, with a code that a caller can translate and the place that is meant."""

from __future__ import annotations

__all__ = ["DraftingError"]


class DraftingError(ValueError):
    """Something that cannot be done to a text; `code` says what, `place` the clause, amendment or offset meant."""

    def __init__(self, code: str, place: str, sentence: str) -> None:
        super().__init__(f"{place}: {sentence}" if place else sentence)
        self.code = code
        self.place = place
