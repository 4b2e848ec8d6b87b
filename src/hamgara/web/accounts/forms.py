"""The forms of accounts: joining, signing in, preferences, passkeys and codes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hamgara.dates.numerals import western_digits
from hamgara.web.accounts.names import check_name, fold_name
from hamgara.web.store.models import Preference

__all__ = [
    "AccountForm",
    "ActivateAppForm",
    "AddPasskeyForm",
    "ChangePassphraseForm",
    "CodeForm",
    "ConfirmCodeForm",
    "ConfirmPassphraseForm",
    "InvitationForm",
    "PreferenceForm",
    "RenamePasskeyForm",
    "SignInForm",
]

_PHRASE_HELP = _("At least 12 characters, or four words. A short sentence that only you know is best.")
_PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false", "dir": "ltr"}


def _phrase(label: Any, help_text: Any = "", *, new: bool) -> forms.CharField:
    attrs = {"autocomplete": "new-password" if new else "current-password", "dir": "auto"}
    widget = forms.PasswordInput(attrs=attrs)
    return forms.CharField(label=label, help_text=help_text, strip=False, max_length=300, widget=widget)


def _name(label: Any, help_text: Any = "", *, autocomplete: str = "username") -> forms.CharField:
    widget = forms.TextInput(attrs={**_PLAIN, "autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=help_text, max_length=150, widget=widget)


class InvitationForm(forms.Form):
    """Asks for the one-time code."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("Four groups of five letters and digits. Hyphens and capitals do not matter."),
        max_length=80,
        widget=forms.TextInput(attrs={**_PLAIN, "autocomplete": "off", "class": "code"}),
    )


class AccountForm(forms.Form):
    """Makes the account to which the seat is given."""

    code = forms.CharField(max_length=80, widget=forms.HiddenInput)
    name = _name(
        _("Sign-in name"),
        _("It need not be your name, and other members do not see it. Keep this one or write your own."),
    )
    passphrase = _phrase(_("Pass-phrase"), _PHRASE_HELP, new=True)
    again = _phrase(_("Pass-phrase, once more"), new=True)

    def clean_name(self) -> str:
        """The name as it will be kept."""
        return check_name(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        """Check the pass-phrase against the name, and that it was written alike twice."""
        data = self.cleaned_data
        phrase = data.get("passphrase")
        if phrase:
            try:
                validate_password(phrase, User(username=data.get("name", "")))
            except ValidationError as error:
                self.add_error("passphrase", error)
            if "again" in data and data["again"] != phrase:
                self.add_error("again", _("The two pass-phrases differ."))
        return data


class SignInForm(LoginForm):  # type: ignore[misc]
    """Sign in by name and pass-phrase."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = _name(_("Sign-in name"))
        self.fields["password"] = _phrase(_("Pass-phrase"), new=False)
        self.fields["remember"].label = _("Keep me signed in on this device for two weeks")
        self.order_fields(["login", "password", "remember"])

    def clean_login(self) -> str:
        """The name as it is kept."""
        return fold_name(self.cleaned_data["login"])

    def user_credentials(self) -> dict[str, str]:
        """Always by name: an @ in it means nothing."""
        return {"username": self.cleaned_data["login"], "password": self.cleaned_data["password"]}


class ChangePassphraseForm(ChangePasswordForm):  # type: ignore[misc]
    """A new pass-phrase in place of the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        checked = self.fields["password1"].clean
        self.fields["oldpassword"] = _phrase(_("Present pass-phrase"), new=False)
        self.fields["password1"] = _phrase(_("New pass-phrase"), _PHRASE_HELP, new=True)
        self.fields["password1"].clean = checked
        self.fields["password2"] = _phrase(_("New pass-phrase, once more"), new=True)

    def clean(self) -> dict[str, Any]:
        """Check that the new pass-phrase was written alike twice."""
        data: dict[str, Any] = self.cleaned_data
        if data.get("password1") and data.get("password2") and data["password1"] != data["password2"]:
            self.add_error("password2", _("The two pass-phrases differ."))
        return data


class ConfirmPassphraseForm(ReauthenticateForm):  # type: ignore[misc]
    """The pass-phrase once more, before keys are changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"] = _phrase(_("Pass-phrase"), new=False)


class _CodeField:
    """A code of an app or of the recovery sheet, with digits of either script."""

    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def ask_code(self, label: Any) -> None:
        attrs = {**_PLAIN, "autocomplete": "one-time-code", "inputmode": "numeric", "class": "code"}
        self.fields["code"] = forms.CharField(label=label, max_length=40, widget=forms.TextInput(attrs=attrs))

    def fold_code(self, then: Callable[[], str]) -> str:
        self.cleaned_data["code"] = western_digits(self.cleaned_data["code"]).replace(" ", "")
        return then()


class CodeForm(_CodeField, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_code(_("Code from the app, or a recovery code"))

    def clean_code(self) -> str:
        """The code, checked."""
        return self.fold_code(super().clean_code)


class ConfirmCodeForm(_CodeField, ReauthenticateCodeForm):  # type: ignore[misc]
    """A code once more, before keys are changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_code(_("Code from the app, or a recovery code"))

    def clean_code(self) -> str:
        """The code, checked."""
        return self.fold_code(super().clean_code)


class ActivateAppForm(_CodeField, ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a newly connected app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ask_code(_("Code that the app now shows"))

    def clean_code(self) -> str:
        """The code, checked."""
        return self.fold_code(super().clean_code)


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].max_length = 60
        self.fields["passwordless"].label = _("Sign in with this passkey alone")
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].help_text = _(
            "Your device then asks for a fingerprint, face or PIN. Otherwise the passkey is a second step."
        )


class RenamePasskeyForm(EditWebAuthnForm):  # type: ignore[misc]
    """Another name for a passkey."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of this passkey")
        self.fields["name"].max_length = 60


def _zones() -> list[Any]:
    """All places of the time-zone database, by part of the world."""
    areas: dict[str, list[tuple[str, str]]] = {}
    for zone in sorted(available_timezones()):
        area, _slash, place = zone.partition("/")
        if place and area not in ("Etc", "SystemV", "US", "posix", "right"):
            areas.setdefault(area, []).append((zone, place.replace("_", " ")))
    return [("", _("As the assembly")), ("UTC", "UTC"), *areas.items()]


if TYPE_CHECKING:
    _PreferenceForm = forms.ModelForm[Preference]
else:
    _PreferenceForm = forms.ModelForm


class PreferenceForm(_PreferenceForm):
    """Language, calendar and time zone of one person."""

    language = forms.ChoiceField(label=_("Language"), choices=[("fa", "فارسی"), ("en", "English")])
    calendar = forms.ChoiceField(
        label=_("Calendar"),
        choices=[("jalali", _("Iranian (Jalali)")), ("gregorian", _("Gregorian"))],
    )
    timezone = forms.ChoiceField(label=_("Time zone"), choices=_zones, required=False)

    class Meta:
        model = Preference
        fields = ("language", "calendar", "timezone")
