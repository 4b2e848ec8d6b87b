"""`hamgara count`: count the ballots of a file by one of the methods, or by several to see where they differ."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.options import HtmlTo, InputFile, JsonTo, OptionalFile, PageLanguage, read_language
from hamgara.cli.output import check_targets, write_json, write_text
from hamgara.cli.refusal import refuse, refusing

if TYPE_CHECKING:
    from hamgara.dates import Language

__all__ = ["count"]

PdfTo = Annotated[Path | None, typer.Option("--pdf", dir_okay=False, metavar="FILE", help="Write the report as a PDF.")]


def count(
    file: InputFile,
    method: Annotated[
        str, typer.Option(metavar="ID", help="Counting method, such as scottish-stv, schulze or pav.")
    ] = "",
    compare: Annotated[
        str, typer.Option(metavar="IDS", help="Methods set side by side, with commas between them; or: all.")
    ] = "",
    seats: Annotated[int | None, typer.Option(min=1, help="Seats, where not as the file says.")] = None,
    places: OptionalFile = None,
    rules: OptionalFile = None,
    seed: Annotated[str, typer.Option(metavar="TEXT", help="Text from which lots are drawn.")] = "",
    invalid: Annotated[
        str, typer.Option(metavar="RULE", help="Ballots with a defect, such as equal=cut,skipped=void.")
    ] = "",
    margin: Annotated[bool, typer.Option("--margin", help="Seek the margin even where that takes long.")] = False,
    json: JsonTo = "",
    html: HtmlTo = "",
    pdf: PdfTo = None,
    language: PageLanguage = "fa",
) -> None:
    """Count the ballots of a file and say who is elected and why, stage by stage.

    The file is BLT, PrefLib (.soc .soi .toc .toi .cat), or CSV with a column for each candidate: ranks, approvals or
    scores, as the method needs. PrefLib and CSV need --seats.
    --places is a CSV of the candidates' places, --rules one of how many may or must come from each place.
    --invalid says for each defect (equal, skipped, repeated, unknown) whether the ballot is void, counts up to there
    (cut) or without it (pass); where nothing is said a rank left out does no harm and all else is void.
    --compare counts the same ballots by several methods, held against --method or the first of them; all means all
    that take ballots of the kind that --method takes.
    """
    from hamgara import documents, elections
    from hamgara.cli.count_files import Question, compare_methods, count_file, list_methods
    from hamgara.cli.sheets import print_sheet

    on_page = read_language(language)
    free = check_targets(json, html)
    if not method and not compare:
        refuse("--method or --compare is needed", 2)
    with refusing(ValueError):
        validity = elections.Validity.parse(invalid) if invalid else elections.Validity()
    question = Question(file, seats, places, rules, seed, validity, margin)
    found: documents.Counting | documents.Comparison
    # BallotError, CountError and RulesImpossible are ValueErrors; a place that is missing is a plain one.
    with refusing(ValueError):
        if compare:  # noqa: SIM108 - one line would be too long
            found = compare_methods(question, list_methods(method, compare))
        else:
            found = count_file(question, method)

    def lay_out(in_language: Language) -> documents.Sheet:
        if isinstance(found, documents.Comparison):
            return documents.lay_out_comparison(found, in_language)
        return documents.lay_out_count(found, in_language)

    write_json(found.to_json(), json)
    if html:
        write_text(documents.write_html(lay_out(on_page)), html)
    if pdf is not None:
        with refusing(documents.PdfError):
            pdf.write_bytes(documents.write_pdf(lay_out(on_page)))
    if free:
        print_sheet(lay_out("en"))
