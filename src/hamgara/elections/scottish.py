"""The single transferable vote as the Scottish Local Government Elections Order 2007 prescribes it.

SSI 2007/42, Schedule 1, rules 45 to 52. All votes are integers: hundred-thousandths of a vote, times the
common denominator of the weights where mandates are split.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from hamgara.elections.ballots import Ballots, Weight, whole
from hamgara.elections.feasibility import Limits
from hamgara.elections.lots import Look, Tie, TieKind, digest_lot, settle_tie
from hamgara.elections.outcome import Count, Parcel, PlaceAct, PlacesReport, Round, RoundAction
from hamgara.elections.papers import sum_by

__all__ = ["GregoryCount", "count_scottish"]

UNIT = 100_000  # rule 48(3): five decimal places


def count_scottish(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count by the Order. A stage is the first preferences, the transfer of a surplus, or an exclusion.

    With `limits`, a candidate whose exclusion would make the rules of place impossible is kept, and one whose
    election would is excluded before anything else is transferred; without, nothing differs from the Order.
    """
    return GregoryCount(ballots, seats, limits, seed).run()


class GregoryCount:
    """A count by stages that moves all papers of a candidate, at values cut as `divide` says."""

    method = "scottish-stv"
    unit = UNIT
    look: Look = "back"

    def __init__(self, ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> None:
        self.ballots = ballots
        self.seats = seats
        self.limits = limits
        self.seed = seed
        self.names = ballots.candidates
        self.standing = [i for i, name in enumerate(self.names) if name not in ballots.withdrawn]
        papers = ballots.papers
        self.codes, self.weights, self.split = papers.codes, papers.weights, papers.split
        self.total = int(self.weights.sum())
        self.one = self.unit * self.split
        # Rule 46: the valid papers over seats + 1, without its decimals, and one more.
        self.quota = self.total // (self.split * (seats + 1)) + 1
        self.goal = self.quota * self.one
        # In whose pile each paper lies, and at what value a vote: an index into `values`.
        self.piles: list[list[npt.NDArray[Any]]] = [[] for _ in self.names]
        self.values: list[Weight] = [self.unit]
        self.value: npt.NDArray[np.int32] = np.zeros(len(self.weights), dtype=np.int32)
        self.votes: list[Weight] = [0] * len(self.names)
        self.continuing = set(self.standing)
        self.doomed: set[int] = set()
        self.elected: list[int] = []
        self.history: list[list[Weight]] = []
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []
        self.acts: list[PlaceAct] = []

    def run(self) -> Count:
        first = self.codes[:, 0]
        self.votes = [number * self.unit for number in sum_by(first, self.weights, len(self.names) + 1)[1:]]
        self.deal(np.arange(len(first), dtype=np.int32), first)
        self.close("first-preferences", None)
        while len(self.elected) < self.seats:
            self.proceed()
        return self.finish()

    def proceed(self) -> None:
        """One stage more: rules 48 to 51."""
        surplus = [c for c in self.elected if self.votes[c] > self.goal]
        if self.doomed:
            self.exclude(self.pick(sorted(self.doomed), "exclusion"))
        elif surplus:
            self.transfer_surplus(self.pick(surplus, "surplus"))
        else:
            self.exclude(self.pick_lowest())

    def finish(self) -> Count:
        report = None
        if self.limits is not None and self.acts:
            free = type(self)(self.ballots, self.seats, None, self.seed).run().elected
            report = PlacesReport(self.limits.rules, tuple(self.acts), free)
        return Count(
            method=self.method,
            seats=self.seats,
            quota=self.quota,
            valid=self.ballots.valid,
            invalid=self.ballots.invalid,
            elected=tuple(self.names[c] for c in self.elected),
            rounds=tuple(self.rounds),
            ties=tuple(self.ties),
            places=report,
        )

    def divide(self, surplus: Weight, value: Weight, votes: Weight) -> Weight:
        """Rule 48(3): the new value of a paper, with five decimals, the rest dropped."""
        return surplus * value // votes

    def transfer_surplus(self, giver: int) -> None:
        """Rule 48: all papers of the candidate, at (surplus * value when received) / votes, truncated."""
        surplus, votes = self.votes[giver] - self.goal, self.votes[giver]
        values = {v: self.divide(surplus, v, votes) for v in self.list_values(giver)}
        self.votes[giver] = self.goal
        self.transfer("surplus", giver, surplus, values)

    def exclude(self, loser: int) -> None:
        """Rule 50: all papers of the candidate, at the values at which they were received."""
        self.continuing.discard(loser)
        self.doomed.discard(loser)
        if len(self.continuing) == self.seats - len(self.elected):
            # Rule 52(2): the last vacancies can be filled, so nothing more is transferred.
            self.close("exclusion", loser)
            return
        votes, self.votes[loser] = self.votes[loser], 0
        self.transfer("exclusion", loser, votes, {v: v for v in self.list_values(loser)})

    def transfer(self, action: RoundAction, giver: int, amount: Weight, values: dict[Weight, Weight]) -> None:
        """Move each paper to its next available preference at the new value; the rest has nowhere to go."""
        size = len(self.names) + 1
        papers = self.pile(giver)
        goal = self.find_goals(papers)
        level = self.value[papers]
        sums = sum_by(level * np.int64(size) + goal, self.weights[papers], len(self.values) * size)
        fresh = self.value_levels(values)
        gained: dict[int, Weight] = dict.fromkeys(sorted(self.continuing - self.doomed), 0)
        moved: dict[Weight, int] = {}
        spent: Weight = 0
        for old, value in enumerate(self.values[: len(sums) // size]):
            row = sums[old * size : (old + 1) * size]
            if weight := sum(row):
                moved[value] = weight
                spent += row[0] * values[value]
                for c in gained:
                    gained[c] += row[c + 1] * values[value]
        self.value[papers] = fresh[level]
        self.piles[giver] = []
        self.deal(papers, goal)
        for c, votes in gained.items():
            self.votes[c] += votes
        parcels = tuple(self.wrap(moved[v], v, values[v]) for v in sorted(moved, reverse=True))
        self.close(action, giver, gained, parcels, spent, amount - spent - sum(gained.values()))

    def find_goals(self, papers: npt.NDArray[Any]) -> npt.NDArray[Any]:
        """The code of each paper's next available preference; 0 where there is none."""
        rows = np.take(self.codes, papers, axis=0)
        is_open = np.zeros(len(self.names) + 1, dtype=bool)
        is_open[[c + 1 for c in self.continuing - self.doomed]] = True
        able = is_open[rows]
        # Nobody opens again, so the first who is open now is the next available.
        place = able.argmax(axis=1)
        line = np.arange(len(papers))
        return np.where(able[line, place], rows[line, place], 0)

    def deal(self, papers: npt.NDArray[Any], goals: npt.NDArray[Any]) -> None:
        """Lay papers on the piles of those whose codes are the goals; those of code 0 lie nowhere any more."""
        order = np.argsort(goals, kind="stable")
        bounds = np.searchsorted(goals[order], np.arange(1, len(self.names) + 2)).tolist()
        for c, pile in enumerate(self.piles):
            if bounds[c] < bounds[c + 1]:
                pile.append(papers[order[bounds[c] : bounds[c + 1]]])

    def pile(self, c: int) -> npt.NDArray[Any]:
        piles = self.piles[c]
        return np.concatenate(piles) if piles else np.zeros(0, dtype=np.int32)

    def list_values(self, c: int) -> set[Weight]:
        """The values at which the papers of a candidate lie there."""
        return {self.values[level] for level in np.flatnonzero(np.bincount(self.value[self.pile(c)])).tolist()}

    def value_levels(self, values: dict[Weight, Weight]) -> npt.NDArray[np.int32]:
        """For each index of a value, the index of what it becomes; values that are new get an index."""
        known = {value: level for level, value in enumerate(self.values)}
        levels = [known.setdefault(values.get(value, value), len(known)) for value in self.values]
        self.values = list(known)
        return np.array(levels, dtype=np.int32)

    def close(
        self,
        action: RoundAction,
        candidate: int | list[int] | None,
        gained: dict[int, Weight] | None = None,
        parcels: tuple[Parcel, ...] = (),
        spent: Weight = 0,
        truncated: Weight = 0,
    ) -> None:
        """End a stage: who is elected now (rules 47 and 52), and the record of it."""
        before = len(self.elected)
        who = [candidate] if isinstance(candidate, int) else candidate or []
        self.deem()
        if len(self.continuing) == self.seats - len(self.elected):
            for c in sorted(self.continuing, key=self.standing_order):
                self.elect(c)
        self.history.append(list(self.votes))
        self.rounds.append(
            Round(
                stage=len(self.history),
                action=action,
                candidate=" + ".join(self.names[c] for c in who) or None,
                votes={self.names[c]: self.exact(self.votes[c]) for c in self.standing},
                transfers={self.names[c]: self.exact(v) for c, v in (gained or {}).items() if v},
                parcels=parcels,
                non_transferable=self.exact(spent),
                truncated=self.exact(truncated),
                elected=tuple(self.names[c] for c in self.elected[before:]),
                excluded=tuple(self.names[c] for c in who) if action == "exclusion" else (),
            )
        )

    def deem(self) -> None:
        """Rule 47: elected is whoever has the quota."""
        # Whom the rules of place rule out must be known before anybody more is deemed elected.
        self.mark_doomed()
        while reached := [c for c in self.continuing - self.doomed if self.votes[c] >= self.goal]:
            self.elect(self.pick_next(reached))
            self.mark_doomed()

    def elect(self, winner: int) -> None:
        self.continuing.discard(winner)
        self.elected.append(winner)

    def pick_next(self, reached: list[int]) -> int:
        """Whom to deem elected first: it matters only where the rules cannot take all who have the quota."""
        reached.sort(key=self.standing_order)
        elected, others = frozenset([*self.elected, *reached]), frozenset(self.continuing.difference(reached))
        if self.limits is None or self.limits.can(elected, others):
            return reached[0]
        return self.pick(reached, "election")

    def pick_lowest(self) -> int:
        """Rules 50 and 51: the fewest votes, among those whom the rules of place let go."""
        free = self.continuing
        if self.limits is not None:
            elected, continuing = frozenset(self.elected), frozenset(self.continuing)
            free = {c for c in continuing if not self.limits.is_guarded(c, elected, continuing)}
        loser = self.pick(sorted(free), "exclusion")
        kept = [c for c in self.continuing - free if self.votes[c] <= self.votes[loser]]
        for c in sorted(kept, key=self.standing_order):
            self.note("guarded", c, frozenset(self.elected), self.continuing - {c}, self.names[loser])
        return loser

    def mark_doomed(self) -> None:
        if self.limits is None or len(self.elected) >= self.seats:
            return
        elected, continuing = frozenset(self.elected), frozenset(self.continuing - self.doomed)
        for c in sorted(continuing, key=self.standing_order):
            if self.limits.is_doomed(c, elected, continuing):
                self.doomed.add(c)
                self.note("doomed", c, elected | {c}, continuing - {c}, None)

    def note(
        self,
        act: str,
        c: int,
        elected: frozenset[int],
        continuing: set[int] | frozenset[int],
        instead: str | None,
    ) -> None:
        assert self.limits is not None
        rules = self.limits.find_conflict(elected, frozenset(continuing))
        stage = len(self.history) + 1
        self.acts.append(PlaceAct(stage, "guarded" if act == "guarded" else "doomed", self.names[c], rules, instead))

    def pick(self, among: list[int], kind: TieKind) -> int:
        """The candidate with the fewest votes (exclusion) or the most; a tie as rules 49 and 51 say."""
        wanted = (min if kind == "exclusion" else max)(self.votes[c] for c in among)
        tied = [c for c in among if self.votes[c] == wanted]
        if len(tied) == 1:
            return tied[0]
        stage = len(self.history) + 1
        # Between stages the last of the history is the present one, at which the tied are equal.
        chosen, tie = settle_tie(tied, self.names, self.history, kind=kind, stage=stage, seed=self.seed, look=self.look)
        self.ties.append(tie)
        return chosen

    def standing_order(self, c: int) -> tuple[Sequence[Weight], str]:
        """Most votes first, now and then at earlier stages; for the rest a lot, which decides nothing."""
        past = [-votes[c] for votes in reversed(self.history)]
        return [-self.votes[c], *past], digest_lot(self.seed, len(self.history) + 1, "election", self.names[c])

    def wrap(self, papers: int, received: Weight, value: Weight) -> Parcel:
        return Parcel(whole(Fraction(papers, self.split)), Fraction(received, self.unit), Fraction(value, self.unit))

    def exact(self, scaled: Weight) -> Fraction:
        return Fraction(scaled, self.one)
