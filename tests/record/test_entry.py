"""Entries: their bytes, their fields, and what is refused by name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.record.cast import MEMBER_PUBLIC, write_acts

from hamgara.record import MAX_ENTRY, Entry, RecordError, Signature

GOOD: dict[str, Any] = {
    "assembly": "abcdefghijklmnopqrst",
    "seq": 3,
    "at": "2010-08-14T18:30:00Z",
    "by": "secretariat",
    "act": "clause.proposed",
    "data": {"text": {"fa": "متن بند"}},
}
SIG: dict[str, Any] = {"key": MEMBER_PUBLIC, "alg": "ed25519", "value": "AAAA", "nonce": "n1"}
ASSERTION = {"authenticator_data": "AAAA", "client_data": "AAAA", "signature": "AAAA"}


def test_the_bytes() -> None:
    assert (
        Entry(**GOOD).to_bytes()
        == (
            '{"act":"clause.proposed","assembly":"abcdefghijklmnopqrst","at":"2010-08-14T18:30:00Z",'
            '"by":"secretariat","data":{"text":{"fa":"متن بند"}},"seq":3,"v":1}'
        ).encode()
    )


@pytest.mark.parametrize("entry", write_acts(), ids=lambda e: f"{e.seq}-{e.act}")
def test_an_entry_is_read_back(entry: Entry) -> None:
    assert Entry.from_bytes(entry.to_bytes()) == entry


@pytest.mark.parametrize("sig", [SIG, {**SIG, "alg": "webauthn", "value": ASSERTION}])
def test_a_signed_entry_is_read_back(sig: dict[str, Any]) -> None:
    entry = Entry(**GOOD, sig=Signature(**sig))
    assert Entry.from_bytes(entry.to_bytes()) == entry


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("assembly", ""),
        ("assembly", "Abc"),
        ("seq", -1),
        ("seq", True),
        ("seq", "3"),
        ("seq", 2**53),
        ("at", "2010-08-14T18:30:00"),
        ("at", "2010-08-14T18:30:00Z\n"),
        ("at", "2010-08-14 18:30:00Z"),
        ("at", "2010-08-14T18:30:00.0Z"),
        ("at", "2010-02-29T00:00:00Z"),
        ("at", "2010-08-14T24:00:00Z"),
        ("at", "2010-08-14T23:59:60Z"),
        ("at", "۲۰۱۰-08-14T18:30:00Z"),
        ("at", "0000-01-01T00:00:00Z"),
        ("by", "Secretariat"),
        ("by", "x" * 41),
        ("by", "a b"),
        ("act", "clause"),
        ("act", "Clause.proposed"),
        ("act", "clause.proposed.twice"),
        ("act", "clause._proposed"),
        ("act", "clause.proposed\n"),
        ("data", []),
        ("data", None),
        ("sig", SIG),
    ],
)
def test_a_field_that_is_not_well_formed(field: str, value: Any) -> None:
    with pytest.raises(RecordError) as caught:
        Entry(**{**GOOD, field: value})
    assert (caught.value.code, caught.value.params["field"]) == ("field", field)


@pytest.mark.parametrize("act", ["a.b", "joint_action.carried_out", "a1.b2_c3"])
def test_names_of_acts(act: str) -> None:
    assert Entry(**{**GOOD, "act": act}).act == act


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key", ""),
        ("key", "A"),
        ("key", "AAB="),
        ("key", "AA=="[:3]),
        ("alg", "rsa"),
        ("value", ""),
        ("value", "A*=="),
        ("value", ASSERTION),
        ("nonce", ""),
        ("nonce", "x" * 65),
        ("nonce", "a b"),
        ("nonce", 7),
    ],
)
def test_a_signature_that_is_not_well_formed(field: str, value: Any) -> None:
    with pytest.raises(RecordError, match="sig_malformed"):
        Signature(**{**SIG, field: value})


@pytest.mark.parametrize(
    "value", ["AAAA", {}, {**ASSERTION, "more": "AAAA"}, {**ASSERTION, "signature": "A"}, {"signature": "AAAA"}]
)
def test_an_assertion_that_is_not_well_formed(value: Any) -> None:
    with pytest.raises(RecordError, match="sig_malformed"):
        Signature(**{**SIG, "alg": "webauthn", "value": value})


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"v": 2}, "version"),
        ({"v": True}, "version"),
        ({"more": 1}, "entry_fields"),
        ({"sig": None}, "sig_malformed"),
        ({"sig": {**SIG, "more": "x"}}, "sig_malformed"),
        ({"data": "x"}, "field"),
    ],
)
def test_bytes_that_say_another_thing(change: dict[str, Any], code: str) -> None:
    fields = {"v": 1, **GOOD, **change}
    data = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    with pytest.raises(RecordError) as caught:
        Entry.from_bytes(data)
    assert caught.value.code == code


def test_a_list_is_no_entry() -> None:
    with pytest.raises(RecordError, match="entry_not_object"):
        Entry.from_bytes(b"[]")


def test_the_longest_entry() -> None:
    room = MAX_ENTRY - len(Entry(**{**GOOD, "data": {"t": ""}}).to_bytes())
    assert len(Entry(**{**GOOD, "data": {"t": "x" * room}}).to_bytes()) == 65_535
    too_long = Entry(**{**GOOD, "data": {"t": "x" * (room + 1)}})
    with pytest.raises(RecordError, match="entry_too_long"):
        too_long.to_bytes()
    with pytest.raises(RecordError, match="entry_too_long"):
        Entry.from_bytes(b" " * (MAX_ENTRY + 1))
