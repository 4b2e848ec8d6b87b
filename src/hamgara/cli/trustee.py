"""`hamgara trustee`: a trustee's work on a machine that need not be connected to anything, by files in a folder.

Files are those of belenios-tool, so that either program can take the next step. What must stay with the trustee is
one file, named by `--key`; everything else may lie in the folder that travels.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.keys import write_secret
from hamgara.cli.refusal import refuse, refusing

if TYPE_CHECKING:
    from hamgara.ballots import Report
    from hamgara.ballots.primitives.group import Group

__all__ = ["trustee"]


@dataclass(frozen=True, slots=True)
class _Given:
    folder: Path
    key: Path | None
    archive: Path | None
    group: str
    size: int
    needed: int
    index: int
    sheet: Path | None
    out: Path | None

    def private(self) -> Path:
        if self.key is None:
            refuse("--key FILE is needed: the file that stays with the trustee", 2)
        return self.key

    def find_group(self) -> Group:
        from hamgara import ballots

        return ballots.find_group(self.group)

    def read_all(self, ending: str) -> list[bytes]:
        """The files of an ending, in the order of the trustees: by number, or by name where they have none."""
        paths = sorted(self.folder.glob(f"*.{ending}"), key=lambda path: (len(path.stem), path.stem))
        if not paths:
            refuse(f"{self.folder} has no file that ends in .{ending}", 1)
        return [path.read_bytes().strip() for path in paths]

    def write(self, name: str, data: bytes) -> None:
        path = self.folder / name
        if path.exists():
            refuse(f"{path} is there already", 2)
        path.write_bytes(data + b"\n")
        typer.echo(str(path))

    def own_number(self) -> int:
        if not self.index:
            refuse("--index N is needed: the trustee's number, from 1", 2)
        return self.index


def trustee(
    step: Annotated[
        str,
        typer.Argument(
            metavar="STEP", help="sheet; or key, certificate, check, deal, route, accept, conclude, shuffle, decrypt."
        ),
    ],
    folder: Annotated[
        Path, typer.Option("--dir", exists=True, file_okay=False, metavar="DIR", help="The folder that travels.")
    ] = Path("."),
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="The trustee's private file.")] = None,
    archive: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The election's archive (.bel).")
    ] = None,
    group: Annotated[str, typer.Option(metavar="NAME", help="The election's group.")] = "BELENIOS-2048",
    size: Annotated[int, typer.Option(min=0, metavar="N", help="How many trustees share the key.")] = 0,
    threshold: Annotated[int, typer.Option(min=0, metavar="N", help="How many of them suffice to decrypt.")] = 0,
    index: Annotated[int, typer.Option(min=0, metavar="N", help="This trustee's number, from 1.")] = 0,
    sheet: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The sheet of an election's page.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the step sheet writes.")] = None,
) -> None:
    """Make a trustee's key, alone or with others, and shuffle and decrypt with it.

    From an election's page: sheet does whatever step that sheet asks for, with nothing but the key file.
    Alone: key. With others: certificate, check, deal, route, accept, conclude, in this order; each writes into the
    folder what the next step reads. After the vote: shuffle, decrypt.
    """
    from hamgara import ballots

    if step not in _STEPS:
        refuse(f"no such step: {step} (there are {', '.join(_STEPS)})", 2)
    with refusing(ballots.BallotError):
        _STEPS[step](_Given(folder, key, archive, group, size, threshold, index, sheet, out))


def _read_secret(path: Path) -> str:
    with refusing():
        return path.read_text(encoding="utf-8").strip()


def _work_sheet(given: _Given) -> None:
    from hamgara.ballots import sheets

    if given.sheet is None or given.out is None:
        refuse("--sheet FILE and --out FILE are needed: what is asked for, and where to write what is handed in", 2)
    if given.out.exists():
        refuse(f"{given.out} is there already", 2)
    asked, key = sheets.read_sheet(given.sheet.read_bytes()), given.private()
    if not isinstance(asked, sheets.TrusteeSheet):
        refuse(f"{given.sheet} is a registrar's sheet, not a trustee's", 2)
    held = sheets.read_key(key.read_bytes()) if key.exists() else None
    made, kept = sheets.work(asked, held)
    if held is None:
        # First the key: what is handed in without a key that is kept could never be followed up.
        write_secret(key, kept.write().decode().rstrip())
        typer.echo(f"Keep {key}, with a copy in another place. Nobody else may have it.")
    given.out.write_bytes(made + b"\n")
    typer.echo(f"The step {asked.step} of the election {asked.election} is done. Hand in {given.out}.")


def _make_key(given: _Given) -> None:
    from hamgara import ballots
    from hamgara.ballots.canonical import digest, write

    group = given.find_group()
    key = ballots.generate_key(group)
    public = ballots.prove_key(group, key)
    write_secret(given.private(), f'"{key}"')
    given.write(f"{digest(public.public_key.encode())[:8].upper()}.pubkey", write(public))


def _make_certificate(given: _Given) -> None:
    from hamgara import ballots

    group, index = given.find_group(), given.own_number()
    if not 1 <= given.needed <= given.size or index > given.size:
        refuse("--size N and --threshold N are needed, the threshold from 1 to the size", 2)
    context = ballots.Context(group=group.name, size=given.size, threshold=given.needed, index=index)
    seed, certificate = ballots.ceremony.make_certificate(group, context)
    write_secret(given.private(), seed)
    given.write(f"{index}.cert", certificate)


def _check(given: _Given) -> None:
    from hamgara import ballots
    from hamgara.ballots.canonical import digest

    certificates = given.read_all("cert")
    count = ballots.ceremony.check_certificates(given.find_group(), certificates)
    for number, certificate in enumerate(certificates, 1):
        typer.echo(f"{number} {ballots.ceremony.name_certificate(certificate)}")
    typer.echo(f"{count} certificates hold; all trustees read the same: {digest(b''.join(certificates))[:16]}")


def _deal(given: _Given) -> None:
    from hamgara import ballots

    certificates, seed = given.read_all("cert"), _read_secret(given.private())
    dealt = ballots.ceremony.deal(given.find_group(), certificates, seed, given.needed or None)
    given.write(f"{given.own_number()}.polynomial", dealt)


def _route(given: _Given) -> None:
    from hamgara import ballots

    routed = ballots.ceremony.route(given.find_group(), given.read_all("cert"), given.read_all("polynomial"))
    for number, vinput in enumerate(routed, 1):
        given.write(f"{number}.vinput", vinput)


def _accept(given: _Given) -> None:
    from hamgara import ballots

    number = given.own_number()
    vinput = (given.folder / f"{number}.vinput").read_bytes().strip()
    seed = _read_secret(given.private())
    given.write(f"{number}.voutput", ballots.ceremony.accept(given.find_group(), given.read_all("cert"), seed, vinput))


def _conclude(given: _Given) -> None:
    from hamgara import ballots
    from hamgara.ballots.canonical import write

    files = [given.read_all(ending) for ending in ("cert", "polynomial", "voutput")]
    parameters, keys = ballots.ceremony.conclude(given.find_group(), *files)
    given.write("threshold.json", write(parameters))
    for number, key in enumerate(keys, 1):
        given.write(f"{number}.dkey", key)


def _verify(given: _Given) -> Report:
    from hamgara import ballots

    if given.archive is None:
        refuse("--archive FILE is needed: the election's archive", 2)
    return ballots.verify(given.archive)


def _write_owned(given: _Given, kind: str, owner: int, part: bytes) -> None:
    from hamgara.ballots.canonical import digest, write
    from hamgara.ballots.messages import Owned

    given.write(f"{owner}.{kind}", part + b"\n" + write(Owned(owner=owner, payload=digest(part))))


def _shuffle(given: _Given) -> None:
    from hamgara import ballots

    report = _verify(given)
    if report.phase not in ("EncryptedTally", "Shuffle") or not report.election.shuffles:
        refuse(f"nothing is to be shuffled now: the archive is at {report.phase}")
    owner = report.trustees.find(given.own_number(), "--index").owner
    _write_owned(given, "shuffle", owner, ballots.shuffle_tally(report.election, report.tally))


def _decrypt(given: _Given) -> None:
    from hamgara import ballots

    report = _verify(given)
    group, text = report.election.group, _read_secret(given.private())
    if report.phase not in ("EncryptedTally", "EndShuffles", "PartialDecryption"):
        refuse(f"nothing is to be decrypted now: the archive is at {report.phase}")
    if report.election.shuffles and not report.shuffled_by:
        refuse("nobody has shuffled the answers yet")
    if text.strip('"').isdigit():
        key = int(text.strip('"'))
    else:
        encrypted = (given.folder / f"{given.own_number()}.dkey").read_bytes().strip()
        key = ballots.ceremony.open_key(group, text, encrypted)
    public = group.power(group.generator, key)
    owners = [member.owner for member in report.trustees.members if group.same(member.key, public)]
    if not owners:
        refuse("this key is not one of the election's trustees")
    if owners[0] in report.decrypted_by:
        refuse("this trustee has decrypted already")
    _write_owned(given, "decryption", owners[0], ballots.decrypt_tally(report.election, report.tally, key))


_STEPS: dict[str, Callable[[_Given], None]] = {
    "sheet": _work_sheet,
    "key": _make_key,
    "certificate": _make_certificate,
    "check": _check,
    "deal": _deal,
    "route": _route,
    "accept": _accept,
    "conclude": _conclude,
    "shuffle": _shuffle,
    "decrypt": _decrypt,
}
