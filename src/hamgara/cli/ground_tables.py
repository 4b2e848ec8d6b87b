"""A model of common ground as tables for the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from hamgara.cli.tables import Table

if TYPE_CHECKING:
    from hamgara.ground import Estimate, GroundModel, StatementGround

__all__ = ["summarise"]

SHOWN = 12


def summarise(model: GroundModel, texts: Mapping[str, str]) -> list[Table]:
    """The groups; the statements that are most common ground; those that divide most surely."""
    people = model.participants
    about = (
        ("participants", str(len(people))),
        ("votes", str(model.many_votes)),
        ("placed in a group", str(int((people.group > 0).sum()))),
        ("dimensions of opinion", str(model.dimension)),
    )
    groups = tuple(
        (str(g.number), str(g.members), f"{g.share:.0%}", f"{g.stability:.2f}", f"{g.x:+.2f}, {g.y:+.2f}")
        for g in model.groups
    )
    level = f"{model.level:.0%}"
    ranked = sorted((s for s in model.statements if s.rank is not None), key=lambda s: s.rank or 0)[:SHOWN]
    heads = ("statement", *(f"group {g.number}" for g in model.groups), "all", "verdict", "text")
    tables = [
        Table("Votes", (), about),
        Table("Groups of opinion", ("group", "members", "share", "stability", "place"), groups),
        Table(f"Most common ground, with {level} intervals", heads, tuple(_row(s, texts) for s in ranked)),
    ]
    divided = [s for s in model.statements if s.divide is not None and s.divide.found]
    divided.sort(key=lambda s: -abs(s.divide.difference.mean) if s.divide else 0.0)
    if divided:
        rows = tuple(_row(s, texts) for s in divided[:SHOWN])
        tables.append(Table("What divides", heads, rows))
    return tables


def _row(s: StatementGround, texts: Mapping[str, str]) -> tuple[str, ...]:
    shares = [_share(standing.share) for standing in (*s.groups, s.overall)]
    return (s.statement, *shares, s.verdict, texts.get(s.statement, ""))


def _share(estimate: Estimate) -> str:
    return f"{estimate.mean:.0%} ({estimate.low:.0%}-{estimate.high:.0%})"
