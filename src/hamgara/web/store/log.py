"""A record in this process: the state in memory, caught up from the log, and the one append.

An append is one transaction: it takes the assembly's lock (SQLite's write lock, a row lock on PostgreSQL), reads
what other processes have appended since, asks the assembly whether the act is in order, and inserts the entry.
The state in memory goes on only after the commit, so a refused or failed append leaves no trace.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from hamgara.assembly import AssemblyReplay, Charter, State
from hamgara.record import (
    Bundle,
    Entry,
    RecordError,
    Signature,
    Tree,
    assembly_id,
    log_signer,
    make_bundle,
    sign_checkpoint,
    write_bundle,
)
from hamgara.web.store.models import Assembly, Attachment, Cosignature, Head
from hamgara.web.store.models import Entry as Row

__all__ = ["Log", "Snapshot", "create_assembly", "forget_logs", "open_assembly"]

#: How old, in seconds, what a process knows of other processes' appends may become before it looks again.
FRESH = 0.5


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The assembly at one size of its record; stays as it is while the record goes on."""

    state: State
    tree: Tree

    @property
    def size(self) -> int:
        """The number of entries."""
        return self.state.seq

    @property
    def root(self) -> bytes:
        """The Merkle root at this size."""
        return self.tree.root(self.size)


class _Attachments(Mapping[str, bytes]):
    """The attachments of one assembly, read from the database when asked for."""

    def __init__(self, assembly: str) -> None:
        self._assembly = assembly

    def __getitem__(self, name: str) -> bytes:
        try:
            row = Attachment.objects.get(assembly_id=self._assembly, sha256=name)
        except Attachment.DoesNotExist:
            raise KeyError(name) from None
        return bytes(row.data)

    def __iter__(self) -> Iterator[str]:
        names = Attachment.objects.filter(assembly_id=self._assembly).values_list("sha256", flat=True)
        return iter(names.order_by("sha256"))

    def __len__(self) -> int:
        return Attachment.objects.filter(assembly_id=self._assembly).count()


class Log:
    """One assembly's record, as this process knows it. Safe to use from several threads."""

    def __init__(self, row: Assembly) -> None:
        self.assembly_id: str = row.id
        self.slug: str = row.slug
        self.demo: bool = row.demo
        self._offset = timedelta(seconds=row.clock_offset)
        self._signer = log_signer(bytes(row.seed))
        self._lock = threading.RLock()
        self.replay = AssemblyReplay(_Attachments(row.id))
        self._looked = 0.0

    @property
    def vkey(self) -> str:
        """The key of the record in signed-note form."""
        return self._signer.vkey

    def now(self) -> str:
        """The present time of this assembly, RFC 3339 in UTC with whole seconds."""
        return (datetime.now(UTC) + self._offset).strftime("%Y-%m-%dT%H:%M:%SZ")

    def snapshot(self, at_least: int = 0) -> Snapshot:
        """The assembly as it stands, from memory.

        The database is asked for news at most every half second, or at once where the reader has already
        seen a greater size than this process knows (`at_least`).
        """
        if time.monotonic() - self._looked > FRESH or self.replay.state.seq < at_least:
            with self._lock:
                self._catch_up()
        return Snapshot(self.replay.state, self.replay.tree)

    def _catch_up(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT seq, data FROM store_entry WHERE assembly_id = %s AND seq >= %s ORDER BY seq",
                [self.assembly_id, self.replay.state.seq],
            )
            for seq, data in cursor.fetchall():
                raw = bytes(data)
                entry = Entry.from_bytes(raw)
                if entry.seq != seq:
                    raise RecordError("seq", found=entry.seq, expected=seq)
                self.replay.take(self.replay.consider(entry), raw)
        self._looked = time.monotonic()

    @contextmanager
    def exclusive(self) -> Iterator[CursorWrapper]:
        """One durable transaction in which nobody else writes to this assembly, caught up with all before it."""
        with self._lock, transaction.atomic(durable=True), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SELECT 1 FROM store_assembly WHERE id = %s FOR UPDATE", [self.assembly_id])
            self._catch_up()
            yield cursor

    def append(
        self,
        by: str,
        kind: str,
        data: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
        *,
        at: str | None = None,
        sig: Signature | None = None,
        discard: Callable[[Mapping[str, Any]], None] | None = None,
    ) -> Entry:
        """Append one act and return its entry once it is durable.

        `data` may be given as a function, so that an outcome is computed while nobody else can write; `discard`
        erases, in the same transaction, what the act with those data makes needless. Raises
        `hamgara.assembly.Refused` where the act is not in order, `hamgara.record.RecordError` where its data
        cannot be written down; either way nothing is written.
        """
        with self._lock:
            with self.exclusive() as cursor:
                state = self.replay.state
                entry = Entry(
                    assembly=self.assembly_id,
                    seq=state.seq,
                    at=at or max(self.now(), state.at),
                    by=by,
                    act=kind,
                    data=dict(data() if callable(data) else data),
                    sig=sig,
                )
                raw = entry.to_bytes()
                step = self.replay.consider(entry)
                cursor.execute(
                    "INSERT INTO store_entry (assembly_id, seq, data) VALUES (%s, %s, %s)",
                    [self.assembly_id, entry.seq, raw],
                )
                if discard is not None:
                    discard(entry.data)
            self.replay.take(step, raw)
        return entry

    def entry(self, seq: int) -> Entry:
        """The entry of that number. Raises `KeyError` where the record has none."""
        for entry in self.entries(seq, seq + 1):
            return entry
        raise KeyError(seq)

    def entries(self, start: int, stop: int) -> list[Entry]:
        """The entries from `start` up to and without `stop`, in order."""
        return [Entry.from_bytes(raw) for raw in self.raw_entries(start, stop)]

    def raw_entries(self, start: int, stop: int) -> list[bytes]:
        """The canonical bytes of those entries."""
        rows = Row.objects.filter(assembly_id=self.assembly_id, seq__gte=start, seq__lt=stop)
        return [bytes(data) for data in rows.order_by("seq").values_list("data", flat=True)]

    def stage_attachment(self, data: bytes) -> str:
        """Keep an attachment for an act that is about to refer to it; returns its SHA-256."""
        name = sha256(data).hexdigest()
        Attachment.objects.get_or_create(assembly_id=self.assembly_id, sha256=name, defaults={"data": data})
        return name

    def attachment(self, name: str) -> bytes:
        """The attachment of that SHA-256. Raises `KeyError` where there is none."""
        return self.replay.attachment(name)

    def head(self, size: int | None = None) -> Head:
        """The signed checkpoint at a size (default: now), kept so that witnesses can countersign it."""
        snapshot = self.snapshot()
        size = snapshot.size if size is None else size
        found = Head.objects.filter(assembly_id=self.assembly_id, size=size).first()
        if found is not None:
            return found
        note = sign_checkpoint(size, snapshot.tree.root(size), self._signer).decode()
        found, _ = Head.objects.get_or_create(assembly_id=self.assembly_id, size=size, defaults={"note": note})
        return found

    def checkpoint(self, size: int | None = None) -> bytes:
        """The signed checkpoint with the countersignatures of the witnesses."""
        head = self.head(size)
        lines = Cosignature.objects.filter(head=head).order_by("witness").values_list("line", flat=True)
        return (head.note + "".join(lines)).encode()

    def bundle(self) -> Bundle:
        """The record as it stands with its attachments, for anyone to verify."""
        return make_bundle(**self._parts())

    def write_bundle(self, out: Path) -> None:
        """Write that bundle to a new folder."""
        write_bundle(out, **self._parts())

    def _parts(self) -> dict[str, Any]:
        self.snapshot()
        with self._lock:
            size, witnesses, names = self.replay.state.seq, self.replay.witnesses(), self.replay.attachments()
        return {
            "entries": self.raw_entries(0, size),
            "checkpoint": self.checkpoint(size),
            "vkey": self.vkey,
            "witnesses": witnesses,
            "attachments": {name: self.attachment(name) for name in names},
        }


