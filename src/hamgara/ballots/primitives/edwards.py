"""The elliptic curve group of Ed25519 elections: the subgroup of prime order of edwards25519, as in Belenios 3.0.

An element is a point in extended coordinates (X, Y, Z, T). It is printed as 64 hexadecimal digits, y with the parity
of x in its highest bit. The curve has eight times as many points as the group: a point is checked to be on the curve
when it is read, and to be in the group when membership is checked.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from gmpy2 import invert, mpz, powmod

from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives import curve_arithmetic as curve
from hamgara.ballots.primitives import limb_arithmetic as limbs
from hamgara.ballots.primitives.group import Element, Group, Powers

__all__ = ["ED25519", "Edwards"]

Point: TypeAlias = tuple[Any, Any, Any, Any]
_P = mpz(limbs.P)
_D = mpz(limbs.D)
_ORDER = (1 << 252) + 27742317777372353535851937790883648493
_HEX = re.compile(r"[0-9a-f]{64}")
_NUMBER_BITS = 8
_PADDING_BITS = 14
_ROOT_OF_MINUS_ONE = powmod(2, (_P - 1) // 4, _P)
#: Independent runs of eight tests in a batch check of membership.
_RUNS = 16


def _uncompress(number: int) -> Point | None:
    """The point with this y and parity of x; None where there is none, or the number is not its one encoding."""
    y, odd = mpz(number & ((1 << 255) - 1)), number >> 255
    if y >= _P:
        return None
    square = y * y % _P
    u, v = square - 1, _D * square + 1
    # x = u v³ (u v⁷)^((p-5)/8) is a root of u/v, or becomes one by a root of -1 (RFC 8032, 5.1.3).
    v3 = v * v * v % _P
    x = u * v3 * powmod(u * v3 * v3 * v % _P, (_P - 5) // 8, _P) % _P
    if v * x * x % _P != u % _P:
        x = x * _ROOT_OF_MINUS_ONE % _P
        if v * x * x % _P != u % _P:
            return None
    if x & 1 != odd:
        if x == 0:
            return None
        x = _P - x
    return x, y, mpz(1), x * y % _P


class Edwards(Group):
    """The group that is named Ed25519."""

    name = "Ed25519"
    order = _ORDER
    digits = len(str(_ORDER))
    identity: Point = (mpz(0), mpz(1), mpz(1), mpz(0))

    def __init__(self) -> None:
        base = _uncompress(4 * pow(5, -1, limbs.P) % limbs.P)
        assert base is not None
        self.generator: Point = base
        self._tables: dict[str, int] = {}
        self._stack = np.empty((0, 33, 128, 15), np.uint64)

    def decode(self, text: str, where: str) -> Element:
        if not _HEX.fullmatch(text):
            raise Rejected("element", where, "not 64 hexadecimal digits in lower case")
        point = _uncompress(int(text, 16))
        if point is None:
            raise Rejected("element", where, "not the one encoding of a point of the curve")
        return point

    def decode_all(self, texts: Sequence[str], places: Sequence[str]) -> list[Element]:
        for text, where in zip(texts, places, strict=True):
            if not _HEX.fullmatch(text):
                raise Rejected("element", where, "not 64 hexadecimal digits in lower case")
        numbers = [int(text, 16) for text in texts]
        ys = [number & ((1 << 255) - 1) for number in numbers]
        odd = np.array([number >> 255 for number in numbers], np.int64)
        points, found = curve.uncompress_all(limbs.pack(ys, limbs.LIMBS), odd)
        for y, exists, where in zip(ys, found.tolist(), places, strict=True):
            if not exists or y >= limbs.P:
                raise Rejected("element", where, "not the one encoding of a point of the curve")
        return _unpack(points)

    def encode(self, element: Element) -> str:
        x, y, z, _ = element
        if z != 1:
            inverse = invert(z, _P)
            x, y = x * inverse % _P, y * inverse % _P
        return f"{int(y) | int(x & 1) << 255:064x}"

    def encode_all(self, elements: Sequence[Element]) -> list[str]:
        return _encode_all([(x, y, z) for x, y, z, _ in elements])

    def holds(self, element: Element) -> bool:
        x, y, z, t = element
        on_curve = (y * y - x * x - z * z - _D * t * t) % _P == 0 and (x * y - z * t) % _P == 0 and z % _P != 0
        return bool(on_curve) and self.same(self._raise([element], [_ORDER])[0], self.identity)

    def find_outsider(self, elements: Sequence[Element]) -> int | None:
        """Products of random subsets, as `Field.find_outsider` does; points are on the curve since they were read."""
        if len(elements) < 100:
            raised = self._raise(elements, [_ORDER] * len(elements)) if elements else []
            return next((i for i, one in enumerate(raised) if not self.same(one, self.identity)), None)
        points = _pack(elements)
        for _ in range(_RUNS):
            patterns = np.frombuffer(secrets.token_bytes(len(points)), np.uint8)
            products = curve.subset_products(points, patterns)
            raised = curve.power_all(products, limbs.pack([_ORDER] * 8, 4))
            if not all(self.same(point, self.identity) for point in _unpack(raised)):
                return next(i for i, element in enumerate(elements) if not self.holds(element))
        return None

    def multiply(self, first: Element, second: Element) -> Element:
        x1, y1, z1, t1 = first
        x2, y2, z2, t2 = second
        a, b = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
        c, d = t1 * t2 % _P * (2 * _D), 2 * z1 * z2
        e, f, g, h = (b - a) % _P, (d - c) % _P, (d + c) % _P, (b + a) % _P
        return e * f % _P, g * h % _P, f * g % _P, e * h % _P

    def invert(self, element: Element) -> Element:
        x, y, z, t = element
        return -x % _P, y, z, -t % _P

    def power(self, base: Element, exponent: int) -> Element:
        raised = curve.power_regularly(_pack([base])[0], limbs.pack([exponent % _ORDER], 4)[0])
        return _unpack(raised[None, :])[0]

    def power_openly(self, base: Element, exponent: int) -> Element:
        return self._raise([base], [exponent % _ORDER])[0]

    def _raise(self, bases: Sequence[Element], exponents: Sequence[int]) -> list[Element]:
        return _unpack(curve.power_all(_pack(bases), limbs.pack(list(exponents), 4)))

    def remember(self, base: Element) -> None:
        if not self._tables:
            self._add_table(self.generator)
        self._add_table(base)

    def _add_table(self, base: Element) -> int:
        text = self.encode(base)
        if text not in self._tables:
            self._tables[text] = len(self._stack)
            self._stack = np.concatenate([self._stack, curve.make_table(_pack([base])[0])[None]])
        return self._tables[text]

    def same(self, first: Element, second: Element) -> bool:
        x1, y1, z1, _ = first
        x2, y2, z2, _ = second
        return bool((x1 * z2 - x2 * z1) % _P == 0 and (y1 * z2 - y2 * z1) % _P == 0)

    def commit(self, powers: Sequence[Powers]) -> list[list[str]]:
        self.remember(self.generator)
        if not powers:
            return []
        partners, known = [], {id(self.generator): 0}
        extra: dict[int, list[Element]] = {}
        for index, family in enumerate(powers):
            table = known.get(id(family.partner))
            if table is None:
                table = self._tables.get(self.encode(family.partner))
                if table is not None:
                    known[id(family.partner)] = table
                else:
                    # No table: that factor is computed by itself and multiplied in below.
                    extra[index] = self._raise(
                        [family.partner] * len(family.rows), [row[0] % _ORDER for row in family.rows]
                    )
                    table = -1
            partners.append(table)
        rows = [row for family in powers for row in family.rows]
        responses = [
            0 if partner < 0 else row[0] % _ORDER
            for partner, family in zip(partners, powers, strict=True)
            for row in family.rows
        ]
        starts = np.cumsum([0, *(len(family.rows) for family in powers)])
        raised = curve.commit_all(
            _pack([family.base for family in powers]),
            np.array([max(partner, 0) for partner in partners]),
            starts,
            limbs.pack(responses, 4),
            limbs.pack([row[1] % _ORDER for row in rows], 4),
            limbs.pack([row[2] % _ORDER for row in rows], 4),
            np.array([row[2] != 0 for row in rows]),
            self._stack,
        )
        if extra:
            points = _unpack(raised)
            for index, factors in extra.items():
                for k, factor in enumerate(factors):
                    points[starts[index] + k] = self.multiply(points[starts[index] + k], factor)
            texts = self.encode_all(points)
        else:
            texts = _encode_all(list(zip(*(limbs.unpack(raised[:, i : i + 5]) for i in (0, 5, 10)), strict=True)))
        return [texts[starts[i] : starts[i + 1]] for i in range(len(powers))]

    def rank(self, element: Element) -> Any:
        # Belenios orders points by their bytes where it has libsodium, as its programs outside the browser do.
        return bytes.fromhex(self.encode(element))[::-1]

    def embed(self, numbers: Sequence[int]) -> Element:
        value = 0
        for number in numbers:
            value = (value << _NUMBER_BITS) + number
        value <<= _PADDING_BITS
        if value.bit_length() > 250:
            raise BallotError("choice", "", "this group cannot carry that many numbers")
        for padding in range(1 << _PADDING_BITS):
            point = _uncompress(value + padding)
            if point is not None and self.holds(point):
                return point
        raise BallotError("choice", "", "no element of the group carries these numbers")

    def extract(self, element: Element, count: int) -> list[int]:
        value = int(self.encode(element), 16) >> _PADDING_BITS
        return [value >> _NUMBER_BITS * i & ((1 << _NUMBER_BITS) - 1) for i in reversed(range(count))]

    def derive_generator(self, index: int) -> Element:
        return _derive(index)


def _pack(points: Sequence[Point]) -> Any:
    columns = [limbs.pack([int(point[i]) for point in points], limbs.LIMBS) for i in range(4)]
    return np.concatenate(columns, axis=1) if points else np.empty((0, 20), np.uint64)


def _unpack(points: Any) -> list[Point]:
    columns = ([mpz(number) % _P for number in limbs.unpack(points[:, i : i + 5])] for i in (0, 5, 10, 15))
    return list(zip(*columns, strict=True))


def _encode_all(points: Sequence[tuple[Any, Any, Any]]) -> list[str]:
    """Encodings, with one inversion for all (Montgomery's trick)."""
    products = [mpz(1)]
    for _, _, z in points:
        products.append(products[-1] * z % _P)
    inverse = invert(products[-1], _P)
    texts = []
    for (x, y, z), before in zip(reversed(points), reversed(products[:-1]), strict=True):
        own = inverse * before % _P
        inverse = inverse * z % _P
        texts.append(f"{int(y * own % _P) | int(x * own % _P & 1) << 255:064x}")
    return texts[::-1]


@cache
def _derive(index: int) -> Point:
    number = int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest(), "big") >> 2
    point = _uncompress(number)
    while point is None:
        number += 1
        point = _uncompress(number)
    element: Point = ED25519.power_openly(point, 8)
    assert not ED25519.same(element, ED25519.identity)
    assert not ED25519.same(element, ED25519.generator)
    return element


ED25519 = Edwards()
