"""What one line of the record says: which act, by whom, when, at which place in the order."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import datetime
from typing import Any, Literal

from msgspec import Struct

from hamgara.record.canonical import MAX_INTEGER, canonical, parse
from hamgara.record.errors import RecordError

__all__ = ["MAX_ENTRY", "Entry", "Signature", "from_base64", "to_base64"]

#: The most bytes of an entry: what the 16-bit length prefix of an entry bundle can say (C2SP tlog-tiles).
MAX_ENTRY = 65_535
_ASSEMBLY = re.compile(r"[a-z0-9-]{1,40}")
_BY = re.compile(r"[a-z0-9-]{1,40}")
_ACT = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*\.[a-z][a-z0-9]*(_[a-z0-9]+)*")
_NONCE = re.compile(r"[A-Za-z0-9_-]{1,64}")
_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]Z")
_ASSERTION = frozenset({"authenticator_data", "client_data", "signature"})
_FIELDS = frozenset({"v", "assembly", "seq", "at", "by", "act", "data"})


def to_base64(data: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(data).decode()


def from_base64(text: str) -> bytes | None:
    """The bytes of standard base64, None unless the text is their only encoding (no stray bits or characters)."""
    try:
        data = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None
    return data if to_base64(data) == text else None


def _show(value: object) -> str:
    try:
        return str(value)[:80]
    except ValueError:
        # Python prints no integer of more than 4,300 digits.
        return type(value).__name__


class Signature(Struct, frozen=True):
    """An author's own signature on an act.

    `key`: base64 of the raw Ed25519 public key, or of the passkey's credential id; `value`: base64 of the
    signature, or for a passkey an object of `authenticator_data`, `client_data` and `signature`, each base64;
    `nonce`: short and random, a part of what is signed.
    """

    key: str
    alg: Literal["ed25519", "webauthn"]
    value: str | dict[str, str]
    nonce: str

    def __post_init__(self) -> None:
        if self.alg not in ("ed25519", "webauthn"):
            raise RecordError("sig_malformed", field="alg")
        if not isinstance(self.key, str) or not from_base64(self.key):
            raise RecordError("sig_malformed", field="key")
        if not isinstance(self.nonce, str) or not _NONCE.fullmatch(self.nonce):
            raise RecordError("sig_malformed", field="nonce")
        if self.alg == "ed25519":
            parts = [self.value]
        elif isinstance(self.value, dict) and self.value.keys() == _ASSERTION:
            parts = list(self.value.values())
        else:
            raise RecordError("sig_malformed", field="value")
        if not all(isinstance(part, str) and from_base64(part) for part in parts):
            raise RecordError("sig_malformed", field="value")


class Entry(Struct, frozen=True, kw_only=True):
    """One act of the record. Made only well-formed: `RecordError` names the field that is not.

    `assembly`: the id of the assembly; `seq`: 0 for the first; `at`: UTC, `YYYY-MM-DDTHH:MM:SSZ`; `by`: id of a
    member or office; `act`: `noun.verb`; `data`: what the act says; `sig`: its author's signature, if any.
    """

    v: int = 1
    assembly: str
    seq: int
    at: str
    by: str
    act: str
    data: dict[str, Any]
    sig: Signature | None = None

    def __post_init__(self) -> None:
        if type(self.v) is not int or self.v != 1:
            raise RecordError("version", found=_show(self.v), expected=1)
        if type(self.seq) is not int or not 0 <= self.seq <= MAX_INTEGER:
            raise RecordError("field", field="seq", found=_show(self.seq))
        for name, pattern in (("assembly", _ASSEMBLY), ("by", _BY), ("act", _ACT), ("at", _AT)):
            value = getattr(self, name)
            if type(value) is not str or not pattern.fullmatch(value):
                raise RecordError("field", field=name, found=_show(value))
        try:
            datetime.fromisoformat(self.at[:-1])
        except ValueError:
            raise RecordError("field", field="at", found=self.at) from None
        if type(self.data) is not dict:
            raise RecordError("field", field="data", found=type(self.data).__name__)
        if self.sig is not None and type(self.sig) is not Signature:
            raise RecordError("field", field="sig", found=type(self.sig).__name__)

    def to_bytes(self) -> bytes:
        """The canonical bytes, at most `MAX_ENTRY`; `sig` is left out where there is none."""
        fields: dict[str, Any] = {
            "v": self.v,
            "assembly": self.assembly,
            "seq": self.seq,
            "at": self.at,
            "by": self.by,
            "act": self.act,
            "data": self.data,
        }
        if self.sig is not None:
            sig = self.sig
            fields["sig"] = {"key": sig.key, "alg": sig.alg, "value": sig.value, "nonce": sig.nonce}
        data = canonical(fields)
        if len(data) > MAX_ENTRY:
            raise RecordError("entry_too_long", bytes=len(data), most=MAX_ENTRY)
        return data

    @classmethod
    def from_bytes(cls, data: bytes) -> Entry:
        """The entry whose canonical bytes are exactly `data`; `RecordError` says what is wrong otherwise."""
        if len(data) > MAX_ENTRY:
            raise RecordError("entry_too_long", bytes=len(data), most=MAX_ENTRY)
        fields = parse(data)
        if type(fields) is not dict:
            raise RecordError("entry_not_object", found=type(fields).__name__)
        names = fields.keys() - {"sig"}
        if names != _FIELDS:
            raise RecordError("entry_fields", differing=", ".join(sorted(names ^ _FIELDS)))
        if "sig" in fields:
            sig = fields["sig"]
            if type(sig) is not dict or sig.keys() != {"key", "alg", "value", "nonce"}:
                raise RecordError("sig_malformed", field="sig")
            fields["sig"] = Signature(**sig)
        return cls(**fields)
