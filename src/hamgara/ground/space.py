"""The opinion space: where participants and statements stand, how sure that is, and how many dimensions it has.

logit P(agree) = b_j + a_i + u_i . v_j. `a_i` is how readily a participant agrees at all, so that those who agree
with everything (or with nothing) are far out on `a` and in the middle of the map `u`. Priors: a ~ N(0, alpha),
u ~ N(0, 1) in each dimension, b ~ N(beta, gamma), v ~ N(0, delta_d); their parameters are estimated with the
positions (empirical Bayes). A pass says that a statement was seen, and nothing about where anybody stands.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hamgara.ground.reactions import Reactions, told_apart, uniform
from hamgara.ground.sweeps import project, settle, sweep, turn
from hamgara.ground.threads import each

__all__ = ["Rows", "Sheet", "Space", "begin", "fixed_sum", "improve", "principal_axes", "widen"]

Floats = NDArray[np.float64]

KEEP = 0.3
# Weight of the priors' own priors, in statements, and where these lie. A loading counts for its dimension's
# scale up to three times that scale: else a dimension that explains one statement alone grows without bound
# (Heywood, Proc. R. Soc. A 134, 1931).
SCALE_WEIGHT, SCALE, CLIP = 10.0, 0.5, 3.0
LEVEL_WEIGHT, LEVEL = 10.0, 2.0
LEAST_TENDENCY = 1e-3
#: Loadings to begin with are at most this steep, and no sweep moves a statement further: a Newton step from where
#: the logistic curve is flat would overshoot.
STEEPEST = 2.0
#: The variance of a statement's every parameter before a sweep has found it.
FIRST_DOUBT = 0.1


def fixed_sum(terms: Floats) -> Floats:
    """The sum over the first axis, the same in whatever order the terms come: each is rounded to 2**-30."""
    return np.asarray(np.rint(terms * 2.0**30).sum(axis=0) * 2.0**-30)


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Statements in the space and the priors: all that is needed to place a participant.

    `w` (statements, 1 + dimension): means of (b, v); `w_cov` their covariances. `x_prior` (1 + dimension): prior
    precisions of (a, u). `w_prior`, `w_centre`: prior precisions and means of (b, v).
    """

    w: Floats
    w_cov: Floats
    x_prior: Floats
    w_prior: Floats
    w_centre: Floats

    @property
    def dimension(self) -> int:
        return int(self.w.shape[1]) - 1


class Rows(Protocol):
    """Participants wherever they are held: here or on a cluster."""

    @property
    def participants(self) -> int: ...

    def sweep(self, space: Space, keep: float) -> tuple[Floats, Floats, Floats]:
        """Update all participants; the sums of `sweeps.sweep`: precision, shift, moments."""

    def turn(self, by: Floats) -> None:
        """Change the axes of all participants."""


class Sheet:
    """Participants held in this process: their votes, positions and the factors of every vote."""

    def __init__(self, reactions: Reactions, dimension: int, value: NDArray[np.int8] | None = None) -> None:
        size = dimension + 1
        self.reactions = reactions
        self.value = reactions.value if value is None else value
        self.x = np.zeros((reactions.participants, size))
        self.x_cov = np.zeros((reactions.participants, size, size))
        self.x_cov[:, range(size), range(size)] = 1.0
        self.sites = np.zeros((len(reactions.statement), 4), dtype=np.float32)

    @property
    def participants(self) -> int:
        return self.reactions.participants

    def sweep(self, space: Space, keep: float) -> tuple[Floats, Floats, Floats]:
        size = space.dimension + 1
        rows = len(space.w)
        r = self.reactions

        def work(part: tuple[int, int]) -> tuple[Floats, Floats, Floats]:
            precision, shift, moments = np.zeros((rows, size, size)), np.zeros((rows, size)), np.zeros((size, size + 1))
            sweep(
                (0.0,) * size, *part, r.start, r.statement, self.value, self.sites, self.x, _flat(self.x_cov), space.w,
                _flat(space.w_cov), space.x_prior, keep, _flat(precision), shift, moments,
            )  # fmt: skip
            return precision, shift, moments

        return sum_up(each(work, r.parts))

    def turn(self, by: Floats) -> None:
        turn(self.x, self.x_cov, by)

    def project(self, share: Floats, axes: Floats) -> Floats:
        """A step of the power method, see `sweeps.project`."""
        r = self.reactions

        def work(part: tuple[int, int]) -> Floats:
            into = np.zeros_like(axes)
            project(*part, r.start, r.statement, self.value, share, axes, into)
            return into

        sums = each(work, r.parts)
        return np.asarray(sum(sums[1:], start=sums[0]))


