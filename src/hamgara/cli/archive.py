"""The file of a backup: an instance in one .zip, the same for every database.

It holds `backup.json` (what it is, and the head of every record in it), `secret-key`, and `rows.jsonl`, every row of
every table that is not made anew by itself. The private keys of the records are among them.
"""

from __future__ import annotations

import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

__all__ = ["Archive", "ArchiveError", "Heads", "read_archive", "write_archive"]

_FORM = "hamgara backup 1"

#: Size and root of each record, by the assembly's short name.
Heads: TypeAlias = Mapping[str, tuple[int, str]]


class ArchiveError(Exception):
    """A file is not a backup, or what comes of it is not what it says."""


@dataclass(frozen=True, slots=True)
class Archive:
    """The parts of a backup; `rows` is one JSON object a line."""

    secret: str
    rows: str
    heads: Heads


def write_archive(out: Path, archive: Archive) -> None:
    """Write a backup to a new file of mode 0600: the whole of it appears, or nothing. Raises `FileExistsError`."""
    handle, beside = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name}-")  # mkstemp makes it 0600
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as parts:
                about = {"form": _FORM, "heads": {slug: list(head) for slug, head in archive.heads.items()}}
                parts.writestr("backup.json", json.dumps(about, indent=1))
                parts.writestr("secret-key", archive.secret)
                parts.writestr("rows.jsonl", archive.rows)
            file.flush()
            os.fsync(file.fileno())
        os.link(beside, out)
    finally:
        os.unlink(beside)


def read_archive(path: Path) -> Archive:
    """The parts of a backup. Raises `ArchiveError`."""
    try:
        with zipfile.ZipFile(path) as parts:
            about = json.loads(parts.read("backup.json"))
            secret, rows = (parts.read(name).decode() for name in ("secret-key", "rows.jsonl"))
        if about["form"] != _FORM:
            raise ArchiveError(f"{path} is a backup of another form: {about['form']!r}, not {_FORM!r}")
        heads = {str(slug): (int(size), str(root)) for slug, (size, root) in about["heads"].items()}
    except (zipfile.BadZipFile, zlib.error, KeyError, TypeError, AttributeError, ValueError) as error:
        raise ArchiveError(f"{path} is not a backup of an instance, or is damaged") from error
    return Archive(secret, rows, heads)
