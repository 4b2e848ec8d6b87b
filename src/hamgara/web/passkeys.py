"""Passkeys as keys of the record, so that a member signs acts on a phone, where no command can be run.

A page hands the browser what to make or to sign (`creation_options`, `signing_request`), and `passkey.js` hands back
what the browser made. Here a registration is checked (W3C Web Authentication §7.1, without attestation) and becomes the
data of `key.registered`; a signature is checked by whoever admits the act, over words that are computed anew there.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from ipaddress import ip_address
from struct import error as StructError  # noqa: N812 - lower case, it would hide every `error` here
from typing import Any

import msgspec
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop
from fido2 import cbor
from fido2.webauthn import AttestationObject

from hamgara.assembly import Refused, decode_act
from hamgara.assembly.membership import Key
from hamgara.record import AuthorshipError, Entry, RecordError, read_cose, signed_payload
from hamgara.web.sentences import describe
from hamgara.web.viewer import Viewer

__all__ = [
    "ALGORITHMS",
    "SENTENCES",
    "PasskeyInvalid",
    "creation_options",
    "describe_ahead",
    "own_passkeys",
    "read_registration",
    "relying_party",
    "signing_request",
]

#: What the record can check (COSE numbers): ES256 on P-256, which every phone has, and EdDSA on Ed25519.
ALGORITHMS = (-7, -8)
#: Milliseconds in which the browser waits for the person; the standard recommends five to ten minutes.
PATIENCE = 300_000
_SESSION = "passkey-challenge"

SENTENCES: dict[str, str] = {
    "address": noop("Passkeys belong to a site with a name, opened by https; here there can be none."),
    "challenge_differs": noop("This passkey was made for another page than this one. Please try again."),
    "challenge_missing": noop("This page had been used already. Please try again."),
    "kind": noop("The record cannot check keys of this kind; a passkey with ES256 or Ed25519 is expected."),
    "malformed": noop("What the browser sent is not the registration of a passkey."),
    "origin": noop("This passkey was made on another site than this one."),
    "rp": noop("This passkey belongs to another site than this one."),
    "type": noop("The browser sent something else than the registration of a passkey."),
    "user_absent": noop("The device made this passkey without asking you; it is not accepted."),
}


class PasskeyInvalid(Exception):  # noqa: N818 - it is the passkey that is invalid
    """A registration that is not accepted; `code` is a key of `SENTENCES`, `sentence` what to tell the reader."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    @property
    def sentence(self) -> str:
        """The refusal in the reader's language."""
        return _(SENTENCES[self.code])