@lru_cache(maxsize=256)
def _log(database: str, assembly: str) -> Log:
    return Log(Assembly.objects.get(pk=assembly))


_slugs: dict[tuple[str, str], str] = {}


def open_assembly(slug: str) -> Log:
    """The record of the assembly with that slug. Raises `KeyError` where the instance has none."""
    database = str(connection.settings_dict["NAME"])
    assembly = _slugs.get((database, slug))
    if assembly is None:
        found = Assembly.objects.filter(slug=slug).values_list("pk", flat=True).first()
        if found is None:
            raise KeyError(slug)
        assembly = _slugs[database, slug] = found
    return _log(database, assembly)


def forget_logs() -> None:
    """Drop what this process knows of records; the next use reads them anew."""
    _log.cache_clear()
    _slugs.clear()


def create_assembly(
    slug: str,
    names: Mapping[str, str],
    purpose: Mapping[str, str],
    charter: Charter,
    *,
    timezone: str = "UTC",
    at: str | None = None,
    demo: bool = False,
    clock_offset: int = 0,
    seed: bytes | None = None,
) -> Log:
    """Convene an assembly: make the key of its record, and append its first two acts.

    `seed` (32 bytes) is drawn at random unless given; only demonstrations give one.
    """
    seed = seed or secrets.token_bytes(32)
    signer = log_signer(seed)
    own_id = assembly_id(signer.verifier.key)
    row = Assembly.objects.create(id=own_id, slug=slug, seed=seed, demo=demo, clock_offset=clock_offset)
    log = open_assembly(row.slug)
    try:
        log.append(
            "secretariat",
            "assembly.convened",
            {
                "names": dict(names),
                "purpose": dict(purpose),
                "log_key": signer.vkey,
                "timezone": timezone,
            },
            at=at,
        )
        log.append("secretariat", "charter.adopted", {"charter": msgspec.to_builtins(charter)}, at=at)
    except BaseException:
        # Nothing half-convened stays: an assembly is there with its first two acts or not at all.
        Row.objects.filter(assembly_id=own_id).delete()
        row.delete()
        forget_logs()
        raise
    return log
