"""Names and seats: who is behind an id, and who may sign in as whom. None of it is in the record."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from hamgara.record import canonical
from hamgara.web.store.log import Log
from hamgara.web.store.models import Comment, Invitation, Person, Seat

__all__ = [
    "InvitationInvalid",
    "Name",
    "commit",
    "enrol",
    "erase",
    "find_invitation",
    "forget_names",
    "invite",
    "names",
    "new_id",
    "redeem",
]

#: Letters of invitation codes: no vowels, so that no words form, and nothing that looks like another.
_LETTERS = "bcdfghjkmnpqrstvwxyz23456789"


class InvitationInvalid(Exception):  # noqa: N818 - it is the invitation that is invalid
    """The code is unknown, used or expired; which of these is not said."""


@dataclass(frozen=True, slots=True)
class Name:
    """A person's or organisation's name in both languages; at least one is given."""

    fa: str
    en: str

    def in_language(self, language: str) -> str:
        """The name in that language, or in the other where it is all there is."""
        return (self.fa or self.en) if language == "fa" else (self.en or self.fa)


def new_id(prefix: str) -> str:
    """A random short id: 9 letters of base 28 (43 bits) behind a prefix that tells a reader what it is."""
    return f"{prefix}-" + "".join(secrets.choice(_LETTERS) for _ in range(9))


def commit(salt: str, name_fa: str, name_en: str) -> str:
    """The salted commitment to a name that the record holds: SHA-256 of its canonical form."""
    return hashlib.sha256(canonical({"salt": salt, "fa": name_fa, "en": name_en})).hexdigest()


def enrol(log: Log, participant: str, name_fa: str, name_en: str) -> str:
    """Write a name into the directory; returns the commitment for the record."""
    name_fa, name_en = (unicodedata.normalize("NFC", n.strip()) for n in (name_fa, name_en))
    salt = secrets.token_hex(16)
    Person.objects.update_or_create(
        assembly_id=log.assembly_id,
        participant=participant,
        defaults={"name_fa": name_fa, "name_en": name_en, "salt": salt},
    )
    _known.pop(log.assembly_id, None)
    return commit(salt, name_fa, name_en)


def erase(log: Log, participant: str) -> None:
    """Erase a name, its salt, and the seats, invitations and comments of that participant."""
    with transaction.atomic():
        of_log = {"assembly_id": log.assembly_id}
        Person.objects.filter(participant=participant, **of_log).delete()
        Seat.objects.filter(actor=participant, **of_log).delete()
        Invitation.objects.filter(actor=participant, **of_log).delete()
        Comment.objects.filter(participant=participant, **of_log).delete()
    _known.pop(log.assembly_id, None)


#: For how many seconds a process may show names without asking the database again.
FRESH = 2.0
_known: dict[str, tuple[float, Mapping[str, Name]]] = {}


def names(log: Log) -> Mapping[str, Name]:
    """The whole directory of an assembly, by participant; at most two seconds old."""
    asked, found = _known.get(log.assembly_id, (0.0, {}))
    if time.monotonic() - asked > FRESH:
        rows = Person.objects.filter(assembly_id=log.assembly_id)
        listed = rows.values_list("participant", "name_fa", "name_en")
        found = {p: Name(fa, en) for p, fa, en in listed}
        _known[log.assembly_id] = time.monotonic(), found
    return found


def forget_names() -> None:
    """Drop what this process knows of names; the next use reads them anew."""
    _known.clear()


def _hash(code: str) -> str:
    cleaned = "".join(code.lower().split()).replace("-", "")
    return hashlib.sha256(b"hamgara invitation\0" + cleaned.encode()).hexdigest()


def invite(log: Log, actor: str, *, days: int = 30) -> str:
    """Make a one-time code for a seat; it is shown once, and earlier unused codes of that seat end."""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(5)) for _ in range(4))
    with transaction.atomic():
        Invitation.objects.filter(assembly_id=log.assembly_id, actor=actor, used=None).delete()
        Invitation.objects.create(
            assembly_id=log.assembly_id,
            actor=actor,
            code_hash=_hash(code),
            expires=timezone.now() + timedelta(days=days),
        )
    return code


def find_invitation(code: str) -> Invitation:
    """The open invitation of that code. Raises `InvitationInvalid`."""
    wanted = _hash(code)
    found = Invitation.objects.select_related("assembly").filter(code_hash=wanted, used=None).first()
    if found is None or not hmac.compare_digest(found.code_hash, wanted) or found.expires < timezone.now():
        raise InvitationInvalid
    return found


def redeem(code: str, user: User) -> Seat:
    """Use up a code and give its seat to the account. Raises `InvitationInvalid`."""
    with transaction.atomic():
        found = find_invitation(code)
        used = Invitation.objects.filter(pk=found.pk, used=None).update(used=timezone.now())
        if not used:
            raise InvitationInvalid
        seat, _ = Seat.objects.get_or_create(user=user, assembly=found.assembly, actor=found.actor)
    return seat
