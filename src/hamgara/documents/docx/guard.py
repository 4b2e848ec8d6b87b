"""Files from outside, opened without trusting them: nothing is fetched, expanded, run, or inflated beyond its limits.

Sizes are checked before anything is inflated and again while it is. XML is read without network, DTD and entities.
What could act in a word processor (macros, embedded objects, links to elsewhere, fields that fetch) is refused with its
place, though nothing here would follow it: the file is likely to be handed on.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

from lxml import etree

from hamgara.documents.docx.elements import Element, name
from hamgara.documents.docx.errors import DocxError

__all__ = ["LARGEST_FILE", "Package", "open_package"]

#: Bytes of a whole file, of one part and of all parts inflated; so many parts; so many times a part may grow.
LARGEST_FILE = 8 * 2**20
LARGEST_PART = 16 * 2**20
LARGEST_WHOLE = 48 * 2**20
MOST_PARTS = 400
MOST_GROWTH = 200
_SMALL = 64 * 2**10

DOCUMENT = "word/document.xml"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CONTENT_TYPES = "[Content_Types].xml"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MACROS = re.compile(r"vba|macroenabled|customui|attachedtoolbars|keymapcustomizations", re.IGNORECASE)
_EMBEDDED = re.compile(
    r"oleobject|/package$|embeddings/|activex|/control$|afchunk|/subdocument$|/frame$|externallink|"
    r"attachedtemplate|mailmerge|\.(exe|dll|bat|cmd|vbs|js|hta|lnk|bin)$",
    re.IGNORECASE,
)
_OBJECTS = {name(tag) for tag in ("altChunk", "object", "control", "subDoc", "frameset", "dataSource", "movie")}
#: Fields that say something of the document itself.
_FIELDS = frozenset(
    word
    for line in (
        "AUTHOR COMMENTS CREATEDATE DATE EDITTIME FILENAME KEYWORDS LASTSAVEDBY LISTNUM NOTEREF NUMCHARS NUMPAGES",
        "NUMWORDS PAGE PAGEREF PRINTDATE REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ STYLEREF SUBJECT SYMBOL TC TIME",
        "TITLE TOC USERNAME XE",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Package:
    """A file that was opened: its parts as bytes, its XML parts as trees."""

    parts: Mapping[str, bytes]
    trees: Mapping[str, Element]

    def tree(self, part: str) -> Element | None:
        """The XML part of that name, or None."""
        return self.trees.get(part)


def open_package(data: bytes) -> Package:
    """The parts of a DOCX file. Raises DocxError for what is broken, too large, or could act."""
    if len(data) > LARGEST_FILE:
        raise DocxError("too-large", "file", f"at most {LARGEST_FILE} bytes are read, found {len(data)}")
    if data.startswith(_COMPOUND):
        sentence = "an older binary document, or one with a password; a .docx without a password is expected"
        raise DocxError("not-docx", "file", sentence)
    if not data.startswith(b"PK\x03\x04"):
        raise DocxError("not-docx", "byte 0", f"a zip archive is expected, found {data[:4]!r}")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = _check_entries(archive, data)
            parts = {entry.filename: _inflate(archive, entry) for entry in entries}
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise DocxError("broken", "file", f"the archive cannot be read: {error}") from error
    for part in (_CONTENT_TYPES, DOCUMENT):
        if part not in parts:
            raise DocxError("not-docx", part, "the part is expected and missing")
    for part in sorted(parts):
        _refuse_active(part, part)
    trees = {part: parse(held, part) for part, held in parts.items() if part.endswith((".xml", ".rels"))}
    _check_types(trees[_CONTENT_TYPES])
    for part, tree in sorted(trees.items()):
        if part.endswith(".rels"):
            _check_relations(part, tree, parts)
        elif part.startswith("word/"):
            _check_content(part, tree)
    return Package(parts, trees)


def _check_entries(archive: zipfile.ZipFile, data: bytes) -> list[zipfile.ZipInfo]:
    entries = archive.infolist()
    if len(entries) > MOST_PARTS:
        raise DocxError("zip-bomb", "file", f"at most {MOST_PARTS} parts are read, found {len(entries)}")
    seen: set[str] = set()
    total = 0
    for entry in entries:
        title = entry.filename
        parts = title.split("/")
        if "\\" in title or title.startswith("/") or ":" in title or ".." in parts or not title.isprintable():
            raise DocxError("path", f"entry {title!r}", "a relative name within the archive is expected")
        if title.casefold() in seen:
            raise DocxError("broken", f"entry {title!r}", "the name stands twice in the archive")
        seen.add(title.casefold())
        if entry.flag_bits & 0x1:
            raise DocxError("not-docx", title, "the entry is encrypted")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise DocxError("broken", title, f"stored or deflated is expected, found method {entry.compress_type}")
        total += entry.file_size
        if entry.file_size > LARGEST_PART or total > LARGEST_WHOLE:
            raise DocxError(
                "zip-bomb", title, f"inflates to more than is read ({entry.file_size} bytes, {total} so far)"
            )
        if entry.file_size > max(_SMALL, MOST_GROWTH * entry.compress_size):
            raise DocxError(
                "zip-bomb", title, f"{entry.compress_size} bytes say that they inflate to {entry.file_size}"
            )
    placed = sorted(entries, key=lambda entry: entry.header_offset)
    ends = [entry.header_offset for entry in placed[1:]] + [len(data)]
    for entry, end in zip(placed, ends, strict=True):
        if entry.header_offset + 30 + entry.compress_size > end:
            raise DocxError("zip-bomb", entry.filename, "the entry runs into the next one")
    return [entry for entry in entries if not entry.is_dir()]


def _inflate(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    with archive.open(entry) as stream:
        held = stream.read(entry.file_size + 1)
    if len(held) != entry.file_size:
        raise DocxError("broken", entry.filename, f"{entry.file_size} bytes are stated, found {len(held)}")
    return held


def parse(data: bytes, part: str) -> Element:
    """The XML of a part. Raises DocxError for a document type or for what is not well formed."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, remove_pis=True
    )
    try:
        tree = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        # A reference to an entity that is not there is found before the document type would be.
        code = "dtd" if b"<!DOCTYPE" in data or b"<!ENTITY" in data else "malformed"
        line, column = getattr(error, "position", (0, 0))
        raise DocxError(code, f"{part}, line {line}, column {column}", f"not well-formed XML: {error}") from error
    if tree.getroottree().docinfo.internalDTD is not None or tree.getroottree().docinfo.doctype:
        raise DocxError("dtd", f"{part}, line 1", "a document type is declared; none is expected")
    return tree


