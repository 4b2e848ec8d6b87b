"""How well votes that were held back are foretold: the model, the means of Polis's groups, plain factor models.

Run with `python bench/ground_accuracy.py [FOLDER...]`; each folder holds conversations as Polis exports them (a folder
each, with participants-votes.csv). A tenth of the agree and disagree votes is hidden, five times; all see the same
votes. Printed: area under the curve and log-loss, means over the five divisions with their standard deviation.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.stats import rankdata

from hamgara.ground import Votes, fit, read_votes

DATA = Path(__file__).parent.parent / "tests" / "data" / "polis"
DIVISIONS, HIDDEN = 5, 0.1
WANTED_AUC, WANTED_LOSS = 0.88, 0.37

Numbers = NDArray[Any]
Foretelling = Callable[[Numbers, Numbers], Numbers]


def main(folders: list[Path]) -> None:
    """Measure and print."""
    methods: dict[str, Callable[[Votes], Foretelling]] = {
        "hamgara": by_model,
        "red-dwarf groups": by_groups,
        "plain, 1 dim": lambda votes: by_factors(votes, 1, False),
        "plain, 2 dim": lambda votes: by_factors(votes, 2, False),
        "plain, 3 dim": lambda votes: by_factors(votes, 3, False),
        "plain, 1 dim + leaning": lambda votes: by_factors(votes, 1, True),
        "plain, 2 dim + leaning": lambda votes: by_factors(votes, 2, True),
    }
    found: dict[str, list[Numbers]] = {name: [] for name in methods}
    for path in sorted(p for folder in folders for p in folder.glob("*/participants-votes.csv")):
        votes = read_votes(path)
        print(f"{path.parent.name}: {len(votes)} votes")
        for name, method in methods.items():
            scores = np.array([score(method, votes, seed) for seed in range(DIVISIONS)])
            found[name].append(scores.mean(axis=0))
            print(f"  {name:24} AUC {_spread(scores[:, 0])}  log-loss {_spread(scores[:, 1])}", flush=True)
    print("mean over the conversations")
    means = {name: np.mean(scores, axis=0) for name, scores in found.items()}
    for name, (auc, loss) in means.items():
        print(f"  {name:24} AUC {auc:.4f}  log-loss {loss:.4f}")
    plain = min(loss for name, (_, loss) in means.items() if name.startswith("plain"))
    print(f"log-loss below the best single plain model: {1 - means['hamgara'][1] / plain:.1%} (wanted: 4 %)")


def _spread(values: Numbers) -> str:
    return f"{values.mean():.4f} ± {values.std(ddof=1):.4f}"


def score(method: Callable[[Votes], Foretelling], votes: Votes, seed: int) -> tuple[float, float]:
    """Area under the curve and log-loss on hidden votes."""
    decided = np.flatnonzero(votes.value != 0)
    hidden = np.random.default_rng(seed).permutation(decided)[: int(len(decided) * HIDDEN)]
    kept = np.ones(len(votes), dtype=bool)
    kept[hidden] = False
    known = Votes(
        votes.participants, votes.statements, votes.participant[kept], votes.statement[kept], votes.value[kept]
    )
    agree = np.clip(method(known)(votes.participant[hidden], votes.statement[hidden]), 1e-6, 1 - 1e-6)
    truth = votes.value[hidden] > 0
    loss = -np.where(truth, np.log(agree), np.log1p(-agree)).mean()
    above = rankdata(agree)[truth].sum() - truth.sum() * (truth.sum() + 1) / 2
    return float(above / (truth.sum() * (~truth).sum())), float(loss)


def by_model(votes: Votes) -> Foretelling:
    model = fit(votes)
    people, statements = np.array(votes.participants), np.array(votes.statements)
    return lambda i, j: model.predict(people[i], statements[j])


def by_groups(votes: Votes) -> Foretelling:
    """Red-dwarf's groups; the share that agrees in a participant's group, one vote each way added to that of all."""
    groups = polis_groups(votes)
    group = np.array([groups.get(i, -1) for i in range(len(votes.participants))])
    agreed, decided = votes.value > 0, votes.value != 0
    width, count = len(votes.statements), int(group.max(initial=-1)) + 1
    everyone = (np.bincount(votes.statement[agreed], minlength=width) + 1.0) / (
        np.bincount(votes.statement[decided], minlength=width) + 2.0
    )
    cell = group[votes.participant] * width + votes.statement
    yes = np.bincount(cell[agreed & (cell >= 0)], minlength=count * width).reshape(count, width)
    all_ = np.bincount(cell[decided & (cell >= 0)], minlength=count * width).reshape(count, width)
    share = np.vstack([(yes + 2 * everyone) / (all_ + 2), everyone])
    return lambda i, j: share[group[i], j]


def polis_groups(votes: Votes) -> dict[int, int]:
    """Red-dwarf's pipeline as Polis runs it: participant's row to group."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from reddwarf.implementations.polis import run_clustering

        rows = zip(votes.participant.tolist(), votes.statement.tolist(), votes.value.tolist(), strict=True)
        found = run_clustering(votes=[{"participant_id": i, "statement_id": j, "vote": v} for i, j, v in rows])
    labels = found.participants_df["cluster_id"].dropna()
    return {int(i): int(g) for i, g in labels.items() if g >= 0}


def by_factors(votes: Votes, dimension: int, leaning: bool) -> Foretelling:
    """A plain logistic factor model, every parameter under a ridge of 1, by L-BFGS."""
    decided = votes.value != 0
    i, j, y = votes.participant[decided], votes.statement[decided], (votes.value[decided] > 0).astype(float)
    n, m = len(votes.participants), len(votes.statements)
    one = np.ones(len(i))
    by_person, by_statement = (csr_array((one, (k, np.arange(len(i)))), shape=(s, len(i))) for k, s in ((i, n), (j, m)))
    sizes = (m, n if leaning else 0, n * dimension, m * dimension)
    cuts = np.cumsum(sizes)[:-1]

    def parts(theta: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
        b, a, u, v = np.split(theta, cuts)
        return b, a if leaning else np.zeros(n), u.reshape(n, dimension), v.reshape(m, dimension)

    def loss(theta: Numbers) -> tuple[float, Numbers]:
        b, a, u, v = parts(theta)
        eta = b[j] + a[i] + (u[i] * v[j]).sum(axis=1)
        wrong = 1 / (1 + np.exp(-eta)) - y
        value = np.logaddexp(0, eta).sum() - y @ eta + theta @ theta / 2
        slopes = [by_statement @ wrong, by_person @ wrong if leaning else np.zeros(0)]
        slopes += [(by_person @ (wrong[:, None] * v[j])).ravel(), (by_statement @ (wrong[:, None] * u[i])).ravel()]
        return float(value), np.concatenate(slopes) + theta

    begin = np.random.default_rng(0).normal(0, 0.3, sum(sizes))
    best = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    b, a, u, v = parts(best)
    return lambda p, s: 1 / (1 + np.exp(-(b[s] + a[p] + (u[p] * v[s]).sum(axis=1))))


if __name__ == "__main__":
    main([Path(argument) for argument in sys.argv[1:]] or [DATA])
