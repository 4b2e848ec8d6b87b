"""`hamgara demo`: the founding meeting from its convening to its published resolution, told, verified and served."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hamgara.cli.instance import enter_instance
from hamgara.cli.refusal import refuse, refusing
from hamgara.cli.serve import run_server

if TYPE_CHECKING:
    from hamgara.demo.run import Adopted, Summary

__all__ = ["demo"]


def demo(
    folder: Annotated[
        Path, typer.Option("--dir", file_okay=False, metavar="DIR", help="Where the demonstration is kept.")
    ] = Path("demo-data"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="The port to listen at.")] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop after the summary.")] = False,
) -> None:
    """Tell the founding meeting and a public conversation, verify both records, say what came of it, and serve it.

    In a folder that holds the demonstration already, it is verified anew and served as it stands.
    """
    said = folder / "summary.txt"
    if not said.is_file() and folder.exists() and any(folder.iterdir()):
        refuse(f"{folder} holds something else, or a demonstration that was interrupted; choose another --dir", 2)
    told = said.is_file()
    enter_instance(folder, new=not told, demo=True)
    if told:
        _verify_again(folder)
    else:
        text = _summarise(_stage(folder))
        said.write_text(text, encoding="utf-8")
    typer.echo(said.read_text(encoding="utf-8"), nl=False)
    if not no_serve:
        typer.echo(f"\nOne click signs in as each of the cast at http://127.0.0.1:{port}/")
        sys.stdout.flush()
        run_server("127.0.0.1", port, 2)


def _stage(folder: Path) -> Summary:
    from hamgara.demo.run import run
    from hamgara.web.instance import prepare_instance

    prepare_instance(static=False)
    return run(folder, lambda what: typer.echo(f"… {what}", err=True))


def _verify_again(folder: Path) -> None:
    from hamgara.assembly import AssemblyReplay
    from hamgara.record import VerificationFailed, verify

    for bundle in sorted(folder.glob("published/*/record")):
        with refusing(VerificationFailed):
            verify(bundle, AssemblyReplay)
        typer.echo(f"… verified again: {bundle}", err=True)


def _summarise(summary: Summary) -> str:
    lines = ["Elected to the coordinating committee, in the order of the count:"]
    for number, one in enumerate(summary.elected, 1):
        rule = " (by the guarantee of place)" if one.by_place else ""
        lines.append(f"  {number}. {one.name.in_language('en')}, {one.city}, {one.country}{rule}")
    lines += ["", "Decided:"]
    lines += [f"  {_describe(decision)}" for decision in summary.decisions]
    lines += [
        "",
        f"The resolution has {summary.clauses} clauses, {summary.signatures} signatures of members and"
        f" {summary.accessions} accessions.",
        "",
        "Published and verified:",
    ]
    for one_record in summary.published:
        found = one_record.verification
        lines.append(f"  {one_record.slug}: {found.size} acts, root {found.root}")
        lines.append(f"    {one_record.bundle}")
        pages = [path for path in one_record.documents if path.suffix in (".bel", ".html", ".pdf")]
        shown = [path for path in pages if not path.name.startswith("minutes-")]
        lines += [f"    {path}" for path in shown]
        lines.append(f"    and {len(one_record.documents) - len(shown)} further files beside them")
    lines.append(f"\nTold, published and verified in {summary.seconds:.0f} s.")
    return "\n".join(lines) + "\n"


def _describe(decision: Adopted) -> str:
    result = "adopted" if decision.adopted else "not adopted"
    yes, no, abstain = map(_write_weight, (decision.yes, decision.no, decision.abstain))
    return f"{decision.matter} {decision.id}: {result}, {yes} for, {no} against, {abstain} abstaining"


def _write_weight(weight: Fraction) -> str:
    """Exactly: 743/10 is "74.3", 668/15 is "44 8/15"."""
    whole, rest = divmod(weight, 1)
    if not rest:
        return str(whole)
    if 1000 % rest.denominator == 0:
        return f"{whole}.{rest.numerator * 1000 // rest.denominator:03d}".rstrip("0")
    return f"{whole} {rest}" if whole else str(rest)
