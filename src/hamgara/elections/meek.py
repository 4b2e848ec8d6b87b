"""Meek's single transferable vote, with a bound on the error that decides what may be called a difference.

The counts of Meek's method are roots of polynomials, so they have no last decimal. Here keep values are whole
multiples of 2**-96, rounded up, and votes for given keep values are exact. As in the paper, every iteration keeps
each of the elected at the quota or above, and keep values only fall towards the solution; then what is left of the
surplus bounds what any other candidate can still gain. It is driven below 1e-9 of a vote before anybody is excluded.
"""

from __future__ import annotations

import itertools
from fractions import Fraction
from functools import partial
from math import lcm

from hamgara.elections.ballots import Ballots, Ranks
from hamgara.elections.choices import list_standing
from hamgara.elections.feasibility import Limits
from hamgara.elections.lots import Tie, TieKind, digest_lot, settle_tie
from hamgara.elections.outcome import Count, CountError, PlaceAct, PlacesReport, Round

__all__ = ["OMEGA", "count_meek"]

OMEGA = Fraction(1, 10**9)
_ONE = 1 << 96
_TURNS = 100_000


def count_meek(ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> Count:
    """Count by Meek's method: quota (votes - excess) / (seats + 1), no rounding; elected is who equals or exceeds it.

    If one more than there are seats have exactly the quota, the paper's multi-way tie, nobody is elected by it.
    Exclusion comes only when the surplus is below 1e-9 and nobody else has the quota. Candidates whose votes
    differ by no more than the error are tied: the most recent stage at which they differed by more decides, then a lot.
    """
    return _MeekCount(ballots, seats, limits, seed).run()


class _MeekCount:
    def __init__(self, ballots: Ballots, seats: int, limits: Limits | None, seed: str) -> None:
        self.ballots = ballots
        self.seats = seats
        self.limits = limits
        self.seed = seed
        self.names = ballots.candidates
        self.standing = list_standing(ballots)
        self.split = lcm(1, *(weight.denominator for weight, _ in ballots.ballots))
        self.papers = [(int(weight * self.split), ranks) for weight, ranks in ballots.ballots]
        self.total = sum(weight for weight, _ in self.papers)
        self.keep = dict.fromkeys(self.standing, _ONE)
        self.hopeful = set(self.standing)
        self.elected: list[int] = []
        self.out: list[int] = []
        self.votes: list[Fraction] = []
        self.excess = self.quota = self.surplus = Fraction(0)
        self.history: list[list[Fraction]] = []
        self.rounds: list[Round] = []
        self.ties: list[Tie] = []
        self.acts: list[PlaceAct] = []
        self.error: list[Fraction] = []

    def run(self) -> Count:
        excluded: int | None = None
        while True:
            before = len(self.elected)
            self.settle()
            self.close(excluded, before)
            if len(self.elected) == self.seats:
                break
            excluded = self.pick_lowest()
            self.exclude(excluded)
        report = None
        if self.limits is not None and self.acts:
            free = partial(count_meek, self.ballots, self.seats, None, self.seed)
            report = PlacesReport(self.limits.rules, tuple(self.acts), free().elected)
        facts = {
            "quota": _show(self.quota),
            # The last stage ends with the seats filled, and its surplus decides nothing any more.
            "error": _bound(max(self.error[:-1], default=Fraction(0))),
            "keep": {self.names[c]: _show(Fraction(self.keep[c], _ONE)) for c in self.standing},
        }
        return Count(
            "meek-stv",
            self.seats,
            None,
            self.ballots.valid,
            self.ballots.invalid,
            tuple(self.names[c] for c in self.elected),
            tuple(self.rounds),
            tuple(self.ties),
            report,
            facts,
        )

    def settle(self) -> None:
        """Elect and lower keep values until the surplus is below the bound and nobody more has the quota."""
        groups = self.group()
        for _ in range(_TURNS):
            self.tally(groups)
            if self.drop_doomed():
                groups = self.group()
                continue
            # At rest, whoever is short of the quota by no more than the error has it.
            slack = self.surplus if self.surplus < OMEGA else 0
            reached = [c for c in self.hopeful if self.votes[c] + slack >= self.quota]
            # One more than there are seats can have a quota each, exactly: then one of them has to go.
            if reached and len(self.elected) + len(reached) <= self.seats:
                self.elect(reached)
                groups = self.group()
                continue
            if len(self.hopeful) == self.seats - len(self.elected):
                for c in sorted(self.hopeful, key=self.order):
                    self.elected.append(c)
                self.hopeful.clear()
            if len(self.elected) == self.seats or self.surplus < OMEGA:
                return
            for c in self.elected:
                ratio = self.quota / self.votes[c]
                self.keep[c] = min(_ONE, -(-self.keep[c] * ratio.numerator // ratio.denominator))
        raise CountError(f"Meek's iteration did not come to rest in {_TURNS} turns")

    def group(self) -> dict[Ranks, int]:
        """Papers alike in all that matters now: the elected, in order, before the first who keeps a whole vote."""
        groups: dict[Ranks, int] = {}
        elected = set(self.elected)
        for weight, ranks in self.papers:
            parts = []
            for c in ranks:
                if c in self.hopeful:
                    parts.append(c)
                    break
                if c in elected:
                    parts.append(c)
            key = tuple(parts)
            groups[key] = groups.get(key, 0) + weight
        return groups

    def tally(self, groups: dict[Ranks, int]) -> None:
        """Votes, excess, quota and surplus for the keep values as they are; exact."""
        depth = max(map(len, groups), default=0)
        scale = _ONE**depth
        votes = [0] * len(self.names)
        excess = 0
        for ranks, weight in groups.items():
            left = weight * scale
            for c in ranks:
                # `left` is a multiple of 2**-96 for each step that remains, so nothing is lost.
                kept = left * self.keep[c] // _ONE
                votes[c] += kept
                left -= kept
            excess += left
        unit = scale * self.split
        self.votes = [Fraction(number, unit) for number in votes]
        self.excess = Fraction(excess, unit)
        self.quota = (Fraction(self.total, self.split) - self.excess) / (self.seats + 1)
        self.surplus = sum((max(Fraction(0), self.votes[c] - self.quota) for c in self.elected), Fraction(0))

    def elect(self, reached: list[int]) -> None:
        """Elect those who have the quota; where the rules of place cannot take all, one, the highest."""
        reached.sort(key=self.order)
        if self.limits is not None:
            elected, others = frozenset([*self.elected, *reached]), frozenset(self.hopeful.difference(reached))
            if not self.limits.can(elected, others):
                reached = [self.pick(reached, "election")]
        for c in reached:
            self.hopeful.discard(c)
            self.elected.append(c)

    def exclude(self, loser: int) -> None:
        self.hopeful.discard(loser)
        self.out.append(loser)
        self.keep[loser] = 0

    def drop_doomed(self) -> bool:
        if self.limits is None or len(self.elected) >= self.seats:
            return False
        dropped = False
        for c in sorted(self.hopeful, key=self.order):
            elected, others = frozenset(self.elected), frozenset(self.hopeful)
            if self.limits.is_doomed(c, elected, others):
                rules = self.limits.find_conflict(elected | {c}, others - {c})
                self.acts.append(PlaceAct(len(self.rounds) + 1, "doomed", self.names[c], rules))
                self.exclude(c)
                dropped = True
        return dropped

    def pick_lowest(self) -> int:
        """The fewest votes, among those whom the rules of place let go."""
        free = set(self.hopeful)
        elected, hopeful = frozenset(self.elected), frozenset(self.hopeful)
        if self.limits is not None:
            free = {c for c in hopeful if not self.limits.is_guarded(c, elected, hopeful)}
        loser = self.pick(sorted(free), "exclusion")
        if self.limits is not None:
            kept = [c for c in hopeful - free if self.votes[c] <= self.votes[loser]]
            for c in sorted(kept, key=self.order):
                rules = self.limits.find_conflict(elected, hopeful - {c})
                act = PlaceAct(len(self.rounds) + 1, "guarded", self.names[c], rules, self.names[loser])
                self.acts.append(act)
        return loser

    def pick(self, among: list[int], kind: TieKind) -> int:
        """The best of those for the purpose; whoever is within the error of it is tied with it."""
        slack = self.surplus
        if kind == "exclusion":
            wanted = min(self.votes[c] for c in among)
            tied = [c for c in among if self.votes[c] - wanted <= slack]
        else:
            wanted = max(self.votes[c] for c in among)
            tied = [c for c in among if wanted - self.votes[c] <= slack]
        if len(tied) == 1:
            return tied[0]
        history = [_flatten(votes, tied, slack) for votes, slack in zip(self.history, self.error, strict=True)]
        chosen, tie = settle_tie(tied, self.names, history, kind=kind, stage=len(self.rounds) + 1, seed=self.seed)
        self.ties.append(tie)
        return chosen

    def order(self, c: int) -> tuple[Fraction, str]:
        return -self.votes[c], digest_lot(self.seed, len(self.rounds) + 1, "election", self.names[c])

    def close(self, excluded: int | None, before: int) -> None:
        shown = {self.names[c]: _floor(self.votes[c]) for c in self.standing}
        lost = _floor(self.excess)
        now = frozenset(self.elected[before:])
        self.history.append(list(self.votes))
        self.error.append(self.surplus)
        past = sum(len(stage.excluded) for stage in self.rounds)
        total = Fraction(self.total, self.split)
        earlier = sum((stage.non_transferable + stage.truncated for stage in self.rounds), Fraction(0))
        left = total - sum(shown.values()) - earlier
        self.rounds.append(
            Round(
                stage=len(self.rounds) + 1,
                action="first-preferences" if excluded is None else "exclusion",
                candidate=None if excluded is None else self.names[excluded],
                votes=shown,
                non_transferable=lost - sum((stage.non_transferable for stage in self.rounds), Fraction(0)),
                truncated=left - (lost - sum((stage.non_transferable for stage in self.rounds), Fraction(0))),
                elected=tuple(self.names[c] for c in self.elected if c in now),
                excluded=tuple(self.names[c] for c in self.out[past:]),
            )
        )


def _floor(number: Fraction) -> Fraction:
    return Fraction(number // OMEGA) * OMEGA


def _show(number: Fraction) -> str:
    scaled = int(number // OMEGA)
    return f"{scaled // 10**9}.{scaled % 10**9:09d}"


def _bound(error: Fraction) -> str:
    """A power of ten that the error does not exceed."""
    if not error:
        return "0"
    power = 0
    while error * 10 ** (power + 1) <= 1:
        power += 1
    return f"1e-{power}"


def _flatten(votes: list[Fraction], tied: list[int], slack: Fraction) -> list[Fraction]:
    """The votes of a stage, alike where they differ by no more than its error, so that noise decides nothing."""
    flat = list(votes)
    ordered = sorted(tied, key=lambda c: votes[c])
    for lower, upper in itertools.pairwise(ordered):
        if votes[upper] - votes[lower] <= slack:
            flat[upper] = flat[lower]
    return flat
