"""The answers of a sounding: how they are checked, gathered into one table, summed, and read by the front."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta, Struct, ValidationError, convert, to_builtins
from msgspec.structs import replace

from hamgara import front
from hamgara.assembly.act import Id, Line, Refused, Share
from hamgara.record import RecordError, canonical, parse

if TYPE_CHECKING:
    from hamgara.assembly.clauses import Clauses
    from hamgara.assembly.soundings import Sounding

__all__ = [
    "AnswerTable",
    "ClauseCount",
    "Condition",
    "PackageCount",
    "Reply",
    "Sounded",
    "build_answers",
    "check_replies",
    "count_answers",
    "count_package",
    "name_answers",
    "read_answers",
    "sounded",
]


class Condition(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a voter would sign a clause on: that an amendment to it is taken in, or something said in words."""

    amendment: Id | None = None
    text: Line | None = None


#: What a voter says to a clause; no answer is None.
Reply = Literal["sign", "refuse"] | Condition

_RULE = "act/sounding.closed"


class ClauseCount(Struct, frozen=True, forbid_unknown_fields=True):
    """The weight of those who would sign a clause, would sign it on a condition, or refuse it."""

    sign: Share
    conditional: Share
    refuse: Share


class PackageCount(Struct, frozen=True, forbid_unknown_fields=True):
    """Who would sign a package: how many on the roll of each kind, their weight, and that of the whole roll.

    `possible` is what the weight would be if all who have not answered said yes and all conditions were met.
    """

    organisations: Annotated[int, Meta(ge=0)]
    independents: Annotated[int, Meta(ge=0)]
    weight: Share
    possible: Share
    total: Share


class AnswerTable(Struct, frozen=True, forbid_unknown_fields=True):
    """The answers of a sounding, a row for each who answered anything: (voter, kind, weight, replies), sorted.

    Replies are in the order of `clauses`. The voter is empty unless the charter opened the names to everyone.
    """

    sounding: Id
    clauses: tuple[Id, ...]
    rows: tuple[tuple[str, Literal["organisation", "independent"], Share, tuple[Reply | None, ...]], ...]
    v: Literal[1] = 1


def check_replies(clauses: Clauses, sounding: Sounding, replies: Mapping[str, Any]) -> dict[str, Reply]:
    """One voter's replies by clause as they are kept; refused where one is malformed or about another clause."""
    asked = {clause for clause, _ in sounding.clauses}
    checked: dict[str, Reply] = {}
    for clause, reply in replies.items():
        if clause not in asked:
            raise Refused("not_sounded", "act/sounding.opened", clause=clause)
        try:
            checked[clause] = convert(reply, Reply)
        except ValidationError as error:
            raise Refused("data_malformed", "act/sounding.opened", why=str(error)) from error
        _check_condition(clauses, clause, checked[clause], "act/sounding.opened")
    return checked


def _check_condition(clauses: Clauses, clause: str, reply: Reply, rule: str) -> None:
    if isinstance(reply, str):
        return
    if (reply.amendment is None) == (reply.text is None):
        raise Refused("condition_unclear", rule, clause=clause)
    if reply.amendment is not None:
        amendment = clauses.amendments.get(reply.amendment)
        if amendment is None or amendment.clause != clause:
            raise Refused("unknown", rule, what="amendment", id=reply.amendment)


