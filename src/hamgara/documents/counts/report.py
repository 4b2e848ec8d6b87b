"""The report of a count laid out: its sections in order, as blocks of one language or of two side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from xml.etree.ElementTree import tostring

from hamgara.dates import Language, format_number, format_percent
from hamgara.documents.counts.bars import draw_bars
from hamgara.documents.counts.choices import tell_choice, tell_method
from hamgara.documents.counts.flow import draw_flows
from hamgara.documents.counts.guarantees import say_difference, tell_places
from hamgara.documents.counts.margins import tell_firmness
from hamgara.documents.counts.methods import describe_count, describe_paper, describe_ties, name_method
from hamgara.documents.counts.papers import tell_papers
from hamgara.documents.counts.proofs import tell_proofs
from hamgara.documents.counts.sources import tell_source
from hamgara.documents.counts.subject import Counting
from hamgara.documents.counts.tables import is_transfer, tabulate_pairs, tabulate_round, tabulate_stages
from hamgara.documents.counts.ties import tell_ties
from hamgara.documents.counts.transfers import tabulate_parcels, tell_stage
from hamgara.documents.counts.voice import Voice
from hamgara.documents.drawing import draw_svg
from hamgara.documents.occasions import format_day
from hamgara.documents.sheet import Block, Heading, Item, Masthead, Prose, Roll, Sheet, Side, Table
from hamgara.documents.texts import Wording, find_wording, isolate
from hamgara.elections import METHODS

__all__ = ["draw_result", "lay_out_count", "tell_claims", "tell_rounds"]


def lay_out_count(counting: Counting, *languages: Language) -> Sheet:
    """The sheet of a count's report in one language, or in two side by side, the leading one first."""
    sides = tuple(Side(language, tuple(_Report(counting, language, len(languages)).blocks())) for language in languages)
    titles = [find_wording(counting.title, language).line for language in languages]
    whose = [find_wording(counting.whose, language).line for language in languages]
    return Sheet(
        title=" / ".join(dict.fromkeys(titles)),
        whose=" / ".join(dict.fromkeys(whose)),
        dated=counting.dated,
        sides=sides,
    )


def tell_rounds(counting: Counting, language: Language) -> list[tuple[str, str]]:
    """Every round of a count: its heading (empty where there is only one), and what happened, in sentences."""
    report = _Report(counting, language, 1)
    return [(report.title(at), report.tell(at)) for at in range(len(counting.outcome.rounds))]


def draw_result(counting: Counting, language: Language) -> list[tuple[str, str]]:
    """The pictures of what each candidate had: each as SVG for a page, and its caption."""
    figures = draw_bars(Voice.of(counting, language), counting.outcome)
    return [(tostring(draw_svg(f.drawing, f.description), encoding="unicode"), f.caption) for f in figures]


def tell_claims(counting: Counting, language: Language) -> list[tuple[str, list[str]]]:
    """What a page says of a result beside the count: its ballots, how firm it is, what can be checked; by headings."""
    voice = Voice.of(counting, language)
    papers, *rule = tell_papers(voice, counting)
    assert isinstance(papers, Table)
    ballots = [f"{label}: {number}" for label, number in papers.rows]
    parts = {
        "papers-head": [*ballots, *_lines(rule)],
        "margin": _lines(tell_firmness(voice, counting)),
        "proofs": list(tell_proofs(voice, counting.outcome, counting.certificates, counting.condorcet)),
    }
    return [(voice.say(heading), said) for heading, said in parts.items() if said]


def _lines(blocks: Iterable[Block]) -> list[str]:
    return [block.wording.line for block in blocks if isinstance(block, Prose)]


