"""The trustees' key ceremony: any `needed` of them can decrypt afterwards, fewer learn nothing (Pedersen).

Six steps, as in Belenios; each step's function is one sheet of the ceremony, from files to files:

1. each trustee makes a seed (kept) and a certificate (given out);            `make_certificate`
2. everyone checks all certificates;                                         `check_certificates`
3. each trustee deals a polynomial to all;                                   `deal`
4. the server routes to each what was dealt to it;                           `route`
5. each trustee checks what came, and gives out the public half of its key;  `accept`
6. the server checks all of it and writes the public parameters.             `conclude`

Nothing but the seed needs to be kept by a trustee: all else comes back encrypted to it. With a `context` (Belenios from
2.5.1) each certificate says for which group, size, threshold and place it is made, and each dealer signs which
certificates were seen; without one, as in Belenios 2.0, a lying server can show different certificates to different
trustees, so they must compare the fingerprints of all certificates aloud.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import msgspec
from msgspec import UNSET

from hamgara.ballots import messages
from hamgara.ballots.canonical import digest, read, read_number, write
from hamgara.ballots.election import random_text
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives.channels import claim_signed, derive_keys, receive, send, sign
from hamgara.ballots.primitives.group import Below, Element, Group, random_below
from hamgara.ballots.primitives.proofs import Claim, check
from hamgara.ballots.trustees import (
    bind_certificates,
    compute_shares,
    name_election,
    prove_key,
    read_certificate,
    read_coefficients,
    read_public_key,
)

__all__ = [
    "accept",
    "check_accepted",
    "check_certificate",
    "check_certificates",
    "check_dealt",
    "conclude",
    "deal",
    "make_certificate",
    "name_certificate",
    "open_key",
    "recover_key",
    "route",
]

T = TypeVar("T")
_MOST_BYTES = 1 << 24


def _read_all(data: Sequence[bytes], kind: type[T], name: str) -> list[T]:
    return [read(one, kind, f"{name} {index}", _MOST_BYTES) for index, one in enumerate(data, 1)]


def _read_unreduced(group: Group, text: str, where: str) -> int:
    # Belenios 2.0 adds up shares and their terms without reducing the sums modulo the order.
    return read_number(text, group.order << 16, where, group.digits + 5) % group.order


def make_certificate(
    group: Group, context: messages.Context | None = None, *, below: Below = random_below
) -> tuple[str, bytes]:
    """Step 1: a seed, which the trustee keeps, and the certificate of the keys that follow from it."""
    seed = random_text(22, below)
    signing, decryption = derive_keys(group, seed)
    keys = messages.CertificateKeys(
        context=UNSET if context is None else context,
        verification=group.encode(group.power(group.generator, signing)),
        encryption=group.encode(group.power(group.generator, decryption)),
    )
    return seed, write(sign(group, signing, write(keys).decode(), below))


def name_certificate(certificate: bytes) -> str:
    """The SHA-256 of what a certificate states, by which belenios-tool names its files."""
    return digest(read(certificate, messages.SignedMessage, "certificate", _MOST_BYTES).message.encode())


def check_certificate(
    group: Group, certificate: bytes, context: messages.Context, others: Sequence[bytes] = ()
) -> None:
    """Check one certificate as it comes in, made for that place among the trustees; `others` came in before it."""
    signed = read(certificate, messages.SignedMessage, "certificate", _MOST_BYTES)
    *own, stated, claim = read_certificate(group, signed, "certificate")
    # Certificates from before they named their election do not.
    if stated is None or stated not in (context, msgspec.structs.replace(context, election=UNSET)):
        raise Rejected("context", "certificate", "made for another election, or another place among the trustees")
    keys = list(map(group.encode, own))
    for one in _read_all(others, messages.SignedMessage, "certificate"):
        keys += map(group.encode, read_certificate(group, one, "certificate")[:2])
    if len(set(keys)) < len(keys):
        raise Rejected("duplicate", "certificate", "a key that is in a certificate already")
    check(group, [claim])


@dataclass(frozen=True, slots=True)
class _Round:
    """All certificates, checked: `verification` and `encryption` keys, by place."""

    certificates: list[messages.SignedMessage]
    verification: list[Element]
    encryption: list[Element]
    context: messages.Context | None

    @property
    def size(self) -> int:
        return len(self.certificates)

    def find(self, group: Group, seed: str) -> tuple[int, int, int]:
        """A trustee's place (from 1), signing key and decryption key."""
        signing, decryption = derive_keys(group, seed)
        own = tuple(group.encode(group.power(group.generator, key)) for key in (signing, decryption))
        for place, keys in enumerate(zip(self.verification, self.encryption, strict=True), 1):
            if tuple(map(group.encode, keys)) == own:
                return place, signing, decryption
        raise BallotError("secret", "seed", "none of the certificates belongs to this seed")


