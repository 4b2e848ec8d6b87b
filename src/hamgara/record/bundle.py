"""A record as files that anyone can keep, pass on and check: a folder, or a .zip of it.

README.txt              what this is and how to verify it
keys/log.vkey           the record's key; keys/witness-<name>.vkey the witnesses'
log/checkpoint          the signed head, with the witnesses' lines
log/tile/…              the tree and the entries (see `tiles`)
attachments/<sha256>    what acts refer to
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from hamgara.record.archive import read_zip, write_zip
from hamgara.record.checkpoint import log_verifier, open_checkpoint
from hamgara.record.cosignature import WitnessVerifier, sort_lines
from hamgara.record.errors import BundleError
from hamgara.record.limits import MAX_BYTES, MAX_FILES
from hamgara.record.merkle import Tree, leaf_hash
from hamgara.record.readme import write_readme
from hamgara.record.tiles import write_tiles

__all__ = ["Bundle", "make_bundle", "witness_path", "write_bundle", "zip_bundle"]

_PART = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_ATTACHMENTS = "attachments/"
_WITNESS = re.compile(r"keys/witness-([a-z0-9][a-z0-9._-]{0,99})\.vkey")


def witness_path(name: str) -> str:
    """The file that holds a witness's key; `/` stands as `_`, which no name has."""
    return f"keys/witness-{name.replace('/', '_')}.vkey"


@dataclass(frozen=True, slots=True)
class Bundle:
    """The files of a bundle, by path (`/` between parts), none of them checked yet."""

    files: Mapping[str, bytes]

    def __post_init__(self) -> None:
        if len(self.files) > MAX_FILES:
            raise BundleError("too_many_files", most=MAX_FILES)
        for path in self.files:
            _check_path(path)

    @classmethod
    def read(cls, path: str | os.PathLike[str]) -> Bundle:
        """Read a bundle from a folder or a `.zip`; `BundleError` names the file that cannot belong to one."""
        where = Path(path)
        try:
            if where.is_dir():
                return cls(_read_folder(where))
            if not where.is_file():
                raise BundleError("bundle_missing", path=str(where))
            if where.stat().st_size > MAX_BYTES:
                raise BundleError("too_many_bytes", most=MAX_BYTES)
            return cls(read_zip(where.read_bytes()))
        except OSError as error:
            name = str(error.filename or where)
            raise BundleError("file_unreadable", path=name, why=error.strerror or "") from error

    @property
    def attachments(self) -> dict[str, bytes]:
        """The attachments by their SHA-256; `BundleError` where one does not match its name."""
        found = {}
        for path, data in sorted(self.files.items()):
            if path.startswith(_ATTACHMENTS):
                name = path.removeprefix(_ATTACHMENTS)
                if sha256(data).hexdigest() != name:
                    raise BundleError("attachment_differs", path=path)
                found[name] = data
        return found

    @property
    def witness_keys(self) -> dict[str, WitnessVerifier]:
        """The keys of the witnesses by name; `NoteError` or `BundleError` where a file is not a key of its name."""
        found = {}
        for path in sorted(self.files):
            if _WITNESS.fullmatch(path):
                verifier = WitnessVerifier.parse(self.key_text(path))
                if witness_path(verifier.name) != path or verifier.name in found:
                    raise BundleError("witness_name", path=path, name=verifier.name)
                found[verifier.name] = verifier
        return found

    def key_text(self, path: str) -> str:
        """The one line of a key file."""
        data = self.read_file(path)
        if not data.isascii() or data.count(b"\n") != 1 or not data.endswith(b"\n"):
            raise BundleError("key_file", path=path)
        return data[:-1].decode()

    def read_file(self, path: str) -> bytes:
        """The bytes of a file; `BundleError` where there is none."""
        try:
            return self.files[path]
        except KeyError:
            raise BundleError("file_missing", path=path) from None


