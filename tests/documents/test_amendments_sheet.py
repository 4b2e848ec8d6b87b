"""The list of amendments and the voting list: what each asks for, in the order of voting, with what falls."""

from dataclasses import replace
from typing import Any

import lxml.html
import pytest
from tests.documents.editing import DRAFT, HEADINGS, at_random

from hamgara.dates import Language
from hamgara.documents import (
    AMENDMENTS_FORMATS,
    TRACKED_FORMATS,
    VOTES_FORMATS,
    AmendedDraft,
    lay_out_amendments,
    lay_out_votes,
)
from hamgara.documents.plain import write_text
from hamgara.drafting import Amendment, Join, Move, NewClause, Strike, reword, split, voting_list

C1, C2, C3 = DRAFT.clauses
CHANGED = replace(C2, text=C2.text.replace("strike", "assemble"), version=2)
#: Two that collide, one that merges, one to an amendment, structure of every kind, one out of date.
AMENDMENTS = [
    Amendment("a1", ("narges",), (reword(C1, C1.text.replace("دفاع", "پشتیبانی")),), 1),
    Amendment("a2", ("bahram", "kaveh"), (reword(C1, C1.text.replace("دفاع", "در همه جا پاسداری")),), 2),
    Amendment("a3", ("kaveh",), (reword(C2, CHANGED.text),), 3),
    Amendment("a4", ("sara",), (reword(CHANGED, CHANGED.text.replace("assemble", "meet")),), 4, to="a3"),
    Amendment("a5", ("sara",), (Move("c3", ""),), 5),
    Amendment("a6", ("omid",), (NewClause("n1", "بند تازه <b>می‌آید</b>.", "c2"),), 6),
    Amendment("a7", ("omid",), (reword(replace(C1, version=1), C1.text.replace("این", "آن")),), 7),
]  # fmt: skip


def draft(language: Language, amendments: list[Amendment] = AMENDMENTS, **more: Any) -> AmendedDraft:
    made = AmendedDraft.of(
        DRAFT,
        amendments,
        language=language,
        title={"fa": "پیش‌نویس", "en": "Draft"}[language],
        whose="همایش",
        dated="2010-08-13T14:00:00Z",
        headings=HEADINGS,
        names={"narges": "نرگس", "bahram": "بهرام", "kaveh": "کاوه"},
        times={a.id: f"2010-08-13T18:{a.at:02}:00Z" for a in amendments},
    )
    return replace(made, text_language="fa", timezone="America/New_York", **more)


def test_the_list_has_every_amendment_under_its_clause_in_the_order_of_voting() -> None:
    text = write_text(lay_out_amendments(draft("en", reasons={"a1": "Words\n\nmatter."})))
    at = [text.index(said) for said in (HEADINGS["c1"], HEADINGS["c2"], HEADINGS["c3"])]
    assert at == sorted(at)
    assert "Amendments: 7" in text
    lines = text.splitlines()
    first, second = (lines.index(f"Amendment {n} — {who}") for n, who in ((2, "بهرام, کاوه"), (1, "نرگس")))
    assert first < second, "the more far-reaching comes first"
    assert any("Collides with: 1" in said for said in lines[first:second])
    assert "از حق کارگران و زنان [-دفاع-]{+پشتیبانی+} می‌کنیم." in lines
    assert "Reason: Words matter." in lines
    assert "This clause is to stand first." in lines
    assert "A new clause is to stand after this one:" in lines
    assert "{+بند تازه <b>می‌آید</b>.+}" in lines
    assert "Amendment 4 (Amendment to amendment 3) — sara" in lines
    assert "• Amendment 7 — The clause has changed since this was written." in lines
    assert any("proposed on 13 August 2010, 14:01" in line for line in lines)


def test_the_voting_list_says_what_falls_and_bundles_what_nobody_contests() -> None:
    made = draft("fa")
    text = write_text(lay_out_votes(made))
    listed = voting_list(made.merged)
    assert text.count("رأی‌گیری ") >= len(listed.votes)
    assert "رأی‌گیری ۱: پیشنهادهای بی‌اختلاف، یک‌جا" in text
    contested = text[text.index("رأی‌گیری ۲") :]
    assert "اگر تصویب شود، دیگر به رأی گذاشته نمی‌شود: ۱" in contested
    assert "پیش از پیشنهاد ۳ به رأی گذاشته می‌شود" in contested
    assert "دامنه: " in text


@pytest.mark.parametrize("rule", ["time", "chair"])
def test_the_order_is_the_one_that_is_passed(rule: str) -> None:
    made = draft("en", AMENDMENTS[:2])
    listed = voting_list(made.merged, rule=rule, chair=["a1", "a2"])  # type: ignore[arg-type]
    text = write_text(lay_out_votes(replace(made, listed=listed)))
    assert text.index("Amendment 1 —") < text.index("Amendment 2 —")
    assert ("The chair has set the order." in text) == (rule == "chair")


def test_every_kind_of_structure_is_a_sentence() -> None:
    each = {
        "This clause is to be struck.": (Strike("c2", 1),),
        "This clause is to stand after “۳. زندانیان”.": (Move("c1", "c3"),),
        "This clause and “۲. اعتصاب” are to be one.": (Join("c1", 3, "c2", 1),),
        "This clause is to be divided in two where shown.": (split(C1, 3, "n1"),),
        "A new clause is to stand first:": (NewClause("n1", "x", ""),),
    }
    for sentence, operations in each.items():
        text = write_text(lay_out_amendments(draft("en", [Amendment("a1", ("narges",), operations, 1)])))
        assert sentence in text.splitlines(), sentence
        assert "Collides with nothing." in text
        votes = write_text(lay_out_votes(draft("en", [Amendment("a1", ("narges",), operations, 1)])))
        assert "Amendment 1 — نرگس" in votes


def test_nothing_to_vote_on() -> None:
    assert "There is nothing to vote on." in write_text(lay_out_votes(draft("en", [])))
    assert "چیزی برای رأی‌گیری نیست." in write_text(lay_out_votes(draft("fa", [])))


@pytest.mark.parametrize("table", [AMENDMENTS_FORMATS, VOTES_FORMATS], ids=["amendments", "votes"])
@pytest.mark.parametrize("id", AMENDMENTS_FORMATS)
def test_every_format_in_one_language_and_in_two(table: Any, id: str) -> None:
    for views in (draft("fa"), draft("en"), (draft("fa"), draft("en"))):
        data = table[id].write(views)
        assert data == table[id].write(views)
        if id == "html":
            page = lxml.html.document_fromstring(data.decode())
            assert not page.xpath("//b | //script")
            assert page.xpath("//ins")
            assert page.xpath("//del")


@pytest.mark.parametrize("seed", range(40))
def test_any_amendments_can_be_listed(seed: int) -> None:
    _, merged, made = at_random(seed)
    listed = write_text(lay_out_amendments(made))
    numbers = made.numbers()
    word = "پیشنهاد" if made.language == "fa" else "Amendment"
    for id in [a.id for a in merged.amendments]:
        assert f"{word} {numbers[id]}" in listed
    votes = write_text(lay_out_votes(made))
    for vote in made.order.votes:
        assert f"{word} {numbers[vote.amendments[0]]}" in votes


def test_the_draft_with_tracked_changes_is_a_format_too() -> None:
    (form,) = TRACKED_FORMATS.values()
    assert form.write(draft("fa")).startswith(b"PK")
