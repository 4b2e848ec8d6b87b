"""Merging: any order gives the same text or the same conflicts, nothing else changes, every word has its origin."""

import random
from collections import Counter
from itertools import combinations, permutations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.drafting.corpus import a_draft, an_amendment
from tests.drafting.test_words import TEXTS

from hamgara.drafting import (
    FIRST,
    Amendment,
    Clause,
    Draft,
    DraftingError,
    Join,
    Merged,
    Move,
    NewClause,
    Reword,
    Split,
    Strike,
    adopt,
    find_collisions,
    mark_up_view,
    merge,
    merged_view,
    origins_of_words,
    rebase,
    reword,
    split,
    split_words,
)

SEEDS = st.integers(0, 10**9)


def a_case(seed: int, most: int = 8) -> tuple[Draft, list[Amendment]]:
    lot = random.Random(seed)
    draft, languages = a_draft(lot, lot.randint(1, 5))
    return draft, [an_amendment(lot, n, draft, languages) for n in range(lot.randint(1, most))]


def shown(draft: Draft) -> list[tuple[str, str]]:
    return [(c.id, c.text) for c in draft.clauses]


def one_by_one(draft: Draft, amendments: list[Amendment]) -> Draft:
    """Adopted one after the other, each time carrying the rest to the new version."""
    waiting = list(amendments)
    while waiting:
        made = adopt(draft, waiting[:1])
        carried = [rebase(a, draft, made.draft, adoption=made) for a in waiting[1:]]
        assert not any(c.out_of_date for c in carried), [c.reasons for c in carried]
        waiting = [c.amendment for c in carried if c.amendment is not None]
        draft = made.draft
    return draft


def nothing_between(amendments: list[Amendment], merged: Merged) -> bool:
    """Whether carrying may say otherwise than merging at once; rebasing.py names the cases."""
    operations = [o for a in amendments for o in a.operations]
    struck = {o.clause for o in operations if isinstance(o, Strike)}
    changes = [(o.clause, c) for o in operations if isinstance(o, Reword) for c in o.changes]
    points = {(c, x.start) for c, x in changes if x.start == x.end}
    points |= {(o.clause, o.at + skip) for o in operations if isinstance(o, Split) for skip in (0, o.skip)}
    gone = {(c, i) for c, x in changes if not x.words for i in range(x.start, x.end)}
    for clause, at in points:
        end = at
        while (clause, end) in gone:
            end += 1
            if (clause, end) in points:
                return True
    for o in operations:
        if isinstance(o, Join):
            end, head = len(split_words(merged.base.clause(o.clause).text)), 0
            while (o.second, head) in gone:
                head += 1
            met = [c for c, x in changes if (c == o.clause and x.end == end) or (c == o.second and x.start <= head)]
            if len(met) > 1:
                return True
    anchored = any(isinstance(o, NewClause | Move) and o.after in struck for o in operations)
    return anchored or bool(merged.emptied)


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_every_order_gives_the_same(seed: int) -> None:
    draft, amendments = a_case(seed)
    merged = merge(draft, amendments)
    lot = random.Random(seed)
    for _ in range(6):
        lot.shuffle(amendments)
        assert merge(draft, amendments) == merged
    standing = [a for a in amendments if a.id in merged.uncontested]
    assert shown(adopt(draft, standing).draft) == shown(merged.draft)
    if nothing_between(standing, merged):
        return
    for _ in range(4):
        lot.shuffle(standing)
        assert shown(one_by_one(draft, standing)) == shown(merged.draft)


@settings(deadline=None, max_examples=12)
@given(SEEDS)
def test_all_orders_of_five_one_by_one(seed: int) -> None:
    draft, amendments = a_case(seed, 8)
    merged = merge(draft, amendments)
    standing = [a for a in amendments if a.id in merged.uncontested][:5]
    if not standing or nothing_between(standing, merge(draft, standing)):
        return
    whole = shown(adopt(draft, standing).draft)
    for order in permutations(standing):
        assert shown(one_by_one(draft, list(order))) == whole


