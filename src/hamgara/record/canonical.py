"""One form of bytes for every value, so that a hash or a signature of it means the same on every machine.

The form is RFC 8785 (JSON Canonicalization Scheme), for the JSON that a record allows: objects with ASCII
names, arrays, NFC strings, integers that every JSON reader holds exactly, true, false and null. Within these
limits the sorted output of `msgspec.json` is the RFC's, byte for byte: ASCII names sort alike by UTF-16 unit
and by byte, integers have one decimal form, and both escape the same characters in the same way.
"""

from __future__ import annotations

from typing import Any, NoReturn
from unicodedata import is_normalized

import msgspec

from hamgara.record.errors import RecordError

__all__ = ["MAX_DEPTH", "MAX_INTEGER", "canonical", "parse"]

#: The largest integer (and its negative the smallest) that an IEEE double holds exactly: RFC 8785 §3.2.2.3.
MAX_INTEGER = 2**53 - 1
#: How deep arrays and objects may nest.
MAX_DEPTH = 64

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder().decode


def canonical(value: Any) -> bytes:
    """The canonical bytes of a value made of dict, list (or tuple), str, int, bool and None.

    Raises `RecordError`, whose `path` names the place, for anything else: floats, integers beyond
    `MAX_INTEGER`, strings not in NFC or with lone surrogates, names that are not ASCII strings, subclasses.
    """
    if not _is_allowed(value, MAX_DEPTH):
        _refuse(value, "$", MAX_DEPTH)
    try:
        return _encode(value)
    except UnicodeEncodeError:
        _refuse(value, "$", MAX_DEPTH)


def parse(data: bytes) -> Any:
    """The value whose canonical form is exactly `data`.

    Raises `RecordError` for bytes that are not JSON, that say something a record does not allow, or that say
    it in another form (spaces, another order, a name twice, another escape): `at` is then the first byte
    that differs.
    """
    try:
        value = _decode(data)
    except RecursionError:
        raise RecordError("too_deep", path="$", most=MAX_DEPTH) from None
    except (msgspec.MsgspecError, ValueError) as error:
        raise RecordError("not_json", why=str(error)) from error
    form = canonical(value)
    if form != data:
        pairs = zip(form, data, strict=False)
        at = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(form), len(data)))
        raise RecordError("not_canonical", at=at)
    return value


def _is_allowed(value: Any, depth: int) -> bool:
    kind = type(value)
    if kind is str:
        return bool(value.isascii() or is_normalized("NFC", value))
    if kind is int:
        return bool(-MAX_INTEGER <= value <= MAX_INTEGER)
    if kind is dict:
        if not depth:
            return False
        for name, inner in value.items():
            if type(name) is not str or not name.isascii() or not _is_allowed(inner, depth - 1):
                return False
        return True
    if kind is list or kind is tuple:
        return depth > 0 and all(_is_allowed(inner, depth - 1) for inner in value)
    return kind is bool or value is None


def _refuse(value: Any, path: str, depth: int) -> NoReturn:
    _find_fault(value, path, depth)
    raise AssertionError(f"no fault found in {value!r}")


def _find_fault(value: Any, path: str, depth: int) -> None:
    kind = type(value)
    if kind is str:
        _check_text(value, path)
    elif kind is int:
        if not -MAX_INTEGER <= value <= MAX_INTEGER:
            raise RecordError("integer_range", path=path, most=MAX_INTEGER)
    elif kind in (dict, list, tuple):
        if not depth:
            raise RecordError("too_deep", path=path, most=MAX_DEPTH)
        if kind is dict:
            for name, inner in value.items():
                if type(name) is not str or not name.isascii():
                    raise RecordError("name_not_ascii", path=path, name=ascii(name)[:80])
                _find_fault(inner, f"{path}.{name}", depth - 1)
        else:
            for index, inner in enumerate(value):
                _find_fault(inner, f"{path}[{index}]", depth - 1)
    elif kind is float:
        raise RecordError("float", path=path)
    elif kind is not bool and value is not None:
        raise RecordError("type", path=path, found=kind.__name__)


def _check_text(value: str, path: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise RecordError("lone_surrogate", path=path, at=error.start) from None
    if not is_normalized("NFC", value):
        raise RecordError("not_nfc", path=path)
