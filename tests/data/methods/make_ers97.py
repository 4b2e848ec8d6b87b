"""Makes ers97.json: how OpenSTV 1.7 counts random profiles by ERS97.

OpenSTV is for Python 2. In a copy of its folder `openstv`, run `python3.11 -m lib2to3 -w -n openstv`, write `//` for
`/` in the three divisions that fix a threshold or a transfer value and in the one that shows a number, `len(…) > 0`
where a list is compared with 0, and empty the folders of loaders and reports. Then: `python make_ers97.py
FOLDER_ABOVE_OPENSTV`.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

sys.path.insert(0, sys.argv[1])

from openstv import STV as counting  # noqa: N811
from openstv.ballots import Ballots
from openstv.MethodPlugins.ERS97STV import ERS97STV


class Drawn(Exception):  # noqa: N818
    """The count came to a lot, which two programs need not draw alike."""


def refuse(_: object) -> None:
    raise Drawn


def hold(size: int, seats: int, papers: list) -> dict | None:
    ballots = Ballots()
    ballots.title, ballots.numSeats = "-", seats
    ballots.names = [f"c{i}" for i in range(size)]
    for weight, ranks in papers:
        for _ in range(weight):
            ballots.appendBallot(list(ranks))
    method = ERS97STV(ballots.getCleanBallots())
    try:
        method.runElection()
    except Drawn:
        return None
    votes = [list(method.count[number][:size]) for number in range(method.R + 1)]
    return {"elected": sorted(method.winners), "hundredths": votes, "quota": method.quota[method.R]}


def main() -> None:
    counting.random.choice = refuse
    rng = random.Random(1997)
    cases = []
    while len(cases) < 250:
        size = rng.randint(3, 8)
        seats = rng.randint(1, size - 1)
        most = rng.choice([3, 30, 300])
        papers = [
            [rng.randint(1, most), rng.sample(range(size), rng.randint(1, size))] for _ in range(rng.randint(3, 25))
        ]
        found = hold(size, seats, papers)
        if found:
            cases.append({"candidates": size, "seats": seats, "papers": papers, **found})
    text = "[\n" + ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases) + "\n]\n"
    Path(__file__).with_name("ers97.json").write_text(text)


if __name__ == "__main__":
    main()