@pytest.mark.long
@pytest.mark.parametrize("seed", range(3))
def test_all_orders_of_eight(seed: int) -> None:
    draft, amendments = a_case(seed + 77, 8)
    lot = random.Random(seed)
    while len(amendments) < 8:
        draft, amendments = a_case(lot.randrange(10**9))
    merged = merge(draft, amendments)
    for order in permutations(amendments):
        assert merge(draft, order) == merged


@settings(deadline=None)
@given(TEXTS, TEXTS)
@example("كتاب.", "کتاب--")
def test_a_rewording_with_spelling_gives_any_text_to_the_byte(old: str, new: str) -> None:
    if split_words(old).keys and split_words(new).keys and old != new:
        clause = Clause("c", old)
        made = adopt(Draft((clause,)), [Amendment("a", ("m",), (reword(clause, new, spelling=True),))])
        assert made.draft.clauses[0].text == new


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_a_single_rewording_gives_its_authors_text(seed: int) -> None:
    draft, amendments = a_case(seed, 1)
    for operation in amendments[0].operations:
        if isinstance(operation, Reword):
            clause = draft.clause(operation.clause)
            new = adopt(draft, [Amendment("a", ("m",), (operation,))]).draft.clause(clause.id)
            again = reword(clause, new.text)
            assert adopt(draft, [Amendment("b", ("m",), (again,))]).draft.clause(clause.id).text == new.text
            assert new.version == clause.version + 1


@settings(deadline=None, max_examples=80)
@given(SEEDS)
def test_nothing_else_changes_and_every_change_is_there_once(seed: int) -> None:
    draft, amendments = a_case(seed)
    merged = merge(draft, amendments)
    standing = [a for a in merged.everyone if any(a.id in merged.same.get(u, (u,)) for u in merged.uncontested)]
    brought: Counter[str] = Counter()
    taken: Counter[str] = Counter()
    struck = {o.clause for a in standing for o in a.operations if isinstance(o, Strike)}
    keys = set()
    for amendment in standing:
        for o in amendment.operations:
            if isinstance(o, Reword):
                words = split_words(draft.clause(o.clause).text)
                for c in o.changes:
                    if (o.clause, c.key) not in keys:
                        keys.add((o.clause, c.key))
                        brought.update(c.words)
                        taken.update(words.items[c.start : c.end])
            elif isinstance(o, NewClause) and o.id in merged.draft.by_id:
                brought.update(split_words(o.text).items)
    for clause in struck:
        taken.update(split_words(draft.clause(clause).text).items)
    before = Counter(w for c in draft.clauses for w in split_words(c.text).items if w.strip())
    after = Counter(w for c in merged.draft.clauses for w in split_words(c.text).items if w.strip())
    for count in (brought, taken):
        for word in [w for w in count if not w.strip()]:
            del count[word]
    # Words that come together can be divided otherwise («می» and «شود»), so letters are compared, not words.
    letters = [Counter("".join("".join(w.split()) for w in c.elements())) for c in (before, brought, taken, after)]
    assert letters[0] + letters[1] == letters[3] + letters[2]
    touched = {getattr(o, f, "") for a in standing for o in a.operations for f in ("clause", "second")}
    for clause in draft.clauses:
        if clause.id not in touched:
            assert merged.draft.clause(clause.id) == clause


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_every_word_has_an_origin_that_brought_it(seed: int) -> None:
    draft, amendments = a_case(seed)
    merged = merge(draft, amendments)
    by_id = {a.id: a for a in amendments}
    brings = {
        a.id: "".join(
            "".join((o.text if isinstance(o, NewClause) else "".join(w for c in o.changes for w in c.words)).split())
            for o in a.operations
            if isinstance(o, NewClause | Reword)
        )
        for a in amendments
    }
    base = "".join("".join(c.text.split()) for c in draft.clauses)
    for clause in merged.draft.clauses:
        assert sum(s.length for s in clause.provenance()) == len(clause.text)
        for word, origin in origins_of_words(clause):
            letters = "".join(word.split())
            assert set(origin.by) == {name for id in origin.amendments for name in by_id[id].by}
            assert all(letters in brings[id] for id in origin.amendments)
            assert origin.amendments or letters in base
    left = {id for a in merged.everyone for id in [a.id] if brings[id] and id in merged.uncontested}
    used = {id for c in merged.draft.clauses for _, o in origins_of_words(c) for id in o.amendments}
    gone = {o.clause for a in amendments for o in a.operations if isinstance(o, Strike)}
    assert used <= {a.id for a in merged.everyone}
    assert gone or left <= used


