"""Who can decrypt: trustees who are all needed, and groups of whom a threshold is enough.

The election's key is the product of theirs. Each of the public parts is proved by its owner and checked here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod
from typing import TypeAlias

import msgspec
from msgspec import UNSET

from hamgara.ballots import messages
from hamgara.ballots.canonical import read, write
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives.channels import claim_signed, read_proof, write_proof
from hamgara.ballots.primitives.group import Below, Element, Group, random_below
from hamgara.ballots.primitives.proofs import Claim, check, claim_known, prove

__all__ = [
    "Threshold",
    "Trustee",
    "Trustees",
    "compute_shares",
    "generate_key",
    "prove_key",
    "read_key_file",
    "read_public_key",
    "read_trustees",
    "write_key_file",
    "write_trustees",
]

_MOST_BYTES = 1 << 26
_MOST_TRUSTEES = 200


@dataclass(frozen=True, slots=True)
class Trustee:
    """One holder of a key. `owner` is the number (from 1) by which shuffles and decryptions name their maker."""

    owner: int
    key: Element
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Threshold:
    """A group of trustees of whom `needed` suffice; the position in the group is the share's index.

    `election` is the only one for which they made this key, empty where their certificates name none.
    """

    needed: int
    members: tuple[Trustee, ...]
    key: Element
    election: str = ""


Part: TypeAlias = Trustee | Threshold


@dataclass(frozen=True, slots=True)
class Trustees:
    """All of an election's trustees, checked. `key` is the election's public key."""

    raw: bytes
    parts: tuple[Part, ...]
    key: Element

    @property
    def members(self) -> tuple[Trustee, ...]:
        """Every trustee, in the order of `owner`."""
        return tuple(
            member for part in self.parts for member in (part.members if isinstance(part, Threshold) else (part,))
        )

    def check_election(self, uuid: str) -> None:
        """`Rejected` by `context` where some of them made their key for another election."""
        for index, part in enumerate(self.parts, 1):
            if isinstance(part, Threshold) and part.election not in ("", uuid):
                raise Rejected("context", f"trustees, part {index}", "the key was made for another election")

    def find(self, owner: int, where: str) -> Trustee:
        """The trustee of a number; `Rejected` by `context`."""
        members = self.members
        if not 1 <= owner <= len(members):
            raise Rejected("context", where, f"there is no trustee {owner}")
        return members[owner - 1]

    def find_missing(self, owners: Mapping[int, object]) -> str:
        """In words, whose decryption is still needed; empty where these are enough."""
        for part in self.parts:
            if isinstance(part, Trustee):
                if part.owner not in owners:
                    return f"the decryption of trustee {part.owner}"
            else:
                present = sum(member.owner in owners for member in part.members)
                if present < part.needed:
                    numbers = ", ".join(str(member.owner) for member in part.members)
                    return f"{part.needed - present} more of the decryptions of trustees {numbers}"
        return ""

    def combine(self, group: Group, factors: Mapping[int, Sequence[Element]]) -> list[Element]:
        """The decryption factors of the election's key from those of enough trustees, by owner.

        `BallotError` by `missing` where they are not enough.
        """
        missing = self.find_missing(factors)
        if missing:
            raise BallotError("missing", "decryptions", missing)
        whole: list[Element] = []
        for part in self.parts:
            if isinstance(part, Trustee):
                own = list(factors[part.owner])
            else:
                present = [index for index, member in enumerate(part.members, 1) if member.owner in factors]
                shares = {index: factors[part.members[index - 1].owner] for index in present[: part.needed]}
                own = _interpolate(group, shares)
            whole = [group.multiply(one, other) for one, other in zip(whole, own, strict=True)] if whole else own
        return whole


def _interpolate(group: Group, shares: Mapping[int, Sequence[Element]]) -> list[Element]:
    """The factors of a shared key from those of its shares, by index (Lagrange, at 0).

    The weights are fractions of small numbers: all are raised to the numerators over one denominator, and what comes
    of it once to the inverse of that.
    """
    weights = {own: prod(Fraction(index, index - own) for index in shares if index != own) for own in shares}
    below = lcm(*(Fraction(weight).denominator for weight in weights.values()))
    root = pow(below, -1, group.order)
    combined = []
    for row in zip(*shares.values(), strict=True):
        value = group.product(
            group.power_openly(one, int(weight * below)) for one, weight in zip(row, weights.values(), strict=True)
        )
        combined.append(value if root == 1 else group.power_openly(value, root))
    return combined


def generate_key(group: Group, below: Below = random_below) -> int:
    """A trustee's private key."""
    return 1 + below(group.order - 1)


