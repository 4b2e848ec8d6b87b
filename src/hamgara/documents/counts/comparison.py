"""Several methods on the same ballots, side by side: whom each elects, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from hamgara.dates import Language
from hamgara.documents.counts.methods import describe_count, name_method
from hamgara.documents.counts.sources import tell_source
from hamgara.documents.counts.subject import Counting
from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Block, Heading, Item, Masthead, Prose, Roll, Sheet, Side, Table
from hamgara.documents.texts import Wording, find_wording, isolate

__all__ = ["Comparison", "lay_out_comparison"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """The counts of the same ballots by several methods, the first of which the others are held against.

    `refused` says of each other method why it cannot count these ballots; `command` compares them so again.
    """

    countings: tuple[Counting, ...]
    refused: Mapping[str, str]
    command: str

    @property
    def always(self) -> tuple[str, ...]:
        """Whom every method elects, in the order of the ballot paper."""
        first = self.countings[0]
        return tuple(who for who in first.candidates if all(who in c.outcome.elected for c in self.countings))

    @property
    def sometimes(self) -> dict[str, tuple[str, ...]]:
        """Whom some methods elect and some do not, with those that do; most methods first."""
        found = {
            who: tuple(c.outcome.method for c in self.countings if who in c.outcome.elected)
            for who in self.countings[0].candidates
        }
        some = {who: methods for who, methods in found.items() if 0 < len(methods) < len(self.countings)}
        return dict(sorted(some.items(), key=lambda pair: -len(pair[1])))

    def to_json(self) -> dict[str, Any]:
        """Every whole count by its method, whom all elect, whom some, and which methods refused and why."""
        return {
            "compared": {c.outcome.method: c.to_json() for c in self.countings},
            "always": list(self.always),
            "sometimes": {who: list(methods) for who, methods in self.sometimes.items()},
            "refused": dict(self.refused),
        }


def lay_out_comparison(comparison: Comparison, *languages: Language) -> Sheet:
    """The sheet of a comparison in one language, or in two side by side."""
    first = comparison.countings[0]
    titles = [find_wording(first.title, language).line for language in languages]
    return Sheet(
        title=" / ".join(dict.fromkeys(titles)),
        whose=" / ".join(dict.fromkeys(find_wording(first.whose, language).line for language in languages)),
        dated=first.dated,
        sides=tuple(Side(language, tuple(_blocks(comparison, language))) for language in languages),
    )


def _blocks(comparison: Comparison, language: Language) -> Iterator[Block]:
    first = comparison.countings[0]
    voice = Voice.of(first, language)
    yield Masthead(
        find_wording(first.whose, language).line, find_wording(first.title, language), (voice.say("comparison"),)
    )
    yield Heading(2, Wording((voice.say("outcome"),), language))
    said = [voice.say("same-ballots", n=voice.number(len(comparison.countings)))]
    if not comparison.sometimes:
        said.append(voice.say("agree", names=voice.names(comparison.always)))
    elif comparison.always:
        said.append(voice.say("always", names=voice.names(comparison.always)))
    else:
        said.append(voice.say("never-all"))
    yield Prose(Wording((" ".join(said),), language))
    if comparison.sometimes:
        yield Roll(
            tuple(_item(_some(voice, comparison, who), language) for who in comparison.sometimes), sentences=True
        )
    yield _by_method(voice, comparison)
    if comparison.refused:
        lines = [
            voice.say("refused", method=_name(voice, method), why=isolate(why, language))
            for method, why in comparison.refused.items()
        ]
        yield Roll(tuple(_item(line, language) for line in lines), sentences=True)
    yield Heading(2, Wording((voice.say("subject"),), language))
    described = [
        (_name(voice, c.outcome.method), describe_count(c.outcome.method, language)) for c in comparison.countings
    ]
    yield Roll(tuple(Item(Wording((name,), language), said) for name, said in described))
    yield Heading(2, Wording((voice.say("check"),), language))
    yield from tell_source(voice, first, comparison.command)


def _item(line: str, language: Language) -> Item:
    return Item(Wording((line,), language))


def _name(voice: Voice, method: str) -> str:
    return isolate(name_method(method, voice.language), voice.language)


def _some(voice: Voice, comparison: Comparison, who: str) -> str:
    methods = comparison.sometimes[who]
    return voice.say(
        "by-some",
        name=voice.name(who),
        n=voice.number(len(methods)),
        all=voice.number(len(comparison.countings)),
        methods=voice.series(_name(voice, method) for method in methods),
    )


def _by_method(voice: Voice, comparison: Comparison) -> Table:
    standard = comparison.countings[0].outcome.elected
    rows = []
    for counting in comparison.countings:
        elected = counting.outcome.elected
        gained = [who for who in elected if who not in standard]
        lost = [who for who in standard if who not in elected]
        difference = voice.say("no-difference")
        if gained:
            difference = voice.say("instead-of", gained=voice.names(gained), lost=voice.names(lost))
        rows.append((_name(voice, counting.outcome.method), voice.names(elected), difference))
    header = tuple(voice.say(word) for word in ("method", "elects", "instead"))
    return Table(voice.say("by-method"), header, tuple(rows))
