"""Files as Word itself writes them: runs split by rsid, ranges of moves, comments, properties that changed, tables."""

from __future__ import annotations

import io
import zipfile

__all__ = ["OMID", "SARA", "comment", "gone", "moved", "new", "paragraph", "run", "table", "word_file"]

SARA = 'w:author="Sara B." w:date="2010-08-14T10:00:00Z"'
OMID = 'w:author="Omid" w:date="2010-08-14T11:00:00Z"'
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="w14"'
)
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"


def run(text: str, rsid: str = "00A10000") -> str:
    return f'<w:r w:rsidR="{rsid}"><w:rPr><w:rtl/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def new(text: str, who: str = SARA, inner: str = "") -> str:
    return f'<w:ins w:id="1" {who}>{run(text) if text else ""}{inner}</w:ins>'


def gone(text: str, who: str = SARA) -> str:
    said = f'<w:delText xml:space="preserve">{text}</w:delText>'
    return f'<w:del w:id="2" {who}><w:r w:rsidDel="00A2">{said}</w:r></w:del>'


def moved(way: str, text: str, who: str = SARA) -> str:
    """Text that was moved away (`moveFrom`) or came here (`moveTo`), within the marks of its range."""
    start, end = (f'<w:{way}Range{edge} w:id="7" {who} w:name="move1"/>' for edge in ("Start", "End"))
    return f'{start}<w:{way} w:id="8" {who}>{run(text)}</w:{way}>{end}'


def comment(text: str) -> str:
    reference = '<w:r><w:commentReference w:id="0"/></w:r>'
    return f'<w:commentRangeStart w:id="0"/>{run(text)}<w:commentRangeEnd w:id="0"/>{reference}'


def paragraph(*content: str, mark: str = "", who: str = SARA) -> str:
    """A paragraph; its own mark may be `ins` or `del`."""
    tracked = f'<w:rPr><w:{mark} w:id="3" {who}/></w:rPr>' if mark else ""
    changed = f'<w:pPrChange w:id="6" {SARA}><w:pPr/></w:pPrChange>'
    head = f'<w:pPr><w:jc w:val="left"/>{tracked}{changed}</w:pPr>'
    return f'<w:p w:rsidR="00B10000" w14:paraId="11111111">{head}{"".join(content)}</w:p>'


def table(*paragraphs: str) -> str:
    return f"<w:tbl><w:tr><w:tc>{''.join(paragraphs)}</w:tc></w:tr></w:tbl>"


def word_file(*body: str) -> bytes:
    """A DOCX of that body, deflated, with nothing in it that says whose draft it is."""
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{_TYPE}"/></Types>'
    )
    relations = (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELATION}" Target="word/document.xml"/></Relationships>'
    )
    document = f"<w:document {_SPACES}><w:body>{''.join(body)}<w:sectPr/></w:body></w:document>"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, xml in (
            ("[Content_Types].xml", types), ("_rels/.rels", relations), ("word/document.xml", document),
        ):  # fmt: skip
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{xml}')
    return held.getvalue()
