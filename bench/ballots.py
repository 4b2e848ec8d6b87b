"""Verification of secret ballots: ours beside Debian's belenios-tool, on one archive in one run.

    python bench/ballots.py [--ballots 1000] [--answers 10] [--long 50000]

The tool knows no Ed25519 (it came with Belenios 2.1), so the time of its BELENIOS-2048 verification stands for it
there. Sealing repeats the same random numbers for every voter, which lets powers be remembered: the ballots verify
like any other and are made in a moment, but hide nothing.
"""

from __future__ import annotations

import argparse
import functools
import os
import random
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hamgara import ballots


def make(directory: Path, name: str, voters: int, answers: int) -> Path:
    """An archive of `voters` ballots, tallied, decrypted, with its result."""
    group: Any = ballots.find_group(name)
    below = random.Random(7).randrange
    key = ballots.generate_key(group, below)
    trustees = ballots.read_trustees(group, ballots.write_trustees([ballots.prove_key(group, key, below=below)]))
    uuid = ballots.generate_uuid(below)
    question = ballots.Question("Who?", tuple(f"Name {i}" for i in range(answers)), 0, min(5, answers))
    election = ballots.Election.create(group, trustees.key, [question], uuid=uuid, name="Bench")
    listed = [ballots.Voter(str(i)) for i in range(voters)]
    slow = {attribute: getattr(group, attribute) for attribute in ("power", "encode")}
    group.power = group.power_openly
    registration = ballots.register(group, uuid, listed, form="long", below=below)
    path = directory / f"{uuid}.bel"
    archive = ballots.Archive.create(path, election.raw, trustees.raw, registration.public, timestamp=0)
    group.power = functools.lru_cache(100_000)(group.power_openly)
    group.encode = functools.lru_cache(100_000)(slow["encode"])
    for index, (_, code) in enumerate(registration.codes):
        choice = [int(i % 2 == index % 2) for i in range(answers)]
        archive.append("Ballot", ballots.seal(election, code, [choice], below=random.Random(index % 2).randrange))
    for attribute in slow:
        delattr(group, attribute)
    archive.append("EndBallots")
    total = ballots.verify(path, jobs=2).tally
    raw = total.write(election)
    archive.append("EncryptedTally", raw, ballots.write_size(raw, total.ballots, total.weight))
    partial = ballots.decrypt_tally(election, total, key)
    factors = {1: ballots.check_decryption(election, total, trustees.key, partial)}
    archive.append_owned("PartialDecryption", 1, partial)
    archive.append("Result", ballots.compute_result(election, trustees, total, factors).write())
    return path


def measure(work: Callable[[], None]) -> tuple[float, float]:
    """Seconds on the clock, and of processor time in this process and its children."""
    before, start = os.times(), time.perf_counter()
    work()
    clock, after = time.perf_counter() - start, os.times()
    return clock, sum(after[:4]) - sum(before[:4])


def verify_ours(path: Path, jobs: int = 2) -> None:
    report = ballots.verify(path, jobs=jobs)
    assert report.outcome is not None


def verify_theirs(path: Path) -> None:
    run = subprocess.run(["belenios-tool", "election", "verify"], cwd=path.parent, capture_output=True, check=True)
    assert b"all checks passed" in run.stderr


def peak() -> int:
    """Most memory of this process and of one child so far, in MB."""
    return (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    ) // 1024


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ballots", type=int, default=1000)
    parser.add_argument("--answers", type=int, default=10)
    parser.add_argument("--long", type=int, nargs="*", default=[])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = {}
        for name in ("BELENIOS-2048", "Ed25519"):
            directory = Path(folder) / name
            directory.mkdir()
            paths[name] = make(directory, name, given.ballots, given.answers)
        for path in paths.values():
            verify_ours(path)  # the first time compiles
        clock, processor = measure(lambda: verify_theirs(paths["BELENIOS-2048"]))
        print(
            f"{given.ballots} ballots, up to 5 of {given.answers} answers; ours on 2 processes; both check membership"
        )
        print(f"{'':<30}{'clock, s':>10}{'ratio':>8}{'processor, s':>14}{'ratio':>8}")
        print(f"{'belenios-tool, BELENIOS-2048':<30}{clock:>10.1f}{1:>8.1f}{processor:>14.1f}{1:>8.1f}")
        for name, path in paths.items():
            own, used = measure(lambda path=path: verify_ours(path))  # type: ignore[misc]
            print(f"{'hamgara, ' + name:<30}{own:>10.1f}{clock / own:>8.1f}{used:>14.1f}{processor / used:>8.1f}")
        for count in given.long:
            directory = Path(folder) / str(count)
            directory.mkdir()
            path = make(directory, "Ed25519", count, given.answers)
            size = path.stat().st_size >> 20
            ours, _ = measure(lambda path=path: verify_ours(path))  # type: ignore[misc]
            each = f"{ours / count * 1000:.2f} ms each, at most {peak()} MB of memory"
            print(f"hamgara, Ed25519, {count} ballots ({size} MB): {ours:.1f} s, {each}")


if __name__ == "__main__":
    main()
