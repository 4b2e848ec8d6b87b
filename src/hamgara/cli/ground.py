"""`hamgara ground`: what members agree with, class by class, and how sure that is."""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated

import typer

from hamgara.cli.options import HtmlTo, InputFile, JsonTo, OptionalFile, PageLanguage, read_language
from hamgara.cli.output import check_targets, write_json, write_text
from hamgara.cli.refusal import refuse, refusing

__all__ = ["ground"]


def ground(
    file: InputFile,
    classes: OptionalFile = None,
    column: Annotated[str, typer.Option(metavar="NAME", help="The column of --classes that counts.")] = "class",
    texts: OptionalFile = None,
    level: Annotated[str, typer.Option(metavar="SHARE", help="Confidence of the intervals.")] = "9/10",
    floor: Annotated[int, typer.Option(min=1, help="Decided votes that each class needs for a rank.")] = 5,
    json: JsonTo = "",
    html: HtmlTo = "",
    language: PageLanguage = "fa",
) -> None:
    """Count agreement with each statement of a CSV of votes, with its interval, and rank the common ground.

    --classes is a CSV of participants and their classes, --texts one of statements and their texts.
    """
    from hamgara import ground as engine
    from hamgara.cli.tables import Table, print_tables

    on_page = read_language(language)
    free = check_targets(json, html)
    try:
        wanted = Fraction(level)
    except (ValueError, ZeroDivisionError):
        refuse(f"--level is a share such as 9/10 or 0.95, not {level!r}", 2)
    # VotesError is a ValueError; a level or a class that cannot be is a plain one.
    with refusing(ValueError):
        votes = engine.read_votes(file)
        of = engine.read_classes(classes, column) if classes else None
        words = engine.read_texts(texts) if texts else {}
        found = engine.agreement(votes, classes=of, level=wanted, floor=floor)
    write_json(found.to_json(), json)
    if html:
        write_text(engine.agreement_html(found, words, on_page), html)
    if free:
        table = engine.agreement_table(found, "en")
        print_tables([Table(table.caption, table.header, table.rows)])
