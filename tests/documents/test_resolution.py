"""The view of a resolution: what is in it, in what order, in whose words, and what must never be in it."""

from dataclasses import replace

import pytest
from tests.documents.gathering import ASSEMBLY, COMMITMENT, INDEPENDENTS, Gathering, resolve

from hamgara.dates import Language
from hamgara.documents import Head, build_resolution, lay_out_resolution, resolution_html


def test_clauses_by_kind_then_by_the_resolutions_order(founding: Gathering) -> None:
    document = build_resolution(founding.state, "res", language="fa", head=None)
    assert [(c.id, c.number) for c in document.clauses] == [("p1", 1), ("b2", 1), ("b1", 2), ("d1", 1), ("s1", 1)]
    assert [c.title.line for c in document.of("basis")] == ["تشکل‌های مستقل", "پشتیبانی از زحمتکشان"]


def test_the_meeting_has_its_days_in_both_calendars(founding: Gathering) -> None:
    fa, en = (build_resolution(founding.state, "res", language=x, head=None).occasion for x in ("fa", "en"))  # type: ignore[arg-type]
    assert fa is not None
    assert en is not None
    assert fa.days == "۲۲ تا ۲۴ مرداد ۱۳۸۹ (۱۳ تا ۱۵ اوت ۲۰۱۰)"
    assert en.days == "13–15 August 2010 (22–24 Mordad 1389)"
    assert fa.place == "واشنگتن، ناحیهٔ کلمبیا، ایالات متحده"
    assert en.place == "Washington, District of Columbia, United States"


def test_a_translation_left_behind_is_marked(founding: Gathering) -> None:
    fa, en = (build_resolution(founding.state, "res", language=x, head=None).clauses for x in ("fa", "en"))  # type: ignore[arg-type]
    assert [c.text.standing for c in fa] == ["current"] * 5
    assert [c.text.standing for c in en] == ["stale", "current", "current", "current", "current"]
    assert fa[0].version == 2
    assert "دل بسته‌ایم" in fa[0].text.line
    page = resolution_html(build_resolution(founding.state, "res", language="en", head=None))
    assert page.count("This translation is of an earlier version") == 1


def test_votes_are_those_of_the_record(founding: Gathering) -> None:
    document = build_resolution(founding.state, "res", language="en", head=None)
    counted = [(c.vote.yes, c.vote.no, c.vote.abstain) for c in document.clauses if c.vote is not None]
    assert counted == [(7, 0, 1), (6, 1, 1), (5, 2, 1), (4, 3, 1), (8, 0, 0)]
    assert document.vote is not None
    assert (document.vote.yes, document.vote.no, document.vote.adopted) == (7, 1, True)
    assert document.rule_clause == "more than half of the votes for and against"
    assert document.rule_resolution == "at least two thirds of the votes for and against"
    closing = founding.state.decisions.decisions["on-res"]
    assert document.vote.entry == closing.closed_seq


@pytest.mark.parametrize("language", ["fa", "en"])
def test_only_published_names_appear(founding: Gathering, language: Language) -> None:
    document = build_resolution(founding.state, "res", language=language, head=founding.head())
    page = resolution_html(document)
    assert [s.name.language for s in document.organisations] == [language, language, "en"]
    assert len(document.independents) == 2
    assert document.unnamed == 2
    expected = {
        "fa": "و ۲ فرد مستقل که نامشان منتشر نشده است",
        "en": "and 2 independents whose names are not published",
    }
    assert expected[language] in page
    assert COMMITMENT not in page
    for member, *_ in INDEPENDENTS:
        assert member not in page


def test_reservations_are_numbered_under_their_clauses(founding: Gathering) -> None:
    document = build_resolution(founding.state, "res", language="en", head=None)
    notes = [(c.id, n.number, n.lead) for c in document.clauses for n in c.notes]
    assert notes == [
        ("b2", 1, "Reservation of Washington Progressive Association: "),
        ("d1", 2, "Reservation of an independent who signed: "),
    ]


def test_an_accession_withdrawn_is_left_out(founding: Gathering) -> None:
    assert len(build_resolution(founding.state, "res", language="en", head=None).accessions) == 1
    gathering = resolve()
    gathering.office("accession.withdrawn", id="acc-1", resolution="res")
    assert build_resolution(gathering.state, "res", language="en", head=None).accessions == ()


@pytest.mark.parametrize("upto", ["draft", "adopted"])
def test_before_publication(upto: str) -> None:
    gathering = resolve(upto=upto)
    document = build_resolution(gathering.state, "res", language="en", head=None)
    page = resolution_html(document)
    assert document.status == upto
    assert ("Draft; not yet adopted" in page) == (upto == "draft")
    assert "Nobody has signed this resolution yet." in page
    assert "Published on" not in page
    assert document.dated == (
        (document.status == "draft" and gathering.state.at) or gathering.state.publication.resolutions["res"].adopted_at
    )


def test_what_cannot_be_built_says_why(founding: Gathering) -> None:
    with pytest.raises(KeyError, match="nothing: the assembly has none"):
        build_resolution(founding.state, "nothing", language="en", head=None)
    with pytest.raises(ValueError, match=r"more than \d+ entries are expected"):
        build_resolution(founding.state, "res", language="en", head=Head(3, "0" * 64))
    with pytest.raises(ValueError, match="64 hexadecimal digits"):
        Head(3, "XY")
    with pytest.raises(ValueError, match="at least 1 entry"):
        Head(0, "0" * 64)
    fa, en = (build_resolution(founding.state, "res", language=x, head=None) for x in ("fa", "en"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="side by side, text_hash"):
        lay_out_resolution((fa, replace(en, text_hash="0" * 64)))
    with pytest.raises(ValueError, match="two different ones"):
        lay_out_resolution((fa, fa))


def test_the_head_is_the_text_of_the_code(founding: Gathering) -> None:
    head = founding.head()
    page = resolution_html(build_resolution(founding.state, "res", language="en", head=head))
    assert head.text(ASSEMBLY) == f"hamgara:{ASSEMBLY}:{head.size}:{head.root}"
    assert head.text(ASSEMBLY) in page
    without = resolution_html(build_resolution(founding.state, "res", language="en", head=None))
    assert "<svg" not in without
    assert "without a checkpoint" in without
