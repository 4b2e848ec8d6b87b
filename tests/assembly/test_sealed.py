"""Sealed elections through the record: what is declared is what was sealed, and Belenios' own tool agrees."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from tests.assembly.house import House
from tests.assembly.sealed import CHARTER, MARKS, RANKS, TRUSTEES, Keepers, tell_sealed
from tests.assembly.story import accreditation, resolve

from hamgara import ballots as sealed
from hamgara.assembly import AssemblyReplay, Refused
from hamgara.assembly.act import SECRETARIAT as S
from hamgara.assembly.ballots import count_election, gather_ballots
from hamgara.assembly.charter import DefectRules
from hamgara.assembly.sealing import find_group, read_papers, write_trustees
from hamgara.ballots.canonical import write
from hamgara.ballots.primitives.channels import derive_keys, sign
from hamgara.ballots.primitives.group import random_below
from hamgara.record import verify


def _hold(method: str) -> tuple[House, Keepers]:
    votes, lost = (MARKS, ("ind-two",)) if method == "block" else (RANKS, ())
    keepers = Keepers("el-sealed", votes, lost)
    house = House(CHARTER)
    for step in tell_sealed(method, keepers):
        house.do(step[0], step[1], resolve(step, house))
    return house, keepers


@pytest.fixture(scope="module", params=["block", "scottish-stv"])
def held(request: pytest.FixtureRequest) -> tuple[House, Keepers]:
    return _hold(request.param)


def test_what_is_declared_is_what_was_sealed(held: tuple[House, Keepers]) -> None:
    house, keepers = held
    found, sealing = keepers.found(house)
    assert found.status == "declared"
    assert found.cast == len(keepers.votes)
    assert len(sealing.ballots) == found.cast + (2 if found.method == "block" else 0)
    opened = house.attached[found.box]
    if found.method == "block":
        assert json.loads(opened)["result"] == [[3, 5, 2, 3]]
        papers = sorted(sorted(paper) for _, paper in read_papers(found, opened))
        assert [sum(name in paper for paper in papers) for name in found.candidates] == [5, 2, 3]
        assert max(map(len, papers)) <= found.seats
        assert (len(papers), papers.count([])) == (11, 3)
        assert found.elected[0] == "ind-one"
    else:
        assert sorted(json.loads(opened)["result"][0]) == sorted(RANKS.values())
        count = count_election(found, opened, "")
        assert (count.valid, dict(count.invalid)) == (4, {"equal": 1})
        assert found.elected == ("ind-one",)
        cut = gather_ballots(replace(found, defects=DefectRules(equal="cut")), opened)
        assert (cut.valid, dict(cut.invalid), dict(cut.in_part)) == (5, {}, {"equal": 1})
        void = gather_ballots(replace(found, defects=DefectRules(equal="pass", skipped="void")), opened)
        assert (void.valid, dict(void.invalid), dict(void.in_part)) == (4, {"skipped": 1}, {})


def test_anyone_verifies_record_and_archive(held: tuple[House, Keepers], tmp_path: Path) -> None:
    house, keepers = held
    found, sealing = keepers.found(house)
    report = verify(house.bundle(), AssemblyReplay)
    assert report.size == len(house.raws)
    path = tmp_path / f"{sealing.uuid}.bel"
    path.write_bytes(house.attached[sealing.archive])
    said = sealed.verify(path)
    assert said.phase == "Result"
    assert said.trackers == tuple(sealing.ballots)
    assert said.outcome is not None
    assert said.outcome.write() == house.attached[found.box]


@pytest.mark.foreign
def test_belenios_tool_accepts_the_archive(held: tuple[House, Keepers], tmp_path: Path) -> None:
    house, keepers = held
    sealing = keepers.found(house)[1]
    tool = shutil.which("belenios-tool")
    assert tool is not None, "this test needs belenios-tool (apt-get install belenios-tool)"
    (tmp_path / f"{sealing.uuid}.bel").write_bytes(house.attached[sealing.archive])
    run = subprocess.run([tool, "election", "verify"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "all checks passed" in run.stderr, run.stderr


def _until(kind: str, method: str = "block", times: int = 1) -> tuple[House, Keepers, dict[str, Any], str]:
    """The house just before the act of that kind is done for that time, with the act's data and actor."""
    keepers = Keepers("el-sealed", MARKS if method == "block" else RANKS)
    house = House(CHARTER)
    for step in tell_sealed(method, keepers):
        data = resolve(step, house)
        if step[1] == kind:
            times -= 1
            if not times:
                return house, keepers, data, step[0]
        house.do(step[0], step[1], data)
    raise AssertionError(kind)


