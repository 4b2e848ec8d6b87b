"""The package of a DOCX file (ECMA-376 part 2): its parts, their types and relationships, the same bytes every time.

Nothing depends on the machine: entries are in a fixed order with one fixed time, and they are stored, not deflated,
because different versions of zlib deflate differently.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from hamgara.documents.docx.elements import Element

__all__ = ["CUSTOM", "OFFICE", "Part", "core_properties", "custom_properties", "serialise", "write_package"]

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CUSTOM = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
_VARIANTS = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
_CORE_RELATION = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_DC, _TERMS, _XSI = (
    "http://purl.org/dc/elements/1.1/",
    "http://purl.org/dc/terms/",
    "http://www.w3.org/2001/XMLSchema-instance",
)
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CONTENT: Mapping[str, str] = {
    "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
    "word/document.xml": f"{_WORD}.document.main+xml",
    **{
        f"word/{part}.xml": f"{_WORD}.{part}+xml"
        for part in ("fontTable", "footer", "footnotes", "header", "numbering", "settings", "styles")
    },
}
_ROOT = {
    "docProps/core.xml": _CORE_RELATION,
    "docProps/custom.xml": f"{OFFICE}/custom-properties",
    "word/document.xml": f"{OFFICE}/officeDocument",
}
#: The property set of custom properties ([MS-OLEPS] section 2.1).
_PROPERTY_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
#: The earliest time that a zip entry can bear.
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Part:
    """A part by its name and bytes."""

    name: str
    data: bytes = field(repr=False)


def serialise(element: Element) -> bytes:
    """An element as the bytes of a part."""
    data: bytes = etree.tostring(element, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def write_package(parts: Sequence[Part]) -> bytes:
    """The file that holds those parts. Parts beneath `word/` are related to the document, by the name of the part."""
    names = [part.name for part in parts]
    related = {name: f"{OFFICE}/{name[5:-4]}" for name in names if name in _CONTENT and name not in _ROOT}
    related |= {name: f"{OFFICE}/image" for name in names if name.endswith(".png")}
    files = {
        "[Content_Types].xml": _types(names),
        "_rels/.rels": _relations({name: _ROOT[name] for name in names if name in _ROOT}),
        "word/_rels/document.xml.rels": _relations({name[5:]: kind for name, kind in related.items()}),
        **{part.name: part.data for part in parts},
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as package:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 0
            package.writestr(entry, files[name])
    return held.getvalue()


def relation_id(target: str) -> str:
    """The id of the relationship to a part of that name."""
    return "r-" + target.rpartition("/")[2].partition(".")[0]


def _types(names: Sequence[str]) -> bytes:
    types = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
    defaults = {
        "png": "image/png",
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
    }
    for extension, kind in defaults.items():
        etree.SubElement(types, f"{{{_TYPES}}}Default", Extension=extension, ContentType=kind)
    for name in sorted(names):
        if name in _CONTENT:
            etree.SubElement(types, f"{{{_TYPES}}}Override", PartName=f"/{name}", ContentType=_CONTENT[name])
    return serialise(types)


def _relations(targets: Mapping[str, str]) -> bytes:
    relations = etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap={None: _RELATIONS})
    for target in sorted(targets):
        tag = f"{{{_RELATIONS}}}Relationship"
        etree.SubElement(relations, tag, Id=relation_id(target), Type=targets[target], Target=target)
    return serialise(relations)


def core_properties(title: str, whose: str, dated: str, languages: Sequence[str]) -> Part:
    """Title, creator, languages and the time that the document bears, in UTC."""
    core = etree.Element(f"{{{_CORE}}}coreProperties", nsmap={"cp": _CORE, "dc": _DC, "dcterms": _TERMS, "xsi": _XSI})
    for tag, text in ((f"{{{_DC}}}title", title), (f"{{{_DC}}}creator", whose)):
        etree.SubElement(core, tag).text = text
    etree.SubElement(core, f"{{{_DC}}}language").text = ", ".join(languages)
    etree.SubElement(core, f"{{{_CORE}}}lastModifiedBy").text = whose
    for tag in ("created", "modified"):
        etree.SubElement(core, f"{{{_TERMS}}}{tag}", {f"{{{_XSI}}}type": "dcterms:W3CDTF"}).text = dated
    return Part("docProps/core.xml", serialise(core))


def custom_properties(values: Mapping[str, str]) -> Part:
    """Further properties by name, which word processors keep."""
    properties = etree.Element(f"{{{CUSTOM}}}Properties", nsmap={None: CUSTOM, "vt": _VARIANTS})
    for number, (key, value) in enumerate(values.items(), 2):
        held = etree.SubElement(properties, f"{{{CUSTOM}}}property", fmtid=_PROPERTY_SET, pid=str(number), name=key)
        etree.SubElement(held, f"{{{_VARIANTS}}}lpwstr").text = value
    return Part("docProps/custom.xml", serialise(properties))
