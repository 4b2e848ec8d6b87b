"""Log lines without anything personal: what failed and where in the program, never with what data.

The message of an exception can hold what a person typed (a database quotes the values of a broken constraint), so a
logged exception is its class and the places it passed through.
"""

from __future__ import annotations

import logging
import traceback
from types import TracebackType

__all__ = ["QuietFormatter"]


class QuietFormatter(logging.Formatter):
    """One line for the event; below it, for an exception, its class and the lines of code it came through."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s", "%Y-%m-%dT%H:%M:%S%z")

    def formatException(  # noqa: N802 - the name is the standard library's
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None],
    ) -> str:
        """The class of the exception and its places, without its message."""
        kind, error, trace = ei
        if kind is None or error is None:
            return ""
        places = [f"  {f.filename}:{f.lineno} in {f.name}" for f in traceback.extract_tb(trace)]
        chain = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        lines = [f"{kind.__module__}.{kind.__qualname__}", *places]
        if chain is not None:
            lines += ["because of", self.formatException((type(chain), chain, chain.__traceback__))]
        return "\n".join(lines)
