"""Altered elections are rejected, each for its reason, and none brings the verifier down."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest
from tests.ballots.alterations import FAMILIES
from tests.ballots.elections import RANKED, TWO_QUESTIONS, close, set_up, vote
from tests.ballots.tampering import Forger

from hamgara import ballots

_FORGERS: dict[str, Forger] = {}
KINDS = {
    "curve": {"group": "Ed25519", "threshold": (3, 2), "questions": (*TWO_QUESTIONS, RANKED), "seed": 5},
    "field": {"group": "BELENIOS-2048", "threshold": (3, 2), "seed": 6},
    "shuffled field": {"group": "RFC-3526-2048", "questions": (RANKED,), "seed": 7},
}
VOTES = [(0, [[1, 0], [0, 1, 0], [1, 2, 3]]), (1, [[0, 0], [1, 0, 0], [3, 2, 1]]), (0, [[0, 1], [0, 0, 1], [2, 2, 2]])]


def _forger(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Forger:
    if kind not in _FORGERS:
        made = set_up(tmp_path_factory.mktemp("true"), **KINDS[kind])  # type: ignore[arg-type]
        width = len(made.election.questions)
        vote(made, [(voter, choices[-width:] if width == 1 else choices[:width]) for voter, choices in VOTES])
        close(made, decrypting=sorted(made.keys)[:3])
        ballots.verify(made.path)
        _FORGERS[kind] = Forger(made)
    return _FORGERS[kind]


def _try(forger: Forger, family: str, path: Path, step: int = 1) -> int:
    """Try every `step`-th alteration of a family; how many these were."""
    wrong, count = [], 0
    for altered in islice(FAMILIES[family](forger), 0, None, step):
        count += 1
        try:
            altered.write(path)
            report = ballots.verify(path)
        except ballots.Rejected as error:
            if error.reason not in altered.reasons or altered.place not in error.where:
                wrong.append(f"{altered.name}: {error} instead of {sorted(altered.reasons)}")
        except Exception as error:
            wrong.append(f"{altered.name}: {type(error).__name__} {error}")
        else:
            wrong.append(f"{altered.name}: accepted, {report.phase}")
    assert not wrong, f"{len(wrong)} of {count}:\n" + "\n".join(wrong[:40])
    return count


@pytest.mark.parametrize("family", FAMILIES)
def test_on_the_curve(family: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    # Of what follows the vote a third every day: all of it is in the long tests.
    step = 3 if family == "tally" else 1
    assert _try(_forger("curve", tmp_path_factory), family, tmp_path / "altered.bel", step)


@pytest.mark.long
def test_everything_after_the_vote_on_the_curve(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert _try(_forger("curve", tmp_path_factory), "tally", tmp_path / "altered.bel") > 300


def test_there_are_enough_of_them(tmp_path_factory: pytest.TempPathFactory) -> None:
    forger = _forger("curve", tmp_path_factory)
    counts = {family: sum(1 for _ in alter(forger)) for family, alter in FAMILIES.items()}
    assert sum(counts.values()) - counts["tally"] * 2 // 3 >= 500, counts
    assert min(counts.values()) >= 20, counts


@pytest.mark.long
@pytest.mark.parametrize("family", FAMILIES)
def test_in_a_field(family: str, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert _try(_forger("field", tmp_path_factory), family, tmp_path / "altered.bel", 3 if family == "tally" else 1)


@pytest.mark.long
def test_shuffles_in_a_field(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert _try(_forger("shuffled field", tmp_path_factory), "tally", tmp_path / "altered.bel", 3)
