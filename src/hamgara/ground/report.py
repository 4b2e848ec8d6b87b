"""A model of common ground as plain values for JSON, and as rows for CSV: the same bytes for the same votes in any
order.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from hamgara.ground.results import Divide, Estimate, Standing, StatementGround

if TYPE_CHECKING:
    from hamgara.ground.model import GroundModel

__all__ = ["participant_rows", "report", "statement_rows"]

DECIMALS = 6
DEFINITION = (
    "share: posterior of agree / (agree + disagree) among all of the group; intervals: central, at the level. "
    "common ground: the lower bound of the group that agrees least, where enough of every group decided. "
    "verdict: a majority of every group agrees (or rejects), at a false discovery rate of 1 - level over all "
    "statements. placed: saw enough, belongs to one group with a probability above one half, and does not answer "
    "every statement alike."
)


def report(model: "GroundModel") -> dict[str, Any]:
    """The model's groups and statements. Participants are in `participant_rows`."""
    people = model.participants
    placings = ("placed", "too little seen", "straight-line", "between groups")
    return {
        "definition": DEFINITION,
        "level": _number(model.level),
        "floor": model.floor,
        "seed": model.seed,
        "participants": len(people),
        "votes": model.many_votes,
        "placing": {name: int((people.placing == k).sum()) for k, name in enumerate(placings)},
        "dimension": model.dimension,
        "held_back_votes": model.held_back,
        "loss_by_dimension": {str(d): _number(lost) for d, lost in model.losses.items()},
        "evidence_by_groups": {str(k): _number(e) for k, e in model.evidence.items()},
        "groups": [
            {
                "group": g.number,
                "members": g.members,
                "share": _number(g.share),
                "x": _number(g.x),
                "y": _number(g.y),
                "spread": {"xx": _number(g.spread.xx), "yy": _number(g.spread.yy), "xy": _number(g.spread.xy)},
                "stability": _number(g.stability),
            }
            for g in model.groups
        ],
        "statements": [_statement(s) for s in model.statements],
    }


def _statement(s: StatementGround) -> dict[str, Any]:
    return {
        "statement": s.statement,
        "overall": _standing(s.overall),
        "groups": [_standing(g) for g in s.groups],
        "exposed": s.exposed,
        "common_ground": None if s.common is None else _number(s.common),
        "least_agreeing_group": s.least,
        "rank": s.rank,
        "verdict": s.verdict,
        "q": None if s.q is None else _number(s.q),
        "bridge": _number(s.bridge),
        "bridges": s.bridges,
        "divide": None if s.divide is None else _divide(s.divide),
        "x": _number(s.x),
        "y": _number(s.y),
        "doubt": _number(s.doubt),
    }


def _standing(s: Standing) -> dict[str, Any]:
    counts = {"seen": s.seen, "agree": s.agree, "disagree": s.disagree, "pass": s.passed}
    return {**counts, **_estimate(s.share), "majority": _number(s.majority)}


def _divide(d: Divide) -> dict[str, Any]:
    return {
        "over": d.over,
        "under": d.under,
        "difference": _estimate(d.difference),
        "sides": _number(d.sides),
        "q": _number(d.q),
        "found": d.found,
    }


def _estimate(e: Estimate) -> dict[str, float]:
    return {"mean": _number(e.mean), "low": _number(e.low), "high": _number(e.high)}


def _number(value: float) -> float:
    # Adding zero turns -0.0 into 0.0.
    return round(value, DECIMALS) + 0.0


def participant_rows(model: "GroundModel") -> Iterator[tuple[str, ...]]:
    """A header, then each participant: id, group (empty where not placed), place, votes, whether placed, and how."""
    yield ("participant", "group", "x", "y", "votes", "placed", "placing", "probability", "leaning", "decided")
    for p in model.participants:
        numbers = [f"{_number(v):.{DECIMALS}f}" for v in (p.x, p.y, p.probability, p.leaning)]
        yield (
            p.participant,
            str(p.group or ""),
            numbers[0],
            numbers[1],
            str(p.seen),
            "1" if p.placed else "0",
            p.placing,
            numbers[2],
            numbers[3],
            str(p.decided),
        )


def statement_rows(model: "GroundModel", texts: Mapping[str, str] | None = None) -> Iterator[tuple[str, ...]]:
    """A header, then each statement over all and in every group, in the order of the votes."""
    head = ["statement", "text", "rank", "common_ground", "verdict", "q", "bridge", "bridges", "divides", "doubt"]
    parts = ["overall", *(f"group_{g.number}" for g in model.groups)]
    fields = ("seen", "agree", "disagree", "pass", "mean", "low", "high")
    yield (*head, *(f"{part}_{field}" for part in parts for field in fields))
    for s in model.statements:
        row = [
            s.statement,
            (texts or {}).get(s.statement, ""),
            str(s.rank or ""),
            _text(s.common),
            s.verdict,
            _text(s.q),
            _text(s.bridge),
            "1" if s.bridges else "0",
            "1" if s.divide is not None and s.divide.found else "0",
            _text(s.doubt),
        ]
        for standing in (s.overall, *s.groups):
            row += [str(n) for n in (standing.seen, standing.agree, standing.disagree, standing.passed)]
            row += [_text(v) for v in (standing.share.mean, standing.share.low, standing.share.high)]
        yield tuple(row)


def _text(value: float | None) -> str:
    return "" if value is None else f"{_number(value):.{DECIMALS}f}"
