"""Lines of whole numbers in bulk: how the usual lines of a ballot file are read without looking at each by itself."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Scan", "scan_lines"]

_DIGIT, _BLANK, _END, _OTHER = range(4)
_DIGITS = 18  # so many always fit 64 bits

_CLASSES = np.full(256, _OTHER, dtype=np.uint8)
_CLASSES[list(b"0123456789")] = _DIGIT
_CLASSES[list(b" \t,;")] = _BLANK
_CLASSES[10] = _END


@dataclass(frozen=True)
class Scan:
    """The lines of a block of bytes.

    `starts` and `ends` are offsets of each line, its line feed left out. `usual` says which are ballots in the usual
    form: a positive weight, positive numbers, and 0. For those, in order: `weights`, `lengths` (how many numbers
    between) and `flat` (those numbers in a line).
    """

    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]
    usual: npt.NDArray[np.bool_]
    weights: npt.NDArray[np.int64]
    lengths: npt.NDArray[np.int64]
    flat: npt.NDArray[np.int64]


def scan_lines(block: bytes) -> Scan:
    """Find the lines of a block, which ends with a line feed, and read those in the usual form."""
    data = np.frombuffer(block, dtype=np.uint8)
    classes = _CLASSES[data]
    ends = np.flatnonzero(classes == _END)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1] + 1])
    digits = np.zeros(len(data) + 1, dtype=np.int8)
    digits[1:] = classes == _DIGIT
    edges = np.diff(digits, append=np.int8(0))
    firsts, lasts = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    sizes = lasts - firsts
    values = data[firsts].astype(np.int64) - 48
    longer = np.flatnonzero(sizes > 1)
    for place in range(1, _DIGITS):
        if not len(longer):
            break
        values[longer] = values[longer] * 10 + data[firsts[longer] + place] - 48
        longer = longer[sizes[longer] > place + 1]
    zeros = np.flatnonzero(values == 0)
    # The words of each line are those from `head` to before `tail`.
    head = np.searchsorted(firsts, starts)
    tail = np.append(head[1:], len(firsts))
    usual = tail - head > 1
    usual[np.searchsorted(ends, np.flatnonzero(classes == _OTHER))] = False
    usual[np.searchsorted(ends, firsts[sizes > _DIGITS])] = False
    nothing = np.append(values, 1) == 0
    usual &= ~nothing[head] & nothing[tail - 1]
    usual &= np.searchsorted(zeros, tail) - np.searchsorted(zeros, head) == 1
    head, tail = head[usual], tail[usual]
    inside = np.zeros(len(values) + 1, dtype=np.int8)
    inside[head + 1] += 1
    inside[tail - 1] -= 1
    within = np.cumsum(inside[:-1], dtype=np.int8) > 0
    return Scan(starts, ends, usual, values[head], tail - head - 2, values[within])
