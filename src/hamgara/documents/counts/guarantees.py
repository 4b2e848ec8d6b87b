"""Rules of place in a report: what they are, where they changed a step, and what the outcome would be without them."""

from __future__ import annotations

from collections.abc import Iterator

from hamgara.documents.counts.subject import Counting
from hamgara.documents.counts.voice import Voice
from hamgara.documents.sheet import Block, Item, Prose, Roll, Table
from hamgara.documents.texts import Wording
from hamgara.elections import PlaceAct, PlaceRule
from hamgara.elections.countback import SITTING

__all__ = ["describe_rule", "say_difference", "tell_places"]


def describe_rule(voice: Voice, rule: PlaceRule) -> str:
    """One rule as a phrase: "from each city: at most 1"."""
    if rule.cls == SITTING:
        return voice.say("rule-sitting")
    of, bound = voice.word("class", rule.cls), _bound(voice, rule)
    if rule.value is None:
        return voice.say("rule:each", of=of, bound=bound)
    return voice.say("rule:one", value=voice.value(rule.value), of=of, bound=bound)


def _bound(voice: Voice, rule: PlaceRule) -> str:
    least, most = rule.at_least, rule.at_most
    if least is not None and least == most:
        return voice.say("bound:exact", n=voice.number(least))
    if least is not None and most is not None:
        return voice.say("bound:both", least=voice.number(least), most=voice.number(most))
    if most is not None:
        return voice.say("bound:most", n=voice.number(most))
    return voice.say("bound:least", n=voice.number(least or 0))


def say_difference(voice: Voice, counting: Counting) -> str:
    """Whether the rules changed who is elected, and whom the ballots elect without them; empty without rules."""
    outcome = counting.outcome
    if outcome.places is None:
        return voice.say("rules-idle") if counting.rules else ""
    free = outcome.places.unconstrained
    gained = [who for who in outcome.elected if who not in free]
    lost = [who for who in free if who not in outcome.elected]
    if not gained:
        return voice.say("rules-same")
    return voice.say("rules-changed", lost=voice.names(lost), gained=voice.names(gained))


def tell_places(voice: Voice, counting: Counting) -> Iterator[Block]:
    """The blocks of the section on rules of place; none without rules."""
    rules, places = counting.rules, counting.outcome.places
    if not rules and places is None:
        return
    yield _prose(voice, voice.say("rules-are"))
    yield _roll(voice, [describe_rule(voice, rule) for rule in (rules or (places.rules if places else ()))])
    said = [*_say_idle(voice, counting), say_difference(voice, counting)]
    if places is not None and set(places.unconstrained) != set(counting.outcome.elected):
        said.append(voice.say("without", names=voice.names(places.unconstrained)))
    yield _prose(voice, " ".join(said))
    if places is not None and places.acts:
        yield _roll(voice, [_act(voice, act) for act in places.acts])
    yield from _tabulate(voice, counting)


def _say_idle(voice: Voice, counting: Counting) -> Iterator[str]:
    """Each rule about a place that no candidate is from: a slip of the pen would be such a rule."""
    for rule in counting.rules:
        held = {who.classes.get(rule.cls) for who in counting.candidates.values()}
        if rule.cls != SITTING and rule.value is not None and rule.value not in held:
            yield voice.say("rule-nobody", value=voice.value(rule.value), of=voice.word("class", rule.cls))


def _act(voice: Voice, act: PlaceAct) -> str:
    slots = {"stage": voice.number(act.stage), "name": voice.name(act.candidate)}
    slots["rules"] = voice.series(describe_rule(voice, rule) for rule in act.rules)
    if act.instead is not None:
        slots["other"] = voice.name(act.instead)
    return voice.either((f"act:{act.act}", "act"), **slots)


def _tabulate(voice: Voice, counting: Counting) -> Iterator[Table]:
    """For each class that a rule is about: from which of its values the elected come."""
    for cls in dict.fromkeys(rule.cls for rule in counting.rules if rule.cls != SITTING):
        by_value: dict[str, list[str]] = {}
        for who in counting.outcome.elected:
            if value := counting.candidates[who].classes.get(cls, ""):
                by_value.setdefault(value, []).append(who)
        of = voice.word("class", cls)
        rows = tuple(
            (voice.value(value), voice.number(len(names)), voice.names(names))
            for value, names in sorted(by_value.items(), key=lambda pair: (-len(pair[1]), pair[0]))
        )
        header = (voice.say("value-of", of=of), voice.say("number"), voice.say("who"))
        yield Table(voice.say("elected-from", of=of), header, rows, figures=(1,))


def _prose(voice: Voice, text: str) -> Prose:
    return Prose(Wording((text,), voice.language))


def _roll(voice: Voice, lines: list[str]) -> Roll:
    return Roll(tuple(Item(Wording((line,), voice.language)) for line in lines), sentences=True)
