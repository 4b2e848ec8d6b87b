"""What a report says of the ballots with a defect, and of how many ballots would have changed the result."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from tests.documents.counts.polls import NAMES, counting_of, poll, polls

from hamgara.dates import Language
from hamgara.documents import Counting, examine, lay_out_count
from hamgara.documents.counts.margins import STEPS
from hamgara.documents.counts.papers import describe_validity
from hamgara.documents.sheet import Block, Heading, Prose, Table
from hamgara.elections import Ballots, PlaceRule, ScoreBallots, Validity, count, read_blt

PAPERS = [(9, ("Ava", "Babak")), (5, ("Babak", "Ava")), (2, ("Cyra", "Dana"))]
SINGLE = [(9, ("Ava",)), (5, ("Babak",)), (1, ("Cyra",))]


def section(counting: Counting, heading: str, language: Language = "en") -> list[Block]:
    found: list[Block] = []
    inside = False
    for block in lay_out_count(counting, language).sides[0].blocks:
        if isinstance(block, Heading) and block.level == 2:
            inside = block.wording.line == heading
        elif inside:
            found.append(block)
    return found


def firmness(counting: Counting) -> str:
    return " ".join(b.wording.line for b in section(counting, "How firm the result is") if isinstance(b, Prose))


def test_invalid_ballots_are_listed_by_reason_with_the_rule() -> None:
    names = "".join(f'"{name}"\n' for name in NAMES[:3])
    blt = f"3 1\n4 1 2 0\n2 1 2=3 0\n3 2 2 1 0\n1 0\n5 3 - 1 0\n0\n{names}".encode()
    rule = Validity(equal="cut", skipped="cut")
    counting = replace(counting_of(read_blt(blt, rule), "irv", 1), validity=rule)
    [table] = [b for b in section(counting, "What was counted, and how") if isinstance(b, Table)]
    assert table.rows == (
        ("valid", "11"),
        ("of these counted only in part: ranks two candidates equally", "2"),
        ("of these counted only in part: leaves a rank out", "5"),
        ("invalid: names no candidate", "1"),
        ("invalid: a name stands twice", "3"),
        ("all together", "15"),
    )
    said = " ".join(b.wording.line for b in section(counting, "What was counted, and how") if isinstance(b, Prose))
    assert "The rule of this count on ballots with a defect: A ballot is invalid as a whole for a name that" in said
    assert "It counts as far as it goes before two candidates at one rank or a rank left out." in said
    found = counting.to_json()
    assert found["defects"] == {"equal": "cut", "skipped": "cut", "repeated": "void", "unknown": "void"}
    assert (found["in_part"], found["invalid"]) == ({"equal": 2, "skipped": 5}, {"empty": 1, "repeated": 3})


def test_the_rule_speaks_of_no_defect_that_ballots_cannot_have() -> None:
    said = " ".join(describe_validity(Validity.parse("cut"), "en", ordered=False))
    assert "rank" not in said
    assert "It takes no harm from a name that stands twice or the name of somebody who does not stand" in said
    assert "one rank" not in " ".join(describe_validity(Validity(), "en", equal=False))
    fa = " ".join(describe_validity(Validity(), "fa"))
    assert "رتبهٔ جاافتاده" in fa
    assert not set("abcdefghijklmnopqrstuvwxyz") & set(fa.lower())


@pytest.mark.parametrize(
    ("method", "papers", "said"),
    [
        ("approval", SINGLE, "Had 2 ballots been otherwise"),
        ("irv", SINGLE, "Had 2 ballots been otherwise"),
        ("ers97", SINGLE, "at least 1 and at most 2 ballots would have had to be otherwise"),
        ("scottish-stv", [(9, ("Ava",)), (8, ("Babak",))], "One ballot otherwise would have been enough"),
        ("scottish-stv", [(5, ("Ava",)), (5, ("Babak",))], "A lot decided this result"),
        ("schulze", PAPERS, "For this method no way is known"),
        ("scottish-stv", [(Fraction(9, 2), ("Ava",)), (3, ("Babak",))], "Votes differ in weight"),
    ],
)
def test_the_margin_is_said_as_well_as_it_is_known(method: str, papers: Any, said: str) -> None:
    assert said in firmness(poll(method, papers, 1))


def test_rules_weights_and_seats_for_all_leave_no_margin() -> None:
    ruled = poll("approval", PAPERS, 1, rules=[PlaceRule("city", at_most=1)])
    assert "With rules of place it cannot be said" in firmness(ruled)
    assert ruled.to_json()["margin"] == {"unknown": "rules"}
    assert "Votes differ in weight" in firmness(poll("approval", PAPERS, 1, weighted=True))
    everyone = Ballots.from_rankings(NAMES[:2], [(3, NAMES[:1])], 2)
    assert "All who stand are elected" in firmness(counting_of(everyone, "approval", 2))


def test_scores_are_weighed_with_the_best_that_may_be_given() -> None:
    ballots = ScoreBallots.from_scores(NAMES[:2], [(8, {"Ava": 3, "Babak": 1}), (1, {"Babak": 3})], 1)
    counting = counting_of(ballots, "score", 1)
    assert "Had 3 ballots been otherwise" in firmness(counting)
    assert "This holds where 3 is the highest score" in firmness(counting)
    best = examine(counting, ballots, top=9)
    assert "Had 2 ballots been otherwise" in firmness(best)
    assert best.to_json()["margin"] == {"lower": 2, "upper": 2, "exact": True, "pair": ["Ava", "Babak"], "top": "9"}


def test_a_long_search_is_made_only_where_it_is_asked_for() -> None:
    names = [f"c{n}" for n in range(40)]
    papers = [(1, [names[n % 40], names[(n + 1 + n // 40) % 40]]) for n in range(STEPS // 40**2 + 2)]
    ballots = Ballots.from_rankings(names, [(500, names[:1]), *papers], 1)
    counting = counting_of(ballots, "irv", 1)
    assert "it was not tried" in firmness(counting)
    assert examine(counting, ballots, patient=True).to_json()["margin"]["upper"] > 200


@settings(max_examples=60, deadline=None)
@given(polls())
def test_a_change_that_a_report_shows_changes_the_result(counting: Counting) -> None:
    found = counting.firmness
    assert found is not None
    if found.margin is None or not found.margin.change:
        return
    tables = [b for b in section(counting, "How firm the result is") if isinstance(b, Table)]
    rows = counting.to_json()["margin"]["change"]
    assert sum(number for number, _, _ in rows) == found.margin.upper
    assert [row[0] for row in tables[0].rows][: len(rows)] == [str(number) for number, _, _ in rows]
    assert found.margin.lower <= (found.margin.upper or 0)


def test_the_change_of_a_known_poll_is_real() -> None:
    counting = poll("scottish-stv", [(9, ("Ava",)), (6, ("Babak",)), (2, ("Cyra", "Babak"))], 1)
    rows = counting.to_json()["margin"]["change"]
    papers = {("Ava",): 9, ("Babak",): 6, ("Cyra", "Babak"): 2}
    for number, before, after in rows:
        papers[tuple(before)] -= number
        papers[tuple(after)] = papers.get(tuple(after), 0) + number
    again = Ballots.from_rankings(NAMES, [(w, ranks) for ranks, w in papers.items() if w], 1)
    outcome = count(again, "scottish-stv")
    assert outcome.elected != counting.outcome.elected or any(tie.lot for tie in outcome.ties)
