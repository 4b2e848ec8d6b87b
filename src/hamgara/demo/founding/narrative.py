"""The narrator of the founding meeting: it knows the cast, and who is in the room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hamgara.assembly import State
from hamgara.assembly.act import SECRETARIAT
from hamgara.demo.founding.outlook import draw, vote
from hamgara.demo.founding.people import Cast, Figure
from hamgara.demo.telling import Narrator, Scene

__all__ = ["Story"]


class Story(Narrator):
    """A narrator with a cast; `sitting` is the sitting that is open, empty between sittings."""

    def __init__(self, scene: Scene, at: str, cast: Cast) -> None:
        super().__init__(scene, at)
        self.cast = cast
        self.sitting = ""
        self._figures = {figure.id: figure for figure in cast.figures.values()}

    @property
    def state(self) -> State:
        """The assembly as it stands."""
        return self.scene.state()

    def office(self, kind: str, data: dict[str, Any], *, after: int = 20) -> None:
        """Have the secretariat do an act."""
        self.tell(SECRETARIAT, kind, data, after=after)

    def by(self, key: str, kind: str, data: dict[str, Any], *, after: int = 20) -> None:
        """Have a figure, or the secretariat, do an act."""
        self.tell(self.cast.id(key), kind, data, after=after)

    def figure(self, participant: str) -> Figure:
        """The figure behind an id."""
        return self._figures[participant]

    def present(self) -> list[Figure]:
        """Who is in the room."""
        return [self.figure(p) for p in self.state.meetings.sittings[self.sitting].present]

    def decide(
        self,
        decision: str,
        subject: dict[str, Any],
        stance: Sequence[int],
        *,
        topic: str = "",
        text: dict[str, str] | None = None,
    ) -> bool:
        """Put a subject to the vote in the sitting, call the roll, close; returns whether it is adopted."""
        data: dict[str, Any] = {"id": decision, "subject": subject, "sitting": self.sitting}
        if text is not None:
            data["text"] = text
        self.office("decision.opened", data, after=60)
        for figure in self.present():
            # Some are out of the room for a moment, whatever is being voted on.
            if draw(100, figure.key, decision, "away") < 96:
                choice = vote(figure, stance, topic or decision)
                self.tell(figure.id, "vote.cast", {"decision": decision, "choice": choice}, after=2)
        self.close("decision.closed", decision)
        return self.state.decisions.decisions[decision].adopted
