"""Authors' signatures: by a key of one's own, by a passkey, and everything that only looks like one."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256, CoseKey, EdDSA
from msgspec.structs import replace
from tests.record.cast import MEMBER_KEY, MEMBER_PUBLIC

from hamgara.record import (
    AuthorshipError,
    Entry,
    Signature,
    canonical,
    challenge,
    check_signature,
    read_cose,
    sign_act,
    signed_payload,
)

ACT: dict[str, Any] = {
    "assembly": "abcdefghijklmnopqrst",
    "by": "m1",
    "act": "vote.cast",
    "data": {"decision": "d1", "choice": "yes"},
}
REGISTERED = {"alg": "ed25519", "key": MEMBER_PUBLIC}
SIGNED = Entry(**ACT, seq=4, at="2010-08-14T18:30:00Z", sig=sign_act(*ACT.values(), nonce="n1", private_key=MEMBER_KEY))
RP = "mehr.example"
ORIGIN = "https://vote.mehr.example"
P256 = ec.derive_private_key(0x1234567890ABCDEF, ec.SECP256R1())
ED = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x11" * 32)
CREDENTIAL = base64.b64encode(b"credential one").decode()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def cose_of(private: Any) -> bytes:
    kind = ES256 if isinstance(private, ec.EllipticCurvePrivateKey) else EdDSA
    return cbor.encode(dict(kind.from_cryptography_key(private.public_key())))


def assert_with(private: Any, **changes: Any) -> Entry:
    """What a browser and an authenticator make of the act (W3C Web Authentication §5.8.1, §6.1, §6.3.3)."""
    nonce = changes.get("nonce", "n1")
    asked = challenge(signed_payload(*ACT.values(), nonce=nonce))
    client = {
        "type": "webauthn.get",
        "challenge": base64.urlsafe_b64encode(asked).decode().rstrip("="),
        "origin": ORIGIN,
        "crossOrigin": False,
        "other_keys_can_be_added_here": "so do not compare with a template",
        **changes.get("client", {}),
    }
    client_data = changes.get("raw", json.dumps(client).encode())
    flags = changes.get("flags", 0x05)
    rp = changes.get("rp", RP)
    authenticator = hashlib.sha256(rp.encode()).digest() + bytes([flags]) + (7).to_bytes(4, "big")
    authenticator = authenticator[: changes.get("cut", len(authenticator))]
    message = authenticator + hashlib.sha256(client_data).digest()
    if isinstance(private, ec.EllipticCurvePrivateKey):
        signature = private.sign(message, ec.ECDSA(SHA256()))
    else:
        signature = private.sign(message)
    value = {
        "authenticator_data": b64(authenticator),
        "client_data": b64(client_data),
        "signature": b64(signature),
    }
    return replace(SIGNED, sig=Signature(CREDENTIAL, "webauthn", value, nonce))


def registered(private: Any, **changes: str) -> dict[str, str]:
    return {"alg": "webauthn", "key": CREDENTIAL, "cose": b64(cose_of(private)), "rp": RP, **changes}


def test_what_is_signed() -> None:
    data = signed_payload(*ACT.values(), nonce="n1")
    assert data == canonical({**ACT, "nonce": "n1"})
    assert challenge(data) == hashlib.sha256(data).digest()


def test_an_own_key() -> None:
    check_signature(SIGNED, REGISTERED)
    check_signature(Entry.from_bytes(SIGNED.to_bytes()), REGISTERED)
    check_signature(replace(SIGNED, seq=9, at="2011-01-01T00:00:00Z"), REGISTERED)


@pytest.mark.parametrize(
    "change",
    [
        {"by": "m2"},
        {"act": "vote.withdrawn"},
        {"assembly": "b" * 20},
        {"data": {"decision": "d1", "choice": "no"}},
        {"data": {"decision": "d1", "choice": "yes", "more": 1}},
        {"sig": replace(SIGNED.sig, nonce="n2")},
        {"sig": replace(SIGNED.sig, value=b64(bytes(64)))},
        {"sig": replace(SIGNED.sig, value=b64(b"short"))},
    ],
)
def test_other_words_are_not_signed(change: dict[str, Any]) -> None:
    with pytest.raises(AuthorshipError) as caught:
        check_signature(replace(SIGNED, **change), REGISTERED)
    assert caught.value.code == "signature_wrong"


def test_another_key_is_not_the_registered_one() -> None:
    other = {"alg": "ed25519", "key": b64(ED.public_key().public_bytes_raw())}
    for wrong in (other, {"alg": "webauthn", "key": MEMBER_PUBLIC}, {}):
        with pytest.raises(AuthorshipError, match="key_differs"):
            check_signature(SIGNED, wrong)
    with pytest.raises(AuthorshipError, match="signature_missing"):
        check_signature(replace(SIGNED, sig=None), REGISTERED)
    short = replace(SIGNED, sig=replace(SIGNED.sig, key="AAAA"))
    with pytest.raises(AuthorshipError, match="key_malformed"):
        check_signature(short, {"alg": "ed25519", "key": "AAAA"})


@pytest.mark.parametrize("private", [P256, ED], ids=["es256", "ed25519"])
class TestPasskey:
    def test_an_assertion(self, private: Any) -> None:
        entry = assert_with(private)
        check_signature(entry, registered(private))
        check_signature(Entry.from_bytes(entry.to_bytes()), registered(private))

    def test_an_independent_implementation_agrees(self, private: Any) -> None:
        value = assert_with(private).sig.value
        parts = {k: base64.b64decode(v) for k, v in value.items()}
        key = CoseKey.parse(cbor.decode(cose_of(private)))
        message = parts["authenticator_data"] + hashlib.sha256(parts["client_data"]).digest()
        key.verify(message, parts["signature"])

    @pytest.mark.parametrize(
        ("changes", "code"),
        [
            ({"client": {"type": "webauthn.create"}}, "assertion_type"),
            ({"client": {"challenge": "AAAA"}}, "challenge_differs"),
            ({"client": {"origin": "https://evil.example"}}, "assertion_origin"),
            ({"client": {"origin": "https://evilmehr.example"}}, "assertion_origin"),
            ({"client": {"origin": "http://mehr.example"}}, "assertion_origin"),
            ({"client": {"origin": "https://[mehr.example"}}, "assertion_origin"),
            ({"client": {"crossOrigin": True}}, "assertion_origin"),
            ({"client": {"origin": 7}}, "client_data_malformed"),
            ({"raw": b"not json"}, "client_data_malformed"),
            ({"raw": b"{}"}, "client_data_malformed"),
            ({"rp": "evil.example"}, "assertion_rp"),
            ({"flags": 0x04}, "user_absent"),
            ({"cut": 36}, "assertion_rp"),
        ],
    )
    def test_assertions_that_are_refused(self, private: Any, changes: dict[str, Any], code: str) -> None:
        with pytest.raises(AuthorshipError) as caught:
            check_signature(assert_with(private, **changes), registered(private))
        assert caught.value.code == code

    def test_other_words_are_not_signed(self, private: Any) -> None:
        entry = assert_with(private)
        for change in ({"by": "m2"}, {"data": {"decision": "d1", "choice": "no"}}):
            with pytest.raises(AuthorshipError, match="challenge_differs"):
                check_signature(replace(entry, **change), registered(private))

    def test_parts_that_were_changed(self, private: Any) -> None:
        value = dict(assert_with(private).sig.value)
        counter = bytearray(base64.b64decode(value["authenticator_data"]))
        counter[-1] ^= 1
        client = base64.b64decode(value["client_data"]).replace(b"template", b"tempLate")
        for change in ({"authenticator_data": b64(bytes(counter))}, {"client_data": b64(client)}):
            entry = replace(SIGNED, sig=Signature(CREDENTIAL, "webauthn", {**value, **change}, "n1"))
            with pytest.raises(AuthorshipError, match="signature_wrong"):
                check_signature(entry, registered(private))

    def test_a_key_registered_otherwise(self, private: Any) -> None:
        entry = assert_with(private)
        other = ec.generate_private_key(ec.SECP256R1()) if private is P256 else P256
        with pytest.raises(AuthorshipError, match="signature_wrong"):
            check_signature(entry, registered(other))
        with pytest.raises(AuthorshipError, match="key_differs"):
            check_signature(entry, registered(private, key=b64(b"another")))
        with pytest.raises(AuthorshipError):
            check_signature(entry, {"alg": "webauthn", "key": CREDENTIAL})


@pytest.mark.parametrize(
    ("origin", "rp", "good"),
    [
        ("https://mehr.example", "mehr.example", True),
        ("https://mehr.example:8443", "mehr.example", True),
        ("http://localhost:8000", "localhost", True),
        ("http://abcdef.onion", "abcdef.onion", True),
        ("http://mehr.example", "mehr.example", False),
        ("https://mehr.example", "", False),
        ("android:apk-key-hash:x", "mehr.example", False),
    ],
)
def test_origins(origin: str, rp: str, good: bool) -> None:
    entry = assert_with(ED, client={"origin": origin}, rp=rp)
    if good:
        check_signature(entry, registered(ED, rp=rp))
    else:
        with pytest.raises(AuthorshipError, match="assertion_origin"):
            check_signature(entry, registered(ED, rp=rp))


def test_cose_keys_are_read_as_they_are() -> None:
    for private in (P256, ED):
        assert read_cose(cose_of(private)) == private.public_key()


GOOD = dict(ES256.from_cryptography_key(P256.public_key()))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xa0",
        b"\x01",
        cbor.encode(GOOD)[:-1],
        cbor.encode(GOOD) + b"\0",
        cbor.encode({**GOOD, 3: -257}),
        cbor.encode({**GOOD, -1: 2}),
        cbor.encode({**GOOD, -2: b"\x01" * 32}),
        cbor.encode({**GOOD, -2: GOOD[-2] + b"\0"}),
        cbor.encode({**GOOD, 4: b"x"}),
        cbor.encode({k: v for k, v in GOOD.items() if k != -3}),
        cbor.encode({**GOOD, -2: "text"}),
        b"\xa2\x01\x02\x01\x02",
        b"\xa1\x41\x01\x02",
        b"\xa1\x18",
        b"\xbf\xff",
        b"\xbb" + b"\xff" * 8,
    ],
)
def test_cose_keys_that_are_refused(data: bytes) -> None:
    with pytest.raises(AuthorshipError):
        read_cose(data)
