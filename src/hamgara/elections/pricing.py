"""Priceability: whether voters with equal money could have bought the committee at one price, and left it at that.

Peters and Skowron, Proportionality and the limits of welfarism, EC 2020, section 4.2. HiGHS looks for payments in
floating numbers; what it finds is made exact and then holds or not, whatever the floats were: payments as fractions, or
by Farkas' lemma multipliers that no payments can meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from hamgara.elections.ballots import Ballots, Weight
from hamgara.elections.certificates import Certificate
from hamgara.elections.outcome import CountError, format_exact

__all__ = ["Pricing", "certify_priceability"]

_GROUPS = 5_000  # so many different papers make a programme that is solved in seconds
_BITS = 40

Names = frozenset[str]
Payments = dict[Names, dict[str, Fraction]]


@dataclass(frozen=True)
class Pricing(Certificate):
    """Whether a committee is priceable, with what shows it.

    If it holds: every elected gets the price, and `payments[names][candidate]` is what those voters pay together for a
    candidate who approve just these names; each has one vote to spend. If it fails: `multipliers` for the elected and
    for others, which no payments can meet (`checks.check_priceability` says how), or in `group` an elected candidate
    of whom nobody approves.
    """

    price: Fraction = Fraction(0)
    payments: Mapping[Names, Mapping[str, Fraction]] = field(default_factory=dict)
    multipliers: Mapping[str, Fraction] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The certificate as JSON, with the price or the witness."""
        found: dict[str, Any] = {"property": self.property, "holds": self.holds}
        if self.holds:
            found["price"] = format_exact(self.price)
            found["payments"] = [
                {"approve": sorted(names), "pay": {name: format_exact(paid[name]) for name in sorted(paid)}}
                for names, paid in sorted(self.payments.items(), key=lambda item: sorted(item[0]))
            ]
        elif self.group:
            found["group"] = list(self.group)
        else:
            found["multipliers"] = {name: format_exact(self.multipliers[name]) for name in sorted(self.multipliers)}
        return found


def certify_priceability(ballots: Ballots, elected: Sequence[str]) -> Pricing:
    """Whether there are a price and payments, for ballots as approvals, such that

    voters pay only for elected candidates whom they approve, nobody more than one vote's worth, every elected candidate
    gets the price, and the supporters of nobody else have more than the price left together. Raises CountError for
    more than 5,000 different papers, and where floating numbers do not suggest what can be made exact.
    """
    weights: dict[Names, Weight] = {}
    for weight, marks in ballots.ballots:
        names = frozenset(ballots.candidates[c] for c in marks)
        weights[names] = weights.get(names, 0) + weight
    if len(weights) > _GROUPS:
        raise CountError(f"priceability is decided for up to {_GROUPS} different papers")
    supported = frozenset[str]().union(*weights)
    for name in sorted(elected):
        if name not in supported:
            return Pricing("priceability", False, (name,))
    others = sorted(supported.difference(elected))
    if not others:
        return _pay_little(weights, sorted(elected))
    programme = _Programme(weights, sorted(elected), others)
    for price, payments in programme.propose():
        if _holds(weights, elected, others, price, payments):
            return Pricing("priceability", True, price=price, payments=payments)
    multipliers = programme.refute()
    if multipliers is None:
        raise CountError("whether the committee is priceable could not be decided exactly")
    return Pricing("priceability", False, multipliers=multipliers)


def _pay_little(weights: Mapping[Names, Weight], elected: Sequence[str]) -> Pricing:
    """Where nobody else has support, money may be left: one group of supporters each pays a little."""
    price = Fraction(min(weights.values())) / len(elected)
    payments: Payments = {}
    for name in elected:
        payer = min((names for names in weights if name in names), key=sorted)
        payments.setdefault(payer, {})[name] = price
    return Pricing("priceability", True, price=price, payments=payments)


def _holds(
    weights: Mapping[Names, Weight], elected: Sequence[str], others: Sequence[str], price: Fraction, payments: Payments
) -> bool:
    """All conditions, exactly."""
    if price <= 0 or any(paid < 0 for pays in payments.values() for paid in pays.values()):
        return False
    left = {names: weight - sum(payments.get(names, {}).values()) for names, weight in weights.items()}
    gets = {name: sum(pays.get(name, Fraction(0)) for pays in payments.values()) for name in elected}
    if min(left.values()) < 0 or set(gets.values()) != {price}:
        return False
    return all(sum(rest for names, rest in left.items() if name in names) <= price for name in others)