@settings(deadline=None, max_examples=60)
@given(SEEDS)
def test_contests_are_what_cannot_be_adopted_together(seed: int) -> None:
    draft, amendments = a_case(seed)
    merged = merge(draft, amendments)
    by_id = {a.id: a for a in merged.amendments}
    contested = [id for c in merged.contests for id in c.amendments]
    assert sorted([*contested, *merged.uncontested]) == sorted(by_id)
    for one, other in combinations(merged.amendments, 2):
        met = find_collisions([one, other])[0]
        assert met == find_collisions([other, one])[0]
        if any(c.excludes for c in met):
            with pytest.raises(DraftingError) as refused:
                adopt(draft, [one, other])
            assert refused.value.code == "collision"
        else:
            adopt(draft, [one, other])
    for contest in merged.contests:
        assert contest.complete
        for alternative in contest.alternatives:
            adopt(draft, [by_id[id] for id in alternative])
            for further in set(contest.amendments) - set(alternative):
                with pytest.raises(DraftingError):
                    adopt(draft, [by_id[id] for id in (*alternative, further)])


@settings(deadline=None, max_examples=40)
@given(SEEDS)
def test_the_view_holds_the_base_and_all_texts(seed: int) -> None:
    draft, amendments = a_case(seed)
    merged = merge(draft, amendments)
    view = merged_view(merged)
    for clause, shown_ in zip(draft.clauses, view["clauses"], strict=True):
        assert "".join(p["text"] for p in shown_["parts"] if p["kind"] != "new") == clause.text
        now = merged.draft.by_id.get(clause.id)
        assert shown_["merged"] == (now.text if now else None)
        for own in shown_["amendments"]:
            alone = adopt(draft, [merged.amendment(own["id"])]).draft.by_id.get(clause.id)
            assert own["text"] == (alone.text if alone else None)
            assert "".join(p["old"] for p in own["parts"]) == clause.text


BASE = Clause("c1", "از حق کارگران، زنان، دانشجویان و نویسندگان برای برپایی تشکل‌های مستقل دفاع می‌کنیم.")


def an_amended(id: str, text: str, by: str, at: int = 0) -> Amendment:
    return Amendment(id, (by,), (reword(BASE, text),), at)


def a_meeting() -> Merged:
    draft = Draft((BASE, Clause("c2", "We reject censorship. We defend the pen.")))
    text = BASE.text
    return merge(
        draft,
        [
            an_amended("e", text.replace("زنان،", "آموزگاران، زنان،"), "مینا", 5),
            an_amended("a", text.replace("زنان،", "آموزگاران، زنان،"), "نرگس"),
            an_amended("b", text.replace("مستقل دفاع", "آزاد پشتیبانی"), "بهرام"),
            an_amended("c", text.replace("ک", "ك").replace("نویسندگان", "هنرمندان"), "کاوه"),
            an_amended("d", text.replace("مستقل", "بنیادی"), "داریوش"),
            Amendment("f", ("فرخ",), (Strike("c2", 1),)),
        ],
    )


