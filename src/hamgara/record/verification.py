"""Whether a bundle is a true record: every byte accounted for, every signature right, every act in order.

The structure is checked first and the acts are read only once the signed root covers them. What acts mean is
not known here: the caller hands in the replay, the same code that admitted the acts.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Protocol

import msgspec

from hamgara.record.authorship import check
from hamgara.record.bundle import Bundle, witness_path
from hamgara.record.canonical import canonical
from hamgara.record.checkpoint import Checkpoint, log_verifier, open_checkpoint
from hamgara.record.cosignature import cosigned_times, sort_lines
from hamgara.record.entry import Entry
from hamgara.record.errors import RecordError, VerificationFailed
from hamgara.record.merkle import HASH, Tree, leaf_hash
from hamgara.record.readme import write_readme
from hamgara.record.tiles import WIDTH, read_entries, tile_path, tile_paths, write_tiles

__all__ = ["Replay", "Verification", "verify"]

_LAST_TIME = int(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC).timestamp())


class Replay(Protocol):
    """What the assembly gives: it admits the acts one by one and then says what the bundle must hold."""

    def admit(self, entry: Entry) -> None:
        """Admit the next act, its author's signature included; raise where it is not in order.

        The exception has `code: str` and `params: Mapping[str, str | int]`.
        """
        ...

    def attachments(self) -> Collection[str]:
        """The SHA-256, in hexadecimal, of every attachment that the record refers to."""
        ...

    def witnesses(self) -> Mapping[str, str]:
        """The vkey of every registered witness, by name."""
        ...

    def log_key(self) -> str:
        """The vkey of the record, as the first act states it."""
        ...


class Verification(msgspec.Struct, frozen=True):
    """What was verified: a true record.

    `root` is in hexadecimal; `acts` counts the acts of each kind; `first_at` and `last_at` are the times of the
    first and the last act; `witnesses` gives for each registered witness when it countersigned this head (UTC),
    None where it did not; `attachments` gives the size in bytes of each by its SHA-256.
    """

    assembly: str
    size: int
    root: str
    acts: dict[str, int]
    first_at: str
    last_at: str
    witnesses: dict[str, str | None]
    attachments: dict[str, int]

    def to_json(self) -> str:
        """All of it as one canonical JSON object."""
        return canonical(msgspec.to_builtins(self)).decode()


def verify(
    path: str | os.PathLike[str] | Bundle,
    replay: Callable[[Mapping[str, bytes]], Replay],
    *,
    assembly: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Verification:
    """Verify the bundle at `path` (a folder or a .zip) or one that is in memory.

    `replay` makes a replay from the attachments by SHA-256; `assembly` is the id that the record must have,
    where the caller knows it; `progress` is told the acts done and the acts in all. Raises `VerificationFailed`
    with the first act that fails.
    """
    try:
        bundle = path if isinstance(path, Bundle) else Bundle.read(path)
        return _verify(bundle, replay, assembly, progress)
    except VerificationFailed:
        raise
    except RecordError as error:
        raise VerificationFailed(error.code, error.params) from error


def _verify(
    bundle: Bundle,
    replay: Callable[[Mapping[str, bytes]], Replay],
    assembly: str | None,
    progress: Callable[[int, int], None] | None,
) -> Verification:
    log = log_verifier(bundle.key_text("keys/log.vkey"))
    witnesses = bundle.witness_keys
    signed = bundle.read_file("log/checkpoint")
    head = open_checkpoint(signed, log, tuple(witnesses.values()))
    if signed != sort_lines(signed, log):
        raise VerificationFailed("checkpoint_order", {"path": "log/checkpoint"})
    if assembly is not None and head.assembly != assembly:
        raise VerificationFailed("assembly_differs", {"found": head.assembly, "expected": assembly})
    attachments = bundle.attachments
    _check_files(bundle, head, [witness_path(name) for name in witnesses], list(attachments))
    raw = _check_log(bundle, head)
    readme = write_readme(head, list(witnesses), len(attachments))
    if bundle.read_file("README.txt") != readme:
        raise VerificationFailed("readme_differs", {"path": "README.txt"})

    with _replaying(None):
        state = replay(attachments)
    kinds, first, last = _check_acts(raw, head.assembly, state, progress)
    _check_outcome(state, log.vkey, {name: w.vkey for name, w in witnesses.items()}, attachments)
    times = cosigned_times(signed, log, tuple(witnesses.values()))
    return Verification(
        assembly=head.assembly,
        size=head.size,
        root=head.root.hex(),
        acts=dict(sorted(kinds.items())),
        first_at=first,
        last_at=last,
        witnesses={name: _instant(times.get(name)) for name in sorted(witnesses)},
        attachments={name: len(data) for name, data in sorted(attachments.items())},
    )


def _check_files(bundle: Bundle, head: Checkpoint, witness_paths: Iterable[str], attachments: Iterable[str]) -> None:
    if not head.size:
        raise VerificationFailed("record_empty", {"path": "log/checkpoint"})
    if head.size > len(bundle.files) * WIDTH:
        # Before a size that nobody could have signed honestly is spelled out as paths.
        raise VerificationFailed("size_differs", {"found": len(bundle.files) * WIDTH, "expected": head.size})
    expected = {"README.txt", "keys/log.vkey", "log/checkpoint", *witness_paths}
    expected |= {f"log/{path}" for path in tile_paths(head.size)}
    expected |= {f"attachments/{name}" for name in attachments}
    for path in sorted(bundle.files.keys() - expected):
        raise VerificationFailed("file_unexpected", {"path": path})
    for path in sorted(expected - bundle.files.keys()):
        raise VerificationFailed("file_missing", {"path": path})


def _check_log(bundle: Bundle, head: Checkpoint) -> list[bytes]:
    files = {path[4:]: data for path, data in bundle.files.items() if path.startswith("log/tile/")}
    try:
        entries = read_entries(files, head.size)
    except RecordError as error:
        seq = error.params.get("seq")
        raise VerificationFailed(error.code, error.params, seq if isinstance(seq, int) else None) from error
    tree = Tree(leaf_hash(entry) for entry in entries)
    for path, expected in write_tiles(entries, tree).items():
        if files[path] != expected:
            seq = _first_difference(files, tree, head.size)
            raise VerificationFailed("tile_differs", {"path": f"log/{path}"}, seq)
    if tree.root() != head.root:
        particulars = {"found": tree.root().hex(), "expected": head.root.hex()}
        raise VerificationFailed("root_differs", particulars)
    return entries


def _first_difference(files: Mapping[str, bytes], tree: Tree, size: int) -> int | None:
    """The first act whose entry is not the one that its level-0 tile states."""
    for start in range(0, size, WIDTH):
        width = min(WIDTH, size - start)
        stated = files[tile_path(0, start // WIDTH, width)]
        found = tree.subtrees(0, start, start + width)
        for i in range(width):
            if stated[i * HASH : (i + 1) * HASH] != found[i * HASH : (i + 1) * HASH]:
                return start + i
    return None


def _check_acts(
    raw: list[bytes], assembly: str, state: Replay, progress: Callable[[int, int], None] | None
) -> tuple[Counter[str], str, str]:
    kinds: Counter[str] = Counter()
    first = last = ""
    for seq, data in enumerate(raw):
        try:
            entry = Entry.from_bytes(data)
            _check_place(entry, seq, assembly, last)
            if entry.sig is not None and entry.sig.alg == "ed25519":
                check(entry, {"alg": "ed25519", "key": entry.sig.key})
        except RecordError as error:
            raise VerificationFailed(error.code, error.params, seq) from error
        with _replaying(seq):
            state.admit(entry)
        kinds[entry.act] += 1
        first, last = first or entry.at, entry.at
        if progress is not None and (seq + 1) % WIDTH == 0:
            progress(seq + 1, len(raw))
    if progress is not None and len(raw) % WIDTH:
        progress(len(raw), len(raw))
    return kinds, first, last


def _check_place(entry: Entry, seq: int, assembly: str, before: str) -> None:
    if entry.seq != seq:
        raise RecordError("seq_differs", found=entry.seq, expected=seq)
    if entry.assembly != assembly:
        raise RecordError("assembly_differs", found=entry.assembly, expected=assembly)
    if entry.at < before:
        raise RecordError("at_backwards", found=entry.at, before=before)


@contextmanager
def _replaying(seq: int | None) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        code, params = getattr(error, "code", None), getattr(error, "params", {})
        if not isinstance(code, str) or not isinstance(params, Mapping):
            # A replay that stumbles over an act has not admitted it.
            code, params = "replay_failed", {"why": f"{type(error).__name__}: {error}"[:300]}
        raise VerificationFailed(code, params, seq, by_replay=True) from error


def _check_outcome(
    state: Replay, log_key: str, witness_keys: Mapping[str, str], attachments: Mapping[str, bytes]
) -> None:
    with _replaying(None):
        stated = state.log_key()
        registered = dict(state.witnesses())
        referred = set(state.attachments())
    if stated != log_key:
        raise VerificationFailed("log_key_differs", {"found": log_key, "expected": stated[:300]}, 0)
    for name in sorted(registered.keys() | witness_keys.keys()):
        if registered.get(name) != witness_keys.get(name):
            raise VerificationFailed("witness_differs", {"name": name})
    for name in sorted(attachments.keys() - referred):
        raise VerificationFailed("attachment_unexpected", {"sha256": name})
    for name in sorted(referred - attachments.keys()):
        raise VerificationFailed("attachment_missing", {"sha256": name})


def _instant(time: int | None) -> str | None:
    if time is None:
        return None
    return datetime.fromtimestamp(min(time, _LAST_TIME), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
