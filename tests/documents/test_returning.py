"""A draft comes back to its assembly: files of ours and of others, as acts that are in order and say the same."""

from __future__ import annotations

import contextlib
import re
import time
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from tests.assembly.drafters import amend, members, propose
from tests.assembly.house import House
from tests.documents.editing import at_random, change, edited, mark, put_together, rewrite, take_apart, written
from tests.documents.gathering import resolve
from tests.documents.wordlike import OMID, comment, gone, moved, new, paragraph, run, table, word_file

import hamgara.documents.docx as package
from hamgara.documents import (
    LANGUAGES,
    TRACKED_FORMATS,
    build_amended,
    build_resolution,
    read_proposals,
    resolution_docx,
)
from hamgara.documents.docx import DocxError, write_tracked
from hamgara.documents.docx.elements import name, w
from hamgara.documents.docx.errors import REFUSED
from hamgara.documents.docx.guard import open_package
from hamgara.documents.returning import Proposal
from hamgara.drafting import Clause, Draft, Join, merge

A1, A2 = "از حق کارگران و زنان دفاع می‌کنیم.", "این حق برای همه است."
B = "خواهان آزادی همهٔ زندانیان سیاسی هستیم."
C = "ما برای صلح پایدار در منطقه و جهان می‌کوشیم."


def drafted() -> House:
    house = members()
    propose(house, "cl-a", {"fa": f"{A1}\n\n{A2}", "en": "We defend it."})
    propose(house, "cl-b", {"fa": B, "en": "We demand it."})
    propose(house, "cl-c", {"fa": C, "en": "We strive for it."})
    return house


def ours(house: House, clause: str = "") -> bytes:
    return TRACKED_FORMATS["docx"].write(build_amended(house.state, language="fa", clause=clause))


def proposals(house: House, data: bytes, **more: Any) -> list[Proposal]:
    return list(read_proposals(house.state, data, **more).proposals)


def enter(house: House, found: Proposal, by: str = "ind-two") -> str:
    """Propose it; the text that the assembly then has for it."""
    house.do(by, "amendment.proposed", dict(found.data))
    return house.state.clauses.amendments[found.id].text.get("fa", "")


def line_of(body: Any, text: str) -> Any:
    return next(p for p in body.iter(name("p")) if text in "".join(t.text or "" for t in p.iter(name("t"))))


#: What somebody does in Word, in a file that bears no mark of ours: which clause then says what, and by whom.
WORD: dict[str, tuple[list[str], list[tuple[str, str, str]]]] = {
    "runs split by rsid, spelling marks and a comment": (
        [paragraph(run("۱. تشکل‌ها")), paragraph(run("از حق "), '<w:proofErr w:type="spellStart"/>', run("کار", "00A9"),
         run("گران و", "00AA"), comment(" زنان "), new("سرسختانه "), run("دفاع می‌کنیم.")), paragraph(run(A2))],
        [("cl-a", f"{A1.replace('دفاع', 'سرسختانه دفاع')}\n\n{A2}", "Sara B.")],
    ),
    "a paragraph mark taken away": (
        [paragraph(run(A1), mark="del"), paragraph(run(A2))], [("cl-a", A1 + A2, "Sara B.")],
    ),
    "a paragraph after the last, as Word tracks it": (
        [paragraph(run(B), mark="ins"), paragraph(new("و آن را می‌خواهیم."))],
        [("cl-b", f"{B}\n\nو آن را می‌خواهیم.", "Sara B.")],
    ),
    "a paragraph added whole": (
        [paragraph(run(B)), paragraph(new("و آن را می‌خواهیم."), mark="ins"), paragraph(run("پایان"))],
        [("cl-b", f"{B}\n\nو آن را می‌خواهیم.", "Sara B.")],
    ),
    "a clause taken away whole": (
        [paragraph(run(B)), paragraph(gone(C, OMID), mark="del", who=OMID), paragraph(run("پایان"))],
        [("cl-c", "", "Omid")],
    ),
    "words moved within a paragraph": (
        [paragraph(run("خواهان "), moved("moveFrom", "آزادی "), run("همهٔ زندانیان سیاسی "), moved("moveTo", "آزادی "),
         run("هستیم."))],
        [("cl-b", "خواهان همهٔ زندانیان سیاسی آزادی هستیم.", "Sara B.")],
    ),
    "two authors in one line": (
        [paragraph(run("خواهان آزادی "), new("فوری "), run("همهٔ زندانیان "), gone("سیاسی ", OMID), new("عقیدتی ", OMID),
         run("هستیم."))],
        [("cl-b", "خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم.", "Sara B."),
         ("cl-b", "خواهان آزادی همهٔ زندانیان عقیدتی هستیم.", "Omid")],
    ),
    "what one added another takes away in part": (
        [paragraph(run("خواهان آزادی "), new("فوری ", inner=gone("و بی‌قید ", OMID)),
         run("همهٔ زندانیان سیاسی هستیم."))],
        [("cl-b", "خواهان آزادی فوری و بی‌قید همهٔ زندانیان سیاسی هستیم.", "Sara B."),
         ("cl-b", "خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم.", "Omid")],
    ),
    "clauses in tables": (
        [table(paragraph(run("جدول"))), table(paragraph(run(B.removesuffix("هستیم.")), new("همیشه "), run("هستیم.")))],
        [("cl-b", B.replace("هستیم", "همیشه هستیم"), "Sara B.")],
    ),
    "smart tags, local links and content controls": (
        ["<w:sdt><w:sdtContent>", paragraph(f'<w:smartTag w:element="x">{run("خواهان آزادی ")}</w:smartTag>',
         f'<w:hyperlink w:anchor="a">{run("همهٔ ")}</w:hyperlink>', new("این "), run("زندانیان سیاسی هستیم.")),
         "</w:sdtContent></w:sdt>"],
        [("cl-b", "خواهان آزادی همهٔ این زندانیان سیاسی هستیم.", "Sara B.")],
    ),
    "letters of another keyboard": (
        [paragraph(run("خواهان آزادي همهٔ زندانيان سياسي "), new("اکنون "), run("هستيم."))],
        [("cl-b", "خواهان آزادی همهٔ زندانیان سیاسی اکنون هستیم.", "Sara B.")],
    ),
    "nothing tracked": (
        [paragraph(run("۲. آزادی")), paragraph(run("خواهان آزادی فوری و بی‌قید همهٔ زندانیان سیاسی هستیم."))],
        [("cl-b", "خواهان آزادی فوری و بی‌قید همهٔ زندانیان سیاسی هستیم.", "")],
    ),
    "formatting alone": ([paragraph(run(B))], []),
}  # fmt: skip


