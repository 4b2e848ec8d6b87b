"""Verification of secret ballots: ours beside Debian's belenios-tool, on one archive in one run.

    python bench/ballots.py [--ballots 1000] [--answers 10] [--long 50000] [--group Ed25519] [--keep DIR] [--make]

The tool knows no Ed25519 (it came with Belenios 2.1), so the time of its BELENIOS-2048 verification stands for it
there; `--ballots 0` leaves that comparison out. `--long` are elections of so many ballots in one group, without the
tool. With `--keep` their archives are taken from a folder, or made there, and with `--make` only that. Sealing repeats
the same random numbers for every voter, which lets powers be remembered: the ballots verify like any other and are
made in a moment, but hide nothing.
"""

from __future__ import annotations

import argparse
import functools
import os
import random
import resource
import shutil
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
    total = ballots.Sum(election)
    for index, (_, code) in enumerate(registration.codes):
        choice = [int(i % 2 == index % 2) for i in range(answers)]
        raw = ballots.seal(election, code, [choice], below=random.Random(index % 2).randrange)
        archive.append("Ballot", raw)
        total.add(ballots.read_ballot(election, raw).answers)
    for attribute in slow:
        delattr(group, attribute)
    archive.append("EndBallots")
    tally = total.close()
    raw = tally.write(election)
    archive.append("EncryptedTally", raw, ballots.write_size(raw, tally.ballots, tally.weight))
    partial = ballots.decrypt_tally(election, tally, key)
    factors = {1: ballots.check_decryption(election, tally, trustees.key, partial)}
    archive.append_owned("PartialDecryption", 1, partial)
    archive.append("Result", ballots.compute_result(election, trustees, tally, factors).write())
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


def peak(jobs: int = 2) -> int:
    """No less than the most memory of this process and its `jobs` children together so far, in MB."""
    own, child = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return (own + jobs * child) // 1024


def compare(folder: Path, voters: int, answers: int) -> None:
    """Print how long the tool and we take for one archive."""
    paths = {}
    for name in ("BELENIOS-2048", "Ed25519"):
        directory = folder / name
        directory.mkdir()
        paths[name] = make(directory, name, voters, answers)
    for path in paths.values():
        verify_ours(path)  # the first time compiles
    clock, processor = measure(lambda: verify_theirs(paths["BELENIOS-2048"]))
    print(f"{voters} ballots, up to 5 of {answers} answers; ours on 2 processes; both check membership")
    print(f"{'':<30}{'clock, s':>10}{'ratio':>8}{'processor, s':>14}{'ratio':>8}")
    print(f"{'belenios-tool, BELENIOS-2048':<30}{clock:>10.1f}{1:>8.1f}{processor:>14.1f}{1:>8.1f}")
    for name, path in paths.items():
        own, used = measure(lambda path=path: verify_ours(path))  # type: ignore[misc]
        print(f"{'hamgara, ' + name:<30}{own:>10.1f}{clock / own:>8.1f}{used:>14.1f}{processor / used:>8.1f}")


def find_long(folder: Path, name: str, voters: int, answers: int) -> Path:
    """The archive of an election of so many ballots in a folder, made now where it is not there yet."""
    directory = folder / f"{name}-{voters}-{answers}"
    if not directory.exists():
        with tempfile.TemporaryDirectory(dir=folder) as unfinished:
            make(Path(unfinished), name, voters, answers)
            shutil.copytree(unfinished, directory)
    (path,) = directory.glob("*.bel")
    return path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ballots", type=int, default=1000)
    parser.add_argument("--answers", type=int, default=10)
    parser.add_argument("--long", type=int, nargs="*", default=[])
    parser.add_argument("--group", default="Ed25519")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--make", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        if given.ballots and not given.make:
            compare(Path(temporary), given.ballots, given.answers)
        kept: Path = given.keep or Path(temporary)
        kept.mkdir(parents=True, exist_ok=True)
        for count in given.long:
            path = find_long(kept, given.group, count, given.answers)
            if given.make:
                continue
            ours, used = measure(lambda path=path: verify_ours(path))  # type: ignore[misc]
            each = f"{ours / count * 1000:.2f} ms each, at most {peak()} MB of memory"
            print(
                f"hamgara, {given.group}, {count} ballots ({path.stat().st_size >> 20} MB): "
                f"{ours:.1f} s ({used:.1f} s of processor), {each}",
                flush=True,
            )


if __name__ == "__main__":
    main()
