"""`hamgara witness`: countersign the head of a record, after checking that it continues the last one signed.

The last head of each record is kept in a state file, and is written there before the countersignature is given
out: a witness that is interrupted may have signed less than it remembers, never more.
"""

from __future__ import annotations

import base64
import binascii
import fcntl
import json
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.keys import PrivateKey, read_key, write_key
from hamgara.cli.output import STANDARD_OUTPUT, write_text
from hamgara.cli.refusal import refuse, refusing

if TYPE_CHECKING:
    from hamgara.record import Checkpoint, Tree, Verifier

__all__ = ["witness"]


def witness(
    source: Annotated[
        Path | None,
        typer.Argument(exists=True, metavar="[BUNDLE]", help="A bundle (folder or .zip), or a checkpoint file."),
    ] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The witness's key file.")] = None,
    new: Annotated[str, typer.Option(metavar="NAME", help="Make the key of a witness of this name.")] = "",
    out: Annotated[str, typer.Option(metavar="FILE", help="Where to write the line.")] = STANDARD_OUTPUT,
    state: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Heads signed so far; beside the key unless given.")
    ] = None,
    log: Annotated[
        str, typer.Option(metavar="VKEY", help="The record's key, for a checkpoint without its bundle.")
    ] = "",
    proof: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="Consistency proof, likewise.")
    ] = None,
) -> None:
    """Countersign the head of a record and print the line that goes beneath its checkpoint.

    A proof of consistency is computed from a bundle; for a checkpoint alone it is read, one hash in base64 a line.
    With --new: make a key and print its public half, which the assembly registers once.
    """
    from hamgara import record

    if key is None:
        refuse("--key FILE is needed", 2)
    if new:
        with refusing(record.NoteError):
            seed = record.generate_seed()
            vkey = record.Witness(new, seed).vkey
        write_key(key, PrivateKey("witness", seed, new))
        typer.echo(vkey)
        return
    if source is None:
        refuse("name the bundle or the checkpoint to countersign", 2)
    private = read_key(key, "witness")
    with refusing(record.RecordError):
        head = _read_head(source, log)
        own = record.Witness(private.name, private.seed)
        with _remembering(state or key.with_name(f"{key.name}.seen")) as seen:
            before = seen.get(head.log.name)
            last = None if before is None else record.Checkpoint.from_text(before)
            hashes = _prove(head, last, proof)
            signed = own.cosign(head.signed, head.log, int(time.time()), seen=last, proof=hashes)
            seen[head.log.name] = head.checkpoint.to_text()
    write_text(signed.decode().splitlines(keepends=True)[-1], out)


@dataclass(frozen=True, slots=True)
class _Head:
    """What is to be countersigned; `tree` is there where all entries are."""

    signed: bytes
    log: Verifier
    checkpoint: Checkpoint
    tree: Tree | None


def _read_head(source: Path, log: str) -> _Head:
    from hamgara import record

    if source.is_file() and not zipfile.is_zipfile(source):
        if not log:
            refuse("a checkpoint without its bundle needs --log, the record's key", 2)
        verifier = record.log_verifier(log)
        signed = source.read_bytes()
        return _Head(signed, verifier, _open(signed, verifier), None)
    bundle = record.Bundle.read(source)
    verifier = record.log_verifier(log or bundle.key_text("keys/log.vkey"))
    signed = bundle.read_file("log/checkpoint")
    checkpoint = _open(signed, verifier)
    tiles = {path[4:]: data for path, data in bundle.files.items() if path.startswith("log/tile/")}
    tree = record.Tree(map(record.leaf_hash, record.read_entries(tiles, checkpoint.size)))
    if tree.root() != checkpoint.root:
        refuse("the entries of this bundle do not have the root that its checkpoint states")
    return _Head(signed, verifier, checkpoint, tree)


def _open(signed: bytes, log: Verifier) -> Checkpoint:
    """The checkpoint, its log's signature checked; lines of other witnesses are passed over."""
    from hamgara import record

    own = [line for line in signed.decode("utf-8", "replace").splitlines(True) if line.startswith(f"— {log.name} ")]
    text = signed.split(b"\n\n", 1)[0]
    return record.open_checkpoint(text + b"\n\n" + "".join(own).encode(), log)


def _prove(head: _Head, last: Checkpoint | None, proof: Path | None) -> list[bytes]:
    if last is None or last.size == head.checkpoint.size:
        return []
    if head.checkpoint.size < last.size:
        refuse(f"this head has {head.checkpoint.size} acts; one with {last.size} was countersigned already")
    if head.tree is not None:
        return head.tree.consistency(last.size, head.checkpoint.size)
    if proof is None:
        refuse("a proof of consistency is needed (--proof), or the bundle instead of the checkpoint alone", 2)
    try:
        return [base64.b64decode(line, validate=True) for line in proof.read_text("ascii").split()]
    except (binascii.Error, UnicodeDecodeError):
        refuse(f"{proof}: expected hashes in base64, one a line", 2)


@contextmanager
def _remembering(path: Path) -> Iterator[dict[str, str]]:
    """The heads signed so far, by origin; what is changed is on disk before the block's caller goes on.

    Two runs at once take turns. A block that fails leaves the file as it was.
    """
    with open(path.with_name(f"{path.name}.lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        seen: dict[str, str] = {}
        if path.exists():
            try:
                seen = json.loads(path.read_bytes())
            except ValueError:
                refuse(f"{path} is damaged: expected the heads that this witness has signed, as JSON", 2)
        yield seen
        beside = path.with_name(f"{path.name}.new")
        with open(beside, "w", encoding="utf-8") as file:
            json.dump(seen, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