def _flat(matrices: Floats) -> Floats:
    """The same memory with a row for each matrix."""
    return matrices.reshape(len(matrices), -1)


def sum_up(sums: list[tuple[Floats, Floats, Floats]]) -> tuple[Floats, Floats, Floats]:
    """The parts' sums added; exact, for their terms are multiples of 2**-26."""
    first = sums[0]
    for more in sums[1:]:
        for total, part in zip(first, more, strict=True):
            total += part
    return first


def principal_axes(rows: Sheet, agreed: NDArray[np.int64], disagreed: NDArray[np.int64], columns: NDArray[np.uint64],
                   dimension: int, steps: int = 8) -> Floats:  # fmt: skip
    """The statements' loadings (statements, dimension) on the leading axes of the residual votes, each of mean
    square one; by the power method from a beginning drawn from the signatures. Statements weigh by the inverse
    square root of their votes: else those that were shown most would be the axes.
    """
    share = (agreed + 1.0) / (agreed + disagreed + 2.0)
    weight = 1.0 / np.sqrt(agreed + disagreed + 3.0)[:, None]
    apart = told_apart(columns)
    axes = np.stack([uniform(apart, salt) - 0.5 for salt in range(dimension)], axis=1)
    axes = _orthonormal(axes)
    for _ in range(steps):
        axes = _orthonormal(weight * rows.project(share, weight * axes))
    image = weight * rows.project(share, weight * axes)
    within = fixed_sum(axes[:, :, None] * image[:, None, :])
    _, vectors = np.linalg.eigh((within + within.T) / 2)
    loadings = weight * _times(axes, vectors[:, ::-1])
    # Votes that differ in fewer ways than axes were asked for leave some of them at nothing.
    size = np.sqrt(fixed_sum(loadings**2 / weight.max() ** 2) / len(axes)) * weight.max()
    loadings /= np.maximum(size, 1e-12)
    return np.asarray(np.clip(loadings, -STEEPEST, STEEPEST))


def _orthonormal(axes: Floats) -> Floats:
    gram = fixed_sum(axes[:, :, None] * axes[:, None, :])
    room = np.eye(len(gram)) * (1e-9 * max(float(np.trace(gram)), 1e-9))
    try:
        return _times(axes, np.linalg.inv(np.linalg.cholesky(gram + room)).T)
    except np.linalg.LinAlgError:
        # Votes that differ in fewer ways than axes were asked for: the others stay next to nothing.
        squares, turned = np.linalg.eigh(gram)
        return _times(axes, turned / np.sqrt(np.maximum(squares, 1e-6 * max(float(squares[-1]), 1e-3))))


def _times(rows: Floats, matrix: Floats) -> Floats:
    """Rows times a small matrix, each row by the same steps wherever it stands (a BLAS does not promise that)."""
    out = np.zeros((len(rows), matrix.shape[1]))
    for k in range(matrix.shape[0]):
        out += rows[:, k, None] * matrix[None, k]
    return out


def begin(agreed: NDArray[np.int64], disagreed: NDArray[np.int64]) -> Space:
    """A space without dimensions to improve from: every statement at its popularity."""
    w = np.log((agreed + 1.0) / (disagreed + 1.0))[:, None]
    return Space(w, np.full((len(w), 1, 1), FIRST_DOUBT), np.ones(1), np.array([0.3]), np.zeros(1))


