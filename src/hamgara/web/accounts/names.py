"""Sign-in names: written alike on every keyboard, and suggested at random so that they say nothing of a person."""

from __future__ import annotations

import re
import secrets
import unicodedata

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from hamgara.dates.numerals import western_digits

__all__ = ["DEMO_PREFIX", "check_name", "fold_name", "fold_text", "suggest_name"]

#: Accounts of a demonstration's cast; nobody else can take such a name.
DEMO_PREFIX = "demo-"

#: Letters that look alike but differ by keyboard (Arabic and Persian layouts), and marks that no one sees.
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ـ": None, "\u200c": None, "\u200d": None,
                          "\u200e": None, "\u200f": None, "\ufeff": None})  # fmt: skip
_SPACES = re.compile(r"\s+")
_NAME = re.compile(r"[\w.-]{3,40}")

#: Trees, birds and weather, in Latin letters so that the name can be typed on any keyboard.
_WORDS = (
    "abr", "anar", "arghavan", "azar", "baran", "bahar", "bid", "bolut", "chenar", "darya", "dasht", "derakht",
    "gandom", "gilas", "golab", "hezar", "kabk", "kabutar", "khorshid", "kuh", "laleh", "mah", "mowj",
    "nargess", "narenj", "nasim", "nay", "paiz", "parastu", "pune", "rud", "sahar", "sang", "sarv", "sepidar",
    "setareh", "shabnam", "shaghayegh", "tala", "tufan", "yas", "yakh", "zaytun", "zemestan",
)  # fmt: skip


def fold_text(text: str) -> str:
    """Text as it counts for comparison: NFKC, Persian letters, ASCII digits, one kind of space, no joiners."""
    plain = unicodedata.normalize("NFKC", text).translate(_LETTERS)
    return _SPACES.sub(" ", western_digits(plain))


def fold_name(text: str) -> str:
    """A sign-in name as it is kept: folded, in small letters, without surrounding space."""
    return fold_text(text).strip().lower()


def check_name(name: str) -> str:
    """The folded name, if it may be taken. Raises `ValidationError` saying what a name must be."""
    folded = fold_name(name)
    if not _NAME.fullmatch(folded):
        raise ValidationError(
            _("A sign-in name has 3 to 40 letters, digits, dots, hyphens or underscores."), code="name_malformed"
        )
    if folded.startswith(DEMO_PREFIX) or User.objects.filter(username__iexact=folded).exists():
        raise ValidationError(_("This sign-in name is taken; please choose another."), code="name_taken")
    return folded


def suggest_name() -> str:
    """A free sign-in name, drawn at random."""
    while True:
        name = f"{secrets.choice(_WORDS)}-{secrets.choice(_WORDS)}-{secrets.randbelow(900) + 100}"
        if not User.objects.filter(username=name).exists():
            return name
