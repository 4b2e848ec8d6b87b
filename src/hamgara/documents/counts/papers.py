"""The ballots in a report: how many were valid, invalid by which reason, counted in part, and by which rule."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from hamgara.dates import Language
from hamgara.documents.counts.subject import Counting, RecordSource
from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Block, Prose, Table
from hamgara.documents.texts import Wording
from hamgara.elections import METHODS, Validity

__all__ = ["describe_validity", "tell_papers"]


def describe_validity(validity: Validity, language: Language, *, ordered: bool = True, equal: bool = True) -> list[str]:
    """What becomes of ballots with a defect, in sentences.

    `ordered` says whether ballots rank, `equal` whether equal ranks are a defect.
    """
    voice = Voice(language, {})
    asked = ["repeated", "unknown"]
    if ordered:
        asked = [*(["equal"] if equal else []), "skipped", *asked]
    rule = validity.to_json() if ordered else validity.unordered().to_json()
    by_treatment = {t: [voice.say(f"defect:{d}") for d in asked if rule[d] == t] for t in ("void", "cut", "pass")}
    said = [
        voice.say(f"defects:{treatment}", defects=voice.alternatives(defects))
        for treatment, defects in by_treatment.items()
        if defects
    ]
    return [*said, voice.say("defects:always")]


def tell_papers(voice: Voice, counting: Counting) -> Iterator[Block]:
    """A table of the ballots, and the rule on those with a defect."""
    outcome = counting.outcome
    rows = [(voice.say("valid"), voice.votes(outcome.valid))]
    for reason, weight in counting.in_part.items():
        rows.append((voice.say("in-part", reason=voice.word("reason", reason)), voice.votes(weight)))
    for reason, weight in outcome.invalid.items():
        rows.append((voice.say("invalid", reason=voice.word("reason", reason)), voice.votes(weight)))
    if outcome.invalid:
        total = Fraction(outcome.valid) + sum(map(Fraction, outcome.invalid.values()))
        rows.append((voice.say("total"), voice.votes(total)))
    header = (voice.say("kind"), voice.say("ballots"))
    yield Table(voice.say("ballots"), header, tuple(rows), figures=(1,))
    known = METHODS.get(outcome.method)
    if known is not None:
        whose = "record" if isinstance(counting.source, RecordSource) else "file"
        ordered, equal = known.ballot == "ranked", whose == "record" or not known.equal_ranks
        said = describe_validity(counting.validity, voice.language, ordered=ordered, equal=equal)
        yield Prose(Wording((" ".join([voice.say(f"defects-by:{whose}"), *said]),), voice.language), "soft")
