"""Verifiable shuffles: re-encrypt and permute, and prove it (Terelius and Wikström, as CHVote 1.3.2 writes it down).

The prover commits to a permutation; challenges drawn from the statement turn it into one about a random linear
combination, proved by a chain of commitments. Names follow the specification of Belenios, section 7.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from hamgara.ballots.errors import Rejected
from hamgara.ballots.primitives.group import Below, Element, Group
from hamgara.ballots.primitives.proofs import Ciphertext

__all__ = ["ShuffleProof", "check_shuffle_proof", "shuffle"]


@dataclass(frozen=True, slots=True)
class ShuffleProof:
    """`t` are t1, t2, t3, t4.1, t4.2; `s` are s1 … s4; the other fields have an entry for each ciphertext."""

    t: tuple[Element, ...]
    t_chain: tuple[Element, ...]
    s: tuple[int, ...]
    s_chain: tuple[int, ...]
    s_permutation: tuple[int, ...]
    c: tuple[Element, ...]
    c_chain: tuple[Element, ...]

    def elements(self) -> list[Element]:
        """Every element of the proof, to be checked for membership."""
        return [*self.t, *self.t_chain, *self.c, *self.c_chain]


def _print_pairs(group: Group, ciphertexts: Sequence[Ciphertext]) -> str:
    texts = group.encode_all([element for one in ciphertexts for element in one])
    return "".join(f"{text}," for text in texts)


def _print_all(group: Group, elements: Sequence[Element]) -> str:
    return "".join(f"{text}," for text in group.encode_all(elements))


def _challenges(group: Group, count: int, text: str) -> list[int]:
    head = hashlib.sha256(text.encode()).hexdigest()
    tails = (hashlib.sha256(str(index).encode()).hexdigest() for index in range(count))
    return [group.reduce((head + tail).encode()) for tail in tails]


def _generators(group: Group, count: int) -> tuple[Element, list[Element]]:
    return group.derive_generator(-1), [group.derive_generator(index) for index in range(count)]


def shuffle(
    group: Group, key: Element, fingerprint: str, before: Sequence[Ciphertext], below: Below
) -> tuple[list[Ciphertext], ShuffleProof]:
    """Re-encrypt and permute; gives the new list and the proof. The ciphertexts must be in the group."""
    count, order, g = len(before), group.order, group.generator
    permutation = _permute(count, below)
    randomness = [below(order) for _ in before]
    again = [
        Ciphertext(group.multiply(one.alpha, group.power(g, r)), group.multiply(one.beta, group.power(key, r)))
        for one, r in zip(before, randomness, strict=True)
    ]
    after = [again[j] for j in permutation]

    h, hs = _generators(group, count)
    r = [0] * count
    c = [group.identity] * count
    for i, j in enumerate(permutation):
        r[j] = below(order)
        c[j] = group.multiply(group.power(g, r[j]), hs[i])
    statement = _print_pairs(group, before) + _print_pairs(group, after) + _print_all(group, c)
    u = _challenges(group, count, f"shuffle-challenges|{fingerprint}|{statement}")
    u_permuted = [u[j] for j in permutation]
    c_chain: list[Element] = []
    r_chain = [below(order) for _ in before]
    last = h
    for exponent, own in zip(u_permuted, r_chain, strict=True):
        last = group.multiply(group.power(g, own), group.power(last, exponent))
        c_chain.append(last)

    w = [below(order) for _ in range(4)]
    w_chain = [below(order) for _ in before]
    w_permutation = [below(order) for _ in before]
    t = (
        group.power(g, w[0]),
        group.power(g, w[1]),
        group.multiply(group.power(g, w[2]), group.product(map(group.power, hs, w_permutation))),
        group.multiply(
            group.power(key, -w[3]), group.product(map(group.power, [one.beta for one in after], w_permutation))
        ),
        group.multiply(
            group.power(g, -w[3]), group.product(map(group.power, [one.alpha for one in after], w_permutation))
        ),
    )
    t_chain = tuple(
        group.multiply(group.power(g, own), group.power(base, exponent))
        for own, base, exponent in zip(w_chain, [h, *c_chain[:-1]], w_permutation, strict=False)
    )
    challenge = _challenge(group, key, fingerprint, t, t_chain, statement, c_chain)
    v = [1] * count
    for i in range(count - 2, -1, -1):
        v[i] = u_permuted[i + 1] * v[i + 1] % order
    s = (
        w[0] + challenge * sum(r),
        w[1] + challenge * _dot(r_chain, v),
        w[2] + challenge * _dot(r, u),
        w[3] + challenge * _dot(randomness, u),
    )
    proof = ShuffleProof(
        t,
        t_chain,
        tuple(one % order for one in s),
        tuple((own + challenge * r_i) % order for own, r_i in zip(w_chain, r_chain, strict=True)),
        tuple((own + challenge * u_i) % order for own, u_i in zip(w_permutation, u_permuted, strict=True)),
        tuple(c),
        tuple(c_chain),
    )
    return after, proof


def _permute(count: int, below: Below) -> list[int]:
    rest = list(range(count))
    for i in range(count):
        j = i + below(count - i)
        rest[i], rest[j] = rest[j], rest[i]
    return rest


def _dot(first: Sequence[int], second: Sequence[int]) -> int:
    return sum(one * other for one, other in zip(first, second, strict=True))


def _challenge(
    group: Group,
    key: Element,
    fingerprint: str,
    t: Sequence[Element],
    t_chain: Sequence[Element],
    statement: str,
    c_chain: Sequence[Element],
) -> int:
    commitments = _print_all(group, t) + _print_all(group, t_chain)
    rest = _print_all(group, c_chain) + group.encode(key)
    return group.reduce(f"shuffle-challenge|{fingerprint}|{commitments}{statement}{rest}".encode())


def check_shuffle_proof(
    group: Group,
    key: Element,
    fingerprint: str,
    before: Sequence[Ciphertext],
    after: Sequence[Ciphertext],
    proof: ShuffleProof,
    where: str,
) -> None:
    """`Rejected` by `proof` where `after` is not shown to be a shuffle of `before`. Membership is checked by the
    caller.
    """
    count, order, g = len(before), group.order, group.generator
    power, multiply = group.power_openly, group.multiply
    h, hs = _generators(group, count)
    statement = _print_pairs(group, before) + _print_pairs(group, after) + _print_all(group, proof.c)
    u = _challenges(group, count, f"shuffle-challenges|{fingerprint}|{statement}")
    challenge = _challenge(group, key, fingerprint, proof.t, proof.t_chain, statement, proof.c_chain)
    product = 1
    for one in u:
        product = product * one % order
    s1, s2, s3, s4 = proof.s
    s_permutation = proof.s_permutation
    c_bar = multiply(group.product(proof.c), group.invert(group.product(hs)))
    c_hat = multiply(proof.c_chain[-1] if count else h, power(h, -product))
    c_tilde = group.product(map(power, proof.c, u))
    alpha = group.product(map(power, [one.alpha for one in before], u))
    beta = group.product(map(power, [one.beta for one in before], u))
    expected = [
        multiply(power(c_bar, -challenge), power(g, s1)),
        multiply(power(c_hat, -challenge), power(g, s2)),
        group.product([power(c_tilde, -challenge), power(g, s3), *map(power, hs, s_permutation)]),
        group.product(
            [power(beta, -challenge), power(key, -s4), *map(power, [one.beta for one in after], s_permutation)]
        ),
        group.product(
            [power(alpha, -challenge), power(g, -s4), *map(power, [one.alpha for one in after], s_permutation)]
        ),
    ]
    for name, found, computed in zip(("t1", "t2", "t3", "t4.1", "t4.2"), proof.t, expected, strict=True):
        if not group.same(found, computed):
            raise Rejected("proof", f"{where}, {name}")
    last = h
    for index in range(count):
        own = proof.c_chain[index]
        computed = group.product(
            [power(own, -challenge), power(g, proof.s_chain[index]), power(last, s_permutation[index])]
        )
        if not group.same(proof.t_chain[index], computed):
            raise Rejected("proof", f"{where}, chain {index + 1}")
        last = own
