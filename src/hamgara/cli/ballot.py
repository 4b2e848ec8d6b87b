"""`hamgara ballot`: a secret ballot by files, without a server: register, open, seal, audit, cast, close, count,
verify.
"""

from __future__ import annotations

import json as plain_json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamgara.cli.keys import write_secret
from hamgara.cli.options import JsonTo
from hamgara.cli.output import STANDARD_OUTPUT, check_targets, write_json, write_text
from hamgara.cli.refusal import refuse, refusing

if TYPE_CHECKING:
    from hamgara.ballots import Election, Report

__all__ = ["ballot"]


@dataclass(frozen=True, slots=True)
class _Given:
    file: Path
    folder: Path
    archive: Path | None
    group: str
    uuid: str
    codes: Path | None
    code: Path | None
    choice: str
    opening: Path | None
    out: str
    jobs: int
    json: str

    def find_archive(self) -> Path:
        if self.archive is None:
            refuse("--archive FILE is needed: the election's archive", 2)
        return self.archive


def ballot(
    action: Annotated[
        str,
        typer.Argument(metavar="ACTION", help="register, open, seal, check, audit, cast, close, add, count, verify."),
    ],
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, metavar="[FILE]", help="What the action reads.")
    ] = None,
    folder: Annotated[
        Path, typer.Option("--dir", exists=True, file_okay=False, metavar="DIR", help="Where setup files lie.")
    ] = Path("."),
    archive: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, metavar="FILE", help="The election's archive (.bel).")
    ] = None,
    group: Annotated[str, typer.Option(metavar="NAME", help="The election's group.")] = "BELENIOS-2048",
    uuid: Annotated[str, typer.Option(metavar="ID", help="The election's identifier; a new one unless given.")] = "",
    codes: Annotated[Path | None, typer.Option(metavar="FILE", help="Where the voters' codes are written.")] = None,
    code: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, metavar="FILE", help="A file with the voter's code; asked for else."),
    ] = None,
    choice: Annotated[str, typer.Option(metavar="JSON", help="The vote: a list of marks for each question.")] = "",
    opening: Annotated[
        Path | None, typer.Option(metavar="FILE", help="What opens the ballot for an audit; it spoils the ballot.")
    ] = None,
    out: Annotated[str, typer.Option(metavar="FILE", help="Where the ballot is written.")] = STANDARD_OUTPUT,
    jobs: Annotated[int, typer.Option(min=1, metavar="N", help="Processes that check ballots.")] = 1,
    json: JsonTo = "",
) -> None:
    """Hold an election with secret ballots by files, and verify one.

    register VOTERS: codes for the voters and the public list. open TEMPLATE: begin the archive. seal: a ballot.
    check BALLOT: whether it holds. audit BALLOT: what an opened one holds. cast BALLOT: into the archive. close: end
    the vote and sum. add FILE: a trustee's shuffle or decryption. count: the result. verify: everything.
    """
    from hamgara import ballots

    if action not in _ACTIONS:
        refuse(f"no such action: {action} (there are {', '.join(_ACTIONS)})", 2)
    work, reads = _ACTIONS[action]
    if reads and file is None:
        refuse(f"{action} reads a file: {reads}", 2)
    with refusing(ballots.BallotError):
        work(_Given(file or Path(), folder, archive, group, uuid, codes, code, choice, opening, out, jobs, json))


def _register(given: _Given) -> None:
    from hamgara import ballots

    if given.codes is None:
        refuse("--codes FILE is needed: where the voters' codes are written, for the registrar only", 2)
    group, uuid = ballots.find_group(given.group), given.uuid or ballots.generate_uuid()
    voters = ballots.read_voters(given.file.read_text(encoding="utf-8").splitlines())
    made = ballots.register(group, uuid, voters)
    write_secret(given.codes, "\n".join(f"{voter} {code}" for voter, code in made.codes))
    path = given.folder / "public_creds.json"
    path.write_bytes(made.public)
    fingerprint = ballots.read_credentials(group, made.public).fingerprint
    typer.echo(f"{len(voters)} voters; the list {path} has the fingerprint {fingerprint}; the election is {uuid}")


