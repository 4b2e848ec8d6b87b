"""The multiplicative groups: BELENIOS-2048 and RFC-3526-2048, on GMP.

Secret exponents go through GMP's constant-time powering. Public ones share work: the generator and the election's key
have tables, several powers of one base share its squarings (Yao's method), and many bases go side by side
through machine code (`lanes`).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from gmpy2 import invert, jacobi, mpz, powmod, powmod_sec

from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives.group import Element, Group, Powers

if TYPE_CHECKING:
    from hamgara.ballots.primitives.lanes import LanesOfField

__all__ = ["BELENIOS_2048", "RFC_3526_2048", "Field"]

#: Bits of a number that a non-homomorphic answer carries, and of the padding below them.
_NUMBER_BITS = 8
_PADDING_BITS = 8
#: Independent tests in a batch check of membership; each misses an outsider with probability at most 1/2.
_TESTS = 128
#: Exponents of so few bits are raised in less time where the order is much longer; challenges are such.
_SHORT = 320
#: From how many families on the machine code is worth its import, and from how many of one shape a row of eight.
_MANY, _FEWEST = 400, 4


class Field(Group):
    """The subgroup of prime order q of the integers modulo a prime p; an element is an `mpz` in 1 … p-1."""

    def __init__(self, name: str, p: int, q: int, g: int, *, embeds: bool) -> None:
        self.name = name
        self.p = mpz(p)
        self.order = q
        self.digits = len(str(q))
        self.generator = mpz(g)
        self.identity = mpz(1)
        self._q = mpz(q)
        self._cofactor = (self.p - 1) // q
        self._embeds = embeds
        self._long = q.bit_length() > 4 * _SHORT
        self._most = len(str(p))
        self._bytes = -(-q.bit_length() // 8)
        self._tables: dict[Element, list[list[Element]]] = {}
        self._lanes: LanesOfField | None = None

    def decode(self, text: str, where: str) -> Element:
        if not 0 < len(text) <= self._most or not text.isascii() or not text.isdigit() or text[0] == "0":
            raise Rejected("element", where, "not a number in base 10 of possible length, without leading zeros")
        value = mpz(text)
        if value >= self.p:
            raise Rejected("element", where, "not below the modulus")
        return value

    def encode(self, element: Element) -> str:
        return str(element)

    def holds(self, element: Element) -> bool:
        if not 0 < element < self.p:
            return False
        if self._cofactor == 2:
            return bool(jacobi(element, self.p) == 1)
        return bool(powmod(element, self._q, self.p) == 1)

    def find_outsider(self, elements: Sequence[Element]) -> int | None:
        """One element at a time where that is cheap (Jacobi symbols), else products of random subsets.

        The product of a random half of the elements lies in the group for at most one of the two fates of any one
        outsider, so each of the 128 tests misses with probability at most 1/2, independently. Elements that share a
        pattern of eight tests are multiplied first, so that a test costs each element an eighth of a multiplication.
        """
        if self._cofactor == 2 or len(elements) < 64 or not all(0 < element < self.p for element in elements):
            return next((i for i, element in enumerate(elements) if not self.holds(element)), None)
        p = self.p
        for _ in range(_TESTS // 8):
            buckets = [mpz(1)] * 256
            for element, pattern in zip(elements, secrets.token_bytes(len(elements)), strict=True):
                buckets[pattern] = buckets[pattern] * element % p
            while len(buckets) > 1:
                half = len(buckets) // 2
                upper = buckets[half:]
                product = mpz(1)
                for value in upper:
                    product = product * value % p
                if powmod(product, self._q, p) != 1:
                    return next(i for i, element in enumerate(elements) if not self.holds(element))
                buckets = [low * high % p for low, high in zip(buckets, upper, strict=False)]
        return None

    def multiply(self, first: Element, second: Element) -> Element:
        return first * second % self.p

    def invert(self, element: Element) -> Element:
        return invert(element, self.p)

    def power(self, base: Element, exponent: int) -> Element:
        """The time tells whether an exponent is short, which one that is drawn from the whole range of a much longer
        order never is; of a challenge or of a credential everybody knows it.
        """
        exponent %= self.order
        if self._long and 0 < exponent.bit_length() <= _SHORT:
            return powmod_sec(base, mpz(exponent), self.p)
        # The constant-time powering wants a positive exponent; adding the order hides how long this one is.
        return powmod_sec(base, mpz(exponent) + self._q, self.p)

    def power_openly(self, base: Element, exponent: int) -> Element:
        exponent %= self.order
        if self._long and (self.order - exponent).bit_length() <= self.order.bit_length() // 2:
            return invert(self.power_openly(base, self.order - exponent), self.p)
        table = self._tables.get(base)
        return powmod(base, exponent, self.p) if table is None else self._look_up(table, exponent)

    def _look_up(self, table: list[list[Element]], exponent: int) -> Element:
        p, result = self.p, mpz(1)
        for row, digit in zip(table, exponent.to_bytes(self._bytes, "little"), strict=True):
            if digit:
                result = result * row[digit] % p
        return result

    def remember(self, base: Element) -> None:
        if base in self._tables:
            return
        table, p, step = [], self.p, base
        for _ in range(self._bytes):
            row = [mpz(1)]
            for _ in range(255):
                row.append(row[-1] * step % p)
            table.append(row)
            step = row[-1] * step % p
        self._tables[base] = table

    def same(self, first: Element, second: Element) -> bool:
        return bool(first == second)

    def commit(self, powers: Sequence[Powers]) -> list[list[str]]:
        """Eight families of one shape side by side; what does not fill half of such a row, one by one."""
        self.remember(self.generator)
        alike: dict[tuple[Element, int, bool], list[int]] = {}
        for index, family in enumerate(powers):
            if len(powers) >= _MANY and family.partner in self._tables:
                shape = (family.partner, len(family.rows), any(shift for *_, shift in family.rows))
                alike.setdefault(shape, []).append(index)
        texts: list[list[str]] = [[]] * len(powers)
        for (partner, _, shifted), indexes in alike.items():
            if len(indexes) < _FEWEST:
                continue
            families = [powers[index] for index in indexes]
            for index, commitments in zip(indexes, self._open_lanes().commit(families, partner, shifted), strict=True):
                texts[index] = [str(element) for element in commitments]
        return [
            done or [str(element) for element in self._commit_alone(family)]
            for done, family in zip(texts, powers, strict=True)
        ]

    def _open_lanes(self) -> LanesOfField:
        if self._lanes is None:
            # The compiler behind it takes a second to import, which a voter's device need not wait for.
            from hamgara.ballots.primitives.lanes import LanesOfField

            self._lanes = LanesOfField(self.p, self.order, self.generator, self._tables)
        return self._lanes

    def _commit_alone(self, family: Powers) -> list[Element]:
        p, commitments = self.p, []
        raised = self._raise(family.base, [challenge for _, challenge, _ in family.rows])
        for (response, _, shift), value in zip(family.rows, raised, strict=True):
            value = value * self.power_openly(family.partner, response) % p
            if shift:
                value = value * self.power_openly(self.generator, shift) % p
            commitments.append(value)
        return commitments

    def _raise(self, base: Element, exponents: Sequence[int]) -> list[Element]:
        if len(exponents) == 1 or self.order.bit_length() > 300:
            return [self.power_openly(base, exponent) for exponent in exponents]
        p = self.p
        buckets = [[mpz(1)] * 16 for _ in exponents]
        rest = list(exponents)
        for _ in range(-(-self.order.bit_length() // 4)):
            for i, exponent in enumerate(rest):
                digit = exponent & 15
                if digit:
                    buckets[i][digit] = buckets[i][digit] * base % p
                rest[i] = exponent >> 4
            for _ in range(4):
                base = base * base % p
        results = []
        for row in buckets:
            running, result = mpz(1), mpz(1)
            for digit in range(15, 0, -1):
                running = running * row[digit] % p
                result = result * running % p
            results.append(result)
        return results

    def rank(self, element: Element) -> Element:
        return element

    def embed(self, numbers: Sequence[int]) -> Element:
        value = mpz(0)
        for number in numbers:
            value = (value << _NUMBER_BITS) + number
        value <<= _PADDING_BITS
        if not self._embeds or value.bit_length() >= self.p.bit_length():
            raise BallotError("choice", "", "this group cannot carry that many numbers")
        for padding in range(1 << _PADDING_BITS):
            if self.holds(value + padding):
                return value + padding
        raise BallotError("choice", "", "no element of the group carries these numbers")

    def extract(self, element: Element, count: int) -> list[int]:
        value = element >> _PADDING_BITS
        numbers = []
        for _ in range(count):
            numbers.append(int(value & ((1 << _NUMBER_BITS) - 1)))
            value >>= _NUMBER_BITS
        return numbers[::-1]

    def derive_generator(self, index: int) -> Element:
        return _derive(self, index)


@cache
def _derive(field: Field, index: int) -> Element:
    seed = int.from_bytes(hashlib.sha256(f"ggen|{index}".encode()).digest(), "big")
    element = powmod(seed, field._cofactor, field.p)
    assert element not in (0, 1, field.generator)
    return element


_P = int(
    "a3ef2d011fefb1b6e39e568fccdffb0fb7dc7ef3a791b6862791811d21fc35f21e6d36856b428030421f514ed40bfd4c06e0"
    "92a495af8d79a2f85e0fb11c0ede07dd973f9c53e50930c6e82ac36de1ae3fb8c3aabfff12ce27a5022ddd8912d107435012"
    "768a2cdd0a4091d8fa447f6c7ebc15a349fa318a6b4fe17d8d47e843a3e14dfa9b2162f4d7229abe93a188b46b006517d6f6"
    "747ebbb29c9ec3099b607f18fb1a8bc858279aa8599411d998d3e3fada9e010840d082d8c31911acdd4a0e7992d0f18cc759"
    "cb5de0acf66a3882555bc810941e021b6a4ccfa04ee4008f878affa2375e2999b44f6cef17d707301e59e0e6351e051ed9ce"
    "c4157646e64f",
    16,
)
_G = int(
    "1307c1ab5f295885d7caa3a78a42415e31fd1c5807b61fb1e781878a52230a51988b98c259597f9c5a9dfd001d26ba31d9d8"
    "976f01d95a1c8262ee68a0e92cea541e5219e0d0d094301b894236823fe1d4bc04e29f3748aefd4f10d5b1a356a8643e673f"
    "d9d215fc8fe5fb9cf9fdb8ea88fdb1a3381a697fdf9c2458570b06d26aef1be365fdd90165f397c6b870df8c1b9e519edcee"
    "8bb0f74b7a1615a274ba60a7ea574a61f552d2dde0ce514e0927c4ff49b1964c4a913731ae4268d60d7f22127b6cbba44d45"
    "3ac8b72fd04e0991b7aeff04867d8724ac638f5f34100d2d47aa680d43771902743d663f42d853c041e1c91fe3823f4bcf28"
    "4308f1d7e653",
    16,
)
_Q = 78571733251071885079927659812671450121821421258408794611510081919805623223441
BELENIOS_2048 = Field("BELENIOS-2048", p=_P, q=_Q, g=_G, embeds=False)
_OAKLEY = int(
    "ffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef95"
    "19b3cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb"
    "5a899fa5ae9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3"
    "ad961c62f356208552bb9ed529077096966d670c354e4abc9804f1746c08ca18217c32905e462e36ce3be39e772c180e8603"
    "9b2783a2ec07a28fb5c55df06f4c52c9de2bcbf6955817183995497cea956ae515d2261898fa051015728e5a8aacaa68ffff"
    "ffffffffffff",
    16,
)
RFC_3526_2048 = Field("RFC-3526-2048", p=_OAKLEY, q=(_OAKLEY - 1) // 2, g=2, embeds=True)
