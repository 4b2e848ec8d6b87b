"""Arithmetic modulo a prime of 2048 bits in machine code, eight numbers side by side, for verification.

A number is 74 limbs of 28 bits; eight numbers are an array (74, 8), so that each instruction of the processor's
vector unit works on the same limb of all eight. A column of products of limbs stays below 2^64 without carries.
Multiplication is Montgomery's with R = 2^2072; since R > 4p, numbers stay below 2p without a subtraction.

Everything here is public; nothing is constant in time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

from hamgara.ballots.primitives.limb_arithmetic import jit

__all__ = ["LANES", "LIMBS", "R", "commit_all", "pack", "pack_scalars", "unpack"]

LANES = 8
LIMBS = 74
_BITS = 28
_BYTES = LIMBS * _BITS // 8
R = 1 << LIMBS * _BITS
_MASK = np.uint64((1 << _BITS) - 1)
_SHIFT = np.uint64(_BITS)
_ROWS = 8
_PRODUCT = 2 * LIMBS + _ROWS


def _emit_rows(rows: int) -> Any:
    """An intrinsic: t[at + j …] += a[at + r] · b[j] for `rows` rows r and all j, on eight lanes.

    The running part of t stays in registers: for each limb of b there are one load and one store for `rows` products.
    """

    @intrinsic
    def add_rows(typing_context: Any, t: Any, a: Any, b: Any, at: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            word = ir.IntType(64)
            vector = ir.VectorType(word, LANES)
            low = ir.Constant(vector, [0xFFFFFFFF] * LANES)
            data = [
                context.make_array(kind)(context, builder, value).data
                for kind, value in zip(signature.args[:3], arguments[:3], strict=True)
            ]
            at = arguments[3]

            def place(base: Any, limb: Any) -> Any:
                pointer = builder.gep(base, [builder.mul(limb, word(LANES))])
                return builder.bitcast(pointer, vector.as_pointer())

            def load(base: Any, limb: Any) -> Any:
                loaded = builder.load(place(base, limb))
                loaded.align = 8
                return loaded

            def store(value: Any, base: Any, limb: Any) -> None:
                builder.store(value, place(base, limb), align=8)

            factors = [builder.and_(load(data[1], builder.add(at, word(r))), low) for r in range(rows)]
            window = [load(data[0], builder.add(at, word(r))) for r in range(rows)]
            before = builder.block
            loop = builder.append_basic_block("limbs")
            after = builder.append_basic_block("done")
            builder.branch(loop)
            builder.position_at_end(loop)
            j = builder.phi(word)
            j.add_incoming(word(0), before)
            phis = []
            for value in window:
                phi = builder.phi(vector)
                phi.add_incoming(value, before)
                phis.append(phi)
            limb = builder.and_(load(data[2], j), low)
            sums = [builder.add(phi, builder.mul(factor, limb)) for phi, factor in zip(phis, factors, strict=True)]
            here = builder.add(at, j)
            store(sums[0], data[0], here)
            following = [*sums[1:], load(data[0], builder.add(here, word(rows)))]
            for phi, value in zip(phis, following, strict=True):
                phi.add_incoming(value, loop)
            next_j = builder.add(j, word(1))
            j.add_incoming(next_j, loop)
            builder.cbranch(builder.icmp_unsigned("<", next_j, word(LIMBS)), loop, after)
            builder.position_at_end(after)
            for r, value in enumerate(following[:-1]):
                store(value, data[0], builder.add(at, word(LIMBS + r)))
            return context.get_dummy_value()

        return types.void(t, a, b, types.int64), generate

    return add_rows


_add_rows = _emit_rows(_ROWS)
_add_last_rows = _emit_rows(LIMBS % _ROWS)


@jit
def _multiply(a: Any, b: Any, out: Any, modulus: Any, inverse: Any, t: Any, m: Any) -> None:
    """out := a · b / R modulo p, lane by lane; `out` may be `a` or `b`. t and m are room to work in."""
    t[:] = np.uint64(0)
    for at in range(0, LIMBS - LIMBS % _ROWS, _ROWS):
        _add_rows(t, a, b, at)
    _add_last_rows(t, a, b, LIMBS - LIMBS % _ROWS)
    scratch = np.empty((_ROWS, LANES), np.uint64)
    for at in range(0, LIMBS, _ROWS):
        rows = min(_ROWS, LIMBS - at)
        for r in range(rows):
            for lane in range(LANES):
                scratch[r, lane] = t[at + r, lane]
        for r in range(rows):
            for lane in range(LANES):
                m[at + r, lane] = ((scratch[r, lane] & _MASK) * inverse) & _MASK
            for s in range(rows - r):
                for lane in range(LANES):
                    scratch[r + s, lane] += m[at + r, lane] * modulus[s, lane]
            if r + 1 < rows:
                for lane in range(LANES):
                    scratch[r + 1, lane] += scratch[r, lane] >> _SHIFT
        if rows == _ROWS:
            _add_rows(t, m, modulus, at)
        else:
            _add_last_rows(t, m, modulus, at)
        for r in range(rows):
            for lane in range(LANES):
                t[at + r + 1, lane] += t[at + r, lane] >> _SHIFT
    for i in range(LIMBS):
        for lane in range(LANES):
            t[LIMBS + i + 1, lane] += t[LIMBS + i, lane] >> _SHIFT
            out[i, lane] = t[LIMBS + i, lane] & _MASK


@jit
def _multiply_by_table(
    out: Any, table: Any, scalars: Any, first: int, room: Any, modulus: Any, inverse: Any, t: Any, m: Any
) -> None:
    """out := out times, in each lane, the table's base raised to the lane's scalar (rows `first` on)."""
    for window in range(table.shape[0]):
        for lane in range(LANES):
            digit = np.int64(scalars[first + lane, window])
            for i in range(LIMBS):
                room[i, lane] = np.uint64(table[window, digit, i])
        _multiply(out, room, out, modulus, inverse, t, m)


@jit
def commit_all(
    bases: Any,
    partners: Any,
    responses: Any,
    challenges: Any,
    shifts: Any,
    shifted: bool,
    generator_table: Any,
    one: Any,
    modulus: Any,
    inverse: Any,
) -> Any:
    """For each base b, each of its rows: partner^response · b^challenge · generator^shift, not in Montgomery's form.

    `bases` (n / 8, 74, 8) in Montgomery's form; `partners` the partner's table; scalars (rows, n, bytes) with as
    many rows for each base; `one` R modulo p in eight lanes; gives (rows, n / 8, 74, 8), below 2p.
    """
    blocks, rows = len(bases), len(challenges)
    size = challenges.shape[2]
    out = np.empty((rows, blocks, LIMBS, LANES), np.uint64)
    t, m = np.empty((_PRODUCT, LANES), np.uint64), np.empty((LIMBS, LANES), np.uint64)
    power, room = np.empty((LIMBS, LANES), np.uint64), np.empty((LIMBS, LANES), np.uint64)
    running, unit = np.empty((LIMBS, LANES), np.uint64), np.zeros((LIMBS, LANES), np.uint64)
    unit[0, :] = np.uint64(1)
    buckets = np.empty((rows, 16, LIMBS, LANES), np.uint64)
    for block in range(blocks):
        first = block * LANES
        power[:] = bases[block]
        for k in range(rows):
            for j in range(16):
                buckets[k, j] = one
        for window in range(2 * size):
            for k in range(rows):
                for lane in range(LANES):
                    digit = (challenges[k, first + lane, window >> 1] >> (4 * (window & 1))) & 15
                    for i in range(LIMBS):
                        room[i, lane] = buckets[k, digit, i, lane]
                _multiply(room, power, room, modulus, inverse, t, m)
                for lane in range(LANES):
                    digit = (challenges[k, first + lane, window >> 1] >> (4 * (window & 1))) & 15
                    for i in range(LIMBS):
                        buckets[k, digit, i, lane] = room[i, lane]
            if window < 2 * size - 1:
                for _ in range(4):
                    _multiply(power, power, power, modulus, inverse, t, m)
        for k in range(rows):
            result = out[k, block]
            result[:] = one
            running[:] = one
            for j in range(15, 0, -1):
                _multiply(running, buckets[k, j], running, modulus, inverse, t, m)
                _multiply(result, running, result, modulus, inverse, t, m)
            _multiply_by_table(result, partners, responses[k], first, room, modulus, inverse, t, m)
            if shifted:
                _multiply_by_table(result, generator_table, shifts[k], first, room, modulus, inverse, t, m)
            _multiply(result, unit, result, modulus, inverse, t, m)
    return out


def pack(numbers: Sequence[int]) -> Any:
    """Numbers as rows of limbs."""
    data = b"".join(int(number).to_bytes(_BYTES, "little") for number in numbers)
    groups = np.frombuffer(data, np.uint8).reshape(len(numbers), LIMBS // 2, 7).astype(np.uint64)
    b = [groups[:, :, i] for i in range(7)]
    limbs = np.empty((len(numbers), LIMBS // 2, 2), np.uint64)
    limbs[:, :, 0] = b[0] | b[1] << 8 | b[2] << 16 | (b[3] & 15) << 24
    limbs[:, :, 1] = b[3] >> 4 | b[4] << 4 | b[5] << 12 | b[6] << 20
    return limbs.reshape(len(numbers), LIMBS)


def unpack(limbs: Any) -> list[int]:
    """Rows of limbs as numbers."""
    pairs = limbs.reshape(len(limbs), LIMBS // 2, 2)
    words = pairs[:, :, 0] | pairs[:, :, 1] << np.uint64(_BITS)
    data = np.ascontiguousarray(words).view(np.uint8).reshape(len(limbs), LIMBS // 2, 8)[:, :, :7].tobytes()
    return [int.from_bytes(data[i : i + _BYTES], "little") for i in range(0, len(data), _BYTES)]


def pack_scalars(numbers: Sequence[int], size: int) -> Any:
    """Exponents as rows of bytes, the lowest first."""
    data = b"".join(int(number).to_bytes(size, "little") for number in numbers)
    return np.frombuffer(data, np.uint8).reshape(len(numbers), size)
