"""Rebasing: carried exactly, or out of date and why; drafts compared by their ids."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.drafting.corpus import a_draft, an_amendment
from tests.drafting.test_merging import nothing_between

from hamgara.drafting import (
    Amendment,
    Clause,
    Draft,
    DraftingError,
    NewClause,
    Strike,
    adopt,
    compare_drafts,
    find_collisions,
    insert,
    merge,
    rebase,
    remove,
    replace_words,
    reword,
)

OLD = Draft((Clause("a", "We defend the right of workers, women and students."), Clause("b", "Peace first.")))


def an_amended(text: str) -> Amendment:
    return Amendment("x", ("m",), (reword(OLD.clauses[0], text),))


@settings(deadline=None, max_examples=80)
@given(st.integers(0, 10**9))
def test_out_of_date_exactly_where_it_collides(seed: int) -> None:
    lot = random.Random(seed)
    draft, languages = a_draft(lot, lot.randint(1, 4))
    one, other = (an_amendment(lot, n, draft, languages) for n in range(2))
    made = adopt(draft, [one])
    carried = rebase(other, draft, made.draft, adoption=made)
    merged = merge(draft, [one, other])
    if not find_collisions([one, other])[0] and nothing_between([one, other], merged):
        return
    if not find_collisions([one, other])[0]:
        assert not carried.out_of_date, carried
        if carried.already:
            return
        after = adopt(made.draft, [carried.amendment]).draft if carried.amendment else made.draft
        assert [(c.id, c.text) for c in after.clauses] == [
            (c.id, c.text) for c in adopt(draft, [one, other]).draft.clauses
        ]
    else:
        assert carried.out_of_date
        assert carried.amendment is None


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**9))
def test_comparing_drafts_finds_operations_that_make_the_new(seed: int) -> None:
    lot = random.Random(seed)
    draft, languages = a_draft(lot, lot.randint(1, 4))
    new = adopt(draft, [an_amendment(lot, 1, draft, languages)]).draft
    operations = compare_drafts(draft, new, spelling=True)
    made = adopt(draft, [Amendment("z", (), operations)] if operations else []).draft
    assert [(c.id, c.text) for c in made.clauses] == [(c.id, c.text) for c in new.clauses]


def test_carried_over_a_new_text() -> None:
    new = Draft((Clause("a", "We firmly defend the right of all workers, women and students.", 2), OLD.clauses[1]))
    carried = rebase(an_amended("We defend the right of workers, women and pupils."), OLD, new)
    assert carried.amendment is not None
    assert adopt(new, [carried.amendment]).draft.clauses[0].text == (
        "We firmly defend the right of all workers, women and pupils."
    )


@pytest.mark.parametrize(
    ("now", "code", "was", "is_"),
    [
        ("We defend the right of workers, women and artists.", "words-changed", "students", "artists"),
        ("We defend the right of workers, women and students.", "", "", ""),
    ],
)
def test_why_it_is_out_of_date(now: str, code: str, was: str, is_: str) -> None:
    new = Draft((Clause("a", now, 2), OLD.clauses[1]))
    carried = rebase(an_amended("We defend the right of workers, women and pupils."), OLD, new)
    assert [(r.code, r.was, r.now) for r in carried.reasons] == ([(code, was, is_)] if code else [])


def test_already_there_gone_and_place_taken() -> None:
    mine = an_amended("We defend the right of workers, women and pupils.")
    new = Draft((Clause("a", "We defend the right of workers, women and pupils.", 2), OLD.clauses[1]))
    done = rebase(mine, OLD, new)
    assert (done.amendment, done.reasons, done.already) == (None, (), 1)
    gone = rebase(mine, OLD, Draft((OLD.clauses[1],)))
    assert [r.code for r in gone.reasons] == ["clause-gone"]
    struck = rebase(Amendment("y", ("m",), (Strike("a", 1),)), OLD, new)
    assert [(r.code, r.now) for r in struck.reasons] == [("words-changed", "pupils")]
    added = Amendment("1", ("m",), (NewClause("n", "New.", "a"),))
    made = adopt(OLD, [added])
    other = rebase(Amendment("2", ("k",), (NewClause("o", "Other.", "a"),)), OLD, made.draft, adoption=made)
    assert [(r.code, r.now, r.by) for r in other.reasons] == [("place-taken", "New.", ("1",))]


def test_operations_by_position() -> None:
    clause = OLD.clauses[0]
    at = {"workers": 5, "women": 7, "end": 11}
    for operation, text in (
        (insert(clause, at["women"], "teachers,"), "We defend the right of workers, teachers, women and students."),
        (insert(clause, 0, "Today"), "Today We defend the right of workers, women and students."),
        (insert(clause, at["end"], "Always."), "We defend the right of workers, women and students. Always."),
        (remove(clause, 7, 9), "We defend the right of workers, students."),
        (remove(clause, 9, 11), "We defend the right of workers, women and"),
        (replace_words(clause, 1, 2, "will defend"), "We will defend the right of workers, women and students."),
    ):
        assert adopt(OLD, [Amendment("x", ("m",), (operation,))]).draft.clauses[0].text == text
    for start, end, text in ((0, 99, "x"), (3, 2, "x"), (-1, 0, "x"), (2, 2, " ")):
        with pytest.raises(DraftingError):
            replace_words(clause, start, end, text)
