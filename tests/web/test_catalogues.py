"""Every string is translated, and every translation is of a string that is used."""

from __future__ import annotations

import io
import os
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po
from django.utils.translation.template import templatize

WEB = Path(__file__).resolve().parents[2] / "src" / "hamgara" / "web"
CATALOGUES = sorted(WEB.glob("locale/*/fa/LC_MESSAGES/django.po"))
KEYWORDS = (
    "gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "ngettext:1,2", "pgettext:1c,2", "npgettext:1c,2,3",
    "pgettext_lazy:1c,2", "noop", "_", "lazy", "gettext",
)  # fmt: skip


@cache
def used(folder: Path) -> frozenset[str]:
    """Every msgid in the code and the templates with its context before it, found by GNU xgettext."""
    folder.mkdir(parents=True, exist_ok=True)
    files = [str(path) for path in WEB.rglob("*.py")]
    for i, path in enumerate(sorted([*WEB.rglob("templates/**/*.html"), *WEB.rglob("templates/**/*.txt")])):
        out = folder / f"{i}.html.py"
        out.write_text(templatize(path.read_text(), origin=str(path)))
        files.append(str(out))
    found: set[str] = set()
    command = ["xgettext", "--language=Python", "--from-code=UTF-8", "--output=-"]
    for start in range(0, len(files), 200):
        out = subprocess.run(
            [*command, *(f"--keyword={k}" for k in KEYWORDS), *files[start : start + 200]],
            check=True,
            capture_output=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
        for message in read_po(
            io.BytesIO(
                out.stdout.replace(b"nplurals=INTEGER; plural=EXPRESSION;", b"nplurals=2; plural=(n > 1);").replace(
                    b"charset=CHARSET", b"charset=UTF-8"
                )
            )
        ):
            if message.id:
                found.add(_key(message))
    return frozenset(found)


def _key(message: Message) -> str:
    """The (first) msgid; one with a context is another string than the same words without."""
    first = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}: {first}" if message.context else str(first)


def translated() -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="fa"):
                if message.id:
                    key = _key(message)
                    given = [message.string] if isinstance(message.string, str) else list(message.string)
                    texts.setdefault(key, []).extend(given)
                    assert not message.fuzzy, f"{path}: {key}"
    return texts


def test_every_string_has_a_persian_one(tmp_path_factory: pytest.TempPathFactory) -> None:
    texts = translated()
    missing = sorted(key for key in used(tmp_path_factory.getbasetemp() / "strings") if not all(texts.get(key, [""])))
    assert not missing


def test_every_persian_string_is_used(tmp_path_factory: pytest.TempPathFactory) -> None:
    dead = sorted(set(translated()) - used(tmp_path_factory.getbasetemp() / "strings"))
    assert not dead


def _texts(messages: Catalog) -> dict[str, tuple[str, ...]]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in messages
        if message.id
    }


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda p: p.parts[-4])
def test_compiled_catalogue_is_fresh(path: Path) -> None:
    with path.open("rb") as source, path.with_suffix(".mo").open("rb") as compiled:
        assert _texts(read_mo(compiled)) == _texts(read_po(source, locale="fa"))


def _placeholders(text: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", text))


def test_placeholders_are_kept() -> None:
    for path in CATALOGUES:
        with path.open("rb") as file:
            for message in read_po(file, locale="fa"):
                plural = not isinstance(message.id, str)
                known = set().union(*map(_placeholders, message.id)) if plural else _placeholders(message.id)
                for text in [message.string] if isinstance(message.string, str) else message.string:
                    found = _placeholders(text)
                    # Of two forms for a number, the singular may spell it out.
                    assert found == known or (plural and found < known), (message.id, text)


def test_persian_is_written_as_persian() -> None:
    for key, texts in translated().items():
        for text in texts:
            assert not re.search("[يكىةۀ٤٥٦]", text), f"not a Persian letter: {text}"
            plain = re.sub(r"%\(\w+\)s|<[^>]*>|&\w+;|https?:\S+|`[^`]*`", "", text)
            assert not re.search(r"(?<![\w/.-])[0-9]+(?![\w/.-])", plain) or re.search(r"[0-9]", key), text
            assert not re.search(r"\b(می|نمی) (?=[آ-ی])", plain), f"needs a ZWNJ: {text}"
            assert not re.search(r"[آ-ی] (ها|های|هایی|ترین)\b", plain), f"needs a ZWNJ: {text}"
