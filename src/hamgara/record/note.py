"""Signed notes: a short text that people can read, and beneath it the lines of those who signed it.

C2SP signed-note, read strictly: a bundle's notes are complete and closed, so a line of an unknown key, a second
line of one key, or base64 with stray bits is an error here and not something to pass over.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import ClassVar, TypeVar

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hamgara.record.ed25519 import verify_ed25519
from hamgara.record.entry import from_base64, to_base64
from hamgara.record.errors import NoteError

__all__ = ["Note", "Signer", "Verifier", "generate_seed", "join_note", "open_note", "sign_note", "split_note"]

SEED = 32
#: The most signature lines of a note (the standard asks for at least 16).
MAX_LINES = 64
_DASH = "— "

V = TypeVar("V", bound="Verifier")


def generate_seed(random: Callable[[int], bytes] = secrets.token_bytes) -> bytes:
    """A new 32-byte Ed25519 seed: the private key, to be kept secret."""
    return random(SEED)


@dataclass(frozen=True, slots=True)
class Verifier:
    """The public half of a note key: a name, and the 32-byte Ed25519 key beneath it."""

    #: The signature type byte of the standard; 0x01 is Ed25519 over the text.
    algorithm: ClassVar[int] = 0x01
    name: str
    key: bytes

    def __post_init__(self) -> None:
        if not _is_name(self.name):
            raise NoteError("key_name", name=self.name[:80])
        if len(self.key) != SEED:
            raise NoteError("key_malformed", name=self.name)

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in a signature line."""
        return sha256(self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as text: `<name>+<key id in hexadecimal>+<base64 of type and key>`."""
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.algorithm]) + self.key)}"

    @classmethod
    def parse(cls: type[V], vkey: str) -> V:
        """Read a key's text strictly; `NoteError` where it is malformed, of another type, or its id is wrong."""
        parts = vkey.split("+", 2)
        if len(parts) != 3:
            raise NoteError("key_malformed", name=vkey[:80])
        name, key_id, encoded = parts
        material = from_base64(encoded)
        if material is None or len(material) != 1 + SEED:
            raise NoteError("key_malformed", name=name[:80])
        if material[0] != cls.algorithm:
            raise NoteError("key_type", name=name[:80], found=material[0], expected=cls.algorithm)
        found = cls(name, material[1:])
        if found.id.hex() != key_id:
            raise NoteError("key_id", name=name[:80], found=key_id[:20], expected=found.id.hex())
        return found

    def check(self, text: str, signature: bytes) -> None:
        """Raise `NoteError` unless `signature` is this key's over the text."""
        self._check(text.encode(), signature)

    def _check(self, message: bytes, signature: bytes) -> None:
        try:
            verify_ed25519(self.key, signature, message)
        except (InvalidSignature, ValueError):
            raise NoteError("signature_wrong", name=self.name) from None


class Signer:
    """The private half of a note key, from its name and 32-byte seed."""

    def __init__(self, name: str, seed: bytes) -> None:
        if len(seed) != SEED:
            raise ValueError(f"a seed has {SEED} bytes, not {len(seed)}")
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.verifier = Verifier(name, self._private.public_key().public_bytes_raw())

    @property
    def vkey(self) -> str:
        """The public key as text."""
        return self.verifier.vkey

    def sign(self, text: str) -> bytes:
        """The 64-byte signature over the text."""
        return self._private.sign(text.encode())


@dataclass(frozen=True, slots=True)
class Note:
    """A note that was opened: its text, and each signature by the name of its key, in the order of the lines."""

    text: str
    signatures: dict[str, bytes]


def sign_note(text: str, signers: Sequence[Signer]) -> bytes:
    """The note of a text (which ends with a newline) with one line for each signer, in their order."""
    _check_text(text)
    return join_note(text, [(s.verifier.name, s.verifier.id, s.sign(text)) for s in signers])


def join_note(text: str, lines: Sequence[tuple[str, bytes, bytes]]) -> bytes:
    """The note of a text and its lines, each a key's name, its id and the signature."""
    _check_text(text)
    signed = "".join(f"{_DASH}{name} {to_base64(key_id + value)}\n" for name, key_id, value in lines)
    return f"{text}\n{signed}".encode()


def split_note(data: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """The text of a note and its lines (name, key id, signature), none of them checked by a key yet."""
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteError("note_not_utf8", at=error.start) from None
    head, gap, tail = whole.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise NoteError("note_malformed", line=whole.count("\n") + 1)
    text = head + "\n"
    _check_text(text)
    first = text.count("\n") + 2
    rows = tail[:-1].split("\n")
    if len(rows) > MAX_LINES:
        raise NoteError("note_lines", found=len(rows), most=MAX_LINES)
    return text, [_read_line(row, first + i) for i, row in enumerate(rows)]


def open_note(data: bytes, verifiers: Iterable[Verifier]) -> Note:
    """The note, where every line is by one of the keys, no key signs twice, and every signature is right.

    `NoteError` otherwise, naming the line or the key. At least one line is needed.
    """
    known = {(v.name, v.id): v for v in verifiers}
    text, lines = split_note(data)
    signatures: dict[str, bytes] = {}
    for name, key_id, value in lines:
        verifier = known.get((name, key_id))
        if verifier is None:
            raise NoteError("signer_unknown", name=name[:80])
        if name in signatures:
            raise NoteError("signer_twice", name=name)
        verifier.check(text, value)
        signatures[name] = value
    return Note(text, signatures)


def _read_line(row: str, number: int) -> tuple[str, bytes, bytes]:
    name, gap, encoded = row.removeprefix(_DASH).partition(" ")
    value = from_base64(encoded)
    if not row.startswith(_DASH) or not gap or not _is_name(name) or value is None or len(value) < 5:
        raise NoteError("note_malformed", line=number)
    return name, value[:4], value[4:]


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and name.isprintable() and not any(c.isspace() for c in name)


def _check_text(text: str) -> None:
    if not text.endswith("\n") or any((c < " " and c != "\n") or "\ud800" <= c <= "\udfff" for c in text):
        raise NoteError("note_malformed", line=1)
