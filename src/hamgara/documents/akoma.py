"""Resolutions as Akoma Ntoso 3.0 (OASIS LegalDocML, 29 August 2018), for archives and parliaments' tools.

A resolution is a `statement`: its report in the preface, recitals in the preamble, bases, demands and slogans as
sections of clauses, signatures and accessions in the conclusions. The assembly and its record are named in the metadata
by FRBR: one work, an expression for each language, and where it is a translation, of what. Votes and quorum
stand in the analysis, reservations among the notes. Two languages are a collection of both expressions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from lxml import etree

from hamgara.assembly.clauses import ClauseKind
from hamgara.documents.frbr import (
    CODES,
    NAMESPACE,
    SOURCE,
    XML,
    Element,
    date_of,
    expression_of,
    facts_of,
    make,
    manifest,
    work_facts,
    work_of,
)
from hamgara.documents.labels import LABELS
from hamgara.documents.resolution import ResolutionClause, ResolutionDocument, Signatory
from hamgara.documents.resolution_sheet import Resolutions
from hamgara.documents.texts import Wording
from hamgara.documents.votes import Vote

__all__ = ["write_akoma"]

_SECTIONS: tuple[tuple[ClauseKind, str], ...] = (("basis", "bases"), ("demand", "demands"), ("slogan", "slogans"))


def write_akoma(resolutions: Resolutions) -> bytes:
    """The XML of a resolution, or of the same in two languages as a collection of two expressions."""
    documents = resolutions if isinstance(resolutions, tuple) else (resolutions,)
    root = etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})
    if len(documents) == 1:
        root.append(_statement(documents[0]))
    else:
        root.append(_collection(documents))
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return data


def _collection(documents: Sequence[ResolutionDocument]) -> Element:
    first = documents[0]
    whole = make("FRBRthis", value=f"{work_of(first)}/!collection")
    identification = make(
        "identification",
        make("FRBRWork", whole, make("FRBRuri", value=work_of(first)), *work_facts(first)),
        make(
            "FRBRExpression",
            make("FRBRthis", value=f"{work_of(first)}/mul@{date_of(first)}/!collection"),
            make("FRBRuri", value=f"{work_of(first)}/mul@{date_of(first)}"),
            *facts_of(first),
            *(make("FRBRlanguage", language=CODES[document.language]) for document in documents),
        ),
        manifest(first, f"{work_of(first)}/mul@{date_of(first)}", "/!collection"),
        source=SOURCE,
    )
    parts = [
        make("component", _named(_statement(document), f"cmp_{n}__"), eId=f"cmp_{n}")
        for n, document in enumerate(documents, 1)
    ]
    return make(
        "documentCollection",
        make("meta", identification, make("references", _organization("assembly", first.assembly_name), source=SOURCE)),
        make("collectionBody", *parts, eId="body"),
        name="resolution",
    )


def _named(statement: Element, prefix: str) -> Element:
    """The statement with its ids, and its references to them, under a prefix: in a collection each id stands once."""
    for element in statement.iter():
        for key, value in element.attrib.items():
            if key == "eId":
                element.set(key, prefix + value)
            elif key in ("href", "refersTo", "source", "outcome", "by") and value.startswith("#"):
                element.set(key, f"#{prefix}{value[1:]}")
    return statement


def _statement(document: ResolutionDocument) -> Element:
    own = _Statement(document)
    return make(
        "statement",
        own.meta(),
        own.preface(),
        own.preamble(),
        own.main(),
        own.conclusions(),
        name="resolution",
        contains="singleVersion",
    )


def _organization(id: str, name: Wording) -> Element:
    return make("TLCOrganization", eId=id, href=f"/akn/ontology/organization/{id}", showAs=name.line)


class _Statement:
    def __init__(self, document: ResolutionDocument) -> None:
        self.document = document
        self.label = LABELS[document.language]
        self.signatories: list[tuple[str, Signatory]] = [
            *((f"sgn_{n}", s) for n, s in enumerate((*document.organisations, *document.independents), 1)),
            *((f"acc_{n}", s) for n, s in enumerate(document.accessions, 1)),
        ]

    def meta(self) -> Element:
        """Who, what, when, in which language; the votes; the reservations; the head of the record."""
        return make(
            "meta",
            self._identification(),
            self._publication(),
            self._workflow(),
            self._analysis(),
            self._references(),
            self._notes(),
            self._proprietary(),
        )

    def _identification(self) -> Element:
        document = self.document
        expression = expression_of(document, document.language)
        translation = None
        if document.language != document.authoritative:
            translation = make(
                "FRBRtranslation",
                href=expression_of(document, document.authoritative),
                fromLanguage=CODES[document.authoritative],
                authoritative="false",
                by=SOURCE,
            )
        return make(
            "identification",
            make(
                "FRBRWork",
                make("FRBRthis", value=f"{work_of(document)}/!main"),
                make("FRBRuri", value=work_of(document)),
                *work_facts(document),
            ),
            make(
                "FRBRExpression",
                make("FRBRthis", value=f"{expression}/!main"),
                make("FRBRuri", value=expression),
                *facts_of(document),
                make("FRBRauthoritative", value="true" if translation is None else "false"),
                make("FRBRlanguage", language=CODES[document.language]),
                translation,
            ),
            manifest(document, expression),
            source=SOURCE,
        )

    def _publication(self) -> Element | None:
        if not self.document.published_at:
            return None
        date = self.document.published_at[:10]
        return make("publication", date=date, name="record", showAs=self.document.assembly_name.line)

    def _workflow(self) -> Element | None:
        if not self.document.adopted_at:
            return None
        step = make("step", date=self.document.adopted_at[:10], by=SOURCE, outcome="#adopted", refersTo="#whole")
        return make("workflow", step, source=SOURCE)

    def _analysis(self) -> Element | None:
        votes = [(f"#{self._clause_id(c)}", c.vote) for c in self.document.clauses if c.vote is not None]
        votes += [("#whole", self.document.vote)] if self.document.vote is not None else []
        found = [element for n, (href, vote) in enumerate(votes, 1) for element in self._vote(n, href, vote)]
        return make("analysis", make("parliamentary", *found), source=SOURCE) if found else None

    def _vote(self, n: int, href: str, vote: Vote) -> Iterator[Element]:
        """A vote, and before it the quorum of its sitting where that was counted."""
        quorum = vote.quorum
        if quorum is not None:
            yield make(
                "quorumVerification",
                make("quorum", eId=f"qrm_{n}__needed", value=str(quorum.needed), refersTo="#needed"),
                make("count", eId=f"qrm_{n}__present", value=str(quorum.present), refersTo="#present"),
                make("count", eId=f"qrm_{n}__roll", value=str(quorum.roll), refersTo="#roll"),
                eId=f"qrm_{n}",
                outcome="#quorum" if quorum.holds else "#noQuorum",
                href=href,
            )
        counts: list[tuple[str, Fraction]] = [("yes", vote.yes), ("no", vote.no), ("abstain", vote.abstain)]
        yield make(
            "voting",
            *(make("count", eId=f"vte_{n}__{k}", value=str(v), refersTo=f"#{k}") for k, v in counts),
            eId=f"vte_{n}",
            outcome="#adopted" if vote.adopted else "#rejected",
            href=href,
        )

    def _references(self) -> Element:
        label = self.label
        concepts = {
            "adopted": label.was_adopted,
            "rejected": label.was_rejected,
            "whole": label.whole,
            "yes": label.yes,
            "no": label.no,
            "abstain": label.abstain,
            "needed": label.quorum_needed,
            "present": label.quorum_present,
            "roll": label.quorum_roll,
            "quorum": label.quorum_holds,
            "noQuorum": label.quorum_fails,
        }
        found = [_organization("assembly", self.document.assembly_name)]
        for id, signatory in self.signatories:
            if signatory.kind == "organisation":
                found.append(_organization(id, signatory.name))
            else:
                person = {"eId": id, "href": f"/akn/ontology/person/{id}", "showAs": signatory.name.line}
                found.append(make("TLCPerson", **person))
        if self.document.occasion is not None:
            title = self.document.occasion.title.line
            found.append(make("TLCEvent", eId="meeting", href="/akn/ontology/event/meeting", showAs=title))
        found += [
            make("TLCConcept", eId=id, href=f"/akn/ontology/concept/{id}", showAs=said) for id, said in concepts.items()
        ]
        return make("references", *found, source=SOURCE)

    def _notes(self) -> Element | None:
        notes = [
            make(
                "note",
                *self._paragraphs(note.wording, f"not_{note.number}", lead=note.lead),
                eId=f"not_{note.number}",
                marker=str(note.number),
            )
            for clause in self.document.clauses
            for note in clause.notes
        ]
        return make("notes", *notes, source=SOURCE) if notes else None

    def _proprietary(self) -> Element:
        """The particulars of the record by which the text can be verified."""
        space = "urn:hamgara:record"
        proprietary = make("proprietary", source=SOURCE)
        record = etree.SubElement(proprietary, f"{{{space}}}record", nsmap={"record": space})
        record.set("assembly", self.document.assembly)
        record.set("textHash", self.document.text_hash)
        record.set("key", self.document.log_key)
        if self.document.head is not None:
            record.set("size", str(self.document.head.size))
            record.set("root", self.document.head.root)
        return proprietary

    def preface(self) -> Element:
        """Title, meeting, days, and the report."""
        document = self.document
        title = make("longTitle", make("p", make("docTitle", *self._inline(document.title))), eId="longTitle")
        occasion: list[Element] = []
        if document.occasion is not None:
            lines = [document.occasion.title.line, document.occasion.place, document.occasion.days]
            occasion = [make("p", line) for line in lines if line]
        report = make("container", *self._paragraphs(document.report, "report"), name="report", eId="report")
        return make("preface", title, *occasion, report, eId="preface", lang=document.language)

    def preamble(self) -> Element | None:
        """The clauses of the preamble as recitals."""
        found = self.document.of("preamble")
        if not found:
            return None
        recitals = [make("recital", *self._clause_text(clause), eId=self._clause_id(clause)) for clause in found]
        heading = make("heading", self.label.preamble)
        return make(
            "preamble", make("recitals", heading, *recitals, eId="recs"), eId="preamble", lang=self.document.language
        )

    def main(self) -> Element:
        """Bases, demands and slogans, each a section of clauses; an assembly that has none says so by a paragraph."""
        headings = {"basis": self.label.bases, "demand": self.label.demands, "slogan": self.label.slogans}
        sections = []
        for kind, id in _SECTIONS:
            clauses = self.document.of(kind)
            if clauses:
                parts = [self._clause(clause) for clause in clauses]
                sections.append(make("section", make("heading", headings[kind]), *parts, eId=f"sec_{id}"))
        if not sections:
            sections = [make("p", self.label.whole)]
        return make("mainBody", *sections, eId="mainBody", lang=self.document.language)

    def _clause(self, clause: ResolutionClause) -> Element:
        id = self._clause_id(clause)
        heading = make("heading", *self._inline(clause.title)) if clause.kind != "slogan" else None
        content = make("content", *self._clause_text(clause), eId=f"{id}__content")
        return make("clause", make("num", str(clause.number)), heading, content, eId=id)

    def _clause_id(self, clause: ResolutionClause) -> str:
        if clause.kind == "preamble":
            return f"recs__rec_{clause.number}"
        return f"sec_{dict(_SECTIONS)[clause.kind]}__clause_{clause.number}"

    def _clause_text(self, clause: ResolutionClause) -> list[Element]:
        calls = [make("noteRef", href=f"#not_{note.number}", marker=str(note.number)) for note in clause.notes]
        return list(self._paragraphs(clause.text, self._clause_id(clause), calls=calls))

    def _paragraphs(
        self, wording: Wording, id: str, *, lead: str = "", calls: Sequence[Element] = ()
    ) -> Iterator[Element]:
        """The paragraphs of a wording; each says its language where that is not the document's."""
        last = len(wording.paragraphs) - 1
        for n, text in enumerate(wording.paragraphs):
            p = make("p", lead if n == 0 else "", *_lines(text), *(calls if n == last else ()), eId=f"{id}__p_{n + 1}")
            if wording.language != self.document.language:
                p.set(f"{{{XML}}}lang", wording.language)
            yield p

    def _inline(self, wording: Wording) -> list[Element | str]:
        if wording.language == self.document.language:
            return [wording.line]
        return [make("span", wording.line, lang=wording.language)]

    def conclusions(self) -> Element:
        """Signatures with places, those whose names are not published counted, and accessions."""
        label, document = self.label, self.document
        signed = [(id, s) for id, s in self.signatories if id.startswith("sgn_")]
        acceded = [(id, s) for id, s in self.signatories if id.startswith("acc_")]
        parts: list[Element] = []
        if signed or document.unnamed:
            lines = [make("p", label.signatories), *(self._signature(id, s, s.place) for id, s in signed)]
            if document.unnamed:
                form = label.unnamed_one if document.unnamed == 1 else label.unnamed_many
                lines.append(make("p", form.format(count=document.unnamed), class_="unnamed"))
            parts.append(make("container", *lines, name="signatories", eId="signatories"))
        else:
            parts.append(make("p", label.no_signatories))
        if acceded:
            lines = [
                self._signature(id, s, label.semicolon.join([s.place, label.acceded_on.format(date=s.day)]))
                for id, s in acceded
            ]
            parts.append(make("container", make("p", label.accessions), *lines, name="accessions", eId="accessions"))
        return make("conclusions", *parts, eId="conclusions", lang=document.language)

    def _signature(self, id: str, signatory: Signatory, place: str) -> Element:
        who = "organization" if signatory.kind == "organisation" else "person"
        name = make(who, *self._inline(signatory.name), refersTo=f"#{id}", eId=f"sig_{id}__{who}")
        return make("p", make("signature", name, f" — {place}" if place else "", eId=f"sig_{id}"))


def _lines(text: str) -> Iterator[Element | str]:
    first, *others = text.split("\n")
    yield first
    for line in others:
        yield make("br")
        yield line
