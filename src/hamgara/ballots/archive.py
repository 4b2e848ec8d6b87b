"""The archive of an election, `<uuid>.bel`: one growing file with everything public, each event chained to the last.

It is an old-style tar archive. Records are named by the SHA-256 of their content; an event names its predecessor and
its payload. The same content always makes the same bytes, so a copy that anyone took earlier is a prefix of the
archive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from msgspec import UNSET, UnsetType

from hamgara.ballots import messages
from hamgara.ballots.canonical import MOST_BYTES, digest, read, write
from hamgara.ballots.errors import BallotError, Rejected

__all__ = [
    "EVENTS",
    "Archive",
    "Part",
    "Step",
    "is_prefix",
    "read_steps",
    "write_archive",
    "write_owned",
    "write_setup",
]

_BLOCK = 512
#: Each kind of event with its records: the last is the event's payload and names those before it.
EVENTS: dict[str, tuple[str, ...]] = {
    "Setup": ("election", "trustees", "credentials", "setup data"),
    "Ballot": ("ballot",),
    "EndBallots": (),
    "EncryptedTally": ("encrypted tally", "sized encrypted tally"),
    "Shuffle": ("shuffle", "owned shuffle"),
    "EndShuffles": (),
    "PartialDecryption": ("partial decryption", "owned partial decryption"),
    "Result": ("result",),
}


@dataclass(frozen=True, slots=True)
class Part:
    """A record of the archive: where its content begins, and the content."""

    offset: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Step:
    """An event with its records, its hash and its height (from 0) checked."""

    kind: str
    height: int
    hash: str
    parts: tuple[Part, ...]
    end: int


def _write_head(name: str, size: int, timestamp: int) -> bytes:
    block = bytearray(_BLOCK)
    for offset, text in (
        (0, name),
        (100, "0000644"),
        (108, "0000000"),
        (116, "0000000"),
        (124, f"{size:011o}"),
        (136, f"{timestamp:011o}"),
        (148, "        "),
        (156, "0"),
    ):
        block[offset : offset + len(text)] = text.encode()
    block[148:156] = f"{sum(block):06o}\0 ".encode()
    return bytes(block)


def _write_record(name: str, body: bytes, timestamp: int) -> bytes:
    return _write_head(name, len(body), timestamp) + body + bytes(-len(body) % _BLOCK)


def _read_exactly(file: BinaryIO, size: int, where: str) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise Rejected("size", where, "the archive ends in the middle of a record")
    return data


def _read_record(file: BinaryIO, timestamp: int | None, where: str) -> tuple[str, bytes, int] | None:
    head = file.read(_BLOCK)
    if not head:
        return None
    if len(head) != _BLOCK:
        raise Rejected("size", where, "the archive ends in the middle of a record")
    name = head[: head.index(0)] if 0 in head[:100] else b""
    try:
        size, stamp = int(head[124:135], 8), int(head[136:147], 8)
        expected = _write_head(name.decode("ascii"), size, stamp if timestamp is None else timestamp)
    except ValueError:
        expected = b""
    if head != expected or not name:
        raise Rejected("form", where, "its head is not written as in an archive of this kind")
    if size > MOST_BYTES:
        raise Rejected("size", where, f"{size} bytes, and at most {MOST_BYTES} are possible")
    offset = file.tell()
    body = _read_exactly(file, size, where)
    if any(_read_exactly(file, -size % _BLOCK, where)):
        raise Rejected("form", where, "something is written behind it")
    return name.decode("ascii"), body, offset


def _read_timestamp(file: BinaryIO) -> int:
    record = _read_record(file, None, "archive")
    if record is None or record[0] != "BELENIOS":
        raise Rejected("form", "archive", "its first record is not BELENIOS")
    header = read(record[1], messages.Header, "archive header", 200)
    if header.version != 1:
        raise Rejected("unsupported", "archive", f"version {header.version} of the archive")
    stamp = header.timestamp
    if isinstance(stamp, str):
        if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 11:
            raise Rejected("number", "archive header, timestamp")
        stamp = int(stamp)
    file.seek(0)
    again = _write_record("BELENIOS", record[1], stamp) if 0 <= stamp < 1 << 33 else b""
    if file.read(len(again)) != again or not again:
        raise Rejected("form", "archive header", "the times in it differ")
    return stamp


def read_steps(file: BinaryIO) -> Iterator[Step]:
    """The events of an archive, one after the other with their records; nothing is kept.

    `Rejected` by `form`, `size`, `hash` (content and name differ), `chain` (an event does not follow), `order` or
    `missing` (records that no event, or another one, calls for).
    """
    timestamp = _read_timestamp(file)
    parent: str | UnsetType = UNSET
    height = 0
    parts: list[tuple[str, Part]] = []
    while True:
        where = f"event {height}"
        record = _read_record(file, timestamp, where)
        if record is None:
            break
        name, body, offset = record
        stem, _, kind = name.partition(".")
        if kind not in ("data.json", "event.json"):
            raise Rejected("form", where, "a record that is neither data nor event")
        if digest(body) != stem:
            raise Rejected("hash", where, "a record's content is not what its name says")
        if kind == "data.json":
            parts.append((stem, Part(offset, body)))
            if len(parts) > 4:
                raise Rejected("order", where, "more records than any event calls for")
            continue
        event = read(body, messages.Event, where, 1000)
        if event.type not in EVENTS:
            raise Rejected("form", where, f"{event.type!r} is no kind of event")
        if event.parent != parent or event.height != height:
            raise Rejected("chain", where, "it does not follow from the event before it")
        _check_parts(event, parts, where)
        yield Step(event.type, height, stem, tuple(part for _, part in parts), file.tell())
        parent, height, parts = stem, height + 1, []
    if parts:
        raise Rejected("missing", f"event {height}", "records without their event")


def _check_parts(event: messages.Event, parts: list[tuple[str, Part]], where: str) -> None:
    names = EVENTS[event.type]
    if len(parts) != len(names):
        raise Rejected("order", where, f"{event.type} calls for {len(names)} records, {len(parts)} precede it")
    if event.payload != (parts[-1][0] if parts else UNSET):
        raise Rejected("hash", where, "its payload is not the record before it")
    inner: list[str] = []
    if event.type == "Setup":
        setup = read(parts[-1][1].body, messages.SetupData, f"{where}, setup data", 1000)
        inner = [setup.election, setup.trustees, setup.credentials]
    elif event.type == "EncryptedTally":
        inner = [read(parts[-1][1].body, messages.SizedTally, f"{where}, sized encrypted tally", 1000).encrypted_tally]
    elif event.type in ("Shuffle", "PartialDecryption"):
        inner = [read(parts[-1][1].body, messages.Owned, f"{where}, {names[-1]}", 1000).payload]
    if inner and inner != [name for name, _ in parts[:-1]]:
        raise Rejected("hash", where, "its payload names other records than those before it")


def write_archive(events: Iterable[tuple[str, tuple[bytes, ...]]], *, timestamp: int) -> bytes:
    """A whole archive at once: each event's kind with its records, in the order of `EVENTS`."""
    header = messages.Header(version=1, timestamp=str(timestamp))
    pieces = [_write_record("BELENIOS", write(header), timestamp)]
    parent: str | UnsetType = UNSET
    for height, (kind, parts) in enumerate(events):
        piece, parent = _write_event(kind, parts, parent, height, timestamp)
        pieces.append(piece)
    return b"".join(pieces)


