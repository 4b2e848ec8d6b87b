"""The founding meeting told once in memory, for all tests that only read it."""

from __future__ import annotations

import pytest
from tests.demo.memory import MemoryScene, Told

from hamgara.demo import open_founding, tell_founding
from hamgara.demo.founding.people import read_cast


@pytest.fixture(scope="session")
def told() -> Told:
    scene = MemoryScene(open_founding())
    return Told(scene, tell_founding(scene), read_cast())
