"""The amendments of an assembly as documents: of the draft, of a clause, of a list; with names that may be shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.assembly.drafters import amend, members, propose
from tests.assembly.house import House
from tests.assembly.test_voting_lists import decide
from tests.documents.office.driving import DOCX, TEXT, Job, read_text, settle
from tests.documents.test_pdf import contains, read, words

from hamgara.assembly import Charter
from hamgara.dates import Language
from hamgara.documents import (
    DRAFTING_FORMATS,
    TRACKED_FORMATS,
    build_amended,
    build_voting_list,
    drafting_files,
    languages_of,
    lay_out_amendments,
    lay_out_votes,
    read_proposals,
)
from hamgara.documents.labels_drafting import DRAFTING_LABELS
from hamgara.documents.plain import write_text
from hamgara.drafting import Draft

TEXTS = {
    "cl-a": {"fa": "از حق کارگران و زنان دفاع می‌کنیم.\n\nاین حق برای همه است.",
             "en": "We defend the right of workers and women.\n\nThis right is for all."},
    "cl-b": {"fa": "خواهان آزادی همهٔ زندانیان سیاسی هستیم.", "en": "We demand the release of all prisoners."},
}  # fmt: skip
#: By amendment: its clause, what gives way to what in each language, and who asks.
ASKED: list[tuple[str, str, dict[str, tuple[str, str]], str]] = [
    ("am-1", "cl-a", {"fa": ("کارگران و", "کارگران، آموزگاران و"), "en": ("workers and", "workers, teachers and")},
     "ind-two"),
    ("am-2", "cl-a", {"fa": ("دفاع", "پشتیبانی"), "en": ("defend", "support")}, "org-one"),
    ("am-3", "cl-a", {"fa": ("دفاع", "سرسختانه پاسداری"), "en": ("defend", "always guard")}, "ind-one"),
    ("am-4", "cl-b", {"fa": ("همهٔ", "بی‌درنگ همهٔ"), "en": ("release", "prompt release")}, "ind-two"),
]  # fmt: skip


def drafted(authoritative: Language = "fa") -> House:
    house = members(Charter(authoritative=authoritative))
    for clause, text in TEXTS.items():
        propose(house, clause, text)
    for key, clause, pairs, by in ASKED:
        text = {x: TEXTS[clause][x].replace(*pair) for x, pair in pairs.items()}
        amend(house, key, clause, by=by, text=text, reason={"fa": "دلیل", "en": "Because"})
    return house


def test_it_has_headings_names_times_reasons_and_the_votes() -> None:
    made = build_amended(drafted().state, language="fa")
    assert made.headings.keys() == {"cl-a", "cl-b"}
    assert made.times["am-1"].startswith("2010-08-")
    assert sorted(made.times.values()) == list(made.times.values())
    assert set(made.reasons.values()) == {"دلیل"}
    assert [vote.amendments for vote in made.order.votes] == [("am-1", "am-4"), ("am-3",), ("am-2",)]
    assert made.order.votes[1].falls == ("am-2",)


def test_names_are_public_ones_unless_others_are_given() -> None:
    state = drafted().state
    made = build_amended(state, language="en")
    organisation = state.membership.participants["org-one"].name
    assert made.names["org-one"] == organisation.get("en", organisation["fa"])
    assert made.names["ind-two"] == "an independent (ind-two)"
    told = build_amended(state, language="fa", names={"ind-two": {"fa": "نرگس", "en": "Narges"}})
    assert told.names["ind-two"] == "نرگس"
    assert told.names["org-one"] == "سازمان (org-one)"


@pytest.mark.parametrize("authoritative", ["fa", "en"])
def test_readers_of_the_other_language_have_its_texts_beside(authoritative: Language) -> None:
    state = drafted(authoritative).state
    other: Language = "en" if authoritative == "fa" else "fa"
    here, there = (build_amended(state, language=x) for x in (authoritative, other))
    assert here.translations == {}
    assert there.translations["am-2"][1] == TEXTS["cl-a"][other].replace(*ASKED[1][2][other])
    alone = write_text(lay_out_amendments(there))
    assert DRAFTING_LABELS[other].translation in alone
    pair = lay_out_amendments((here, there))
    assert "[-defend-]{+support+}" in write_text(pair)
    assert DRAFTING_LABELS[other].translation not in write_text(pair)


def test_of_one_clause_only_its_amendments() -> None:
    house = drafted()
    made = build_amended(house.state, language="fa", clause="cl-b")
    assert set(made.numbers()) == {"am-4"}
    assert made.merged.base.order == ("cl-b",)
    amend(house, "am-5", "cl-b", operations=[{"do": "move"}])
    assert "am-5" in build_amended(house.state, language="fa", clause="cl-b").numbers()
    with pytest.raises(KeyError):
        build_amended(house.state, language="fa", clause="none")


def test_a_list_is_the_same_document_before_and_after_its_votes_but_for_how_they_ended() -> None:
    house = drafted()
    house.do("secretariat", "list.drawn", house.drawn("li", ["cl-a", "cl-b"]))
    before = build_voting_list(house.state, "li", language="en")
    assert before.results == {}
    for first in ("am-1", "am-3"):
        decide(house, first, "li")
    house.do("secretariat", "list.closed", house.enacted("li"))
    after = build_voting_list(house.state, "li", language="en")
    assert (after.merged, after.order, after.dated) == (before.merged, before.order, before.dated)
    assert after.results["am-1"].startswith("Adopted: ")
    assert after.results["am-2"] == "Not put to the vote: Vote 2 passed."
    assert "• Not put to the vote: Vote 2 passed." in write_text(lay_out_votes(after))


def test_every_file_is_the_same_when_it_is_made_again() -> None:
    house = drafted()
    once, twice = (dict(drafting_files(house.state)) for _ in range(2))
    assert once == twice
    assert len(once) == sum(len(table) * len(languages_of(kind)) for kind, table in DRAFTING_FORMATS.items())
    other = dict(drafting_files(drafted().state))
    assert once == other


def lines(draft: Draft, headings: Any) -> list[str]:
    found = []
    for clause in draft.clauses:
        found += [headings[clause.id], *clause.text.replace("\n\n", "\n").split("\n")]
    return found


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_words_of_the_pdfs_are_in_reading_order(tmp_path: Path, language: Language) -> None:
    made = build_amended(drafted(language).state, language=language)
    for kind in ("amendments", "votes"):
        found = words(read(DRAFTING_FORMATS[kind]["pdf"].write(made), tmp_path))
        for heading in made.headings.values():
            assert contains(found, words(heading))
        for key, clause, pairs, _by in ASKED:
            old, new = pairs[language]
            before = TEXTS[clause][language].split("\n\n")[0].split(old)[0]
            after = TEXTS[clause][language].split("\n\n")[0].split(old)[1]
            assert contains(found, words(before)), key
            assert contains(found, words(after)), key
            assert set(words(new)) <= set(found)
        assert contains(found, words({"fa": "دلیل: دلیل", "en": "Reason: Because"}[language]))


@pytest.mark.foreign
@pytest.mark.parametrize("authoritative", ["fa", "en"])
def test_in_the_office_all_accepted_is_the_merged_draft_and_all_rejected_the_old(
    tmp_path: Path, authoritative: Language
) -> None:
    house = drafted(authoritative)
    house.do("secretariat", "list.drawn", house.drawn("li", ["cl-a", "cl-b"]))
    jobs, made = [], {}
    for stem, view in (
        ("draft", build_amended(house.state, language=authoritative)),
        ("clause", build_amended(house.state, language=authoritative, clause="cl-a")),
        ("list", build_voting_list(house.state, "li", language=authoritative)),
    ):
        made[stem] = view
        source = tmp_path / f"{stem}.docx"
        source.write_bytes(TRACKED_FORMATS["docx"].write(view))
        jobs += [
            Job(source, "AcceptAllTrackedChanges", tmp_path / f"{stem}-new.txt", TEXT),
            Job(source, "RejectAllTrackedChanges", tmp_path / f"{stem}-old.txt", TEXT),
            Job(source, "", tmp_path / f"{stem}-saved.docx", DOCX),
        ]
    settle(jobs, tmp_path)
    note = DRAFTING_LABELS[authoritative].collides.split("{names}")[0].strip()
    for stem, view in made.items():
        for which, expected in (("new", view.merged.draft), ("old", view.merged.base)):
            found = [x for x in read_text(tmp_path / f"{stem}-{which}.txt").split("\n") if not x.startswith(note)]
            end = found.index(DRAFTING_LABELS[authoritative].contests) if view.merged.contests else None
            end = found.index(DRAFTING_LABELS[authoritative].tracked_end) if end is None else end
            assert found[3:end] == lines(expected, view.headings), (stem, which)
        back = read_proposals(house.state, (tmp_path / f"{stem}-saved.docx").read_bytes())
        assert {p.id for p in back.proposals} == {a for ids in view.merged.uncontested for a in [ids]}
        assert {p.standing for p in back.proposals} == {"known"}
