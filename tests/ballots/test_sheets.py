"""Sheets: a trustee works through an election with one key file, and a server that asks for too much is found out."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from tests.ballots.elections import RANKED, close, seeded, set_up, vote

from hamgara import ballots
from hamgara.ballots import sheets


def _sheet(step: sheets.Step, **parts: object) -> sheets.TrusteeSheet:
    basis: dict[str, object] = {"election": "2" * 14, "group": "Ed25519", "size": 3, "threshold": 2, "index": 1}
    return msgspec.convert({"for": "trustee", **basis, "step": step, **parts}, sheets.TrusteeSheet)


def _hold(size: int = 3) -> tuple[list[sheets.KeyFile], dict[str, tuple[str, ...]]]:
    """The three steps of all trustees, through sheets."""
    keys: list[sheets.KeyFile | None] = [None] * size
    sent: dict[str, tuple[str, ...]] = {}
    for step, name in (("certificate", "certificates"), ("polynomial", "polynomials"), ("output", "outputs")):
        made = []
        for index in range(size):
            given = {name: list(sent[name]) for name in ("certificates", "polynomials") if name in sent}
            message, keys[index] = sheets.work(_sheet(step, index=index + 1, **given), keys[index], below=seeded(index))  # type: ignore[arg-type]
            made.append(message.decode())
        sent[name] = tuple(made)
    return [key for key in keys if key is not None], sent


def test_a_threshold_key_through_sheets_decrypts(tmp_path: Path) -> None:
    keys, sent = _hold()
    group = ballots.find_group("Ed25519")
    encoded = [[text.encode() for text in texts] for texts in sent.values()]
    parameters, _ = ballots.ceremony.conclude(group, *encoded)
    trustees = ballots.read_trustees(group, ballots.write_trustees([parameters]))
    made = ballots.register(group, "2" * 14, [ballots.Voter("a"), ballots.Voter("b")], below=seeded(9))
    election = ballots.Election.create(group, trustees.key, [RANKED], uuid="2" * 14, name="Test")
    path = tmp_path / "a.bel"
    archive = ballots.Archive.create(path, election.raw, trustees.raw, made.public, timestamp=1)
    box = ballots.Box(election, ballots.read_credentials(group, made.public))
    for (_, code), ranks in zip(made.codes, ([1, 2, 3], [2, 1, 0]), strict=True):
        raw = ballots.seal(election, code, [ranks])
        box.admit(raw)
        archive.append("Ballot", raw)
    tally = box.close()

    def asked(step: sheets.Step, index: int) -> sheets.TrusteeSheet:
        given = {name: sent[name] for name in ("certificates", "polynomials")}
        return _sheet(step, index=index, archive=sheets.pack_archive(path.read_bytes()), **given)

    with pytest.raises(ballots.Rejected) as early:
        sheets.work(asked("decryption", 1), keys[0])
    assert early.value.reason == "order"
    archive.append("EndBallots")
    raw = tally.write(election)
    archive.append("EncryptedTally", raw, ballots.write_size(raw, tally.ballots, tally.weight))
    with pytest.raises(ballots.Rejected) as unshuffled:
        sheets.work(asked("decryption", 1), keys[0])
    assert unshuffled.value.reason == "missing"
    for index in (1, 3):
        shuffle, _ = sheets.work(asked("shuffle", index), keys[index - 1])
        archive.append_owned("Shuffle", index, shuffle)
    archive.append("EndShuffles")
    factors = {}
    tally = ballots.verify(path).tally
    with pytest.raises(ballots.BallotError) as other:
        sheets.work(asked("decryption", 2), keys[0])
    assert other.value.reason == "secret"
    for index in (2, 3):
        part, _ = sheets.work(asked("decryption", index), keys[index - 1])
        archive.append_owned("PartialDecryption", index, part)
        factors[index] = ballots.check_decryption(election, tally, trustees.members[index - 1].key, part)
    outcome = ballots.compute_result(election, trustees, tally, factors)
    assert sorted(outcome.questions[0]) == [(1, 2, 3), (2, 1, 0)]


def test_a_server_cannot_have_one_ballot_opened(tmp_path: Path) -> None:
    """An archive whose sum leaves ballots out does not verify, so its trustees decrypt nothing."""
    made = set_up(tmp_path, single=1)
    vote(made, [(0, [[1, 0], [0, 1, 0]]), (1, [[0, 1], [0, 0, 1]])])
    key, file = 5, made.path
    archive = made.archive()
    box = ballots.Box(made.election, made.credentials)
    box.admit(made.raw[0])
    tally = box.close()
    archive.append("EndBallots")
    raw = tally.write(made.election)
    archive.append("EncryptedTally", raw, ballots.write_size(raw, tally.ballots, tally.weight))
    held = sheets.KeyFile(made.election.uuid, made.group.name, 1, key=str(key))
    sheet = _sheet(
        "decryption",
        election=made.election.uuid,
        group=made.group.name,
        threshold=1,
        archive=sheets.pack_archive(file.read_bytes()),
    )
    with pytest.raises(ballots.Rejected) as refused:
        sheets.work(sheet, held)
    assert refused.value.reason in ("tally", "form")


def test_keys_are_not_mixed_up() -> None:
    _, key = sheets.work(_sheet("certificate"), None, below=seeded(1))
    for sheet in (_sheet("polynomial", election="3" * 14), _sheet("polynomial", threshold=3)):
        with pytest.raises(ballots.BallotError) as refused:
            sheets.work(sheet, key)
        assert refused.value.reason == "secret"
    with pytest.raises(ballots.BallotError):
        sheets.work(_sheet("certificate"), key)
    with pytest.raises(ballots.BallotError):
        sheets.work(_sheet("output"), None)
    assert sheets.read_key(key.write()) == key


@pytest.mark.parametrize("raw", [b"", b"[]", b"{}", b'{"for":"trustee"}', b'{"for":"nobody"}'])
def test_what_is_no_sheet_is_refused(raw: bytes) -> None:
    with pytest.raises(ballots.BallotError) as refused:
        sheets.read_sheet(raw)
    assert refused.value.reason == "form"
    with pytest.raises(ballots.BallotError):
        sheets.read_key(raw)


def test_a_finished_election_asks_nobody_any_more(tmp_path: Path) -> None:
    made = set_up(tmp_path)
    vote(made, [(0, [[1, 0], [0, 1, 0]])])
    close(made)
    held = sheets.KeyFile(made.election.uuid, made.group.name, 1, key=str(made.keys[1]))
    sheet = _sheet(
        "decryption",
        election=made.election.uuid,
        group=made.group.name,
        threshold=1,
        archive=sheets.pack_archive(made.path.read_bytes()),
    )
    with pytest.raises(ballots.Rejected) as refused:
        sheets.work(sheet, held)
    assert refused.value.reason == "order"
