"""`hamgara front`: which package of clauses would have the most signers, for every number of clauses."""

from __future__ import annotations

from typing import Annotated

import typer

from hamgara.cli.options import HtmlTo, InputFile, JsonTo, OptionalFile, PageLanguage, read_language
from hamgara.cli.output import check_targets, write_json, write_text
from hamgara.cli.refusal import refusing

__all__ = ["front"]


def front(
    file: InputFile,
    members: OptionalFile = None,
    clauses: OptionalFile = None,
    reservations: Annotated[
        int, typer.Option(min=0, help="Clauses that a signer may leave out with a recorded reservation.")
    ] = 0,
    json: JsonTo = "",
    html: HtmlTo = "",
    language: PageLanguage = "fa",
) -> None:
    """Find the widest front for every number of clauses from a CSV of who accepts what.

    --members is a CSV of weights and classes, --clauses one of bases, texts and which must be in or out.
    """
    from hamgara import front as engine
    from hamgara.cli.tables import Table, print_tables

    on_page = read_language(language)
    free = check_targets(json, html)
    with refusing(engine.AcceptanceError, engine.RuleError):
        acceptance = engine.read_acceptance(file)
        member_list = engine.read_members(members) if members else engine.MemberList({}, {})
        clause_list = engine.read_clauses(clauses) if clauses else None
        found = engine.frontier(
            acceptance,
            weights=member_list.weights,
            bases=clause_list.bases if clause_list else None,
            classes=member_list.classes,
            rules=engine.Rules(must=clause_list.must, out=clause_list.out) if clause_list else None,
            reservations=reservations,
        )
    write_json(found.to_json(), json)
    if html:
        write_text(engine.frontier_html(found, on_page, clause_list.texts if clause_list else None), html)
    if free:
        table = engine.frontier_table(found, "en")
        print_tables([Table(table.caption, table.header, table.rows)])