def _open_round(group: Group, certificates: Sequence[bytes]) -> _Round:
    signed = _read_all(certificates, messages.SignedMessage, "certificate")
    if not signed:
        raise Rejected("missing", "certificates")
    verification, encryption, contexts, claims = [], [], [], []
    for index, certificate in enumerate(signed, 1):
        where = f"certificate {index}"
        signer, recipient, context, claim = read_certificate(group, certificate, where)
        placed = context and msgspec.structs.replace(context, group=group.name, size=len(signed), index=index)
        if context != placed:
            raise Rejected("context", where, "made for another place among the trustees")
        verification.append(signer)
        encryption.append(recipient)
        contexts.append(context)
        claims.append(claim)
    name_election(contexts, "certificates")
    if len({group.encode(key) for key in (*verification, *encryption)}) != 2 * len(signed):
        raise Rejected("duplicate", "certificates", "the same key twice")
    check(group, claims)
    return _Round(signed, verification, encryption, contexts[0])


def check_certificates(group: Group, certificates: Sequence[bytes]) -> int:
    """Step 2: check all certificates; gives how many there are."""
    return _open_round(group, certificates).size


def deal(
    group: Group,
    certificates: Sequence[bytes],
    seed: str,
    needed: int | None = None,
    *,
    below: Below = random_below,
) -> bytes:
    """Step 3: deal a secret polynomial to all trustees. `needed` must be given where certificates have no context."""
    parties = _open_round(group, certificates)
    if parties.context is not None:
        if needed is not None and needed != parties.context.threshold:
            raise BallotError("context", "threshold", f"the certificates say {parties.context.threshold}")
        needed = parties.context.threshold
    if needed is None or not 1 <= needed <= parties.size:
        raise BallotError("number", "threshold", f"from 1 to {parties.size} is possible")
    place, signing, _ = parties.find(group, seed)
    own = parties.encryption[place - 1]
    coefficients = [below(group.order) for _ in range(needed)]
    commitments = [group.encode(group.power(group.generator, one)) for one in coefficients]
    shares = []
    for index, recipient in enumerate(parties.encryption, 1):
        share = 0
        for coefficient in reversed(coefficients):
            share = (share * index + coefficient) % group.order
        shares.append(send(group, signing, recipient, _text(messages.Secret(secret=str(share))), below))
    kept = _text(messages.RawPolynomial(polynomial=[str(one) for one in coefficients]))
    signature: messages.Proof | msgspec.UnsetType = UNSET
    if parties.context is not None:
        signature = sign(group, signing, bind_certificates(parties.certificates, commitments), below).signature
    return write(
        messages.Polynomial(
            polynomial=send(group, signing, own, kept, below),
            secrets=shares,
            coefexps=sign(group, signing, _text(messages.Coefficients(coefexps=commitments)), below),
            signature=signature,
        )
    )


def _text(message: msgspec.Struct) -> str:
    return write(message).decode()


def _claim_commitments(
    group: Group, parties: _Round, place: int, signed: messages.SignedMessage, binding: messages.Proof | None
) -> tuple[list[Element], list[Claim]]:
    """One dealer's commitments, with the claims that they are signed and bound to the certificates."""
    where, signer = f"commitments {place}", parties.verification[place - 1]
    claims = [claim_signed(group, signer, signed.message, signed.signature, where)]
    elements = read_coefficients(group, signed, where)
    if (binding is not None) != (parties.context is not None):
        raise Rejected("missing", where, "a signature over all certificates")
    if binding is not None:
        text = bind_certificates(parties.certificates, [group.encode(element) for element in elements])
        claims.append(claim_signed(group, signer, text, binding, f"{where}, binding"))
    return elements, claims


