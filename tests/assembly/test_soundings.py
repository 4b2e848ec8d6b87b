"""Soundings: who is asked, what the table may hold, what is promised about names, and what a chosen package does."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from tests.assembly.house import House
from tests.assembly.story import S, both, steps

from hamgara.assembly import Charter, Refused, list_asks
from hamgara.assembly.acceptances import build_answers, check_replies, name_answers, read_answers, sounded
from hamgara.assembly.charter import SoundingRules, Weights
from hamgara.record import canonical, parse

CLAUSES = ("cl-a", "cl-b", "cl-c", "cl-d")
REPLIES: dict[str, dict[str, Any]] = {
    "del-one": {"cl-a": "sign", "cl-b": "sign", "cl-c": "refuse", "cl-d": "sign"},
    "del-two": {"cl-a": "sign", "cl-b": "refuse", "cl-c": "sign", "cl-d": "refuse"},
    "org-two": {"cl-a": "sign", "cl-b": {"text": "اگر کوتاه شود"}, "cl-d": "sign"},
    "ind-one": {"cl-a": "sign", "cl-b": {"amendment": "am-b"}, "cl-c": "sign", "cl-d": "sign"},
    "ind-two": {"cl-a": "refuse"},
}


def furnished(names: str = "nobody", reservations: int = 0, **more: Any) -> House:
    """A house whose members are accredited, with four clauses, two of them wordings of one basis, and an amendment."""
    rules = SoundingRules(names=names, reservations=reservations)  # type: ignore[arg-type]
    house = House(Charter(soundings=rules, weights=Weights(organisation="3", organisation_max="3"), **more))
    for by, kind, data in steps():
        if kind.startswith("position."):
            break
        house.do(by, kind, data(house) if callable(data) else data)
    for key in CLAUSES:
        data = {"id": key, "as": "basis", "title": both(key), "text": both(key)}
        house.do("ind-one", "clause.proposed", data | ({"basis": "cl-c"} if key == "cl-d" else {}))
    house.do("ind-two", "amendment.proposed", {"id": "am-b", "clause": "cl-b", "version": 1, "text": both("am-b")})
    return house


def opened(house: House, key: str = "snd") -> None:
    clauses = [[c, house.state.clauses.clauses[c].current.number] for c in CLAUSES]
    data = {"id": key, "title": both("sounding"), "clauses": clauses, "closes": house.later(hours=1)}
    house.do(S, "sounding.opened", data)


def closed(names: str = "nobody", reservations: int = 0, **more: Any) -> House:
    house = furnished(names, reservations, **more)
    opened(house)
    house.wait(hours=2)
    house.do(S, "sounding.closed", house.sounding("snd", REPLIES))
    return house


def refused(house: House, by: str, kind: str, data: dict[str, Any]) -> str:
    before = house.state
    with pytest.raises(Refused) as caught:
        house.do(by, kind, data)
    assert house.state is before
    return caught.value.code


def test_it_states_weights_with_split_mandates_as_the_charter_weighs() -> None:
    found = closed().state.soundings.soundings["snd"]
    assert found.answered == 5
    plain = {c: tuple(msgspec.to_builtins(n).values()) for c, n in found.counts.items()}
    # del-one holds 2/3 and del-two 1/3 of an organisation that weighs 3.
    assert plain == {
        "cl-a": ("7", "0", "1"),
        "cl-b": ("2", "4", "1"),
        "cl-c": ("2", "0", "2"),
        "cl-d": ("6", "0", "1"),
    }


@pytest.mark.parametrize("names", ["nobody", "members", "everyone"])
def test_names_are_in_the_record_only_where_the_charter_opens_them_to_everyone(names: str) -> None:
    house = closed(names)
    table = house.attached[house.state.soundings.soundings["snd"].table].decode()
    for voter in REPLIES:
        assert (voter in table) == (names == "everyone")
    house.bundle()


def test_the_promise_made_at_the_opening_holds() -> None:
    house = furnished("nobody")
    opened(house)
    # The charter may still be replaced by a decision; what was promised to those who answer stays.
    part = house.state.convening
    changed = msgspec.structs.replace(house.state.charter, soundings=SoundingRules(names="everyone", reservations=3))
    house.replay.state = house.state.having(convening=msgspec.structs.replace(part, charter=changed))
    house.wait(hours=2)
    house.do(S, "sounding.closed", house.sounding("snd", REPLIES))
    found = house.state.soundings.soundings["snd"]
    assert (found.names, found.reservations) == ("nobody", 0)
    assert "ind-one" not in house.attached[found.table].decode()


def test_kept_answers_name_the_table_only_where_they_are_its_answers() -> None:
    house = closed("members")
    part, found = house.state.clauses, house.state.soundings.soundings["snd"]
    data = house.attached[found.table]
    named = name_answers(part, found, data, REPLIES)
    assert set(named.acceptance.members) == set(found.roll)
    assert set(sounded(read_answers(part, found, data), found).acceptance.members) == {
        str(n) for n in range(1, len(found.roll) + 1)
    }
    with pytest.raises(ValueError, match="not those of the table"):
        name_answers(part, found, data, REPLIES | {"ind-two": {"cl-a": "sign"}})


def test_a_package_becomes_the_draft_and_the_rest_is_set_aside_not_rejected() -> None:
    house = closed()
    house.do(S, "package.chosen", house.package("snd", ["cl-a", "cl-d"]))
    clauses = house.state.clauses.clauses
    assert [clauses[c].status for c in CLAUSES] == ["draft", "aside", "aside", "draft"]
    assert [c.id for c in house.state.clauses.listed()] == ["cl-a", "cl-d"]
    found = house.state.soundings.soundings["snd"]
    assert (found.package, house.state.soundings.chosen) == (("cl-a", "cl-d"), "snd")
    assert found.count is not None
    assert msgspec.to_builtins(found.count) == {
        "organisations": 2, "independents": 1, "weight": "6", "possible": "9", "total": "11",
    }  # fmt: skip
    # What is set aside can be revised, and comes back with another choice.
    house.do("ind-two", "amendment.withdrawn", {"id": "am-b"})
    house.do(S, "package.chosen", house.package("snd", ["cl-a", "cl-b", "cl-c"]))
    assert [house.state.clauses.clauses[c].status for c in CLAUSES] == ["draft", "draft", "draft", "aside"]
    house.do("ind-one", "clause.revised", {"id": "cl-d", "version": 1, "text": both("other")})
    assert house.state.clauses.clauses["cl-d"].status == "aside"


def test_reservations_are_counted_as_the_charter_allows() -> None:
    strict, lenient = closed(reservations=0), closed(reservations=1)
    package = ["cl-a", "cl-b", "cl-d"]
    assert strict.package("snd", package)["count"]["weight"] == "2"
    assert lenient.package("snd", package)["count"]["weight"] == "6"


def test_what_a_choice_refuses() -> None:
    house = closed()
    good = house.package("snd", ["cl-a", "cl-b", "cl-d"])
    assert refused(house, "ind-one", "package.chosen", good) == "no_right"
    for change, code in (
        ({"clauses": ["cl-b", "cl-a", "cl-d"]}, "order_differs"),
        ({"clauses": ["cl-a", "cl-a", "cl-b"]}, "names_once"),
        ({"clauses": ["cl-a", "cl-one"]}, "not_sounded"),
        ({"clauses": ["cl-a", "cl-c", "cl-d"]}, "wording_taken"),
        ({"clauses": ["cl-a", "cl-d"]}, "outcome_differs"),
        ({"count": good["count"] | {"weight": "3"}}, "outcome_differs"),
        ({"count": good["count"] | {"possible": "8"}}, "outcome_differs"),
        ({"sounding": "nothing"}, "unknown"),
    ):
        assert refused(house, S, "package.chosen", good | change) == code, change
    house.do("ind-one", "amendment.accepted", {"id": "am-b"})
    assert refused(house, S, "package.chosen", good) == "outdated"


def test_an_adopted_clause_cannot_be_left_out_and_an_open_vote_not_be_overtaken() -> None:
    house = closed()
    subject = {"matter": "clause", "id": "cl-a", "version": 1}
    house.do(S, "decision.opened", {"id": "dec", "subject": subject, "closes": house.later(hours=1)})
    assert refused(house, S, "package.chosen", house.package("snd", ["cl-d"])) == "decision_open"
    for voter in ("del-one", "del-two", "org-two", "ind-one", "ind-two"):
        house.do(voter, "vote.cast", {"decision": "dec", "choice": "yes"})
    house.wait(hours=2)
    house.do(S, "decision.closed", house.outcome("dec"))
    assert refused(house, S, "package.chosen", house.package("snd", ["cl-d"])) == "adopted_outside"
    house.do(S, "package.chosen", house.package("snd", ["cl-a", "cl-d"]))
    assert house.state.clauses.clauses["cl-a"].status == "adopted"


def test_what_an_opening_and_a_closing_refuse() -> None:
    house = furnished()
    clauses = [["cl-a", 1], ["cl-b", 1]]
    good = {"id": "snd", "title": both("s"), "clauses": clauses, "closes": house.later(hours=1)}
    for change, code in (
        ({"clauses": [["cl-a", 1], ["cl-a", 1]]}, "names_once"),
        ({"clauses": [["cl-a", 2]]}, "outdated"),
        ({"clauses": [["nothing", 1]]}, "unknown"),
        ({"closes": house.later(hours=-1)}, "closes_past"),
        ({"id": "a" * 31}, "data_malformed"),
    ):
        assert refused(house, S, "sounding.opened", good | change) == code, change
    house.do("ind-one", "clause.withdrawn", {"id": "cl-d"})
    assert refused(house, S, "sounding.opened", good | {"clauses": [["cl-d", 1]]}) == "status"
    house.do(S, "sounding.opened", good)
    assert refused(house, S, "sounding.opened", good) == "id_taken"
    answers = {"ind-one": {"cl-a": "sign", "cl-b": "refuse"}}
    assert refused(house, S, "sounding.closed", house.sounding("snd", answers)) == "not_yet"
    house.wait(hours=2)
    true = house.sounding("snd", answers)
    assert refused(house, S, "sounding.closed", true | {"answered": 2}) == "outcome_differs"
    assert refused(house, S, "sounding.closed", true | {"table": "0" * 64}) == "attachment_missing"
    house.do(S, "sounding.closed", true)
    assert refused(house, S, "sounding.closed", true) == "status"


def test_a_table_holds_no_more_than_the_roll_allows() -> None:
    house = furnished("everyone")
    opened(house)
    found = house.state.soundings.soundings["snd"]
    true = parse(build_answers(found, REPLIES))

    def code(**change: Any) -> str:
        with pytest.raises(Refused) as caught:
            read_answers(house.state.clauses, found, canonical(true | change))
        return caught.value.code

    rows = true["rows"]
    assert code(rows=[*rows, rows[-1]]) == "ballots_over_roll"
    assert code(rows=[[r[0], r[1], "9", r[3]] for r in rows]) == "ballots_over_roll"
    assert code(rows=[["obs-one", *rows[0][1:]]]) == "ballots_over_roll"
    assert code(rows=rows[::-1]) == "attachment_malformed"
    assert code(rows=[[*rows[0][:3], rows[0][3][:3]]]) == "attachment_malformed"
    assert code(rows=[[*rows[0][:3], [None] * 4]]) == "attachment_malformed"
    assert code(rows=[[*rows[0][:3], ["maybe", None, None, None]]]) == "attachment_malformed"
    assert code(rows=[[*rows[0][:3], [{"amendment": "am-b"}, None, None, None]]]) == "unknown"
    assert code(rows=[[*rows[0][:3], [{}, None, None, None]]]) == "condition_unclear"
    assert code(sounding="other") == "attachment_foreign"
    assert code(clauses=list(CLAUSES[::-1])) == "attachment_foreign"


def test_the_order_of_coming_is_not_in_the_table() -> None:
    house = furnished()
    opened(house)
    found = house.state.soundings.soundings["snd"]
    backwards = dict(reversed([(v, dict(reversed(list(r.items())))) for v, r in REPLIES.items()]))
    assert build_answers(found, REPLIES) == build_answers(found, backwards)
    stranger = {"obs-one": {"cl-a": "sign"}, "ind-four": {}}
    assert build_answers(found, REPLIES | stranger) == build_answers(found, REPLIES)


def test_a_condition_is_one_amendment_to_that_clause_or_one_sentence() -> None:
    house = furnished()
    opened(house)
    found = house.state.soundings.soundings["snd"]

    def check(reply: Any, clause: str = "cl-b") -> str:
        try:
            check_replies(house.state.clauses, found, {clause: reply})
        except Refused as caught:
            return caught.code
        return ""

    assert [check(r) for r in ("sign", "refuse", {"amendment": "am-b"}, {"text": "x"})] == [""] * 4
    assert check({"amendment": "am-b"}, "cl-a") == "unknown"
    assert check({"amendment": "am-b", "text": "x"}) == "condition_unclear"
    assert check({}) == "condition_unclear"
    assert check({"text": ""}) == check("maybe") == check(1) == "data_malformed"
    assert check("sign", "cl-one") == "not_sounded"


def test_voters_are_asked_until_they_have_answered_and_the_office_to_close() -> None:
    house = furnished()
    opened(house)

    def asked(who: str, **answered: int) -> set[tuple[str, int]]:
        asks = list_asks(house.state, who, house.later(), answered=answered)
        return {(a.kind, a.count) for a in asks if "sounding" in a.kind}

    assert asked("del-one") == asked("ind-one") == {("answer_sounding", 4)}
    assert asked("ind-one", snd=3) == {("answer_sounding", 1)}
    assert asked("ind-one", snd=4) == asked("org-one") == asked("sup-one") == asked("obs-one") == asked(S) == set()
    house.wait(hours=2)
    assert asked("ind-one") == set()
    assert asked(S) == {("close_sounding", 1)}
