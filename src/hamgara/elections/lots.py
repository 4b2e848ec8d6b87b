"""Ties: looked up in earlier stages where the method says so, else drawn by a lot that anyone can redraw.

The lot: for every tied candidate take SHA-256 of the UTF-8 text `seed LF stage LF kind LF name`, where LF is
a line feed, stage a decimal number, kind "exclusion", "surplus" or "election", and name in Unicode's form
NFC. The candidate whose digest is the smallest is drawn. Redraw it with
`printf '%s\\n%s\\n%s\\n%s' SEED STAGE KIND NAME | sha256sum`. An empty seed is the empty text: such a lot is
fixed in advance by the names and the stage.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal, TypeAlias

__all__ = ["Look", "Tie", "TieKind", "digest_lot", "settle_tie"]

TieKind: TypeAlias = Literal["exclusion", "surplus", "election"]
Look: TypeAlias = Literal["back", "forward"]


@dataclass(frozen=True)
class Tie:
    """A tie and how it was settled.

    `chosen` is who was excluded, whose surplus went first, or who was elected. `earlier_stages` are the
    preceding stages that narrowed the tie; `lot` maps each candidate still tied then to the digest drawn.
    """

    stage: int
    kind: TieKind
    candidates: tuple[str, ...]
    chosen: tuple[str, ...]
    earlier_stages: tuple[int, ...]
    lot: tuple[tuple[str, str], ...]
    seed: str

    def to_json(self) -> dict[str, Any]:
        """The tie as JSON: `resolved` is "earlier-stage" or "lot"."""
        found: dict[str, Any] = {
            "stage": self.stage,
            "kind": self.kind,
            "candidates": list(self.candidates),
            "resolved": "lot" if self.lot else "earlier-stage",
            "earlier_stages": list(self.earlier_stages),
            "chosen": list(self.chosen),
        }
        if self.lot:
            found["seed"] = self.seed
            found["lot"] = dict(self.lot)
        return found


def digest_lot(seed: str, stage: int, kind: TieKind, name: str) -> str:
    """The hexadecimal digest that stands for a candidate in a lot; the smallest is drawn."""
    text = f"{seed}\n{stage}\n{kind}\n{unicodedata.normalize('NFC', name)}"
    return hashlib.sha256(text.encode()).hexdigest()


def settle_tie(
    tied: Sequence[int],
    names: Sequence[str],
    history: Sequence[Sequence[int | Fraction]],
    *,
    kind: TieKind,
    stage: int,
    seed: str,
    look: Look = "back",
) -> tuple[int, Tie]:
    """Choose one of the tied candidates, and say how.

    `history` holds the votes of every candidate at the end of each preceding stage, oldest first; the most recent
    stage (or, looking forward, the earliest) at which the tied candidates differ decides (the fewest votes for an
    exclusion, else the most), again among those who are still tied, and then the lot.
    """
    best = min if kind == "exclusion" else max
    left = list(tied)
    used: list[int] = []
    numbers = range(1, len(history) + 1)
    for number in numbers if look == "forward" else reversed(numbers):
        votes = history[number - 1]
        wanted = best(votes[c] for c in left)
        narrowed = [c for c in left if votes[c] == wanted]
        if len(narrowed) < len(left):
            used.append(number)
            left = narrowed
        if len(left) == 1:
            break
    lot: tuple[tuple[str, str], ...] = ()
    if len(left) > 1:
        lot = tuple(sorted((names[c], digest_lot(seed, stage, kind, names[c])) for c in left))
        left.sort(key=lambda c: digest_lot(seed, stage, kind, names[c]))
    everyone = tuple(sorted(names[c] for c in tied))
    return left[0], Tie(stage, kind, everyone, (names[left[0]],), tuple(used), lot, seed)
