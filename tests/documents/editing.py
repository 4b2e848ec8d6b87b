"""Files as word processors hand them back: drafts of ours with their XML edited, taken apart and put together."""

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import replace

import lxml.etree
from tests.drafting.corpus import a_draft, an_amendment

from hamgara.documents import AmendedDraft
from hamgara.documents.docx.elements import name, w
from hamgara.drafting import Amendment, Clause, Draft, Merged, merge

DRAFT = Draft(
    (
        Clause("c1", "از حق کارگران و زنان دفاع می‌کنیم.\n\nاین حق برای همه است.", 3),
        Clause("c2", "We defend the right to strike and the right to organise.", 1),
        Clause("c3", "خواهان آزادی همهٔ زندانیان سیاسی هستیم.", 2),
    )
)
HEADINGS = {"c1": "۱. تشکل‌ها", "c2": "۲. اعتصاب", "c3": "۳. زندانیان"}


def tracked(draft: Draft, amendments: list[Amendment], language: str = "fa") -> AmendedDraft:
    """The draft with amendments, one each minute."""
    return AmendedDraft.of(
        draft,
        amendments,
        language=language,  # type: ignore[arg-type]
        title="پیش‌نویس قطعنامه" if language == "fa" else "Draft resolution",
        whose="همایش همکاری" if language == "fa" else "Cooperation",
        dated="2010-08-13T14:00:00Z",
        headings={c.id: HEADINGS.get(c.id, f"Clause {c.id}") for c in draft.clauses},
        names={"narges": "نرگس", "bahram": "Bahram"},
        times={a.id: f"2010-08-13T14:{a.at:02}:00Z" for a in amendments},
    )


def at_random(seed: int) -> tuple[Draft, Merged, AmendedDraft]:
    """A random draft with up to eight random amendments to it, in Persian and in English by turns."""
    lot = random.Random(seed)
    draft, languages = a_draft(lot, lot.randint(1, 6))
    count = lot.randint(1, 8)
    amendments = [replace(an_amendment(lot, n, draft, languages), at=n) for n in range(count)]
    made = tracked(draft, amendments, "fa" if seed % 2 else "en")
    return draft, merge(draft, amendments), made


def take_apart(data: bytes) -> dict[str, bytes]:
    """The parts of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {part: archive.read(part) for part in archive.namelist()}


def put_together(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A file of those parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return held.getvalue()


def edited(data: bytes, edit: Callable[[lxml.etree._Element], None]) -> bytes:
    """The file with its body edited."""
    parts = take_apart(data)
    tree = lxml.etree.fromstring(parts["word/document.xml"])
    edit(tree.find(name("body")))
    parts["word/document.xml"] = lxml.etree.tostring(tree)
    return put_together(parts)


def line(body: lxml.etree._Element, text: str) -> lxml.etree._Element:
    """The paragraph that begins so."""
    return next(p for p in body.iter(name("p")) if "".join(p.itertext()).startswith(text))


def written(text: str, *, tag: str = "t") -> lxml.etree._Element:
    """A run as a word processor writes it."""
    held = w(tag)
    held.text = text
    held.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return w("r", held)


def change(tag: str, who: str, *runs: lxml.etree._Element, when: str = "2010-08-14T10:00:00Z") -> lxml.etree._Element:
    """A tracked change around runs, or as the mark of a paragraph."""
    return w(tag, *runs, id="900", author=who, date=when)


def rewrite(paragraph: lxml.etree._Element, *content: lxml.etree._Element) -> None:
    """Give a paragraph another content; its properties stay."""
    for child in list(paragraph):
        if child.tag != name("pPr"):
            paragraph.remove(child)
    paragraph.extend(content)


def mark(paragraph: lxml.etree._Element, tag: str, who: str) -> None:
    """Track the mark of a paragraph as added or taken away."""
    paragraph.find(name("pPr")).append(w("rPr", change(tag, who)))