def widen(sheet: Sheet, space: Space, axes: Floats) -> tuple[Sheet, Space]:
    """The same with the dimensions that `axes` (statements, dimensions) have beyond those of the space: statements
    begin on these axes, participants in the middle. Votes keep their factors, which lie in the logit alone.
    """
    old, size = space.dimension + 1, axes.shape[1] + 1
    wider = Sheet(sheet.reactions, size - 1, sheet.value)
    wider.x[:, :old], wider.x_cov[:, :old, :old], wider.sites = sheet.x, sheet.x_cov, sheet.sites
    w = np.hstack([space.w, axes[:, old - 1 :]])
    w_cov = np.zeros((len(w), size, size))
    w_cov[:, range(size), range(size)] = FIRST_DOUBT
    w_cov[:, :old, :old] = space.w_cov
    more = np.ones(size - old)
    centre = np.concatenate([space.w_centre, 0.0 * more])
    x_prior, w_prior = (np.concatenate([prior, more]) for prior in (space.x_prior, space.w_prior))
    return wider, Space(w, w_cov, x_prior, w_prior, centre)


def improve(
    rows: Rows,
    space: Space,
    sweeps: int,
    *,
    fresh: bool = True,
    learn_after: int = 2,
    step: Callable[[], None] = lambda: None,
) -> Space:
    """The space after so many sweeps over the participants, who are moved with it.

    `fresh`: the first sweep keeps nothing of the factors that votes may have. `learn_after`: how many sweeps leave
    the priors as they are.
    """
    for number in range(sweeps):
        precision, shift, moments = rows.sweep(space, 0.0 if fresh and number == 0 else KEEP)
        w, w_cov = space.w.copy(), space.w_cov.copy()
        settle(w, w_cov, precision, shift, space.w_prior, space.w_centre)
        far = np.abs(w - space.w).max(axis=1)
        w = space.w + (w - space.w) * np.minimum(1.0, STEEPEST / np.maximum(far, 1e-9))[:, None]
        space = replace(space, w=w, w_cov=w_cov)
        if number >= learn_after:
            space = _learn(rows, space, moments / max(rows.participants, 1), last=number == sweeps - 1)
        step()
    return space


def _learn(rows: Rows, space: Space, moments: Floats, last: bool) -> Space:
    """The priors from the posteriors; and axes on which participants have variance one and loadings are
    uncorrelated, the widest first (not in the last sweep, after which nothing would settle again).
    """
    w, w_cov, size = space.w, space.w_cov, space.dimension + 1
    many = len(w)
    x_prior, w_prior, w_centre = space.x_prior.copy(), space.w_prior.copy(), space.w_centre.copy()
    x_prior[0] = 1.0 / max(moments[0, 0], LEAST_TENDENCY)
    w_centre[0] = fixed_sum(w[:, 0]) / many
    about = fixed_sum((w[:, 0] - w_centre[0]) ** 2 + w_cov[:, 0, 0])
    w_prior[0] = (many + LEVEL_WEIGHT) / (about + LEVEL_WEIGHT * LEVEL)
    if size > 1:
        second = np.tril(moments[1:, 1:size])
        root = np.linalg.cholesky(second + np.tril(second, -1).T)
        far = np.max(w[:, 1:] ** 2 * w_prior[1:], axis=1)
        weight = np.minimum(1.0, CLIP / np.maximum(far, 1e-9))
        loadings = fixed_sum(weight[:, None, None] * w[:, 1:, None] * w[:, None, 1:] + w_cov[:, 1:, 1:])
        loadings = (loadings + SCALE_WEIGHT * SCALE * np.eye(size - 1)) / (many + SCALE_WEIGHT)
        scales, axes = np.linalg.eigh(root.T @ loadings @ root)
        scales, axes = scales[::-1], axes[:, ::-1]
        if not last:
            by_x, by_w = axes.T @ np.linalg.inv(root), axes.T @ root.T
            way = np.where(np.diag(by_x) < 0, -1.0, 1.0)[:, None]
            rows.turn(_beside_one(way * by_x))
            w, w_cov = w.copy(), w_cov.copy()
            turn(w, w_cov, _beside_one(way * by_w))
        w_prior[1:] = 1.0 / scales
    return Space(w, w_cov, x_prior, w_prior, w_centre)


def _beside_one(block: Floats) -> Floats:
    whole = np.eye(len(block) + 1)
    whole[1:, 1:] = block
    return whole
