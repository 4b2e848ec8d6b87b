"""The public keys of passkeys: COSE keys (RFC 9052 §7, RFC 9053 §7) in the little CBOR that they need.

Only what passkeys use: ES256 on P-256 and EdDSA on Ed25519, as a map of small integers to integers and byte
strings, without anything before, between or after.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    SECP256R1,
    EllipticCurvePublicKey,
    EllipticCurvePublicNumbers,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from hamgara.record.ed25519 import is_weak
from hamgara.record.errors import AuthorshipError

__all__ = ["check_cose", "read_cose"]

_UNSIGNED, _NEGATIVE, _BYTES, _MAP = 0, 1, 2, 5


def read_cose(data: bytes) -> Ed25519PublicKey | EllipticCurvePublicKey:
    """The public key that a COSE key says; `AuthorshipError` where it is malformed or of another kind."""
    fields = _read_map(data)
    coordinates = {label: value for label, value in fields.items() if isinstance(value, bytes)}
    kind = {label: value for label, value in fields.items() if isinstance(value, int)}
    try:
        if kind == {1: 2, 3: -7, -1: 1} and coordinates.keys() == {-2, -3}:
            x, y = coordinates[-2], coordinates[-3]
            if len(x) == len(y) == 32:
                numbers = (int.from_bytes(x, "big"), int.from_bytes(y, "big"))
                return EllipticCurvePublicNumbers(*numbers, SECP256R1()).public_key()
        if kind == {1: 1, 3: -8, -1: 6} and coordinates.keys() == {-2} and not is_weak(coordinates[-2]):
            return Ed25519PublicKey.from_public_bytes(coordinates[-2])
    except ValueError as error:
        raise AuthorshipError("cose_malformed") from error
    raise AuthorshipError("cose_kind", found=repr(dict(sorted(kind.items())))[:80])


def check_cose(cose: bytes, message: bytes, signature: bytes) -> None:
    """Raise `AuthorshipError` unless the signature over the message is by the COSE key."""
    key = read_cose(cose)
    try:
        if isinstance(key, Ed25519PublicKey):
            key.verify(signature, message)
        else:
            key.verify(signature, message, ECDSA(SHA256()))
    except InvalidSignature:
        raise AuthorshipError("signature_wrong") from None


def _read_map(data: bytes) -> dict[int, int | bytes]:
    major, count, at = _read_head(data, 0)
    if major != _MAP:
        raise AuthorshipError("cose_malformed")
    fields: dict[int, int | bytes] = {}
    for _ in range(count):
        label, at = _read_item(data, at)
        value, at = _read_item(data, at)
        if isinstance(label, bytes) or label in fields:
            raise AuthorshipError("cose_malformed")
        fields[label] = value
    if at != len(data):
        raise AuthorshipError("cose_malformed")
    return fields


def _read_item(data: bytes, at: int) -> tuple[int | bytes, int]:
    major, argument, at = _read_head(data, at)
    if major == _UNSIGNED:
        return argument, at
    if major == _NEGATIVE:
        return -1 - argument, at
    if major == _BYTES and at + argument <= len(data):
        return data[at : at + argument], at + argument
    raise AuthorshipError("cose_malformed")


def _read_head(data: bytes, at: int) -> tuple[int, int, int]:
    if at >= len(data):
        raise AuthorshipError("cose_malformed")
    major, argument = data[at] >> 5, data[at] & 31
    if argument < 24:
        return major, argument, at + 1
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(argument)
    if width is None or at + 1 + width > len(data):
        raise AuthorshipError("cose_malformed")
    return major, int.from_bytes(data[at + 1 : at + 1 + width], "big"), at + 1 + width
