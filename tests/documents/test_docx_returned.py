"""What people do in word processors, read as amendments: typing, striking, moving, joining, and editing untracked."""

import zipfile
from dataclasses import replace

import lxml.etree
import pytest
from tests.documents.editing import (
    DRAFT,
    HEADINGS,
    change,
    edited,
    line,
    mark,
    put_together,
    rewrite,
    take_apart,
    tracked,
    written,
)

from hamgara.documents.docx import DocxError, Returned, read_amendments, stated_versions, write_tracked
from hamgara.documents.docx.elements import name, w
from hamgara.drafting import (
    Amendment,
    Clause,
    Draft,
    Join,
    Move,
    NewClause,
    Reword,
    Split,
    Strike,
    adopt,
    merge,
    reword,
)

PLAIN = write_tracked(tracked(DRAFT, []))
SECOND = "We defend the right to strike and the right to organise."


def only(returned: Returned) -> Amendment:
    (found,) = returned.amendments
    return found.amendment


def becomes(amendment: Amendment) -> dict[str, str]:
    return {clause.id: clause.text for clause in adopt(DRAFT, [amendment]).draft.clauses}


def test_it_says_which_versions_it_was_made_from() -> None:
    assert stated_versions(PLAIN) == {"c1": 3, "c2": 1, "c3": 2}
    assert read_amendments(PLAIN, DRAFT).amendments == ()


def test_letters_typed_into_a_word_change_the_word() -> None:
    def edit(body: lxml.etree._Element) -> None:
        rewrite(
            line(body, SECOND),
            written("We defend the right to strike"),
            change("ins", "Sara", written("s")),
            written(" and the right to organise."),
        )

    (found,) = read_amendments(edited(PLAIN, edit), DRAFT).amendments
    assert found.author == "Sara"
    assert found.when == "2010-08-14T10:00:00Z"
    assert not found.stated
    assert found.tracked
    assert found.amendment.by == ("Sara",)
    (operation,) = found.amendment.operations
    assert isinstance(operation, Reword)
    assert [(c.start, c.end, c.words) for c in operation.changes] == [(5, 6, ("strikes",))]
    assert becomes(found.amendment)["c2"] == SECOND.replace("strike", "strikes")


def test_the_second_of_two_equal_words_is_the_second() -> None:
    def edit(body: lxml.etree._Element) -> None:
        rewrite(
            line(body, SECOND),
            written("We defend the right to strike and the "),
            change("del", "Sara", written("right to ", tag="delText")),
            written("organise."),
        )

    (operation,) = only(read_amendments(edited(PLAIN, edit), DRAFT)).operations
    assert isinstance(operation, Reword)
    assert [(c.start, c.end, c.words) for c in operation.changes] == [(8, 10, ())]


def three_changes(body: lxml.etree._Element) -> None:
    rewrite(
        line(body, SECOND),
        change("ins", "Sara", written("Today, "), when="2010-08-14T10:00:00Z"),
        written("We defend the right to strike and the right to "),
        change("del", "Sara", written("organise", tag="delText"), when="2010-08-14T10:05:00Z"),
        change("ins", "Sara", written("assemble"), when="2010-08-14T10:05:00Z"),
        written("."),
    )
    rewrite(line(body, "خواهان"), written("خواهان آزادی همهٔ زندانیان هستیم."))
    rewrite(
        line(body, "خواهان"),
        written("خواهان آزادی "),
        change("ins", "Omid", written("فوری ")),
        written("همهٔ زندانیان سیاسی هستیم."),
    )


@pytest.mark.parametrize(("group", "count"), [("author", 2), ("clause", 2), ("change", 3)])
def test_changes_are_grouped_as_asked(group: str, count: int) -> None:
    found = read_amendments(edited(PLAIN, three_changes), DRAFT, group=group).amendments  # type: ignore[arg-type]
    assert len(found) == count
    assert {one.author for one in found} == {"Sara", "Omid"}
    assert len({one.amendment.id for one in found}) == count
    merged = merge(DRAFT, [one.amendment for one in found])
    assert len(merged.uncontested) == count
    assert merged.draft.clause("c2").text == "Today, We defend the right to strike and the right to assemble."
    assert merged.draft.clause("c3").text == "خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم."


def test_paragraphs_added_and_taken_away() -> None:
    def edit(body: lxml.etree._Element) -> None:
        first = line(body, "از حق")
        mark(first, "del", "Sara")
        added = lxml.etree.fromstring(lxml.etree.tostring(line(body, SECOND)))
        rewrite(added, change("ins", "Omid", written("And to assemble.")))
        mark(added, "ins", "Omid")
        line(body, SECOND).addnext(added)

    found = {one.author: one.amendment for one in read_amendments(edited(PLAIN, edit), DRAFT).amendments}
    assert becomes(found["Sara"])["c1"] == "از حق کارگران و زنان دفاع می‌کنیم.این حق برای همه است."
    assert becomes(found["Omid"])["c2"] == f"{SECOND}\n\nAnd to assemble."


