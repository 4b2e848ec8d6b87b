"""Arithmetic modulo 2^255 - 19 in machine code, for the points of `curve_arithmetic`.

A number is five limbs of 51 bits; products are taken in 128 bits, for which Numba has no type, so that
multiplication is given to LLVM directly. Nothing branches on a number, but for `is_zero` and `parity`, which only
see public ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

__all__ = [
    "D_LIMBS",
    "LIMBS",
    "ONE",
    "ROOT",
    "TWO_D",
    "ZERO",
    "D",
    "P",
    "add",
    "invert",
    "is_zero",
    "jit",
    "load",
    "multiply",
    "pack",
    "parity",
    "power_of_two",
    "raise_nearly",
    "settle",
    "square",
    "store",
    "subtract",
    "unpack",
]

LIMBS = 5
_BITS = 51
_MASK = (1 << _BITS) - 1
P = (1 << 255) - 19
D = -121665 * pow(121666, -1, P) % P
TWO_D = tuple(np.uint64(2 * D % P >> _BITS * i & _MASK) for i in range(LIMBS))
D_LIMBS = tuple(np.uint64(D >> _BITS * i & _MASK) for i in range(LIMBS))
ROOT = tuple(np.uint64(pow(2, (P - 1) // 4, P) >> _BITS * i & _MASK) for i in range(LIMBS))
#: 8p in limbs, added before a subtraction so that no limb goes below zero.
_LIFT_0, _LIFT = np.uint64(8 * ((1 << 51) - 19)), np.uint64(8 * _MASK)
_LOW = np.uint64(_MASK)
_SHIFT = np.uint64(_BITS)
_NINETEEN = np.uint64(19)
ZERO, ONE = np.uint64(0), np.uint64(1)
_F: Any = types.UniTuple(types.uint64, LIMBS)  # type: ignore[no-untyped-call]


def _emitted(function: Callable[..., Any]) -> Any:
    return intrinsic(function)


def _emit_reduction(builder: Any, columns: list[Any]) -> list[Any]:
    """LLVM code for the carries: columns below 2^115 in, limbs below 2^52 out."""
    wide, word = ir.IntType(128), ir.IntType(64)
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
    return _emit_reduction(builder, columns)


@_emitted
def multiply(typing_context: Any, first: Any, second: Any) -> Any:
    """a · b modulo p; limbs below 2^54 in, below 2^52 out."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        a, b = ([builder.extract_value(argument, i) for i in range(LIMBS)] for argument in arguments)
        return context.make_tuple(builder, signature.return_type, _emit_product(builder, a, b))

    return _F(_F, _F), generate


def _emit_square(builder: Any, limbs: list[Any]) -> list[Any]:
    """LLVM code for a square modulo p: products of different limbs are taken once, doubled."""
    wide, word = ir.IntType(128), ir.IntType(64)
    plain = [builder.zext(limb, wide) for limb in limbs]
    double = [builder.zext(builder.shl(limb, word(1)), wide) for limb in limbs]
    nineteen = [builder.zext(builder.mul(limb, word(19)), wide) for limb in limbs]
    columns = []
    for k in range(LIMBS):
        total = None
        for i in range(LIMBS):
            j = (k - i) % LIMBS
            if i > j:
                continue
            first = plain[i] if i == j else double[i]
            term = builder.mul(first, plain[j] if i + j < LIMBS else nineteen[j])
            total = term if total is None else builder.add(total, term)
        columns.append(total)
    return _emit_reduction(builder, columns)


@_emitted
def square(typing_context: Any, number: Any) -> Any:
    """a² modulo p, likewise."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        limbs = [builder.extract_value(arguments[0], i) for i in range(LIMBS)]
        return context.make_tuple(builder, signature.return_type, _emit_square(builder, limbs))

    return _F(_F), generate


_compile: Any = njit(cache=True, nogil=True)


def jit(function: Callable[..., Any]) -> Any:
    """Compile a function, and keep what was compiled for later runs."""
    return _compile(function)


@jit
def settle(a: Any) -> Any:
    """Carry once: limbs below 2^51 again, but for a little in the lowest."""
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


@jit
def add(a: Any, b: Any) -> Any:
    """Limb by limb, without carries."""
    return a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3], a[4] + b[4]


@jit
def subtract(a: Any, b: Any) -> Any:
    """Limb by limb, with carries; limbs of b below 2^54."""
    return settle(
        (
            a[0] + _LIFT_0 - b[0],
            a[1] + _LIFT - b[1],
            a[2] + _LIFT - b[2],
            a[3] + _LIFT - b[3],
            a[4] + _LIFT - b[4],
        )
    )


@jit
def load(a: Any, i: int) -> Any:
    """Five limbs of a row, from i on."""
    return a[i], a[i + 1], a[i + 2], a[i + 3], a[i + 4]


@jit
def store(a: Any, i: int, f: Any) -> None:
    """Write five limbs into a row, from i on."""
    a[i], a[i + 1], a[i + 2], a[i + 3], a[i + 4] = f


@jit
def power_of_two(a: Any, count: int) -> Any:
    """a raised to 2^count."""
    for _ in range(count):
        a = square(a)
    return a


@jit
def raise_nearly(a: Any) -> Any:
    """(a^(2^250 - 1), a^11): what inverses and roots have in common."""
    a2 = square(a)
    a9 = multiply(power_of_two(a2, 2), a)
    a11 = multiply(a9, a2)
    b5 = multiply(square(a11), a9)
    b10 = multiply(power_of_two(b5, 5), b5)
    b20 = multiply(power_of_two(b10, 10), b10)
    b40 = multiply(power_of_two(b20, 20), b20)
    b50 = multiply(power_of_two(b40, 10), b10)
    b100 = multiply(power_of_two(b50, 50), b50)
    b200 = multiply(power_of_two(b100, 100), b100)
    return multiply(power_of_two(b200, 50), b50), a11


@jit
def invert(a: Any) -> Any:
    """1/a, and 0 for 0."""
    b250, a11 = raise_nearly(a)
    return multiply(power_of_two(b250, 5), a11)


@jit
def is_zero(a: Any) -> bool:
    """Whether a number is 0 modulo p."""
    low, first, second, third, fourth = settle(settle(a))
    zero = low | first | second | third | fourth
    p = (low ^ (_LOW - np.uint64(18))) | (first ^ _LOW) | (second ^ _LOW) | (third ^ _LOW) | (fourth ^ _LOW)
    return bool(zero == 0 or p == 0)


@jit
def parity(a: Any) -> int:
    """The lowest bit of a number's residue."""
    low, first, second, third, fourth = settle(settle(a))
    # At or above p only where all limbs are full and the lowest is within 19 of it.
    over = first == _LOW and second == _LOW and third == _LOW and fourth == _LOW and low >= _LOW - np.uint64(18)
    return int(low & ONE) ^ int(over)


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
