"""Groups from outside: published vectors, another implementation, arithmetic from the textbook, and outsiders."""

from __future__ import annotations

import hashlib
import random
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ballots.tampering import _low

from hamgara import ballots
from hamgara.ballots.primitives.edwards import _uncompress
from hamgara.ballots.primitives.fields import _FEWEST, _MANY, BELENIOS_2048, RFC_3526_2048, Field
from hamgara.ballots.primitives.group import Group, Powers

GROUPS = list(ballots.GROUPS.values())
CURVE = ballots.find_group("Ed25519")
EXPONENTS = st.one_of(st.integers(0, 40), st.integers(0, CURVE.order - 1), st.integers(CURVE.order - 40, CURVE.order))


def _slowly(group: Group, base: Any, exponent: int) -> Any:
    result = group.identity
    for bit in bin(exponent)[2:]:
        result = group.multiply(result, result)
        if bit == "1":
            result = group.multiply(result, base)
    return result


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_parameters(group: Group) -> None:
    from gmpy2 import is_prime

    assert is_prime(group.order)
    assert group.holds(group.generator)
    assert group.same(_slowly(group, group.generator, group.order), group.identity)
    assert not group.same(group.generator, group.identity)
    if isinstance(group, Field):
        assert is_prime(group.p)
        assert (group.p - 1) % group.order == 0


def test_the_safe_prime_is_that_of_rfc_3526() -> None:
    """Section 3: 2^2048 - 2^1984 - 1 + 2^64 * ([2^1918 pi] + 124476)."""
    from gmpy2 import const_pi, context, floor, mpfr, mpz

    with context(precision=2200):
        middle = mpz(floor(mpfr(2) ** 1918 * const_pi())) + 124476
    assert RFC_3526_2048.p == 2**2048 - 2**1984 - 1 + 2**64 * middle


