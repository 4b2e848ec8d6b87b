"""What one text says otherwise than another, word by word, so that a member sees a change and not two texts."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from html import escape
from itertools import groupby
from typing import Literal

from django.utils.safestring import SafeString, mark_safe

__all__ = ["Part", "compare_texts", "mark_up", "split_words"]

Change = Literal["same", "gone", "new"]
#: A run of unchanged words of at most so many letters between two changes is shown as part of the change.
ISLAND = 3


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text that both have (`same`), that only the old (`gone`) or only the new has (`new`)."""

    change: Change
    text: str


def _sort(character: str) -> str:
    if character == "\n":
        return "line"
    if character.isspace():
        return "blank"
    category = unicodedata.category(character)
    # A zero-width non-joiner is of category Cf, a harakah or a hamza above of category Mn: both are within the word.
    return "mark" if category[0] in "PS" else "word"


def split_words(text: str) -> tuple[tuple[str, str], ...]:
    """The words and marks of a text, each with the blanks after it; joined again they are the text."""
    words: list[tuple[str, str]] = []
    for sort, run in groupby(text, _sort):
        if sort == "blank":
            held, blanks = words.pop() if words else ("", "")
            words.append((held, blanks + "".join(run)))
        elif sort == "word":
            words.append(("".join(run), ""))
        else:
            words.extend((mark, "") for mark in run)
    return tuple(words)


@lru_cache(maxsize=512)
def compare_texts(old: str, new: str) -> tuple[Part, ...]:
    """The parts of both texts in order; what is gone comes before what is new in its place.

    The `same` and `gone` parts together are the old text, the `same` and `new` parts the new one, up to blanks
    that differ within `same`.
    """
    before, after = split_words(old), split_words(new)
    a, b = [word for word, _blanks in before], [word for word, _blanks in after]
    # The alike beginning and end are taken off first, so that the comparison of long texts stays short.
    head = _alike(a, b)
    tail = _alike(a[head:][::-1], b[head:][::-1])
    end_a, end_b = len(a) - tail, len(b) - tail
    steps = [("equal", 0, head, 0, head)] if head else []
    matcher = SequenceMatcher(None, a[head:end_a], b[head:end_b])
    steps += [(op, i + head, j + head, k + head, m + head) for op, i, j, k, m in matcher.get_opcodes()]
    steps += [("equal", end_a, len(a), end_b, len(b))] if tail else []
    parts: list[Part] = []
    for number, (op, i, j, k, m) in enumerate(steps):
        within = 0 < number < len(steps) - 1 and "equal" not in (steps[number - 1][0], steps[number + 1][0])
        if op == "equal" and not (within and sum(len(w) for w in a[i:j]) <= ISLAND and "\n" not in a[i:j]):
            parts.append(Part("same", _join(after[k:m])))
        else:
            parts += [Part("gone", _join(before[i:j])), Part("new", _join(after[k:m]))]
    return tuple(_gathered(parts))


def _alike(a: list[str], b: list[str]) -> int:
    count = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        count += 1
    return count


def _join(words: Iterable[tuple[str, str]]) -> str:
    return "".join(word + blanks for word, blanks in words)


def _gathered(parts: Iterable[Part]) -> Iterable[Part]:
    """Neighbouring changes as one: all that is gone, then all that is new."""
    for changed, run in groupby((p for p in parts if p.text), lambda p: p.change != "same"):
        if not changed:
            yield Part("same", "".join(p.text for p in run))
            continue
        listed = list(run)
        for change in ("gone", "new"):
            text = "".join(p.text for p in listed if p.change == change)
            if text:
                yield Part(change, text)


_TAGS: dict[Change, tuple[str, str]] = {"same": ("", ""), "gone": ("<del>", "</del>"), "new": ("<ins>", "</ins>")}


def mark_up(parts: Iterable[Part]) -> SafeString:
    """The parts as HTML: what is gone struck through, what is new underlined; blanks at the ends left outside."""
    written = []
    for part in parts:
        opened, closed = _TAGS[part.change]
        bare = part.text.strip(" \t")
        lead = part.text[: len(part.text) - len(part.text.lstrip(" \t"))] if bare else ""
        trail = part.text[len(lead) + len(bare) :]
        written.append(f"{lead}{opened}{escape(bare)}{closed}{trail}" if bare else part.text)
    return mark_safe("".join(written).replace("\n", "<br>"))  # noqa: S308 - every text is escaped above
