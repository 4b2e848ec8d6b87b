"""The book that every method keeps which elects one candidate after another: who is open, ties, rules of place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, Literal

from hamgara.elections.ballots import Weight
from hamgara.elections.feasibility import Limits
from hamgara.elections.graded import AnyBallots
from hamgara.elections.lots import Tie, digest_lot
from hamgara.elections.outcome import Count, Measure, PlaceAct, PlacesReport, Round, RoundAction

__all__ = ["Choices", "list_standing"]


def list_standing(ballots: AnyBallots) -> list[int]:
    """The positions of the candidates who have not withdrawn."""
    gone = set(ballots.withdrawn)
    return [c for c, name in enumerate(ballots.candidates) if name not in gone]


class Choices:
    """Whom a sequential method has elected, who is still open, and what was recorded on the way."""

    def __init__(self, method: str, ballots: AnyBallots, seats: int, limits: Limits | None, seed: str) -> None:
        self.method = method
        self.ballots = ballots
        self.seats = seats
        self.limits = limits
        self.seed = seed
        self.names = ballots.candidates
        self.elected: list[int] = []
        self.open = set(list_standing(ballots))
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []
        self.acts: list[PlaceAct] = []

    @property
    def vacant(self) -> bool:
        """Whether a seat is still to be filled."""
        return len(self.elected) < self.seats

    @property
    def stage(self) -> int:
        """The number of the stage that is under way."""
        return len(self.rounds) + 1

    def pass_over(self, c: int) -> bool:
        """Close a candidate with whom the rules of place could not be kept; say whether it was so."""
        elected, others = frozenset(self.elected), frozenset(self.open)
        if self.limits is None or not self.limits.is_doomed(c, elected, others):
            return False
        rules = self.limits.find_conflict(elected | {c}, others - {c})
        self.acts.append(PlaceAct(self.stage, "doomed", self.names[c], rules))
        self.open.discard(c)
        return True

    def pick(self, values: Mapping[int, Weight], best: Literal["most", "least"] = "most") -> int | None:
        """The open candidate with the best value, by lot among equals.

        None where all of the best had to be passed over: they are closed now, and the caller tries again.
        """
        wanted = (max if best == "most" else min)(values.values())
        tied = [c for c in sorted(values, key=lambda c: self.names[c]) if values[c] == wanted]
        tied = [c for c in tied if not self.pass_over(c)]
        return self.draw(tied) if tied else None

    def draw(self, tied: list[int]) -> int:
        """One of those candidates, by lot where there are several."""
        if len(tied) == 1:
            return tied[0]
        digests = {c: digest_lot(self.seed, self.stage, "election", self.names[c]) for c in tied}
        chosen = min(tied, key=digests.__getitem__)
        lot = tuple(sorted((self.names[c], digest) for c, digest in digests.items()))
        everyone = tuple(name for name, _ in lot)
        self.ties.append(Tie(self.stage, "election", everyone, (self.names[chosen],), (), lot, self.seed))
        return chosen

    def draw_any(self) -> int | None:
        """One of all who are open, by lot, where nothing speaks for any; None as in `pick`."""
        return self.pick(dict.fromkeys(self.open, 0))

    def elect(self, c: int, values: Mapping[int, Weight], measure: Measure, action: RoundAction = "choice") -> None:
        """Elect the candidate and close the stage, recording the value of everyone who was open."""
        votes = {self.names[d]: Fraction(values[d]) for d in sorted(values)}
        name = self.names[c]
        self.rounds.append(Round(self.stage, action, name, votes, elected=(name,), measure=measure))
        self.elected.append(c)
        self.open.discard(c)

    def choose(
        self,
        values: Mapping[int, Weight],
        measure: Measure,
        best: Literal["most", "least"] = "most",
        action: RoundAction = "choice",
    ) -> int:
        """Pick and elect, passing over as many as the rules of place demand. Gives the candidate elected."""
        chosen = None
        while chosen is None:
            values = {c: values[c] for c in values if c in self.open}
            chosen = self.pick(values, best)
        self.elect(chosen, values, measure, action)
        return chosen

    def finish(
        self, free: Callable[[], Count], facts: Mapping[str, Any] | None = None, quota: int | None = None
    ) -> Count:
        """The outcome; `free` counts the same ballots without rules, for the report, if a rule acted."""
        report = None
        if self.limits is not None and self.acts:
            report = PlacesReport(self.limits.rules, tuple(self.acts), free().elected)
        return Count(
            self.method,
            self.seats,
            quota,
            self.ballots.valid,
            self.ballots.invalid,
            tuple(self.names[c] for c in self.elected),
            tuple(self.rounds),
            tuple(self.ties),
            report,
            facts or {},
        )
