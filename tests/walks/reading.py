"""What a page shows, and which of its words are not Persian."""

from __future__ import annotations

import re
from html.parser import HTMLParser

__all__ = ["foreign_words", "is_icon", "visible_text"]

#: Elements whose text is not said to the reader in the page's language: codes, data, text of another language.
_SILENT = {"script", "style", "code", "pre", "kbd", "samp", "textarea", "title", "template"}
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]{2,}")
#: Words that stay as they are in Persian: file formats and names of standards, codes of countries.
_KEPT = {
    "HTML", "PDF", "DOCX", "JSON", "XML", "SHA", "UTC", "QR", "ZIP", "zip", "STV", "English", "hamgara", "CA", "US",
}  # fmt: skip
_ADDRESS = re.compile(
    r"https?://\S+|\S+@\S+|\b[a-z]{1,3}-[a-z0-9]{6,}\b|[A-Z][a-z]+/[A-Z]\w+"
    r"|[\w.-]+\.(?:html|pdf|docx|md|txt|xml|json|zip|key|vkey)\b|audit-board"
)


class _Reader(HTMLParser):
    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language
        self.open: list[tuple[str, bool]] = []
        self.said: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        code = tag in _SILENT or "code" in (given.get("class") or "").split()
        silent = code or (given.get("lang") or self.language) != self.language or "hidden" in given
        if not silent:
            for name in ("aria-label", "placeholder", "alt", "title", "data-label"):
                if given.get(name) and not any(quiet for _tag, quiet in self.open):
                    self.said.append(given[name] or "")
        if tag not in _VOID:
            self.open.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _VOID:
            while self.open and self.open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(quiet for _tag, quiet in self.open):
            self.said.append(data.strip())


def visible_text(html: str, language: str = "fa") -> str:
    """What a page in that language says to its reader, in words: its text and its labels for those who listen.

    Left out are codes and data (`<code>`, `<pre>`) and what is marked as another language.
    """
    reader = _Reader(language)
    reader.feed(html)
    reader.close()
    return "\n".join(reader.said)


def is_icon(address: str) -> bool:
    """Whether this is a page's icon, which a browser asks for when it likes, also after the page was taken offline."""
    return "/mark." in address


def foreign_words(text: str, known: frozenset[str] = frozenset()) -> set[str]:
    """The Latin words of a text that are neither kept in Persian nor known (names, places, ids)."""
    return {word for word in _WORD.findall(_ADDRESS.sub(" ", text)) if word not in _KEPT and word not in known}
