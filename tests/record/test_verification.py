"""What a verification reports, in what order it looks, and what it makes of a replay that refuses or stumbles."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.record.cast import (
    ASSEMBLY,
    ATTACHMENTS,
    COSIGNED,
    LOG,
    LOG_SEED,
    WITNESSES,
    Club,
    make_club,
    sign_head,
)
from tests.record.tampering import entries_of, rebuild

import hamgara.record as record
from hamgara.record import Bundle, Entry, VerificationFailed, verify, write_bundle, zip_bundle

CLUB = make_club()
FILES = dict(CLUB.files)


def fail(files: Mapping[str, bytes], replay: Any = Club, **options: Any) -> VerificationFailed:
    with pytest.raises(VerificationFailed) as caught:
        verify(Bundle(files), replay, **options)
    return caught.value


def test_what_is_reported(tmp_path: Path) -> None:
    entries = entries_of(FILES)
    write_bundle(
        tmp_path / "b",
        entries=entries,
        checkpoint=sign_head(entries),
        vkey=LOG.vkey,
        witnesses={w.verifier.name: w.vkey for w in WITNESSES},
        attachments=ATTACHMENTS,
    )
    (tmp_path / "b.zip").write_bytes(zip_bundle(CLUB))
    found = verify(tmp_path / "b", Club, assembly=ASSEMBLY)
    assert found == verify(str(tmp_path / "b.zip"), Club) == verify(CLUB, Club)
    assert (found.assembly, found.size, len(found.root)) == (ASSEMBLY, 20, 64)
    assert found.acts["note.written"] == 12
    assert sum(found.acts.values()) == 20
    assert (found.first_at, found.last_at) == ("2010-08-13T13:00:00Z", "2010-08-13T13:02:13Z")
    assert found.witnesses == {"aban.example/w1": "2010-08-14T17:00:00Z", "mehr-union": "2010-08-14T17:00:01Z"}
    assert COSIGNED == 1281805200
    assert found.attachments == {name: len(data) for name, data in ATTACHMENTS.items()}
    assert json.loads(found.to_json())["attachments"] == found.attachments


def test_a_witness_that_has_not_countersigned_is_shown_so() -> None:
    assert set(verify(make_club(cosigned=False), Club).witnesses.values()) == {None}


def test_progress_is_told() -> None:
    told: list[tuple[int, int]] = []
    verify(make_club(592, signed=0), Club, progress=lambda done, of: told.append((done, of)))
    assert told == [(256, 600), (512, 600), (600, 600)]


def test_another_assembly_than_the_caller_meant() -> None:
    assert fail(FILES, assembly="a" * 20).code == "assembly_differs"


def test_the_first_act_that_fails_is_named() -> None:
    entries = [Entry.from_bytes(data) for data in entries_of(FILES)]
    entries[15] = replace(entries[15], data={**entries[15].data, "number": 99})
    entries[11] = replace(entries[11], data={**entries[11].data, "number": 99}, sig=None)
    failure = fail(rebuild(FILES, [e.to_bytes() for e in entries], LOG_SEED))
    assert (failure.seq, failure.code, failure.by_replay) == (11, "number", True)
    assert failure.params == {"stated": 99, "true": 3}
    assert str(failure) == "act 11: number (stated=99, true=3)"


def test_an_entry_that_its_tile_does_not_state_is_named() -> None:
    path = "log/tile/entries/000.p/20"
    files = {**FILES, path: FILES[path].replace(b"note 5", b"note 9")}
    failure = fail(files)
    assert (failure.code, failure.seq) == ("tile_differs", 13)


def test_a_signature_is_checked_even_where_the_replay_does_not() -> None:
    class Careless(Club):
        def _check(self, entry: Entry) -> None:
            pass

    entries = [Entry.from_bytes(data) for data in entries_of(FILES)]
    entries[8] = replace(entries[8], data={**entries[8].data, "text": {"en": "other words"}})
    failure = fail(rebuild(FILES, [e.to_bytes() for e in entries], LOG_SEED), Careless)
    assert (failure.code, failure.seq, failure.by_replay) == ("signature_wrong", 8, False)


def test_a_replay_that_stumbles_has_not_admitted() -> None:
    class Clumsy(Club):
        def admit(self, entry: Entry) -> None:
            super().admit(entry)
            if entry.seq == 6:
                raise KeyError("gone")

    failure = fail(FILES, Clumsy)
    assert (failure.code, failure.seq, failure.by_replay) == ("replay_failed", 6, True)
    assert failure.params["why"] == "KeyError: 'gone'"


def test_particulars_of_a_replay_may_have_any_name() -> None:
    class Refusing(Exception):  # noqa: N818
        code = "no"
        params = {"code": "x", "self": "y"}

    class Stern(Club):
        def admit(self, entry: Entry) -> None:
            raise Refusing

    assert fail(FILES, Stern).params == {"code": "x", "self": "y"}


@pytest.mark.parametrize(
    ("method", "value", "code"),
    [
        ("log_key", lambda self: WITNESSES[0].vkey, "log_key_differs"),
        ("witnesses", lambda self: {}, "witness_differs"),
        ("witnesses", lambda self: {**self._witnesses, "more": "more+x"}, "witness_differs"),
        ("witnesses", lambda self: dict.fromkeys(self._witnesses, "x"), "witness_differs"),
        ("attachments", lambda self: set(), "attachment_unexpected"),
        ("attachments", lambda self: {*ATTACHMENTS, "0" * 64}, "attachment_missing"),
        ("log_key", lambda self: {}["x"], "replay_failed"),
    ],
)
def test_what_the_replay_says_must_be_what_the_bundle_holds(method: str, value: Any, code: str) -> None:
    assert fail(FILES, type("Other", (Club,), {method: value})).code == code


def test_acts_before_one_another_in_time() -> None:
    entries = [Entry.from_bytes(data) for data in entries_of(FILES)]
    entries[10] = replace(entries[10], at="2010-08-13T13:00:01Z")
    failure = fail(rebuild(FILES, [e.to_bytes() for e in entries], LOG_SEED))
    assert (failure.code, failure.seq) == ("at_backwards", 10)
    entries[10] = replace(entries[10], at=entries[9].at)
    verify(Bundle(rebuild(FILES, [e.to_bytes() for e in entries], LOG_SEED)), Club)


def test_a_folder_that_is_no_bundle(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(VerificationFailed) as caught:
            verify(path, Club)
        assert caught.value.code in ("file_missing", "bundle_missing")


@pytest.mark.parametrize("share", [0, 10])
def test_twenty_thousand_acts_are_quick(share: int) -> None:
    """Without the replay, in processor time: what anyone's verification costs besides the assembly's own rules."""

    class Free(Club):
        spent = 0.0

        def admit(self, entry: Entry) -> None:
            start = time.process_time()
            super().admit(entry)
            Free.spent += time.process_time() - start

    bundle = make_club(20_000, signed=share)
    start = time.process_time()
    assert verify(bundle, Free).size == 20_008
    assert time.process_time() - start - Free.spent < 3


def test_the_package_exports_what_it_says() -> None:
    ruffs_order = sorted(record.__all__, key=lambda n: (not n.isupper(), not n[0].isupper(), n))
    assert record.__all__ == ruffs_order
    assert all(hasattr(record, name) for name in record.__all__)
