"""What a telling needs: a scene that keeps the record, an opening, and a narrator with a clock of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from hamgara.assembly import Charter, State
from hamgara.assembly.act import SECRETARIAT

__all__ = ["Narrator", "Opening", "Scene"]

_FORM = "%Y-%m-%dT%H:%M:%SZ"


class Scene(Protocol):
    """What keeps the record while something is told: a database, or the memory of a test.

    Every method raises `hamgara.assembly.Refused` where what is told is not in order.
    """

    def act(self, by: str, kind: str, data: dict[str, Any], at: str) -> None:
        """Append one act."""

    def enrol(self, participant: str, name_fa: str, name_en: str) -> str:
        """Write a name into the directory; returns its commitment (64 hexadecimal digits)."""

    def react(self, round: str, participant: str, position: str, value: int, at: str) -> None:
        """React to a position of an open round: 1 agree, -1 disagree, 0 pass."""

    def answer(self, sounding: str, voter: str, replies: dict[str, Any], at: str) -> None:
        """Answer an open sounding: by clause sign, refuse, or a condition."""

    def choose(self, by: str, sounding: str, clauses: Sequence[str], at: str) -> None:
        """Append the choice of a package from a closed sounding; who would sign it is counted."""

    def attachment(self, sha256: str) -> bytes:
        """An attachment of the record."""

    def attach(self, data: bytes) -> str:
        """Keep an attachment for an act that is about to refer to it; returns its SHA-256."""

    def ballot(self, subject: str, voter: str, content: str | bytes, at: str) -> None:
        """Cast a secret vote (a choice), or hand in a ballot that the voter has sealed."""

    def comment(self, clause: str, participant: str, text: str, at: str) -> None:
        """Say something under a clause, beside the record."""

    def close(self, by: str, kind: str, id: str, at: str) -> None:
        """Append an act whose outcome is computed.

        These are `quorum.counted`, `round.closed`, `sounding.closed`, `decision.closed`, `list.closed`,
        `ballots.closed` and `result.declared`; `id` is that of the sitting, round, sounding, decision, voting list or
        election.
        """

    def publish(self, by: str, resolution: str, at: str) -> None:
        """Attach the documents of an adopted resolution and append its publication."""

    def state(self) -> State:
        """The assembly as it stands."""


@dataclass(frozen=True, slots=True)
class Opening:
    """How an assembly begins: its address, what it is called and for, its charter, its zone, when; `seed` is that
    of its key, which only a demonstration fixes.
    """

    slug: str
    names: Mapping[str, str]
    purpose: Mapping[str, str]
    charter: Charter
    timezone: str
    at: str
    seed: bytes


class Narrator:
    """Tells acts to a scene, one a few seconds after the other; the clock is turned on by the story."""

    def __init__(self, scene: Scene, at: str) -> None:
        self.scene = scene
        self._now = _read(at)

    @property
    def now(self) -> str:
        """The time of the last act, RFC 3339."""
        return self._now.strftime(_FORM)

    def turn(self, at: str) -> None:
        """Turn the clock on. Raises `ValueError` where the story has already gone past that time."""
        then = _read(at)
        if then < self._now:
            raise ValueError(f"the story is at {self.now}, later than {at}")
        self._now = then

    def tell(self, by: str, kind: str, data: dict[str, Any], *, after: int = 20) -> None:
        """Append an act, so many seconds after the last."""
        self._pass(after)
        self.scene.act(by, kind, data, self.now)

    def react(self, round_: str, participant: str, position: str, value: int, *, after: int = 0) -> None:
        """React to a position."""
        self._pass(after)
        self.scene.react(round_, participant, position, value, self.now)

    def answer(self, sounding: str, voter: str, replies: dict[str, Any], *, after: int = 0) -> None:
        """Answer a sounding."""
        self._pass(after)
        self.scene.answer(sounding, voter, replies, self.now)

    def choose(self, sounding: str, clauses: Sequence[str], *, after: int = 300) -> None:
        """Have the secretariat make a package the draft."""
        self._pass(after)
        self.scene.choose(SECRETARIAT, sounding, clauses, self.now)

    def attachment(self, sha256: str) -> bytes:
        """An attachment of the record."""
        return self.scene.attachment(sha256)

    def attach(self, data: bytes) -> str:
        """Keep an attachment for an act that is about to refer to it; returns its SHA-256."""
        return self.scene.attach(data)

    def ballot(self, subject: str, voter: str, content: str | bytes, *, after: int = 3) -> None:
        """Cast a secret vote, or hand in a ballot that the voter has sealed."""
        self._pass(after)
        self.scene.ballot(subject, voter, content, self.now)

    def comment(self, clause: str, participant: str, text: str, *, after: int = 60) -> None:
        """Say something under a clause."""
        self._pass(after)
        self.scene.comment(clause, participant, text, self.now)

    def close(self, kind: str, subject: str, *, after: int = 20) -> None:
        """Have the secretariat append an act whose outcome is computed."""
        self._pass(after)
        self.scene.close(SECRETARIAT, kind, subject, self.now)

    def publish(self, resolution: str, *, after: int = 60) -> None:
        """Have the secretariat publish a resolution."""
        self._pass(after)
        self.scene.publish(SECRETARIAT, resolution, self.now)

    def _pass(self, seconds: int) -> None:
        self._now += timedelta(seconds=seconds)


def _read(at: str) -> datetime:
    return datetime.strptime(at, _FORM).replace(tzinfo=UTC)