def _open(given: _Given) -> None:
    from hamgara import ballots
    from hamgara.ballots.canonical import read

    if not given.uuid:
        refuse("--uuid ID is needed: the election's identifier, as the registrar was told", 2)
    group = ballots.find_group(given.group)
    parts: list[Any] = [
        read(path.read_bytes().strip(), ballots.PublicKey, path.name) for path in sorted(given.folder.glob("*.pubkey"))
    ]
    shared = given.folder / "threshold.json"
    if shared.exists():
        parts.append(read(shared.read_bytes().strip(), ballots.ThresholdParameters, shared.name))
    if not parts:
        refuse(f"{given.folder} has no trustees: neither *.pubkey nor threshold.json", 1)
    trustees = ballots.read_trustees(group, ballots.write_trustees(parts))
    template = read(given.file.read_bytes().strip(), ballots.Template, given.file.name)
    questions = [ballots.Question.read(one, f"question {i}") for i, one in enumerate(template.questions, 1)]
    election = ballots.Election.create(
        group, trustees.key, questions, uuid=given.uuid, name=template.name, description=template.description
    )
    public = (given.folder / "public_creds.json").read_bytes().strip()
    ballots.read_credentials(group, public)
    path = given.folder / f"{given.uuid}.bel"
    ballots.Archive.create(path, election.raw, trustees.raw, public, timestamp=int(time.time()))
    typer.echo(f"{path}: {election.name}, fingerprint {election.fingerprint}")


def _read_election(given: _Given) -> Election:
    from hamgara import ballots

    with given.find_archive().open("rb") as file:
        setup = next(ballots.read_steps(file), None)
    if setup is None or setup.kind != "Setup":
        refuse(f"{given.archive} holds no election")
    return ballots.Election.read(setup.parts[0].body)


def _seal(given: _Given) -> None:
    from hamgara import ballots

    election = _read_election(given)
    try:
        choices = plain_json.loads(given.choice)
        good = all(isinstance(one, list) and all(type(mark) is int for mark in one) for one in choices)
    except (ValueError, TypeError):
        good = False
    if not good:
        widths = ", ".join(str(len(question.answers) + question.blank) for question in election.questions)
        refuse(f"--choice is a JSON list with a list of whole numbers for each question ({widths} of them)", 2)
    if given.code is not None:
        code = (given.code.read_text(encoding="utf-8").split() or [""])[-1]
    else:
        code = typer.prompt("The voter's code", hide_input=True, err=True)
    raw, opening = ballots.seal_for_audit(election, code, choices)
    if given.opening is not None:
        write_secret(given.opening, opening.decode())
    write_text(raw.decode() + "\n", given.out)
    typer.echo(f"tracker {ballots.track(raw)}", err=True)


def _check(given: _Given) -> None:
    from hamgara import ballots

    checked = ballots.check_ballot(_read_election(given), given.file.read_bytes().strip())
    typer.echo(f"holds; tracker {checked.tracker}")


def _audit(given: _Given) -> None:
    from hamgara import ballots

    if given.opening is None:
        refuse("--opening FILE is needed: what opens the ballot", 2)
    election = _read_election(given)
    choices = ballots.audit(election, given.file.read_bytes().strip(), given.opening.read_bytes().strip())
    for question, choice in zip(election.questions, choices, strict=True):
        answers = ("blank", *question.answers) if question.blank else question.answers
        marks = ", ".join(f"{answer} {mark}" for answer, mark in zip(answers, choice, strict=True))
        typer.echo(f"{question.text} {marks}")
    typer.echo("The ballot holds exactly this. It is spoiled now: do not cast it, seal another.")


def _cast(given: _Given) -> None:
    from hamgara import ballots

    path = given.find_archive()
    report = ballots.verify(path, jobs=given.jobs)
    if report.phase not in ("Setup", "Ballot"):
        refuse(f"the vote is over: the archive is at {report.phase}")
    box = ballots.Box(report.election, report.credentials, set(report.trackers))
    raw = given.file.read_bytes().strip()
    checked = box.admit(raw)
    ballots.Archive(path).append("Ballot", raw)
    typer.echo(f"cast; tracker {checked.tracker}")


