"""`hamgara draft`: the draft of an assembly with its amendments for word processors, and what comes back from them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hamgara.cli.instance import enter_instance, is_instance
from hamgara.cli.options import JsonTo
from hamgara.cli.output import check_targets, write_json
from hamgara.cli.refusal import refuse, refusing

if TYPE_CHECKING:
    from hamgara.assembly import State
    from hamgara.documents import Proposal

__all__ = ["draft"]


def draft(
    action: Annotated[str, typer.Argument(metavar="ACTION", help="write or import.")],
    source: Annotated[
        Path, typer.Argument(exists=True, metavar="SOURCE", help="An instance's folder, or a published record.")
    ],
    file: Annotated[
        Path | None, typer.Argument(exists=True, dir_okay=False, metavar="[FILE]", help="The DOCX to import.")
    ] = None,
    assembly: Annotated[str, typer.Option(metavar="NAME", help="The assembly's short name, in an instance.")] = "",
    out: Annotated[
        Path | None, typer.Option(file_okay=False, metavar="DIR", help="A new or empty folder, for write.")
    ] = None,
    clause: Annotated[str, typer.Option(metavar="ID", help="Only this clause.")] = "",
    voting_list: Annotated[str, typer.Option("--list", metavar="ID", help="A voting list, open or closed.")] = "",
    by: Annotated[str, typer.Option(metavar="ID", help="Who proposes what is imported.")] = "",
    group: Annotated[
        str, typer.Option(metavar="clause|change", help="One amendment for each author and clause, or for each change.")
    ] = "clause",
    json: JsonTo = "",
) -> None:
    """Write the draft with its amendments for word processors, or read an edited one as amendments.

    write: the list of amendments, the voting list and the draft with tracked changes, in every format, into --out.
    import: a DOCX that was edited with changes tracked, as acts that propose what it asks for; nothing is proposed.
    """
    if action == "write":
        if out is None:
            refuse("--out DIR is needed: a new or empty folder", 2)
        if clause and voting_list:
            refuse("--clause or --list, not both", 2)
        _write(_read_state(source, assembly), out, clause, voting_list)
    elif action == "import":
        if file is None:
            refuse("a DOCX file to import is needed", 2)
        if group not in ("clause", "change"):
            refuse(f"--group is clause or change, not {group!r}", 2)
        _import(_read_state(source, assembly), file, by, group, json)
    else:
        refuse(f"write or import is expected, not {action!r}", 2)


def _read_state(source: Path, assembly: str) -> State:
    """The assembly of an instance as it stands, or that of a published record once it is verified."""
    from hamgara import record
    from hamgara.assembly import AssemblyReplay

    if is_instance(source):
        if not assembly:
            refuse("--assembly NAME is needed in an instance", 2)
        enter_instance(source)
        from hamgara.web.store.log import open_assembly

        try:
            return open_assembly(assembly).snapshot().state
        except KeyError:
            refuse(f"the instance has no assembly {assembly}", 2)
    made: list[AssemblyReplay] = []

    def start(attachments: Any) -> AssemblyReplay:
        made.append(AssemblyReplay(attachments))
        return made[-1]

    try:
        record.verify(source, start)
    except record.VerificationFailed as failure:
        refuse(f"not verified: {failure}")
    return made[-1].state


def _write(state: State, out: Path, clause: str, voting_list: str) -> None:
    from hamgara.documents import PdfError, drafting_files

    if out.exists() and any(out.iterdir()):
        refuse(f"{out} is not empty", 2)
    try:
        with refusing(PdfError):
            for name, data in drafting_files(state, clause=clause, voting_list=voting_list):
                out.mkdir(parents=True, exist_ok=True)
                (out / name).write_bytes(data)
                typer.echo(out / name)
    except KeyError as error:
        refuse(str(error.args[0]))


def _import(state: State, file: Path, by: str, group: str, json: str) -> None:
    from hamgara.documents import read_proposals
    from hamgara.documents.docx import LARGEST_FILE, DocxError

    free = check_targets(json)
    with refusing(DocxError):
        if file.stat().st_size > LARGEST_FILE:
            raise DocxError("too-large", str(file), f"at most {LARGEST_FILE} bytes are read")
        found = read_proposals(state, file.read_bytes(), by=by, group="change" if group == "change" else "clause")
    rows = [_row(state, proposal, by) for proposal in found.proposals]
    write_json({"amendments": rows, "unread": list(found.unread), "marked": found.marked}, json)
    if not free:
        return
    for proposal in found.proposals:
        for line in _lines(proposal):
            typer.echo(line)
    for place in found.unread:
        typer.echo(f"not read: {place}")
    typer.echo(f"{sum(p.ready for p in found.proposals)} of {len(found.proposals)} amendments can be proposed")


def _row(state: State, proposal: Proposal, by: str) -> dict[str, Any]:
    act = {"assembly": state.assembly, "by": by, "act": "amendment.proposed", "data": dict(proposal.data)}
    return {
        "standing": proposal.standing,
        "author": proposal.author,
        "when": proposal.when,
        "tracked": proposal.tracked,
        "clause": proposal.clause,
        "version": proposal.version,
        "old": proposal.old,
        "new": proposal.new,
        "reasons": [{"code": r.code, "clause": r.clause, "was": r.was, "now": r.now} for r in proposal.reasons],
        "act": act if proposal.ready else None,
    }


def _lines(proposal: Proposal) -> list[str]:
    from hamgara.drafting import diff, mark_up

    who = proposal.author or "nobody named"
    lines = [f"{proposal.standing}: clause {proposal.clause or '-'}, version {proposal.version}, by {who}"]
    if proposal.new != proposal.old:
        lines.append("    " + mark_up(diff(proposal.old, proposal.new)).replace("\n", "\n    "))
    lines += [f"    {title}: a clause more" for title in proposal.titles.values()]
    lines += [f"    {reason.code}: {reason.was} -> {reason.now}" for reason in proposal.reasons]
    return lines
