"""The sealed election of the founding meeting: who keeps it, and what its archive says to us and to others."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.ballots.belenios import Tool
from tests.demo.memory import Told

from hamgara import ballots as sealed
from hamgara.assembly.elections import Election
from hamgara.assembly.sealing import Sealing
from hamgara.demo.founding.committee import ELECTION
from hamgara.demo.founding.keepers import LOST, NEEDED, REGISTRAR, TRUSTEES, Throws


def _find(told: Told) -> tuple[Election, Sealing]:
    found = told.scene.state().elections.elections[ELECTION]
    assert found.sealing is not None
    return found, found.sealing


def _write_archive(told: Told, folder: Path) -> Path:
    _, sealing = _find(told)
    path = folder / f"{sealing.uuid}.bel"
    path.write_bytes(told.scene.attachments[sealing.archive])
    return path


def test_five_trustees_of_five_organisations_and_one_lost_the_key(told: Told) -> None:
    found, sealing = _find(told)
    keys = [told.key(trustee) for trustee in sealing.trustees]
    assert tuple(keys) == TRUSTEES
    assert len({told.cast[key].organisation for key in keys}) == len(keys) == 5
    assert sealing.threshold == NEEDED == 3
    opened = {told.key(trustee) for trustee in sealing.decryptions}
    assert len(opened) == 3
    assert opened < set(TRUSTEES) - {LOST}
    assert set(sealing.shuffles) == set(sealing.decryptions)
    assert told.key(sealing.registrar) == REGISTRAR
    keepers = {*sealing.trustees, sealing.registrar}
    assert keepers.isdisjoint(found.candidates)


def test_every_member_has_one_ballot_and_the_last_one_counts(told: Told) -> None:
    found, sealing = _find(told)
    assert {voter.weight for voter in found.roll.values()} == {1}
    assert len({voter.member for voter in found.roll.values()}) == len(found.roll) == 92
    assert found.cast == found.weight_cast == len(sealing.counted())
    assert 80 < found.cast < len(found.roll)
    assert len(sealing.ballots) > found.cast
    # Divided mandates were whole for the ballot alone.
    assert len(told.scene.state().roll()) > len(found.roll)


def test_our_verifier_recounts_the_archive_as_it_was_declared(told: Told, tmp_path: Path) -> None:
    found, sealing = _find(told)
    report = sealed.verify(_write_archive(told, tmp_path))
    assert report.phase == "Result"
    assert report.outcome is not None
    assert report.outcome.write() == told.scene.attachments[found.box]
    assert report.tally.ballots == found.cast
    assert [told.key(sealing.trustees[owner - 1]) for owner in report.decrypted_by] == list(TRUSTEES[:3])


@pytest.mark.foreign
def test_belenios_tool_accepts_the_archive(told: Told, tmp_path: Path) -> None:
    _write_archive(told, tmp_path)
    Tool(tmp_path).verify()


def test_throws_are_repeated_by_their_name_only() -> None:
    first, again, other = (Throws(name) for name in ("one", "one", "two"))
    numbers = [first(1 << 2048) for _ in range(3)]
    assert numbers == [again(1 << 2048) for _ in range(3)]
    assert len({*numbers, *(other(1 << 2048) for _ in range(3))}) == 6
    assert max(numbers) < 1 << 256
    assert sorted({first(3) for _ in range(60)}) == [0, 1, 2]
