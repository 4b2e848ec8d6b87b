"""`hamgara ballot`: seal a ballot without a browser, audit one that was opened, verify a whole election."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from hamgara.cli.output import write_json
from hamgara.cli.refusal import refuse, refusing

__all__ = ["app"]

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Seal, audit and verify secret ballots; compatible with Belenios.",
)


@app.command()
def seal(
    election: Annotated[Path, typer.Argument(metavar="ELECTION", help="The election's file, election.json.")],
    out: Annotated[Path, typer.Option(metavar="FILE", help="Where to write the sealed ballot.")],
    choice: Annotated[
        str, typer.Option(metavar="NUMBERS", help="A number for each answer, in order: 1,0,1 or ranks 2,1,0.")
    ] = "",
    opening: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the opening too: spoils it.")] = None,
) -> None:
    """Seal a ballot. The code is asked for, or read as the first line of standard input; it is never an option.

    Without --choice each answer is asked for.
    """
    from hamgara import ballots

    with refusing(ballots.BallotError):
        asked = ballots.Election.read(election.read_bytes().rstrip(b"\r\n"))
        code = _ask_code()
        ballots.derive_secret(asked.group, asked.uuid, code)
        numbers = _read_choice(choice, asked) if choice else _ask_choice(asked)
        sealed = ballots.seal_openly(asked, code, numbers)
        out.write_bytes(sealed.raw + b"\n")
        if opening is not None:
            write_json(sealed.opening(), str(opening))
    typer.echo(f"Tracker: {ballots.track(sealed.raw)}")
    if opening is not None:
        typer.echo("The ballot was opened: do not cast it.")


def _ask_code() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Code", hide_input=True)).strip()
    return sys.stdin.readline().strip()


def _read_choice(text: str, election: Any) -> list[list[int]]:
    try:
        numbers = [[int(number) for number in part.split(",")] for part in text.split("/")]
    except ValueError:
        refuse(f"--choice {text}: whole numbers with commas between them are expected, / between questions", 2)
    return [_with_blank(question, part) for question, part in zip(election.questions, numbers, strict=False)]


def _ask_choice(election: Any) -> list[list[int]]:
    if not sys.stdin.isatty():
        refuse("--choice is needed where there is no terminal", 2)
    given = []
    for question in election.questions:
        typer.echo(question.text)
        given.append(
            _with_blank(question, [typer.prompt(f"  {name}", type=int, default=0) for name in question.answers])
        )
    return given


def _with_blank(question: Any, numbers: list[int]) -> list[int]:
    """With the mark for a blank vote in front, where the question has one and only the answers were given."""
    if question.blank and len(numbers) == len(question.answers):
        return [int(not any(numbers)), *numbers]
    return numbers


@app.command()
def audit(
    election: Annotated[Path, typer.Argument(metavar="ELECTION", help="The election's file, election.json.")],
    opening: Annotated[Path, typer.Argument(metavar="OPENING", help="The opening that the voter's device saved.")],
    json_: Annotated[str, typer.Option("--json", metavar="FILE", help="Write what it holds as JSON.")] = "",
) -> None:
    """Check that an opened ballot holds what its opening says, and is a good ballot of this election."""
    from hamgara import ballots

    with refusing(ballots.BallotError):
        asked = ballots.Election.read(election.read_bytes().rstrip(b"\r\n"))
        try:
            found = json.loads(opening.read_bytes())
            raw = json.dumps(found["ballot"], ensure_ascii=False, separators=(",", ":")).encode()
            parts = found["opening"]
        except (ValueError, KeyError, TypeError):
            refuse(f"{opening} is no opening: an object with ballot and opening is expected")
        held = ballots.open_ballot(asked, raw, parts)
    write_json({"tracker": ballots.track(raw), "answers": held}, json_)
    if json_ != "-":
        for question, numbers in zip(asked.questions, held, strict=True):
            typer.echo(question.text)
            for name, number in zip(question.answers, numbers, strict=True):
                typer.echo(f"  {number}  {name}")
        typer.echo(f"Tracker: {ballots.track(raw)}")


@app.command()
def verify(
    archive: Annotated[Path, typer.Argument(metavar="ARCHIVE", help="The election's archive, ….bel.")],
    jobs: Annotated[int, typer.Option(metavar="N", help="How many processes check ballots.")] = 2,
    earlier: Annotated[Path | None, typer.Option(metavar="FILE", help="A copy taken earlier: is it a part?")] = None,
    json_: Annotated[str, typer.Option("--json", metavar="FILE", help="Write what was found as JSON.")] = "",
) -> None:
    """Verify an election's archive: every ballot, the sum, every shuffle and decryption, the result."""
    from rich.console import Console
    from rich.progress import Progress

    from hamgara import ballots

    with refusing(ballots.BallotError), Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("ballots", total=None)
        report = ballots.verify(archive, jobs=jobs, progress=lambda done: bar.update(task, completed=done))
        if earlier is not None:
            with earlier.open("rb") as first, archive.open("rb") as second:
                if not ballots.is_prefix(first, second):
                    refuse(f"{archive} does not go on from {earlier}: something was changed or left out")
    found = {
        "election": report.election.uuid,
        "fingerprint": report.election.fingerprint,
        "phase": report.phase,
        "ballots": len(report.trackers),
        "counted": len(report.counted),
        "result": None if report.outcome is None else json.loads(report.outcome.write())["result"],
    }
    write_json(found, json_)
    if json_ != "-":
        for name, value in found.items():
            typer.echo(f"{name}: {value}")
