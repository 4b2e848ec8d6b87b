"""Drafts with tracked changes: all taken is the new text, all refused the old, each change with its author and time."""

import re

import lxml.etree
import pytest
from tests.documents.editing import DRAFT, at_random, take_apart, tracked

from hamgara.documents.docx import DocxError, read_amendments, write_tracked
from hamgara.documents.docx.elements import name
from hamgara.documents.docx.guard import open_package
from hamgara.documents.docx.reading import read_package
from hamgara.documents.docx.views import Seen, view
from hamgara.drafting import Amendment, Clause, Draft, Move, Strike, adopt, merge, reword
from hamgara.drafting.collisions import operation_key

#: Among them some that are hard to tell apart: a break replaced, a new clause with the words of one that moved, and
#: amendments of which only one change is the same.
SEEDS = [*range(60), 100_451, 100_528, 100_651, 100_712, 200_219, 203_516]


def seen(data: bytes, which: str) -> list[Seen]:
    paragraphs = read_package(open_package(data)).paragraphs
    return view(paragraphs, lambda added, gone: (added if which == "old" else gone) is None)


def texts(clauses: object) -> list[str]:
    return [clause.text for clause in clauses]  # type: ignore[attr-defined]


def keys(amendment: Amendment) -> list[str]:
    return sorted(repr(operation_key(operation)) for operation in amendment.operations)


@pytest.mark.parametrize("seed", SEEDS)
def test_it_holds_the_old_text_the_new_text_and_every_amendment(seed: int) -> None:
    check(seed)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1010))
def test_it_holds_them_for_many_more(seed: int) -> None:
    for further in range(60):
        check(seed * 100 + further)


def check(seed: int) -> None:
    draft, merged, made = at_random(seed)
    data = write_tracked(made)
    assert data == write_tracked(made)
    assert texts(seen(data, "old")) == texts(draft.clauses)
    assert texts(seen(data, "new")) == texts(merged.draft.clauses)
    back = {found.amendment.id: found for found in read_amendments(data, draft).amendments}
    assert set(back) == set(merged.uncontested)
    for id in merged.uncontested:
        assert keys(back[id].amendment) == keys(merged.amendment(id)), (seed, id)
        assert back[id].amendment.by == merged.amendment(id).by
        assert back[id].amendment.at == merged.amendment(id).at
        assert back[id].stated
    again = adopt(draft, [back[id].amendment for id in merged.uncontested]).draft
    assert texts(again.clauses) == texts(merged.draft.clauses)


def test_each_change_bears_its_author_and_time() -> None:
    c1, c2, _ = DRAFT.clauses
    amendments = [
        Amendment("a1", ("narges",), (reword(c1, c1.text.replace("کارگران", "کارگران، آموزگاران")),), 1),
        Amendment("a2", ("bahram",), (reword(c2, c2.text.replace("strike", "assemble")),), 2),
        Amendment("a3", ("kaveh",), (Strike("c3", 2),), 3),
    ]
    body = lxml.etree.fromstring(take_apart(write_tracked(tracked(DRAFT, amendments)))["word/document.xml"])
    found = {
        (e.get(name("author")), e.get(name("date")), "".join(e.itertext()))
        for e in body.iter(name("ins"), name("del"))
        if e.getparent().tag == name("p")
    }
    assert ("نرگس", "2010-08-13T14:01:00Z", "، آموزگاران") in found
    assert ("Bahram", "2010-08-13T14:02:00Z", "strike") in found
    assert ("Bahram", "2010-08-13T14:02:00Z", "assemble") in found
    assert ("kaveh", "2010-08-13T14:03:00Z", "خواهان آزادی همهٔ زندانیان سیاسی هستیم.") in found
    ids = [e.get(name("id")) for e in body.iter() if e.get(name("author"))]
    assert len(ids) == len(set(ids))


def test_words_that_go_are_text_that_went_and_keep_their_direction() -> None:
    c1, *_ = DRAFT.clauses
    amendment = Amendment("a1", ("narges",), (reword(c1, c1.text.replace("دفاع", "پشتیبانی")),), 1)
    body = lxml.etree.fromstring(take_apart(write_tracked(tracked(DRAFT, [amendment])))["word/document.xml"])
    (gone,) = body.iter(name("del"))
    assert [e.tag for e in gone.iter(name("t"), name("delText"))] == [name("delText")]
    assert gone.find(f".//{name('rtl')}") is not None


