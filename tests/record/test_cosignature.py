"""Cosignatures of witnesses in the world, and what the standard asks of their times and names.

The checkpoint and its lines were published by arche2025h1.staging.ct.transparency.dev, a staging log of Certificate
Transparency, and countersigned by independent implementations; the keys are those that the operators of the
witnesses publish. Checkpoint and lines as quoted in the tests of the Python package tlog-scales.
"""

from __future__ import annotations

import pytest
from tests.record.cast import COSIGNED, LOG, OTHER_SEED, VERIFIER, WITNESSES

from hamgara.record import (
    Bundle,
    NoteError,
    Tree,
    Verifier,
    Witness,
    WitnessVerifier,
    add_cosignature,
    cosigned_times,
    leaf_hash,
    open_checkpoint,
    sign_checkpoint,
)
from hamgara.record.note import join_note, open_note, split_note

TEXT = "arche2025h1.staging.ct.transparency.dev\n1432088532\nU7WM79jrzyhGZ5/GUBTpM7NzwdyfFx61t3RovgcC4Ro=\n"
SIGNED = (
    ("arche2025h1.staging.ct.transparency.dev", "ui8GwCF1+kWqZrxGdhj4aX3gcw7XUlXQQabg/27lefwhUkzbC3Ny"
     "gNI75MdhL1bfTW9g8Ei59RA23oHP7Ry1k3ZFWwQ="),
    ("witness1.smartit.nu/witness1", "pIyCDwAAAABqEiEghIp82KWebrw7/oHQwlTAm3g2RKS4+eebl8eO"
     "0WH+/iEcxZ75W3u5hNI7TOQtmJbqmNWVuE0tgh0XwzdZsDsUAQ=="),
    ("remora.n621.de", "2net5wAAAABqEiEgPlfF3V06o0Y+fHM+J5J9s27wgxxcOVSpZ/2g"
     "/KSiXCg9DEZI+aVCIobWX9sXTynk5XeU/zZ0WBxtqB0DrAWfBw=="),
    ("witness.stagemole.eu", "Z/euoAAAAABqEiEgw0i+7g2ENfDAWHmtRzCfKTHSDwYDJA2NmKeG"
     "i9Y8FtEyOUvVr+AJmIY/2TUFucgKi7lI7cUiOvKFYe/TmN9DAg=="),
)  # fmt: skip
LINES = "".join(f"— {name} {value}\n" for name, value in SIGNED)
LOG_KEY = "arche2025h1.staging.ct.transparency.dev+ba2f06c0+AU0vHmlGCS/PdN8b2OaGmKprLI8HKM+dJ472xgFYh15f"
WITNESS_KEYS = (
    "witness1.smartit.nu/witness1+a48c820f+BPSFWg9G6KPiO7QPryYO5Xq4oYJJ+kAvLKLSimDhoxMO",
    "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2",
    "witness.stagemole.eu+67f7aea0+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv",
)
SEEN = 0x6A122120


def published() -> tuple[bytes, Verifier, list[WitnessVerifier]]:
    return f"{TEXT}\n{LINES}".encode(), Verifier.parse(LOG_KEY), [WitnessVerifier.parse(k) for k in WITNESS_KEYS]


def test_published_cosignatures() -> None:
    signed, log, witnesses = published()
    assert open_note(signed, [log, *witnesses]).text == TEXT
    assert cosigned_times(signed, log, witnesses) == {w.name: SEEN for w in witnesses}
    assert [w.vkey for w in witnesses] == list(WITNESS_KEYS)


@pytest.mark.parametrize(
    "change", [("1432088532", "1432088533"), ("U7WM", "U7WN"), ("2net5wAAAABqEi", "2net5wAAAABqEj")]
)
def test_published_cosignatures_of_something_else(change: tuple[str, str]) -> None:
    signed, log, witnesses = published()
    changed = signed.decode().replace(*change).encode()
    assert changed != signed
    with pytest.raises(NoteError, match="signature_wrong"):
        cosigned_times(changed, log, witnesses)


def test_a_cosignature_is_not_a_plain_signature() -> None:
    """The type byte keeps the two apart even for one key and one name."""
    signed, _, witnesses = published()
    plain = Verifier(witnesses[1].name, witnesses[1].key)
    assert plain.id != witnesses[1].id
    _, lines = split_note(signed)
    with pytest.raises(NoteError, match="signer_unknown"):
        open_note(join_note(TEXT, [line for line in lines if line[0] == plain.name]), [plain])
    with pytest.raises(NoteError, match="key_type"):
        WitnessVerifier.parse(plain.vkey)


def head() -> bytes:
    return sign_checkpoint(1, Tree([leaf_hash(b"a")]).root(), LOG)


@pytest.mark.parametrize("time", [0, 2**63, 2**64 - 1])
def test_times_that_no_cosignature_says(time: int) -> None:
    """Even where the witness itself signed it: "It MUST NOT exceed 2^63 - 1"."""
    witness = WITNESSES[0]
    text, _ = split_note(head())
    message = f"cosignature/v1\ntime {time}\n{text}"
    value = time.to_bytes(8, "big") + witness._signer.sign(message)
    with pytest.raises(NoteError, match="time_range"):
        witness.verifier.check(text, value)
    with pytest.raises(NoteError, match="time_range"):
        add_cosignature(head(), witness.verifier, value)
    with pytest.raises(NoteError, match="time_range"):
        witness.sign(text, time)


@pytest.mark.parametrize("time", [1, 2**63 - 1])
def test_the_first_and_the_last_time(time: int) -> None:
    signed = WITNESSES[0].cosign(head(), VERIFIER, time)
    assert cosigned_times(signed, VERIFIER, [WITNESSES[0].verifier]) == {WITNESSES[0].verifier.name: time}


def test_a_witness_under_the_logs_name_has_not_signed_where_only_the_log_has() -> None:
    """A name is free to choose: the log's own line must not pass for a countersignature."""
    namesake = Witness(VERIFIER.name, OTHER_SEED).verifier
    assert cosigned_times(head(), VERIFIER, [namesake]) == {}
    assert open_checkpoint(head(), VERIFIER, (namesake,)).size == 1


def test_a_witness_is_asked_again_later() -> None:
    """A new line of a witness takes the place of its old one."""
    signed = WITNESSES[0].cosign(WITNESSES[1].cosign(head(), VERIFIER, COSIGNED), VERIFIER, COSIGNED)
    later = WITNESSES[0].cosign(signed, VERIFIER, COSIGNED + 60)
    times = cosigned_times(later, VERIFIER, [w.verifier for w in WITNESSES])
    assert times == {WITNESSES[0].verifier.name: COSIGNED + 60, WITNESSES[1].verifier.name: COSIGNED}


def test_no_bundle_has_two_keys_of_one_witness() -> None:
    first = Witness("aban", OTHER_SEED).vkey
    with pytest.raises(NoteError, match="key_name"):
        Bundle({"keys/witness-aban_x.vkey": b"aban_x+" + first.split("+", 1)[1].encode() + b"\n"}).witness_keys
