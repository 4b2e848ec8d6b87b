"""A real conversation and the model of it, fitted once."""

from pathlib import Path

import pytest

from hamgara.ground import GroundModel, Votes, fit, read_votes


@pytest.fixture(scope="session")
def votes() -> Votes:
    return read_votes(Path("tests/data/polis/canadian-electoral-reform/participants-votes.csv"))


@pytest.fixture(scope="session")
def model(votes: Votes) -> GroundModel:
    return fit(votes)