def prove_key(group: Group, key: int, name: str | None = None, below: Below = random_below) -> messages.PublicKey:
    """The public key that belongs to a private one, with the proof that its owner knows it."""
    public = group.encode(group.power(group.generator, key))
    proof = prove(group, _prefix(group, public), key, [group.generator], below)
    return messages.PublicKey(pok=write_proof(proof), public_key=public, name=UNSET if name is None else name)


def _prefix(group: Group, public: str) -> str:
    return f"pok|{group.name}|{public}|"


def write_key_file(key: messages.PublicKey) -> bytes:
    """The file in which a trustee hands out its public key."""
    return write(key)


def read_key_file(raw: bytes) -> messages.PublicKey:
    """The file in which a trustee hands out its public key; `read_trustees` checks what it says."""
    return read(raw, messages.PublicKey, "trustee's key", 1 << 16)


def read_public_key(group: Group, message: messages.PublicKey, where: str) -> tuple[Element, Claim]:
    """A trustee's public key and the claim that its owner knows the private one."""
    key = group.decode(message.public_key, where)
    if not group.holds(key):
        raise Rejected("outside", where)
    if group.same(key, group.identity):
        raise Rejected("key", where, "the identity protects nothing")
    proof = read_proof(group, message.pok, where)
    return key, claim_known(group, _prefix(group, message.public_key), key, proof, f"{where}, proof of knowledge")


def compute_shares(group: Group, coefficients: Sequence[Sequence[Element]], index: int) -> list[Element]:
    """What each dealer's commitments say of the share of trustee `index` (from 1), raised from the generator."""
    shares = []
    for commitments in coefficients:
        # Horner's rule: the index is small, so this is cheaper than raising each commitment to a power of it.
        value = group.identity
        for commitment in reversed(commitments):
            value = group.multiply(group.power_openly(value, index), commitment)
        shares.append(value)
    return shares


def read_coefficients(group: Group, signed: messages.SignedMessage, where: str) -> list[Element]:
    """A dealer's commitments to the coefficients of the polynomial, each checked to be in the group."""
    texts = read(signed.message.encode(), messages.Coefficients, where, _MOST_BYTES).coefexps
    elements = [group.decode(text, where) for text in texts]
    if group.find_outsider(elements) is not None:
        raise Rejected("outside", where)
    return elements


def read_certificate(
    group: Group, signed: messages.SignedMessage, where: str
) -> tuple[Element, Element, messages.Context | None, Claim]:
    """A certificate's verification key, encryption key and context, and the claim that its owner signed it."""
    keys = read(signed.message.encode(), messages.CertificateKeys, where, _MOST_BYTES)
    verification, encryption = group.decode(keys.verification, where), group.decode(keys.encryption, where)
    for key in (verification, encryption):
        if not group.holds(key):
            raise Rejected("outside", where)
        if group.same(key, group.identity):
            raise Rejected("key", where, "the identity protects nothing")
    claim = claim_signed(group, verification, signed.message, signed.signature, where)
    return verification, encryption, None if keys.context is UNSET else keys.context, claim


def name_election(contexts: Sequence[messages.Context | None], where: str) -> str:
    """The election for which certificates of one threshold were made; empty where none names one, as formerly."""
    if len({None if context is None else context.threshold for context in contexts}) != 1:
        raise Rejected("context", where, "the certificates do not agree on the threshold")
    named = {context.election for context in contexts if context is not None and context.election is not UNSET}
    if len(named) > 1:
        raise Rejected("context", where, "the certificates were made for different elections")
    return named.pop() if named else ""


def bind_certificates(certificates: Sequence[messages.SignedMessage], coefficients: Sequence[str]) -> str:
    """The text in which a dealer confirms on which certificates the commitments are based."""
    bound = {"certs": list(certificates), "coefexps": list(coefficients)}
    return "certs_sig|" + write(bound).decode()


