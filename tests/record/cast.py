"""A very small assembly for the record's tests: it convenes, registers, notes, signs and attaches; no more."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from hamgara.record import (
    Bundle,
    Entry,
    Tree,
    Witness,
    check_signature,
    leaf_hash,
    log_signer,
    log_verifier,
    make_bundle,
    sign_act,
    sign_checkpoint,
)

LOG_SEED = hashlib.sha256(b"the record of the club").digest()
OTHER_SEED = hashlib.sha256(b"somebody else").digest()
LOG = log_signer(LOG_SEED)
VERIFIER = log_verifier(LOG.vkey)
ASSEMBLY = VERIFIER.name.removeprefix("hamgara/")
MEMBER_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"member one").digest())
MEMBER_PUBLIC = base64.b64encode(MEMBER_KEY.public_key().public_bytes_raw()).decode()
WITNESSES = (
    Witness("aban.example/w1", hashlib.sha256(b"w1").digest()),
    Witness("mehr-union", hashlib.sha256(b"w2").digest()),
)
ATTACHMENTS = {
    hashlib.sha256(data).hexdigest(): data
    for data in (b"minutes of the first sitting\n", bytes(range(256)), "متن قطعنامه\n".encode())
}
START = datetime(2010, 8, 13, 13, 0, tzinfo=UTC)
COSIGNED = 1281805200


class Refused(Exception):  # noqa: N818 - as the assembly's own
    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code, self.params = code, params


class Club:
    """The replay: notes are numbered, members must be known, signed notes must be the member's."""

    FIELDS = {
        "club.convened": {"log_key"},
        "member.admitted": {"id"},
        "witness.registered": {"name", "vkey"},
        "key.registered": {"key"},
        "note.written": {"number", "text"},
        "paper.attached": {"sha256"},
    }

    def __init__(self, attachments: Mapping[str, bytes]) -> None:
        self._given = attachments
        self._referred: set[str] = set()
        self._witnesses: dict[str, str] = {}
        self._members: dict[str, dict[str, dict[str, str]]] = {}
        self._nonces: set[str] = set()
        self._notes = 0
        self._log_key = ""

    def admit(self, entry: Entry) -> None:
        if entry.act not in self.FIELDS:
            raise Refused("kind_unknown", kind=entry.act)
        if entry.data.keys() != self.FIELDS[entry.act]:
            raise Refused("data_malformed", kind=entry.act)
        if (entry.act == "club.convened") != (not self._log_key):
            raise Refused("convened_first", kind=entry.act)
        if entry.by != "office" and entry.by not in self._members:
            raise Refused("actor_unknown", id=entry.by)
        if entry.sig is not None:
            self._check(entry)
        self._follow(entry)

    def _check(self, entry: Entry) -> None:
        assert entry.sig is not None
        key = self._members.get(entry.by, {}).get(entry.sig.key)
        if key is None:
            raise Refused("key_unknown", id=entry.by)
        if entry.sig.nonce in self._nonces:
            raise Refused("nonce_used", id=entry.by)
        check_signature(entry, key)
        self._nonces.add(entry.sig.nonce)

    def _follow(self, entry: Entry) -> None:
        data = entry.data
        if entry.act == "club.convened":
            self._log_key = data["log_key"]
        elif entry.act == "member.admitted":
            if data["id"] in self._members:
                raise Refused("id_taken", id=data["id"])
            self._members[data["id"]] = {}
        elif entry.act == "witness.registered":
            self._witnesses[data["name"]] = data["vkey"]
        elif entry.act == "key.registered":
            self._members[entry.by][data["key"]["key"]] = data["key"]
        elif entry.act == "note.written":
            if data["number"] != self._notes:
                raise Refused("number", stated=data["number"], true=self._notes)
            self._notes += 1
        else:
            if data["sha256"] not in self._given:
                raise Refused("attachment_missing", sha256=data["sha256"])
            self._referred.add(data["sha256"])

    def attachments(self) -> Collection[str]:
        return self._referred

    def witnesses(self) -> Mapping[str, str]:
        return self._witnesses

    def log_key(self) -> str:
        return self._log_key


def write_acts(notes: int = 12, *, signed: int = 3, assembly: str = ASSEMBLY) -> list[Entry]:
    """The record of the club: everything once, then as many notes; every `signed`-th by the member's own key."""
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("office", "club.convened", {"log_key": LOG.vkey}),
        ("office", "member.admitted", {"id": "m1"}),
        ("m1", "key.registered", {"key": {"alg": "ed25519", "key": MEMBER_PUBLIC}}),
    ]
    acts += [("office", "witness.registered", {"name": w.verifier.name, "vkey": w.vkey}) for w in WITNESSES]
    acts += [("office", "paper.attached", {"sha256": name}) for name in ATTACHMENTS]
    acts += [
        ("m1", "note.written", {"number": i, "text": {"fa": f"یادداشت {i}", "en": f"note {i}"}}) for i in range(notes)
    ]
    entries = []
    for seq, (by, act, data) in enumerate(acts):
        own = act == "note.written" and signed and data["number"] % signed == 0
        sig = sign_act(assembly, by, act, data, f"n{seq}", MEMBER_KEY) if own else None
        at = (START + timedelta(seconds=7 * seq)).strftime("%Y-%m-%dT%H:%M:%SZ")
        entries.append(Entry(assembly=assembly, seq=seq, at=at, by=by, act=act, data=data, sig=sig))
    return entries


def sign_head(entries: Sequence[bytes], *, cosigned: bool = True) -> bytes:
    """The checkpoint of the entries with both witnesses' lines."""
    head = sign_checkpoint(len(entries), Tree(map(leaf_hash, entries)).root(), LOG)
    for i, witness in enumerate(WITNESSES if cosigned else ()):
        head = witness.cosign(head, VERIFIER, COSIGNED + i)
    return head


def make_club(notes: int = 12, *, signed: int = 3, cosigned: bool = True) -> Bundle:
    """The bundle of the club's record."""
    entries = [entry.to_bytes() for entry in write_acts(notes, signed=signed)]
    return make_bundle(
        entries=entries,
        checkpoint=sign_head(entries, cosigned=cosigned),
        vkey=LOG.vkey,
        witnesses={w.verifier.name: w.vkey for w in WITNESSES},
        attachments=ATTACHMENTS,
    )
