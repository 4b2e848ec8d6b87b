"""Witnesses: member organisations that countersign heads, so that no two groups can be shown two records.

C2SP tlog-cosignature, version 1 for Ed25519: a cosignature says that at its time this was the longest head of
the record that the witness had seen, and that it continued the one before. A witness therefore signs only
after a proof of consistency.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from hamgara.record.checkpoint import Checkpoint, open_checkpoint
from hamgara.record.errors import NoteError
from hamgara.record.merkle import verify_consistency
from hamgara.record.note import SEED, Signer, Verifier, join_note, open_note, split_note

__all__ = ["Witness", "WitnessVerifier", "add_cosignature", "cosigned_times", "sort_lines"]

#: As the assembly's act that registers a witness has it; `/` stands as `_` in a file name.
_NAME = re.compile(r"[a-z0-9][a-z0-9./-]{0,99}")
_TIME = 8
_VALUE = _TIME + 64
_LAST = 2**63 - 1


def _message(text: str, time: int) -> str:
    return f"cosignature/v1\ntime {time}\n{text}"


@dataclass(frozen=True, slots=True)
class WitnessVerifier(Verifier):
    """The public half of a witness's key (signature type 0x04)."""

    algorithm: ClassVar[int] = 0x04

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or len(self.key) != SEED:
            raise NoteError("key_name", name=self.name[:80])

    def check(self, text: str, signature: bytes) -> None:
        """Raise `NoteError` unless `signature` (8 bytes of time, 64 of signature) is this witness's."""
        if len(signature) != _VALUE:
            raise NoteError("signature_wrong", name=self.name)
        time = int.from_bytes(signature[:_TIME], "big")
        if not 0 < time <= _LAST:
            raise NoteError("time_range", time=time)
        self._check(_message(text, time).encode(), signature[_TIME:])


class Witness:
    """The private half: it countersigns the heads of a record, from its name and 32-byte seed."""

    def __init__(self, name: str, seed: bytes) -> None:
        self._signer = Signer(name, seed)
        self.verifier = WitnessVerifier(name, self._signer.verifier.key)

    @property
    def vkey(self) -> str:
        """The public key as text."""
        return self.verifier.vkey

    def sign(self, text: str, time: int) -> bytes:
        """The 72-byte cosignature of a checkpoint's text at `time` (seconds since 1970), whatever it says.

        `cosign` is the one to call: this one asks for no proof.
        """
        if not 0 < time <= _LAST:
            raise NoteError("time_range", time=time)
        return time.to_bytes(_TIME, "big") + self._signer.sign(_message(text, time))

    def cosign(
        self,
        checkpoint: bytes,
        log: Verifier,
        time: int,
        *,
        seen: Checkpoint | None = None,
        proof: Sequence[bytes] = (),
    ) -> bytes:
        """The checkpoint with this witness's line added.

        `seen` is the last head that the witness countersigned (None the first time) and `proof` shows that
        the new one continues it; `ProofError` where it does not, `NoteError` where the log's signature is
        wrong or the head is of another record. The witness keeps the new head as its next `seen`.
        """
        text, lines = split_note(checkpoint)
        own = [line for line in lines if line[:2] == (log.name, log.id)]
        head = open_checkpoint(join_note(text, own) if own else checkpoint, log)
        if seen is not None:
            if seen.origin != head.origin:
                raise NoteError("origin_differs", found=head.origin, expected=seen.origin)
            verify_consistency(seen.size, head.size, proof, seen.root, head.root)
        return add_cosignature(checkpoint, self.verifier, self.sign(text, time))


def add_cosignature(checkpoint: bytes, witness: WitnessVerifier, signature: bytes) -> bytes:
    """The checkpoint with a cosignature that came from a witness; `NoteError` where it is wrong.

    A line of the same witness that is there already is replaced.
    """
    text, lines = split_note(checkpoint)
    witness.check(text, signature)
    kept = [line for line in lines if line[:2] != (witness.name, witness.id)]
    return join_note(text, [*kept, (witness.name, witness.id, signature)])


def sort_lines(checkpoint: bytes, log: Verifier) -> bytes:
    """The checkpoint with the record's own line first and the witnesses' by name: the one order of a bundle."""
    text, lines = split_note(checkpoint)
    return join_note(text, sorted(lines, key=lambda line: (line[0] != log.name, line)))


def cosigned_times(checkpoint: bytes, log: Verifier, witnesses: Sequence[WitnessVerifier]) -> dict[str, int]:
    """When each witness countersigned the checkpoint (seconds since 1970); all lines are checked."""
    open_note(checkpoint, [log, *witnesses])
    # By name and key id: a witness could have the log's own name, and the log's line says no time.
    known = {(w.name, w.id) for w in witnesses}
    _, lines = split_note(checkpoint)
    return {name: int.from_bytes(value[:_TIME], "big") for name, key_id, value in lines if (name, key_id) in known}
