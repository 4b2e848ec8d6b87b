"""PrefLib's files: strict and weak orders, complete or not (.soc .soi .toc .toi), and categories (.cat).

The form is that of PrefLib since 2022: lines of data about the file after `#`, among them the names of the
alternatives, then one line for each kind of ballot: its number, a colon, and the alternatives, with braces
around those that are equal or in one category.
"""

from __future__ import annotations

import re
from pathlib import Path

from hamgara.elections.ballots import Ballots, gather
from hamgara.elections.graded import TierBallots, gather_tiers
from hamgara.elections.source import BallotError, check_names, check_text, decode_text
from hamgara.elections.validity import USUAL, Validity

__all__ = ["read_preflib"]

_NAME = re.compile(r"#\s*ALTERNATIVE NAME (\d+)\s*:\s*(.*\S)", re.ASCII)
_TYPE = re.compile(r"#\s*DATA TYPE\s*:\s*(\w+)", re.ASCII)
_LINE = re.compile(r"(\d+)\s*:\s*(.*)", re.ASCII)
_PART = re.compile(r"\{([\d\s,]*)\}|(\d+)", re.ASCII)
_KINDS = ("soc", "soi", "toc", "toi", "cat")


def read_preflib(
    source: Path | bytes, seats: int, *, approved: int = 1, validity: Validity = USUAL
) -> Ballots | TierBallots:
    """Read a PrefLib file. Strict orders give Ballots, weak ones TierBallots.

    Categories give Ballots for approval methods, with the alternatives in the first `approved` categories named.
    Raises BallotError where a line is not in order.
    """
    name = "PrefLib" if isinstance(source, bytes) else source.name
    text = decode_text(source if isinstance(source, bytes) else source.read_bytes())
    check_text(name, text)
    lines = text.splitlines()
    names: dict[int, str] = {}
    kind = "" if isinstance(source, bytes) else source.suffix[1:].lower()
    papers: list[tuple[int, list[list[int]]]] = []
    for number, raw in enumerate(lines, 1):
        line = raw.strip()
        if match := _TYPE.fullmatch(line):
            kind = match[1].lower()
        elif match := _NAME.fullmatch(line):
            if int(match[1]) in names:
                raise BallotError(name, number, 1, "another alternative", line)
            names[int(match[1])] = match[2]
        elif line and not line.startswith("#"):
            papers.append(_read_paper(name, number, line, names))
    if kind not in _KINDS:
        raise BallotError(name, 1, 1, f"# DATA TYPE: one of {', '.join(_KINDS)}", repr(kind))
    if not names:
        raise BallotError(name, 1, 1, "# ALTERNATIVE NAME 1: ...", "no names")
    position = {number: at for at, number in enumerate(sorted(names))}
    candidates = tuple(names[number] for number in sorted(names))
    check_names(name, candidates)
    placed = [(weight, [[position[c] for c in tier] for tier in tiers]) for weight, tiers in papers]
    if kind == "cat":
        chosen = ((weight, tuple(sorted(c for tier in tiers[:approved] for c in tier))) for weight, tiers in placed)
        return gather(candidates, chosen, seats, validity=validity.unordered())
    if kind in ("toc", "toi"):
        return gather_tiers(candidates, placed, seats, validity=validity)
    if any(len(tier) != 1 for _, tiers in placed for tier in tiers):
        raise BallotError(name, 1, 1, f"strict orders in a file of type {kind}", "braces")
    strict = ((weight, tuple(tier[0] for tier in tiers)) for weight, tiers in placed)
    return gather(candidates, strict, seats, validity=validity)


def _read_paper(name: str, number: int, line: str, names: dict[int, str]) -> tuple[int, list[list[int]]]:
    match = _LINE.fullmatch(line)
    if not match or not int(match[1]):
        raise BallotError(name, number, 1, "a number of ballots, a colon and their order", line)
    rest = match[2]
    # What remains without the parts must be the commas between them.
    if _PART.sub("", rest).replace(" ", "") != "," * max(0, len(_PART.findall(rest)) - 1):
        raise BallotError(name, number, match.start(2) + 1, "alternatives between commas", rest)
    tiers = []
    for braced, single in _PART.findall(rest):
        tier = [int(c) for c in re.findall(r"\d+", braced or single)]
        for c in tier:
            if c not in names:
                raise BallotError(name, number, match.start(2) + 1, "an alternative with a name", str(c))
        tiers.append(tier)
    return int(match[1]), tiers
