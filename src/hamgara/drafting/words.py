"""Words as readers of Persian and English see them, because amendments are argued, compared and voted by the word.

A text is its words and marks with the blanks between them; put together again they are the text, to the byte. Words
are compared by their fold, in which everything that readers take for the same is the same: ی and ي, ک and ك, a word
with or without harakat, kashida, zero-width non-joiner or marks of direction, digits of any script, straight and
curved quotation marks, and the commas of both scripts. «می شود», «میشود» and «می‌شود» are one word each, and the same.
Letters of either case, آ and ا, and accents of Latin letters stay apart: they make other words.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

__all__ = ["Words", "fold", "is_break", "seam", "sentences", "split_words", "weight"]

_INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_HARAKAT = "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed\u08d3-\u08e1\u08e3-\u08ff"
_LETTER = rf"[\w\u0300-\u036f\u0591-\u05bd\u20d0-\u20f0\ufe00-\ufe0f{_HARAKAT}{_INVISIBLE}]"
_CORE = rf"{_LETTER}+(?:(?:(?<=\d)[.,٫٬:/](?=\d)|['’\-\u2010\u2011](?=\w)){_LETTER}+)*"
_STEM_FOLLOWS = r"(?=[\u0620-\u064a\u0671-\u06d3])"
_ENDINGS = "هایشان|هایمان|هایتان|هایش|هایم|هایت|هایی|های|ها|ترین|تر"
_TOKEN = re.compile(
    rf"(?P<word>(?:ن?م[یيى] +{_STEM_FOLLOWS})?{_CORE}(?: +(?:{_ENDINGS})(?!{_LETTER}))?)"
    r"|(?P<blank>\s+)|(?P<mark>\.+|-+|[^\s])",
    re.DOTALL,
)
_DROPPED = re.compile(rf"[{_INVISIBLE}{_HARAKAT}\u0640 ]")
_FORMS = re.compile(r"[\ufb50-\ufdff\ufe70-\ufefc]")
_SAME = str.maketrans(
    "يىكأإةۀ۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩،؛؟٪٫٬‘’“”„\u2010\u2011",
    'ییکااهه01234567890123456789,;?%.,\'\'"""--',
)
_NEWLINES = re.compile(r"\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_PARAGRAPH, _LINE = "\n\n", "\n"
_ENDS = frozenset(".!?…")
_PAUSES = frozenset(",;:")
_CONJUNCTIONS = frozenset(["and", "or", "but", "nor", "و", "یا", "اما", "ولی"])
_SMALL = _CONJUNCTIONS | frozenset(
    word
    for line in (
        "a an the of in on at to by for from with as is are be was were it its that this we our not no which who",
        "از به در با بر برای که را تا آن این هم نه هر است اند ما ها نیز باشد یک خود چه",
    )
    for word in line.split()
)


@dataclass(frozen=True, slots=True)
class Words:
    """The words, marks and breaks of `text` in order.

    `items[i]` is `text[starts[i]:ends[i]]` and `keys[i]` its fold. A line break or an empty line is an item of its
    own. `gap(i)` is the blank before item i, and `gap(len(items))` the blank at the end.
    """

    text: str
    items: tuple[str, ...]
    keys: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.items)

    def gap(self, at: int) -> str:
        """The blank before item `at` (0 … len)."""
        return self.text[self.ends[at - 1] if at else 0 : self.starts[at] if at < len(self.starts) else None]

    def between(self, start: int, end: int) -> str:
        """The text of the items start … end - 1, without the blanks around them."""
        return self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""


@lru_cache(maxsize=65_536)
def fold(word: str) -> str:
    """The form in which readers take words for the same; not for showing."""
    if word.isascii():
        return word.replace(" ", "")
    if _FORMS.search(word):
        word = _FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), word)
    return _DROPPED.sub("", unicodedata.normalize("NFC", word).translate(_SAME))


@lru_cache(maxsize=2048)
def split_words(text: str) -> Words:
    """The words of a text, in any script and direction; every text has exactly one division."""
    items, keys, starts, ends = [], [], [], []
    for found in _TOKEN.finditer(text):
        item = found[0]
        if found.lastgroup == "blank":
            lines = len(_NEWLINES.findall(item))
            if not lines:
                continue
            key = _PARAGRAPH if lines > 1 else _LINE
        else:
            key = fold(item)
        items.append(item)
        keys.append(key)
        starts.append(found.start())
        ends.append(found.end())
    return Words(text, tuple(items), tuple(keys), tuple(starts), tuple(ends))


def is_break(key: str) -> bool:
    """Whether an item with this fold is a line break or an empty line."""
    return key in (_LINE, _PARAGRAPH)


def is_end(key: str) -> bool:
    """Whether a mark with this fold ends sentences."""
    return key[:1] in _ENDS


@lru_cache(maxsize=65_536)
def weight(key: str) -> int:
    """How much it says that two texts share this word: marks 1, small words 2, other words 4, ends of sentences 4,
    breaks 6.
    """
    if is_break(key):
        return 6
    if is_end(key):
        return 4
    if not any(map(str.isalnum, key)):
        return 1
    return 2 if key.lower() in _SMALL else 4


def boundary(before: str, after: str, gap: str) -> int:
    """How good a place between two neighbouring items is to begin or end a change (0 … 5); "" is the text's end."""
    if not before or not after or is_break(before) or is_break(after):
        return 5
    if not gap:
        return 0
    if is_end(before):
        return 4
    if before[:1] in _PAUSES:
        return 3
    return 2 if after in _CONJUNCTIONS or unicodedata.category(after[0]) in ("Ps", "Pi") else 1


def seam(before: str, after: str) -> str:
    """The blank between two items that stand in no text side by side; "" is the text's end."""
    if not before or not after or is_break(before) or is_break(after):
        return ""
    if unicodedata.category(after[0]) in ("Pe", "Pf") or after[0] in "،؛؟٪.,;:!?…%/":
        return ""
    return "" if unicodedata.category(before[-1]) in ("Ps", "Pi") or before[-1] == "/" else " "


def sentences(words: Words) -> tuple[tuple[int, int], ...]:
    """The sentences as ranges of items, each with its closing mark; a break is a range of its own."""
    found, start, n = [], 0, len(words)
    for i, key in enumerate(words.keys):
        if is_break(key):
            if start < i:
                found.append((start, i))
            found.append((i, i + 1))
            start = i + 1
        elif i + 1 == n or (words.gap(i + 1) and _closes(words.keys, start, i)):
            found.append((start, i + 1))
            start = i + 1
    return tuple(found)


def _closes(keys: tuple[str, ...], start: int, at: int) -> bool:
    while at > start and (keys[at] in "\"'" or unicodedata.category(keys[at][-1:] or "a") in ("Pe", "Pf")):
        at -= 1
    return is_end(keys[at])
