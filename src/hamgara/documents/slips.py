"""Slips with voters' codes: one for each voter, eight on a page, to be cut apart."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Literal

import typst

from hamgara.documents.pdf import find_fonts

__all__ = ["Slip", "write_slips"]

WORDS = {
    "fa": {
        "title": "برگهٔ کد رأی",
        "code": "کد رأی شما",
        "note": "این کد را به کسی نشان ندهید. رأی خود را با آن روی دستگاه خودتان سربسته می‌کنید؛ سرور آن را نمی‌بیند.",
        "nobody": "بی‌نام",
    },
    "en": {
        "title": "Slip with a voter's code",
        "code": "Your code",
        "note": "Show this code to nobody. With it you seal your ballot on your own device; the server never sees it.",
        "nobody": "no name",
    },
}


@dataclass(frozen=True, slots=True)
class Slip:
    """A voter's name, as the registrar knows it, and the code."""

    name: str
    code: str


def write_slips(title: str, slips: Sequence[Slip], language: Literal["fa", "en"]) -> bytes:
    """The slips of an election as a tagged PDF (PDF/UA-1), A4, in the order given."""
    data = {
        "lang": language,
        "election": title,
        "words": WORDS[language],
        "slips": [asdict(slip) for slip in slips],
    }
    return typst.compile(
        files("hamgara.documents").joinpath("templates/slips.typ").read_bytes(),
        font_paths=find_fonts(),
        format="pdf",
        sys_inputs={"slips": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