@pytest.mark.parametrize("case", WORD)
def test_a_file_that_word_wrote_is_read_by_its_text_and_its_acts_say_the_same(case: str) -> None:
    body, expected = WORD[case]
    house = drafted()
    found = proposals(house, word_file(*body))
    assert [(p.clause, p.new, p.author) for p in found] == expected
    assert not read_proposals(house.state, word_file(*body)).marked
    for proposal in found:
        assert proposal.standing == "new"
        assert enter(house, proposal) == (proposal.new if proposal.new else "")
        assert house.state.clauses.amendments[proposal.id].clause == proposal.clause


def test_it_is_known_of_which_version_a_text_is_that_bears_no_mark() -> None:
    house = drafted()
    house.do("ind-one", "clause.revised", {"id": "cl-b", "version": 1, "text": {"fa": "ما " + B, "en": "We."}})
    old = word_file(paragraph(run("خواهان آزادی "), new("فوری "), run("همهٔ زندانیان سیاسی هستیم.")))
    (found,) = proposals(house, old)
    assert (found.standing, found.version) == ("carried", 2)
    assert enter(house, found) == "ما خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم."


def test_changes_outside_of_the_clauses_and_comments_are_named_as_not_read() -> None:
    house = drafted()
    body = [paragraph(run("مقدمه"), new(" تازه")), paragraph(run("میان")), paragraph(comment(B))]
    unread = read_proposals(house.state, word_file(*body)).unread
    assert any("outside of the clauses" in place for place in unread)
    assert any("commentReference" in place for place in unread)


def test_a_file_without_any_clause_is_refused() -> None:
    with pytest.raises(DocxError) as raised:
        read_proposals(drafted().state, word_file(paragraph(run("چیزی دیگر"))))
    assert raised.value.code == "no-clauses"


@pytest.mark.parametrize("text", [B, C[:-9]])
def test_no_file_without_marks_keeps_the_program_busy(text: str) -> None:
    house = drafted()
    for n in range(60):
        propose(house, f"cl-{n}", {"fa": f"خواهان رهایی {n} زندانیان سیاسی هستیم.", "en": "x"})
    data = put_together(take_apart(word_file(*[f"<w:p>{run(text)}</w:p>"] * 12_000)), zipfile.ZIP_STORED)
    assert open_package(data).trees
    begun = time.process_time()
    with contextlib.suppress(DocxError):
        read_proposals(house.state, data)
    assert time.process_time() - begun < 6


