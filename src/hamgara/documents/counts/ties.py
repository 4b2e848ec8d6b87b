"""Ties in a report: who were equal, what settled it, and how anyone draws the lot again."""

from __future__ import annotations

import shlex
import unicodedata
from collections.abc import Iterator

from hamgara.documents.counts.subject import RecordSource, Source
from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Block, Fact, Prose, Seal
from hamgara.documents.texts import Wording
from hamgara.elections import Count, Tie

__all__ = ["redraw_lot", "tell_ties"]


def redraw_lot(tie: Tie) -> str:
    """The shell command that prints the digests of a lot, in the order of the tie's own list."""
    names = " ".join(shlex.quote(unicodedata.normalize("NFC", who)) for who, _ in tie.lot)
    line = rf"printf '%s\n%s\n%s\n%s' {shlex.quote(tie.seed)} {tie.stage} {tie.kind} " + '"$name" | sha256sum'
    return f"for name in {names}; do {line}; done"


def tell_ties(voice: Voice, outcome: Count, source: Source) -> Iterator[Block]:
    """The blocks of the section on ties."""
    if not outcome.ties:
        yield _prose(voice, voice.say("no-ties"))
        return
    lots = [tie for tie in outcome.ties if tie.lot]
    if lots:
        said = [voice.say("lot-how"), voice.say("seed-record")] if isinstance(source, RecordSource) else []
        yield _prose(voice, " ".join(said or [voice.say("lot-how")]))
    for tie in outcome.ties:
        yield _prose(voice, " ".join(_tell(voice, outcome, tie)))
        if tie.lot:
            seed = Fact(voice.say("seed"), tie.seed or voice.say("no-seed"))
            digests = [
                Fact(voice.say("drawn" if who in tie.chosen else "not-drawn", name=_called(voice, who)), digest)
                for who, digest in tie.lot
            ]
            yield Seal((Fact("", redraw_lot(tie)), seed, *digests))


def _tell(voice: Voice, outcome: Count, tie: Tie) -> Iterator[str]:
    whole = tie.stage <= len(outcome.rounds) and outcome.rounds[tie.stage - 1].action == "committee"
    key = "tie-committee" if whole else "tie"
    slots = {} if whole else {"stage": voice.number(tie.stage)}
    yield voice.say(key, names=voice.names(tie.candidates), **slots)
    stages = voice.row(voice.number(stage) for stage in tie.earlier_stages) if tie.earlier_stages else ""
    if not tie.lot:
        yield voice.say("tie-earlier", stages=stages)
    elif stages:
        yield voice.say("tie-narrowed", stages=stages)
    else:
        yield voice.say("tie-lot")
    if whole and tie.lot:
        yield voice.say("lot-committee")
    elif tie.lot and len(tie.chosen) > 1:
        yield voice.say("lot-several", n=voice.number(len(tie.chosen)))
    if tie.kind == "election":
        yield voice.plural("tied:election", tie.chosen)
    else:
        yield voice.word("tied", tie.kind, names=voice.names(tie.chosen))


def _called(voice: Voice, who: str) -> str:
    """A candidate's name, with what the ballots call them where that is something else."""
    name = voice.plain(who)
    return name if name == who or who in name else f"{name} ({who})"


def _prose(voice: Voice, text: str) -> Prose:
    return Prose(Wording((text,), voice.language))