def _refusal(house: House, by: str, kind: str, data: dict[str, Any]) -> str:
    before = house.state
    with pytest.raises(Refused) as refused:
        house.do(by, kind, data)
    assert house.state is before
    return refused.value.code


def test_a_sealed_election_names_who_keeps_it() -> None:
    house, _, data, _ = _until("election.called")
    bad = {
        "keepers_needed": {"registrar": None},
        "threshold": {"threshold": 4},
        "keepers_differ": {"registrar": "org-two"},
        "keeper_kind": {"registrar": "obs-one"},
    }
    for code, change in bad.items():
        wrong = {key: value for key, value in {**data, **change}.items() if value is not None}
        assert _refusal(house, S, "election.called", wrong) == code
    open_house = House()
    for step in accreditation():
        open_house.do(step[0], step[1], resolve(step, open_house))
    assert _refusal(open_house, S, "election.called", data) == "not_sealed"


def test_the_steps_of_the_key_are_kept() -> None:
    house, keepers, data, by = _until("key.contributed", times=2)
    assert _refusal(house, "ind-one", "key.contributed", data) == "not_trustee"
    assert _refusal(house, "org-two", "key.contributed", data) == "sent_already"
    assert _refusal(house, by, "key.contributed", {**data, "step": "output"}) == "step_not_due"
    other = {**data, "message": keepers.found(house)[1].messages["certificate"]["org-two"]}
    assert _refusal(house, by, "key.contributed", other) == "sealed_context"
    assert _refusal(house, by, "key.contributed", {**data, "message": house.attach(b"{}")}) == "sealed_form"
    opening = {"election": "el-sealed", "closes": house.later(hours=1), "sealed": house.attach(b"{}")}
    assert _refusal(house, S, "voting.opened", opening) == "key_unfinished"


def test_what_a_trustee_deals_and_accepts_is_checked_as_it_comes() -> None:
    for step, times in (("polynomial", 5), ("output", 8)):
        house, keepers, data, by = _until("key.contributed", times=times)
        assert data["step"] == step
        first = next(iter(keepers.found(house)[1].messages[step].values()))  # type: ignore[index]
        code = _refusal(house, by, "key.contributed", {**data, "message": first})
        assert code in ("sealed_proof", "sealed_key", "sealed_signature")


def test_no_trustee_repeats_a_key_of_another() -> None:
    house, keepers, data, by = _until("key.contributed", "scottish-stv", times=2)
    copied = next(iter(keepers.found(house)[1].messages["key"].values()))
    assert _refusal(house, by, "key.contributed", {**data, "message": copied}) == "sealed_duplicate"
    house, keepers, data, by = _until("key.contributed", times=2)
    found, sealing = keepers.found(house)
    group, theirs = find_group(found.method), house.attached[sealing.messages["certificate"]["org-two"]]
    keys = json.loads(json.loads(house.attached[data["message"]])["message"])
    keys["encryption"] = json.loads(json.loads(theirs)["message"])["encryption"]
    signing, _ = derive_keys(group, keepers.seeds[by])
    forged = write(sign(group, signing, json.dumps(keys, separators=(",", ":")), random_below))
    assert _refusal(house, by, "key.contributed", {**data, "message": house.attach(forged)}) == "sealed_duplicate"
    house.do(by, "key.contributed", data)


