"""Where the ballots of a report are, and how anyone counts them again."""

from __future__ import annotations

from collections.abc import Iterator

from hamgara.documents.counts.subject import Counting, FileSource, RecordSource
from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Block, Fact, Prose, Seal, Table
from hamgara.documents.texts import Wording

__all__ = ["tell_source"]


def tell_source(voice: Voice, counting: Counting, command: str = "") -> Iterator[Block]:
    """The blocks of the section on checking: what to do, by which command (if not the source's), on which bytes."""
    source = counting.source
    if isinstance(source, FileSource):
        yield Prose(Wording((voice.say("check-file"),), voice.language))
        yield Seal(tuple(_file(voice, source, command or source.command)))
        return
    yield Prose(Wording((voice.say("check-record"),), voice.language))
    yield _ids(voice, counting)
    facts = tuple(_record(voice, source))
    if source.head is None:
        yield Seal(facts)
        return
    text = source.head.text(source.assembly)
    yield Seal(facts, text, voice.say("qr", text=text))


def _file(voice: Voice, source: FileSource, command: str) -> Iterator[Fact]:
    yield Fact("", command)
    yield Fact(voice.say("file"), source.file)
    yield Fact(voice.say("file-hash"), source.sha256)
    for what, digest in source.others:
        yield Fact(voice.say(f"{what}-hash"), digest)


def _record(voice: Voice, source: RecordSource) -> Iterator[Fact]:
    yield Fact("", "hamgara verify BUNDLE")
    yield Fact(voice.say("assembly"), source.assembly)
    yield Fact(voice.say("election"), source.election)
    yield Fact(voice.say("closed"), str(source.closed))
    if source.box:
        yield Fact(voice.say("box"), source.box)
    if source.head is not None:
        yield Fact(voice.say("size"), str(source.head.size))
        yield Fact(voice.say("root"), source.head.root)
    yield Fact(voice.say("key"), source.log_key)


def _ids(voice: Voice, counting: Counting) -> Table:
    """By which id the record, and so the ballots and the lots, know each candidate."""
    rows = tuple((voice.name(who), voice.place(who), who) for who in counting.candidates)
    return Table(voice.say("ids"), (voice.say("candidate"), voice.say("place"), voice.say("id")), rows)
