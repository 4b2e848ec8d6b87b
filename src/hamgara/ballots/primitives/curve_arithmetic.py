"""Arithmetic on edwards25519 in machine code, for Ed25519 elections: many points at once, or one with a secret
exponent.

Numbers modulo 2^255 - 19 are five limbs of 51 bits; products are taken in 128 bits, for which Numba has no type, so
that multiplication is given to LLVM directly. Points are extended coordinates (X, Y, Z, T) of the curve -x² + y² = 1
+ d x² y² (Hisil, Wong, Carter, Dawson 2008); what is added is kept as (Y - X, Y + X, 2Z, 2dT).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

__all__ = ["LIMBS", "commit_all", "make_table", "pack", "power_all", "power_regularly", "subset_products", "unpack"]

LIMBS = 5
_BITS = 51
_MASK = (1 << _BITS) - 1
P = (1 << 255) - 19
D = -121665 * pow(121666, -1, P) % P
_TWO_D = tuple(np.uint64(2 * D % P >> _BITS * i & _MASK) for i in range(LIMBS))
#: 8p in limbs, added before a subtraction so that no limb goes below zero.
_LIFT_0, _LIFT = np.uint64(8 * ((1 << 51) - 19)), np.uint64(8 * _MASK)
_LOW = np.uint64(_MASK)
_SHIFT = np.uint64(_BITS)
_NINETEEN = np.uint64(19)
_ZERO, _ONE = np.uint64(0), np.uint64(1)
_F = types.UniTuple(types.uint64, LIMBS)


def _emit_product(builder: Any, first: list[Any], second: list[Any]) -> list[Any]:
    """LLVM code for a product modulo p, limbs below 2^54 in and below 2^52 out."""
    wide, word = ir.IntType(128), ir.IntType(64)
    a = [builder.zext(limb, wide) for limb in first]
    b = [builder.zext(limb, wide) for limb in second]
    nineteen = [builder.zext(builder.mul(limb, word(19)), wide) for limb in second]
    columns = []
    for k in range(LIMBS):
        total = None
        for i in range(LIMBS):
            other = b[k - i] if i <= k else nineteen[k - i + LIMBS]
            term = builder.mul(a[i], other)
            total = term if total is None else builder.add(total, term)
        columns.append(total)
    limbs = []
    carry = wide(0)
    for column in columns:
        column = builder.add(column, carry)
        limbs.append(builder.and_(builder.trunc(column, word), word(_MASK)))
        carry = builder.lshr(column, wide(_BITS))
    low = builder.add(builder.zext(limbs[0], wide), builder.mul(carry, wide(19)))
    limbs[0] = builder.and_(builder.trunc(low, word), word(_MASK))
    limbs[1] = builder.add(limbs[1], builder.trunc(builder.lshr(low, wide(_BITS)), word))
    return limbs


@intrinsic  # type: ignore[untyped-decorator]
def _multiply(typing_context: Any, first: Any, second: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        a, b = ([builder.extract_value(argument, i) for i in range(LIMBS)] for argument in arguments)
        return context.make_tuple(builder, signature.return_type, _emit_product(builder, a, b))

    return _F(_F, _F), generate


_jit = njit(cache=True, nogil=True)


@_jit
def _carry(a: Any) -> Any:
    c = a[0] >> _SHIFT
    a1 = a[1] + c
    c = a1 >> _SHIFT
    a2 = a[2] + c
    c = a2 >> _SHIFT
    a3 = a[3] + c
    c = a3 >> _SHIFT
    a4 = a[4] + c
    a0 = (a[0] & _LOW) + (a4 >> _SHIFT) * _NINETEEN
    return a0, a1 & _LOW, a2 & _LOW, a3 & _LOW, a4 & _LOW


@_jit
def _add(a: Any, b: Any) -> Any:
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]


@_jit
def _subtract(a: Any, b: Any) -> Any:
    return _carry(
        (
            a[0] + _LIFT_0 - b[0],
            a[1] + _LIFT - b[1],
            a[2] + _LIFT - b[2],
            a[3] + _LIFT - b[3],
            a[4] + _LIFT - b[4],
        )
    )


@_jit
def _double(X: Any, Y: Any, Z: Any) -> Any:  # noqa: N803
    a, b, c = _multiply(X, X), _multiply(Y, Y), _multiply(Z, Z)
    xy = _add(X, Y)
    h = _add(a, b)
    e = _subtract(h, _multiply(xy, xy))
    g = _subtract(a, b)
    f = _carry(_add(_add(c, c), g))
    return _multiply(e, f), _multiply(g, h), _multiply(f, g), _multiply(e, h)


@_jit
def _load(a: Any, i: int) -> Any:
    return a[i], a[i + 1], a[i + 2], a[i + 3], a[i + 4]


@_jit
def _store(a: Any, i: int, f: Any) -> None:
    a[i], a[i + 1], a[i + 2], a[i + 3], a[i + 4] = f


@_jit
def _double_in_place(p: Any) -> None:
    x, y, z, t = _double(_load(p, 0), _load(p, 5), _load(p, 10))
    _store(p, 0, x)
    _store(p, 5, y)
    _store(p, 10, z)
    _store(p, 15, t)


@_jit
def _prepare(p: Any, q: Any) -> None:
    """q := p as what can be added: (Y - X, Y + X, 2Z, 2dT)."""
    x, y, z, t = _load(p, 0), _load(p, 5), _load(p, 10), _load(p, 15)
    _store(q, 0, _subtract(y, x))
    _store(q, 5, _carry(_add(y, x)))
    _store(q, 10, _carry(_add(z, z)))
    _store(q, 15, _multiply(t, _TWO_D))


@_jit
def _accumulate(p: Any, q: Any, negative: bool) -> None:
    """p := p + q, or p - q; q is prepared."""
    x, y, z, t = _load(p, 0), _load(p, 5), _load(p, 10), _load(p, 15)
    minus, plus, two_z, two_dt = _load(q, 0), _load(q, 5), _load(q, 10), _load(q, 15)
    if negative:
        minus, plus = plus, minus
    a = _multiply(_subtract(y, x), minus)
    b = _multiply(_add(y, x), plus)
    c = _multiply(t, two_dt)
    d = _multiply(z, two_z)
    e, h = _subtract(b, a), _add(b, a)
    if negative:
        f, g = _add(d, c), _subtract(d, c)
    else:
        f, g = _subtract(d, c), _add(d, c)
    _store(p, 0, _multiply(e, f))
    _store(p, 5, _multiply(g, h))
    _store(p, 10, _multiply(f, g))
    _store(p, 15, _multiply(e, h))


@_jit
def _reset(p: Any) -> None:
    p[:] = _ZERO
    p[5] = _ONE
    p[10] = _ONE


@_jit
def _recode(scalar: Any, bits: int, digits: Any) -> None:
    """Signed digits of `bits` bits, each in -2^(bits-1) … 2^(bits-1), of a scalar in four words."""
    count = len(digits)
    half, full = 1 << (bits - 1), 1 << bits
    carry = 0
    for i in range(count):
        start = i * bits
        word, offset = start >> 6, start & 63
        value = np.int64(0)
        if word < 4:
            chunk = scalar[word] >> np.uint64(offset)
            if offset + bits > 64 and word + 1 < 4:
                chunk |= scalar[word + 1] << np.uint64(64 - offset)
            value = np.int64(chunk & np.uint64(full - 1))
        value += carry
        carry = 0
        if value > half:
            value -= full
            carry = 1
        digits[i] = value


@_jit
def make_table(p: Any) -> Any:
    """Prepared multiples 1 … 128 of 2^(8 i) p for i in 0 … 32."""
    table = np.empty((33, 128, 20), np.uint64)
    base, running = p.copy(), np.empty(20, np.uint64)
    step = np.empty(20, np.uint64)
    for i in range(33):
        _prepare(base, step)
        running[:] = base
        for j in range(128):
            _prepare(running, table[i, j])
            _accumulate(running, step, False)
        for _ in range(8):
            _double_in_place(base)
    return table


@_jit
def _accumulate_table(p: Any, table: Any, scalar: Any, digits: Any) -> None:
    _recode(scalar, 8, digits)
    for i in range(33):
        digit = digits[i]
        if digit > 0:
            _accumulate(p, table[i, digit - 1], False)
        elif digit < 0:
            _accumulate(p, table[i, -digit - 1], True)


@_jit
def commit_all(
    bases: Any, partners: Any, starts: Any, responses: Any, challenges: Any, shifts: Any, shifted: Any, tables: Any
) -> Any:
    """For each base b and each of its rows: partner^response · b^challenge · generator^shift, as points.

    `bases` (n, 20); `partners` (n,) the index of a table, `starts` (n + 1,) where a base's rows begin; scalars (m,
    4) in words; `shifted` (m,) whether a row has a shift; `tables` (k, 33, 128, 20), the generator's first.
    """
    out = np.empty((len(responses), 20), np.uint64)
    most = 0
    for i in range(len(bases)):
        most = max(most, starts[i + 1] - starts[i])
    buckets = np.empty((most, 8, 20), np.uint64)
    digits = np.empty((most, 65), np.int64)
    long_digits = np.empty(33, np.int64)
    p, q, running = np.empty(20, np.uint64), np.empty(20, np.uint64), np.empty(20, np.uint64)
    for i in range(len(bases)):
        first, count = starts[i], starts[i + 1] - starts[i]
        for k in range(count):
            _recode(challenges[first + k], 4, digits[k])
            for j in range(8):
                _reset(buckets[k, j])
        p[:] = bases[i]
        for window in range(65):
            _prepare(p, q)
            for k in range(count):
                digit = digits[k, window]
                if digit > 0:
                    _accumulate(buckets[k, digit - 1], q, False)
                elif digit < 0:
                    _accumulate(buckets[k, -digit - 1], q, True)
            if window < 64:
                for _ in range(4):
                    _double_in_place(p)
        for k in range(count):
            row = out[first + k]
            _reset(running)
            _reset(row)
            for j in range(7, -1, -1):
                _prepare(buckets[k, j], q)
                _accumulate(running, q, False)
                _prepare(running, q)
                _accumulate(row, q, False)
            _accumulate_table(row, tables[partners[i]], responses[first + k], long_digits)
            if shifted[first + k]:
                _accumulate_table(row, tables[0], shifts[first + k], long_digits)
    return out


@_jit
def power_all(bases: Any, scalars: Any) -> Any:
    """Each base raised to its scalar, for public scalars."""
    out = np.empty((len(bases), 20), np.uint64)
    table = np.empty((8, 20), np.uint64)
    digits = np.empty(65, np.int64)
    running = np.empty(20, np.uint64)
    for i in range(len(bases)):
        running[:] = bases[i]
        _prepare(bases[i], table[0])
        for j in range(1, 8):
            _accumulate(running, table[0], False)
            _prepare(running, table[j])
        _recode(scalars[i], 4, digits)
        row = out[i]
        _reset(row)
        for window in range(64, -1, -1):
            if window < 64:
                for _ in range(4):
                    _double_in_place(row)
            digit = digits[window]
            if digit > 0:
                _accumulate(row, table[digit - 1], False)
            elif digit < 0:
                _accumulate(row, table[-digit - 1], True)
    return out


@_jit
def power_regularly(base: Any, scalar: Any) -> Any:
    """A base raised to a secret scalar: 256 times a doubling, an addition, and a choice between both by masks."""
    out, other, step = np.empty(20, np.uint64), np.empty(20, np.uint64), np.empty(20, np.uint64)
    _prepare(base, step)
    _reset(out)
    for i in range(255, -1, -1):
        _double_in_place(out)
        other[:] = out
        _accumulate(other, step, False)
        mask = _ZERO - (scalar[i >> 6] >> np.uint64(i & 63) & _ONE)
        for j in range(20):
            out[j] ^= mask & (out[j] ^ other[j])
    return out


@_jit
def subset_products(points: Any, patterns: Any) -> Any:
    """For each of eight bits, the product of the points in whose pattern it is set."""
    buckets = np.empty((256, 20), np.uint64)
    q = np.empty(20, np.uint64)
    for i in range(256):
        _reset(buckets[i])
    for i in range(len(points)):
        _prepare(points[i], q)
        _accumulate(buckets[patterns[i]], q, False)
    out = np.empty((8, 20), np.uint64)
    half = 128
    for bit in range(7, -1, -1):
        _reset(out[bit])
        for i in range(half):
            _prepare(buckets[half + i], q)
            _accumulate(out[bit], q, False)
            _accumulate(buckets[i], q, False)
        half //= 2
    return out


def pack(numbers: list[int], words: int) -> Any:
    """Numbers below 2^256 as rows of little-endian words: 4 for scalars; 5 limbs of 51 bits for coordinates."""
    data = b"".join(number.to_bytes(32, "little") for number in numbers)
    rows = np.frombuffer(data, np.uint64).reshape(-1, 4)
    if words == 4:
        return rows
    limbs = np.empty((len(rows), LIMBS), np.uint64)
    for i in range(LIMBS):
        word, offset = i * _BITS >> 6, i * _BITS & 63
        value = rows[:, word] >> np.uint64(offset)
        if offset > 64 - _BITS and word < 3:
            value |= rows[:, word + 1] << np.uint64(64 - offset)
        limbs[:, i] = value & _LOW
    return limbs


def unpack(limbs: Any) -> list[int]:
    """Rows of limbs as numbers, not yet reduced modulo p."""
    columns = [limbs[:, i].tolist() for i in range(LIMBS)]
    return [
        a + (b << _BITS) + (c << 2 * _BITS) + (d << 3 * _BITS) + (e << 4 * _BITS)
        for a, b, c, d, e in zip(*columns, strict=True)
    ]
