"""What `hamgara publish` writes is accepted by Go's tlog and note packages, which nobody here wrote."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.record.go_agreement import agree_on
from tests.record.test_go import checker

__all__ = ["checker"]


@pytest.mark.foreign
def test_the_published_founding_meeting(run_apart: Any, checker: Path, tmp_path: Path) -> None:
    told = run_apart("demo", "--dir", tmp_path / "demo", "--no-serve")
    assert told.returncode == 0, told.stderr
    made = run_apart("publish", tmp_path / "demo", "washington-2010", "--out", tmp_path / "out")
    assert made.returncode == 0, made.stderr
    assert agree_on(checker, tmp_path / "out" / "record") > 100
    verified = run_apart("verify", tmp_path / "out" / "record")
    assert verified.returncode == 0, verified.stderr
