"""The signed head of a record: how many acts it has and the root over all of them (C2SP tlog-checkpoint).

The origin is `hamgara/<assembly id>`, and the id is a digest of the key that signs. A record signed anew with
another key is therefore another assembly: nobody can take over an id.
"""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from hashlib import sha256

from hamgara.record.canonical import MAX_INTEGER
from hamgara.record.entry import from_base64, to_base64
from hamgara.record.errors import NoteError
from hamgara.record.merkle import HASH
from hamgara.record.note import Signer, Verifier, open_note, sign_note

__all__ = [
    "Checkpoint",
    "assembly_id",
    "log_signer",
    "log_verifier",
    "open_checkpoint",
    "origin_of",
    "sign_checkpoint",
]

_ORIGIN = re.compile(r"hamgara/[a-z2-7]{20}")
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


def assembly_id(public_key: bytes) -> str:
    """The id of the assembly whose record is signed with this 32-byte Ed25519 key: 20 characters of base32."""
    return base64.b32encode(sha256(public_key).digest()).decode().lower()[:20]


def origin_of(assembly: str) -> str:
    """The origin line of an assembly's checkpoints, which is also the name of its key."""
    return f"hamgara/{assembly}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a record: its origin, its size in acts, its root (32 bytes)."""

    origin: str
    size: int
    root: bytes

    @property
    def assembly(self) -> str:
        """The id of the assembly."""
        return self.origin.removeprefix("hamgara/")

    def to_text(self) -> str:
        """The three lines of the note's text."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"

    @classmethod
    def from_text(cls, text: str) -> Checkpoint:
        """Read the three lines strictly (no extension lines); `NoteError` names the line."""
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise NoteError("checkpoint_lines", found=len(lines) - 1, expected=3)
        origin, size, encoded, _ = lines
        if not _ORIGIN.fullmatch(origin):
            raise NoteError("checkpoint_malformed", line=1)
        if not _SIZE.fullmatch(size) or int(size) > MAX_INTEGER:
            raise NoteError("checkpoint_malformed", line=2)
        root = from_base64(encoded)
        if root is None or len(root) != HASH:
            raise NoteError("checkpoint_malformed", line=3)
        return cls(origin, int(size), root)


def log_signer(seed: bytes) -> Signer:
    """The signer of a record from its 32-byte seed; its name is the origin that follows from the key."""
    key = Signer("hamgara", seed).verifier.key
    return Signer(origin_of(assembly_id(key)), seed)


def log_verifier(vkey: str) -> Verifier:
    """Read the key of a record; `NoteError` unless its name is the origin that follows from the key."""
    verifier = Verifier.parse(vkey)
    expected = origin_of(assembly_id(verifier.key))
    if verifier.name != expected:
        raise NoteError("origin_differs", found=verifier.name[:80], expected=expected)
    return verifier


def sign_checkpoint(size: int, root: bytes, signer: Signer) -> bytes:
    """The checkpoint of a record as a signed note; the origin is the signer's name."""
    if not 0 <= size <= MAX_INTEGER:
        raise NoteError("checkpoint_malformed", line=2)
    text = Checkpoint(signer.verifier.name, size, root).to_text()
    Checkpoint.from_text(text)
    return sign_note(text, [signer])


def open_checkpoint(data: bytes, log: Verifier, witnesses: tuple[Verifier, ...] = ()) -> Checkpoint:
    """The checkpoint, where the record's own key signed it and every further line is of a given witness.

    `NoteError` otherwise, and where its origin is not the name of the record's key.
    """
    note = open_note(data, (log, *witnesses))
    if log.name not in note.signatures:
        raise NoteError("signer_missing", name=log.name)
    checkpoint = Checkpoint.from_text(note.text)
    if checkpoint.origin != log.name:
        raise NoteError("origin_differs", found=checkpoint.origin, expected=log.name)
    return checkpoint
