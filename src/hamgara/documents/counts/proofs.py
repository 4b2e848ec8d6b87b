"""Certificates of an outcome in a report: which are asked for, and each as a statement with its witness."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any

from hamgara.documents.counts.margins import seek_firmness
from hamgara.documents.counts.subject import Counting
from hamgara.documents.counts.voice import Voice
from hamgara.elections import (
    METHODS,
    AnyBallots,
    Ballots,
    Certificate,
    Count,
    CountError,
    TierBallots,
    certify_ejr_plus,
    certify_pjr_plus,
    certify_priceability,
    certify_psc,
    drop_equal,
    find_condorcet,
)

__all__ = ["CERTIFIERS", "certify", "examine", "find_champion", "tell_proofs"]

#: For each kind of ballot what can be certified: a further certificate is a further function here, and its phrases.
CERTIFIERS: dict[str, tuple[Callable[[Ballots, tuple[str, ...]], Certificate], ...]] = {
    "ranked": (certify_psc,),
    "approval": (certify_ejr_plus, certify_pjr_plus, certify_priceability),
}


def examine(counting: Counting, ballots: AnyBallots, *, top: int | None = None, patient: bool = False) -> Counting:
    """The same with what can be said of the outcome from its ballots: certificates, who beats whom, the margin.

    `top` is the best score that a ballot may give; only with `patient` the search for the margin may take long.
    """
    outcome = counting.outcome
    return replace(
        counting,
        in_part=ballots.in_part,
        certificates=certify(ballots, outcome),
        condorcet=find_champion(ballots, outcome),
        firmness=seek_firmness(counting, ballots, top=top, patient=patient),
    )


def certify(ballots: AnyBallots, outcome: Count) -> tuple[Certificate, ...]:
    """All certificates that there are for such ballots, and can be had. Rankings with equal ranks have none."""
    kind = METHODS[outcome.method].ballot
    if isinstance(ballots, TierBallots):
        if any(len(tier) > 1 for _, tiers in ballots.ballots for tier in tiers):
            return ()
        ballots = drop_equal(ballots)
    if not isinstance(ballots, Ballots):
        return ()
    found = []
    for find in CERTIFIERS.get(kind, ()):
        # Where a property cannot be decided nothing is claimed.
        with suppress(CountError):
            found.append(find(ballots, outcome.elected))
    return tuple(found)


def find_champion(ballots: AnyBallots, outcome: Count) -> dict[str, Any] | None:
    """Condorcet's winner, loser and the Smith set, for ballots that rank or score; else None."""
    return find_condorcet(ballots) if METHODS[outcome.method].ballot in ("ranked", "scores") else None


def tell_proofs(voice: Voice, outcome: Count, certificates: tuple[Certificate, ...], champion: Any) -> Iterator[str]:
    """Each certificate and the facts about pairs as a statement."""
    for found in certificates:
        said = "holds" if found.holds else "fails"
        slots = {"property": found.property.upper(), "names": voice.names(found.group)}
        slots |= {"deserved": voice.number(found.deserved), "received": voice.number(found.received)}
        keys = (f"{found.property}:{said}", f"other:{said}")
        yield voice.either(keys, weight=voice.votes(found.weight), **slots)
    if champion is None:
        return
    if champion["winner"] is None:
        yield voice.say("condorcet:none", names=voice.names(champion["smith"]))
    else:
        key = "condorcet:elected" if champion["winner"] in outcome.elected else "condorcet:not"
        yield voice.say(key, name=voice.name(champion["winner"]))
    if champion["loser"] is not None:
        yield voice.say("loser", name=voice.name(champion["loser"]))
