"""Every word of every version walks back to an act that is in the record and brought it, over random histories."""

from __future__ import annotations

import json
import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.assembly.histories import History
from tests.assembly.house import House

from hamgara.assembly import AssemblyReplay, trace_words
from hamgara.drafting import split_words
from hamgara.record import Entry

BRINGING = {"clause.proposed", "clause.revised", "clause.translated", "amendment.proposed", "amendment.rebased"}
ENTERING = BRINGING - {"amendment.proposed", "amendment.rebased"} | {
    "amendment.accepted",
    "decision.closed",
    "list.closed",
}


def walk_back(house: House) -> Counter[str]:
    """Check every word of every version of every clause; how many runs of words each kind of act brought."""
    entries = [Entry.from_bytes(raw) for raw in house.raws]
    said = ["".join(json.dumps(dict(e.data), ensure_ascii=False).replace("\\n", " ").split()) for e in entries]
    seen: Counter[str] = Counter()
    for clause in house.state.clauses.clauses.values():
        for version in clause.versions:
            for language, text in version.text.items():
                runs = trace_words(house.state, clause.id, language, version.number)
                assert "".join("".join(r.words for r in runs).split()) == "".join(text.split())
                for run in runs:
                    assert run.acts
                    assert all(entries[seq].act in BRINGING for seq in run.acts), (run, clause.id)
                    for word in (w for w in split_words(run.words).items if any(map(str.isalnum, w))):
                        assert all(word in said[seq] for seq in run.acts), (word, run, clause.id, version.number)
                    entered = entries[run.adopted]
                    assert entered.act in ENTERING, (run, entered.act)
                    assert max(run.acts) <= run.adopted
                    assert run.adopted <= version.seq or entered.act == "clause.translated"
                    seen.update(entries[seq].act for seq in run.acts)
    return seen


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_every_word_walks_back(seed: int) -> None:
    house = History(random.Random(seed)).go(30)
    walk_back(house)
    replay = AssemblyReplay(house.attached)
    for raw in house.raws:
        replay.admit(Entry.from_bytes(raw))
    assert replay.state == house.state


@pytest.mark.long
def test_every_kind_of_act_brings_words_that_walk_back() -> None:
    seen: Counter[str] = Counter()
    for seed in range(150):
        seen += walk_back(History(random.Random(seed)).go(40))
    assert set(seen) == BRINGING
