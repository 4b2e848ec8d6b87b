"""Reading and counting side by side with votekit and abcvoting, on the same input in one run.

Run with `python bench/elections.py` after `scripts/setup peers`. The peers run in their own environment, `.venv/peers`;
importing is never timed. Times are processor time, which other work on the machine disturbs less than the clock.
abcvoting gets lists of numbers in memory, and so do we: "from lists" has the making of ballots in it, for both.
`--quick` gives abcvoting's equal shares, which takes minutes, a tenth of the voters only. `--millions` adds ten million
distinct ballots.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from hamgara.elections import count, read_blt
from hamgara.elections.ballots import gather

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".venv/peers/bin/python"
WARDS = ROOT / "tests/data/stv"

VOTEKIT = """
import json, sys, time
from votekit.cvr_loaders import load_scottish
from votekit.elections import FastSTV
started = time.process_time()
profile = load_scottish(sys.argv[1])[0]
read = time.process_time() - started
started = time.process_time()
found = FastSTV(profile, n_seats=4, tiebreak="random", simultaneous=False).get_elected()
winners = [name for some in found for name in some]
print(json.dumps([read, time.process_time() - started, sorted(winners)]))
"""

ABCVOTING = """
import json, sys, time
from abcvoting import abcrules
from abcvoting.preferences import Profile
sets, rules = json.load(open(sys.argv[1])), sys.argv[2:]
started = time.process_time()
profile = Profile(50)
profile.add_voters(sets)
made = time.process_time() - started
found = {}
for rule in rules:
    more = {"algorithm": "standard-fractions"} if rule == "equal-shares" else {}
    started = time.process_time()
    committees = abcrules.compute(rule, profile, committeesize=10, resolute=True, **more)
    found[rule] = [made, time.process_time() - started, sorted(committees[0])]
print(json.dumps(found))
"""


def main(options: list[str]) -> None:
    """Measure and print."""
    print(f"{'':54} {'ours, s':>9} {'peer, s':>9} {'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        read_and_count(Path(folder))
        choose_committees(Path(folder), "--quick" in options)
        grow(Path(folder), [200_000, 400_000, 800_000, *([10_000_000] if "--millions" in options else [])])
    wards = sorted(WARDS.glob("*.blt"))
    started = time.process_time()
    for number in range(1_000):
        count(read_blt(wards[number % len(wards)]), "scottish-stv")
    tell("1,000 ward files read and counted (wanted: 6 s)", time.process_time() - started)


def read_and_count(folder: Path) -> None:
    """200,000 distinct ballots of a million votes: BLT for us, the same as a CSV of votekit's for votekit."""
    ranks, weights = draw_rankings(200_000, 12, 1)
    write_blt(folder / "big.blt", ranks, weights, 4)
    with (folder / "big.csv").open("w") as file:
        file.write("12,4,\n")
        for weight, row in zip(weights.tolist(), ranks.tolist(), strict=True):
            file.write(",".join([str(weight), *(str(c) for c in row if c)]) + ",\n")
        file.writelines(f'"Candidate {c}","C{c:02}","P{c}",\n' for c in range(1, 13))
        file.write('"Ward",\n')
    started = time.process_time()
    ballots = read_blt(folder / "big.blt")
    read = time.process_time() - started
    assert len(ballots.ballots) == 200_000
    started = time.process_time()
    outcome = count(ballots, "wigm")
    counted = time.process_time() - started
    started = time.process_time()
    count(ballots, "scottish-stv")
    scottish = time.process_time() - started
    peer_read, peer_counted, winners = run_peer(VOTEKIT, folder / "big.csv")
    assert sorted(outcome.elected) == winners, (outcome.elected, winners)
    print(f"200,000 distinct ballots, {ballots.valid:,} votes, 12 candidates, 4 seats; the peer is votekit")
    tell("  reading", read, peer_read)
    tell("  counting (weighted inclusive Gregory; FastSTV)", counted, peer_counted)
    tell("  both (wanted: 15)", read + counted, peer_read + peer_counted)
    tell("  counting by the Scottish rules", scottish)


def choose_committees(folder: Path, quick: bool) -> None:
    """100,000 voters, 50 candidates, 10 seats, from sets of names to the committee."""
    sets = draw_approvals(100_000, 50, 2)
    print("100,000 voters, 50 candidates, 10 seats; the peer is abcvoting")
    compare(folder, sets, ["seqpav"], "wanted: 20")
    if quick:
        print("the same, 10,000 voters")
        sets = sets[:10_000]
    compare(folder, sets, ["equal-shares"], "wanted: 100")


