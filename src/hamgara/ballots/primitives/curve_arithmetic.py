"""Points of edwards25519 in machine code, for Ed25519 elections: many at once, or one with a secret exponent.

Points are extended coordinates (X, Y, Z, T) of the curve -x² + y² = 1 + d x² y² (Hisil, Wong, Carter, Dawson 2008),
20 limbs in a row; what is added to others is kept as (Y - X, Y + X, 2Z, 2dT), in tables as (y - x, y + x, 2dxy).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from hamgara.ballots.primitives.limb_arithmetic import (
    D_LIMBS,
    ONE,
    ROOT,
    TWO_D,
    ZERO,
    add,
    invert,
    is_zero,
    jit,
    load,
    multiply,
    parity,
    power_of_two,
    raise_nearly,
    settle,
    square,
    store,
    subtract,
)

__all__ = ["commit_all", "make_table", "power_all", "power_regularly", "subset_products", "uncompress_all"]


@jit
def _double_in_place(p: Any, with_t: bool) -> None:
    """p := 2p; T is left wrong unless it is asked for (another doubling does not look at it)."""
    x, y, z = load(p, 0), load(p, 5), load(p, 10)
    a, b, c = square(x), square(y), square(z)
    h = add(a, b)
    e = subtract(h, square(add(x, y)))
    g = subtract(a, b)
    f = settle(add(add(c, c), g))
    store(p, 0, multiply(e, f))
    store(p, 5, multiply(g, h))
    store(p, 10, multiply(f, g))
    if with_t:
        store(p, 15, multiply(e, h))


@jit
def _prepare(p: Any, q: Any) -> None:
    """q := p as what can be added: (Y - X, Y + X, 2Z, 2dT)."""
    x, y, z, t = load(p, 0), load(p, 5), load(p, 10), load(p, 15)
    store(q, 0, subtract(y, x))
    store(q, 5, settle(add(y, x)))
    store(q, 10, settle(add(z, z)))
    store(q, 15, multiply(t, TWO_D))


@jit
def _accumulate(p: Any, q: Any, negative: bool) -> None:
    """p := p + q, or p - q; q is prepared."""
    x, y, z, t = load(p, 0), load(p, 5), load(p, 10), load(p, 15)
    minus, plus, two_z, two_dt = load(q, 0), load(q, 5), load(q, 10), load(q, 15)
    if negative:
        minus, plus = plus, minus
    a = multiply(subtract(y, x), minus)
    b = multiply(add(y, x), plus)
    c = multiply(t, two_dt)
    d = multiply(z, two_z)
    e, h = subtract(b, a), add(b, a)
    if negative:
        f, g = add(d, c), subtract(d, c)
    else:
        f, g = subtract(d, c), add(d, c)
    store(p, 0, multiply(e, f))
    store(p, 5, multiply(g, h))
    store(p, 10, multiply(f, g))
    store(p, 15, multiply(e, h))


@jit
def _reset(p: Any) -> None:
    p[:] = ZERO
    p[5] = ONE
    p[10] = ONE


@jit
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


@jit
def make_table(p: Any) -> Any:
    """Multiples 1 … 128 of 2^(8 i) p for i in 0 … 32, each as (y - x, y + x, 2dxy)."""
    table = np.empty((33, 128, 15), np.uint64)
    base, step = p.copy(), np.empty(20, np.uint64)
    points, products = np.empty((128, 20), np.uint64), np.empty((129, 5), np.uint64)
    for i in range(33):
        _prepare(base, step)
        points[0] = base
        for j in range(1, 128):
            points[j] = points[j - 1]
            _accumulate(points[j], step, False)
        products[0] = ZERO
        products[0, 0] = ONE
        for j in range(128):
            store(products[j + 1], 0, multiply(load(products[j], 0), load(points[j], 10)))
        inverse = invert(load(products[128], 0))
        for j in range(127, -1, -1):
            own = multiply(inverse, load(products[j], 0))
            inverse = multiply(inverse, load(points[j], 10))
            x, y = multiply(load(points[j], 0), own), multiply(load(points[j], 5), own)
            store(table[i, j], 0, subtract(y, x))
            store(table[i, j], 5, settle(add(y, x)))
            store(table[i, j], 10, multiply(multiply(x, y), TWO_D))
        for _ in range(8):
            _double_in_place(base, True)
    return table


@jit
def _accumulate_affine(p: Any, q: Any, negative: bool) -> None:
    """p := p + q, or p - q, for an entry of a table."""
    x, y, z, t = load(p, 0), load(p, 5), load(p, 10), load(p, 15)
    minus, plus, two_dt = load(q, 0), load(q, 5), load(q, 10)
    if negative:
        minus, plus = plus, minus
    a = multiply(subtract(y, x), minus)
    b = multiply(add(y, x), plus)
    c = multiply(t, two_dt)
    d = add(z, z)
    e, h = subtract(b, a), add(b, a)
    if negative:
        f, g = add(d, c), subtract(d, c)
    else:
        f, g = subtract(d, c), add(d, c)
    store(p, 0, multiply(e, f))
    store(p, 5, multiply(g, h))
    store(p, 10, multiply(f, g))
    store(p, 15, multiply(e, h))


@jit
def _accumulate_table(p: Any, table: Any, scalar: Any, digits: Any) -> None:
    _recode(scalar, 8, digits)
    for i in range(33):
        digit = digits[i]
        if digit > 0:
            _accumulate_affine(p, table[i, digit - 1], False)
        elif digit < 0:
            _accumulate_affine(p, table[i, -digit - 1], True)


@jit
def _recode_sparsely(scalar: Any, digits: Any) -> None:
    """Digits 0, ±1, ±3, ±5, ±7 for the powers of two, no two of four neighbours other than 0."""
    digits[:] = 0
    carry, bit = 0, 0
    while bit < len(digits):
        word, offset = bit >> 6, bit & 63
        window = np.int64(0)
        if word < 4:
            chunk = scalar[word] >> np.uint64(offset)
            if offset > 60 and word < 3:
                chunk |= scalar[word + 1] << np.uint64(64 - offset)
            window = np.int64(chunk & np.uint64(15))
        if window & 1 == carry:
            bit += 1
            continue
        window += carry
        carry = int(window >> 3 & 1)
        digits[bit] = window - (carry << 4)
        bit += 4


@jit
def commit_all(
    bases: Any, partners: Any, starts: Any, responses: Any, challenges: Any, shifts: Any, shifted: Any, tables: Any
) -> Any:
    """For each base b and each of its rows: partner^response · b^challenge · generator^shift, as points.

    `bases` (n, 20); `partners` (n,) the index of a table, `starts` (n + 1,) where a base's rows begin; scalars (m,
    4) in words; `shifted` (m,) whether a row has a shift; `tables` (k, 33, 128, 15), the generator's first.
    """
    out = np.empty((len(responses), 20), np.uint64)
    most = 0
    for i in range(len(bases)):
        most = max(most, starts[i + 1] - starts[i])
    buckets = np.empty((most, 4, 20), np.uint64)
    digits = np.empty((most, 256), np.int64)
    long_digits = np.empty(33, np.int64)
    p, q, total = np.empty(20, np.uint64), np.empty(20, np.uint64), np.empty(20, np.uint64)
    for i in range(len(bases)):
        first, count = starts[i], starts[i + 1] - starts[i]
        for k in range(count):
            _recode_sparsely(challenges[first + k], digits[k])
            for j in range(4):
                _reset(buckets[k, j])
        p[:] = bases[i]
        for bit in range(256):
            used = False
            for k in range(count):
                used |= digits[k, bit] != 0
            if bit:
                _double_in_place(p, used)
            if used:
                _prepare(p, q)
                for k in range(count):
                    digit = digits[k, bit]
                    if digit > 0:
                        _accumulate(buckets[k, digit >> 1], q, False)
                    elif digit < 0:
                        _accumulate(buckets[k, -digit >> 1], q, True)
        for k in range(count):
            # b1 + 3 b3 + 5 b5 + 7 b7 as s1 + 2 (s3 + s5 + s7), s being the sums from the last bucket on.
            row = out[first + k]
            row[:] = buckets[k, 3]
            total[:] = row
            for j in range(2, -1, -1):
                _prepare(buckets[k, j], q)
                _accumulate(row, q, False)
                if j:
                    _prepare(row, q)
                    _accumulate(total, q, False)
            _double_in_place(total, True)
            _prepare(total, q)
            _accumulate(row, q, False)
            _accumulate_table(row, tables[partners[i]], responses[first + k], long_digits)
            if shifted[first + k]:
                _accumulate_table(row, tables[0], shifts[first + k], long_digits)
    return out


@jit
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
                for step in range(4):
                    _double_in_place(row, step == 3)
            digit = digits[window]
            if digit > 0:
                _accumulate(row, table[digit - 1], False)
            elif digit < 0:
                _accumulate(row, table[-digit - 1], True)
    return out


@jit
def power_regularly(base: Any, scalar: Any) -> Any:
    """A base raised to a secret scalar: 256 times a doubling, an addition, and a choice between both by masks."""
    out, other, step = np.empty(20, np.uint64), np.empty(20, np.uint64), np.empty(20, np.uint64)
    _prepare(base, step)
    _reset(out)
    for i in range(255, -1, -1):
        _double_in_place(out, True)
        other[:] = out
        _accumulate(other, step, False)
        mask = ZERO - (scalar[i >> 6] >> np.uint64(i & 63) & ONE)
        for j in range(20):
            out[j] ^= mask & (out[j] ^ other[j])
    return out


@jit
def uncompress_all(ys: Any, odd: Any) -> Any:
    """Points of these y (n, 5), below p, and parities of x, with Z = 1; and whether there is one for each."""
    out, found = np.zeros((len(ys), 20), np.uint64), np.empty(len(ys), np.bool_)
    for i in range(len(ys)):
        y = load(ys[i], 0)
        y2, one = square(y), (ONE, ZERO, ZERO, ZERO, ZERO)
        u, v = subtract(y2, one), settle(add(multiply(y2, D_LIMBS), one))
        v3 = multiply(square(v), v)
        base = multiply(u, multiply(square(v3), v))
        b250, _ = raise_nearly(base)
        x = multiply(multiply(u, v3), multiply(power_of_two(b250, 2), base))
        if not is_zero(subtract(multiply(v, square(x)), u)):
            x = multiply(x, ROOT)
        found[i] = is_zero(subtract(multiply(v, square(x)), u))
        if parity(x) != odd[i]:
            found[i] &= not is_zero(x)
            x = subtract((ZERO, ZERO, ZERO, ZERO, ZERO), x)
        store(out[i], 0, x)
        store(out[i], 5, y)
        out[i, 10] = ONE
        store(out[i], 15, multiply(x, y))
    return out, found


@jit
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
