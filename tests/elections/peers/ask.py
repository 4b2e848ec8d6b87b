"""Asks abcvoting and pref_voting whom they elect; run by their own environment, `.venv/peers`. Prints JSON.

`random`: 1,000 random profiles, as data/methods/make_vectors.py draws them but from another seed. `own`: pref_voting's
own test profiles, of which data/methods/pref_voting.json holds the rankings.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from random import Random

DATA = Path(__file__).parents[2] / "data" / "methods"
sys.path.insert(0, str(DATA))

import make_vectors as vectors  # noqa: E402
from pref_voting.margin_based_methods import ranked_pairs_with_test  # noqa: E402
from pref_voting.profiles import Profile  # noqa: E402
from pref_voting.proportional_methods import stv_meek, stv_scottish, stv_wig  # noqa: E402

# All orders of equal margins, which `ranked_pairs` lists, may be more than memory holds; this one tests each candidate.
vectors.ranked_pairs = ranked_pairs_with_test


def ask_random() -> dict:
    random = Random("a thousand profiles")
    return {
        "approvals": [vectors.make_approvals(random) for _ in range(600)],
        "rankings": [{**(case := vectors.make_rankings(random)), "stv": ask_stv(case, 2)} for _ in range(400)],
    }


def ask_own() -> list:
    found = []
    for case in json.loads((DATA / "pref_voting.json").read_text(encoding="utf-8")):
        profile = Profile([ranks for _, ranks in case["papers"]], rcounts=[w for w, _ in case["papers"]])
        elected = {
            "irv": vectors.instant_runoff_put(profile),
            "schulze": vectors.beat_path(profile),
            "ranked-pairs": vectors.ranked_pairs(profile),
        }
        elected = {method: [int(c) for c in some] for method, some in elected.items()}
        found.append({**case, "elected": elected, "stv": ask_stv(case, 2)})
    return found


def ask_stv(case: dict, seats: int) -> dict:
    """Several times, for these methods draw lots: whom each was seen to elect."""
    if case["candidates"] <= seats:
        return {}
    profile = Profile([ranks for _, ranks in case["papers"]], rcounts=[w for w, _ in case["papers"]])
    ways = {
        "scottish-stv": [lambda n: stv_scottish(profile, num_seats=seats, rng=Random(n))],
        "meek-stv": [lambda n: stv_meek(profile, num_seats=seats)],
        "wigm": [lambda n: stv_wig(profile, num_seats=seats, quota_rule="droop")],
    }
    return {method: sorted({tuple(sorted(int(c) for c in way(n))) for n in range(6)}) for method, [way] in ways.items()}


if __name__ == "__main__":
    # Whatever a library does with a profile, it fails here rather than take the machine's memory.
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    print(json.dumps({"random": ask_random, "own": ask_own}[sys.argv[1]]()))
