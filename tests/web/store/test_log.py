"""The one append: refused or failed, it leaves no trace; a page asks the database nothing for the state."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from hamgara.assembly import AssemblyReplay, Refused
from hamgara.record import RecordError, verify
from hamgara.web.store import log as logs
from hamgara.web.store.log import open_assembly
from hamgara.web.store.models import Attachment, Entry

POSITION = {"id": "pos-one", "text": {"fa": "موضع"}}


def rows() -> int:
    return Entry.objects.count()


def test_append_returns_what_the_record_holds(cast) -> None:
    before = cast.state.seq
    entry = cast.act("independent", "position.proposed", **POSITION)
    assert entry.seq == before
    assert cast.log.entry(before) == entry
    assert cast.state.positions.positions["pos-one"].by == cast["independent"]


@pytest.mark.parametrize(
    ("by", "kind", "data", "code"),
    [
        ("observer", "position.proposed", POSITION, "no_right"),
        ("independent", "position.proposed", {"id": "pos-one"}, "data_malformed"),
        ("independent", "no.such", {}, "kind_unknown"),
        ("nobody-here", "position.proposed", POSITION, "actor_unknown"),
    ],
)
def test_refused_leaves_no_trace(cast, by: str, kind: str, data: dict, code: str) -> None:
    state, count = cast.state, rows()
    with pytest.raises(Refused) as refused:
        cast.act(by, kind, **data)
    assert refused.value.code == code
    assert (cast.state, rows()) == (state, count)


def test_what_the_record_cannot_hold_leaves_no_trace(cast) -> None:
    state, count = cast.state, rows()
    for text in ("e\u0301", "x" * 70_000):
        with pytest.raises((RecordError, Refused)):
            cast.act("independent", "position.proposed", id="pos-one", text={"fa": text})
    assert (cast.state, rows()) == (state, count)


def test_failed_insert_leaves_no_trace(cast, monkeypatch: pytest.MonkeyPatch) -> None:
    state, count = cast.state, rows()

    def fail(execute, sql, params, many, context):
        if sql.startswith("INSERT INTO store_entry"):
            raise DatabaseError("the disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail), pytest.raises(DatabaseError):
        cast.act("independent", "position.proposed", **POSITION)
    assert (cast.state, rows()) == (state, count)
    cast.act("independent", "position.proposed", **POSITION)
    assert rows() == count + 1


def test_showing_the_state_costs_no_query(cast) -> None:
    cast.log.snapshot()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        for _ in range(20):
            cast.log.snapshot()
    assert len(queries) == 0


def test_another_process_is_caught_up_with(cast, monkeypatch: pytest.MonkeyPatch) -> None:
    mine = cast.log
    mine.snapshot()
    logs.forget_logs()
    other = open_assembly(cast.slug)
    assert other is not mine
    other.append(cast["independent"], "position.proposed", POSITION)
    seen = mine.snapshot(at_least=other.snapshot().size)
    assert seen.state == other.snapshot().state
    other.append(cast["independent"], "position.proposed", {**POSITION, "id": "pos-two"})
    later = time.monotonic() + logs.FRESH + 0.01
    monkeypatch.setattr(logs.time, "monotonic", lambda: later)
    assert mine.snapshot().state == other.snapshot().state


def test_snapshot_stays_while_the_record_goes_on(cast) -> None:
    before = cast.log.snapshot()
    root, positions = before.root, dict(before.state.positions.positions)
    cast.act("independent", "position.proposed", **POSITION)
    assert (before.root, before.state.positions.positions) == (root, positions)


def test_bundle_of_the_store_verifies(cast, tmp_path: Path) -> None:
    cast.act("independent", "position.proposed", **POSITION)
    Attachment.objects.create(assembly_id=cast.log.assembly_id, sha256="0" * 64, data=b"never referred to")
    cast.log.write_bundle(tmp_path / "bundle")
    found = verify(tmp_path / "bundle", AssemblyReplay, assembly=cast.log.assembly_id)
    assert found.size == cast.state.seq
    assert not (tmp_path / "bundle" / "attachments").exists()


def test_heads_of_earlier_sizes_stay(cast) -> None:
    early = cast.log.checkpoint()
    cast.act("independent", "position.proposed", **POSITION)
    assert cast.log.checkpoint(cast.state.seq - 1) == early
    assert cast.log.checkpoint() != early
