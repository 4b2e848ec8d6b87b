"""Broken and hostile files: each is refused with what is wrong and where, quickly, and nothing is fetched or run."""

import contextlib
import io
import random
import socket
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator

import pytest
from tests.documents.editing import DRAFT, HEADINGS, put_together, take_apart, tracked

from hamgara.documents.docx import DocxError, read_amendments, write_tracked
from hamgara.documents.docx.guard import LARGEST_FILE, MOST_PARTS, open_package

PLAIN = write_tracked(tracked(DRAFT, []))
DOCUMENT = "word/document.xml"
RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMESPACE = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def with_part(part: str, data: bytes) -> bytes:
    return put_together({**take_apart(PLAIN), part: data})


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    parts = take_apart(PLAIN)
    assert old in parts[part]
    return put_together({**parts, part: parts[part].replace(old, new, 1)})


def with_doctype(declared: str, said: str = "") -> bytes:
    data = take_apart(PLAIN)[DOCUMENT]
    head, body = data.split(b"?>", 1)
    body = body.replace(HEADINGS["c1"].encode(), HEADINGS["c1"].encode() + said.encode(), 1)
    return with_part(DOCUMENT, head + b"?>" + f"<!DOCTYPE x [{declared}]>".encode() + body)


def related(kind: str, target: str, mode: str = "External") -> bytes:
    one = f'<Relationship Id="x1" Type="{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    return replaced(RELATIONS, b"</Relationships>", one.encode())


def in_body(markup: bytes) -> bytes:
    return replaced(DOCUMENT, b"<w:sectPr", markup + b"<w:sectPr")


def stored(markup: bytes) -> bytes:
    parts = take_apart(PLAIN)
    parts[DOCUMENT] = parts[DOCUMENT].replace(b"<w:sectPr", markup + b"<w:sectPr")
    return put_together(parts, zipfile.ZIP_STORED)


def field(*code: str) -> bytes:
    begin, end = (b'<w:r><w:fldChar w:fldCharType="%s"/></w:r>' % kind for kind in (b"begin", b"end"))
    said = b"".join(b"<w:r><w:instrText>%s</w:instrText></w:r>" % part.encode() for part in code)
    return in_body(b"<w:p>" + begin + said + end + b"</w:p>")


def named(*names: str) -> bytes:
    held = io.BytesIO(PLAIN)
    with zipfile.ZipFile(held, "a") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return held.getvalue()


def patched(offset: int, form: str, value: int) -> bytes:
    """The file with one number of the first central entry replaced."""
    data = bytearray(PLAIN)
    at = data.index(b"PK\x01\x02")
    struct.pack_into(form, data, at + offset, value)
    return bytes(data)


def overlapping() -> bytes:
    """Two entries that share their bytes, as in Fifield's zip bomb of 2019."""
    data = bytearray(PLAIN)
    first = data.index(b"PK\x01\x02")
    second = data.index(b"PK\x01\x02", first + 4)
    struct.pack_into("<L", data, second + 42, struct.unpack_from("<L", data, first + 42)[0] + 1)
    return bytes(data)


TEXT = b"<w:p><w:r><w:t>%s</w:t></w:r></w:p>"
AUTHOR = b"<w:p><w:ins w:author='%d'><w:r><w:t>a</w:t></w:r></w:ins></w:p>"
MACRO = b"application/vnd.ms-word.document.macroEnabled.main+xml"
MAIN = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TEMPLATE = b"application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
UTF16 = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16")

