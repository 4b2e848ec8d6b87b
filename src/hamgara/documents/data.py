"""Documents as JSON, for programs: the views that all other formats are laid out from, field by field."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any

from hamgara.documents.amended_draft import AmendedDraft

__all__ = ["write_json"]


def write_json(kind: str, views: Any) -> str:
    """The view, or the two of a pair, as `{"kind", "version", "documents": [...]}`; exact numbers are strings.

    Keys are sorted; texts are as on the page, by paragraphs, each with its language and how it stands to the
    authoritative one.
    """
    documents = views if isinstance(views, tuple) else (views,)
    whole = {"kind": f"hamgara-{kind}", "version": 1, "documents": [_value(document) for document in documents]}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _value(held: Any) -> Any:
    if isinstance(held, AmendedDraft):
        return held.data()
    if is_dataclass(held):
        return {field.name: _value(getattr(held, field.name)) for field in fields(held)}
    if isinstance(held, Fraction):
        return str(held)
    if isinstance(held, tuple | list):
        return [_value(part) for part in held]
    if isinstance(held, dict):
        return {key: _value(part) for key, part in held.items()}
    return held
