"""Records of an assembly that the true key signed again and that only the replay can refuse.

Whoever holds the log's key can sign any list of acts. `altered_acts` takes the acts of a true record and yields
lists in good form (numbered, canonical, in order of time) in which one act says something else, is done by
somebody else, is missing, comes twice or comes too soon, and so no longer follows from, or no longer leads to, the
others. Only alterations that the rules of an assembly must refuse are made: a record in which a text that was never
voted on reads differently is a true record of another assembly, and it takes a witness to tell the two apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from tests.record.tampering import Files, entries_of, rebuild

__all__ = ["altered_acts", "misstated_bundles"]

Act = dict[str, Any]

#: Where an act states what follows from others.
STATED = {
    "quorum.counted": ("count",),
    "round.closed": ("participants", "counts", "matrix"),
    "list.drawn": ("votes",),
    "sounding.closed": ("answered", "counts", "table"),
    "package.chosen": ("clauses", "count"),
    "decision.closed": ("outcome", "box"),
    "list.closed": ("adopted", "texts"),
    "ballots.closed": ("cast", "box"),
    "result.declared": ("elected",),
    "seat.filled": ("filled",),
    "resolution.drafted": ("hash", "title", "report", "clauses"),
    "resolution.published": ("documents",),
}
#: Without any of these a later act, or the bundle, does not stand.
NEEDED = frozenset(
    {
        "assembly.convened",
        "charter.adopted",
        "member.invited",
        "member.accredited",
        "key.registered",
        "witness.registered",
        "position.proposed",
        "position.admitted",
        "round.opened",
        "round.closed",
        "meeting.fixed",
        "meeting.opened",
        "sitting.called",
        "sitting.opened",
        "attendance.recorded",
        "clause.proposed",
        "sounding.opened",
        "sounding.closed",
        "amendment.proposed",
        "list.drawn",
        "list.closed",
        "decision.opened",
        "vote.cast",
        "decision.closed",
        "election.called",
        "nomination.made",
        "voting.opened",
        "ballots.closed",
        "resolution.drafted",
        "resolution.adopted",
        "resolution.published",
    }
)
#: What can be done only once in the same words.
ONCE = NEEDED - {"charter.adopted", "attendance.recorded"} | {"result.declared", "seat.filled", "resolution.signed"}
#: The second cannot come before the first.
PAIRS = frozenset(
    {
        ("member.invited", "invitation.accepted"),
        ("invitation.accepted", "member.accredited"),
        ("position.proposed", "position.admitted"),
        ("round.opened", "round.closed"),
        ("sounding.opened", "sounding.closed"),
        ("sounding.closed", "package.chosen"),
        ("meeting.fixed", "meeting.opened"),
        ("sitting.called", "agenda.set"),
        ("sitting.opened", "attendance.recorded"),
        ("attendance.recorded", "quorum.counted"),
        ("clause.proposed", "amendment.proposed"),
        ("amendment.proposed", "decision.opened"),
        ("list.drawn", "decision.opened"),
        ("decision.closed", "list.closed"),
        ("decision.opened", "vote.cast"),
        ("vote.cast", "decision.closed"),
        ("voting.opened", "ballots.closed"),
        ("ballots.closed", "result.declared"),
        ("seat.vacated", "seat.filled"),
        ("resolution.drafted", "decision.opened"),
        ("decision.closed", "resolution.adopted"),
        ("resolution.adopted", "resolution.signed"),
    }
)
#: What the office does and a member may do as well.
SHARED = frozenset({"position.proposed", "clause.proposed", "witness.registered"})


def misstated_bundles(files: Files, seed: bytes, member: str) -> Iterator[tuple[str, Files]]:
    """The bundle with each of the altered lists of acts, complete and signed by the true key."""
    for name, entries in altered_acts(entries_of(files), member):
        yield name, rebuild(files, entries, seed)


def altered_acts(entries: Sequence[bytes], member: str) -> Iterator[tuple[str, list[bytes]]]:
    """Every altered list of acts, each with a name; `member` is somebody who may vote but holds no office."""
    acts: list[Act] = [json.loads(entry) for entry in entries]
    for name, altered in _lists(acts, member):
        numbered = [{**act, "seq": seq, "at": acts[min(seq, len(acts) - 1)]["at"]} for seq, act in enumerate(altered)]
        yield name, [_canonical(act) for act in numbered]


def _lists(acts: list[Act], member: str) -> Iterator[tuple[str, list[Act]]]:
    hashes = sorted({h for act in acts for h in _hashes(act["data"])})
    for at, act in enumerate(acts):
        kind = act["act"]
        before, after = acts[:at], acts[at + 1 :]
        for place in STATED.get(kind, ()):
            if place in act["data"]:
                for i, value in enumerate(_others(act["data"][place], hashes)):
                    changed = {**act, "data": {**act["data"], place: value}}
                    yield f"{kind} {at}: {place} misstated {i}", [*before, changed, *after]
        for somebody in (member, "nobody"):
            if act["by"] == "secretariat" and (kind not in SHARED or somebody == "nobody"):
                yield f"{kind} {at}: by {somebody}", [*before, {**act, "by": somebody}, *after]
            elif "sig" in act and act["by"] != somebody:
                yield f"{kind} {at}: signed act as if by {somebody}", [*before, {**act, "by": somebody}, *after]
        if kind == "vote.cast":
            yield from _votes(acts, at)
        if kind in NEEDED:
            yield f"{kind} {at}: missing", [*before, *after]
        if kind in ONCE:
            yield f"{kind} {at}: twice", [*before, act, act, *after]
        if after and (kind, after[0]["act"]) in PAIRS and _related(act, after[0]):
            yield f"{kind} {at}: after {after[0]['act']}", [*before, after[0], act, *after[1:]]


def _votes(acts: list[Act], at: int) -> Iterator[tuple[str, list[Act]]]:
    act = acts[at]
    others = [choice for choice in ("yes", "no", "abstain") if choice != act["data"]["choice"]]
    for choice in others:
        changed = {**act, "data": {**act["data"], "choice": choice}}
        yield f"vote.cast {at}: {choice} instead", [*acts[:at], changed, *acts[at + 1 :]]
        bare = {name: value for name, value in changed.items() if name != "sig"}
        yield f"vote.cast {at}: {choice} instead, unsigned", [*acts[:at], bare, *acts[at + 1 :]]
    decision = act["data"]["decision"]
    closed = next(i for i, a in enumerate(acts) if a["act"] == "decision.closed" and a["data"]["id"] == decision)
    late = [*acts[:at], *acts[at + 1 : closed + 1], act, *acts[closed + 1 :]]
    yield f"vote.cast {at}: after the closing", late


def _related(first: Act, second: Act) -> bool:
    """Whether the second speaks of what the first did."""
    named = {v for v in first["data"].values() if isinstance(v, str)}
    said = json.dumps([second["by"], second["data"]])
    return any(f'"{name}"' in said for name in named)


def _others(value: Any, hashes: Sequence[str]) -> Iterator[Any]:
    """Other values of the same shape, one place changed in each."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        if value:
            yield value - 1
            yield 0
    elif isinstance(value, str):
        if len(value) == 64:
            yield "0" * 64
            yield from (h for h in hashes if h != value)
        elif value.replace("/", "").isdigit():
            yield from (other for other in ("0", "1", "1/2", "7") if other != value)
        else:
            yield value + " "
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield [*value[:i], *value[i + 1 :]]
            for other in _others(inner, hashes):
                yield [*value[:i], other, *value[i + 1 :]]
        if value != value[::-1]:
            yield value[::-1]
    elif isinstance(value, dict):
        for name, inner in value.items():
            for other in _others(inner, hashes):
                yield {**value, name: other}


def _hashes(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _hashes(inner)
    elif isinstance(value, str) and len(value) == 64:
        yield value


def _canonical(value: Act) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
