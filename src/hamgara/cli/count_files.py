"""Ballot files for `hamgara count`: which reader a file and a method call for."""

from __future__ import annotations

from pathlib import Path

from hamgara import elections

__all__ = ["read_ballots"]

_PREFLIB = (".soc", ".soi", ".toc", ".toi", ".cat")


def read_ballots(file: Path, method_id: str, seats: int | None) -> elections.AnyBallots:
    """Read the file as the method wants it. Raises CountError where seats are not given but needed."""
    method = elections.METHODS.get(method_id)
    ending = file.suffix.lower()
    if file.name.lower().endswith(".abc.yaml"):
        return elections.read_abc_yaml(file, seats)
    if ending != ".csv" and ending not in _PREFLIB:
        return elections.read_blt_tiers(file) if method and method.equal_ranks else elections.read_blt(file)
    if method is None:
        raise elections.CountError(f"unknown method {method_id!r}; there are: {', '.join(elections.METHODS)}")
    if seats is None:
        raise elections.CountError(f"{file.name} does not say how many seats there are: give --seats")
    if ending in _PREFLIB:
        return elections.read_preflib(file, seats)
    if method.ballot == "ranked":
        return elections.read_rank_csv(file, seats)
    if method.ballot == "scores":
        return elections.read_score_csv(file, seats)
    return elections.read_approval_csv(file, seats)