def _close(given: _Given) -> None:
    from hamgara import ballots

    path = given.find_archive()
    report = ballots.verify(path, jobs=given.jobs)
    if report.phase not in ("Setup", "Ballot"):
        refuse(f"the vote was closed before: the archive is at {report.phase}")
    archive, tally = ballots.Archive(path), report.tally
    archive.append("EndBallots")
    raw = tally.write(report.election)
    archive.append("EncryptedTally", raw, ballots.write_size(raw, tally.ballots, tally.weight))
    typer.echo(f"closed; {tally.ballots} ballots count, of the weight {tally.weight}")


def _add(given: _Given) -> None:
    from hamgara import ballots

    path = given.find_archive()
    parts = given.file.read_bytes().strip().split(b"\n")
    if len(parts) != 2:
        refuse(f"{given.file}: two lines are expected, what a trustee made and who made it")
    archive = ballots.Archive(path)
    before = path.read_bytes()
    decrypts = parts[0].startswith(b'{"decryption_factors"')
    if decrypts and archive.kinds[-1] == "Shuffle":
        archive.append("EndShuffles")
    archive.append("PartialDecryption" if decrypts else "Shuffle", *parts)
    try:
        ballots.verify(path, jobs=given.jobs)
    except ballots.Rejected:
        path.write_bytes(before)
        raise
    typer.echo("added")


def _count(given: _Given) -> None:
    from hamgara import ballots

    path = given.find_archive()
    report = ballots.verify(path, jobs=given.jobs)
    ballots.Archive(path).append("Result", report.decide().write())
    _show(ballots.verify(path, jobs=given.jobs), given)


def _verify(given: _Given) -> None:
    from hamgara import ballots

    _show(ballots.verify(given.find_archive(), jobs=given.jobs), given)


def _show(report: Report, given: _Given) -> None:
    from hamgara.cli.tables import Table, print_tables

    election = report.election
    if given.json:
        check_targets(given.json)
        result = None if report.outcome is None else [list(map(_plain, one)) for one in report.outcome.questions]
        value = {
            "election": election.uuid,
            "fingerprint": election.fingerprint,
            "phase": report.phase,
            "ballots": len(report.trackers),
            "counted": report.tally.ballots,
            "weight": report.tally.weight,
            "shuffled_by": report.shuffled_by,
            "decrypted_by": report.decrypted_by,
            "result": result,
            "trackers": report.trackers,
            "head": report.head,
        }
        write_json(value, given.json)
        if given.json == STANDARD_OUTPUT:
            return
    typer.echo(f"{election.name}: everything holds, as far as {report.phase}")
    typer.echo(f"fingerprint {election.fingerprint}, {len(report.trackers)} ballots, {report.tally.ballots} count")
    for question, counts in zip(election.questions, report.outcome.questions if report.outcome else (), strict=False):
        if question.open_numbers:
            rows = tuple(tuple(map(str, one)) for one in counts if isinstance(one, tuple))
            print_tables([Table(question.text, question.answers, rows)])
        else:
            answers = ("(blank)", *question.answers) if question.blank else question.answers
            rows = tuple((answer, str(count)) for answer, count in zip(answers, counts, strict=True))
            print_tables([Table(question.text, ("answer", "votes"), rows)])


def _plain(count: object) -> object:
    return list(count) if isinstance(count, tuple) else count


_ACTIONS: dict[str, tuple[Callable[[_Given], None], str]] = {
    "register": (_register, "the voters, one a line"),
    "open": (_open, "the questions, as belenios-tool's template"),
    "seal": (_seal, ""),
    "check": (_check, "the ballot"),
    "audit": (_audit, "the ballot"),
    "cast": (_cast, "the ballot"),
    "close": (_close, ""),
    "add": (_add, "a trustee's shuffle or decryption"),
    "count": (_count, ""),
    "verify": (_verify, ""),
}