def make_bundle(
    *,
    entries: Sequence[bytes],
    checkpoint: bytes,
    vkey: str,
    witnesses: Mapping[str, str],
    attachments: Mapping[str, bytes],
) -> Bundle:
    """The bundle of a record: its entries, signed checkpoint, key, witnesses' keys by name, attachments by SHA-256.

    Refused with `RecordError` where the checkpoint is not of these entries, is not signed with these keys, or an
    attachment is not the one of its name. The same record gives the same bytes, whatever the order it is given in.
    """
    log = log_verifier(vkey)
    verifiers = {name: WitnessVerifier.parse(text) for name, text in witnesses.items()}
    for name, verifier in verifiers.items():
        if verifier.name != name:
            raise BundleError("witness_name", path=witness_path(name), name=verifier.name)
    head = open_checkpoint(checkpoint, log, tuple(verifiers.values()))
    tree = Tree(leaf_hash(entry) for entry in entries)
    if not entries or head.size != len(entries):
        raise BundleError("size_differs", found=len(entries), expected=head.size)
    if head.root != tree.root():
        raise BundleError("root_differs", found=tree.root().hex(), expected=head.root.hex())
    files = {
        "README.txt": write_readme(head, list(verifiers), len(attachments)),
        "keys/log.vkey": f"{vkey}\n".encode(),
        "log/checkpoint": sort_lines(checkpoint, log),
    }
    files |= {witness_path(name): f"{witnesses[name]}\n".encode() for name in verifiers}
    files |= {f"log/{path}": data for path, data in write_tiles(entries, tree).items()}
    files |= {_ATTACHMENTS + name: data for name, data in attachments.items()}
    bundle = Bundle(dict(sorted(files.items())))
    bundle.attachments  # noqa: B018 - raises where one does not match its name
    return bundle


def write_bundle(
    out: str | os.PathLike[str],
    *,
    entries: Sequence[bytes],
    checkpoint: bytes,
    vkey: str,
    witnesses: Mapping[str, str],
    attachments: Mapping[str, bytes],
) -> Bundle:
    """Make a bundle (see `make_bundle`) and write it as the folder `out`, which must not exist or be empty.

    Either the whole folder appears or nothing does.
    """
    bundle = make_bundle(
        entries=entries, checkpoint=checkpoint, vkey=vkey, witnesses=witnesses, attachments=attachments
    )
    target = Path(out)
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BundleError("out_not_empty", path=str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    try:
        for path, data in bundle.files.items():
            place = beside / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(data)
        beside.chmod(0o755)
        beside.replace(target)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise
    return bundle


def zip_bundle(bundle: Bundle) -> bytes:
    """The bundle as a .zip; the same bundle gives the same bytes on every machine."""
    return write_zip(bundle.files)


def _read_folder(root: Path) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    total = 0
    for folder, folders, names in os.walk(root, onerror=_unreadable):
        here = Path(folder)
        if not folders and not names and here != root:
            raise BundleError("folder_empty", path=here.relative_to(root).as_posix())
        for name in sorted(folders + names):
            place = here / name
            path = place.relative_to(root).as_posix()
            _check_path(path)
            status = place.lstat()
            if stat.S_ISDIR(status.st_mode):
                continue
            if not stat.S_ISREG(status.st_mode):
                raise BundleError("file_not_plain", path=path)
            total += status.st_size
            if total > MAX_BYTES:
                raise BundleError("too_many_bytes", most=MAX_BYTES)
            if len(files) == MAX_FILES:
                raise BundleError("too_many_files", most=MAX_FILES)
            files[path] = place.read_bytes()
    return files


def _unreadable(error: OSError) -> None:
    raise BundleError("folder_unreadable", path=str(error.filename))


def _check_path(path: str) -> None:
    if len(path) > 255 or not all(_PART.fullmatch(part) for part in path.split("/")):
        raise BundleError("path", path=ascii(path)[1:-1][:120])
