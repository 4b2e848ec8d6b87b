"""What the groups' posteriors say about each statement: common ground, verdicts, what divides, what bridges.

Many statements are judged at once, so what is called found keeps the expected share of false ones among all that
are called so below one minus the level (the Bayesian false discovery rate: Müller, Parmigiani, Robert and
Rousseau, J. Am. Stat. Assoc. 99, 2004).
"""

from math import erf, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.conclusion import Conclusion
from hamgara.ground.results import Divide, Estimate, Standing, StatementGround, Verdict
from hamgara.ground.space import Space
from hamgara.ground.standing import Shares, estimate_shares

__all__ = ["judge", "rates"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

#: How far from the middle of the map its ends are taken: the tenth and the ninetieth of a hundred participants.
END = NormalDist().inv_cdf(0.9)


def rates(errors: Floats) -> Floats:
    """For each, the mean error among all that are at least as sure: the false discovery rate of calling these found."""
    order = np.argsort(errors, kind="stable")
    mean = np.cumsum(errors[order]) / np.arange(1, len(errors) + 1)
    out = np.empty(len(errors))
    out[order] = mean
    # Equal errors share the mean of the last of them.
    ordered = errors[order]
    for k in range(len(ordered) - 2, -1, -1):
        if ordered[k] == ordered[k + 1]:
            out[order[k]] = out[order[k + 1]]
    return out


def judge(
    names: tuple[str, ...], space: Space, found: Conclusion, level: float, floor: int
) -> tuple[StatementGround, ...]:
    """All statements, in the order of the votes."""
    counts, whole = found.counts, found.whole
    groups = len(counts)
    # A vote of somebody who belongs with probability r tells of the group as much as r votes of members would,
    # for r is not known (Louis, J. R. Stat. Soc. B 44, 1982).
    told = found.squares.sum(axis=2) / np.maximum(found.weights.sum(axis=2), 1e-9)
    sums = found.weights * told[:, :, None]
    shares = estimate_shares(sums[:, :, 1], sums[:, :, 0], level)
    overall = estimate_shares(whole[None, :, 2].astype(float), whole[None, :, 0].astype(float), level)
    sizes = np.bincount(found.group, minlength=groups + 1)[1:]
    enough = np.minimum(floor, np.maximum(sizes, 1))
    exposed = np.asarray((counts[:, :, 0] + counts[:, :, 2] >= enough[:, None]).all(axis=0))
    tied = np.asarray((counts[:, :, 0] == counts[:, :, 2]).any(axis=0)) | (whole[:, 0] == whole[:, 2])
    against = np.minimum(1.0, (1.0 - shares.majority).sum(axis=0))
    for_ = np.minimum(1.0, shares.majority.sum(axis=0))
    error = np.minimum(against, for_)
    judged = np.flatnonzero(exposed & ~tied)
    q = np.full(len(names), np.nan)
    q[judged] = rates(error[judged])
    least = shares.low.argmin(axis=0)
    common = shares.low.min(axis=0)
    rank = _ranks(np.where(exposed, np.round(common, 12), np.nan))
    bridge, bridge_error = _bridges(space, level)
    bridges = rates(bridge_error) <= 1.0 - level
    divides = _divides(shares, exposed, level)
    widest = (shares.high - shares.low).max(axis=0)
    loads = np.zeros((len(names), 2))
    loads[:, : min(space.dimension, 2)] = space.w[:, 1:3]
    out = []
    for j, name in enumerate(names):
        verdict: Verdict = "none"
        if q[j] <= 1.0 - level:
            verdict = "agreed" if against[j] < for_[j] else "rejected"
        standings = tuple(_standing(counts[g, j], shares, g, j) for g in range(groups))
        out.append(
            StatementGround(
                name,
                _standing(whole[j], overall, 0, j),
                standings,
                bool(exposed[j]),
                float(common[j]) if exposed[j] else None,
                int(least[j]) + 1 if exposed[j] else None,
                int(rank[j]) or None,
                verdict,
                None if np.isnan(q[j]) else float(q[j]),
                float(bridge[j]),
                bool(bridges[j] and whole[j, 0] != whole[j, 2]),
                divides[j],
                float(loads[j, 0]),
                float(loads[j, 1]),
                float(widest[j]),
            )
        )
    return tuple(out)


def _standing(counts: Counts, shares: Shares, g: int, j: int) -> Standing:
    disagree, passed, agree = (int(c) for c in counts)
    estimate = Estimate(float(shares.mean[g, j]), float(shares.low[g, j]), float(shares.high[g, j]))
    return Standing(agree + disagree + passed, agree, disagree, passed, estimate, float(shares.majority[g, j]))


def _ranks(bounds: Floats) -> NDArray[np.int64]:
    """1 for the highest; equal ones share; 0 for none."""
    known = np.sort(bounds[~np.isnan(bounds)])
    above = len(known) - np.searchsorted(known, bounds, side="right")
    return np.where(np.isnan(bounds), 0, above + 1)


def _bridges(space: Space, level: float) -> tuple[Floats, Floats]:
    """Of each statement, the lower bound of agreement at the least agreeing end of the map, and the probability
    that not all ends are above one half.
    """
    z = NormalDist().inv_cdf((1.0 + level) / 2)
    lows, error = [], np.zeros(len(space.w))
    ends = [END * np.eye(space.dimension)[k] * way for k in range(min(space.dimension, 2)) for way in (1, -1)]
    for end in ends or [np.zeros(space.dimension)]:
        at = np.concatenate([[1.0], end])
        mean = sum((at[k] * space.w[:, k] for k in range(len(at))), start=np.zeros(len(space.w)))
        variance = np.zeros(len(space.w))
        for k in range(len(at)):
            for m in range(len(at)):
                variance += at[k] * at[m] * space.w_cov[:, k, m]
        deviation = np.sqrt(np.maximum(variance, 1e-12))
        lows.append(1.0 / (1.0 + np.exp(-(mean - z * deviation))))
        error += np.array([0.5 * (1.0 + erf(-t / sqrt(2.0))) for t in mean / deviation])
    return np.min(lows, axis=0), np.minimum(error, 1.0)


def _divides(shares: Shares, exposed: NDArray[np.bool_], level: float) -> list[Divide | None]:
    groups, statements = shares.mean.shape
    if groups == 1:
        return [None] * statements
    z = NormalDist().inv_cdf((1.0 + level) / 2)
    sides = shares.majority[:, None] * (1.0 - shares.majority[None, :])
    flat = sides.reshape(groups * groups, statements)
    gap = (shares.mean[:, None] - shares.mean[None, :]).reshape(groups * groups, statements)
    # By the chance of opposite majorities; where no groups stand opposite, by the difference.
    pair = np.where(flat.max(axis=0) > 0.5, flat.argmax(axis=0), gap.argmax(axis=0))
    sure = flat[pair, np.arange(statements)]
    error = np.where(exposed, 1.0 - sure, 1.0)
    q = rates(error)
    out: list[Divide | None] = []
    for j in range(statements):
        over, under = divmod(int(pair[j]), groups)
        p = 1.0 / (1.0 + np.exp(-shares.log_odds[j]))
        slope = p * (1.0 - p)
        cov = shares.log_odds_cov[j]
        variance = (
            slope[over] ** 2 * cov[over, over]
            + slope[under] ** 2 * cov[under, under]
            - 2 * slope[over] * slope[under] * cov[over, under]
        )
        middle = float(shares.mean[over, j] - shares.mean[under, j])
        reach = z * sqrt(max(float(variance), 0.0))
        found = bool(exposed[j] and q[j] <= 1.0 - level)
        difference = Estimate(middle, max(-1.0, middle - reach), min(1.0, middle + reach))
        out.append(Divide(over + 1, under + 1, difference, float(sure[j]), float(q[j]), found))
    return out
