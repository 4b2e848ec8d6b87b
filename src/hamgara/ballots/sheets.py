"""Sheets: the one file that the server hands to each keeper of an election, and what comes back.

A trustee, on a machine that need not be connected, works through sheets with one small key file; the registrar makes
codes from one. Nothing on a sheet is secret.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from hamgara.ballots import ceremony
from hamgara.ballots.decryption import decrypt_tally
from hamgara.ballots.errors import BallotError, Rejected
from hamgara.ballots.groups import find_group
from hamgara.ballots.messages import Context
from hamgara.ballots.primitives.group import Below, Group, random_below
from hamgara.ballots.shuffles import shuffle_tally
from hamgara.ballots.trustees import generate_key, prove_key, write_key_file
from hamgara.ballots.verifier import Report, verify

__all__ = [
    "KeyFile",
    "RegistrarSheet",
    "SheetVoter",
    "Step",
    "TrusteeSheet",
    "pack_archive",
    "read_key",
    "read_sheet",
    "work",
    "write_sheet",
]

Step = Literal["key", "certificate", "polynomial", "output", "shuffle", "decryption"]
_MOST_BYTES = 1 << 30


class TrusteeSheet(Struct, frozen=True, forbid_unknown_fields=True, tag_field="for", tag="trustee"):
    """What a trustee is asked for now: number `index` (from 1) of `size`, of whom `threshold` are needed.

    `certificates` and `polynomials` are what all trustees have contributed, in their order; `archive` is the election's
    archive as far as it has come, in base 64.
    """

    election: str
    group: str
    size: Annotated[int, Meta(ge=1, le=200)]
    threshold: Annotated[int, Meta(ge=1, le=200)]
    index: Annotated[int, Meta(ge=1, le=200)]
    step: Step
    certificates: tuple[str, ...] = ()
    polynomials: tuple[str, ...] = ()
    archive: str = ""
    v: Literal[1] = 1


class SheetVoter(Struct, frozen=True, forbid_unknown_fields=True):
    """A voter as the registrar needs one: an id, a name for the slip, a weight."""

    id: str
    name: str
    weight: Annotated[int, Meta(ge=1)] = 1


class RegistrarSheet(Struct, frozen=True, forbid_unknown_fields=True, tag_field="for", tag="registrar"):
    """For whom the registrar makes codes."""

    election: str
    title: str
    group: str
    voters: tuple[SheetVoter, ...]
    v: Literal[1] = 1


class KeyFile(Struct, frozen=True, forbid_unknown_fields=True):
    """What a trustee keeps secret for one election: a key, or the seed that opens what the ceremony gave.

    `threshold` is how many trustees are needed, as it was said when the key was made.
    """

    election: str
    group: str
    threshold: int
    key: str = ""
    seed: str = ""
    v: Literal[1] = 1

    def write(self) -> bytes:
        """The file's bytes."""
        return msgspec.json.format(msgspec.json.encode(self), indent=1) + b"\n"


def read_sheet(raw: bytes) -> TrusteeSheet | RegistrarSheet:
    """A sheet from its file. `BallotError` by `form` or `size`."""
    if len(raw) > _MOST_BYTES:
        raise BallotError("size", "sheet")
    try:
        return msgspec.json.decode(raw, type=TrusteeSheet | RegistrarSheet)
    except msgspec.MsgspecError as error:
        raise BallotError("form", "sheet", str(error)) from None


def read_key(raw: bytes) -> KeyFile:
    """A trustee's key file."""
    try:
        return msgspec.json.decode(raw, type=KeyFile)
    except msgspec.MsgspecError as error:
        raise BallotError("form", "key file", str(error)) from None


def work(sheet: TrusteeSheet, key: KeyFile | None, *, below: Below = random_below) -> tuple[bytes, KeyFile]:
    """Do what a sheet asks for: the file to hand in, and the key file as it is to be kept from now on.

    The first step makes the key file, so `key` is None then. Before anything is shuffled or decrypted the whole archive
    is verified: a server that asked for the decryption of anything but the sum of all ballots is found out here.
    """
    group = find_group(sheet.group)
    first = sheet.step in ("key", "certificate")
    if first and key is not None:
        raise BallotError("secret", "key file", "there is one already, and this step makes a new one")
    if key is None:
        if not first:
            raise BallotError("secret", "key file", "this step needs the one made in the first step")
        return _begin(sheet, group, below)
    if (key.election, key.group, key.threshold) != (sheet.election, sheet.group, sheet.threshold):
        raise BallotError("secret", "key file", "it was made for another election, or for another threshold")
    certificates = [text.encode() for text in sheet.certificates]
    polynomials = [text.encode() for text in sheet.polynomials]
    if sheet.step == "polynomial":
        return ceremony.deal(group, certificates, key.seed, sheet.threshold, below=below), key
    if sheet.step == "output":
        dealt = ceremony.route(group, certificates, polynomials)[sheet.index - 1]
        return ceremony.accept(group, certificates, key.seed, dealt, below=below), key
    report = _open_archive(sheet, key.threshold)
    election, tally = report.election, report.tally
    if sheet.step == "shuffle":
        return shuffle_tally(election, tally, below=below), key
    if key.key:
        private = int(key.key)
    else:
        dealt = ceremony.route(group, certificates, polynomials)[sheet.index - 1]
        private = ceremony.recover_key(group, certificates, key.seed, dealt)
    if not group.same(report.trustees.find(sheet.index, "sheet").key, group.power(group.generator, private)):
        raise BallotError("secret", "key file", "the election's trustee of this number has another key")
    return decrypt_tally(election, tally, private, below=below), key


def _begin(sheet: TrusteeSheet, group: Group, below: Below) -> tuple[bytes, KeyFile]:
    if sheet.step == "key":
        private = generate_key(group, below)
        made = write_key_file(prove_key(group, private, below=below))
        return made, KeyFile(sheet.election, sheet.group, sheet.threshold, key=str(private))
    context = Context(
        group=group.name, size=sheet.size, threshold=sheet.threshold, index=sheet.index, election=sheet.election
    )
    seed, certificate = ceremony.make_certificate(group, context, below=below)
    return certificate, KeyFile(sheet.election, sheet.group, sheet.threshold, seed=seed)


def _open_archive(sheet: TrusteeSheet, needed: int) -> Report:
    try:
        raw = b64decode(sheet.archive, validate=True)
    except ValueError:
        raise BallotError("form", "sheet, archive", "not base 64") from None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "election.bel"
        path.write_bytes(raw)
        report = verify(path)
    if report.election.uuid != sheet.election:
        raise Rejected("context", "sheet, archive", "it is of another election")
    if report.phase in ("Setup", "Ballot", "EndBallots", "Result"):
        raise Rejected("order", "sheet, archive", f"the election stands at {report.phase}")
    if sheet.step == "decryption" and report.election.shuffles and len(report.shuffled_by) < needed:
        raise Rejected("missing", "sheet, archive", f"{needed} trustees shuffle before anyone decrypts")
    return report


def write_sheet(sheet: TrusteeSheet | RegistrarSheet) -> bytes:
    """A sheet as a file."""
    return msgspec.json.encode(sheet) + b"\n"


def pack_archive(raw: bytes) -> str:
    """An archive as a sheet holds it."""
    return b64encode(raw).decode()
