"""Proofs of knowledge that are made and checked without talking: Schnorr, Chaum-Pedersen, and one-of-many.

Belenios sends challenges and responses, never commitments: whoever checks a proof computes its commitments and asks
whether they hash to the challenge. So each proof is recomputed by itself (there is no equation to sum over many),
and what can be shared is the powers of a base that occurs in several rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from hamgara.ballots.errors import Rejected
from hamgara.ballots.primitives.group import Below, Element, Group, Powers

__all__ = ["Ciphertext", "Claim", "Pair", "check", "claim_equal", "claim_known", "claim_range", "prove", "prove_range"]


class Pair(NamedTuple):
    """A challenge and a response, both below the order of the group."""

    challenge: int
    response: int


class Ciphertext(NamedTuple):
    """An ElGamal ciphertext: generator^r, key^r · message."""

    alpha: Element
    beta: Element


@dataclass(frozen=True, slots=True)
class Claim:
    """A proof that waits to be checked together with others.

    `blocks` are runs of commitments: within a block the rows of its `Powers` are taken in turn, A0 B0 A1 B1 …. They
    must hash, after `prefix`, to the sum of the challenges.
    """

    where: str
    prefix: str
    blocks: tuple[tuple[Powers, ...], ...]
    total: int
    reason: str = "proof"


def check(group: Group, claims: Sequence[Claim]) -> None:
    """Check many claims; `Rejected` with the first that does not hold."""
    texts = iter(group.commit([powers for claim in claims for block in claim.blocks for powers in block]))
    for claim in claims:
        commitments: list[str] = []
        for block in claim.blocks:
            columns = [next(texts) for _ in block]
            commitments += [text for row in zip(*columns, strict=True) for text in row]
        if group.challenge(claim.prefix, commitments) != claim.total:
            raise Rejected(claim.reason, claim.where)


def claim_known(group: Group, prefix: str, public: Element, proof: Pair, where: str, *, reason: str = "proof") -> Claim:
    """That the logarithm of `public` is known (Schnorr)."""
    powers = Powers(public, group.generator, ((proof.response, proof.challenge, 0),))
    return Claim(where, prefix, ((powers,),), proof.challenge, reason)


def claim_equal(
    group: Group, prefix: str, public: Element, base: Element, power: Element, proof: Pair, where: str
) -> Claim:
    """That `power` is to `base` as `public` is to the generator (Chaum-Pedersen)."""
    row = ((proof.response, proof.challenge, 0),)
    return Claim(where, prefix, ((Powers(public, group.generator, row), Powers(power, base, row)),), proof.challenge)


def claim_range(
    group: Group, key: Element, prefix: str, parts: Iterable[tuple[Ciphertext, int, Pair]], where: str
) -> Claim:
    """That, for one of the parts, the ciphertext holds the number (a disjunction of Chaum-Pedersen proofs).

    Parts over the same ciphertext must follow one another.
    """
    blocks: list[tuple[Powers, Powers]] = []
    total = 0
    run: list[tuple[int, Pair]] = []
    last: Ciphertext | None = None

    def close() -> None:
        if last is not None:
            alphas = [(proof.response, proof.challenge, 0) for _, proof in run]
            betas = [(proof.response, proof.challenge, -number * proof.challenge) for number, proof in run]
            blocks.append((Powers(last.alpha, group.generator, alphas), Powers(last.beta, key, betas)))

    for ciphertext, number, proof in parts:
        if ciphertext is not last:
            close()
            last, run = ciphertext, []
        run.append((number, proof))
        total += proof.challenge
    close()
    return Claim(where, prefix, tuple(blocks), total % group.order)


def prove(group: Group, prefix: str, secret: int, bases: Sequence[Element], below: Below) -> Pair:
    """Prove that the same secret is the exponent over each base."""
    nonce = below(group.order)
    commitments = [group.encode(group.power(base, nonce)) for base in bases]
    challenge = group.challenge(prefix, commitments)
    return Pair(challenge, (nonce - secret * challenge) % group.order)


@dataclass(frozen=True, slots=True)
class Known:
    """A ciphertext with the randomness it was made with."""

    ciphertext: Ciphertext
    randomness: int


def prove_range(
    group: Group, key: Element, prefix: str, parts: Sequence[tuple[Known, int]], true: int, below: Below
) -> list[Pair]:
    """Prove that for one of the parts the ciphertext holds the number, without saying which: it is `parts[true]`.

    The true part and the simulated ones take the same operations, two powers of the generator or the key and one of
    the ciphertext each, so that time does not tell them apart.
    """
    order = group.order
    proofs: list[Pair] = []
    commitments: list[str] = []
    nonce, others = 0, 0
    for index, (known, number) in enumerate(parts):
        challenge, response = below(order), below(order)
        real = index == true
        # For the true part the statement's own quotient is key^randomness, and its challenge is chosen below.
        quotient = group.multiply(known.ciphertext.beta, group.power(group.generator, -number))
        over_generator = (response + known.randomness * challenge) % order
        simulated = group.multiply(group.power(key, response), group.power(quotient, challenge))
        commitments += [group.encode(group.power(group.generator, over_generator)), group.encode(simulated)]
        nonce = over_generator if real else nonce
        others += 0 if real else challenge
        proofs.append(Pair(challenge, response))
    challenge = (group.challenge(prefix, commitments) - others) % order
    randomness = parts[true][0].randomness
    proofs[true] = Pair(challenge, (nonce - randomness * challenge) % order)
    return proofs
