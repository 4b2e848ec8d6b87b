"""Ed25519 signatures that bind: a key of small order, under which anyone can sign anything, is none.

RFC 8032 §5.1.7 lets such keys pass, and so does OpenSSL. Here a member could register one and later say that the
server had signed in its name; they are refused whatever they signed.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

__all__ = ["is_weak", "verify_ed25519"]

_P = 2**255 - 19
_ORDER_8 = int.from_bytes(bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little")
#: The y coordinates of the eight points of small order, and p and p + 1, which some readers take for 0 and 1.
_WEAK = frozenset({0, 1, _P - 1, _P, _P + 1, _ORDER_8, _P - _ORDER_8})


def is_weak(key: bytes) -> bool:
    """Whether the 32-byte public key is a point of small order."""
    return int.from_bytes(key, "little") & (2**255 - 1) in _WEAK


def verify_ed25519(key: bytes, signature: bytes, message: bytes) -> None:
    """Raise `InvalidSignature` (of `cryptography`) unless the signature is by that key.

    `ValueError` where the key is not 32 bytes or does not bind.
    """
    if is_weak(key):
        raise ValueError("a key of small order")
    Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