def test_what_was_handed_in_for_one_election_is_not_taken_for_another() -> None:
    house, keepers, _, _ = _until("credentials.listed")
    call = {"id": "el-second", "title": {"fa": "دوم"}, "seats": 1, "method": "block", "trustees": list(TRUSTEES)}
    house.do(S, "election.called", {**call, "threshold": 2, "registrar": "ind-four"})
    for trustee, message in keepers.found(house)[1].messages["certificate"].items():
        again = {"election": "el-second", "step": "certificate", "message": message}
        assert _refusal(house, trustee, "key.contributed", again) == "sealed_context"


def test_what_was_handed_in_for_one_assembly_is_not_taken_in_another() -> None:
    """The same members keep an election of the same name in two assemblies; the server of one copies from the other."""
    house, _, data, by = _until("key.contributed")
    other = House(CHARTER, seed=bytes(32))
    for step in tell_sealed("block"):
        if step[1] == "key.contributed":
            break
        other.do(step[0], step[1], resolve(step, other))
    message = {**data, "message": other.attach(house.attached[data["message"]])}
    assert _refusal(other, by, "key.contributed", message) == "sealed_context"


def test_a_trustee_signs_the_key_and_needs_nobody_to_keep_it() -> None:
    house, keepers, data, by = _until("key.contributed", times=9)
    output = json.loads(house.attached[data["message"]])
    del output["public_key"]["signature"]
    unsigned = house.attach(json.dumps(output, separators=(",", ":")).encode())
    assert _refusal(house, by, "key.contributed", {**data, "message": unsigned}) == "sealed_missing"
    output = json.loads(house.attached[data["message"]]) | {"private_key": "spoiled on the way"}
    spoiled = house.attach(json.dumps(output, separators=(",", ":")).encode())
    house.do(by, "key.contributed", {**data, "message": spoiled})
    found, sealing = keepers.found(house)
    sent = [[house.attached[name] for name in sealing.sent(step)] for step in ("certificate", "polynomial")]
    dealt = sealed.ceremony.route(find_group(found.method), *sent)[TRUSTEES.index(by)]
    key = sealed.ceremony.recover_key(find_group(found.method), sent[0], keepers.seeds[by], dealt)
    group, trustees = find_group(found.method), write_trustees(found, house.attached.__getitem__)
    assert group.same(trustees.members[TRUSTEES.index(by)].key, group.power(group.generator, key))


def test_voting_opens_with_the_codes_of_all_voters_and_exactly_this_election() -> None:
    house, keepers, data, _ = _until("credentials.listed")
    assert _refusal(house, "ind-one", "credentials.listed", data) == "not_registrar"
    assert (
        _refusal(house, "ind-four", "credentials.listed", {**data, "credentials": house.attach(b"[")}) == "sealed_form"
    )
    few = json.dumps(json.loads(house.attached[data["credentials"]])[1:], separators=(",", ":"))
    house.do("ind-four", "credentials.listed", {**data, "credentials": house.attach(few.encode())})
    opening = {"election": "el-sealed", "closes": house.later(hours=1), "sealed": house.attach(b"{}")}
    assert _refusal(house, S, "voting.opened", opening) == "credentials_differ"
    house.do("ind-four", "credentials.listed", data)
    assert _refusal(house, S, "voting.opened", opening) == "outcome_differs"
    assert _refusal(house, S, "voting.opened", {**opening, "sealed": None} | {"sealed": None}) == "sealed_needed"
    house.do(S, "voting.opened", keepers.open(house))