class _Made(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What `passkey.js` sends of a new passkey, each part in base64."""

    client_data: bytes
    attestation: bytes


class _ClientData(msgspec.Struct, frozen=True):
    type: str
    challenge: str
    origin: str
    crossOrigin: bool = False  # noqa: N815 - the standard's name


def relying_party(request: HttpRequest) -> str:
    """The name to which passkeys of this page belong (the host, without port); empty where browsers offer none.

    They offer them for names, never for addresses, and only by https, or on this very machine or an onion service.
    """
    host = split_domain_port(request.get_host())[0]
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        known = host == "localhost" or host.endswith((".localhost", ".onion"))
        return host if request.is_secure() or known else ""
    return ""


def own_passkeys(viewer: Viewer) -> list[Key]:
    """The passkeys that the viewer has registered in this assembly, on whatever site."""
    found = viewer.state.membership.participants.get(viewer.actor)
    return [key for key in found.keys.values() if key.alg == "webauthn"] if found else []


def creation_options(viewer: Viewer) -> dict[str, Any] | None:
    """What `passkey.js` is to make: options of `navigator.credentials.create`, their bytes in base64.

    None where this address can have no passkeys. Draws a challenge, which the session keeps for one attempt.
    """
    rp = relying_party(viewer.request)
    if not rp:
        return None
    challenge = secrets.token_bytes(32)
    viewer.request.session[_SESSION] = _text(challenge)
    # Another user than that of a passkey for signing in, which the device would else put this one in place of.
    user = sha256(f"hamgara key\0{viewer.here.assembly_id}\0{viewer.actor}".encode()).digest()
    # Managers of passkeys copy this name between devices, so it says nobody's.
    name = _("%(assembly)s · signature") % {"assembly": viewer.slug}
    return {
        "to": "create",
        "field": "id_passkey",
        "publicKey": {
            "challenge": _text(challenge),
            "rp": {"id": rp, "name": rp},
            "user": {"id": _text(user), "name": name, "displayName": name},
            "pubKeyCredParams": [{"type": "public-key", "alg": alg} for alg in ALGORITHMS],
            "excludeCredentials": [{"type": "public-key", "id": k.key} for k in own_passkeys(viewer) if k.rp == rp],
            "authenticatorSelection": {"residentKey": "discouraged", "userVerification": "preferred"},
            "attestation": "none",
            "timeout": PATIENCE,
        },
        "says": _says(),
    }


def read_registration(request: HttpRequest, text: str) -> dict[str, str]:
    """The key in the form of the record, out of what `passkey.js` sent. Raises `PasskeyInvalid`.

    The challenge in the session is spent, whatever comes of it. No attestation is asked, so that no maker of devices
    decides who may sign.
    """
    rp = relying_party(request)
    if not rp:
        raise PasskeyInvalid("address")
    challenge = request.session.pop(_SESSION, "")
    if not challenge:
        raise PasskeyInvalid("challenge_missing")
    try:
        made = msgspec.json.decode(text, type=_Made)
        said = msgspec.json.decode(made.client_data, type=_ClientData)
        data = AttestationObject(made.attestation).auth_data
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError, StructError):
        raise PasskeyInvalid("malformed") from None
    if said.type != "webauthn.create":
        raise PasskeyInvalid("type")
    expected = urlsafe_b64encode(b64decode(challenge)).rstrip(b"=")
    if not hmac.compare_digest(said.challenge.encode(), expected):
        raise PasskeyInvalid("challenge_differs")
    if said.crossOrigin or said.origin != f"{request.scheme}://{request.get_host().lower()}":
        raise PasskeyInvalid("origin")
    if data.rp_id_hash != sha256(rp.encode()).digest():
        raise PasskeyInvalid("rp")
    if not data.is_user_present():
        raise PasskeyInvalid("user_absent")
    # 1,023 bytes are the most that the standard gives an id (§5.8.3 of its third level).
    if data.credential_data is None or not 1 <= len(data.credential_data.credential_id) <= 1023:
        raise PasskeyInvalid("malformed")
    try:
        cose = cbor.encode(data.credential_data.public_key)
        read_cose(cose)
    except (AuthorshipError, ValueError, StructError):
        raise PasskeyInvalid("kind") from None
    return {"alg": "webauthn", "key": _text(data.credential_data.credential_id), "cose": _text(cose), "rp": rp}


def signing_request(viewer: Viewer, kind: str, data: Mapping[str, Any]) -> dict[str, Any] | None:
    """What `passkey.js` is to have signed: the payload with a fresh nonce, and the passkeys that can sign it here.

    None where the viewer has none on this site. Raises `RecordError` for data that cannot be written down.
    """
    rp = relying_party(viewer.request)
    keys = [key.key for key in own_passkeys(viewer) if rp and key.rp == rp]
    if not keys:
        return None
    nonce = secrets.token_urlsafe(12)
    return {
        "to": "sign",
        "field": "id_assertion",
        "payload": signed_payload(viewer.here.assembly_id, viewer.actor, kind, data, nonce).decode(),
        "nonce": nonce,
        "publicKey": {
            "rpId": rp,
            "allowCredentials": [{"type": "public-key", "id": key} for key in keys],
            "userVerification": "preferred",
            "timeout": PATIENCE,
        },
        "says": _says(),
    }


def describe_ahead(viewer: Viewer, kind: str, data: Mapping[str, Any]) -> str:
    """The sentence that the record will show of the act; empty where there is none to be made of this data."""
    try:
        decode_act(kind, dict(data))
        entry = Entry(
            assembly=viewer.here.assembly_id,
            seq=viewer.state.seq,
            at=viewer.at,
            by=viewer.actor,
            act=kind,
            data=dict(data),
        )
        return describe(entry, viewer)
    except (Refused, RecordError, LookupError):
        return ""


def _says() -> dict[str, str]:
    """What the script tells the person, by the name of the browser's exception."""
    return {
        "NotAllowedError": _("Nothing was done: it was called off, or it took too long. You can try again."),
        "InvalidStateError": _("This device holds a passkey of yours for this assembly already."),
        "SecurityError": _("The browser does not accept passkeys at this address."),
        "absent": _("This browser has no passkeys."),
        "other": _("The browser could not do it. Please try again, or with another device."),
    }


def _text(data: bytes) -> str:
    return b64encode(data).decode()
