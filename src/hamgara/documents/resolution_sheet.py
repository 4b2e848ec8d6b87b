"""The resolution laid out: its sections in order, as blocks of one language or of two side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, TypeAlias

from hamgara.assembly.clauses import ClauseKind
from hamgara.dates import format_number
from hamgara.documents.labels import LABELS, Labels
from hamgara.documents.resolution import ResolutionClause, ResolutionDocument, Signatory
from hamgara.documents.sheet import Block, Endnotes, Fact, Heading, Item, Masthead, Prose, Roll, Seal, Sheet, Side
from hamgara.documents.texts import Wording
from hamgara.documents.votes import describe_vote

__all__ = ["Resolutions", "lay_out_resolution"]

#: A resolution in one language, or the same one in two, that of the leading side first.
Resolutions: TypeAlias = ResolutionDocument | tuple[ResolutionDocument, ResolutionDocument]


def lay_out_resolution(resolutions: Resolutions) -> Sheet:
    """The sheet of a resolution, or of the same resolution in two languages side by side.

    Raises ValueError where the two are not the same resolution made from the same record.
    """
    sides = resolutions if isinstance(resolutions, tuple) else (resolutions,)
    first = sides[0]
    for other in sides[1:]:
        for part in ("assembly", "id", "status", "dated", "text_hash", "head"):
            found, expected = getattr(other, part), getattr(first, part)
            if found != expected:
                raise ValueError(f"side by side, {part}: {expected!r} is expected on both sides, found {found!r}")
    return Sheet(
        title=" / ".join(side.title.line for side in sides),
        whose=" / ".join(side.assembly_name.line for side in sides),
        dated=first.dated,
        sides=tuple(Side(side.language, tuple(_blocks(side))) for side in sides),
    )


def _blocks(document: ResolutionDocument) -> Iterator[Block]:
    label = LABELS[document.language]
    yield _masthead(document, label)
    yield _heading(document, label.report)
    yield Prose(document.report, remark=_remark(document.report, label))
    yield from _prose_section(document, "preamble", label.preamble)
    yield from _clause_section(document, "basis", label.bases)
    yield from _clause_section(document, "demand", label.demands)
    yield from _prose_section(document, "slogan", label.slogans)
    yield from _signatories(document, label)
    if document.accessions:
        yield _heading(document, label.accessions)
        yield Roll(
            tuple(_acceding(signatory, label) for signatory in document.accessions),
            columns=(label.name, label.place_and_day),
        )
    if any(clause.notes for clause in document.clauses):
        yield Endnotes(label.reservations)
    yield from _votes(document, label)
    yield from _verification(document, label)


def _masthead(document: ResolutionDocument, label: Labels) -> Masthead:
    lines: list[str] = []
    if document.occasion is not None:
        lines += [document.occasion.title.line, document.occasion.place, document.occasion.days]
    dates = [
        form.format(date=day)
        for form, day in ((label.adopted_on, document.adopted), (label.published_on, document.published))
        if day
    ]
    authoritative = label.authoritative.format(
        language=label.persian if document.authoritative == "fa" else label.english
    )
    lines.append(" · ".join([*dates, authoritative]))
    warning = label.draft if document.status == "draft" else ""
    return Masthead(document.assembly_name.line, document.title, tuple(filter(None, lines)), warning)


def _heading(document: ResolutionDocument, text: str) -> Heading:
    return Heading(2, Wording((text,), document.language))


def _soft(document: ResolutionDocument, text: str) -> Prose:
    return Prose(Wording((text,), document.language), "soft")


def _remark(wording: Wording, label: Labels) -> str:
    return {"current": "", "stale": label.stale, "missing": label.missing}[wording.standing]


def _prose_section(document: ResolutionDocument, kind: ClauseKind, heading: str) -> Iterator[Block]:
    clauses = document.of(kind)
    if clauses:
        yield _heading(document, heading)
    for clause in clauses:
        yield _prose(clause, LABELS[document.language])


def _clause_section(document: ResolutionDocument, kind: ClauseKind, heading: str) -> Iterator[Block]:
    clauses = document.of(kind)
    if clauses:
        yield _heading(document, heading)
    for clause in clauses:
        yield Heading(3, clause.title, format_number(clause.number, document.language))
        yield _prose(clause, LABELS[document.language])


def _prose(clause: ResolutionClause, label: Labels) -> Prose:
    style: Literal["body", "slogan"] = "slogan" if clause.kind == "slogan" else "body"
    return Prose(clause.text, style, _remark(clause.text, label), clause.notes)


def _signatories(document: ResolutionDocument, label: Labels) -> Iterator[Block]:
    yield _heading(document, label.signatories)
    if not (document.organisations or document.independents or document.unnamed):
        yield _soft(document, label.no_signatories)
        return
    if document.organisations or document.independents:
        yield _soft(document, label.signing_order)
    if document.organisations:
        yield Heading(3, Wording((label.organisations,), document.language))
        yield Roll(tuple(Item(s.name, s.place) for s in document.organisations), columns=(label.name, label.place))
    if document.independents or document.unnamed:
        yield Heading(3, Wording((label.independents,), document.language))
    if document.independents:
        yield Roll(tuple(Item(s.name, s.place) for s in document.independents), columns=(label.name, label.place))
    if document.unnamed:
        count = format_number(document.unnamed, document.language)
        form = label.unnamed_one if document.unnamed == 1 else label.unnamed_many
        said = form.format(count=count)
        yield Prose(Wording((_opening(said, document),), document.language))


def _opening(said: str, document: ResolutionDocument) -> str:
    """The sentence on those without a name, which begins with "and" only after names."""
    if document.independents:
        return said
    return said.removeprefix("و ").removeprefix("and ")


def _acceding(signatory: Signatory, label: Labels) -> Item:
    return Item(signatory.name, label.semicolon.join([signatory.place, label.acceded_on.format(date=signatory.day)]))


def _votes(document: ResolutionDocument, label: Labels) -> Iterator[Block]:
    items = [_vote_item(document, clause, label) for clause in document.clauses if clause.vote is not None]
    if document.vote is not None:
        whole = Wording((label.whole,), document.language)
        items.append(Item(whole, describe_vote(document.vote, document.language)))
    if not items:
        return
    yield _heading(document, label.votes)
    votes = [clause.vote for clause in document.clauses] + [document.vote]
    said = [
        label.rule_clause.format(rule=document.rule_clause) if document.rule_clause else "",
        label.rule_resolution.format(rule=document.rule_resolution) if document.rule_resolution else "",
        label.by_weight if any(vote is not None and vote.weighted for vote in votes) else "",
    ]
    if any(said):
        yield _soft(document, " ".join(filter(None, said)))
    yield Roll(tuple(items), columns=(label.part, label.result))


def _vote_item(document: ResolutionDocument, clause: ResolutionClause, label: Labels) -> Item:
    assert clause.vote is not None
    name = {
        "preamble": label.one_preamble,
        "basis": label.one_basis,
        "demand": label.one_demand,
        "slogan": label.one_slogan,
    }[clause.kind]
    number = format_number(clause.number, document.language)
    title = f"{name} {number}{label.colon}{clause.title.line}"
    return Item(Wording((title,), document.language), describe_vote(clause.vote, document.language))


def _verification(document: ResolutionDocument, label: Labels) -> Iterator[Block]:
    yield _heading(document, label.verify)
    head = document.head
    said = label.verify_how, label.verify_no_head if head is None else label.verify_head
    yield Prose(Wording((" ".join(said),), document.language))
    facts = [
        Fact("", "hamgara verify BUNDLE"),
        Fact(label.assembly_id, document.assembly),
        Fact(label.text_hash, document.text_hash),
        Fact(label.record_key, document.log_key),
    ]
    if head is None:
        yield Seal(tuple(facts))
        return
    facts[2:2] = [Fact(label.record_size, str(head.size)), Fact(label.record_root, head.root)]
    text = head.text(document.assembly)
    yield Seal(tuple(facts), text, label.qr.format(text=text))
