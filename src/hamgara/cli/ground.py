"""`hamgara ground`: groups of opinion and what all of them agree with; or agreement by classes that are known."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.options import HtmlTo, JsonTo, OptionalFile, PageLanguage, read_language
from hamgara.cli.output import check_targets, write_json, write_text
from hamgara.cli.refusal import refuse, refusing

if TYPE_CHECKING:
    from hamgara.ground import GroundModel, Votes

__all__ = ["ground"]

VotesFile = Annotated[
    Path, typer.Argument(exists=True, readable=True, show_default=False, metavar="FILE", help="CSV or Parquet.")
]


def ground(
    file: VotesFile,
    classes: OptionalFile = None,
    column: Annotated[str, typer.Option(metavar="NAME", help="The column of --classes that counts.")] = "class",
    texts: OptionalFile = None,
    level: Annotated[str, typer.Option(metavar="SHARE", help="Confidence of the intervals.")] = "9/10",
    floor: Annotated[int, typer.Option(min=1, help="Decided votes that each group needs for a rank.")] = 5,
    seed: Annotated[int, typer.Option(min=0, help="Which votes are held back to choose the model by.")] = 0,
    cluster: Annotated[str, typer.Option(metavar="ADDRESS", help="A Dask scheduler to fit Parquet on.")] = "",
    json: JsonTo = "",
    html: HtmlTo = "",
    participants: Annotated[str, typer.Option(metavar="FILE", help="Write participants as CSV.")] = "",
    statements: Annotated[str, typer.Option(metavar="FILE", help="Write statements as CSV.")] = "",
    language: PageLanguage = "fa",
) -> None:
    """Find groups of opinion in a file of votes, and rank what all of them agree with, with how sure that is.

    With --classes, a CSV of participants and their classes, agreement is counted by class instead and no group is
    sought. --texts is a CSV of statements and their texts.
    """
    from hamgara import ground as engine

    on_page = read_language(language)
    free = check_targets(json, html, participants, statements)
    try:
        wanted = Fraction(level)
    except (ValueError, ZeroDivisionError):
        refuse(f"--level is a share such as 9/10 or 0.95, not {level!r}", 2)
    if classes and (participants or statements or cluster):
        refuse("--participants, --statements and --cluster are for groups that are found, not for --classes", 2)
    # VotesError is a ValueError; a level or a class that cannot be is a plain one.
    with refusing(ValueError):
        words = engine.read_texts(texts) if texts else {}
        if classes:
            known = engine.read_classes(classes, column)
            counted = engine.agreement(engine.read_votes(file), classes=known, level=wanted, floor=floor)
            if html:
                write_text(engine.agreement_html(counted, words, on_page), html)
            write_json(counted.to_json(), json)
            if free:
                _print_counted(counted)
            return
        with _showing_progress() as progress:
            if cluster:
                model = _fit_on_cluster(file, cluster, seed, float(wanted), floor, progress)
            else:
                model = _fit(engine.read_votes(file), seed, float(wanted), floor, progress)
    from hamgara.ground.report import participant_rows, statement_rows

    if json:
        write_json(model.report(), json)
    if html:
        write_text(engine.ground_html(model, words, on_page), html)
    if participants:
        write_text(_as_csv(participant_rows(model)), participants)
    if statements:
        write_text(_as_csv(statement_rows(model, words)), statements)
    if free:
        from hamgara.cli.ground_tables import summarise
        from hamgara.cli.tables import print_tables

        print_tables(summarise(model, words))


def _fit(votes: Votes, seed: int, level: float, floor: int, progress: Callable[[str, int, int], None]) -> GroundModel:
    from hamgara.ground import fit

    return fit(votes, seed=seed, level=level, floor=floor, progress=progress)


def _fit_on_cluster(
    file: Path, address: str, seed: int, level: float, floor: int, progress: Callable[[str, int, int], None]
) -> GroundModel:
    try:
        from distributed import Client
    except ImportError:
        refuse("--cluster needs the package distributed: pip install 'hamgara[cluster]'", 2)
    from hamgara.ground.partitions import fit_on_cluster

    with refusing(OSError), Client(address) as client:  # type: ignore[no-untyped-call]
        return fit_on_cluster(client, file, seed=seed, level=level, floor=floor, progress=progress)


def _print_counted(counted: object) -> None:
    from hamgara import ground as engine
    from hamgara.cli.tables import Table, print_tables

    assert isinstance(counted, engine.Agreement)
    table = engine.agreement_table(counted, "en")
    print_tables([Table(table.caption, table.header, table.rows)])


def _as_csv(rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


@contextmanager
def _showing_progress() -> Iterator[Callable[[str, int, int], None]]:
    """Bars on a terminal, one for each stage; nothing where standard error goes elsewhere."""
    if not sys.stderr.isatty():
        yield lambda stage, done, steps: None
        return
    from rich.console import Console
    from rich.progress import Progress, TaskID

    with Progress(console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, TaskID] = {}

        def show(stage: str, done: int, steps: int) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=steps)
            bar.update(tasks[stage], completed=done, total=steps)

        yield show
