"""A scene in an instance: every act goes through the same append, the same boxes and counts that the pages use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import groupby
from operator import itemgetter
from typing import Any

from hamgara.assembly import State
from hamgara.demo.telling import Opening
from hamgara.web.store import answers, boxes, closing, comments, sealing
from hamgara.web.store.directory import commit
from hamgara.web.store.log import Log, create_assembly, forget_logs, open_assembly
from hamgara.web.store.models import Assembly, Person
from hamgara.web.store.publishing import publish_resolution

__all__ = ["StoreScene", "offset_to"]

_FORM = "%Y-%m-%dT%H:%M:%SZ"


def offset_to(at: str) -> int:
    """The clock offset, in seconds, by which an assembly's present is that time."""
    then = datetime.strptime(at, _FORM).replace(tzinfo=UTC)
    return int((then - datetime.now(UTC)).total_seconds())


class StoreScene:
    """A new assembly of this instance, told act by act. Its clock stands at its opening until `settle`.

    Raises `django.db.IntegrityError` where the instance has an assembly of that address or key already.
    """

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._reactions: list[tuple[str, str, str, int]] = []
        self._answers: dict[str, dict[str, dict[str, Any]]] = {}
        self.log = create_assembly(
            opening.slug,
            opening.names,
            opening.purpose,
            opening.charter,
            timezone=opening.timezone,
            at=opening.at,
            demo=True,
            clock_offset=offset_to(opening.at),
            seed=opening.seed,
        )

    def act(self, by: str, kind: str, data: dict[str, Any], at: str) -> None:
        """Append one act."""
        self._write()
        self.log.append(by, kind, data, at=at)

    def enrol(self, participant: str, name_fa: str, name_en: str) -> str:
        """Write a name into the directory, with a salt that follows from the demonstration's seed."""
        salt = sha256(self._opening.seed + participant.encode()).hexdigest()[:32]
        Person.objects.create(
            assembly_id=self.log.assembly_id, participant=participant, name_fa=name_fa, name_en=name_en, salt=salt
        )
        return commit(salt, name_fa, name_en)

    def react(self, round: str, participant: str, position: str, value: int, at: str) -> None:
        """Keep a reaction back until the next act; then all are written in one transaction."""
        self._reactions.append((round, participant, position, value))

    def answer(self, sounding: str, voter: str, replies: dict[str, Any], at: str) -> None:
        """Keep an answer back until the next act; then all are written in one transaction."""
        self._answers.setdefault(sounding, {})[voter] = replies

    def choose(self, by: str, sounding: str, clauses: Sequence[str], at: str) -> None:
        """Append the choice of a package."""
        self.log.append(by, "package.chosen", lambda: closing.package_chosen(self.log, sounding, clauses), at=at)

    def attachment(self, sha256: str) -> bytes:
        """An attachment of the record."""
        return self.log.attachment(sha256)

    def attach(self, data: bytes) -> str:
        """Keep an attachment for the next act."""
        return self.log.stage_attachment(data)

    def ballot(self, subject: str, voter: str, content: str | bytes, at: str) -> None:
        """Cast a secret vote, or hand in a ballot that the voter has sealed."""
        if isinstance(content, bytes):
            sealing.receive(self.log, subject, voter, content, at=at)
        else:
            boxes.cast_secret(self.log, subject, voter, content)

    def comment(self, clause: str, participant: str, text: str, at: str) -> None:
        """Say something under a clause, beside the record."""
        comments.write_comment(self.log, clause, participant, text, at=at)

    def close(self, by: str, kind: str, id: str, at: str) -> None:
        """Append an act whose outcome is computed, and erase what its box or round no longer needs."""
        self._write()
        _, compute = closing.COMPUTED[kind]
        self.log.append(
            by, kind, lambda: compute(self.log, id), at=at, discard=partial(closing.discard, self.log, kind)
        )

    def publish(self, by: str, resolution: str, at: str) -> None:
        """Publish the resolution with its documents."""
        publish_resolution(self.log, by, resolution, at=at)

    def state(self) -> State:
        """The assembly as it stands."""
        return self.log.snapshot().state

    def settle(self) -> Log:
        """End the telling: the assembly's clock goes on from its last act. Returns its record."""
        self._write()
        offset = offset_to(self.state().at) + 60
        Assembly.objects.filter(pk=self.log.assembly_id).update(clock_offset=offset)
        forget_logs()
        self.log = open_assembly(self._opening.slug)
        return self.log

    def _write(self) -> None:
        """Write what was kept back, a round at a time; the boxes check each as they check those of the pages."""
        for sounding, given in self._answers.items():
            answers.answer_all(self.log, sounding, given)
        self._answers.clear()
        for round_, rows in groupby(self._reactions, key=itemgetter(0)):
            boxes.react_all(self.log, round_, [row[1:] for row in rows])
        self._reactions.clear()
