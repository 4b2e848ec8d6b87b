"""The single transferable vote by the Electoral Reform Society's rules (R. A. Newland, F. S. Britton, 3rd ed., 1997).

Votes are integers: hundredths of a vote, times the common denominator of the weights where mandates are split. The
numbers in brackets are the rules' paragraphs. A surplus is the last batch received, in one new value; candidates with
few votes are excluded together; surpluses that cannot matter yet wait; who cannot be caught any more is elected.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hamgara.elections.ballots import Ballots, Weight
from hamgara.elections.feasibility import Limits
from hamgara.elections.lots import settle_tie
from hamgara.elections.outcome import Count, format_votes
from hamgara.elections.papers import sum_by
from hamgara.elections.scottish import GregoryCount

__all__ = ["count_ers97"]


def count_ers97(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count by the rules of 1997. A round is the first preferences, a surplus, or one batch of an exclusion.

    `facts.stages` says which rounds make one stage of the rules, `facts.quota` the quota in the end. Several who are
    excluded together are one `candidate`, their names joined by " + ". With `limits`, rules of place as in the
    Scottish count; those excluded together are fewer where the rules could not be kept without all of them.
    """
    return _SocietyCount(ballots, seats, limits, seed).run()


class _SocietyCount(GregoryCount):
    method = "ers97"
    unit = 100
    look = "forward"

    def __init__(self, ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> None:
        super().__init__(ballots, seats, limits, seed)
        self.lost = 0
        # Of each pile's batches: at which value a vote.
        self.rates: list[list[int]] = [[] for _ in self.names]
        self.leaving: list[int] = []
        self.stages: list[list[int]] = [[1]]
        self.set_quota()

    def set_quota(self) -> None:
        """To two decimals, any remainder making it 0.01 more (5.1.6, 5.4.8)."""
        votes = self.total * self.unit - self.lost
        self.goal = -(-votes // (self.split * (self.seats + 1))) * self.split

    def finish(self) -> Count:
        found = super().finish()
        quota = format_votes(self.exact(self.goal))[:-3]
        facts = {"quota": quota, "stages": self.stages}
        parts = {name: getattr(found, name) for name in Count.__dataclass_fields__}
        return Count(**{**parts, "quota": None, "facts": facts})

    def deal(self, papers: npt.NDArray[Any], goals: npt.NDArray[Any], rate: int | None = None) -> None:
        super().deal(papers, goals)
        for pile, rates in zip(self.piles, self.rates, strict=True):
            rates += [self.unit if rate is None else rate] * (len(pile) - len(rates))

    def proceed(self) -> None:
        """One stage more (5.2)."""
        self.stages.append([])
        if self.doomed:
            self.drop([self.pick(sorted(self.doomed), "exclusion")])
            return
        surplus = [c for c in self.elected if self.votes[c] > self.goal]
        waiting = sum(self.votes[c] - self.goal for c in surplus)
        together = self.count_losers(waiting)
        if surplus and not together:
            self.transfer_surplus(self.pick(surplus, "surplus"))
        else:
            self.drop(self.pick_losers(together))

    def count_losers(self, waiting: Weight) -> int:
        """How many of the lowest have, with the surpluses that wait, no more than the next above (5.2.2, 5.2.5).

        Equal candidates leave together or stay together. 0 where even the lowest cannot go so.
        """
        votes = sorted(self.votes[c] for c in self.continuing)
        most = len(votes) - (self.seats - len(self.elected))
        able = (k for k in range(most, 0, -1) if votes[k - 1] < votes[k] and sum(votes[:k]) + waiting <= votes[k])
        return next(able, 0)

    def pick_losers(self, together: int) -> list[int]:
        """So many of the lowest; one alone if there is a tie, or where the rules of place cannot lose them all."""
        losers = sorted(self.continuing, key=self.votes.__getitem__)[:together]
        left = frozenset(self.continuing.difference(losers))
        if losers and (self.limits is None or self.limits.can(frozenset(self.elected), left)):
            return losers
        return [self.pick_lowest()]

    def transfer_surplus(self, giver: int) -> None:
        """The last batch received, at a value that is cut to two decimals and no more than before (5.3)."""
        papers, rate = self.piles[giver].pop(), self.rates[giver].pop()
        surplus = self.votes[giver] - self.goal
        goals = self.find_goals(papers)
        able = sum(sum_by(goals, self.weights[papers], len(self.names) + 1)[1:])
        fits = able * rate <= surplus
        value = rate if fits else int(surplus // able)
        self.votes[giver] = self.goal
        left = surplus - able * value
        self.move("surplus", [giver], papers, goals, rate, value, left if fits else 0, 0 if fits else left)

    def drop(self, losers: list[int]) -> None:
        """Exclude, moving papers batch by batch from the highest value down (5.4); or end the count (5.5.1)."""
        losers.sort(key=self.names.__getitem__)
        self.continuing.difference_update(losers)
        self.doomed.difference_update(losers)
        if len(self.continuing) == self.seats - len(self.elected):
            self.close("exclusion", losers)
            return
        self.leaving = losers
        batches: dict[int, list[tuple[int, npt.NDArray[Any]]]] = {}
        for c in losers:
            for rate, papers in zip(self.rates[c], self.piles[c], strict=True):
                batches.setdefault(rate, []).append((c, papers))
            self.piles[c], self.rates[c] = [], []
        if not batches:
            self.close("exclusion", losers)
        for rate in sorted(batches, reverse=True):
            for c, papers in batches[rate]:
                self.votes[c] -= int(self.weights[papers].sum()) * rate
            papers = np.concatenate([papers for _, papers in batches[rate]])
            goals = self.find_goals(papers)
            spent = int(self.weights[papers[goals == 0]].sum()) * rate
            self.move("exclusion", losers, papers, goals, rate, rate, spent, 0)
            if len(self.elected) == self.seats:
                break
        self.leaving = []

    def move(
        self,
        action: Any,
        givers: list[int],
        papers: npt.NDArray[Any],
        goals: npt.NDArray[Any],
        rate: int,
        value: int,
        spent: Weight,
        cut: Weight,
    ) -> None:
        sums = sum_by(goals, self.weights[papers], len(self.names) + 1)
        gained: dict[int, Weight] = {c: sums[c + 1] * value for c in sorted(self.continuing - self.doomed)}
        for c, votes in gained.items():
            self.votes[c] += votes
        self.deal(papers, goals, value)
        self.lost += int(spent + cut)
        if not self.elected and self.lost:
            self.set_quota()
        parcel = self.wrap(sum(sums) if action == "exclusion" else sum(sums[1:]), rate, value)
        self.close(action, givers, gained, (parcel,), spent, cut)

    def close(self, action: Any, candidate: Any, *parts: Any) -> None:
        before = self.stages[-1][-1:]
        super().close(action, candidate, *parts)
        if len(self.rounds) not in before:
            self.stages[-1].append(len(self.rounds))

    def deem(self) -> None:
        """In descending order of votes, whoever has the quota, or a share of the active vote (5.1.7, 5.6.2)."""
        self.mark_doomed()
        while len(self.elected) < self.seats and (able := self.continuing - self.doomed):
            vacant = self.seats - len(self.elected)
            active = sum(self.votes[c] for c in [*self.continuing, *self.leaving])
            active += sum(self.votes[c] - self.goal for c in self.elected if self.votes[c] > self.goal)
            most = max(self.votes[c] for c in able)
            if not most or (most < self.goal and most * (vacant + 1) < active):
                return
            top = sorted((c for c in able if self.votes[c] == most), key=self.standing_order)
            if len(top) > vacant:
                # Whom no earlier point sets apart is not elected yet: no lot is drawn here.
                chosen, tie = self.look_up(top)
                if tie.lot and len(tie.lot) > vacant:
                    return
                if not tie.lot:
                    self.ties.append(tie)
            elif self.limits is not None and not self.limits.can(
                frozenset([*self.elected, *top]), frozenset(self.continuing.difference(top))
            ):
                chosen = self.pick(top, "election")
            else:
                chosen = top[0]
            self.elect(chosen)
            self.mark_doomed()

    def look_up(self, tied: list[int]) -> tuple[int, Any]:
        stage = len(self.history) + 1
        return settle_tie(tied, self.names, self.history, kind="election", stage=stage, seed=self.seed, look="forward")
