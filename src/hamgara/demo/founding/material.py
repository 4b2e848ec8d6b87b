"""The texts and tables of the story, read from the files beside this module."""

from __future__ import annotations

import csv
import io
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

__all__ = ["read_rows", "read_toml"]


def _read(name: str) -> str:
    return (files(__package__) / name).read_text(encoding="utf-8")


@cache
def read_toml(name: str) -> dict[str, Any]:
    """The tables of `<name>.toml`."""
    return tomllib.loads(_read(f"{name}.toml"))


@cache
def read_rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of `<name>.csv`, by column."""
    return tuple(csv.DictReader(io.StringIO(_read(f"{name}.csv"))))
