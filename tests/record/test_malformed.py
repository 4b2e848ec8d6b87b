"""Whatever bytes or words come in, what comes out is `RecordError`: no other exception, and nothing accepted."""

from __future__ import annotations

import base64
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.record.cast import ASSEMBLY, LOG, VERIFIER, WITNESSES, Club, make_club, write_acts
from tests.record.test_authorship import ED, ORIGIN, P256, assert_with, registered

from hamgara.record import (
    AuthorshipError,
    Bundle,
    BundleError,
    Entry,
    RecordError,
    VerificationFailed,
    Verifier,
    WitnessVerifier,
    canonical,
    check_signature,
    cosigned_times,
    log_verifier,
    open_checkpoint,
    parse,
    read_cose,
    read_entries,
    sign_checkpoint,
    sign_note,
    verify,
    zip_bundle,
)
from hamgara.record.archive import read_zip
from hamgara.record.checkpoint import Checkpoint
from hamgara.record.note import split_note

FILES = dict(make_club().files)
ZIP = zip_bundle(make_club(2))
HEAD = FILES["log/checkpoint"]
COSE = b"\xa4\x01\x01\x03\x27\x20\x06\x21\x58\x20" + ED.public_key().public_bytes_raw()
ENTRY = write_acts()[8].to_bytes()
VERIFIERS = [w.verifier for w in WITNESSES]
ANY_TEXT = st.text(st.characters(exclude_categories=[]))
QUICK = settings(max_examples=150, deadline=None)

READERS: dict[str, tuple[bytes, Callable[[bytes], Any]]] = {
    "parse": (ENTRY, parse),
    "entry": (ENTRY, Entry.from_bytes),
    "note": (HEAD, split_note),
    "checkpoint": (HEAD, lambda data: open_checkpoint(data, VERIFIER, tuple(VERIFIERS))),
    "cosignatures": (HEAD, lambda data: cosigned_times(data, VERIFIER, VERIFIERS)),
    "zip": (ZIP, read_zip),
    "cose": (COSE, read_cose),
    "entries": (
        FILES["log/tile/entries/000.p/20"],
        lambda data: read_entries({"tile/entries/000.p/20": data}, 20),
    ),
}
KEYS: list[Callable[[str], Any]] = [Verifier.parse, WitnessVerifier.parse, log_verifier, Checkpoint.from_text]


def spoil(data: bytes, at: int, cut: int, put: bytes) -> bytes:
    at %= len(data) + 1
    return data[:at] + put + data[at + cut :]


SPOILT = st.builds(
    lambda at, cut, put: (at, cut, put), st.integers(0, 2**20), st.integers(0, 40), st.binary(max_size=40)
)


@pytest.mark.parametrize("name", READERS)
def test_the_sample_is_read(name: str) -> None:
    sample, read = READERS[name]
    read(sample)


@pytest.mark.parametrize("name", READERS)
@QUICK
@given(data=st.binary(max_size=200))
def test_any_bytes(name: str, data: bytes) -> None:
    with pytest.raises(RecordError):
        READERS[name][1](b"\xff" + data)
    with suppress(RecordError):
        READERS[name][1](data)


@pytest.mark.parametrize("name", READERS)
@QUICK
@given(change=SPOILT)
def test_spoilt_bytes(name: str, change: tuple[int, int, bytes]) -> None:
    sample, read = READERS[name]
    with suppress(RecordError):
        read(spoil(sample, *change))


@pytest.mark.parametrize("read", KEYS)
@QUICK
@given(text=ANY_TEXT, rest=ANY_TEXT)
def test_any_words_as_a_key_or_head(read: Callable[[str], Any], text: str, rest: str) -> None:
    for words in (text, f"{text}+00000000+{rest}", f"{LOG.vkey}{text}", f"{text}\n1\n{rest}\n"):
        try:
            read(words)
        except RecordError:
            continue
        assert words == LOG.vkey


@settings(max_examples=300, deadline=None)
@given(path=st.sampled_from(sorted(FILES)), change=SPOILT)
def test_a_spoilt_file_of_a_bundle(path: str, change: tuple[int, int, bytes]) -> None:
    files = {**FILES, path: spoil(FILES[path], *change)}
    if files != FILES:
        with pytest.raises(VerificationFailed):
            verify(Bundle(files), Club, assembly=ASSEMBLY)


@settings(max_examples=100, deadline=None)
@given(files=st.dictionaries(st.sampled_from([*sorted(FILES), "keys/witness-x.vkey"]), st.binary(max_size=60)))
def test_any_bundle(files: dict[str, bytes]) -> None:
    with pytest.raises(VerificationFailed):
        verify(Bundle(files), Club)


@QUICK
@given(text=ANY_TEXT)
def test_any_text_is_signed_or_refused(text: str) -> None:
    for words in (text, f"{text}\n"):
        try:
            signed = sign_note(words, [LOG])
        except RecordError:
            continue
        assert split_note(signed)[0] == words


def test_a_text_that_is_no_unicode_is_not_signed() -> None:
    with pytest.raises(RecordError, match="note_malformed"):
        sign_note("a\ud800\n", [LOG])