def test_the_box_takes_only_good_ballots_once() -> None:
    house, keepers, data, _ = _until("ballot.received", times=2)
    taken = next(iter(keepers.found(house)[1].ballots.items()))
    tracker, (credential, ballot) = taken
    again = {"election": "el-sealed", "ballot": ballot, "tracker": tracker, "credential": credential}
    assert _refusal(house, S, "ballot.received", again) == "sealed_seen"
    assert _refusal(house, S, "ballot.received", {**data, "tracker": tracker[::-1]}) == "outcome_differs"
    assert _refusal(house, S, "ballot.received", {**data, "credential": credential}) == "outcome_differs"
    raw = house.attached[data["ballot"]]
    election = sealed.Election.read(house.attached[keepers.found(house)[1].election])
    stranger = sealed.seal(election, sealed.generate_code(), [[0, 1, 0, 0]])
    checked = sealed.check_ballot(election, stranger)
    foreign = {"ballot": house.attach(stranger), "tracker": checked.tracker, "credential": checked.credential}
    assert _refusal(house, S, "ballot.received", {**data, **foreign}) == "sealed_credential"
    broken = raw.replace(b'"challenge":"1', b'"challenge":"2', 1) if b'"challenge":"1' in raw else raw[:-1]
    assert _refusal(house, S, "ballot.received", {**data, "ballot": house.attach(broken)}).startswith("sealed_")
    assert (
        _refusal(house, "ind-one", "ballot.cast", {"election": "el-sealed", "ranking": ["ind-one"]}) == "vote_is_secret"
    )
    house.wait(hours=2)
    assert _refusal(house, S, "ballot.received", data) == "closed_at"


def test_the_end_follows_from_the_trustees_parts() -> None:
    house, keepers, data, _ = _until("ballots.closed")
    assert _refusal(house, S, "ballots.closed", {**data, "cast": 5}) == "outcome_differs"
    assert _refusal(house, S, "ballots.closed", {**data, "box": house.attach(b"{}")}) == "box_foreign"
    house, keepers, data, by = _until("tally.decrypted", times=2)
    assert _refusal(house, "org-two", "tally.decrypted", data) == "sent_already"
    assert _refusal(house, "ind-three", "tally.decrypted", data).startswith("sealed_")
    assert (
        _refusal(house, by, "tally.shuffled", {"election": "el-sealed", "shuffle": data["decryption"]})
        == "step_not_due"
    )
    early = {"election": "el-sealed", "elected": ["ind-one"], "opened": house.attach(b'{"result":[[3,5,2,3]]}')}
    assert _refusal(house, S, "result.declared", {**early, "archive": house.attach(b"")}) == "sealed_missing"
    assert _refusal(house, S, "result.declared", {"election": "el-sealed", "elected": []}) == "opened_needed"
    house.do(by, "tally.decrypted", data)
    true = keepers.declare(house)
    lie = house.attach(b'{"result":[[3,2,5,3]]}')
    assert _refusal(house, S, "result.declared", {**true, "opened": lie}) == "sealed_result"
    assert _refusal(house, S, "result.declared", {**true, "archive": house.attach(b"")}) == "outcome_differs"
    assert _refusal(house, S, "result.declared", {**true, "elected": true["elected"][::-1]}) == "outcome_differs"
    house.do(S, "result.declared", true)


def test_answers_with_numbers_are_shuffled_before_anyone_decrypts() -> None:
    house, keepers, data, by = _until("tally.shuffled", "scottish-stv", times=2)
    part = keepers.decrypt("org-two")(house)
    assert _refusal(house, "org-two", "tally.decrypted", part) == "shuffles_first"
    assert _refusal(house, "org-two", "tally.shuffled", data) == "sent_already"
    first = keepers.found(house)[1].shuffles["org-two"]
    assert _refusal(house, by, "tally.shuffled", {**data, "shuffle": first}) == "sealed_proof"


def test_nothing_in_the_record_says_who_voted(held: tuple[House, Keepers]) -> None:
    house, keepers = held
    text = b"".join(house.raws) + b"".join(house.attached.values())
    assert not any(code.encode() in text for code in keepers.codes.values())
    received = [json.loads(raw) for raw in house.raws if b'"ballot.received"' in raw]
    assert {entry["by"] for entry in received} == {S}
    assert {key for entry in received for key in entry["data"]} == {"election", "ballot", "tracker", "credential"}