def heading(body: lxml.etree._Element, clause: str) -> lxml.etree._Element:
    return line(body, HEADINGS[clause])


def take_away(paragraph: lxml.etree._Element, who: str) -> None:
    text = "".join(paragraph.itertext())
    rewrite(paragraph, change("del", who, written(text, tag="delText")))
    mark(paragraph, "del", who)


def test_a_clause_struck_whole() -> None:
    def edit(body: lxml.etree._Element) -> None:
        marks = list(heading(body, "c2").iter(name("bookmarkStart"), name("bookmarkEnd")))
        take_away(heading(body, "c2"), "Sara")
        for one in reversed(marks):
            heading(body, "c2").insert(1, one)
        take_away(line(body, SECOND), "Sara")

    assert only(read_amendments(edited(PLAIN, edit), DRAFT)).operations == (Strike("c2", 1),)


def test_a_heading_taken_away_joins_and_one_added_splits() -> None:
    def edit(body: lxml.etree._Element) -> None:
        last = line(body, "این حق")
        mark(last, "del", "Sara")
        marks = list(heading(body, "c2").iter(name("bookmarkStart"), name("bookmarkEnd")))
        take_away(heading(body, "c2"), "Sara")
        for one in reversed(marks):
            heading(body, "c2").insert(1, one)
        line(body, SECOND).insert(1, change("ins", "Sara", written(" ")))

    assert only(read_amendments(edited(PLAIN, edit), DRAFT)).operations == (Join("c1", 3, "c2", 1, " "),)

    def part(body: lxml.etree._Element) -> None:
        added = lxml.etree.fromstring(lxml.etree.tostring(heading(body, "c2")))
        rewrite(added, change("ins", "Sara", written("A clause of its own")))
        mark(added, "ins", "Sara")
        line(body, "از حق").addnext(added)

    assert only(read_amendments(edited(PLAIN, part), DRAFT)).operations == (Split("c1", 3, 8, "new-1", 1),)


def new_clause(body: lxml.etree._Element, text: str, who: str) -> list[lxml.etree._Element]:
    made = []
    for source, said in ((heading(body, "c2"), "New"), (line(body, SECOND), text)):
        one = lxml.etree.fromstring(lxml.etree.tostring(source))
        rewrite(one, change("ins", who, written(said)))
        mark(one, "ins", who)
        made.append(one)
    return made


def test_a_new_clause_and_one_cut_and_pasted() -> None:
    def edit(body: lxml.etree._Element) -> None:
        for one in reversed(new_clause(body, "We stand together.", "Sara")):
            line(body, "خواهان").addnext(one)

    assert only(read_amendments(edited(PLAIN, edit), DRAFT)).operations == (
        NewClause("new-1", "We stand together.", "c3"),
    )

    def move(body: lxml.etree._Element) -> None:
        pasted = new_clause(body, SECOND, "Sara")
        marks = list(heading(body, "c2").iter(name("bookmarkStart"), name("bookmarkEnd")))
        take_away(heading(body, "c2"), "Sara")
        for one in reversed(marks):
            heading(body, "c2").insert(1, one)
        take_away(line(body, SECOND), "Sara")
        for one in reversed(pasted):
            line(body, "خواهان").addnext(one)

    assert only(read_amendments(edited(PLAIN, move), DRAFT)).operations == (Move("c2", "c3"),)


def test_what_one_strikes_of_anothers_addition_amends_that_one() -> None:
    amendment = Amendment("a1", ("narges",), (reword(DRAFT.clauses[1], SECOND.replace("strike", "go on strike")),), 1)
    data = write_tracked(tracked(DRAFT, [amendment]))

    def edit(body: lxml.etree._Element) -> None:
        added = next(body.iter(name("ins")))
        text = "".join(added.itertext())
        for child in list(added):
            added.remove(child)
        added.append(written(text[:3]))
        added.append(change("del", "Omid", written(text[3:], tag="delText")))

    found = {one.amendment.id: one.amendment for one in read_amendments(edited(data, edit), DRAFT).amendments}
    assert set(found) == {"a1", "returned-1"}
    below = found["returned-1"]
    assert below.to == "a1"
    assert below.by == ("Omid",)
    merged = merge(DRAFT, list(found.values()))
    assert merged.left_out == ()
    ours = merged.further["a1"]
    assert ours.uncontested == ("returned-1",)
    assert ours.base.clause("c2").text == SECOND.replace("strike", "go on strike")
    assert ours.draft.clause("c2").text == SECOND.replace("strike", "go strike")