class _Programme:
    """Least `excess` with which the supporters of all others have at most price + excess left: payments if it is 0."""

    def __init__(self, weights: Mapping[Names, Weight], elected: Sequence[str], others: Sequence[str]) -> None:
        # SciPy's optimisers take longer to load than most counts take; who asks for no prices need not wait.
        from scipy.optimize import linprog
        from scipy.sparse import csr_array

        self.weights = weights
        self.elected = elected
        self.others = others
        self.total = sum(weights.values())
        groups = sorted(weights, key=sorted)
        self.pairs = [(names, name) for names in groups for name in elected if name in names]
        row = {names: at for at, names in enumerate(groups)}
        size = len(self.pairs)
        line, column, value = [], [], []
        for at, (names, _) in enumerate(self.pairs):
            for number in (row[names], *(len(groups) + b for b, other in enumerate(others) if other in names)):
                line.append(number)
                column.append(at)
                value.append(1.0 if number < len(groups) else -1.0)
        for b in range(len(others)):
            line += [len(groups) + b] * 2
            column += [size, size + 1]
            value += [-1.0, -1.0]
        share = [float(Fraction(weights[names]) / self.total) for names in groups]
        want = [-sum(s for names, s in zip(groups, share, strict=True) if other in names) for other in others]
        equal = [(self.elected.index(name), at) for at, (_, name) in enumerate(self.pairs)]
        ties = csr_array(
            (
                [-1.0] * size + [1.0] * len(elected),
                (
                    [a for a, _ in equal] + list(range(len(elected))),
                    [b for _, b in equal] + [size] * len(elected),
                ),
            ),
            shape=(len(elected), size + 2),
        )
        self.found = linprog(
            np.concatenate([np.zeros(size + 1), np.ones(1)]),
            A_ub=csr_array((value, (line, column)), shape=(len(groups) + len(others), size + 2)),
            b_ub=np.array(share + want),
            A_eq=ties,
            b_eq=np.zeros(len(elected)),
            bounds=[(0, 1)] * (size + 1) + [(-1, 1)],
            method="highs-ds",
        )
        self.groups = len(groups)

    def propose(self) -> Iterator[tuple[Fraction, Payments]]:
        """Payments in fractions, near those in floats."""
        if self.found.x is None or self.found.x[-1] > 1e-6:
            return
        total = Fraction(self.total)
        price = float(self.found.x[-2])
        floats = [max(0.0, float(paid)) for paid in self.found.x[:-2]]
        # Where there is room, payments a little less than those found, and in proportion, will do.
        gets = dict.fromkeys(self.elected, Fraction(0))
        down = [Fraction(int(paid * (1 << _BITS)), 1 << _BITS) * total for paid in floats]
        for (_, name), paid in zip(self.pairs, down, strict=True):
            gets[name] += paid
        least = min(gets.values())
        if least > 0:
            yield least, self.arrange([p * least / gets[name] for p, (_, name) in zip(down, self.pairs, strict=True)])
        # Where there is none, they are a corner of the programme: fractions of small numbers.
        for most in (1, 60, 10_000, 1_000_000):
            near = [Fraction(paid * float(total)).limit_denominator(most) for paid in floats]
            yield Fraction(price * float(total)).limit_denominator(most), self.arrange(near)

    def arrange(self, paid: Sequence[Fraction]) -> Payments:
        payments: Payments = {}
        for (names, name), some in zip(self.pairs, paid, strict=True):
            if some:
                payments.setdefault(names, {})[name] = some
        return payments

    def refute(self) -> dict[str, Fraction] | None:
        """Multipliers of the elected (in sum no less than those of others) that prove it, or None."""
        if self.found.x is None:
            return None
        one = 1 << _BITS
        duals = [*(-self.found.eqlin.marginals), *(-self.found.ineqlin.marginals[self.groups :])]
        values = [Fraction(round(float(dual) * one), one) for dual in duals]
        few = dict(zip(self.elected, values, strict=False))
        more = {name: max(Fraction(0), value) for name, value in zip(self.others, values[len(few) :], strict=True)}
        short = sum(more.values(), Fraction(0)) - sum(few.values(), Fraction(0))
        if short > 0:
            few = {name: value + short / len(few) for name, value in few.items()}
        gain = Fraction(0)
        for names, weight in self.weights.items():
            worth = sum((more[name] for name in names if name in more), Fraction(0))
            gain += weight * (worth - max([Fraction(0), *(worth + few[name] for name in names if name in few)]))
        return {**few, **more} if gain > 0 else None
