"""Comments under clauses: kept beside the record and never in it, so that what was said can be taken back."""

from __future__ import annotations

import hashlib
import secrets

from django.db.models import QuerySet

from hamgara.record import canonical
from hamgara.web.store import directory
from hamgara.web.store.log import Log
from hamgara.web.store.models import Comment

__all__ = ["LONGEST", "comments_under", "digest_of", "find_comment", "take_back", "write_comment"]

#: The longest comment, in characters.
LONGEST = 2000


def comments_under(log: Log, clause: str) -> QuerySet[Comment]:
    """The comments under a clause, the earliest first."""
    return Comment.objects.filter(assembly_id=log.assembly_id, clause=clause).order_by("pk")


def find_comment(log: Log, key: str) -> Comment | None:
    """The comment of that key; None where there is none, or none any more."""
    return Comment.objects.filter(assembly_id=log.assembly_id, key=key).first()


def write_comment(log: Log, clause: str, participant: str, text: str, *, at: str = "") -> str:
    """Keep a comment of that time (of now where none is given); returns its key."""
    key = directory.new_id("t")
    Comment.objects.create(
        assembly_id=log.assembly_id,
        key=key,
        clause=clause,
        participant=participant,
        text=text,
        salt=secrets.token_hex(16),
        at=at or log.now(),
    )
    return key


def take_back(log: Log, key: str, participant: str) -> bool:
    """Erase a comment of that participant; false where there is none."""
    found = Comment.objects.filter(assembly_id=log.assembly_id, key=key, participant=participant)
    return bool(found.delete()[0])


def digest_of(comment: Comment) -> str:
    """The commitment to a comment's text that hiding it states: the SHA-256 of its canonical form with its salt."""
    return hashlib.sha256(canonical({"salt": comment.salt, "text": comment.text})).hexdigest()