def _check_commitments(
    group: Group,
    parties: _Round,
    signed: Sequence[messages.SignedMessage],
    bindings: Sequence[messages.Proof] | msgspec.UnsetType,
) -> list[list[Element]]:
    """Every dealer's commitments, signed, of equal length, and bound to the certificates where these have a context."""
    if len(signed) != parties.size or (bindings is not UNSET and len(bindings) != parties.size):
        raise Rejected("form", "commitments", f"{parties.size} are asked for")
    claims: list[Claim] = []
    coefficients: list[list[Element]] = []
    for index, one in enumerate(signed, 1):
        elements, more = _claim_commitments(
            group, parties, index, one, None if bindings is UNSET else bindings[index - 1]
        )
        coefficients.append(elements)
        claims += more
    lengths = {len(elements) for elements in coefficients}
    expected = parties.context.threshold if parties.context is not None else min(lengths)
    if lengths != {expected} or not 1 <= expected <= parties.size:
        raise Rejected("form", "commitments", "they are not as many as the threshold")
    check(group, claims)
    return coefficients


def _bindings(polynomials: Sequence[messages.Polynomial]) -> list[messages.Proof] | msgspec.UnsetType:
    bindings = [one.signature for one in polynomials if one.signature is not UNSET]
    return bindings or UNSET


def check_dealt(group: Group, certificates: Sequence[bytes], place: int, polynomial: bytes) -> None:
    """Check what the trustee at a place (from 1) dealt, as it comes in; its shares are for the recipients to check."""
    parties = _open_round(group, certificates)
    dealt = read(polynomial, messages.Polynomial, "polynomial", _MOST_BYTES)
    binding = None if dealt.signature is UNSET else dealt.signature
    elements, claims = _claim_commitments(group, parties, place, dealt.coefexps, binding)
    if len(dealt.secrets) != parties.size:
        raise Rejected("form", "polynomial", f"{parties.size} shares are asked for")
    if parties.context is not None and len(elements) != parties.context.threshold:
        raise Rejected("form", "polynomial", "its commitments are not as many as the threshold")
    check(group, claims)


def route(group: Group, certificates: Sequence[bytes], polynomials: Sequence[bytes]) -> list[bytes]:
    """Step 4: for each trustee, what was dealt to it."""
    parties = _open_round(group, certificates)
    dealt = _read_all(polynomials, messages.Polynomial, "polynomial")
    bindings = _bindings(dealt)
    _check_commitments(group, parties, [one.coefexps for one in dealt], bindings)
    for index, one in enumerate(dealt, 1):
        if len(one.secrets) != parties.size:
            raise Rejected("form", f"polynomial {index}", f"{parties.size} shares are asked for")
    return [
        write(
            messages.Vinput(
                polynomial=dealt[place].polynomial,
                secrets=[one.secrets[place] for one in dealt],
                coefexps=[one.coefexps for one in dealt],
                signatures=bindings,
            )
        )
        for place in range(parties.size)
    ]


def accept(
    group: Group,
    certificates: Sequence[bytes],
    seed: str,
    vinput: bytes,
    name: str | None = None,
    *,
    below: Below = random_below,
) -> bytes:
    """Step 5: check every share; gives the public key and, encrypted, the private one."""
    parties = _open_round(group, certificates)
    place, signing, key = _add_up_shares(group, parties, seed, vinput)
    public = prove_key(group, key, name, below)
    if parties.context is not None:
        signature = sign(group, signing, public.public_key, below).signature
        public = msgspec.structs.replace(public, signature=signature)
    kept = _text(messages.DecryptionKey(decryption_key=str(key)))
    recipient = parties.encryption[place - 1]
    return write(messages.Voutput(private_key=send(group, signing, recipient, kept, below), public_key=public))


def recover_key(group: Group, certificates: Sequence[bytes], seed: str, vinput: bytes) -> int:
    """A trustee's private key, from the seed and what was dealt: nobody who carries what step 6 gives can spoil it."""
    return _add_up_shares(group, _open_round(group, certificates), seed, vinput)[2]


