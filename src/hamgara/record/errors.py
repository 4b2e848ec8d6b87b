"""Why something of a record was refused: a code and its particulars, for catalogues of sentences to word."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = [
    "AuthorshipError",
    "BundleError",
    "NoteError",
    "ProofError",
    "RecordError",
    "VerificationFailed",
]


class RecordError(Exception):
    """Something is not as the record's formats require.

    `code` names the reason and `params` its particulars (strings and integers: where, what was found,
    what was expected). All codes are listed in `docs/record.md`.
    """

    def __init__(self, code: str, /, **params: str | int) -> None:
        self.code = code
        self.params: dict[str, str | int] = params
        super().__init__(code)

    def __str__(self) -> str:
        particulars = ", ".join(f"{name}={value!r}" for name, value in self.params.items())
        return f"{self.code} ({particulars})" if particulars else self.code


class ProofError(RecordError):
    """A proof of inclusion or consistency does not lead to the stated root."""


class NoteError(RecordError):
    """A key or a signed note (a checkpoint, a cosignature) is malformed or its signature is wrong."""


class AuthorshipError(RecordError):
    """An act's own signature is malformed or not its author's."""


class BundleError(RecordError):
    """A bundle cannot be read or written: its files, its layout, its size."""


class VerificationFailed(RecordError):  # noqa: N818 - the outcome has this name in the command's output
    """A bundle is not a true record.

    `seq` is the first act that fails, None where the failure is not of one act. `by_replay` is true where the
    replay refused the act; `code` and `params` are then the replay's own.
    """

    def __init__(
        self, code: str, params: Mapping[str, str | int], seq: int | None = None, *, by_replay: bool = False
    ) -> None:
        super().__init__(code, **dict(params))
        self.seq = seq
        self.by_replay = by_replay

    def __str__(self) -> str:
        text = super().__str__()
        return text if self.seq is None else f"act {self.seq}: {text}"
