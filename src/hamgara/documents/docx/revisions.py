"""A draft with tracked changes as word processors see it: paragraphs of pieces, with who added each, who took it away.

Written from amendments (`amended`), put into a file (`tracked`), read from a file (`reading`) and turned into
amendments again (`returned`). The text of a clause is its paragraphs with an empty line between them; a
paragraph mark that is added or taken away stands for that empty line.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BETWEEN", "Paragraph", "Piece", "Revision"]

#: What stands between two paragraphs of a clause in its text.
BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True, order=True)
class Revision:
    """Whose change it is and when it was made (RFC 3339), as the file states it."""

    who: str
    when: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Text that one revision `added` (None: it was there) and one took away (`gone`); `moved` where it only moved."""

    text: str
    added: Revision | None = None
    gone: Revision | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Pieces, and what became of the paragraph's mark. A heading opens a clause; `clause` is its id where known."""

    pieces: tuple[Piece, ...]
    heading: bool = False
    clause: str = ""
    added: Revision | None = None
    gone: Revision | None = None
    moved: bool = False
