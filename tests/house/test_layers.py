"""The house rules that a reader can rely on without looking."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src"
PACKAGE = SOURCE / "hamgara"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "migrations" not in path.parts)
MOST_LINES = 400
#: Files past the bound, each with its reason.
LONGER: dict[str, str] = {}


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _exported(path: Path) -> list[str] | None:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and any(isinstance(t, ast.Name) and t.id == "__all__" for t in node.targets):
            return [str(name) for name in ast.literal_eval(node.value)]
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "__all__":
            assert node.value is not None
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def test_arrows_point_down() -> None:
    run = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()", "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(SOURCE)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_module_says_why_it_exists(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert docstring, f"{path}: its first statement must say why it exists"


@pytest.mark.parametrize("path", MODULES, ids=_name)
def test_room_is_of_human_size(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MOST_LINES or _name(path) in LONGER, f"{path} has {lines} lines, at most {MOST_LINES}"


def _unsorted(names: list[str]) -> bool:
    # The order that ruff's RUF022 keeps: CONSTANTS, then Classes, then functions, each in natural order.
    def key(name: str) -> tuple[int, list[tuple[int, int, str]]]:
        kind = 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2
        return kind, [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in re.split(r"(\d+)", name) if p]

    return names != sorted(names, key=key) or len(set(names)) != len(names)


EXPORTING = [path for path in MODULES if _exported(path) is not None]


def test_packages_export() -> None:
    packages = {p for p in MODULES if p.name == "__init__.py" and p.parent.parent == PACKAGE}
    namespaces = {PACKAGE / "web" / "__init__.py"}
    assert packages - set(EXPORTING) <= namespaces


@pytest.mark.parametrize("path", EXPORTING, ids=_name)
def test_exports_are_sorted(path: Path) -> None:
    names = _exported(path)
    assert names is not None
    assert not _unsorted(names), f"{path}: __all__ is not sorted"


@pytest.mark.parametrize("path", EXPORTING, ids=_name)
def test_exports_can_be_imported(path: Path) -> None:
    module = importlib.import_module(_name(path))
    missing = [name for name in module.__all__ if not hasattr(module, name)]
    assert not missing


#: Put together here, so that this file does not hold what it looks for.
REGISTRIES = tuple(".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("unpkg", "com"), ("jsdelivr", "net"),
    ("cdnjs", "cloudflare"), ("proxy", "golang"), ("crates", "io"), ("docker", "io"), ("fonts", "googleapis"),
))  # fmt: skip
KEPT = [
    path
    for folder in ("src", "tests", "docs", "bench", "scripts", "requirements", "changelog.d", ".ci")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.is_file() and "__pycache__" not in path.parts and "data" not in path.parts
] + [path for path in sorted(ROOT.iterdir()) if path.is_file()]


def test_no_file_names_a_registry() -> None:
    assert len(KEPT) > 100
    found = [
        f"{path.relative_to(ROOT)}: {host}"
        for path in KEPT
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]
    assert not found
