"""The united front against the clock, and beside a plain model given to HiGHS and CP-SAT and a miner of closed sets.

Run with `python bench/front.py [PART]...`; parts are `curve`, `reservations`, `wide`, `found`, `crowd`, `models` and
`miner`.
Tables of acceptance: members of four outlooks, each clause with a difficulty of its own and one for each
outlook (normal, on the logistic scale, with the deviations named), 80 % accepted on average, no clause that all
accept. Crowds are drawn from logistic factor models fitted here to public conversations, whose exports are named by the
environment variable POLIS (each a `participants-votes.csv`, with a colon between them).
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from hamgara.front import Acceptance, Answer, Frontier, Rules, Share, frontier, read_acceptance
from hamgara.front.acceptance import natural_key

YES, NO, IF, UNKNOWN = (
    Answer("accept"),
    Answer("refuse"),
    Answer("conditional", "the text is reworded"),
    Answer("unknown"),
)
MILD, SHARP, WEAK = (1.5, 0.8), (1.0, 2.0), (0.5, 0.5)
POLIS = os.environ.get("POLIS", "tests/data/polis/canadian-electoral-reform/participants-votes.csv").split(":")
Grid = np.ndarray[Any, Any]


def four_outlooks(
    members: int, clauses: int, deviations: tuple[float, float], seed: int, density: float = 0.8
) -> tuple[Grid, Grid]:
    """Members × clauses: who accepts what; and the outlook of each member."""
    lot = np.random.default_rng(seed)
    outlook = np.arange(members) % 4
    scores = lot.normal(0, deviations[0], clauses)[None] + lot.normal(0, deviations[1], (4, clauses))
    low, high = -9.0, 9.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if logistic(scores + middle).mean() < density else (low, middle)
    accepts = lot.random((members, clauses)) < logistic(scores + low)[outlook]
    for clause in np.flatnonzero(accepts.all(axis=0)):
        accepts[lot.integers(members), clause] = False
    return accepts, outlook


def logistic(x: Grid) -> Grid:
    """The logistic function."""
    return np.asarray(1 / (1 + np.exp(-x)))


def table_of(accepts: Grid, conditional: Grid | None = None) -> Acceptance:
    """The grid as a table of answers."""
    members = sorted((f"m{i}" for i in range(accepts.shape[0])), key=natural_key)
    clauses = sorted((f"c{i}" for i in range(accepts.shape[1])), key=natural_key)
    code = np.where(accepts, 0, 1) if conditional is None else np.where(conditional, 2, np.where(accepts, 0, 1))
    answers = (YES, NO, IF)
    return Acceptance(tuple(members), tuple(clauses), tuple(tuple(answers[x] for x in row) for row in code.tolist()))


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What it gives, and how long it took: by the clock, and on both cores together."""
    wall, cpu = time.perf_counter(), time.process_time()
    value = work()
    return value, time.perf_counter() - wall, time.process_time() - cpu


def said(front: Frontier) -> str:
    """How many points are proved, and how far the bounds of the others are."""
    left = [p for p in front.points if not p.optimal]
    if not left:
        return f"all {len(front.points)} proved"
    gaps = [float((p.bound - p.weight) / p.bound) for p in left]
    names = f"{left[0].k}–{left[-1].k}" if len(left) > 1 else str(left[0].k)
    proved = f"{len(front.points) - len(left)} of {len(front.points)} proved"
    return f"{proved}, open within {names}, median gap {statistics.median(gaps):.0%}"


def curve() -> None:
    """300 members × 60 clauses, no reservations."""
    for name, deviations in (("1.5 and 0.8", MILD), ("1.0 and 2.0", SHARP)):
        for seed in range(2):
            accepts, _ = four_outlooks(300, 60, deviations, seed)
            table = table_of(accepts)
            front, wall, cpu = timed(lambda table=table: frontier(table, time_limit=120, package_limit=1))
            print(
                f"300 × 60, deviations {name}, table {seed}: {said(front)}; {wall:.1f} s ({cpu:.1f} s of processor)",
                flush=True,
            )


def posed(accepts: Grid, outlook: Grid, *, ruled: bool) -> tuple[Acceptance, dict[str, Any]]:
    """The table with what else `frontier` is told: nothing, or two reservations, conditions of which none is met, and a
    share of 30 % of each class.
    """
    if not ruled:
        return table_of(accepts), {}
    conditional = accepts & (np.random.default_rng(9).random(accepts.shape) < 0.1)
    classes = {f"m{i}": {"outlook": f"o{o}"} for i, o in enumerate(outlook)}
    rules = Rules(shares=(Share("outlook", Fraction(3, 10)),))
    return table_of(accepts, conditional), {"classes": classes, "rules": rules, "reservations": 2}


def reservations() -> None:
    """300 × 60 with two reservations, conditions, and a share of 30 % of each class."""
    for name, deviations in (("1.5 and 0.8", MILD), ("1.0 and 2.0", SHARP)):
        table, more = posed(*four_outlooks(300, 60, deviations, 0), ruled=True)
        front, wall, cpu = timed(
            lambda table=table, more=more: frontier(table, **more, time_limit=110, package_limit=1)
        )
        none = sum(p.possible is False for p in front.points)
        print(
            f"300 × 60, two reservations, deviations {name}: {said(front)} ({none} of them: no package);"
            f" {wall:.1f} s ({cpu:.1f} s)",
            flush=True,
        )


