"""Commitments of a multiplicative group, eight bases side by side: its tables and numbers as the machine code
wants them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from hamgara.ballots.primitives import residue_arithmetic as arithmetic
from hamgara.ballots.primitives.group import Element, Powers

__all__ = ["LanesOfField"]


class LanesOfField:
    """What `residue_arithmetic` needs to know of a prime, and of the bases with tables, once."""

    def __init__(
        self, p: Any, order: int, generator: Element, tables: Mapping[Element, Sequence[Sequence[Element]]]
    ) -> None:
        self._p, self._order, self._generator = p, order, generator
        self._size = -(-order.bit_length() // 8)
        self._tables = tables
        self._packed: dict[Element, Any] = {}
        self._modulus = self._spread([int(p)] * arithmetic.LANES)[0]
        self._one = self._spread([arithmetic.R % int(p)] * arithmetic.LANES)[0]
        self._inverse = np.uint64(-pow(int(p), -1, 1 << 28) % (1 << 28))

    def _spread(self, numbers: Sequence[int]) -> Any:
        rows = arithmetic.pack(numbers).reshape(-1, arithmetic.LANES, arithmetic.LIMBS)
        return np.ascontiguousarray(rows.transpose(0, 2, 1))

    def _pack_table(self, base: Element) -> Any:
        if base not in self._packed:
            numbers = [self._enter(element) for row in self._tables[base] for element in row]
            limbs = arithmetic.pack(numbers).astype(np.uint32)
            self._packed[base] = limbs.reshape(self._size, 256, arithmetic.LIMBS)
        return self._packed[base]

    def _enter(self, element: Element) -> int:
        return int(element * arithmetic.R % self._p)

    def commit(self, families: Sequence[Powers], partner: Element, shifted: bool) -> list[list[int]]:
        """The commitments of families that all have this partner and equally many rows."""
        missing = -len(families) % arithmetic.LANES
        bases = [self._enter(family.base) for family in families] + [1] * missing
        count = len(families[0].rows)

        def scalars(position: int) -> Any:
            rows = [
                arithmetic.pack_scalars(
                    [family.rows[k][position] % self._order for family in families] + [0] * missing, self._size
                )
                for k in range(count)
            ]
            return np.stack(rows)

        raised = arithmetic.commit_all(
            self._spread(bases),
            self._pack_table(partner),
            scalars(0),
            scalars(1),
            scalars(2),
            shifted,
            self._pack_table(self._generator),
            self._one,
            self._modulus,
            self._inverse,
        )
        limbs = np.ascontiguousarray(raised.transpose(0, 1, 3, 2)).reshape(-1, arithmetic.LIMBS)
        values = [number % int(self._p) for number in arithmetic.unpack(limbs)]
        width = len(bases)
        return [[values[k * width + i] for k in range(count)] for i in range(len(families))]