@pytest.mark.parametrize(
    "make",
    [
        lambda: sign_checkpoint(-1, bytes(32), LOG),
        lambda: sign_checkpoint(10**5000, bytes(32), LOG),
        lambda: sign_checkpoint(1, bytes(31), LOG),
        lambda: Entry(assembly="a", seq=10**5000, at="", by="b", act="a.b", data={}),
        lambda: Entry(v=10**5000, assembly="a", seq=0, at="", by="b", act="a.b", data={}),
        lambda: Entry(assembly=10**5000, seq=0, at="", by="b", act="a.b", data={}),
        lambda: canonical(10**5000),
        lambda: canonical({"a": [1, {"b": "\ud800"}]}),
        lambda: parse(b'{"a":' * 100_000),
        lambda: parse(b"[" * 1_000_000),
        lambda: parse(b"1" * 5_000),
        lambda: Entry.from_bytes(b"[" * 65_535),
    ],
)
def test_numbers_and_depths_beyond_all_bounds(make: Callable[[], Any]) -> None:
    with pytest.raises(RecordError):
        make()


@pytest.mark.parametrize("field", ["authenticator_data", "client_data", "signature"])
@pytest.mark.parametrize("private", [P256, ED], ids=["es256", "ed25519"])
@settings(max_examples=40, deadline=None)
@given(data=st.binary(min_size=1, max_size=120))
def test_any_bytes_as_a_part_of_an_assertion(field: str, private: Any, data: bytes) -> None:
    entry = assert_with(private)
    assert entry.sig is not None
    value = {**entry.sig.value, field: base64.b64encode(data).decode()}  # type: ignore[dict-item]
    with pytest.raises(AuthorshipError):
        check_signature(replace(entry, sig=replace(entry.sig, value=value)), registered(private))


@pytest.mark.parametrize(
    "client",
    [
        b"[" * 100_000,
        b'{"type":"webauthn.get"}',
        b'{"type":1}',
        b"\xff",
        b"null",
        b'{"type":"\\ud800"}',
        b'{"a":1e999}',
    ],
)
def test_client_data_that_are_none(client: bytes) -> None:
    with pytest.raises(AuthorshipError, match="client_data_malformed"):
        check_signature(assert_with(ED, raw=client), registered(ED))


@pytest.mark.parametrize(("flags", "good"), [(0x01, True), (0x09, True), (0x19, True), (0x11, False), (0x15, False)])
def test_a_backup_that_cannot_be(flags: int, good: bool) -> None:
    """W3C Web Authentication §6.1: the state of a backup means nothing without eligibility."""
    entry = assert_with(P256, flags=flags)
    if good:
        check_signature(entry, registered(P256))
    else:
        with pytest.raises(AuthorshipError, match="assertion_flags"):
            check_signature(entry, registered(P256))


@pytest.mark.parametrize(
    "origin",
    [
        ORIGIN + "/",
        ORIGIN + "/path",
        ORIGIN + "?query",
        ORIGIN + "#fragment",
        "https://somebody@vote.mehr.example",
        "https://mehr.example.evil.example",
        "https://evilmehr.example",
        "https://[::1",
        " " + ORIGIN,
        ORIGIN.replace("https", "HTTPS"),
        "https://vote.mehr.example\\@evil.example",
        "//vote.mehr.example",
        "null",
        "",
    ],
)
def test_an_origin_is_only_scheme_host_and_port(origin: str) -> None:
    with pytest.raises(AuthorshipError, match="assertion_origin"):
        check_signature(assert_with(P256, client={"origin": origin}), registered(P256))


def test_files_that_the_system_does_not_give(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, packed = tmp_path / "bundle", tmp_path / "bundle.zip"
    folder.mkdir()
    (folder / "README.txt").write_text("x")
    packed.write_bytes(ZIP)

    def refuse(self: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "read_bytes", refuse)
    for place in (folder, packed):
        with pytest.raises(BundleError, match="file_unreadable"):
            Bundle.read(place)
        with pytest.raises(VerificationFailed, match="file_unreadable"):
            verify(place, Club)


def test_names_that_are_not_text(tmp_path: Path) -> None:
    os.mkdir(os.fsencode(tmp_path / "bundle"))
    with open(os.fsencode(tmp_path / "bundle") + b"/\xff\xfe", "wb"):
        pass
    with pytest.raises(VerificationFailed) as caught:
        verify(tmp_path / "bundle", Club)
    assert caught.value.code == "path"
    assert str(caught.value).isascii()


@pytest.mark.parametrize("path", ["a\0b", "\ud800", ""])
def test_places_that_no_system_has(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(VerificationFailed):
        verify(path, Club)


def test_a_replay_whose_particulars_are_no_mapping() -> None:
    class Odd(Exception):  # noqa: N818
        code = "odd"
        params = 7

    class Strange(Club):
        def admit(self, entry: Entry) -> None:
            raise Odd

    with pytest.raises(VerificationFailed) as caught:
        verify(Bundle(FILES), Strange)
    assert (caught.value.code, caught.value.seq) == ("replay_failed", 0)
