"""The tables of an instance.

`Entry`, `Attachment` and `Head` are the record and what hangs on it; they are only ever added to. Everything
that must not be in the record is apart from it and can be erased: names (`Person`), who may sign in as whom
(`Seat`, `Invitation`), reactions while a round is open, and secret ballots until they are closed.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

__all__ = [
    "AccessionRequest",
    "Assembly",
    "Attachment",
    "Comment",
    "Cosignature",
    "Entry",
    "Head",
    "Invitation",
    "Person",
    "Preference",
    "Reaction",
    "Seat",
    "SecretBallot",
]


class Assembly(models.Model):
    """One assembly of this instance; `id` follows from the key of its record, `seed` is that key's secret."""

    id = models.CharField(primary_key=True, max_length=40)
    slug = models.SlugField(max_length=40, unique=True)
    seed = models.BinaryField(max_length=32)
    #: Added to the present time: an assembly that tells a past meeting goes on from its own day.
    clock_offset = models.BigIntegerField(default=0)
    demo = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.slug


class Entry(models.Model):
    """One entry of a record, as its canonical bytes."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="entries")
    seq = models.IntegerField()
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "seq"], name="entry_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assembly_id}/{self.seq}"


class Attachment(models.Model):
    """What acts refer to by its SHA-256; staged until an act refers to it."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="attachments")
    sha256 = models.CharField(max_length=64)
    data = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "sha256"], name="attachment_once"),
        ]

    def __str__(self) -> str:
        return self.sha256


class Head(models.Model):
    """A signed checkpoint that was handed out; witnesses countersign it."""

    assembly = models.ForeignKey(Assembly, on_delete=models.PROTECT, related_name="heads")
    size = models.IntegerField()
    note = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "size"], name="head_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assembly_id}@{self.size}"


class Cosignature(models.Model):
    """A witness's countersignature line under a head."""

    head = models.ForeignKey(Head, on_delete=models.CASCADE, related_name="cosignatures")
    witness = models.CharField(max_length=100)
    line = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["head", "witness"], name="cosignature_once"),
        ]

    def __str__(self) -> str:
        return self.witness


class Person(models.Model):
    """The directory: the name behind an id, with the salt of its commitment. Erasable."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="people")
    participant = models.CharField(max_length=40)
    name_fa = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    salt = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "participant"], name="person_once"),
        ]

    def __str__(self) -> str:
        return self.name_en or self.name_fa or self.participant


class Seat(models.Model):
    """Which account may act as which participant or office of which assembly."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="seats")
    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="seats")
    actor = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "assembly", "actor"], name="seat_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assembly_id}/{self.actor}"


class Invitation(models.Model):
    """A one-time code for a seat, kept only as a hash."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="invitations")
    actor = models.CharField(max_length=40)
    code_hash = models.CharField(max_length=64, unique=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.assembly_id}/{self.actor}"


class Preference(models.Model):
    """A person's language and calendar."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preference")
    language = models.CharField(max_length=2, default="fa")
    calendar = models.CharField(max_length=9, default="jalali")
    timezone = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"{self.language}/{self.calendar}"


class Reaction(models.Model):
    """A participant's last reaction to a position in a round; erased when the round is closed.

    `shown` is the value that the running figures of the round hold, None while they hold none.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="reactions")
    round = models.CharField(max_length=40)
    position = models.CharField(max_length=40)
    participant = models.CharField(max_length=40)
    value = models.SmallIntegerField()
    shown = models.SmallIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "round", "participant", "position"], name="reaction_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round}/{self.position}"


class SecretBallot(models.Model):
    """A voter's last secret vote, ballot or answers to a sounding; erased when its box is closed.

    `subject` is a decision, an election or, after "sounding/", a sounding; the charter may have the answers to a
    sounding kept for members to see. The server can read these while voting is open: the charter
    page says so in plain words.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="secret_ballots")
    subject = models.CharField(max_length=40)
    voter = models.CharField(max_length=40)
    content = models.JSONField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "subject", "voter"], name="secret_ballot_once"),
        ]

    def __str__(self) -> str:
        return self.subject


class Comment(models.Model):
    """What somebody says under a clause. Talk, not an act: its author can take it back, and then it is gone.

    The record holds at most that a comment of this key was hidden, why, and a commitment to its salted text.
    """

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="comments")
    key = models.CharField(max_length=40)
    clause = models.CharField(max_length=40)
    participant = models.CharField(max_length=40)
    text = models.TextField()
    salt = models.CharField(max_length=64)
    #: The assembly's own time, as the record writes it.
    at = models.CharField(max_length=20)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["assembly", "key"], name="comment_once"),
        ]

    def __str__(self) -> str:
        return self.key


class AccessionRequest(models.Model):
    """Somebody from outside asks to join a published resolution; the secretariat confirms or declines."""

    assembly = models.ForeignKey(Assembly, on_delete=models.CASCADE, related_name="accession_requests")
    resolution = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    name_fa = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    city = models.CharField(max_length=100)
    region = models.CharField(max_length=100)
    country = models.CharField(max_length=2)
    received = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name_en or self.name_fa
