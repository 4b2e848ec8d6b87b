"""Makes approvals.json and rankings.json: random profiles, and whom two other libraries elect from them.

Run with Python 3.11 or later and `pip install abcvoting==2.19.2 pref_voting==1.18.2`; see README.md.
"""

import json
from pathlib import Path
from random import Random

from abcvoting import abcrules
from abcvoting.preferences import Profile as Approvals
from pref_voting.grade_methods import score_voting, star
from pref_voting.grade_profiles import GradeProfile
from pref_voting.iterative_methods import instant_runoff_put
from pref_voting.margin_based_methods import beat_path, ranked_pairs
from pref_voting.profiles import Profile

HERE = Path(__file__).parent
RULES = {
    "approval": "av",
    "pav": "pav",
    "seq-pav": "seqpav",
    "phragmen-sequential": "seqphragmen",
    "equal-shares": "equal-shares-with-seqphragmen-completion",
}
ALGORITHMS = {
    "approval": "standard",
    "pav": "brute-force",
    "seq-pav": "standard",
    "phragmen-sequential": "standard-fractions",
    "equal-shares": "standard-fractions",
}


def make_approvals(random: Random) -> dict:
    size = random.randint(4, 6)
    seats = random.randint(2, size - 1)
    papers = []
    for _ in range(random.randint(4, 9)):
        chosen = [c for c in range(size) if random.random() < 0.45] or [random.randrange(size)]
        papers.append(chosen)
    profile = Approvals(size)
    profile.add_voters(papers)
    elected = {}
    for ours, theirs in RULES.items():
        found = abcrules.compute(theirs, profile, seats, algorithm=ALGORITHMS[ours], resolute=False)
        elected[ours] = sorted(sorted(int(c) for c in committee) for committee in found)
    return {"candidates": size, "seats": seats, "papers": papers, "elected": elected}


def make_rankings(random: Random) -> dict:
    size = random.randint(3, 5)
    papers = [random.sample(range(size), size) for _ in range(random.randint(3, 9))]
    weights = [random.randint(1, 9) for _ in papers]
    profile = Profile(papers, rcounts=weights)
    grades = [{c: random.randint(0, 5) for c in range(size)} for _ in papers]
    graded = GradeProfile(grades, list(range(6)), gcounts=weights)
    elected = {
        "irv": [int(c) for c in instant_runoff_put(profile)],
        "schulze": [int(c) for c in beat_path(profile)],
        "ranked-pairs": [int(c) for c in ranked_pairs(profile)],
        "score": [int(c) for c in score_voting(graded, evaluation_method="sum")],
        "star": [int(c) for c in star(graded)],
    }
    return {
        "candidates": size,
        "papers": [[w, ranks] for w, ranks in zip(weights, papers, strict=True)],
        "scores": [[w, [given[c] for c in range(size)]] for w, given in zip(weights, grades, strict=True)],
        "elected": {method: sorted(found) for method, found in elected.items()},
    }


def write(name: str, make, number: int) -> None:
    random = Random(f"hamgara {name}")
    lines = ",\n".join(json.dumps(make(random)) for _ in range(number))
    (HERE / name).write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    write("approvals.json", make_approvals, 250)
    write("rankings.json", make_rankings, 150)
