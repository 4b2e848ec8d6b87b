"""How the model of common ground scales: Polis's largest size, ten and a hundred million votes from Parquet.

Run with `python bench/ground_scale.py [FOLDER] [--small | --only-large | --draw]` (`--small`: without the hundred
million; `--only-large`: that alone; `--draw`: nothing is measured). Each conversation is drawn from a space of three
dimensions with unequal participation and written as Parquet, its rows in no order, into FOLDER, where it is found
again; a process of its own then reads and fits it. Printed: time on the clock and of the processor, nanoseconds per
vote by either, the most memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pyarrow
from pyarrow import parquet

CASES = (
    ("Polis's largest: 33,422 x 783", 33_422, 783, 3_000_000),
    ("100,000 x 2,000", 100_000, 2_000, 10_000_000),
    ("1,000,000 x 2,000", 1_000_000, 2_000, 100_000_000),
)
WANTED = ("20 s", "", "150 s and 8 GB; per vote within 30 % of the ten million")

FIT = """
import json, resource, sys, time
from hamgara.ground import fit, read_votes
begun = time.perf_counter()
votes = read_votes(sys.argv[1])
read = time.perf_counter()
model = fit(votes)
done = time.perf_counter()
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({"votes": len(votes), "read": read - begun, "fit": done - read, "memory": used.ru_maxrss / 1e6,
                  "processor": used.ru_utime + used.ru_stime, "dimension": model.dimension,
                  "groups": len(model.groups)}))
"""


def main(folder: Path, options: set[str]) -> None:
    """Draw, measure, print."""
    print(
        f"{'':32}{'votes':>12}{'read, s':>9}{'fit, s':>9}{'both, s':>9}{'processor':>10}{'ns/vote':>9}"
        f"{'processor':>10}{'GB':>6}"
    )
    for (title, people, statements, votes), wanted in zip(CASES, WANTED, strict=True):
        large = votes > 20_000_000
        if ("--only-large" in options and not large) or ("--small" in options and large):
            continue
        path = folder / f"{people}-{statements}.parquet"
        if not path.exists():
            write(path, people, statements, votes)
        if "--draw" in options:
            continue
        command = [sys.executable, "-c", FIT, str(path)]
        found = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
        both = found["read"] + found["fit"]
        clock, processor = (seconds / found["votes"] * 1e9 for seconds in (both, found["processor"]))
        print(
            f"{title:32}{found['votes']:12,}{found['read']:9.1f}{found['fit']:9.1f}{both:9.1f}{found['processor']:10.1f}"
            f"{clock:9.0f}{processor:10.0f}{found['memory']:6.1f}  {found['dimension']} dimensions, "
            f"{found['groups']} groups{f' (wanted: {wanted})' if wanted else ''}",
            flush=True,
        )


def write(path: Path, people: int, statements: int, votes: int) -> None:
    """About so many votes as Parquet, a block at a time; nobody votes twice on a statement."""
    rng = np.random.default_rng(4)
    popular = rng.normal(0.4, 1.0, statements)
    loadings = rng.normal(0.0, (1.4, 0.9, 0.6), (statements, 3))
    place = rng.normal(size=(people, 3)) + np.where(rng.random(people) < 0.3, 1.5, -0.6)[:, None] * [1, 0, 0]
    leaning = rng.normal(0.0, 0.6, people)
    keen = rng.lognormal(0.0, 0.8, people)
    seen = np.clip(keen / keen.mean() * votes / people, 1, statements).astype(int)
    # A walk through all statements by steps that share no factor with their number.
    steps = np.array([k for k in range(1, 400) if np.gcd(k, statements) == 1])
    stride, first = steps[rng.integers(0, len(steps), people)], rng.integers(0, statements, people)
    order = rng.permutation(np.repeat(np.arange(people, dtype=np.int32), seen))
    rank = _rank(order, people)
    schema = pyarrow.schema(
        [("participant", pyarrow.int64()), ("statement", pyarrow.int32()), ("vote", pyarrow.int8())]
    )
    with parquet.ParquetWriter(path, schema) as out:
        for begin in range(0, len(order), 2_000_000):
            who, nth = order[begin : begin + 2_000_000], rank[begin : begin + 2_000_000]
            what = (first[who] + nth * stride[who]) % statements
            at = popular[what] + leaning[who] + (place[who] * loadings[what]).sum(axis=1)
            value = np.where(rng.random(len(who)) < 1 / (1 + np.exp(-at)), 1, -1)
            value[rng.random(len(who)) < 0.15] = 0
            out.write_table(
                pyarrow.table([who.astype(np.int64) * 7 + 11, what.astype(np.int32), value.astype(np.int8)], schema)
            )


def _rank(order: np.ndarray, people: int) -> np.ndarray:
    """The how-manieth of the same number each is, from 0."""
    by = np.argsort(order, kind="stable")
    starts = np.zeros(people + 1, dtype=np.int64)
    np.cumsum(np.bincount(order, minlength=people), out=starts[1:])
    rank = np.empty(len(order), dtype=np.int32)
    rank[by] = np.arange(len(order)) - starts[order[by]]
    return rank


if __name__ == "__main__":
    folders = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    with tempfile.TemporaryDirectory() as drawn:
        main(Path(folders[0] if folders else drawn), set(sys.argv[1:]))
