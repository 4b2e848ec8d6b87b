"""The one way in which each message is written, since hashes and signatures are taken over its bytes.

Belenios prints JSON without spaces, fields in a fixed order, absent options left out. A message is accepted only if
printing what was read gives the very bytes that came: no second spelling, no repeated or unknown field.
"""

from __future__ import annotations

import base64
import hashlib
import re
from typing import Any, TypeVar

import msgspec

from hamgara.ballots.errors import Rejected

__all__ = ["MOST_BYTES", "digest", "fingerprint", "read", "read_number", "write"]

T = TypeVar("T")
#: Nothing of an election but its archive is longer than this.
MOST_BYTES = 1 << 28
_NUMBER = re.compile(r"0|[1-9][0-9]*")


def write(message: Any) -> bytes:
    """Print a message as it is hashed, signed and kept."""
    return msgspec.json.encode(message)


def read(data: bytes | msgspec.Raw, kind: type[T], where: str, most: int = MOST_BYTES) -> T:
    """Read a message of a kind; `Rejected` by `size` or `form` where it is not exactly as `write` prints it."""
    data = bytes(data)
    if len(data) > most:
        raise Rejected("size", where, f"{len(data)} bytes, and at most {most} are possible")
    try:
        value = msgspec.json.decode(data, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise Rejected("form", where, str(error)) from None
    if write(value) != data:
        raise Rejected("form", where, "not printed in the one canonical way")
    return value


def read_number(text: str, bound: int, where: str, digits: int) -> int:
    """A number in base 10 without leading zeros, at least 0 and below `bound`, which has `digits` digits."""
    if len(text) > digits or not _NUMBER.fullmatch(text):
        raise Rejected("number", where, "not a number in base 10 of possible length")
    value = int(text)
    if value >= bound:
        raise Rejected("number", where, "not below the order of the group")
    return value


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal: the name of a record, of an event."""
    return hashlib.sha256(data).hexdigest()


def fingerprint(data: bytes) -> str:
    """SHA-256 in base 64 without padding: the fingerprint of an election, the tracker of a ballot."""
    return base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