def build_answers(sounding: Sounding, replies: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The canonical bytes of a sounding's table, from the last replies of each voter, by voter and clause."""
    columns = [clause for clause, _ in sounding.clauses]
    rows = []
    for voter, given in replies.items():
        line = sounding.roll.get(voter)
        row = [to_builtins(given.get(clause)) for clause in columns]
        if line is not None and any(reply is not None for reply in row):
            rows.append([voter if sounding.names == "everyone" else "", line.kind, str(line.weight), row])
    rows.sort(key=canonical)
    return canonical({"v": 1, "sounding": sounding.id, "clauses": columns, "rows": rows})


def read_answers(clauses: Clauses, sounding: Sounding, data: bytes) -> AnswerTable:
    """Read the table of a sounding strictly.

    Refused where it is malformed, of another sounding, names whom it must not, or holds more than the roll allows.
    """
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        raw = parse(data)
        table = convert(raw, AnswerTable)
    except (RecordError, ValidationError) as error:
        raise Refused("attachment_malformed", _RULE, sha256=sha256, why=str(error)) from error
    if table.sounding != sounding.id or table.clauses != tuple(clause for clause, _ in sounding.clauses):
        raise Refused("attachment_foreign", _RULE, sha256=sha256)
    keys = [canonical(to_builtins(row)) for row in table.rows]
    if keys != sorted(keys):
        raise Refused("attachment_malformed", _RULE, sha256=sha256, why="the rows are not sorted")
    for _voter, _kind, _weight, replies in table.rows:
        if len(replies) != len(table.clauses) or all(reply is None for reply in replies):
            raise Refused("attachment_malformed", _RULE, sha256=sha256, why="a row has not one reply to each clause")
        for clause, reply in zip(table.clauses, replies, strict=True):
            if reply is not None:
                _check_condition(clauses, clause, reply, _RULE)
    if Counter(_lines(table)) - Counter(_roll(sounding)):
        raise Refused("ballots_over_roll", _RULE, sha256=sha256)
    return table


def _lines(table: AnswerTable) -> list[tuple[str, str, str]]:
    return [(voter, kind, weight) for voter, kind, weight, _ in table.rows]


def _roll(sounding: Sounding) -> list[tuple[str, str, str]]:
    named = sounding.names == "everyone"
    return [(v.voter if named else "", v.kind, str(v.weight)) for v in sounding.roll.values()]


def count_answers(table: AnswerTable) -> dict[str, ClauseCount]:
    """What the table says of each clause, by weight."""
    counts = {}
    for i, clause in enumerate(table.clauses):
        sums = {"sign": Fraction(0), "conditional": Fraction(0), "refuse": Fraction(0)}
        for _voter, _kind, weight, replies in table.rows:
            reply = replies[i]
            if reply is not None:
                sums[reply if isinstance(reply, str) else "conditional"] += Fraction(weight)
        counts[clause] = ClauseCount(**{name: str(value) for name, value in sums.items()})
    return counts


class Sounded(Struct, frozen=True):
    """A closed sounding as the front reads it: everybody on the roll, those without an answer too.

    A member of the front is a voter of the roll, under its id where names are known, else under a number.
    """

    acceptance: front.Acceptance
    weights: dict[str, Fraction]
    kinds: dict[str, str]


def sounded(table: AnswerTable, sounding: Sounding) -> Sounded:
    """The answers of a table for the front."""
    answers: dict[tuple[str, str], front.Answer] = {}
    weights: dict[str, Fraction] = {}
    kinds: dict[str, str] = {}

    def enter(voter: str, kind: str, weight: str) -> str:
        member = voter or str(len(weights) + 1)
        weights[member], kinds[member] = Fraction(weight), kind
        return member

    for voter, kind, weight, replies in table.rows:
        member = enter(voter, kind, weight)
        for clause, reply in zip(table.clauses, replies, strict=True):
            if reply is not None:
                answers[member, clause] = _answer(reply)
    silent = Counter(_roll(sounding)) - Counter(_lines(table))
    for line in sorted(silent.elements()):
        enter(*line)
    acceptance = front.Acceptance.from_answers(answers, members=weights, clauses=table.clauses)
    return Sounded(acceptance, weights, kinds)


def name_answers(
    clauses: Clauses, sounding: Sounding, data: bytes, replies: Mapping[str, Mapping[str, Any]]
) -> Sounded:
    """The same with every voter under its id, from replies that were kept apart from the record.

    Raises ValueError where these are not the replies of the table in the record.
    """
    if build_answers(sounding, replies) != data:
        raise ValueError("the kept replies are not those of the table in the record")
    named = replace(sounding, names="everyone")
    return sounded(read_answers(clauses, named, build_answers(named, replies)), named)


def _answer(reply: Reply) -> front.Answer:
    if reply == "sign":
        return front.Answer("accept")
    if reply == "refuse":
        return front.Answer("refuse")
    assert isinstance(reply, Condition)
    return front.Answer("conditional", f"@{reply.amendment}" if reply.amendment else str(reply.text))


def count_package(clauses: Clauses, sounding: Sounding, data: bytes, package: Iterable[str]) -> PackageCount:
    """Who would sign the package, counted by the front from the table of the sounding, no condition met."""
    read = sounded(read_answers(clauses, sounding, data), sounding)
    found = front.weigh_package(read.acceptance, package, weights=read.weights, reservations=sounding.reservations)
    kinds = Counter(read.kinds[m] for m in found.signers)
    return PackageCount(
        kinds["organisation"], kinds["independent"], str(found.weight), str(found.possible), str(found.total)
    )