def _add_up_shares(group: Group, parties: _Round, seed: str, vinput: bytes) -> tuple[int, int, int]:
    """A trustee's place, signing key and private key, every share checked against its dealer's commitments."""
    place, signing, decryption = parties.find(group, seed)
    dealt = read(vinput, messages.Vinput, "what was dealt", _MOST_BYTES)
    coefficients = _check_commitments(group, parties, dealt.coefexps, dealt.signatures)
    own, claim = receive(group, decryption, parties.verification[place - 1], dealt.polynomial, "own polynomial")
    claims = [claim]
    if len(dealt.secrets) != parties.size:
        raise Rejected("form", "what was dealt", f"{parties.size} shares are asked for")
    polynomial = read(own.encode(), messages.RawPolynomial, "own polynomial").polynomial
    numbers = [read_number(one, group.order, "own polynomial", group.digits) for one in polynomial]
    sent = [group.encode(group.power(group.generator, one)) for one in numbers]
    if sent != list(map(group.encode, coefficients[place - 1])):
        raise Rejected("proof", "own polynomial", "the commitments published are not those of the polynomial dealt")
    shares = []
    for index, (signer, printed) in enumerate(zip(parties.verification, dealt.secrets, strict=True), 1):
        where = f"share of trustee {index}"
        text, claim = receive(group, decryption, signer, printed, where)
        claims.append(claim)
        share = read(text.encode(), messages.Secret, where).secret
        shares.append(_read_unreduced(group, share, where))
    check(group, claims)
    expected = compute_shares(group, coefficients, place)
    for index, (number, element) in enumerate(zip(shares, expected, strict=True), 1):
        if not group.same(group.power(group.generator, number), element):
            raise Rejected("proof", f"share of trustee {index}", "it is not the one that its dealer committed to")
    return place, signing, sum(shares) % group.order


def conclude(
    group: Group, certificates: Sequence[bytes], polynomials: Sequence[bytes], voutputs: Sequence[bytes]
) -> tuple[messages.ThresholdParameters, list[bytes]]:
    """Step 6: the public parameters, and for each trustee the private key, encrypted to its seed."""
    parties = _open_round(group, certificates)
    dealt = _read_all(polynomials, messages.Polynomial, "polynomial")
    bindings = _bindings(dealt)
    signed = [one.coefexps for one in dealt]
    coefficients = _check_commitments(group, parties, signed, bindings)
    accepted = _read_all(voutputs, messages.Voutput, "key")
    if len(accepted) != parties.size:
        raise Rejected("form", "keys", f"{parties.size} are asked for")
    claims: list[Claim] = []
    for index, one in enumerate(accepted, 1):
        claims += _claim_key(group, parties, coefficients, index, one.public_key)
    check(group, claims)
    parameters = messages.ThresholdParameters(
        threshold=len(coefficients[0]),
        certs=parties.certificates,
        coefexps=signed,
        signatures=bindings,
        verification_keys=[one.public_key for one in accepted],
    )
    return parameters, [one.private_key.encode() for one in accepted]


def _claim_key(
    group: Group, parties: _Round, coefficients: Sequence[Sequence[Element]], place: int, public: messages.PublicKey
) -> list[Claim]:
    where = f"key {place}"
    key, claim = read_public_key(group, public, where)
    if not group.same(key, group.product(compute_shares(group, coefficients, place))):
        raise Rejected("key", where, "it does not follow from the commitments")
    if public.signature is UNSET:
        return [claim]
    signer = parties.verification[place - 1]
    return [claim, claim_signed(group, signer, public.public_key, public.signature, f"{where}, signature")]


def check_accepted(
    group: Group, certificates: Sequence[bytes], polynomials: Sequence[bytes], place: int, voutput: bytes
) -> None:
    """Check the key of the trustee at a place (from 1), as it comes in.

    Where certificates have a context it must be signed, as ours are; those that Belenios 2.5 made were not.
    """
    parties = _open_round(group, certificates)
    dealt = _read_all(polynomials, messages.Polynomial, "polynomial")
    coefficients = _check_commitments(group, parties, [one.coefexps for one in dealt], _bindings(dealt))
    accepted = read(voutput, messages.Voutput, "key", _MOST_BYTES)
    if parties.context is not None and accepted.public_key.signature is UNSET:
        raise Rejected("missing", f"key {place}, signature")
    check(group, _claim_key(group, parties, coefficients, place, accepted.public_key))


def open_key(group: Group, seed: str, encrypted: bytes) -> int:
    """A trustee's private key, from the seed and what step 6 gave; `BallotError` by `secret`."""
    signing, decryption = derive_keys(group, seed)
    own = group.power(group.generator, signing)
    text, claim = receive(group, decryption, own, encrypted.decode(), "private key")
    check(group, [claim])
    key = read(text.encode(), messages.DecryptionKey, "private key").decryption_key
    return _read_unreduced(group, key, "private key")