def test_belenios_2048_follows_from_its_published_seed() -> None:
    """FIPS 186-4, A.1.1.2 and A.2.3, with the seed and the counter that the specification of Belenios states."""
    seed = 478953892617249466166106476098847626563138168027716882488732447198349000396592020632875172724552145560167746

    def hashed(number: int) -> int:
        data = number.to_bytes(-(-number.bit_length() // 8), "little")
        return int.from_bytes(hashlib.sha256(data).digest(), "big")

    u = hashed(seed) % 2**255
    assert BELENIOS_2048.order == 2**255 + u + 1 - u % 2
    offset = 1 + 109 * 8
    words = [hashed(seed + offset + j) for j in range(8)]
    x = 2**2047 + sum(word << 256 * j for j, word in enumerate(words[:7])) + (words[7] % 2**255 << 256 * 7)
    assert BELENIOS_2048.p == x - x % (2 * BELENIOS_2048.order) + 1
    base = hashed(1 + 2**16 * 2**16 * (0x6767656E + 2**32 * seed))
    assert BELENIOS_2048.generator == pow(base, int(BELENIOS_2048.p - 1) // BELENIOS_2048.order, int(BELENIOS_2048.p))


@pytest.mark.parametrize("seed", [bytes(32), b"\xff" * 32, *(random.Random(i).randbytes(32) for i in range(6))])
def test_powers_of_the_base_point_are_the_public_keys_of_ed25519(seed: bytes) -> None:
    secret = bytearray(hashlib.sha512(seed).digest()[:32])
    secret[0] &= 248
    secret[31] = secret[31] & 127 | 64
    scalar = int.from_bytes(secret, "little")
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    for power in (CURVE.power, CURVE.power_openly):
        assert bytes.fromhex(CURVE.encode(power(CURVE.generator, scalar)))[::-1] == public


@settings(max_examples=40, deadline=None)
@given(EXPONENTS, EXPONENTS)
def test_powers_on_the_curve(base: int, exponent: int) -> None:
    element = _slowly(CURVE, CURVE.generator, base)
    expected = _slowly(CURVE, element, exponent % CURVE.order)
    assert CURVE.same(CURVE.power(element, exponent), expected)
    assert CURVE.same(CURVE.power_openly(element, exponent), expected)
    assert CURVE.encode(CURVE.decode(CURVE.encode(element), "")) == CURVE.encode(element)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
@pytest.mark.parametrize("count", [1, _FEWEST - 1, _MANY + 3])
def test_commitments_are_products_of_powers(group: Group, count: int) -> None:
    below = random.Random(count).randrange
    if group.name == "RFC-3526-2048" and count > 10:
        count = 5
    key = group.power(group.generator, 7)
    group.remember(key)
    edges = [0, 1, 15, 16, group.order - 1]

    def number() -> int:
        return edges[below(5)] if below(3) == 0 else below(group.order)

    families = []
    for index in range(count):
        base = group.power_openly(key, index + 1)
        partner = (group.generator, key, base)[index % 7 % 3]
        rows = [(number(), number(), number() if index % 2 else 0) for _ in range(1 + index % 2)]
        families.append(Powers(base, partner, rows))
    checked = set(range(0, count, max(1, count // 8)))
    for index, (family, texts) in enumerate(zip(families, group.commit(families), strict=True)):
        assert len(texts) == len(family.rows)
        if index not in checked:
            continue
        for (response, challenge, shift), text in zip(family.rows, texts, strict=True):
            parts = [(family.partner, response), (family.base, challenge), (group.generator, shift)]
            assert text == group.encode(group.product(_slowly(group, base, power) for base, power in parts))


def _outsiders(group: Group) -> list[Any]:
    if isinstance(group, Field):
        found = [group.p - group.generator, group.p - 1]
        if group is BELENIOS_2048:
            # An element of order 3: the cofactor has no smaller factor but 2.
            from gmpy2 import powmod

            third = next(x for x in (powmod(n, (group.p - 1) // 3, group.p) for n in range(2, 50)) if x != 1)
            found += [third, third * group.generator % group.p]
        return found
    return [group.multiply(group.generator, _low(order)) for order in (2, 4, 8)] + [_low(8)]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.name)
def test_one_outsider_among_many_is_found(group: Group) -> None:
    elements = [group.power_openly(group.generator, n) for n in range(1, 131)]
    assert group.find_outsider(elements) is None
    assert group.find_outsider([]) is None
    for place, outsider in enumerate(_outsiders(group)):
        assert not group.holds(outsider)
        assert group.find_outsider([outsider]) == 0
        for index in (0, 129 - place):
            altered = [*elements[:index], outsider, *elements[index + 1 :]]
            assert group.find_outsider(altered) == index
        # Two outsiders whose product is in the group.
        pair = [*elements[:5], outsider, group.invert(outsider), *elements[5:]]
        assert group.find_outsider(pair) == 5


def test_points_have_one_encoding() -> None:
    p = 2**255 - 19
    for number in (
        0,
        1,
        p - 1,
        p,
        p + 1,
        p + 2,
        2**255,
        2**255 + 1,
        2**255 + p - 1,
        2**255 + p,
        2**256 - 1,
        *range(2, 60),
    ):
        text = f"{number:064x}"
        point = _uncompress(number)
        try:
            (together,) = CURVE.decode_all([text], [""])
        except ballots.Rejected:
            assert point is None
        else:
            assert point is not None
            assert CURVE.encode(together) == CURVE.encode(point) == text


@pytest.mark.parametrize("name", ["RFC-3526-2048", "Ed25519"])
@given(numbers=st.lists(st.integers(0, 255), min_size=1, max_size=28))
@settings(max_examples=25, deadline=None)
def test_numbers_come_back_from_elements(name: str, numbers: list[int]) -> None:
    group = ballots.find_group(name)
    element = group.embed(numbers)
    assert group.holds(element)
    assert group.extract(element, len(numbers)) == numbers


def test_derived_generators_differ() -> None:
    for group in GROUPS:
        elements = [group.derive_generator(index) for index in range(-1, 4)]
        assert group.find_outsider(elements) is None
        assert len({group.encode(element) for element in elements}) == 5
