"""The pinned requirements are the closure of what pyproject.toml asks for, and what stands installed."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
VERSIONS = ("3.11", "3.12", "3.13", "3.14")


def _pins(group: str) -> dict[str, str]:
    lines = (ROOT / "requirements" / f"{group}.txt").read_text().splitlines()
    for line in lines:
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9.+!]+", line), f"{group}.txt: {line!r} is not name==version"
    pins = {canonicalize_name(name): version for name, version in (line.split("==") for line in lines)}
    assert len(pins) == len(lines)
    return pins


def _closure(requirements: list[str]) -> set[str]:
    todo = [Requirement(text) for text in requirements]
    seen: set[tuple[str, frozenset[str]]] = set()
    while todo:
        wanted = todo.pop()
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key in seen:
            continue
        seen.add(key)
        for text in distribution(wanted.name).requires or ():
            further = Requirement(text)
            if further.marker is None or any(
                further.marker.evaluate({"extra": extra, "python_version": v, "python_full_version": f"{v}.0"})
                for extra in (*wanted.extras, "")
                for v in VERSIONS
            ):
                todo.append(further)
    return {name for name, _ in seen}


def test_base_is_the_closure_of_the_dependencies() -> None:
    assert set(_pins("base")) == _closure(PROJECT["dependencies"])


def test_tests_need_base_and_their_own() -> None:
    base, test = _pins("base"), _pins("test")
    assert set(test) == _closure(PROJECT["dependencies"] + PROJECT["optional-dependencies"]["test"])
    assert base.items() <= test.items()


def test_bench_builds_on_base() -> None:
    assert _pins("base").items() <= _pins("bench").items()


@pytest.mark.parametrize("group", ["base", "test"])
def test_pins_are_what_is_installed(group: str) -> None:
    differing = {
        name: (version, distribution(name).version)
        for name, version in _pins(group).items()
        if distribution(name).version != version
    }
    assert not differing


def _imported(folder: Path) -> set[str]:
    found: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
    return found - set(sys.stdlib_module_names) - {"hamgara", "tests", "bench"}


def test_source_imports_only_what_base_pins() -> None:
    # What only a cluster needs is imported where a cluster is asked for, and said to be missing else.
    base = set(_pins("base")) | set(PROJECT["optional-dependencies"]["cluster"])
    providers = packages_distributions()
    foreign = {
        name
        for name in _imported(ROOT / "src")
        if not {canonicalize_name(provider) for provider in providers.get(name, [])} & base
    }
    assert not foreign
