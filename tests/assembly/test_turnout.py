"""Who has voted is named where the charter says so, at the closing and never before; presence in a sitting is asked of
sealed votes as of others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import pytest
from tests.assembly.house import House
from tests.assembly.sealed import CHARTER as SEALED
from tests.assembly.sealed import MARKS, Keepers, tell_sealed
from tests.assembly.sealed_votes import CHARTER as SEALED_MOTIONS
from tests.assembly.sealed_votes import KEY, VOTES, SealedVote
from tests.assembly.story import accreditation, resolve

from hamgara.assembly import AssemblyReplay, Charter, Refused, charter_hash
from hamgara.assembly.act import SECRETARIAT as S
from hamgara.record import canonical, verify

CLOSED = Charter(secret=("motion",), voters_shown=True)
BALLOTS = {"del-one": ["ind-two"], "org-two": ["ind-one"], "ind-four": ["ind-one", "ind-two"]}
CHOICES = {"del-one": "yes", "org-two": "no", "ind-four": "yes"}


def _attach(house: House, vote: str, voters: Iterable[str]) -> dict[str, str]:
    return {"voters": house.attach(canonical({"v": 1, "vote": vote, "voters": list(voters)}))}


def _accredit(house: House) -> House:
    for step in accreditation():
        house.do(step[0], step[1], resolve(step, house))
    return house


def _sealed(charter: Charter) -> tuple[House, dict[str, Any]]:
    """A sealed election whose time is over, and the data that close it."""
    house, keepers = House(charter), Keepers("el-sealed", MARKS)
    for step in tell_sealed("block", keepers):
        if step[1] == "ballots.closed":
            break
        house.do(step[0], step[1], resolve(step, house))
    return house, keepers.close(house)


def _closed(charter: Charter) -> tuple[House, dict[str, Any]]:
    """An election with a closed box whose time is over, and the data that close it."""
    house = _accredit(House(charter))
    call = {"id": "el-closed", "title": {"fa": "انتخابات"}, "seats": 2, "method": "block"}
    house.do(S, "election.called", call)
    for who in ("ind-one", "ind-two"):
        house.do(who, "nomination.made", {"election": "el-closed", "candidate": who})
    house.do(S, "voting.opened", {"election": "el-closed", "closes": house.later(hours=1)})
    house.wait(hours=2)
    return house, house.ballots("el-closed", BALLOTS)


def _motion(charter: Charter) -> tuple[House, dict[str, Any]]:
    """A decision with a closed box whose time is over, and the data that close it."""
    house = _accredit(House(charter))
    subject = {"matter": "motion", "id": "v-closed"}
    opening = {"id": "v-closed", "subject": subject, "text": {"fa": "آیا چنین کنیم؟"}}
    house.do(S, "decision.opened", {**opening, "closes": house.later(hours=1)})
    house.wait(hours=2)
    return house, house.outcome("v-closed", CHOICES)


def _shown(charter: Charter) -> Charter:
    return msgspec.structs.replace(charter, voters_shown=True)


Scene = Callable[[Charter], tuple[House, dict[str, Any]]]
SCENES: dict[str, tuple[Scene, Charter, str, str, Iterable[str]]] = {
    "sealed": (_sealed, SEALED, "ballots.closed", "el-sealed", MARKS),
    "closed": (_closed, CLOSED, "ballots.closed", "el-closed", BALLOTS),
    "motion": (_motion, CLOSED, "decision.closed", "v-closed", CHOICES),
}


def _voted(house: House, vote: str) -> tuple[str, ...]:
    found = house.state.elections.elections.get(vote) or house.state.decisions.decisions[vote]
    return found.voted


@pytest.mark.parametrize("scene", SCENES)
def test_who_voted_is_named_at_the_closing_where_the_charter_says_so(scene: str) -> None:
    tell, charter, kind, vote, voters = SCENES[scene]
    house, data = tell(_shown(charter))
    named = sorted(voters)
    assert _voted(house, vote) == ()

    def refusal(more: dict[str, Any]) -> tuple[str, str]:
        with pytest.raises(Refused) as refused:
            house.do(S, kind, {**data, **more})
        return refused.value.code, refused.value.rule

    others = next(who for who in ("ind-three", "ind-four") if who not in voters)
    assert refusal({}) == ("voters_needed", "charter/voters_shown")
    assert refusal(_attach(house, vote, named[1:]))[0] == "voters_differ"
    assert refusal(_attach(house, vote, sorted([*named, others])))[0] == "voters_differ"
    # Supporters have no vote, an organisation that votes through its delegate has none of its own.
    for stranger in ("sup-one", "org-one", "nobody"):
        assert refusal(_attach(house, vote, sorted([*named[1:], stranger])))[0] == "voter_unknown"
    # In the order of the box the names would stand beside the ballots.
    assert refusal(_attach(house, vote, named[::-1]))[0] == "attachment_foreign"
    assert refusal(_attach(house, vote, [*named, named[-1]]))[0] == "attachment_foreign"
    assert refusal(_attach(house, "another", named))[0] == "attachment_foreign"
    assert refusal({"voters": house.attach(b"{}")})[0] == "attachment_malformed"
    assert refusal({"voters": "0" * 64})[0] == "attachment_missing"
    house.do(S, kind, {**data, **_attach(house, vote, named)})
    assert _voted(house, vote) == tuple(named)
    assert verify(house.bundle(), AssemblyReplay).size == len(house.raws)


@pytest.mark.parametrize("scene", SCENES)
def test_nobody_is_named_where_the_charter_does_not_say_so(scene: str) -> None:
    tell, charter, kind, vote, voters = SCENES[scene]
    house, data = tell(msgspec.structs.replace(charter, voters_shown=False))
    with pytest.raises(Refused, match="voters_hidden"):
        house.do(S, kind, {**data, **_attach(house, vote, sorted(voters))})
    house.do(S, kind, data)
    assert _voted(house, vote) == ()


@pytest.mark.parametrize("scene", ["closed", "motion"])
def test_those_named_weigh_what_the_box_holds(scene: str) -> None:
    tell, charter, kind, vote, voters = SCENES[scene]
    house, data = tell(_shown(msgspec.structs.replace(charter, elections=msgspec.structs.replace(
        charter.elections, weighted=True))))  # fmt: skip
    # A delegate with a part of a mandate weighs less than an independent.
    named = sorted({*voters, "ind-three"} - {"del-one"})
    with pytest.raises(Refused, match="voters_differ"):
        house.do(S, kind, {**data, **_attach(house, vote, named)})


def test_an_open_vote_names_nobody_apart() -> None:
    house = _accredit(House(Charter(voters_shown=True)))
    opening = {"id": "v-open", "subject": {"matter": "motion", "id": "v-open"}, "text": {"fa": "؟"}}
    house.do(S, "decision.opened", {**opening, "closes": house.later(hours=1)})
    house.do("ind-one", "vote.cast", {"decision": "v-open", "choice": "yes"})
    house.wait(hours=2)
    with pytest.raises(Refused, match="voters_hidden"):
        house.do(S, "decision.closed", {**house.outcome("v-open"), **_attach(house, "v-open", ["ind-one"])})
    house.do(S, "decision.closed", house.outcome("v-open"))


def test_what_voters_were_told_holds_to_the_end() -> None:
    """A charter that is changed while a vote runs changes nothing in it."""
    house, data = _closed(CLOSED)
    assert house.state.elections.elections["el-closed"].voters_shown
    part = msgspec.structs.replace(house.state.convening, charter=msgspec.structs.replace(CLOSED, voters_shown=False))
    house.replay.state = house.state.having(convening=part)
    house.do(S, "ballots.closed", {**data, **_attach(house, "el-closed", sorted(BALLOTS))})
    assert house.state.elections.elections["el-closed"].voted == tuple(sorted(BALLOTS))


def test_a_sealed_decision_names_them_when_its_box_is_closed() -> None:
    vote = SealedVote(_shown(SEALED_MOTIONS))
    vote.open()
    vote.close(**_attach(vote.house, KEY, sorted(VOTES)))
    assert vote.house.state.elections.elections[KEY].voted == tuple(sorted(VOTES))
    data = vote.outcome()
    assert vote.refusal(S, "decision.closed", {**data, **_attach(vote.house, KEY, sorted(VOTES))}) == "voters_hidden"
    vote.do(S, "decision.closed", data)
    assert verify(vote.house.bundle(), AssemblyReplay).size == len(vote.house.raws)


def _in_sitting(charter: Charter, present: Iterable[str]) -> SealedVote:
    vote = SealedVote(charter, sitting="s-one")
    place = {"city": "Toronto", "region": "Ontario", "country": "CA"}
    meeting = {"id": "m-one", "title": {"fa": "نشست"}, "days": ["2010-08-01"], "timezone": "UTC", "place": place}
    vote.do(S, "meeting.fixed", meeting)
    vote.do(S, "meeting.opened", {"id": "m-one"})
    times = {"starts": "2010-08-01T10:00:00Z", "ends": "2010-08-01T12:00:00Z"}
    vote.do(S, "sitting.called", {"id": "s-one", "meeting": "m-one", "title": {"fa": "جلسه"}, **times})
    vote.do(S, "sitting.opened", {"id": "s-one"})
    vote.do(S, "attendance.recorded", {"sitting": "s-one", "came": list(present)})
    return vote


def _attend(vote: SealedVote, **moved: list[str]) -> None:
    vote.do(S, "attendance.recorded", {"sitting": "s-one", **moved})


def test_a_sealed_vote_in_a_sitting_opens_only_with_a_quorum() -> None:
    quorum = msgspec.structs.replace(SEALED_MOTIONS.quorum, share="1/2")
    vote = _in_sitting(msgspec.structs.replace(SEALED_MOTIONS, quorum=quorum), [*VOTES, "ind-three"])
    vote.prepare()
    _attend(vote, left=["ind-one", "ind-two", "ind-three", "org-two"])
    with pytest.raises(Refused, match="no_quorum"):
        vote.start()
    _attend(vote, came=["ind-one", "ind-two", "ind-three", "org-two"])
    vote.start()


def test_no_more_vote_sealed_than_were_in_the_sitting() -> None:
    quorum = msgspec.structs.replace(SEALED_MOTIONS.quorum, share="1/4")
    charter = msgspec.structs.replace(SEALED_MOTIONS, voters_shown=True, quorum=quorum)
    vote = _in_sitting(charter, ["del-one", "org-two", "ind-one", "sup-one"])
    vote.open()
    for voter in ("del-one", "org-two", "ind-one"):
        vote.do(S, "ballot.received", vote.keepers.seal(voter))
    assert vote.refusal(S, "ballot.received", vote.keepers.seal("ind-two")(vote.house)) == "more_than_seen"
    # Who changes a vote does not count twice, and who comes later is in time.
    vote.do(S, "ballot.received", vote.keepers.seal("ind-one"))
    _attend(vote, left=["ind-one"], came=["ind-two"])
    vote.do(S, "ballot.received", vote.keepers.seal("ind-two"))
    closing = vote.keepers.close(vote.house)
    absent = _attach(vote.house, KEY, sorted([*VOTES, "ind-three"][1:]))
    assert vote.refusal(S, "ballots.closed", {**closing, **absent}) == "voter_unknown"
    vote.do(S, "ballots.closed", {**closing, **_attach(vote.house, KEY, sorted(VOTES))})


def test_a_charter_that_does_not_show_voters_keeps_its_hash() -> None:
    usual = charter_hash(Charter())
    assert charter_hash(Charter(voters_shown=False)) == usual != charter_hash(CLOSED)
    assert msgspec.convert(msgspec.to_builtins(CLOSED), Charter) == CLOSED