def compare(table: Acceptance, more: dict[str, Any], limit: float) -> tuple[int, int, int, str, float]:
    """Of the sizes whose best package is proved by a search of `limit` seconds: how many; of how many a search that
    stops nearly at once had it; at how many of the others the longer search found better; what the longer one says,
    and the seconds that the shorter one took.
    """
    first, took, _ = timed(lambda: frontier(table, **more, node_limit=FIRST, package_limit=1))
    longer = frontier(table, **more, time_limit=limit, package_limit=1)
    both = [(p, q) for p, q in zip(longer.points, first.points, strict=True) if p.possible]
    known = [(p, q) for p, q in both if p.optimal]
    better = sum(p.weight > q.weight for p, q in both if not p.optimal)
    return len(known), sum(p.weight == q.weight for p, q in known), better, said(longer), took


def wide(densities: tuple[float, ...] = (0.8, 0.65, 0.95)) -> None:
    """2,000 × 100; and how often what was known before the proof was the optimum."""
    for density in densities:
        table, more = posed(*four_outlooks(2_000, 100, MILD, 0, density), ruled=False)
        count, hits, better, said_, took = compare(table, more, 110)
        print(
            f"2,000 × 100, {density:.0%} accepted: {said_}; of these {hits} of {count} found in {took:.1f} s;"
            f" {better} others bettered later",
            flush=True,
        )


def found() -> None:
    """How often the optimum was there before the proof, in tables whose proof is short."""
    for members, clauses, ruled, limit in ((120, 40, False, 4), (60, 24, True, 4), (300, 60, False, 15)):
        for density in (0.65, 0.8, 0.95):
            total, right, improved, slowest = 0, 0, 0, 0.0
            for deviations in (MILD, SHARP) if members == 300 else (MILD, SHARP, WEAK):
                for seed in range(1 if members == 300 else 2):
                    table, more = posed(*four_outlooks(members, clauses, deviations, seed, density), ruled=ruled)
                    count, hits, better, _, took = compare(table, more, limit)
                    total, right, improved, slowest = total + count, right + hits, improved + better, max(slowest, took)
            print(
                f"{members} × {clauses}, {density:.0%} accepted{', with rules' if ruled else ''}: {right} of {total}"
                f" proved sizes found in at most {slowest:.1f} s; {improved} others bettered later",
                flush=True,
            )


#: Just more nodes than are left to Python, so that the compiled search is asked and stops nearly at once.
FIRST = 20_001


def fit_factors(path: Path, dimensions: int = 2, rounds: int = 400) -> tuple[Grid, Grid, Grid]:
    """A logistic factor model of the agreements and disagreements of a conversation, fitted by gradient steps:
    intercepts of statements, factors of statements, factors of participants.
    """
    table = read_acceptance(path)
    votes = np.array([[{"accept": 1.0, "refuse": 0.0}.get(a.kind, np.nan) for a in row] for row in table.answers])
    votes = votes[:, np.isfinite(votes).sum(axis=0) >= 20]
    votes = votes[np.isfinite(votes).sum(axis=1) >= 5]
    seen, agree = np.isfinite(votes), np.nan_to_num(votes)
    lot = np.random.default_rng(1)
    level, loads = np.zeros(votes.shape[1]), lot.normal(0, 0.1, (votes.shape[1], dimensions))
    people = lot.normal(0, 0.1, (votes.shape[0], dimensions))
    for _ in range(rounds):
        error = np.where(seen, agree - logistic(level + people @ loads.T), 0.0)
        level += 4 * error.sum(axis=0) / (seen.sum(axis=0) + 4) - 0.01 * level
        people, loads = (
            people + 4 * (error @ loads - 0.5 * people) / (seen.sum(axis=1)[:, None] + 4),
            loads + 4 * (error.T @ people - 0.5 * loads) / (seen.sum(axis=0)[:, None] + 4),
        )
    return level, loads, people


def crowd() -> None:
    """100,000 members × 200 clauses, packages of up to 20, as each conversation would have them."""
    for path in map(Path, POLIS):
        level, loads, people = fit_factors(path)
        lot = np.random.default_rng(2)
        chosen = lot.integers(0, len(level), 200)
        level = level[chosen] + lot.normal(0, 0.3, 200)
        loads = loads[chosen] + lot.normal(0, 0.1, (200, loads.shape[1]))
        drawn = people[lot.integers(0, len(people), 100_000)] + lot.normal(0, 0.2, (100_000, people.shape[1]))
        accepts = lot.random((100_000, 200)) < logistic(level + drawn @ loads.T)
        table = table_of(accepts)
        front, wall, cpu = timed(lambda table=table: frontier(table, time_limit=60, up_to=20, package_limit=1))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
        print(
            f"100,000 × 200 from {path.parent.name}, {accepts.mean():.0%} accepted, k up to 20: {said(front)};"
            f" {wall:.1f} s ({cpu:.1f} s), {peak:.1f} GiB"
        )
        weights, bounds = [int(p.weight) for p in front.points], [int(p.bound) for p in front.points]
        print("weights:", weights, "bounds:", bounds, flush=True)


