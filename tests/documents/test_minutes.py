"""Minutes of a sitting: attendance counted, quorum as stated, agenda, decisions, the account, and no person's name."""

import lxml.html
import pytest
from tests.documents.gathering import VOTERS, Gathering, convene, quorum, votes

from hamgara.dates import Language
from hamgara.documents import build_minutes, minutes_html, minutes_pdf


@pytest.fixture(scope="module")
def sitting() -> Gathering:
    gathering = convene()
    gathering.office(
        "sitting.called", id="first", meeting="founding", title={"fa": "جلسهٔ نخست", "en": "First sitting"},
        starts="2010-08-13T14:00:00Z", ends="2010-08-13T17:30:00Z",
    )  # fmt: skip
    gathering.office(
        "agenda.set",
        sitting="first",
        items=[
            {"id": "one", "title": {"fa": "گشایش", "en": "Opening"}},
            {"id": "two", "title": {"fa": "پیشنهادها <b>", "en": "Motions <b>"}},
        ],
    )
    gathering.office("sitting.opened", id="first")
    gathering.office("attendance.recorded", sitting="first", came=VOTERS[:-1])
    gathering.office("quorum.counted", sitting="first", count=quorum(gathering, "first"))
    gathering.office("item.taken", sitting="first", item="one")
    gathering.decide(
        "motion-1", {"matter": "motion", "id": "motion-1"},
        {v: c for v, c in votes(["ind-1"]).items() if v != "ind-5"},
        sitting="first", text={"fa": "تنفس به مدت ربع ساعت", "en": "A break of a quarter of an hour"},
    )  # fmt: skip
    gathering.decide(
        "motion-2", {"matter": "membership", "id": "ind-2"},
        {v: c for v, c in votes(VOTERS).items() if v != "ind-5"}, sitting="first",
    )  # fmt: skip
    gathering.office("sitting.closed", id="first")
    gathering.office("minutes.recorded", sitting="first", text={"fa": "جلسه با #eval خوشامد گشوده شد."})
    return gathering


def test_what_is_in_them(sitting: Gathering) -> None:
    document = build_minutes(sitting.state, "first", language="en")
    assert [name.line for name in document.organisations] == [
        "Toronto Solidarity Society",
        "Washington Progressive Association",
        "Vancouver Workers’ Circle",
    ]
    assert document.independents == 4
    assert document.time == "13 August 2010 (22 Mordad 1389), 10:00 to 13:30"
    assert document.quorum == "Of 8 members with a vote, 7 were present; the quorum is 4. There was a quorum."
    assert [(item.title.line, item.taken) for item in document.agenda] == [("Opening", True), ("Motions <b>", False)]
    assert [(d.subject.line, d.result) for d in document.decisions] == [
        ("A motion", "Adopted"),
        ("Membership of a member", "Rejected"),
    ]
    assert document.decisions[0].vote is not None
    assert (document.decisions[0].vote.yes, document.decisions[0].vote.no) == (6, 1)
    assert document.proceedings is not None
    assert document.proceedings.standing == "missing"
    assert not document.approved


@pytest.mark.parametrize("languages", [("fa",), ("en",), ("fa", "en")])
def test_pages_and_pdf(sitting: Gathering, languages: tuple[Language, ...]) -> None:
    built = [build_minutes(sitting.state, "first", language=x) for x in languages]
    form = built[0] if len(built) == 1 else (built[0], built[1])
    page = lxml.html.document_fromstring(minutes_html(form))
    assert not page.xpath("//b | //script")
    levels = [int(h.tag[1]) for h in page.xpath("//h1 | //h2 | //h3")]
    assert levels == [1, 2, 2, 2, 3, 3, 2]
    text = page.text_content()
    assert "#eval" in text
    assert "ind-" not in text
    assert minutes_pdf(form) == minutes_pdf(form)


def test_approved_minutes_say_so(sitting: Gathering) -> None:
    before = minutes_html(build_minutes(sitting.state, "first", language="fa"))
    assert "پیش‌نویس صورت‌جلسه" in before
    sitting.office("minutes.approved", sitting="first")
    after = minutes_html(build_minutes(sitting.state, "first", language="fa"))
    assert "پیش‌نویس صورت‌جلسه" not in after
    assert "صورت‌جلسهٔ تصویب‌شده" in after


def test_an_unknown_sitting() -> None:
    with pytest.raises(KeyError, match="second: the assembly has none"):
        build_minutes(convene().state, "second", language="fa")