def compare(folder: Path, sets: list[list[int]], rules: list[str], wanted: str) -> None:
    """Time both on the same voters and see that they elect the same."""
    (folder / "sets.json").write_text(json.dumps(sets))
    names = tuple(f"c{c}" for c in range(50))
    theirs = run_peer(ABCVOTING, folder / "sets.json", *rules)
    for rule in rules:
        ours = {"seqpav": "seq-pav"}.get(rule, rule)
        started = time.process_time()
        ballots = gather(names, ((1, some) for some in sets), 10)
        built = time.process_time() - started
        outcome = count(ballots, ours)
        taken = time.process_time() - started
        made, seconds, winners = theirs[rule]
        assert sorted(names.index(n) for n in outcome.elected) == winners, (outcome.elected, winners)
        tell(f"  {ours}, counting alone", taken - built, seconds)
        tell(f"  {ours} from lists ({wanted})", taken, made + seconds)


def grow(folder: Path, sizes: list[int]) -> None:
    """Cost for a distinct ballot as their number grows."""
    for size in sizes:
        ranks, weights = draw_rankings(size, 12, 3)
        write_blt(folder / "grow.blt", ranks, weights, 4)
        del ranks, weights
        started = time.process_time()
        ballots = read_blt(folder / "grow.blt")
        found = len(ballots.ballots)
        count(ballots, "scottish-stv")
        taken = time.process_time() - started
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        print(f"{found:>10,} distinct ballots: {taken:6.2f} s, {taken / found * 1e6:5.2f} s a million, {peak:.1f} GiB")


def draw_rankings(size: int, candidates: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Distinct rankings of unequal lengths, codes from 1 and zeros behind, and weights from 1 to 9."""
    random = np.random.default_rng(seed)
    liking = np.linspace(0, 1.2, candidates)
    found = np.zeros((0, candidates), dtype=np.uint8)
    while len(found) < size:
        draws = random.gumbel(size=(size // 2 + 1000, candidates)) - liking
        rows = (np.argsort(-draws, axis=1) + 1).astype(np.uint8)
        lengths = random.integers(candidates // 2, candidates + 1, len(rows))
        rows[np.arange(candidates) >= lengths[:, None]] = 0
        both = np.concatenate([found, rows])
        keys = (both.astype(np.uint64) << (np.arange(candidates, dtype=np.uint64) * np.uint64(4))).sum(axis=1)
        found = both[np.sort(np.unique(keys, return_index=True)[1])]
    return found[:size], random.integers(1, 10, size)


def draw_approvals(voters: int, candidates: int, seed: int) -> list[list[int]]:
    """Sets of names of voters and candidates in a plane: whoever is near is approved, and some at random."""
    random = np.random.default_rng(seed)
    where, there = random.normal(size=(voters, 2)), random.normal(size=(candidates, 2))
    near = np.linalg.norm(where[:, None] - there[None], axis=2)
    limit = np.maximum(near.min(axis=1), random.uniform(0.5, 1.2, voters))
    marks = (near <= limit[:, None]) | (random.random((voters, candidates)) < 0.04)
    return [np.flatnonzero(row).tolist() for row in marks]


def write_blt(file: Path, ranks: np.ndarray, weights: np.ndarray, seats: int) -> None:
    """Write rows of codes as BLT."""
    with file.open("w") as target:
        target.write(f"{ranks.shape[1]} {seats}\n")
        for start in range(0, len(ranks), 100_000):
            rows = ranks[start : start + 100_000].tolist()
            pairs = zip(weights[start : start + 100_000].tolist(), rows, strict=True)
            target.writelines(f"{weight} {' '.join([str(c) for c in row if c])} 0\n" for weight, row in pairs)
        target.write("0\n" + "".join(f'"C{c:02}"\n' for c in range(1, ranks.shape[1] + 1)) + '"Ward"\n')


def run_peer(script: str, *arguments: object) -> list:
    """What a script in the peers' environment prints as JSON."""
    done = subprocess.run([PEERS, "-c", script, *map(str, arguments)], capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"the peer failed (scripts/setup peers makes its environment):\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def tell(what: str, ours: float, peer: float | None = None) -> None:
    """Print a line of the table."""
    print(f"{what:54} {ours:9.3f}" + ("" if peer is None else f" {peer:9.2f} {peer / ours:8.1f}"), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