class _Report:
    def __init__(self, counting: Counting, language: Language, sides: int) -> None:
        self.counting = counting
        self.outcome = counting.outcome
        self.language = language
        self.voice = Voice.of(counting, language)
        self.sides = sides

    def blocks(self) -> Iterator[Block]:
        yield self.masthead()
        yield self.heading("subject")
        yield from self.subject()
        yield self.heading("outcome")
        yield from self.result()
        yield from self.pictures()
        yield self.heading("stages")
        yield from self.stages()
        yield self.heading("ties")
        yield from tell_ties(self.voice, self.outcome, self.counting.source)
        if self.counting.rules or self.outcome.places is not None:
            yield self.heading("places")
            yield from tell_places(self.voice, self.counting)
        firmness = list(tell_firmness(self.voice, self.counting))
        if firmness:
            yield self.heading("margin")
            yield from firmness
        proofs = list(tell_proofs(self.voice, self.outcome, self.counting.certificates, self.counting.condorcet))
        if proofs:
            yield self.heading("proofs")
            said = [self.voice.say("proofs-how")]
            if self.outcome.places is not None:
                said.append(self.voice.say("proofs-places"))
            yield self.prose(" ".join(said), "soft")
            yield Roll(tuple(Item(Wording((said,), self.language)) for said in proofs), sentences=True)
        yield self.heading("check")
        yield from tell_source(self.voice, self.counting)

    def masthead(self) -> Masthead:
        say, counting = self.voice.say, self.counting
        seats = "one" if self.outcome.seats == 1 else "many"
        lines = [
            say("countback" if counting.vacancy else "report"),
            self.method(),
            say(f"seats:{seats}", n=self.voice.number(self.outcome.seats)),
        ]
        if counting.dated:
            lines.append(say("declared", date=format_day(counting.dated, counting.timezone, self.language)))
        whose = find_wording(counting.whose, self.language).line
        return Masthead(whose, find_wording(counting.title, self.language), tuple(lines))

    def method(self) -> str:
        return isolate(name_method(self.outcome.method, self.language), self.language)

    def heading(self, key: str) -> Heading:
        return Heading(2, Wording((self.voice.say(key),), self.language))

    def prose(self, text: str, style: str = "body") -> Prose:
        return Prose(Wording((text,), self.language), style)  # type: ignore[arg-type]

    def subject(self) -> Iterator[Block]:
        """What was counted and by which rule, turnout, invalid ballots by reason."""
        voice, counting, outcome = self.voice, self.counting, self.outcome
        seats = voice.say(f"seats:{'one' if outcome.seats == 1 else 'many'}", n=voice.number(outcome.seats))
        standing = len(counting.candidates) - len(counting.withdrawn)
        key = "frame:one" if outcome.seats == 1 else "frame"
        said = [voice.say(key, seats=seats, candidates=voice.number(standing), method=self.method())]
        known = METHODS.get(outcome.method)
        if known is not None:
            said += [describe_paper(known.id, self.language), describe_count(known.id, self.language)]
        yield self.prose(" ".join(filter(None, said)))
        if counting.vacancy is not None:
            told = [voice.say("countback-how", gone=voice.names(counting.vacancy.gone))]
            if sitting := counting.vacancy.sitting:
                told.append(voice.say("countback-sitting", sitting=voice.names(sitting)))
            yield self.prose(" ".join(told))
        if known is not None:
            ties = voice.say("ties-rule", rule=describe_ties(known.id, self.language))
            yield self.prose(f"{ties} {voice.say('source')}", "soft")
            yield Prose(Wording((known.citation,), "en"), "soft")
        said = []
        if counting.turnout is not None:
            cast, roll = counting.turnout
            share = format_percent(Fraction(cast, roll), self.language) if roll else "–"
            said.append(voice.say("turnout", cast=voice.number(cast), roll=voice.number(roll), share=share))
        if counting.weighted:
            said.append(voice.say("weighted"))
        if counting.withdrawn:
            said.append(voice.say("withdrawn", names=voice.names(counting.withdrawn)))
        if said:
            yield self.prose(" ".join(said))
        yield from tell_papers(self.voice, self.counting)

    def result(self) -> Iterator[Block]:
        """Who is elected, when and with how much; where rules of place changed it, whom else."""
        voice, counting, outcome = self.voice, self.counting, self.outcome
        said = []
        if counting.vacancy is not None:
            said.append(voice.plural("filled-are", counting.vacancy.filled))
        said.append(voice.plural("elected-are", outcome.elected))
        if outcome.seats > 1:
            said.append(voice.say("order-of-election"))
        yield self.prose(" ".join(said))
        yield Roll(tuple(self.member(who) for who in outcome.elected), numbered=True)
        difference = say_difference(voice, counting)
        if difference:
            yield self.prose(difference)

    def member(self, who: str) -> Item:
        voice, outcome, vacancy = self.voice, self.outcome, self.counting.vacancy
        at = next(i for i, stage in enumerate(outcome.rounds) if who in stage.elected)
        stage = outcome.rounds[at]
        value = ""
        if who in stage.votes:
            value = voice.of_measure("value", outcome, stage, value=voice.votes(stage.votes[who]))
        if len(outcome.rounds) > 1:
            key = "at-stage" if is_transfer(outcome) else "at-step"
            value = voice.say(key, stage=voice.number(stage.stage), value=value).rstrip(" ،,")
        details = [voice.place(who), value]
        if vacancy is not None:
            details.append(voice.say("sits" if who in vacancy.sitting else "new"))
        return Item(Wording((voice.name(who),), self.language), voice.series(filter(None, details)))

    def pictures(self) -> Iterator[Block]:
        bars = list(draw_bars(self.voice, self.outcome))
        if bars:
            yield self.heading("glance")
            yield from bars
        flows = list(draw_flows(self.voice, self.outcome))
        if flows:
            yield self.heading("flow")
            yield from flows

    def stages(self) -> Iterator[Block]:
        """Each round in sentences and a table; then all stages of a count by transfers abreast."""
        voice, outcome = self.voice, self.outcome
        moving = is_transfer(outcome)
        said = [] if moving else list(tell_method(voice, outcome))
        if said:
            yield self.prose(" ".join(said))
        for at, stage in enumerate(outcome.rounds):
            if title := self.title(at):
                yield Heading(3, Wording((title,), self.language))
            yield self.prose(self.tell(at))
            yield tabulate_round(voice, outcome, at)
            parcels = tabulate_parcels(voice, stage)
            if parcels is not None:
                yield parcels
            for who in stage.elected:
                pairs = tabulate_pairs(voice, outcome, who)
                if pairs is not None:
                    yield pairs
        if moving and len(outcome.rounds) > 1 and self.sides == 1:
            yield from tabulate_stages(voice, outcome)
        keep = self.keep()
        if keep is not None:
            yield keep
        if voice.cut:
            yield self.prose(voice.say("cut-note"), "soft")

    def title(self, at: int) -> str:
        """What a round is called; nothing where it is the only one."""
        voice, stage = self.voice, self.outcome.rounds[at]
        if len(self.outcome.rounds) == 1:
            return ""
        known = stage.candidate in self.counting.candidates
        names = stage.excluded if stage.excluded and not known else (stage.candidate,) if stage.candidate else ()
        name = voice.names(names) if names else ""
        what = voice.word("action", stage.action, name=name)
        return voice.say("stage" if is_transfer(self.outcome) else "step", n=voice.number(stage.stage), what=what)

    def tell(self, at: int) -> str:
        """What happened in a round, in sentences."""
        return " ".join((tell_stage if is_transfer(self.outcome) else tell_choice)(self.voice, self.outcome, at))

    def keep(self) -> Table | None:
        """Meek's keep values, with the error that the count admits."""
        kept = self.outcome.facts.get("keep")
        if not isinstance(kept, dict):
            return None
        voice = self.voice
        rows = tuple((voice.name(who), voice.votes(Fraction(value))) for who, value in kept.items())
        error = format_number(f"{Decimal(str(self.outcome.facts['error'])):f}", self.language)
        header = (voice.say("candidate"), voice.say("keep-value"))
        return Table(voice.say("keep", error=error), header, rows, figures=(1,))