def test_a_clause_that_moves_is_a_move_and_changes_in_it_stay_changes() -> None:
    c1, *_ = DRAFT.clauses
    amendments = [
        Amendment("a1", ("narges",), (Move("c1", "c3"),), 1),
        Amendment("a2", ("bahram",), (reword(c1, c1.text.replace("دفاع", "پشتیبانی")),), 2),
    ]
    data = write_tracked(tracked(DRAFT, amendments))
    body = lxml.etree.fromstring(take_apart(data)["word/document.xml"])
    assert "دفاع" in "".join("".join(e.itertext()) for e in body.iter(name("moveFrom")))
    assert "پشتیبانی" in "".join("".join(e.itertext()) for e in body.iter(name("ins")))
    back = {r.amendment.id: r.amendment for r in read_amendments(data, DRAFT).amendments}
    assert back["a1"].operations == (Move("c1", "c3"),)
    assert keys(back["a2"]) == keys(amendments[1])


def test_what_collides_is_set_out_and_not_in_the_text() -> None:
    c1, *_ = DRAFT.clauses
    amendments = [
        Amendment("a1", ("narges",), (reword(c1, c1.text.replace("دفاع", "پشتیبانی")),), 1),
        Amendment("a2", ("bahram",), (reword(c1, c1.text.replace("دفاع", "پاسداری")),), 2),
    ]
    data = write_tracked(tracked(DRAFT, amendments))
    assert texts(seen(data, "old")) == texts(seen(data, "new")) == texts(DRAFT.clauses)
    body = lxml.etree.fromstring(take_apart(data)["word/document.xml"])
    lines = ["".join(p.itertext()) for p in body.iter(name("p"))]
    note = next(said for said in lines if "با هم نمی‌خوانند و باید" in said)
    assert lines.index(note) == lines.index("۱. تشکل‌ها") + 1
    assert "نرگس؛ Bahram" in note
    after = lines[lines.index("برای رأی‌گیری") :]
    assert any("[−دفاع−][+پشتیبانی+]" in said for said in after)
    assert any("[−دفاع−][+پاسداری+]" in said for said in after)
    assert read_amendments(data, DRAFT).amendments == ()


def test_the_same_change_by_two_is_one_with_both_names() -> None:
    c2 = DRAFT.clauses[1]
    operation = reword(c2, c2.text.replace("strike", "assemble"))
    amendments = [Amendment("a1", ("narges",), (operation,), 1), Amendment("a2", ("bahram",), (operation,), 2)]
    (back,) = read_amendments(write_tracked(tracked(DRAFT, amendments)), DRAFT).amendments
    assert back.author == "نرگس، Bahram"
    assert back.amendment.by == merge(DRAFT, amendments).amendment("a1").by == ("narges", "bahram")


def test_two_authors_of_one_name_and_minute_stay_two() -> None:
    c1, c2, _ = DRAFT.clauses
    amendments = [
        Amendment("a1", ("x",), (reword(c1, c1.text.replace("دفاع", "پشتیبانی")),), 1),
        Amendment("a2", ("x",), (reword(c2, c2.text.replace("strike", "assemble")),), 1),
    ]
    back = read_amendments(write_tracked(tracked(DRAFT, amendments)), DRAFT).amendments
    assert [(found.amendment.id, found.author) for found in back] == [("a1", "x"), ("a2", "x (2)")]


@pytest.mark.parametrize("character", ["\x07", "\r", "\uffff", "\x1f"])
def test_a_character_that_a_file_cannot_hold_is_named(character: str) -> None:
    draft = Draft((Clause("c9", f"a{character}b"),))
    with pytest.raises(DocxError, match=rf"clause c9, character 1: .*U\+{ord(character):04X}"):
        write_tracked(tracked(draft, []))


def test_texts_of_every_kind_come_back_to_the_letter() -> None:
    for text in (
        "a\n\n\nb",
        "\n\na",
        "a\n\n",
        "a \t b\nc",
        "«می‌شود» \u2067x\u2069 \u202ey",
        "x\u2028y",
        "کـتـاب ي ك",
        " a  b ",
    ):
        draft = Draft((Clause("c1", text),))
        data = write_tracked(tracked(draft, []))
        assert texts(seen(data, "old")) == [text]
        assert read_amendments(data, draft).amendments == ()
        again = Draft((Clause("c1", text + " z"),))
        amendment = Amendment("a1", ("x",), (reword(draft.clauses[0], again.clauses[0].text),), 1)
        assert texts(seen(write_tracked(tracked(draft, [amendment])), "new")) == texts(
            adopt(draft, [amendment]).draft.clauses
        )


def test_no_two_runs_of_one_paragraph_hide_a_blank() -> None:
    data = write_tracked(tracked(DRAFT, []))
    body = take_apart(data)["word/document.xml"].decode()
    assert all('xml:space="preserve"' in tag for tag in re.findall(r"<w:t[ >][^<]*", body) if tag.endswith(" "))
