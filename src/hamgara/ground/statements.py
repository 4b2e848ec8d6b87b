"""What the groups' posteriors say about each statement: common ground, verdicts, what divides, what bridges.

Many statements are judged at once, so what is called found keeps the expected share of false ones among all that
are called so below one minus the level (the Bayesian false discovery rate: Müller, Parmigiani, Robert and
Rousseau, J. Am. Stat. Assoc. 99, 2004).
"""

from math import erf, sqrt
from statistics import NormalDist
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from hamgara.ground.conclusion import Conclusion
from hamgara.ground.results import Divide, Estimate, Standing, StatementGround, Verdict
from hamgara.ground.space import Space
from hamgara.ground.standing import Prior, Shares, estimate_shares

__all__ = ["Priors", "judge", "rates"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Priors = tuple[Prior, Prior]
"""Of the groups, and of all participants together."""

#: How far from the middle of the map its ends are taken: the tenth and the ninetieth of a hundred participants.
END = NormalDist().inv_cdf(0.9)


def rates(errors: Floats) -> Floats:
    """For each, the mean error among all that are at least as sure: the false discovery rate of calling these found."""
    order = np.argsort(errors, kind="stable")
    mean = np.cumsum(errors[order]) / np.arange(1, len(errors) + 1)
    out = np.empty(len(errors))
    # Equal errors share the mean of the last of them.
    ordered = errors[order]
    out[order] = mean[np.searchsorted(ordered, ordered, side="right") - 1]
    return out


def judge(
    names: tuple[str, ...], space: Space, found: Conclusion, level: float, floor: int, before: Priors | None = None
) -> tuple[tuple[StatementGround, ...], Priors]:
    """All statements, in the order of the votes, and what was learned over all of them. `before`: what was learned from
    nearly the same votes.
    """
    counts, whole = found.counts, found.whole
    groups = len(counts)
    # A vote of somebody who belongs with probability r tells of the group as much as r votes of members would,
    # for r is not known (Louis, J. R. Stat. Soc. B 44, 1982).
    told = found.squares.sum(axis=2) / np.maximum(found.weights.sum(axis=2), 1e-9)
    sums = found.weights * told[:, :, None]
    of_groups, of_all = before or (None, None)
    shares = estimate_shares(sums[:, :, 1], sums[:, :, 0], level, of_groups)
    overall = estimate_shares(whole[None, :, 2].astype(float), whole[None, :, 0].astype(float), level, of_all)
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
    widest = (shares.high - shares.low).max(axis=0)
    loads = np.zeros((len(names), 2))
    loads[:, : min(space.dimension, 2)] = space.w[:, 1:3]
    found_so = np.where(against < for_, "agreed", "rejected")
    # Among many sure ones the rate alone would let some through whose own interval takes in one half.
    sure = (q <= 1.0 - level) & (error <= (1.0 - level) / 2)
    verdicts: list[Verdict] = np.where(sure, found_so, "none").tolist()
    statements = map(
        StatementGround,
        names,
        _standings(whole, overall, 0),
        zip(*(_standings(counts[g], shares, g) for g in range(groups)), strict=True),
        exposed.tolist(),
        _where(exposed, common),
        _where(exposed, least + 1),
        _where(rank > 0, rank),
        verdicts,
        _where(~np.isnan(q), q),
        bridge.tolist(),
        (bridges & (whole[:, 0] != whole[:, 2])).tolist(),
        _divides(shares, exposed, level),
        loads[:, 0].tolist(),
        loads[:, 1].tolist(),
        widest.tolist(),
    )
    return tuple(statements), (shares.prior, overall.prior)


def _where(there: NDArray[np.bool_], values: NDArray[Any]) -> list[Any]:
    """The values as plain numbers, None where they are not."""
    return [value if yes else None for yes, value in zip(there.tolist(), values.tolist(), strict=True)]


def _standings(counts: Counts, shares: Shares, g: int) -> list[Standing]:
    disagree, passed, agree = counts.T.tolist()
    estimates = map(Estimate, shares.mean[g].tolist(), shares.low[g].tolist(), shares.high[g].tolist())
    return list(
        map(Standing, counts.sum(axis=1).tolist(), agree, disagree, passed, estimates, shares.majority[g].tolist())
    )


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
        mean, variance = np.zeros(len(space.w)), np.zeros(len(space.w))
        for k in np.flatnonzero(at):
            mean += at[k] * space.w[:, k]
            for m in np.flatnonzero(at):
                variance += at[k] * at[m] * space.w_cov[:, k, m]
        deviation = np.sqrt(np.maximum(variance, 1e-12))
        lows.append(1.0 / (1.0 + np.exp(-(mean - z * deviation))))
        _add_below(mean / deviation, error)
    return np.min(lows, axis=0), np.minimum(error, 1.0)


@njit(cache=True, nogil=True)
def _add_below(sure: Floats, error: Floats) -> None:
    """Add the probability that what is so many deviations above nothing lies below it."""
    for j in range(len(sure)):
        error[j] += 0.5 * (1.0 + erf(-sure[j] / sqrt(2.0)))


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
    over, under = np.divmod(pair, groups)
    at = np.arange(statements)
    p = 1.0 / (1.0 + np.exp(-shares.log_odds))
    slope, cov = p * (1.0 - p), shares.log_odds_cov
    up, down = slope[at, over], slope[at, under]
    variance = up**2 * cov[at, over, over] + down**2 * cov[at, under, under] - 2 * up * down * cov[at, over, under]
    middle = shares.mean[over, at] - shares.mean[under, at]
    reach = z * np.sqrt(np.maximum(variance, 0.0))
    low, high = np.maximum(middle - reach, -1.0), np.minimum(middle + reach, 1.0)
    return list(
        map(
            Divide,
            (over + 1).tolist(),
            (under + 1).tolist(),
            map(Estimate, middle.tolist(), low.tolist(), high.tolist()),
            sure.tolist(),
            q.tolist(),
            (exposed & (q <= 1.0 - level) & (error <= 1.0 - level)).tolist(),
        )
    )
