"""An opened ballot shows what it holds, and an opening that says something else is found out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.ballots.elections import RANKED, TWO_QUESTIONS, seeded, set_up

from hamgara import ballots

CHOICES = {
    "BELENIOS-2048": (TWO_QUESTIONS, [[1, 0], [0, 0, 1]], [[1, 0], [0, 1]]),
    "RFC-3526-2048": ((RANKED,), [[3, 1, 2]], [[3, 1, 2]]),
    "Ed25519": ((*TWO_QUESTIONS, RANKED), [[0, 0], [1, 0, 0], [0, 255, 7]], [[0, 0], [0, 0], [0, 255, 7]]),
}


@pytest.mark.parametrize("group", CHOICES)
def test_an_opening_shows_what_was_sealed(tmp_path: Path, group: str) -> None:
    questions, choices, held = CHOICES[group]
    made = set_up(tmp_path, group=group, questions=questions)
    opened = ballots.seal_openly(made.election, made.codes[0], choices, below=seeded(3))
    assert opened.raw == ballots.seal(made.election, made.codes[0], choices, below=seeded(3))
    saved = json.loads(json.dumps(opened.opening()))
    assert saved["tracker"] == ballots.track(opened.raw)
    assert ballots.open_ballot(made.election, opened.raw, saved["opening"]) == held


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda parts: parts[0][0].update(m="0"), "proof"),
        (lambda parts: parts[0][0].update(r=str(int(parts[0][0]["r"]) + 1)), "proof"),
        (lambda parts: parts[0].reverse(), "proof"),
        (lambda parts: parts[0][0].update(m="2"), "number"),
        (lambda parts: parts[0][0].update(r="-1"), "number"),
        (lambda parts: parts[0].pop(), "form"),
        (lambda parts: parts.pop(), "form"),
        (lambda parts: parts[0][0].update(more="1"), "form"),
    ],
)
def test_an_opening_that_says_something_else_is_refused(tmp_path: Path, change: object, reason: str) -> None:
    made = set_up(tmp_path)
    opened = ballots.seal_openly(made.election, made.codes[0], [[1, 0], [0, 0, 1]], below=seeded(4))
    parts = opened.opening()["opening"]
    change(parts)  # type: ignore[operator]
    with pytest.raises(ballots.Rejected) as refused:
        ballots.open_ballot(made.election, opened.raw, parts)
    assert refused.value.reason == reason
