"""The names of a resolution by FRBR, as Akoma Ntoso writes them: one work, its expressions, their manifestations.

A work is `/akn/xx/statement/resolution/<assembly>/<date>/<id>`; the assembly has no country, so it is under `xx`, which
ISO 3166-1 leaves to users.
"""

from __future__ import annotations

from typing import TypeAlias

from lxml import etree

from hamgara.dates import Language
from hamgara.documents.resolution import ResolutionDocument

__all__ = [
    "CODES",
    "NAMESPACE",
    "SOURCE",
    "XML",
    "Element",
    "date_of",
    "expression_of",
    "facts_of",
    "make",
    "manifest",
    "work_facts",
    "work_of",
]

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
XML = "http://www.w3.org/XML/1998/namespace"
#: Languages as Akoma Ntoso names them: ISO 639-2, alpha-3.
CODES: dict[Language, str] = {"fa": "fas", "en": "eng"}
#: Who says what stands in the metadata: the assembly.
SOURCE = "#assembly"

Element: TypeAlias = etree._Element


def make(tag: str, *content: Element | str | None, **attributes: str) -> Element:
    """An element; `class_` and the like lose their underscore, `lang` is xml:lang."""
    element = etree.Element(f"{{{NAMESPACE}}}{tag}")
    for key, value in attributes.items():
        element.set(f"{{{XML}}}lang" if key == "lang" else key.rstrip("_"), value)
    for part in content:
        if isinstance(part, str):
            if len(element):
                element[-1].tail = (element[-1].tail or "") + part
            else:
                element.text = (element.text or "") + part
        elif part is not None:
            element.append(part)
    return element


def work_of(document: ResolutionDocument) -> str:
    """The address of the work."""
    return f"/akn/xx/statement/resolution/{document.assembly}/{date_of(document)}/{document.id}"


def date_of(document: ResolutionDocument) -> str:
    """The day that the document bears."""
    return document.dated[:10]


def expression_of(document: ResolutionDocument, language: Language) -> str:
    """The address of the work in that language."""
    return f"{work_of(document)}/{CODES[language]}@{date_of(document)}"


def facts_of(document: ResolutionDocument) -> list[Element]:
    """Date and author, which every level has."""
    return [make("FRBRdate", date=date_of(document), name=document.status), make("FRBRauthor", href=SOURCE)]


def work_facts(document: ResolutionDocument) -> list[Element]:
    """What is said of the work."""
    return [
        make("FRBRalias", value=document.title.line, name="title"),
        *facts_of(document),
        make("FRBRcountry", value="xx"),
        make("FRBRsubtype", value="resolution"),
        make("FRBRnumber", value=document.id),
        make("FRBRname", value=document.title.line),
        make("FRBRprescriptive", value="false"),
        make("FRBRauthoritative", value="true"),
    ]


def manifest(document: ResolutionDocument, expression: str, part: str = "/!main") -> Element:
    """The manifestation of an expression: this XML."""
    return make(
        "FRBRManifestation",
        make("FRBRthis", value=f"{expression}{part}.xml"),
        make("FRBRuri", value=f"{expression}.akn"),
        *facts_of(document),
        make("FRBRformat", value="application/akn+xml"),
    )
