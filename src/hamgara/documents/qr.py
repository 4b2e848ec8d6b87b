"""QR codes as one SVG path, for a page in either format."""

from __future__ import annotations

import segno

__all__ = ["QUIET", "draw_qr"]

#: The quiet zone of ISO/IEC 18004, in modules.
QUIET = 4


def draw_qr(text: str) -> tuple[int, str]:
    """The side of the QR code of `text` with its quiet zone, in modules, and the path of its dark modules.

    Error correction M (15 % of the code words may be lost).
    """
    matrix = segno.make_qr(text, error="m", boost_error=False).matrix
    path: list[str] = []
    for y, row in enumerate(matrix):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            start = x
            while x < len(row) and row[x]:
                x += 1
            path.append(f"M{start + QUIET} {y + QUIET}h{x - start}v1H{start + QUIET}z")
    return len(matrix) + 2 * QUIET, "".join(path)