HOSTILE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "billion laughs": (lambda: with_doctype(f'<!ENTITY l0 "ha">{LAUGHS}', "&l9;"), "dtd", DOCUMENT),
    "quadratic blowup": (lambda: with_doctype(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 500), "dtd", DOCUMENT),
    "external entity": (lambda: with_doctype('<!ENTITY a SYSTEM "file:///etc/passwd">', "&a;"), "dtd", DOCUMENT),
    "external entity by http": (lambda: with_doctype('<!ENTITY a SYSTEM "http://127.0.0.1">', "&a;"), "dtd", DOCUMENT),
    "parameter entity": (lambda: with_doctype('<!ENTITY % a SYSTEM "http://127.0.0.1/x"> %a;'), "dtd", DOCUMENT),
    "doctype alone": (lambda: with_doctype(""), "dtd", DOCUMENT),
    "doctype in another encoding": (lambda: with_part("word/styles.xml", UTF16), "dtd", "word/styles.xml"),
    "doctype of relationships": (
        lambda: replaced(RELATIONS, b"<Relationships", b'<!DOCTYPE x SYSTEM "http://127.0.0.1/"><Relationships'),
        "dtd",
        RELATIONS,
    ),
    "external image": (lambda: related(f"{OFFICE}/image", "http://127.0.0.1/a.png"), "external", RELATIONS),
    "external link": (lambda: related(f"{OFFICE}/hyperlink", "http://127.0.0.1/"), "external", RELATIONS),
    "file share": (lambda: related(f"{OFFICE}/image", "\\\\\\\\127.0.0.1\\\\x"), "external", RELATIONS),
    "external that says internal": (
        lambda: related(f"{OFFICE}/image", "http://127.0.0.1/a.png", "Internal"), "external", RELATIONS,
    ),
    "remote template": (lambda: related(f"{OFFICE}/attachedTemplate", "http://127.0.0.1/a"), "embedded", RELATIONS),
    "linked object": (lambda: related(f"{OFFICE}/oleObject", "http://127.0.0.1/a"), "embedded", RELATIONS),
    "chunk of another format": (lambda: related(f"{OFFICE}/aFChunk", "header.xml", "Internal"), "embedded", RELATIONS),
    "subdocument": (lambda: related(f"{OFFICE}/subDocument", "b.docx"), "embedded", RELATIONS),
    "target outside": (lambda: related(f"{OFFICE}/image", "../../etc/passwd", "Internal"), "path", RELATIONS),
    "target that is not there": (lambda: related(f"{OFFICE}/image", "none.png", "Internal"), "broken", RELATIONS),
    "macros by type": (lambda: replaced(TYPES, MAIN, MACRO), "macros", TYPES),
    "macros by part": (lambda: with_part("word/vbaProject.bin", b"x"), "macros", "word/vbaProject.bin"),
    "macros in the ribbon": (lambda: with_part("customUI/customUI.xml", b"<a/>"), "macros", "customUI/customUI.xml"),
    "template": (lambda: replaced(TYPES, MAIN, TEMPLATE), "not-docx", TYPES),
    "spreadsheet": (lambda: put_together({"xl/workbook.xml": b"<a/>", TYPES: b"<a/>"}), "not-docx", DOCUMENT),
    "embedded file": (lambda: with_part("word/embeddings/a.xlsx", b"PK"), "embedded", "word/embeddings/a.xlsx"),
    "embedded program": (lambda: with_part("word/media/a.exe", b"MZ"), "embedded", "word/media/a.exe"),
    "control": (lambda: with_part("word/activeX/activeX1.xml", b"<a/>"), "embedded", "word/activeX/activeX1.xml"),
    "object in the text": (lambda: in_body(b"<w:p><w:r><w:object/></w:r></w:p>"), "embedded", f"{DOCUMENT}, line"),
    "chunk in the text": (lambda: in_body(b"<w:altChunk/>"), "embedded", f"{DOCUMENT}, line"),
    "field that runs": (lambda: field("DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe"), "field", f"{DOCUMENT}, line"),
    "field in pieces": (lambda: field(" INCLUDE", "PICTURE ", '"http://127.0.0.1/"'), "field", f"{DOCUMENT}, line"),
    "field of a link": (lambda: field('HYPERLINK "http://127.0.0.1/"'), "field", f"{DOCUMENT}, line"),
    "simple field": (
        lambda: in_body(b'<w:p><w:fldSimple w:instr="INCLUDETEXT /etc/passwd"/></w:p>'), "field", f"{DOCUMENT}, line",
    ),
    "field in the header": (
        lambda: with_part("word/header.xml", b"<w:p %s><w:fldSimple w:instr='LINK x'/></w:p>" % NAMESPACE),
        "field", "word/header.xml",
    ),
    "bomb of zeros": (lambda: with_part("word/media/a.png", bytes(15 * 2**20)), "zip-bomb", "word/media/a.png"),
    "bomb in the text": (lambda: in_body(b"<w:p/>" * 2_000_000), "zip-bomb", DOCUMENT),
    "part too large": (lambda: patched(24, "<L", 2**31), "zip-bomb", TYPES),
    "size that is a lie": (lambda: patched(24, "<L", 100), "broken", ""),
    "overlapping entries": (overlapping, "", ""),
    "too many parts": (lambda: named(*(f"word/{n}.txt" for n in range(MOST_PARTS))), "zip-bomb", "file"),
    "too many paragraphs": (lambda: stored(b"<w:p/>" * 50_000), "too-large", DOCUMENT),
    "too much text": (lambda: stored(TEXT % (b"a " * 600_000)), "too-large", DOCUMENT),
    "too many authors": (lambda: stored(b"".join(AUTHOR % n for n in range(2000))), "too-large", DOCUMENT),
    "file too large": (lambda: PLAIN + bytes(LARGEST_FILE), "too-large", "file"),
    "path upwards": (lambda: named("../../evil"), "path", "entry"),
    "path from the root": (lambda: named("/etc/passwd"), "path", "entry"),
    "path of windows": (lambda: named("word\\..\\evil"), "path", "entry"),
    "path with a drive": (lambda: named("C:evil"), "path", "entry"),
    "path that hides": (lambda: named("word/a\u202excod.x"), "path", "entry"),
    "name twice": (lambda: named("Word/Document.xml"), "broken", "entry"),
    "encrypted": (lambda: patched(8, "<H", 1), "not-docx", ""),
    "unknown method": (lambda: patched(10, "<H", 14), "broken", ""),
    "old binary": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "not-docx", "file"),
    "no archive": (lambda: b"{\\rtf1 hello}", "not-docx", "byte 0"),
    "nothing": (lambda: b"", "not-docx", "byte 0"),
    "no types": (lambda: put_together({k: v for k, v in take_apart(PLAIN).items() if k != TYPES}), "not-docx", TYPES),
    "not well formed": (lambda: replaced(DOCUMENT, b"</w:body>", b"</w:bodice>"), "malformed", f"{DOCUMENT}, line"),
    "too deep": (lambda: in_body(b"<w:p>" * 5000 + b"</w:p>" * 5000), "malformed", f"{DOCUMENT}, line"),
}  # fmt: skip


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object) -> None:
        raise AssertionError(f"a connection was tried: {args}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize("case", HOSTILE)
def test_it_is_refused_with_what_is_wrong_and_where(case: str) -> None:
    make, code, where = HOSTILE[case]
    data = make()
    tracemalloc.start()
    begun = time.process_time()
    with pytest.raises(DocxError) as raised:
        read_amendments(data, DRAFT)
    assert time.process_time() - begun < 5
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 64 * 2**20
    assert not code or raised.value.code == code, str(raised.value)
    assert where in raised.value.where
    assert "root:" not in str(raised.value)


def test_what_word_processors_write_themselves_is_not_refused() -> None:
    local = field(' HYPERLINK \\l "clause_1" ')
    page = field(" PAGE ", " \\* MERGEFORMAT ")
    for data in (PLAIN, local, page, with_part("word/theme/theme1.xml", b"<a/>")):
        assert read_amendments(data, DRAFT).amendments == ()


def cuts() -> Iterator[bytes]:
    for n in range(0, len(PLAIN), 997):
        yield PLAIN[:n]


def test_cut_off_anywhere_it_is_refused() -> None:
    for data in cuts():
        with pytest.raises(DocxError):
            open_package(data)


@pytest.mark.parametrize("seed", range(4))
def test_bytes_changed_at_random_are_refused_or_read_and_nothing_else(seed: int) -> None:
    lot = random.Random(seed)
    for _ in range(60):
        data = bytearray(put_together(take_apart(PLAIN)) if lot.random() < 0.5 else PLAIN)
        for _ in range(lot.randint(1, 8)):
            data[lot.randrange(len(data))] = lot.randrange(256)
        with contextlib.suppress(DocxError):
            read_amendments(bytes(data), DRAFT)
