"""What one text says otherwise than another, as HTML: deleted and inserted words, told apart without colour."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from hamgara.drafting import Diff, Part, diff

__all__ = ["compare_texts", "mark_up", "wrap_words"]


@lru_cache(maxsize=512)
def compare_texts(old: str, new: str) -> Diff:
    """The parts of both texts in order; what is gone comes before what is new in its place."""
    return diff(old, new)


def wrap_words(text: str, tag: str, extra: str = "") -> str:
    """A text escaped within a tag; blanks at its ends stay outside, and line breaks are kept."""
    bare = text.strip(" \t\n")
    if not bare:
        return escape(text).replace("\n", "<br>")
    lead, trail = text[: text.index(bare)], text[text.index(bare) + len(bare) :]
    whole = f"{escape(lead)}<{tag}{extra}>{escape(bare)}</{tag}>{escape(trail)}"
    return whole.replace("\n", "<br>")


def _written(part: Part, spelled: bool) -> str:
    if part.change == "spelling" and spelled:
        return f"{wrap_words(part.old, 'del')} {wrap_words(part.new, 'ins')}"
    if part.change in ("same", "spelling"):
        return escape(part.new).replace("\n", "<br>")
    tag, text = ("del", part.old) if part.change == "gone" else ("ins", part.new)
    return wrap_words(text, tag, ' class="moved"' if part.move else "")


def mark_up(parts: Iterable[Part]) -> SafeString:
    """The parts as HTML: what is gone struck through, what is new underlined, what moved marked as moved. Another
    spelling is marked where nothing else differs.
    """
    written: list[str] = []
    listed = list(parts)
    spelled = not any(part.change in ("gone", "new") for part in listed)
    for part in listed:
        text = _written(part, spelled)
        # The blank that separated the words that went stands between them and those that came.
        if written and written[-1].endswith("</del>") and text.startswith("<ins"):
            written.append(" ")
        written.append(text)
    return mark_safe("".join(written))  # noqa: S308 - every text is escaped above
