"""The demonstration through its command: told, verified, summarised, and verified anew the second time."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def told(run_apart: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a demonstration, and what the command said."""
    folder = tmp_path_factory.mktemp("demo") / "here"
    done = run_apart("demo", "--no-serve", "--dir", folder, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def test_summary_says_what_came_of_it(told: tuple[Path, str]) -> None:
    folder, said = told
    assert len(re.findall(r"^  \d\. ", said, re.M)) == 5
    assert re.search(r"^  resolution \S+: adopted, [\d./ ]+ for, [\d./ ]+ against", said, re.M)
    paths = [Path(line.strip()) for line in said.splitlines() if line.strip().startswith(str(folder))]
    assert all(path.exists() for path in paths)
    assert {path.suffix for path in paths} == {"", ".bel", ".html", ".pdf"}


def test_both_records_verify(run: Any, told: tuple[Path, str]) -> None:
    bundles = sorted(told[0].glob("published/*/record"))
    assert len(bundles) == 2
    for bundle in bundles:
        result = run("verify", bundle, "--json", "-")
        assert result.exit_code == 0, result.stderr
        found = json.loads(result.stdout)
        assert f"{found['size']} acts, root {found['root']}" in told[1]


def test_altered_result_is_refused(run: Any, told: tuple[Path, str], tmp_path: Path) -> None:
    import shutil

    copy = tmp_path / "record"
    shutil.copytree(next(told[0].glob("published/washington*/record")), copy)
    for path in sorted((copy / "log" / "tile" / "entries").rglob("*")):
        if path.is_file() and b'"result.declared"' in path.read_bytes():
            path.write_bytes(path.read_bytes().replace(b'"result.declared"', b'"result.Declared"'))
            break
    else:
        pytest.fail("no result is declared in the founding meeting")
    result = run("verify", copy)
    assert result.exit_code == 1
    assert re.match(r"hamgara: not verified: act \d+: ", result.stderr)


def test_second_time_it_is_verified_and_not_told_again(run_apart: Any, told: tuple[Path, str]) -> None:
    folder, said = told
    done = run_apart("demo", "--no-serve", "--dir", folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout == said
    assert done.stderr.count("verified again") == 2


def test_folder_of_something_else_is_left_alone(run: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").touch()
    result = run("demo", "--no-serve", "--dir", tmp_path)
    assert result.exit_code == 2
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_instance_of_people_does_not_become_a_demonstration(run: Any, instance: Path) -> None:
    result = run("demo", "--no-serve", "--dir", instance)
    assert result.exit_code == 2
    assert not (instance / "published").exists()
