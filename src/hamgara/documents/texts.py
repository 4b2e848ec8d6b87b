"""Members' text made fit for a page: nothing hidden, nothing that reaches beyond its own lines.

The record keeps text exactly as it was given. On a page three kinds of character would do harm: controls that
no font shows; directional overrides, by which a line can read otherwise than it is stored (Unicode Technical
Report 36, section 2.5); and isolates left open, which would turn what follows. The first become U+FFFD, the second
are left out, the third are closed at the end of their line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from hamgara.dates import Language

__all__ = ["Standing", "Wording", "clean_line", "find_wording", "isolate", "split_paragraphs"]

Standing = Literal["current", "stale", "missing"]

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028]")
_PARAGRAPHS = re.compile("\u2029|\n[ \t\u200c]*\n\\s*")
_EMBEDDINGS = re.compile("[\u202a-\u202e]")
_TAGS = re.compile("[\U000e0000-\U000e007f]")
_OPENING = "\u2066\u2067\u2068"
_CLOSING = "\u2069"
_UNSHOWABLE = {"Cc", "Co", "Cs"}
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True)
class Wording:
    """A text in one language: its paragraphs (lines within one are parted by a line feed).

    `standing` says how it stands to the authoritative text: `current`; `stale`, a translation of an earlier
    version; `missing`, there is no text in the language asked for and this is another one.
    """

    paragraphs: tuple[str, ...]
    language: Language
    standing: Standing = "current"

    @property
    def line(self) -> str:
        """The whole text in one line."""
        return " ".join(" ".join(self.paragraphs).split())


def find_wording(texts: Mapping[Language, str], language: Language, *, stale: tuple[Language, ...] = ()) -> Wording:
    """The text in that language, or the first other one there is. Raises ValueError where there is none."""
    if language in texts:
        standing: Standing = "stale" if language in stale else "current"
        return Wording(split_paragraphs(texts[language]), language, standing)
    for other in sorted(texts):
        return Wording(split_paragraphs(texts[other]), other, "missing")
    raise ValueError("a text in at least one language is expected, found none")


def split_paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a plain text, parted by blank lines, each line clean."""
    whole = _BREAKS.sub("\n", text)
    lines = ("\n".join(filter(None, map(clean_line, paragraph.split("\n")))) for paragraph in _PARAGRAPHS.split(whole))
    return tuple(filter(None, lines))


def clean_line(line: str) -> str:
    """One line without embeddings, overrides and tag characters, its isolates balanced, its controls shown."""
    line = _TAGS.sub("", _EMBEDDINGS.sub("", line.replace("\t", " ")))
    shown: list[str] = []
    depth = 0
    for character in line:
        if character in _OPENING:
            depth += 1
        elif character == _CLOSING:
            if depth == 0:
                continue
            depth -= 1
        elif unicodedata.category(character) in _UNSHOWABLE or _is_noncharacter(character):
            character = _REPLACEMENT
        shown.append(character)
    return ("".join(shown) + _CLOSING * depth).strip()


def _is_noncharacter(character: str) -> bool:
    code = ord(character)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF


def isolate(text: str, language: Language) -> str:
    """The text closed off in its own direction (FSI … PDI) where any of it runs against the line's language."""
    against = {"L"} if language == "fa" else {"R", "AL"}
    if any(unicodedata.bidirectional(character) in against for character in text):
        return f"\u2068{text}\u2069"
    return text