def test_every_code_has_a_sentence_in_both_languages() -> None:
    source = "".join(p.read_text("utf-8") for p in Path(package.__file__).parent.glob("*.py"))
    source += (Path(package.__file__).parents[1] / "returning.py").read_text("utf-8")
    raised = set(re.findall(r'DocxError\(\s*"([a-z-]+)"', source)) | {"dtd", "malformed"}
    assert raised == set(REFUSED)
    for code, said in REFUSED.items():
        assert set(said) == {"fa", "en"}
        assert DocxError(code, "x", "y").said("fa") == said["fa"]
        assert not re.search("[يك]", said["fa"])


def strengthen(body: Any) -> None:
    line = line_of(body, B)
    rewrite(
        line, written("خواهان آزادی "), change("ins", "Sara", written("فوری ")), written("همهٔ زندانیان سیاسی هستیم.")
    )


def test_amendments_that_were_written_into_the_file_are_known_again() -> None:
    house = drafted()
    amend(house, "am-1", "cl-a", text={"fa": f"{A1.replace('زنان', 'زنان و جوانان')}\n\n{A2}"})
    amend(house, "am-2", "cl-c", by="org-one", text={"fa": C.replace("پایدار", "پایدار و عادلانه")})
    found = proposals(house, ours(house))
    assert {p.id for p in found} == {"am-1", "am-2"}
    assert {p.standing for p in found} == {"known"}
    assert not any(p.ready for p in found)
    both = proposals(house, edited(ours(house), strengthen))
    assert sorted(p.standing for p in both) == ["known", "known", "new"]


@pytest.mark.parametrize("lost", ["marks", "properties"])
def test_where_a_word_processor_drops_what_we_wrote_beside_the_text_the_text_tells(lost: str) -> None:
    house = drafted()
    parts = take_apart(edited(ours(house), strengthen))
    if lost == "marks":
        parts["word/document.xml"] = re.sub(rb"<w:bookmark(Start|End)[^>]*/>", b"", parts["word/document.xml"])
    else:
        parts["docProps/custom.xml"] = re.sub(rb"<property .*</property>", b"", parts["docProps/custom.xml"])
    returned = read_proposals(house.state, put_together(parts))
    assert not returned.marked
    (found,) = returned.proposals
    assert (found.clause, found.new) == ("cl-b", "خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم.")


def test_one_clause_alone_goes_out_and_comes_back() -> None:
    house = drafted()
    amend(house, "am-1", "cl-a", text={"fa": f"{A1.replace('زنان', 'زنان و جوانان')}\n\n{A2}"})
    (found,) = proposals(house, edited(ours(house, "cl-b"), strengthen))
    assert (found.clause, found.standing) == ("cl-b", "new")
    assert enter(house, found) == "خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم."


def test_what_was_written_on_an_older_version_is_carried_or_out_of_date_with_the_reason() -> None:
    house = drafted()
    data = edited(ours(house), strengthen)
    house.do("ind-one", "clause.revised", {"id": "cl-b", "version": 1, "text": {"fa": "ما اکنون " + B, "en": "We."}})
    (found,) = proposals(house, data)
    assert (found.standing, found.new) == ("carried", "ما اکنون خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم.")
    other = {"fa": "ما اکنون خواهان آزادی بی‌درنگ همهٔ زندانیان سیاسی هستیم.", "en": "We."}
    house.do("ind-one", "clause.revised", {"id": "cl-b", "version": 2, "text": other})
    (found,) = proposals(house, data)
    assert found.standing == "stale"
    assert not found.ready
    assert [reason.code for reason in found.reasons] == ["place-taken"]
    assert found.reasons[0].now == "بی‌درنگ"
    assert found.new == "خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم.", "what was written is still told"
    same = {"fa": "خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم.", "en": "We."}
    house.do("ind-one", "clause.revised", {"id": "cl-b", "version": 3, "text": same})
    assert proposals(house, data)[0].standing == "contained"


def test_what_amends_an_amendment_is_proposed_to_it() -> None:
    house = drafted()
    amend(house, "am-1", "cl-b", text={"fa": B.replace("همهٔ", "فوری و بی‌قید همهٔ")})

    def shorten(body: Any) -> None:
        ins = next(x for x in body.iter(name("ins")) if "فوری" in "".join(t.text or "" for t in x.iter(name("t"))))
        said = "".join(t.text or "" for t in ins.iter(name("t")))
        kept, cut = said[: said.index("و بی")], said[said.index("و بی") :]
        for child in list(ins):
            ins.remove(child)
        ins.append(written(kept))
        ins.append(change("del", "Sara", written(cut, tag="delText")))

    known, found = proposals(house, edited(ours(house), shorten))
    assert (known.standing, found.standing, found.to) == ("known", "new", "am-1")
    assert found.data["on"] == 1
    assert enter(house, found, "org-one") == "خواهان آزادی فوری همهٔ زندانیان سیاسی هستیم."