def _read_threshold(
    group: Group, message: messages.ThresholdParameters, first: int, where: str
) -> tuple[Threshold, list[Claim]]:
    size = len(message.certs)
    if not 1 <= message.threshold <= size <= _MOST_TRUSTEES:
        raise Rejected("number", f"{where}, threshold", "from 1 to the number of trustees is possible")
    if not size == len(message.coefexps) == len(message.verification_keys):
        raise Rejected("form", where, "as many certificates, commitments and keys are asked for")
    claims, signers, contexts = [], [], []
    for index, certificate in enumerate(message.certs, 1):
        place = f"{where}, certificate {index}"
        verification, _, context, claim = read_certificate(group, certificate, place)
        if context is not None and context != messages.Context(
            group=group.name, size=size, threshold=message.threshold, index=index, election=context.election
        ):
            raise Rejected("context", place, "made for another place among the trustees")
        claims.append(claim)
        signers.append(verification)
        contexts.append(context)
    if len({group.encode(signer) for signer in signers}) != size:
        raise Rejected("duplicate", where, "two certificates with the same key")
    strengthened = contexts[0] is not None
    if any((context is not None) != strengthened for context in contexts):
        raise Rejected("context", where, "some certificates say what they are for, and some do not")
    if strengthened != (message.signatures is not UNSET) or (
        message.signatures is not UNSET and len(message.signatures) != size
    ):
        raise Rejected("missing", f"{where}, signatures", "one for each trustee is asked for")
    coefficients = []
    for index, (signer, signed) in enumerate(zip(signers, message.coefexps, strict=True), 1):
        place = f"{where}, commitments {index}"
        claims.append(claim_signed(group, signer, signed.message, signed.signature, place))
        elements = read_coefficients(group, signed, place)
        if len(elements) != message.threshold:
            raise Rejected("form", place, f"{message.threshold} commitments are asked for")
        coefficients.append(elements)
        if message.signatures is not UNSET:
            text = bind_certificates(message.certs, [group.encode(element) for element in elements])
            claims.append(claim_signed(group, signer, text, message.signatures[index - 1], f"{place}, binding"))
    members = []
    for index, (signer, public) in enumerate(zip(signers, message.verification_keys, strict=True), 1):
        place = f"{where}, key {index}"
        key, claim = read_public_key(group, public, place)
        claims.append(claim)
        if not group.same(key, group.product(compute_shares(group, coefficients, index))):
            raise Rejected("key", place, "it does not follow from the commitments")
        # Belenios signs these keys from 3.0 on; they follow from the signed commitments in any case.
        if public.signature is not UNSET:
            claims.append(claim_signed(group, signer, public.public_key, public.signature, f"{place}, signature"))
        members.append(Trustee(first + index - 1, key, None if public.name is UNSET else public.name))
    key = group.product(elements[0] for elements in coefficients)
    return Threshold(message.threshold, tuple(members), key, name_election(contexts, where)), claims


def read_trustees(group: Group, raw: bytes) -> Trustees:
    """Read the trustees of an election and check every proof and signature among them."""
    boxes = read(raw, list[tuple[str, msgspec.Raw]], "trustees", _MOST_BYTES)
    parts: list[Part] = []
    claims: list[Claim] = []
    owner = 1
    for index, (kind, data) in enumerate(boxes, 1):
        where = f"trustees, part {index}"
        if kind == "Single":
            message = read(data, messages.PublicKey, where)
            key, claim = read_public_key(group, message, where)
            parts.append(Trustee(owner, key, None if message.name is UNSET else message.name))
            claims.append(claim)
            owner += 1
        elif kind == "Pedersen":
            threshold, more = _read_threshold(group, read(data, messages.ThresholdParameters, where), owner, where)
            parts.append(threshold)
            claims += more
            owner += len(threshold.members)
        else:
            raise Rejected("form", where, f"{kind!r} is neither Single nor Pedersen")
        if owner > _MOST_TRUSTEES:
            raise Rejected("size", "trustees", f"more than {_MOST_TRUSTEES}")
    if not parts:
        raise Rejected("missing", "trustees", "nobody can decrypt")
    check(group, claims)
    trustees = Trustees(raw, tuple(parts), group.product(part.key for part in parts))
    keys = [group.encode(member.key) for member in trustees.members]
    if len(set(keys)) != len(keys):
        raise Rejected("duplicate", "trustees", "two trustees with the same key")
    return trustees


def write_trustees(parts: Sequence[messages.PublicKey | messages.ThresholdParameters]) -> bytes:
    """The trustees' file of an election, from their public parts."""
    return write([("Single" if isinstance(part, messages.PublicKey) else "Pedersen", part) for part in parts])
