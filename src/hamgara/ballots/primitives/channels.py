"""What trustees send one another through a server that they do not trust: signed, then encrypted, messages.

A trustee's seed (22 characters) gives a signing and a decryption key. Messages are encrypted with AES-256 in CCM
mode (tag of 64 bits) under the hash of a random element, which is itself encrypted with ElGamal.
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESCCM

from hamgara.ballots import messages
from hamgara.ballots.canonical import read, read_number, write
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.primitives.group import Below, Element, Group
from hamgara.ballots.primitives.proofs import Claim, Pair, claim_known, prove

__all__ = ["claim_signed", "decrypt", "derive_keys", "encrypt", "read_proof", "receive", "send", "sign", "write_proof"]

_MOST_BYTES = 1 << 22
_TAG_BYTES = 8
_NONCE_BYTES = 13


def read_proof(group: Group, proof: messages.Proof, where: str) -> Pair:
    """A proof's two numbers, each in its range."""
    return Pair(
        read_number(proof.challenge, group.order, f"{where}, challenge", group.digits),
        read_number(proof.response, group.order, f"{where}, response", group.digits),
    )


def write_proof(proof: Pair) -> messages.Proof:
    """A proof as it is printed."""
    return messages.Proof(challenge=str(proof.challenge), response=str(proof.response))


def derive_keys(group: Group, seed: str) -> tuple[int, int]:
    """The signing key and the decryption key of a seed."""
    return group.reduce(f"sk|{seed}".encode()), group.reduce(f"dk|{seed}".encode())


def sign(group: Group, key: int, message: str, below: Below) -> messages.SignedMessage:
    """Sign a text."""
    proof = prove(group, f"sigmsg|{message}|", key, [group.generator], below)
    return messages.SignedMessage(message=message, signature=write_proof(proof))


def claim_signed(group: Group, key: Element, message: str, signature: messages.Proof, where: str) -> Claim:
    """That the owner of `key` signed this text."""
    proof = read_proof(group, signature, where)
    return claim_known(group, f"sigmsg|{message}|", key, proof, where, reason="signature")


def _symmetric(group: Group, element: Element, alpha: Element) -> tuple[AESCCM, bytes]:
    key = hashlib.sha256(f"key|{group.encode(element)}".encode()).digest()
    nonce = hashlib.sha256(f"iv|{group.encode(alpha)}".encode()).digest()
    return AESCCM(key, _TAG_BYTES), nonce


def _cut(nonce: bytes, length: int) -> bytes:
    # The length of the text takes two bytes of the counter block, three where it needs them; the nonce has the rest.
    return nonce[: _NONCE_BYTES if length < 1 << 16 else _NONCE_BYTES - 1]


def encrypt(group: Group, recipient: Element, text: str, below: Below) -> str:
    """Encrypt a text to a public key; gives the printed message."""
    randomness, hidden = below(group.order), group.power(group.generator, below(group.order))
    alpha = group.power(group.generator, randomness)
    cipher, nonce = _symmetric(group, hidden, alpha)
    data = text.encode()
    message = messages.EncryptedMessage(
        alpha=group.encode(alpha),
        beta=group.encode(group.multiply(group.power(recipient, randomness), hidden)),
        data=cipher.encrypt(_cut(nonce, len(data)), data, None).hex(),
    )
    return write(message).decode()


def decrypt(group: Group, key: int, printed: str, where: str) -> str:
    """Decrypt a message; `BallotError` by `secret` where this key does not open it."""
    message = read(printed.encode(), messages.EncryptedMessage, where, _MOST_BYTES)
    alpha, beta = group.decode(message.alpha, where), group.decode(message.beta, where)
    if not (group.holds(alpha) and group.holds(beta)):
        raise Rejected("outside", where)
    hidden = group.multiply(beta, group.invert(group.power(alpha, key)))
    cipher, nonce = _symmetric(group, hidden, alpha)
    try:
        data = bytes.fromhex(message.data)
        return cipher.decrypt(_cut(nonce, len(data) - _TAG_BYTES), data, None).decode()
    except (InvalidTag, ValueError):
        raise BallotError("secret", where, "this key does not open the message") from None


def send(group: Group, key: int, recipient: Element, text: str, below: Below) -> str:
    """Sign a text together with its recipient, and encrypt it to them."""
    envelope = messages.ChannelMessage(recipient=group.encode(recipient), message=text)
    return encrypt(group, recipient, write(sign(group, key, write(envelope).decode(), below)).decode(), below)


def receive(group: Group, key: int, sender: Element, printed: str, where: str) -> tuple[str, Claim]:
    """Open a message that was sent to the owner of `key`; also the claim that `sender` signed it."""
    signed = read(decrypt(group, key, printed, where).encode(), messages.SignedMessage, where, _MOST_BYTES)
    claim = claim_signed(group, sender, signed.message, signed.signature, where)
    envelope = read(signed.message.encode(), messages.ChannelMessage, where, _MOST_BYTES)
    if envelope.recipient != group.encode(group.power(group.generator, key)):
        raise Rejected("context", where, "sent to another recipient")
    return envelope.message, claim
