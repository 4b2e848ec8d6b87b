"""Pass-phrases: what makes one good enough, and how it is kept.

Twelve characters, or four words (NIST SP 800-63B-4 asks for length and for a list of common choices, and advises
against rules about kinds of characters). Before hashing, the phrase is folded as sign-in names are, so that it
can be typed on a Persian, an Arabic or an English keyboard, with or without half-spaces.
"""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from hamgara.web.accounts.names import fold_name, fold_text

__all__ = ["PassphraseHasher", "PassphraseValidator"]

#: Fewest characters of a pass-phrase, fewest words that make up for a shorter one, fewest different characters.
LENGTH, WORDS, DIFFERENT = 12, 4, 5


class PassphraseHasher(ScryptPasswordHasher):
    """scrypt (RFC 7914) over the folded pass-phrase."""

    algorithm = "scrypt-folded"

    def encode(self, password: str | bytes, salt: Any, *cost: Any, **costs: Any) -> str:
        """The hash as it is kept in the table of accounts."""
        text = password.decode() if isinstance(password, bytes) else password
        return str(super().encode(fold_text(text).strip(), salt, *cost, **costs))


class PassphraseValidator:
    """Refuses a pass-phrase that is short, monotonous, well known, only digits, or holds the sign-in name."""

    def __init__(self) -> None:
        self._common = CommonPasswordValidator()

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        """Raise `ValidationError` with the first thing that is wrong."""
        phrase = fold_text(password).strip()
        words = {word for word in phrase.split(" ") if len(word) > 1}
        if len(phrase) < LENGTH and len(words) < WORDS:
            raise ValidationError(
                _("Too short: a pass-phrase has at least 12 characters, or four different words."),
                code="passphrase_short",
            )
        if len(set(phrase.lower())) < DIFFERENT:
            raise ValidationError(
                _("Too monotonous: use at least five different characters."), code="passphrase_monotonous"
            )
        if phrase.replace(" ", "").isdigit():
            raise ValidationError(_("A pass-phrase is not made of digits alone."), code="passphrase_digits")
        name = fold_name(user.get_username()) if user is not None else ""
        if len(name) > 3 and name in phrase.lower():
            raise ValidationError(_("A pass-phrase does not contain the sign-in name."), code="passphrase_name")
        if phrase.lower() in self._common.passwords:
            raise ValidationError(_("This pass-phrase is well known."), code="passphrase_common")

    def get_help_text(self) -> str:
        """What a pass-phrase must be, for the form."""
        return _("At least 12 characters, or four words. A short sentence that only you know is best.")
