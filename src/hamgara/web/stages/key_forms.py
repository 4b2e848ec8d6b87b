"""The forms for keys: those with which members sign their own acts, and those of witnesses."""

from __future__ import annotations

import json
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidKey, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hamgara.assembly.act import SECRETARIAT
from hamgara.record import RecordError, WitnessVerifier
from hamgara.web.acts import ActForm, act_form, to_page
from hamgara.web.passkeys import PasskeyInvalid, creation_options, read_registration
from hamgara.web.stages.inputs import PickField

__all__ = ["read_key"]

_CODE = forms.Textarea({"rows": 3, "dir": "ltr", "lang": "en", "spellcheck": "false", "autocomplete": "off"})


def read_key(text: str) -> str:
    """The base64 of the 32-byte Ed25519 public key that was pasted: bare, or as the JSON that the command prints.

    Raises `ValidationError`.
    """
    text = text.strip()
    if text.startswith("{"):
        try:
            text = str(json.loads(text)["key"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise ValidationError(gettext("There is no “key” in this text.")) from None
    problem = gettext("This is not an Ed25519 public key: 32 bytes in base64 (44 characters) are expected.")
    try:
        raw = b64decode(text, validate=True)
        Ed25519PublicKey.from_public_bytes(raw)
    except (Base64Error, ValueError, InvalidKey, UnsupportedAlgorithm):
        raise ValidationError(problem) from None
    return text


class OwnPage:
    """After the act: one's own page, with one's keys."""

    def after(self, data: Mapping[str, Any]) -> str:
        """One's own page."""
        viewer = self.viewer  # type: ignore[attr-defined]
        return to_page(viewer, "membership-one", viewer.actor)


@act_form("key.registered")
class RegisterKeyForm(OwnPage, ActForm):
    """Register a public key for signing one's own acts."""

    title = _("Register a key")
    lead = _("With a key of your own you sign acts, so that nobody else can make them in your name.")
    done = _("The key is registered.")
    template_name = "hamgara/key_form.html"

    key = forms.CharField(label=_("Public key"), max_length=1500, widget=_CODE)
    passkey = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def prepare(self) -> None:
        """Nothing need be pasted where the browser sends a passkey."""
        self.sent = bool(str(self.data.get("passkey", "")).strip())
        self.fields["key"].required = not self.sent

    def passkey_options(self) -> dict[str, Any] | None:
        """What the browser is to make, for the template; None where there can be no passkeys."""
        return creation_options(self.viewer)

    def clean_key(self) -> str:
        """An Ed25519 key, unless the browser sends a passkey."""
        return "" if self.sent else read_key(self.cleaned_data["key"])

    def clean(self) -> dict[str, Any]:
        """The key that was pasted, or the passkey that the browser made."""
        found = self.cleaned_data
        if self.sent and "passkey" in found:
            try:
                found["key"] = read_registration(self.viewer.request, found["passkey"])
            except PasskeyInvalid as invalid:
                raise ValidationError(invalid.sentence) from None
        elif found.get("key"):
            found["key"] = {"alg": "ed25519", "key": found["key"]}
        return found

    def data_of_act(self) -> dict[str, Any]:
        """The key as the record holds it."""
        return {"key": self.cleaned_data["key"]}


@act_form("key.revoked")
class RevokeKeyForm(OwnPage, ActForm):
    """Revoke one of one's keys."""

    title = _("Revoke a key")
    lead = _("From now on nothing can be signed with this key; what it signed before stays signed.")
    done = _("The key is revoked.")

    key = PickField(label=_("Which key"))

    def prepare(self) -> None:
        """One's own keys."""
        found = self.viewer.state.membership.participants.get(self.viewer.actor)
        keys = {} if found is None else found.keys
        self.fields["key"].offer([(key, f"{known.alg} {key[:16]}…") for key, known in keys.items()])  # type: ignore[attr-defined]


@act_form("witness.registered")
class RegisterWitnessForm(ActForm):
    """Register a witness of the record."""

    title = _("Register a witness")
    lead = _(
        "A witness countersigns the head of the record, so that no two groups can be shown two different records. "
        "Make its key with “hamgara witness --new NAME --key witness.key”, keep the file to yourself, and paste the "
        "public key that the command prints."
    )
    done = _("The witness is registered.")

    vkey = forms.CharField(label=_("Public key of the witness"), max_length=300, widget=_CODE)

    def clean_vkey(self) -> str:
        """A cosignature key in note form."""
        vkey: str = self.cleaned_data["vkey"].strip()
        try:
            WitnessVerifier.parse(vkey)
        except RecordError:
            raise ValidationError(
                gettext("This is not a witness's key. It looks like name+1a2b3c4d+BASE64, all on one line.")
            ) from None
        return vkey

    def data_of_act(self) -> dict[str, Any]:
        """The key and the name that it bears."""
        vkey = self.cleaned_data["vkey"]
        return {"name": vkey.partition("+")[0], "vkey": vkey}

    def after(self, data: Mapping[str, Any]) -> str:
        """The members' page lists the witnesses."""
        return to_page(self.viewer, "membership") + "#witnesses"


@act_form("witness.retired")
class RetireWitnessForm(ActForm):
    """Retire a witness."""

    title = _("Retire a witness")
    lead = _("It no longer countersigns; what it countersigned stays.")
    done = _("The witness is retired.")

    name = PickField(label=_("Which witness"))

    def prepare(self) -> None:
        """The secretariat may retire every witness, others their own."""
        actor = self.viewer.actor
        witnesses = self.viewer.state.membership.witnesses
        mine = [name for name, w in sorted(witnesses.items()) if actor in (SECRETARIAT, w.by)]
        self.fields["name"].offer([(name, name) for name in mine])  # type: ignore[attr-defined]

    def after(self, data: Mapping[str, Any]) -> str:
        """The members' page lists the witnesses."""
        return to_page(self.viewer, "membership") + "#witnesses"
