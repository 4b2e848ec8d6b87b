"""Bundles on disk: what is written, what is read, and what is refused before anything is believed."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from tests.record.cast import ATTACHMENTS, LOG, WITNESSES, make_club, sign_head, write_acts

from hamgara.record import Bundle, BundleError, NoteError, RecordError, make_bundle, write_bundle, zip_bundle
from hamgara.record import archive as archive_module
from hamgara.record import bundle as bundle_module

CLUB = make_club()
ENTRIES = [entry.to_bytes() for entry in write_acts()]
PARTS = {
    "entries": ENTRIES,
    "checkpoint": sign_head(ENTRIES),
    "vkey": LOG.vkey,
    "witnesses": {w.verifier.name: w.vkey for w in WITNESSES},
    "attachments": ATTACHMENTS,
}


def test_the_layout() -> None:
    expected = ["README.txt", "keys/log.vkey", "keys/witness-aban.example_w1.vkey", "keys/witness-mehr-union.vkey"]
    expected += ["log/checkpoint", "log/tile/0/000.p/20", "log/tile/entries/000.p/20"]
    assert sorted(CLUB.files) == sorted(expected + [f"attachments/{name}" for name in ATTACHMENTS])
    assert CLUB.files["keys/log.vkey"] == LOG.vkey.encode() + b"\n"


def test_written_read_and_zipped_it_is_the_same(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "bundle"
    assert write_bundle(out, **PARTS) == CLUB
    assert Bundle.read(out) == CLUB
    assert [p.name for p in out.parent.iterdir()] == ["bundle"]
    packed = tmp_path / "bundle.zip"
    packed.write_bytes(zip_bundle(CLUB))
    assert Bundle.read(packed) == CLUB
    assert zip_bundle(Bundle.read(out)) == packed.read_bytes()
    assert zipfile.ZipFile(packed).testzip() is None


def test_the_order_in_which_it_is_given_does_not_matter() -> None:
    turned = {
        **PARTS,
        "witnesses": dict(reversed(PARTS["witnesses"].items())),
        "attachments": dict(reversed(ATTACHMENTS.items())),
    }
    assert zip_bundle(make_bundle(**turned)) == zip_bundle(CLUB)


def test_the_readme_says_what_there_is() -> None:
    text = CLUB.files["README.txt"].decode()
    for shown in ("شمار کارهای ثبت‌شده: ۲۰", "Acts: 20", "aban.example/w1", "hamgara verify BUNDLE"):
        assert shown in text
    assert text.count(LOG.verifier.name.removeprefix("hamgara/")) == 2
    assert "ي" not in text
    assert "ك" not in text


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"entries": []}, "size_differs"),
        ({"entries": ENTRIES[:-1]}, "size_differs"),
        ({"entries": [*ENTRIES[:-1], b"{}"]}, "root_differs"),
        ({"checkpoint": sign_head(ENTRIES[:-1])}, "size_differs"),
        ({"checkpoint": b"x\n\n"}, "note_malformed"),
        ({"witnesses": {}}, "signer_unknown"),
        ({"witnesses": {"other": WITNESSES[0].vkey, "mehr-union": WITNESSES[1].vkey}}, "witness_name"),
        ({"vkey": WITNESSES[0].vkey}, "key_type"),
        ({"attachments": {"0" * 64: b"x"}}, "attachment_differs"),
    ],
)
def test_a_bundle_that_would_not_verify_is_not_made(change: dict, code: str, tmp_path: Path) -> None:
    with pytest.raises(RecordError) as caught:
        write_bundle(tmp_path / "out", **{**PARTS, **change})
    assert caught.value.code == code
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten_and_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("full", "file"):
        with pytest.raises(BundleError, match="out_not_empty"):
            write_bundle(tmp_path / name, **PARTS)
    (tmp_path / "empty").mkdir()
    write_bundle(tmp_path / "empty", **PARTS)

    def fail(self: Path, data: bytes) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "write_bytes", fail)
    with pytest.raises(OSError, match="disk full"):
        write_bundle(tmp_path / "new", **PARTS)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["empty", "file", "full"]


@pytest.mark.parametrize(
    "path", ["../x", "/etc/passwd", "a//b", "a/./b", ".hidden", "a\\b", "a b", "é", "", "a/", "x" * 200, "a\n"]
)
def test_paths_that_no_bundle_has(path: str) -> None:
    with pytest.raises(BundleError, match="path"):
        Bundle({path: b""})


def test_what_a_folder_may_not_hold(tmp_path: Path) -> None:
    out = tmp_path / "bundle"
    write_bundle(out, **PARTS)
    cases = {
        "file_not_plain": lambda p: (p / "link").symlink_to(out / "README.txt"),
        "folder_empty": lambda p: (p / "void").mkdir(),
        "path": lambda p: (p / ".hidden").write_text(""),
    }
    for code, spoil in cases.items():
        before = set(out.rglob("*"))
        spoil(out)
        with pytest.raises(BundleError) as caught:
            Bundle.read(out)
        assert caught.value.code == code
        for new in set(out.rglob("*")) - before:
            new.rmdir() if new.is_dir() and not new.is_symlink() else new.unlink()
    (out / "folder-link").symlink_to(tmp_path)
    with pytest.raises(BundleError, match="file_not_plain"):
        Bundle.read(out)
    (out / "folder-link").unlink()
    os.mkfifo(out / "pipe")
    with pytest.raises(BundleError, match="file_not_plain"):
        Bundle.read(out)
    with pytest.raises(BundleError, match="bundle_missing"):
        Bundle.read(tmp_path / "nowhere")


def pack(files: list[tuple[str, bytes]], method: int = zipfile.ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in files:
            made.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()


GOOD = zip_bundle(CLUB)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "zip_damaged"),
        (b"not a zip", "zip_damaged"),
        (GOOD[:-1], "zip_damaged"),
        (GOOD[:1000] + GOOD[1001:], "zip_damaged"),
        (GOOD + b"\0", "zip_form"),
        (b"#!/bin/sh\n" + GOOD, "zip_form"),
        (pack(sorted(CLUB.files.items()), zipfile.ZIP_DEFLATED), "zip_form"),
        (pack(sorted(CLUB.files.items())), "zip_form"),
        (pack([("../x", b"")]), "zip_form"),
        (archive_module.write_zip({"../x": b""}), "path"),
        (archive_module.write_zip({"/x": b""}), "path"),
    ],
)
def test_archives_that_are_refused(data: bytes, code: str, tmp_path: Path) -> None:
    place = tmp_path / "b.zip"
    place.write_bytes(data)
    with pytest.raises(BundleError) as caught:
        Bundle.read(place)
    assert caught.value.code == code


def test_a_name_twice_in_an_archive(tmp_path: Path) -> None:
    place = tmp_path / "b.zip"
    with pytest.warns(UserWarning, match="Duplicate"):
        place.write_bytes(pack([("a", b"1"), ("a", b"2")]))
    with pytest.raises(BundleError, match="zip_form"):
        Bundle.read(place)


def test_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "bundle"
    write_bundle(out, **PARTS)
    packed = tmp_path / "b.zip"
    packed.write_bytes(GOOD)
    for module in (bundle_module, archive_module):
        monkeypatch.setattr(module, "MAX_FILES", 5)
    for place in (out, packed):
        with pytest.raises(BundleError, match="too_many_files"):
            Bundle.read(place)
    for module in (bundle_module, archive_module):
        monkeypatch.setattr(module, "MAX_FILES", 100)
        monkeypatch.setattr(module, "MAX_BYTES", 500)
    for place in (out, packed):
        with pytest.raises(BundleError, match="too_many_bytes"):
            Bundle.read(place)


def test_keys_are_what_their_files_say() -> None:
    assert {n: v.vkey for n, v in CLUB.witness_keys.items()} == PARTS["witnesses"]
    assert CLUB.attachments == ATTACHMENTS
    wrong = Bundle({"keys/witness-other.vkey": f"{WITNESSES[0].vkey}\n".encode()})
    with pytest.raises(BundleError, match="witness_name"):
        wrong.witness_keys
    for text in (LOG.vkey, f"{LOG.vkey}\n\n", f"{LOG.vkey}\nmore\n", "é\n"):
        with pytest.raises(BundleError, match="key_file"):
            Bundle({"keys/log.vkey": text.encode()}).key_text("keys/log.vkey")
    with pytest.raises(NoteError):
        Bundle({"keys/witness-x.vkey": b"x+00000000+AAAA\n"}).witness_keys
