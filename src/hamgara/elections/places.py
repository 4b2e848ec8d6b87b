"""Guarantees of place as data: who comes from where, and how many may or must be elected from each place."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hamgara.elections.source import BallotError, check_text

__all__ = ["PlaceRule", "Places", "RulesImpossible", "number_of", "read_place_rules", "read_places", "read_rows"]


@dataclass(frozen=True)
class PlaceRule:
    """At most, or at least, so many of the elected have a value of a class.

    `PlaceRule("city", at_most=1)` holds for each city; `PlaceRule("country", at_least=1)` for each country
    that any candidate comes from; `PlaceRule("country", "CA", at_least=1)` for one. Both bounds together give
    a range, equal bounds an exact number. Raises ValueError for a rule that bounds nothing.
    """

    cls: str
    value: str | None = None
    at_most: int | None = None
    at_least: int | None = None

    def __post_init__(self) -> None:
        if not self.cls:
            raise ValueError("a place rule needs a class, such as city")
        if self.at_most is None and self.at_least is None:
            raise ValueError(f"the rule for {self.cls} says neither at_most nor at_least")
        for bound in (self.at_most, self.at_least):
            if bound is not None and (isinstance(bound, bool) or not isinstance(bound, int) or bound < 0):
                raise ValueError(f"a bound of the rule for {self.cls} must be an integer from 0, not {bound!r}")

    def to_json(self) -> dict[str, Any]:
        """The rule as JSON, without the parts it leaves open."""
        parts = {"cls": self.cls, "value": self.value, "at_most": self.at_most, "at_least": self.at_least}
        return {key: part for key, part in parts.items() if part is not None}

    def __str__(self) -> str:
        bounds = [f"at most {self.at_most}"] if self.at_most is not None else []
        bounds += [f"at least {self.at_least}"] if self.at_least is not None else []
        return f"{' and '.join(bounds)} of {self.cls} {'each' if self.value is None else self.value}"


@dataclass(frozen=True)
class Places:
    """The values of each candidate in each class: {name: {"city": "Toronto", "country": "CA"}}."""

    of: Mapping[str, Mapping[str, str]]

    def get(self, candidate: str, cls: str) -> str:
        """The candidate's value in the class. Raises ValueError where it was not given."""
        value = self.of.get(candidate, {}).get(cls, "")
        if not value:
            raise ValueError(f"candidate {candidate!r} has no {cls}, which a place rule needs")
        return value


class RulesImpossible(ValueError):  # noqa: N818 - callers know it by this name
    """No set of winners keeps the rules. `rules` is a smallest set of rules that cannot be kept together."""

    def __init__(self, rules: tuple[PlaceRule, ...], seats: int) -> None:
        together = "; ".join(map(str, rules))
        super().__init__(f"no {seats} candidates can keep these rules together: {together}")
        self.rules = rules
        self.seats = seats

    def __reduce__(self) -> tuple[object, ...]:
        return RulesImpossible, (self.rules, self.seats)


def read_places(source: Path | bytes) -> Places:
    """Read a CSV file with the column `candidate` and one column for each class, such as `city`.

    Raises BallotError with the line where a column or a name is missing or a candidate comes twice.
    """
    name, rows = read_rows(source, "candidate")
    found: dict[str, dict[str, str]] = {}
    for line, row in rows:
        candidate = row["candidate"]
        if not candidate or candidate in found:
            wanted = "another candidate" if candidate else "a candidate's name"
            raise BallotError(name, line, number_of(row, "candidate"), wanted, repr(candidate))
        found[candidate] = {cls: value for cls, value in row.items() if value and cls != "candidate"}
    return Places(found)


def read_place_rules(source: Path | bytes) -> tuple[PlaceRule, ...]:
    """Read a CSV file with the columns `class`, `value` (empty: each), `at_most`, `at_least` (empty: none).

    Raises BallotError with the line where a rule is not in order.
    """
    name, rows = read_rows(source, "class")
    rules = []
    for line, row in rows:
        bounds: dict[str, int | None] = {}
        for column in ("at_most", "at_least"):
            text = row.get(column, "")
            if text and not (text.isascii() and text.isdigit()):
                raise BallotError(name, line, number_of(row, column), f"an integer from 0 in {column}", repr(text))
            bounds[column] = int(text) if text else None
        try:
            rule = PlaceRule(row["class"], row.get("value") or None, bounds["at_most"], bounds["at_least"])
        except ValueError as error:
            column = "at_most" if row["class"] and "at_most" in row else "class"
            raise BallotError(
                name, line, number_of(row, column), "a rule with a class and a bound", str(error)
            ) from error
        rules.append(rule)
    return tuple(rules)


def number_of(row: Mapping[str, str], column: str) -> int:
    """The number of a column, from 1."""
    return list(row).index(column) + 1


def read_rows(source: Path | bytes, first: str = "") -> tuple[str, list[tuple[int, dict[str, str]]]]:
    """The name of a CSV file, and its rows with their lines, by column; `first` is a column that there must be."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    name = "CSV" if isinstance(source, bytes) else source.name
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BallotError(name, line, 1, "text in UTF-8", "other bytes") from error
    check_text(name, text)
    reader = csv.reader(io.StringIO(text, newline=""))
    header: list[str] = []
    rows = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if not header:
                header = cells
                if (first and first not in header) or len(set(header)) != len(header):
                    twice = (n for n, cell in enumerate(header, 1) if cell in header[: n - 1])
                    raise BallotError(
                        name,
                        reader.line_num,
                        next(twice, 1),
                        f"distinct columns{f', {first!r} among them' if first else ''}",
                        repr(row),
                    )
            elif len(cells) != len(header):
                column = min(len(cells), len(header)) + 1
                raise BallotError(name, reader.line_num, column, f"{len(header)} cells", f"{len(cells)}")
            else:
                rows.append((reader.line_num, dict(zip(header, cells, strict=True))))
    except csv.Error as error:
        raise BallotError(name, max(1, reader.line_num), 1, "cells between commas", str(error)) from error
    if not header:
        raise BallotError(name, 1, 1, f"a header{f' with the column {first!r}' if first else ''}", "an empty file")
    return name, rows
