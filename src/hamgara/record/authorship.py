"""An author's own signature on an act, so that not even the server can put words in a member's mouth.

What is signed is the canonical {assembly, by, act, data, nonce}; not the place or the time, which only the
record can give. The nonce keeps one signature from serving twice. A member signs with an Ed25519 key
(RFC 8032), or with a passkey whose challenge is the SHA-256 of those bytes (W3C Web Authentication §7.2).
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hamgara.record.canonical import canonical
from hamgara.record.cose import check_cose
from hamgara.record.ed25519 import verify_ed25519
from hamgara.record.entry import Entry, Signature, from_base64, to_base64
from hamgara.record.errors import AuthorshipError

__all__ = ["challenge", "check", "payload", "sign"]

_USER_PRESENT = 0x01
_BACKUP_ELIGIBLE = 0x08
_BACKUP_STATE = 0x10
#: Bytes of authenticator data before any extension: hash of the relying party's id, flags, counter.
_AUTHENTICATOR = 37


class _ClientData(msgspec.Struct, frozen=True):
    type: str
    challenge: str
    origin: str
    crossOrigin: bool = False  # noqa: N815 - the standard's name


def payload(assembly: str, by: str, act: str, data: Mapping[str, Any], nonce: str) -> bytes:
    """The bytes that an author signs."""
    return canonical({"assembly": assembly, "by": by, "act": act, "data": dict(data), "nonce": nonce})


def challenge(signed: bytes) -> bytes:
    """The 32-byte challenge to a passkey for a payload."""
    return sha256(signed).digest()


def sign(
    assembly: str, by: str, act: str, data: Mapping[str, Any], nonce: str, private_key: Ed25519PrivateKey
) -> Signature:
    """The author's Ed25519 signature on an act."""
    value = private_key.sign(payload(assembly, by, act, data, nonce))
    public = private_key.public_key().public_bytes_raw()
    return Signature(to_base64(public), "ed25519", to_base64(value), nonce)


def check(entry: Entry, registered: Mapping[str, str]) -> None:
    """Raise `AuthorshipError` unless the entry's signature is by the registered key.

    `registered`: {"alg": "ed25519", "key": base64 of the raw key}, or {"alg": "webauthn", "key": base64 of the
    credential id, "cose": base64 of the COSE public key, "rp": id of the relying party (a host name)}.
    """
    sig = entry.sig
    if sig is None:
        raise AuthorshipError("signature_missing")
    if sig.alg != registered.get("alg") or sig.key != registered.get("key"):
        raise AuthorshipError("key_differs")
    signed = payload(entry.assembly, entry.by, entry.act, entry.data, sig.nonce)
    if isinstance(sig.value, str):
        _check_ed25519(_bytes(sig.key), signed, _bytes(sig.value))
    else:
        cose, rp = registered.get("cose", ""), registered.get("rp", "")
        _check_assertion(sig.value, challenge(signed), _bytes(cose), rp)


# A verification asks twice for the same signature (the record, then the assembly); failures are not kept.
@lru_cache(maxsize=256)
def _check_ed25519(key: bytes, message: bytes, signature: bytes) -> None:
    try:
        verify_ed25519(key, signature, message)
    except InvalidSignature:
        raise AuthorshipError("signature_wrong") from None
    except ValueError:
        raise AuthorshipError("key_malformed") from None


def _check_assertion(value: Mapping[str, str], expected: bytes, cose: bytes, rp: str) -> None:
    authenticator = _bytes(value["authenticator_data"])
    client = _bytes(value["client_data"])
    try:
        said = msgspec.json.decode(client, type=_ClientData)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        raise AuthorshipError("client_data_malformed") from None
    if said.type != "webauthn.get":
        raise AuthorshipError("assertion_type", found=said.type[:40])
    if said.challenge != urlsafe_b64encode(expected).decode().rstrip("="):
        raise AuthorshipError("challenge_differs")
    if said.crossOrigin or not _is_origin_of(said.origin, rp):
        raise AuthorshipError("assertion_origin", found=said.origin[:100], rp=rp)
    if len(authenticator) < _AUTHENTICATOR or authenticator[:32] != sha256(rp.encode()).digest():
        raise AuthorshipError("assertion_rp", rp=rp)
    flags = authenticator[32]
    if not flags & _USER_PRESENT:
        raise AuthorshipError("user_absent")
    if flags & _BACKUP_STATE and not flags & _BACKUP_ELIGIBLE:
        raise AuthorshipError("assertion_flags", found=flags)
    check_cose(cose, authenticator + sha256(client).digest(), _bytes(value["signature"]))


def _is_origin_of(origin: str, rp: str) -> bool:
    try:
        parts = urlsplit(origin)
        host = parts.hostname or ""
    except ValueError:
        return False
    if origin != f"{parts.scheme}://{parts.netloc}" or "@" in parts.netloc:
        return False
    # Browsers hold these for secure without TLS, and offer passkeys there.
    plain = host == "localhost" or host.endswith((".localhost", ".onion"))
    secure = parts.scheme == "https" or (parts.scheme == "http" and plain)
    return secure and bool(rp) and (host == rp or host.endswith("." + rp))


def _bytes(text: str) -> bytes:
    data = from_base64(text)
    if not data:
        raise AuthorshipError("base64_malformed")
    return data
