"""Elections in Ed25519 that Belenios 2.5.1 made: we accept them and count the same (tests/data/ballots/README.md)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ballots.tampering import read_all, write_steps

from hamgara import ballots

DATA = Path(__file__).resolve().parents[1] / "data" / "ballots"


@pytest.mark.parametrize("name", ["threshold", "shuffled"])
def test_elections_of_belenios(name: str, tmp_path: Path) -> None:
    expected = json.loads((DATA / f"{name}.json").read_text())
    report = ballots.verify(DATA / f"{name}.bel")
    group = report.election.group
    assert group.name == "Ed25519"
    assert report.outcome is not None
    assert json.loads(report.outcome.write())["result"] == expected["result"]
    assert report.decide() == report.outcome
    assert len(report.trackers) == 5
    assert len(report.counted) == 4
    secret = ballots.derive_secret(group, report.election.uuid, expected["code"])
    assert group.encode(group.power(group.generator, secret)) in report.credentials.weights
    steps = read_all(DATA / f"{name}.bel")
    steps[1], steps[2] = steps[2], steps[1]
    again = tmp_path / "again.bel"
    write_steps(again, steps)
    assert ballots.verify(again).outcome == report.outcome