def test_a_meeting_reads_as_it_should() -> None:
    merged = a_meeting()
    assert shown(merged.draft) == [
        ("c1", BASE.text.replace("زنان،", "آموزگاران، زنان،").replace("نویسندگان", "هنرمندان"))
    ]
    assert merged.same == {"a": ("a", "e")}
    assert merged.amendment("a").by == ("نرگس", "مینا")
    assert [c.alternatives for c in merged.contests] == [(("b",), ("d",))]
    new = [(w, o) for w, o in origins_of_words(merged.draft.clauses[0]) if o != FIRST]
    assert [(w, o.amendments, o.by) for w, o in new] == [
        ("آموزگاران", ("a", "e"), ("نرگس", "مینا")),
        ("،", ("a", "e"), ("نرگس", "مینا")),
        ("هنرمندان", ("c",), ("کاوه",)),
    ]
    assert mark_up_view(merged_view(merged)["clauses"][0]["parts"]) == (
        "از حق کارگران، {+آموزگاران،: نرگس، مینا+}زنان، دانشجویان و [-نویسندگان: کاوه-]{+هنرمندان: کاوه+} برای برپایی "
        "تشکل‌های [?مستقل دفاع / بنیادی: داریوش / آزاد پشتیبانی: بهرام?] می‌کنیم."
    )


def test_another_keyboard_touches_nothing_else() -> None:
    typed = BASE.text.replace("ک", "ك").replace("ی", "ي")
    one = Amendment("a", ("x",), (reword(BASE, typed.replace("مستقل", "آزاد")),))
    assert adopt(Draft((BASE,)), [one]).draft.clauses[0].text == BASE.text.replace("مستقل", "آزاد")
    only = Amendment("a", ("x",), (reword(BASE, typed),))
    assert adopt(Draft((BASE,)), [only]).draft.clauses[0].text == typed
    with pytest.raises(DraftingError) as refused:
        reword(BASE, BASE.text)
    assert refused.value.code == "no-change"


def test_structure_merges_with_words() -> None:
    draft = Draft((Clause("a", "one two\n\nthree four"), Clause("b", "five six"), Clause("c", "seven")))
    amendments = [
        Amendment("1", ("x",), (split(draft.clauses[0], 2, "a2"),)),
        Amendment("2", ("y",), (reword(draft.clauses[0], "one two\n\nthree new four"),)),
        Amendment("3", ("z",), (Move("c", ""),)),
        Amendment("4", ("u",), (NewClause("n", "new clause", "a"),)),
        Amendment("5", ("v",), (Strike("b", 1),)),
    ]
    assert shown(merge(draft, amendments).draft) == [
        ("c", "seven"),
        ("a", "one two"),
        ("a2", "three new four"),
        ("n", "new clause"),
    ]
    ring = [Amendment("6", ("x",), (Move("a", "b"),)), Amendment("7", ("x",), (Move("b", "a"),))]
    assert [c.alternatives for c in merge(draft, ring).contests] == [(("6",), ("7",))]


def test_what_does_not_fit_is_left_out_with_the_reason() -> None:
    draft = Draft((Clause("a", "one two", 2),))
    merged = merge(
        draft,
        [
            Amendment("1", ("x",), (reword(Clause("a", "one two", 1), "one three"),)),
            Amendment("2", ("x",), (Strike("z", 1),)),
            Amendment("3", ("x",), (Strike("a", 2),), to="9"),
            Amendment("4", ("x",), (NewClause("a", "text", ""),)),
            Amendment("5", ("x",), (Strike("a", 2),), to="1"),
        ],
    )
    assert {o.amendment: o.code for o in merged.left_out} == {
        "1": "out-of-date",
        "2": "clause-unknown",
        "3": "amendment-unknown",
        "4": "id-taken",
        "5": "parent-left-out",
    }
    with pytest.raises(DraftingError):
        merge(draft, [Amendment("1", ("x",), (Strike("a", 2),))] * 2)
    own = reword(draft.clauses[0], "one three")
    for twice in ((own, own), (own, Strike("a", 2)), (split(draft.clauses[0], 1, "n"), Strike("a", 2))):
        assert [o.code for o in merge(draft, [Amendment("1", ("x",), twice)]).left_out] == ["collision"]
