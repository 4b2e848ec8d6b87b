"""What the account library asks the instance: our words, our names, no mail, second factors kept encrypted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hamgara.web.accounts.names import check_name, fold_name
from hamgara.web.accounts.seats import seats_of

__all__ = ["AccountAdapter", "KeysAdapter"]

_METHODS = {
    "reauthenticate": gettext_lazy("Use the pass-phrase"),
    "mfa_reauthenticate": gettext_lazy("Use a code"),
    "mfa_reauthenticate:webauthn": gettext_lazy("Use a passkey"),
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by a one-time code only, and have no address."""

    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": gettext_lazy("This account is closed."),
        "enter_current_password": gettext_lazy("This is not the present pass-phrase."),
        "incorrect_code": gettext_lazy("The code is not right, or no longer valid."),
        "incorrect_password": gettext_lazy("The pass-phrase is not right."),
        "invalid_login": gettext_lazy("The sign-in name or the pass-phrase is not right."),
        "too_many_login_attempts": gettext_lazy("Too many attempts. Please try again in a few minutes."),
        "username_password_mismatch": gettext_lazy("The sign-in name or the pass-phrase is not right."),
        "username_taken": gettext_lazy("This sign-in name is taken; please choose another."),
        "rate_limited": gettext_lazy("Too many attempts. Please try again in a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are made at `/join/`."""
        return False

    def clean_username(self, username: str, shallow: bool = False) -> str:
        """The name as it is kept."""
        return fold_name(username) if shallow else check_name(username)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To the assembly, where the person has a seat in one only; else to the list."""
        slugs = {seat.assembly.slug for seat in seats_of(request.user)}
        return reverse("assembly", args=[*slugs]) if len(slugs) == 1 else reverse("landing")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own page."""
        return reverse("me")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The ways in which a person can confirm who they are, in our words."""
        found = super().get_reauthentication_methods(user)
        return [{**method, "description": _METHODS[method["id"]]} for method in found]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """No mail is ever sent."""
        raise NotImplementedError("an instance sends no mail")


class KeysAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and second factors; their secrets are kept encrypted with the key of the instance."""

    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": gettext_lazy("This cannot be switched off."),
        "cannot_generate_recovery_codes": gettext_lazy("Recovery codes need a second factor or a passkey first."),
        "incorrect_code": gettext_lazy("The code is not right, or no longer valid."),
    }

    def encrypt(self, text: str) -> str:
        """A secret as it is kept."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Raises `cryptography.fernet.InvalidToken` under another key."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """The name that a new passkey is offered."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return "hamgara " + str(super()._get_site_name())


def _cipher() -> Fernet:
    key = hashlib.sha256(b"hamgara second factors\0" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
