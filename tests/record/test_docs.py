"""The page of the package lists every code that it can refuse with, and every name that it exports."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import hamgara.record as record

SOURCE = Path(record.__file__).parent

PAGE = (Path(__file__).parents[2] / "docs" / "record.md").read_text()
ERRORS = {"RecordError", "ProofError", "NoteError", "AuthorshipError", "BundleError", "VerificationFailed"}


def codes_raised() -> set[str]:
    found = set()
    for module in SOURCE.glob("*.py"):
        for node in ast.walk(ast.parse(module.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    found.add(first.value)
    return found | {"replay_failed"}


def test_every_code_is_on_the_page_and_no_other() -> None:
    table = PAGE.split("## Codes", 1)[1]
    listed = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    assert listed == codes_raised()


def test_every_exported_name_is_on_the_page() -> None:
    missing = [name for name in record.__all__ if not re.search(rf"\b{name}\b", PAGE)]
    assert not missing