def write_setup(election: bytes, trustees: bytes, credentials: bytes) -> tuple[bytes, ...]:
    """The records of the event `Setup`."""
    setup = messages.SetupData(election=digest(election), trustees=digest(trustees), credentials=digest(credentials))
    return election, trustees, credentials, write(setup)


def write_owned(owner: int, part: bytes) -> tuple[bytes, bytes]:
    """The records of a shuffle or of a partial decryption, with the number of the trustee who made it."""
    return part, write(messages.Owned(owner=owner, payload=digest(part)))


def _write_event(
    kind: str, parts: tuple[bytes, ...], parent: str | UnsetType, height: int, timestamp: int
) -> tuple[bytes, str]:
    if len(parts) != len(EVENTS[kind]):
        raise BallotError("order", kind, f"{len(EVENTS[kind])} records are asked for")
    event = write(
        messages.Event(parent=parent, height=height, type=kind, payload=digest(parts[-1]) if parts else UNSET)
    )
    records = [_write_record(f"{digest(part)}.data.json", part, timestamp) for part in parts]
    records.append(_write_record(f"{digest(event)}.event.json", event, timestamp))
    return b"".join(records), digest(event)


class Archive:
    """An archive to append to; what is there is read through, and checked as `read_steps` does, when it is opened."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._parent: str | UnsetType = UNSET
        self._height = 0
        self.kinds: list[str] = []
        with path.open("rb") as file:
            self._timestamp = _read_timestamp(file)
            file.seek(0)
            for step in read_steps(file):
                self._parent, self._height = step.hash, step.height + 1
                self.kinds.append(step.kind)

    @classmethod
    def create(cls, path: Path, election: bytes, trustees: bytes, credentials: bytes, *, timestamp: int) -> Archive:
        """Begin an archive with the setup of an election; `timestamp` is in seconds since 1970."""
        header = messages.Header(version=1, timestamp=str(timestamp))
        with path.open("xb") as file:
            file.write(_write_record("BELENIOS", write(header), timestamp))
        archive = cls(path)
        archive.append("Setup", *write_setup(election, trustees, credentials))
        return archive

    def append(self, kind: str, *parts: bytes) -> str:
        """Append an event with its records, in the order of `EVENTS`; gives the event's hash."""
        data, self._parent = _write_event(kind, parts, self._parent, self._height, self._timestamp)
        with self.path.open("ab") as file:
            file.write(data)
        self._height += 1
        self.kinds.append(kind)
        return self._parent

    def append_owned(self, kind: str, owner: int, part: bytes) -> str:
        """Append a shuffle or a partial decryption with the number of the trustee who made it."""
        return self.append(kind, *write_owned(owner, part))


def is_prefix(earlier: BinaryIO, later: BinaryIO) -> bool:
    """Whether an archive only grew: every byte of the earlier copy is in the later one, at the same place."""
    while True:
        block = earlier.read(1 << 20)
        if later.read(len(block)) != block:
            return False
        if not block:
            return True