def test_without_tracking_the_text_is_compared() -> None:
    def edit(body: lxml.etree._Element) -> None:
        rewrite(line(body, SECOND), written("We defend the right to strike and to organise."))
        line(body, "این حق").getparent().remove(line(body, "این حق"))

    (found,) = read_amendments(edited(PLAIN, edit), DRAFT).amendments
    assert not found.tracked
    assert found.author == "همایش همکاری"
    changed = becomes(found.amendment)
    assert changed["c2"] == "We defend the right to strike and to organise."
    assert changed["c1"] == "از حق کارگران و زنان دفاع می‌کنیم."
    assert changed["c3"] == DRAFT.clause("c3").text


def test_what_was_tracked_over_what_was_not_amends_it() -> None:
    def edit(body: lxml.etree._Element) -> None:
        rewrite(
            line(body, SECOND),
            written("We uphold the right to strike and the right to "),
            change("del", "Sara", written("organise", tag="delText")),
            change("ins", "Sara", written("assemble")),
            written("."),
        )

    untracked, over = read_amendments(edited(PLAIN, edit), DRAFT).amendments
    assert untracked.amendment.id == "untracked"
    assert over.amendment.to == "untracked"
    merged = merge(DRAFT, [untracked.amendment, over.amendment])
    assert merged.left_out == ()
    assert merged.further["untracked"].draft.clause("c2").text == (
        "We uphold the right to strike and the right to assemble."
    )


def test_notes_and_what_stands_after_the_text_are_no_amendments() -> None:
    c1 = DRAFT.clauses[0]
    both = [
        Amendment("a1", ("narges",), (reword(c1, c1.text.replace("دفاع", "پشتیبانی")),), 1),
        Amendment("a2", ("bahram",), (reword(c1, c1.text.replace("دفاع", "پاسداری")),), 2),
    ]

    def edit(body: lxml.etree._Element) -> None:
        rewrite(line(body, "پیشنهادهایی به این بند"), written("!"))
        rewrite(line(body, "می‌توانید همین پرونده"), change("ins", "Sara", written("!")))

    assert read_amendments(edited(write_tracked(tracked(DRAFT, both)), edit), DRAFT).amendments == ()


def test_pictures_and_notes_in_the_text_are_named_as_unread() -> None:
    def edit(body: lxml.etree._Element) -> None:
        line(body, SECOND).append(w("r", w("footnoteReference", id="7")))

    returned = read_amendments(edited(PLAIN, edit), DRAFT)
    assert returned.amendments == ()
    assert returned.unread == ("word/document.xml, line 1: footnoteReference",)


def test_another_version_another_draft_and_no_draft_at_all() -> None:
    newer = Draft(tuple(replace(c, version=4) if c.id == "c1" else c for c in DRAFT.clauses))
    with pytest.raises(DocxError, match="clause c1: the file has version 3, the draft version 4") as raised:
        read_amendments(PLAIN, newer)
    assert raised.value.code == "other-version"
    more = Draft((*DRAFT.clauses, Clause("c4", "x")))
    with pytest.raises(DocxError, match="clause c4: the draft has this clause, the file was made without"):
        read_amendments(PLAIN, more)
    parts = take_apart(PLAIN)
    del parts["docProps/custom.xml"]
    for part in ("[Content_Types].xml", "_rels/.rels"):
        tree = lxml.etree.fromstring(parts[part])
        for element in list(tree):
            if "custom" in str(element.attrib):
                tree.remove(element)
        parts[part] = lxml.etree.tostring(tree)
    with pytest.raises(DocxError, match="no heading bears the mark of a clause") as raised:
        read_amendments(put_together(parts), DRAFT)
    assert raised.value.code == "no-clauses"


def test_a_file_that_claims_nonsense_of_its_amendments_is_read_without_them() -> None:
    parts = take_apart(PLAIN)
    head = '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="99" name="hamgara-amendment-9"><v>'
    claims = ["[1]", "{", '{"a": 1}', '["w", "t", [["a", "x", []]]]', '["w", "t", [["a", 1, [3]]]]', '["w", 1, []]']
    for claim in (*claims, '["w", "t", [["a", true, []]]]', "[" * 100_000):
        added = f"{head}{claim}</v></property></Properties>".encode()
        custom = parts["docProps/custom.xml"].replace(b"</Properties>", added)
        data = put_together({**parts, "docProps/custom.xml": custom}, zipfile.ZIP_STORED)
        assert read_amendments(data, DRAFT).amendments == ()
