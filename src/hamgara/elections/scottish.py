"""The single transferable vote as the Scottish Local Government Elections Order 2007 prescribes it.

SSI 2007/42, Schedule 1, rules 45 to 52. All votes are integers: hundred-thousandths of a vote, times the
common denominator of the weights where mandates are split.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from hamgara.elections.ballots import Ballots, Weight, whole
from hamgara.elections.feasibility import Limits
from hamgara.elections.lots import Tie, TieKind, digest_lot, settle_tie
from hamgara.elections.outcome import Count, Parcel, PlaceAct, PlacesReport, Round, RoundAction

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

    def __init__(self, ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> None:
        self.ballots = ballots
        self.seats = seats
        self.limits = limits
        self.seed = seed
        self.names = ballots.candidates
        self.standing = [i for i, name in enumerate(self.names) if name not in ballots.withdrawn]
        self.split = lcm(1, *(weight.denominator for weight, _ in ballots.ballots))
        self.weights = [int(weight * self.split) for weight, _ in ballots.ballots]
        self.ranks = [ranks for _, ranks in ballots.ballots]
        self.one = UNIT * self.split
        # Rule 46: the valid papers over seats + 1, without its decimals, and one more.
        self.quota = sum(self.weights) // (self.split * (seats + 1)) + 1
        self.goal = self.quota * self.one
        # Where each bundle of equal papers lies: in whose pile, at which rank, at what value a paper.
        self.piles: list[list[int]] = [[] for _ in self.names]
        self.rank = [0] * len(self.ranks)
        self.value: list[Weight] = [UNIT] * len(self.ranks)
        self.votes: list[Weight] = [0] * len(self.names)
        self.continuing = set(self.standing)
        self.doomed: set[int] = set()
        self.elected: list[int] = []
        self.history: list[list[Weight]] = []
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []
        self.acts: list[PlaceAct] = []

    def run(self) -> Count:
        for paper, ranks in enumerate(self.ranks):
            self.piles[ranks[0]].append(paper)
            self.votes[ranks[0]] += self.weights[paper] * UNIT
        self.close("first-preferences", None)
        while len(self.elected) < self.seats:
            surplus = [c for c in self.elected if self.votes[c] > self.goal]
            if self.doomed:
                self.exclude(self.pick(sorted(self.doomed), "exclusion"))
            elif surplus:
                self.transfer_surplus(self.pick(surplus, "surplus"))
            else:
                self.exclude(self.pick_lowest())
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
        values = {v: self.divide(surplus, v, votes) for v in {self.value[paper] for paper in self.piles[giver]}}
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
        self.transfer("exclusion", loser, votes, {v: v for v in {self.value[p] for p in self.piles[loser]}})

    def transfer(self, action: RoundAction, giver: int, amount: Weight, values: dict[Weight, Weight]) -> None:
        """Move each paper to its next available preference at the new value; the rest has nowhere to go."""
        open_to = self.continuing - self.doomed
        gained: dict[int, Weight] = dict.fromkeys(sorted(open_to), 0)
        moved = dict.fromkeys(sorted(values), 0)
        spent: Weight = 0
        for paper in self.piles[giver]:
            ranks, rank = self.ranks[paper], self.rank[paper] + 1
            weight, value = self.weights[paper], values[self.value[paper]]
            moved[self.value[paper]] += weight
            while rank < len(ranks) and ranks[rank] not in open_to:
                rank += 1
            if rank == len(ranks):
                spent += weight * value
                continue
            self.rank[paper], self.value[paper] = rank, value
            self.piles[ranks[rank]].append(paper)
            gained[ranks[rank]] += weight * value
        self.piles[giver] = []
        for c, votes in gained.items():
            self.votes[c] += votes
        parcels = tuple(
            Parcel(whole(Fraction(moved[v], self.split)), Fraction(v, UNIT), Fraction(values[v], UNIT))
            for v in reversed(moved)
        )
        self.close(action, giver, gained, parcels, spent, amount - spent - sum(gained.values()))

    def close(
        self,
        action: RoundAction,
        candidate: int | None,
        gained: dict[int, Weight] | None = None,
        parcels: tuple[Parcel, ...] = (),
        spent: Weight = 0,
        truncated: Weight = 0,
    ) -> None:
        """End a stage: who is elected now (rules 47 and 52), and the record of it."""
        before = len(self.elected)
        # Whom the rules of place rule out must be known before anybody more is deemed elected.
        self.mark_doomed()
        while reached := [c for c in self.continuing - self.doomed if self.votes[c] >= self.goal]:
            self.elect(self.pick_next(reached))
            self.mark_doomed()
        if len(self.continuing) == self.seats - len(self.elected):
            for c in sorted(self.continuing, key=self.standing_order):
                self.elect(c)
        self.history.append(list(self.votes))
        self.rounds.append(
            Round(
                stage=len(self.history),
                action=action,
                candidate=None if candidate is None else self.names[candidate],
                votes={self.names[c]: self.exact(self.votes[c]) for c in self.standing},
                transfers={self.names[c]: self.exact(v) for c, v in (gained or {}).items() if v},
                parcels=parcels,
                non_transferable=self.exact(spent),
                truncated=self.exact(truncated),
                elected=tuple(self.names[c] for c in self.elected[before:]),
                excluded=(self.names[candidate],) if action == "exclusion" and candidate is not None else (),
            )
        )

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
        chosen, tie = settle_tie(tied, self.names, self.history, kind=kind, stage=stage, seed=self.seed)
        self.ties.append(tie)
        return chosen

    def standing_order(self, c: int) -> tuple[Sequence[Weight], str]:
        """Most votes first, now and then at earlier stages; for the rest a lot, which decides nothing."""
        past = [-votes[c] for votes in reversed(self.history)]
        return [-self.votes[c], *past], digest_lot(self.seed, len(self.history) + 1, "election", self.names[c])

    def exact(self, scaled: Weight) -> Fraction:
        return Fraction(scaled, self.one)
