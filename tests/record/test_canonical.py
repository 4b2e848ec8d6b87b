"""Canonical JSON against the reference implementation, and everything that it must not let through."""

from __future__ import annotations

import enum
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from hamgara.record import RecordError, canonical, parse
from hamgara.record.canonical import MAX_DEPTH, MAX_INTEGER

texts = st.text(st.characters(exclude_categories=["Cs"])).map(lambda s: unicodedata.normalize("NFC", s))
names = st.text(st.characters(max_codepoint=127))
values = st.recursive(
    st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(names, inner, max_size=5),
    max_leaves=30,
)


@given(values)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_parse_undoes_canonical(value: Any) -> None:
    assert parse(canonical(value)) == value


def test_every_character_is_written_as_rfc_8785_does() -> None:
    for block in range(0, 0x110000, 0x400):
        text = "".join(chr(c) for c in range(block, block + 0x400) if not 0xD800 <= c < 0xE000)
        text = unicodedata.normalize("NFC", text)
        assert canonical(text) == rfc8785.dumps(text)


def test_names_of_all_ascii_characters_sort_as_in_rfc_8785() -> None:
    value = {chr(a) + chr(b): a for a in range(128) for b in (0, 34, 65, 92, 97, 127)}
    assert canonical(value) == rfc8785.dumps(value)


class Text(str):
    pass


class Number(enum.IntEnum):
    ONE = 1


deep: Any = 1
for _ in range(MAX_DEPTH + 1):
    deep = [deep]


@pytest.mark.parametrize(
    ("value", "code", "path"),
    [
        (1.0, "float", "$"),
        ({"a": [1, {"b": 0.5}]}, "float", "$.a[1].b"),
        ({"a": float("nan")}, "float", "$.a"),
        ({"a": MAX_INTEGER + 1}, "integer_range", "$.a"),
        (-MAX_INTEGER - 1, "integer_range", "$"),
        ({"a": "e\u0301"}, "not_nfc", "$.a"),
        (["\u064a\u0654"], "not_nfc", "$[0]"),
        (["ok", "\ud800"], "lone_surrogate", "$[1]"),
        ({"é": 1}, "name_not_ascii", "$"),
        ({"a": {"\udc00": 1}}, "name_not_ascii", "$.a"),
        ({1: 1}, "name_not_ascii", "$"),
        (b"x", "type", "$"),
        ({"a": {1}}, "type", "$.a"),
        (Text("x"), "type", "$"),
        ({Text("x"): 1}, "name_not_ascii", "$"),
        (Number.ONE, "type", "$"),
        (deep, "too_deep", "$" + "[0]" * MAX_DEPTH),
    ],
)
def test_what_a_record_does_not_allow(value: Any, code: str, path: str) -> None:
    with pytest.raises(RecordError) as caught:
        canonical(value)
    assert (caught.value.code, caught.value.params["path"]) == (code, path)


def test_the_deepest_value_that_is_allowed() -> None:
    assert parse(canonical(deep[0])) == deep[0]


def test_a_value_within_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(RecordError, match="too_deep"):
        canonical(value)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"1 1", "not_json"),
        (b"\xef\xbb\xbf1", "not_json"),
        (b'"\xff"', "not_json"),
        (b'"\xed\xa0\x80"', "not_json"),
        (b'"\\ud800"', "not_json"),
        (b"NaN", "not_json"),
        (b"1.0", "float"),
        (b"1e3", "float"),
        (b"9007199254740993", "integer_range"),
        (b"1" * 400, "integer_range"),
        ('"e\u0301"'.encode(), "not_nfc"),
        (b"[" * 200 + b"]" * 200, "too_deep"),
        (b"[" * 60000 + b"]" * 60000, "too_deep"),
        (b" 1", "not_canonical"),
        (b"1\n", "not_canonical"),
        (b"-0", "not_canonical"),
        (b'{"a":1,"a":1}', "not_canonical"),
        (b'{"b":1,"a":1}', "not_canonical"),
        (b'{"a": 1}', "not_canonical"),
        (b'"\\u0061"', "not_canonical"),
        (b'"\\/"', "not_canonical"),
        (b'"\\u000A"', "not_canonical"),
        (b'"\\u001F"', "not_canonical"),
        (b'"\\u06cc"', "not_canonical"),
    ],
)
def test_only_the_canonical_bytes_are_read(data: bytes, code: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse(data)
    assert caught.value.code == code


def test_the_first_byte_that_differs_is_named() -> None:
    with pytest.raises(RecordError) as caught:
        parse(b'{"a":1, "b":2}')
    assert caught.value.params == {"at": 7}


@given(st.binary(max_size=40) | values.map(canonical).map(bytearray).map(bytes))
def test_whatever_parses_is_its_own_canonical_form(data: bytes) -> None:
    try:
        value = parse(data)
    except RecordError:
        return
    assert canonical(value) == data == rfc8785.dumps(value)
