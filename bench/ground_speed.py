"""How long common ground takes beside red-dwarf: the whole fit, a refresh after new reactions, the command.

Run with `python bench/ground_speed.py [FILE]`, FILE being the `participants-votes.csv` of a conversation held on Polis
(unless told, the one among the tests' data). Rounds alternate; printed are times on the clock and of the processor, the
least and the median. The command is started as a new process, its kernels compiled before (`--compile` also measures
it with none compiled, as after an installation). A refresh leaves nothing to be found later: groups, statements and
places are all there when it ends.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import numpy as np

from hamgara.ground import Votes, fit, read_votes

DATA = (
    Path(__file__).parent.parent / "tests" / "data" / "polis" / "canadian-electoral-reform" / "participants-votes.csv"
)
ROUNDS, NEW = 5, 200

Times = list[tuple[float, float]]


def main(file: Path, compile_too: bool) -> None:
    """Measure and print."""
    votes = read_votes(file)
    print(f"{file.parent.name}: {len(votes):,} votes of {len(votes.participants):,} on {len(votes.statements):,}")
    warnings.simplefilter("ignore")
    from reddwarf.implementations.polis import run_clustering

    rows = [
        {"participant_id": i, "statement_id": j, "vote": v}
        for i, j, v in zip(votes.participant.tolist(), votes.statement.tolist(), votes.value.tolist(), strict=True)
    ]
    late = np.random.default_rng(1).permutation(len(votes))[:NEW]
    early = np.ones(len(votes), dtype=bool)
    early[late] = False
    columns = (votes.participant[early], votes.statement[early], votes.value[early])
    before = fit(Votes(votes.participants, votes.statements, *columns))
    tasks: dict[str, Callable[[], object]] = {
        "red-dwarf, a single pass": lambda: run_clustering(votes=rows),
        "hamgara, the whole fit": lambda: fit(votes),
        f"hamgara, refreshed by {NEW} votes": lambda: before.refresh(votes),
    }
    taken: dict[str, Times] = {name: [] for name in tasks}
    for number in range(ROUNDS + 1):
        for name, task in tasks.items():
            if number:
                taken[name].append(_timed(task))
            else:
                task()
    peer = taken["red-dwarf, a single pass"]
    for name, times in taken.items():
        show(name, times, peer)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        command = [
            sys.executable,
            "-m",
            "hamgara.cli",
            "ground",
            str(file),
            "--html",
            str(page),
            "--json",
            f"{page}.json",
        ]
        show("the command, a new process", [_run(command, None) for _ in range(3)], peer)
        if compile_too:
            show("the command, nothing compiled", [_run(command, folder)], peer)


def show(name: str, times: Times, peer: Times) -> None:
    """One line: least and median on the clock and of the processor, and how many times the peer's medians."""
    clock, processor = ([t[k] for t in times] for k in (0, 1))
    ratios = [statistics.median([t[k] for t in peer]) / statistics.median([t[k] for t in times]) for k in (0, 1)]
    print(
        f"  {name:34} clock {min(clock):7.3f} {statistics.median(clock):7.3f} s  processor {min(processor):7.3f} "
        f"{statistics.median(processor):7.3f} s  as fast as red-dwarf: {ratios[0]:5.1f} (processor {ratios[1]:5.1f})",
        flush=True,
    )


def _timed(task: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    task()
    return time.perf_counter() - clock, time.process_time() - processor


def _run(command: list[str], cache: str | None) -> tuple[float, float]:
    surroundings = {**os.environ, **({"NUMBA_CACHE_DIR": cache} if cache else {})}
    clock, before = time.perf_counter(), os.times()
    subprocess.run(command, check=True, capture_output=True, env=surroundings)
    after = os.times()
    used = after.children_user - before.children_user + after.children_system - before.children_system
    return time.perf_counter() - clock, used


if __name__ == "__main__":
    given = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    main(Path(given[0]) if given else DATA, "--compile" in sys.argv)
