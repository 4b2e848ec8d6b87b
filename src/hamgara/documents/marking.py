"""Differences as marked paragraphs, for every document that shows what an amendment would change."""

from __future__ import annotations

from hamgara.documents.sheet import Run
from hamgara.documents.texts import clean_line
from hamgara.drafting import diff

__all__ = ["mark_difference"]


def mark_difference(old: str, new: str) -> tuple[tuple[Run, ...], ...]:
    """The paragraphs of both texts together, with what is gone and what is new in its place."""
    paragraphs: list[list[Run]] = [[]]
    for part in diff(old, new):
        text = part.old if part.change == "gone" else part.new
        for n, piece in enumerate(text.split("\n")):
            if n and paragraphs[-1]:
                paragraphs.append([])
            if piece:
                paragraphs[-1].append(Run(part.change, _clean(piece)))
    return tuple(tuple(paragraph) for paragraph in paragraphs if paragraph)


def _clean(piece: str) -> str:
    """The piece made fit for a page; the blanks at its ends stay."""
    lead, trail = len(piece) - len(piece.lstrip()), len(piece.rstrip())
    return piece[:lead] + clean_line(piece) + piece[trail:] if piece.strip() else piece
