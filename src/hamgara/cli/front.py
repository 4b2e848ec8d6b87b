"""`hamgara front`: which package of clauses would have the most signers, for every number of clauses."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.options import HtmlTo, InputFile, JsonTo, OptionalFile, PageLanguage, read_language
from hamgara.cli.output import check_targets, write_json, write_text
from hamgara.cli.refusal import refusing

if TYPE_CHECKING:
    from hamgara.front import Acceptance, Rules, Step

__all__ = ["front"]


def front(
    file: InputFile,
    members: OptionalFile = None,
    clauses: OptionalFile = None,
    rules: OptionalFile = None,
    reservations: Annotated[
        int, typer.Option(min=0, help="Clauses that a signer may leave out with a recorded reservation.")
    ] = 0,
    up_to: Annotated[int | None, typer.Option(min=0, help="Only packages of at most so many clauses.")] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(min=0, metavar="S", help="Seconds after which the best so far is told, with true bounds."),
    ] = None,
    unknown: Annotated[
        bool, typer.Option("--unknown", help="Also what unknown answers could change, and which to ask for next.")
    ] = False,
    probabilities: OptionalFile = None,
    cover: Annotated[
        int | None, typer.Option(min=0, metavar="K", help="Also the fewest packages of K clauses that serve everybody.")
    ] = None,
    json: JsonTo = "",
    html: HtmlTo = "",
    language: PageLanguage = "fa",
) -> None:
    """Find the widest front for every number of clauses from a CSV of who accepts what.

    --members is a CSV of weights and classes, --clauses one of bases, values, texts and which must be in or out,
    --rules one of rules, --probabilities one of how likely unknown answers are acceptances (--unknown alone takes this
    from the model of common ground). What a time limit or Ctrl-C leaves unproved says so.
    """
    from hamgara import front as engine
    from hamgara.cli.tables import Table, print_tables

    on_page = read_language(language)
    free = check_targets(json, html)
    with refusing(engine.AcceptanceError, engine.RuleError, ValueError):
        acceptance = engine.read_acceptance(file)
        member_list = engine.read_members(members) if members else engine.MemberList({}, {})
        clause_list = engine.read_clauses(clauses) if clauses else None
        given = engine.read_rules(rules) if rules else engine.Rules()
        if clause_list is not None:
            given = engine.Rules(given.must | clause_list.must, given.out | clause_list.out, given.shares, given.met)
        _check_names(acceptance, given)
        # Who is listed and has answered nothing, and what nobody was asked, is part of the question.
        listed = clause_list.clauses if clause_list else ()
        acceptance = acceptance.covering(members=member_list.weights, clauses=listed)
        chances: Mapping[tuple[str, str], float | Iterable[float]] | None = None
        if probabilities:
            chances = engine.read_probabilities(probabilities)
        with _progress() as progress:
            found = engine.frontier(
                acceptance,
                weights=member_list.weights,
                bases=clause_list.bases if clause_list else None,
                classes=member_list.classes,
                rules=given,
                reservations=reservations,
                up_to=up_to,
                time_limit=time_limit,
                progress=progress,
            )
        outcome = found.to_json()
        widening = engine.widen(found)
        outcome["widening"] = widening.to_json()
        # A size below that of the required clauses needs no explanation.
        impossible = next((p.k for p in found.points[len(given.must) :] if p.possible is False), None)
        conflict = engine.find_conflict(found, impossible) if impossible is not None else None
        outcome["conflict"] = conflict.to_json() if conflict else None
        if clause_list is not None and clause_list.values:
            outcome["value_curve"] = engine.weigh_values(found, clause_list.values).to_json()
        unknowns, covers = None, []
        if unknown or chances is not None:
            if chances is None:
                from hamgara.assembly.likelihoods import likelihoods

                chances = likelihoods(acceptance)
            unknowns = engine.weigh_unknowns(found, chances, time_limit=time_limit)
            outcome["unknown"] = unknowns.to_json()
        if cover is not None:
            covers = [engine.cover(found, cover)]
            outcome["cover"] = covers[0].to_json()
    write_json(outcome, json)
    if html:
        texts = clause_list.texts if clause_list else None
        page = engine.frontier_html(
            found, on_page, texts, unknowns=unknowns, widening=widening, covers=covers, conflict=conflict
        )
        write_text(page, html)
    if free:
        table = engine.frontier_table(found, "en")
        print_tables([Table(table.caption, table.header, table.rows)])
        if conflict is not None:
            typer.echo(conflict.explain("en"))


def _check_names(acceptance: Acceptance, given: Rules) -> None:
    """Raise RuleError for a rule about a clause or a condition that no answer is about: it would rule nothing."""
    from hamgara.front import RuleError

    made = {answer.condition for row in acceptance.answers for answer in row}
    if strange := sorted((given.must | given.out) - set(acceptance.clauses)):
        raise RuleError("unknown-clause", f"no answers are known for these clauses: {', '.join(strange)}", strange)
    if strange := sorted(given.met - made):
        raise RuleError("unknown-condition", f"nobody made these conditions: {'; '.join(strange)}", strange)


@contextmanager
def _progress() -> Iterator[Callable[[tuple[Step, ...]], None] | None]:
    """A line on standard error, where that is a terminal: how many sizes are proved."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("sizes proved"), BarColumn(), TextColumn("{task.completed:.0f}/{task.total:.0f}")
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1)

        def tell(steps: tuple[Step, ...]) -> None:
            bar.update(task, total=len(steps), completed=sum(step.weight == step.bound for step in steps))

        yield tell
