"""Where a command's outcome goes: a file, or standard output as it is, without anything else beside it."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from hamgara.cli.refusal import refuse, refusing

__all__ = ["STANDARD_OUTPUT", "check_targets", "write_json", "write_text"]

STANDARD_OUTPUT = "-"


def check_targets(*targets: str) -> bool:
    """Whether standard output is free for a summary; refused where two outcomes would share it."""
    taken = targets.count(STANDARD_OUTPUT)
    if taken > 1:
        refuse("only one outcome can go to standard output", 2)
    return not taken


def write_text(text: str, target: str) -> None:
    """Write UTF-8 text to a file, or to standard output for '-'; nothing for an empty target."""
    if target == STANDARD_OUTPUT:
        sys.stdout.write(text)
        sys.stdout.flush()
    elif target:
        with refusing():
            Path(target).write_text(text, encoding="utf-8", newline="\n")


def write_json(value: Any, target: str) -> None:
    """Write a value as indented JSON, as `write_text` does."""
    if target:
        write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", target)