def _refuse_active(text: str, where: str) -> None:
    if _MACROS.search(text):
        raise DocxError("macros", where, "macros or parts of them; a document without is expected")
    if _EMBEDDED.search(text):
        raise DocxError("embedded", where, "an embedded object, template or program; text alone is expected")


def _check_types(types: Element) -> None:
    main = ""
    for element in types.iter(etree.Element):
        kind, part = element.get("ContentType", ""), element.get("PartName", element.get("Extension", ""))
        where = f"{_CONTENT_TYPES}, line {element.sourceline}"
        if _MACROS.search(kind):
            raise DocxError("macros", where, f"the type of {part!r} is one with macros")
        if _EMBEDDED.search(kind):
            raise DocxError("embedded", where, f"the type of {part!r} is that of an embedded object")
        if part == f"/{DOCUMENT}":
            main = kind
    if main != _MAIN:
        raise DocxError("not-docx", _CONTENT_TYPES, f"the type {_MAIN} is expected for the document, found {main!r}")


def _check_relations(part: str, tree: Element, parts: Mapping[str, bytes]) -> None:
    folder = posixpath.dirname(posixpath.dirname(part))
    for relation in tree.iter(etree.Element):
        target, kind = relation.get("Target"), relation.get("Type", "")
        if target is None:
            continue
        where = f"{part}, line {relation.sourceline}"
        _refuse_active(kind, where)
        if relation.get("TargetMode", "Internal") != "Internal" or re.match(
            r"[A-Za-z][A-Za-z0-9+.-]*:|//|\\\\", target
        ):
            raise DocxError("external", where, f"a link out of the file, to {target[:100]!r}; please remove it")
        whole = target[1:] if target.startswith("/") else posixpath.join(folder, target)
        if posixpath.normpath(whole).startswith("..") or "\\" in target:
            raise DocxError("path", where, f"the target {target[:100]!r} lies outside of the file")
        if not target.startswith("#") and posixpath.normpath(whole) not in parts:
            raise DocxError("broken", where, f"the target {target[:100]!r} is not in the file")


def _check_content(part: str, tree: Element) -> None:
    for element in tree.iter(*_OBJECTS):
        tag = etree.QName(element).localname
        raise DocxError("embedded", f"{part}, line {element.sourceline}", f"an embedded object ({tag})")
    for element in tree.iter(name("fldSimple")):
        _check_field(element.get(name("instr"), ""), part, element)
    said: list[str] = []
    for element in tree.iter(name("p"), name("instrText"), name("delInstrText"), name("fldChar")):
        if element.tag in (name("p"), name("fldChar")):
            _check_field("".join(said), part, element)
            said = []
        else:
            said.append(element.text or "")
    _check_field("".join(said), part, tree)


def _check_field(code: str, part: str, element: Element) -> None:
    words = code.split()
    local = len(words) > 2 and words[0].upper() == "HYPERLINK" and words[1] == "\\l"
    if words and words[0].upper() not in _FIELDS and not local:
        where = f"{part}, line {element.sourceline}"
        raise DocxError("field", where, f"a field that fetches or acts ({code.strip()[:60]!r}); please remove it")