def by_highs(accepts: Grid, k: int, limit: float) -> tuple[int, bool]:
    """The greatest front of k clauses by the plain model: a member signs only if no clause it refuses is in."""
    import highspy

    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("time_limit", limit)
    members, clauses = accepts.shape
    inside = [model.addBinary() for _ in range(clauses)]
    signs = [model.addBinary(obj=-1) for _ in range(members)]
    model.addConstr(sum(inside) == k)
    for m in range(members):
        for c in np.flatnonzero(~accepts[m]):
            model.addConstr(signs[m] + inside[c] <= 1)
    model.run()
    done = model.getModelStatus() == highspy.HighsModelStatus.kOptimal
    return round(-model.getInfo().objective_function_value), done


def by_cp_sat(accepts: Grid, k: int, limit: float) -> tuple[int, bool]:
    """The same model given to CP-SAT, on two workers."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    members, clauses = accepts.shape
    inside = [model.new_bool_var("") for _ in range(clauses)]
    signs = [model.new_bool_var("") for _ in range(members)]
    model.add(sum(inside) == k)
    for m in range(members):
        for c in np.flatnonzero(~accepts[m]):
            model.add_bool_or(signs[m].Not(), inside[c].Not())
    model.maximize(sum(signs))
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = limit
    solver.parameters.num_workers = 2
    status = solver.solve(model)
    return round(solver.objective_value), status == cp_model.OPTIMAL


def models(limit: float = 10.0) -> None:
    """Us, all sizes at once, beside the plain model k by k; only the sizes that a peer finishes count for it."""
    for members, clauses in ((60, 16), (120, 24), (300, 32)):
        accepts, _ = four_outlooks(members, clauses, MILD, 1)
        table = table_of(accepts)
        frontier(table, node_limit=FIRST, package_limit=1)
        front, ours, _ = timed(lambda table=table: frontier(table, package_limit=1))
        assert all(p.optimal for p in front.points)
        for name, solve in (("HiGHS", by_highs), ("CP-SAT", by_cp_sat)):
            spent, finished = 0.0, 0
            solve(accepts, 1, limit)  # loads the peer
            for k in range(1, clauses):
                (value, done), wall, _ = timed(lambda k=k, solve=solve, accepts=accepts: solve(accepts, k, limit))
                if done:
                    assert value == front.points[k].weight, (name, k, value, front.points[k].weight)
                    spent, finished = spent + wall, finished + 1
            print(
                f"{members} × {clauses}: all sizes {ours:.3f} s; {name} {spent:.1f} s for the {finished} of"
                f" {clauses - 1} sizes that it finished in {limit:.0f} s each: {spent / ours:.0f} times as long",
                flush=True,
            )


def miner() -> None:
    """Us beside pyfim, which lists every closed set of clauses; the curve is read off its list."""
    import fim

    for members, clauses, deviations in (
        (60, 24, MILD),
        (120, 24, MILD),
        (300, 24, MILD),
        (60, 40, SHARP),
    ):
        accepts, _ = four_outlooks(members, clauses, deviations, 1)
        table = table_of(accepts)
        rows = [np.flatnonzero(row).tolist() for row in accepts]
        frontier(table, node_limit=FIRST, package_limit=1)
        front, ours, _ = timed(lambda table=table: frontier(table, package_limit=1))
        took = {}
        for name in ("fpgrowth", "eclat", "ista", "carpenter"):
            mine = getattr(fim, name)
            closed, took[name], _ = timed(
                lambda mine=mine, rows=rows: mine(rows, target="c", supp=-1, zmin=1, report="a")
            )
            best = [0] * (clauses + 1)
            for items, support in closed:
                best[len(items)] = max(best[len(items)], support)
            for k in range(clauses - 1, 0, -1):
                best[k] = max(best[k], best[k + 1])
            assert all(p.optimal and p.weight == best[p.k] for p in front.points if p.k)
        name = min(took, key=lambda n: took[n])
        print(
            f"{members} × {clauses}: {ours:.3f} s; pyfim {took[name]:.3f} s ({name}, {len(closed)} closed sets):"
            f" {took[name] / ours:.1f} times as long",
            flush=True,
        )


PARTS = {
    "curve": curve,
    "reservations": reservations,
    "wide": wide,
    "found": found,
    "crowd": crowd,
    "models": models,
    "miner": miner,
}


def main() -> None:
    """Measure and print the parts that are named, or all."""
    warm = table_of(four_outlooks(130, 32, SHARP, 7)[0])
    frontier(warm, node_limit=FIRST, package_limit=1)
    frontier(warm, node_limit=FIRST, package_limit=1, reservations=1)
    for part in sys.argv[1:] or PARTS:
        PARTS[part]()


if __name__ == "__main__":
    main()
