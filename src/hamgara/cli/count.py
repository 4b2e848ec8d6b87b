"""`hamgara count`: count the ballots of a file by one of the methods."""

from __future__ import annotations

from typing import Annotated

import typer

from hamgara.cli.options import HtmlTo, InputFile, JsonTo, OptionalFile, PageLanguage, read_language
from hamgara.cli.output import check_targets, write_json, write_text
from hamgara.cli.refusal import refusing

__all__ = ["count"]


def count(
    file: InputFile,
    method: Annotated[str, typer.Option(metavar="ID", help="Counting method, such as scottish-stv, schulze or pav.")],
    seats: Annotated[int | None, typer.Option(min=1, help="Seats, where not as the file says.")] = None,
    places: OptionalFile = None,
    rules: OptionalFile = None,
    seed: Annotated[str, typer.Option(metavar="TEXT", help="Text from which lots are drawn.")] = "",
    json: JsonTo = "",
    html: HtmlTo = "",
    language: PageLanguage = "fa",
) -> None:
    """Count the ballots of a file and say who is elected, stage by stage.

    The file is BLT, PrefLib (.soc .soi .toc .toi .cat), or CSV with a column for each candidate: ranks, approvals or
    scores, as the method needs. PrefLib and CSV need --seats.
    --places is a CSV of the candidates' places, --rules one of how many may or must come from each place.
    """
    from hamgara import elections
    from hamgara.cli.count_files import read_ballots
    from hamgara.cli.count_report import tabulate_count, tabulate_votes
    from hamgara.cli.tables import print_tables, render_page

    on_page = read_language(language)
    free = check_targets(json, html)
    # BallotError, CountError and RulesImpossible are ValueErrors; a place that is missing is a plain one.
    with refusing(ValueError):
        ballots = read_ballots(file, method, seats)
        outcome = elections.count(
            ballots,
            method,
            seats=seats,
            places=elections.read_places(places) if places else None,
            rules=elections.read_place_rules(rules) if rules else (),
            seed=seed,
        )
    write_json(outcome.to_json(), json)
    if html:
        tables = [*tabulate_count(outcome, on_page), tabulate_votes(outcome, on_page)]
        write_text(render_page(ballots.title or file.name, tables, on_page), html)
    if free:
        print_tables(tabulate_count(outcome, "en"))
