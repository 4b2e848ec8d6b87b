"""What is refused of a DOCX file, with a code that a caller can translate and the place that is meant."""

from __future__ import annotations

__all__ = ["DocxError"]


class DocxError(ValueError):
    """A file that is not read; `code` says what is wrong with it, `where` the part and line or the clause meant.

    Codes: `too-large`, `not-docx`, `broken`, `zip-bomb`, `path`, `macros`, `embedded`, `external`, `field`, `dtd`,
    `malformed`, `no-clauses`, `other-version`, `characters`.
    """

    def __init__(self, code: str, where: str, sentence: str) -> None:
        super().__init__(f"{where}: {sentence}" if where else sentence)
        self.code = code
        self.where = where
