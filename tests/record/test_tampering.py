"""Nothing in a bundle can be changed unseen: every case of the tampering suite, and every single byte."""

from __future__ import annotations

import random

import pytest
from tests.record.cast import ASSEMBLY, LOG_SEED, Club, make_club
from tests.record.tampering import altered_bundles, flipped_bytes, rebuild, tampered_bundles, true_id

from hamgara.record import Bundle, VerificationFailed, verify, zip_bundle

FILES = dict(make_club().files)
TAMPERED = dict(tampered_bundles(FILES, LOG_SEED))
ALTERED = {name: (files, seq) for name, files, seq in altered_bundles(FILES, LOG_SEED)}


def refuse(files: dict[str, bytes]) -> VerificationFailed:
    with pytest.raises(VerificationFailed) as caught:
        verify(Bundle(files), Club, assembly=ASSEMBLY)
    return caught.value


def test_the_untampered_bundle_verifies() -> None:
    assert verify(Bundle(FILES), Club, assembly=true_id(FILES)).size == 20


def test_a_rebuilt_bundle_verifies() -> None:
    """So that what `altered_bundles` shows is due to the altered act and not to the rebuilding."""
    from tests.record.tampering import entries_of

    again = rebuild(FILES, entries_of(FILES), LOG_SEED)
    assert verify(Bundle(again), Club).root == verify(Bundle(FILES), Club).root


def test_there_are_enough_cases() -> None:
    assert len(TAMPERED) >= 300
    assert len(ALTERED) >= 200
    same = [name for name, files in TAMPERED.items() if files == FILES]
    assert not same


@pytest.mark.parametrize("name", TAMPERED)
def test_tampering_is_refused(name: str) -> None:
    try:
        bundle = Bundle(TAMPERED[name])
    except Exception:
        pytest.fail("the case should reach verification")
    with pytest.raises(VerificationFailed):
        verify(bundle, Club, assembly=ASSEMBLY)


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_act_is_named(name: str) -> None:
    files, seq = ALTERED[name]
    assert refuse(files).seq == seq


def test_most_tampering_is_refused_without_a_replay() -> None:
    """Only what is about the registered witnesses and attachments needs the replay at all."""

    def never(attachments: object) -> Club:
        raise AssertionError("reached the replay")

    reached = []
    for name, files in TAMPERED.items():
        try:
            verify(Bundle(files), never, assembly=ASSEMBLY)
        except VerificationFailed as failure:
            if failure.by_replay:
                reached.append(name)
    needing = ("no trace of keys/witness-", "change and rename attachments/")
    assert reached
    assert all(name.startswith(needing) for name in reached), reached


@pytest.mark.long
def test_every_byte_of_every_file() -> None:
    draw = random.Random(7)
    for path, data in FILES.items():
        for at in range(len(data)):
            changed = data[:at] + bytes([data[at] ^ draw.randrange(1, 256)]) + data[at + 1 :]
            refuse({**FILES, path: changed})


@pytest.mark.long
def test_every_byte_of_a_zip(tmp_path) -> None:
    data = zip_bundle(make_club(2))
    place = tmp_path / "bundle.zip"
    for at in range(len(data)):
        place.write_bytes(data[:at] + bytes([data[at] ^ (1 << at % 8)]) + data[at + 1 :])
        with pytest.raises(VerificationFailed):
            verify(place, Club)


def test_some_bytes_of_a_zip(tmp_path) -> None:
    data = zip_bundle(make_club(2))
    place = tmp_path / "bundle.zip"
    for _, files in flipped_bytes({"bundle.zip": data}, 150, lot=3):
        place.write_bytes(files["bundle.zip"])
        with pytest.raises(VerificationFailed):
            verify(place, Club)


def test_another_assembly_with_everything_consistent_is_not_this_one() -> None:
    """Whoever signs a whole record of their own has an assembly of their own, with another id."""
    from tests.record.cast import LOG, OTHER_SEED
    from tests.record.tampering import entries_of

    from hamgara.record import log_signer

    other = log_signer(OTHER_SEED)
    theirs = other.verifier.name.removeprefix("hamgara/")
    copied = [
        e.replace(LOG.vkey.encode(), other.vkey.encode()).replace(ASSEMBLY.encode(), theirs.encode())
        for e in entries_of(FILES)
    ]
    files = rebuild(FILES, copied, OTHER_SEED)
    assert refuse(files).code == "assembly_differs"
    # Without an id to compare with, the members' own signatures still give it away: they name the assembly.
    with pytest.raises(VerificationFailed) as caught:
        verify(Bundle(files), Club)
    assert (caught.value.code, caught.value.seq) == ("signature_wrong", 8)
