"""Random amendments in the assembly: whatever the order in which they are taken in, the text is the same."""

from __future__ import annotations

import random

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from tests.assembly.drafters import clause, members, propose
from tests.assembly.house import House
from tests.drafting.corpus import a_rewording, texts

from hamgara.assembly import merge_amendments, trace_words
from hamgara.drafting import Amendment, Clause, Draft, adopt
from hamgara.record import Entry

BY = ("ind-one", "ind-two", "ind-three", "org-two")


def _amended(lot: random.Random, most: int) -> House:
    """A house with a clause of the corpus and random amendments to it."""
    house = members()
    base = Clause("cl-a", lot.choice(texts("fa")))
    propose(house, "cl-a", {"fa": base.text})
    for number in range(lot.randint(2, most)):
        wish = adopt(Draft((base,)), [Amendment("x", (), (a_rewording(lot, base, "fa"),))]).draft.clauses[0].text
        data = {"id": f"am-{number}", "clause": "cl-a", "version": 1, "text": {"fa": wish}}
        house.do(lot.choice(BY), "amendment.proposed", data)
    return house


def _copy(house: House) -> House:
    """A house whose record is the same so far."""
    other = House(convene=False)
    for raw in house.raws:
        other.replay.admit(Entry.from_bytes(raw))
    other.raws, other.now = list(house.raws), house.now
    return other


@example(333)
@example(642419)
@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_one_by_one_in_any_order_is_as_all_at_once(seed: int) -> None:
    lot = random.Random(seed)
    house = _amended(lot, 8)
    merged = merge_amendments(house.state)
    plain = list(merged.uncontested)
    wanted = merged.draft.clause("cl-a").text
    for at_once in (True, False, False):
        other = _copy(house)
        lot.shuffle(plain)
        if at_once and plain:
            data = {"id": plain[0]} | ({"others": plain[1:]} if plain[1:] else {})
            other.do("ind-one", "amendment.accepted", data)
        else:
            for amendment in plain:
                if other.state.clauses.amendments[amendment].contained:
                    continue
                other.do("ind-one", "amendment.accepted", {"id": amendment})
        assert clause(other).current.text["fa"] == wanted
        for brought in trace_words(other.state, "cl-a", "fa"):
            assert set(brought.amendments) <= set(plain) | {b for a in plain for b in merged.same.get(a, ())}
        # What was contested is still there: carried, out of date with reasons, or said by the text already.
        part = other.state.clauses
        for amendment in part.amendments.values():
            if amendment.status == "proposed" and part.outdated(amendment):
                assert amendment.reasons or amendment.contained