def strike(body: Any) -> None:
    """The heading and the text of a clause taken away, with their marks."""
    text = line_of(body, B)
    for one in (text.getprevious(), text):
        said = written("".join(t.text or "" for t in one.iter(name("t"))), tag="delText")
        kept = [child for child in one if child.tag in (name("bookmarkStart"), name("bookmarkEnd"))]
        rewrite(one, *kept, change("del", "Sara", said))
        mark(one, "del", "Sara")


def test_a_clause_taken_away_with_its_heading_is_struck() -> None:
    house = drafted()
    (found,) = proposals(house, edited(ours(house), strike))
    assert found.data["operations"] == [{"do": "strike"}]
    enter(house, found)


def test_the_same_file_brought_by_others_is_theirs() -> None:
    house = drafted()
    data = edited(ours(house), strengthen)
    mine, theirs = (proposals(house, data, by=by)[0].id for by in ("ind-one", "ind-two"))
    assert mine != theirs
    assert proposals(house, data, by="ind-one")[0].id == mine
    enter(house, proposals(house, data, by="ind-two")[0])
    assert proposals(house, data, by="ind-two")[0].standing == "known"


def test_a_version_that_the_assembly_does_not_have_is_refused() -> None:
    house = drafted()
    parts = take_apart(ours(house))
    for wrong in (b"cl-b 7 2", b"cl-x 1 2"):
        changed = {**parts, "docProps/custom.xml": parts["docProps/custom.xml"].replace(b"cl-b 1 2", wrong)}
        with pytest.raises(DocxError) as raised:
            read_proposals(house.state, put_together(changed))
        assert raised.value.code == "other-version"


def test_a_table_put_into_a_clause_is_named_and_takes_nothing_away() -> None:
    house = drafted()

    def put(body: Any) -> None:
        line = line_of(body, A1)
        line.addnext(w("tbl", w("tr", w("tc", etree.fromstring(etree.tostring(line))))))

    found = read_proposals(house.state, edited(ours(house), put))
    assert not found.proposals
    assert any(place.endswith("tbl") for place in found.unread)


@pytest.mark.parametrize("sides", ["fa", "fa-en"])
def test_a_resolution_that_was_edited_is_read_too(sides: str) -> None:
    gathering = resolve(upto="draft")
    views = [build_resolution(gathering.state, "res", language=x, head=None) for x in LANGUAGES[sides]]
    data = resolution_docx(views[0] if len(views) == 1 else (views[0], views[1]))

    def edit(body: Any) -> None:
        for begins, added, who in (("از مبارزهٔ ", "پیگیر ", "Sara"), ("زنده باد ", "آزادی و ", "Omid")):
            line = line_of(body, begins)
            said = "".join(t.text or "" for t in line.iter(name("t")))
            rewrite(line, written(begins), change("ins", who, written(added)), written(said.removeprefix(begins)))

    found = read_proposals(gathering.state, edited(data, edit)).proposals
    assert [(p.clause, p.author, p.standing) for p in found] == [("b1", "Sara", "new"), ("s1", "Omid", "new")]
    for proposal, added in zip(found, ("پیگیر ", "آزادی و "), strict=True):
        assert proposal.new.replace(added, "") == proposal.old


@pytest.mark.parametrize("seed", range(40))
def test_random_changes_become_acts_that_say_the_same(seed: int) -> None:
    """Amendments of every kind, written into a file that no longer says whose they are."""
    _, merged, made = at_random(seed)
    house = members()
    for clause in merged.base.clauses:
        propose(house, clause.id, {"fa": clause.text, "en": "x"})
    base = Draft(tuple(Clause(clause.id, clause.text) for clause in merged.base.clauses))
    asked = [replace(a, operations=tuple(map(first_version, a.operations))) for a in merged.everyone if not a.to]
    parts = take_apart(write_tracked(replace(made, merged=merge(base, asked))))
    known = rb'<property [^>]*name="hamgara-amendment-.*?</property>'
    parts["docProps/custom.xml"] = re.sub(known, b"", parts["docProps/custom.xml"], flags=re.DOTALL)
    for proposal in proposals(house, put_together(parts)):
        if not proposal.ready:
            # Only what would stand before all clauses cannot be said.
            assert (proposal.standing, proposal.clause) == ("unfit", "")
            continue
        assert proposal.standing == "new"
        enter(house, proposal)
        entered = house.state.clauses.amendments[proposal.id]
        assert entered.operations == proposal.operations
        assert entered.text.get("fa", proposal.old) == (proposal.new or proposal.old)


def first_version(operation: Any) -> Any:
    more = {"second_version": 1} if isinstance(operation, Join) else {}
    return replace(operation, version=1, **more) if hasattr(operation, "version") else operation
