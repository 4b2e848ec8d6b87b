"""The count of an assembly's election, and each countback after it, read from the state and the ballots of the record.

Names are those that the caller may show. `public_names` gives what anybody may see: the names that persons published
with their signature under a resolution.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from msgspec.structs import replace

from hamgara.assembly.ballots import count_election, fill_seats, gather_ballots, place_classes
from hamgara.assembly.elections import Election
from hamgara.assembly.state import State
from hamgara.dates import Language
from hamgara.documents.counts.proofs import examine
from hamgara.documents.counts.subject import Candidate, Counting, RecordSource, Vacancy
from hamgara.documents.head import Head
from hamgara.elections import Count

__all__ = ["Names", "public_names", "read_count", "read_countback"]

#: Names by participant and language.
Names = Mapping[str, Mapping[Language, str]]


def public_names(state: State) -> dict[str, Mapping[Language, str]]:
    """The names of participants that are public acts: organisations', and those published with a signature."""
    found: dict[str, Mapping[Language, str]] = {}
    for resolution in state.publication.resolutions.values():
        for signature in resolution.signatures.values():
            if signature.name:
                found[signature.member] = signature.name
    for member in state.membership.participants.values():
        if member.name:
            found[member.id] = member.name
    return found


def read_count(
    state: State, election_id: str, *, box: bytes | None, seed: str, head: Head | None, names: Names
) -> Counting:
    """Count a declared election again with all that its report says.

    `box` is the attachment with the ballots, None where they are open; `seed` the root of the record up to and with
    the act that closed the ballots; `head` the head that the report names. Raises KeyError where the state has no
    such election or its result is not declared.
    """
    election = _declared(state, election_id)
    outcome = count_election(election, box, seed)
    ballots = gather_ballots(election, box)
    counting = _describe(state, election, outcome, head, names, _declared_at(state, election))
    return examine(counting, ballots, top=election.top_score)


def read_countback(
    state: State, election_id: str, number: int, *, box: bytes | None, seed: str, head: Head | None, names: Names
) -> Counting:
    """Count again the countback of that number (from 0), as the ballots and those who sat then have it.

    Arguments and errors as in `read_count`; KeyError also where there was no such countback.
    """
    election = _declared(state, election_id)
    if not 0 <= number < len(election.fillings):
        raise KeyError(f"election {election_id}: it has {len(election.fillings)} countbacks, not one numbered {number}")
    filling = election.fillings[number]
    earlier = tuple(who for other in election.fillings[:number] for who in other.filled)
    then = replace(election, filled=earlier)
    filled, outcome = fill_seats(then, box, seed, sitting=filling.sitting, unwilling=filling.unwilling)
    had_seats = (*election.elected, *earlier)
    gone = tuple(who for who in (*had_seats, *filling.unwilling) if who not in filling.sitting)
    counting = _describe(state, election, outcome, head, names, filling.at)
    in_part = gather_ballots(election, box).in_part
    return dataclasses.replace(
        counting, vacancy=Vacancy(gone, filling.sitting, filled), withdrawn=gone, in_part=in_part
    )


def _declared(state: State, election_id: str) -> Election:
    election = state.elections.elections.get(election_id)
    if election is None or election.status != "declared":
        raise KeyError(f"election {election_id}: the assembly has no declared result of that id")
    return election


def _declared_at(state: State, election: Election) -> str:
    """When the result was declared: when the terms of those elected begin; those of a rehearsal end at once."""
    terms = (seat.since for seat in state.elections.seats if seat.election == election.id)
    return election.term_ends if election.rehearsal else next(terms)


def _describe(
    state: State, election: Election, outcome: Count, head: Head | None, names: Names, dated: str
) -> Counting:
    nominations = election.nominations
    return Counting(
        title=election.title,
        whose=state.convening.names,
        outcome=outcome,
        candidates={
            who: Candidate(names.get(who, {}), nominations[who].place, place_classes(nominations[who].place))
            for who in election.candidates
        },
        source=RecordSource(
            state.assembly, election.id, election.closed_seq, election.box, state.convening.log_key, head
        ),
        rules=tuple(bound.rule() for bound in election.rules),
        turnout=(election.cast, len(election.roll)),
        weighted=any(voter.weight != 1 for voter in election.roll.values()),
        dated=dated,
        timezone=state.convening.timezone,
        validity=election.defects.validity(),
    )
