"""A real public conversation as an assembly: 'Canadian Electoral Reform', held on Polis from 2016 on.

Statements that its moderators accepted are the positions, participants' last votes the reactions. Nothing is
added: who took part and where they live is not known, so all are supporters with a number for a name.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.resources import files
from typing import Literal

from hamgara.assembly import Charter
from hamgara.assembly.act import SECRETARIAT
from hamgara.assembly.charter import PositionRules
from hamgara.demo.telling import Narrator, Opening, Scene

__all__ = ["Conversation", "Statement", "open_conversation", "read_conversation", "tell_conversation"]

FOLDER = "data/canadian-electoral-reform"
ROUND = "conversation"
OPENS = "2016-12-09T00:00:00Z"
_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of the conversation: its number there, its words, when it was made."""

    number: int
    text: str
    made: datetime


@dataclass(frozen=True, slots=True)
class Conversation:
    """The statements that were admitted, and per participant the last vote on each that it saw."""

    statements: tuple[Statement, ...]
    votes: dict[int, dict[int, Literal[1, -1, 0]]]


def read_conversation() -> Conversation:
    """Read the files beside this module. Raises `ValueError` where a vote is none of 1, -1, 0 or empty."""
    statements = []
    for row in _rows("comments.csv"):
        if row["moderated"] == "1":
            text = unicodedata.normalize("NFC", " ".join(row["comment-body"].split()))
            made = datetime.fromtimestamp(int(row["timestamp"]) // 1000, UTC)
            statements.append(Statement(int(row["comment-id"]), text, made))
    statements.sort(key=lambda s: s.number)
    meanings: dict[str, Literal[1, -1, 0]] = {"1": 1, "-1": -1, "0": 0}
    votes: dict[int, dict[int, Literal[1, -1, 0]]] = {}
    for line, row in enumerate(_rows("participants-votes.csv"), 2):
        found = votes.setdefault(int(row["participant"]), {})
        for statement in statements:
            cell = row[str(statement.number)]
            if cell not in meanings and cell != "":
                raise ValueError(f"participants-votes.csv, line {line}: a vote is 1, -1, 0 or empty, not {cell!r}")
            if cell:
                found[statement.number] = meanings[cell]
    return Conversation(tuple(statements), votes)


def _rows(name: str) -> list[dict[str, str]]:
    text = (files("hamgara.demo") / FOLDER / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def open_conversation() -> Opening:
    """How that assembly begins."""
    return Opening(
        slug="electoral-reform",
        names={
            "fa": "اصلاح نظام انتخاباتی کانادا (گفت‌وگوی واقعی)",
            "en": "Canadian electoral reform (a real conversation)",
        },
        purpose={
            "fa": (
                "این مجمع گفت‌وگویی واقعی و همگانی است که از پایان سال ۲۰۱۶ در سامانهٔ پولیس برگزار شد: "
                "https://pol.is/5mnfxu85hx . موضع‌ها گفته‌هایی است که گردانندگان گفت‌وگو پذیرفته‌اند، به زبان اصلی آن‌ها، و "
                "واکنش‌ها آخرین رأی هر شرکت‌کننده به هر گفته است. چیزی بر آن افزوده نشده است.\n\n"
                "داده‌ها را پروژهٔ دموکراسی رایانشی (The Computational Democracy Project، مخزن compdemocracy/openData) "
                "با پروانهٔ بین‌المللی «کریتیو کامنز، ذکر نام، نسخهٔ ۴» (CC BY 4.0) منتشر کرده است."
            ),
            "en": (
                "This assembly is a real public conversation that was held on Polis (https://pol.is/5mnfxu85hx) "
                "from the end of 2016 on. The positions are the statements that its moderators accepted, in their own "
                "language, and the reactions are each participant's last vote on each statement. Nothing has been "
                "added.\n\n"
                "The data were published by The Computational Democracy Project (compdemocracy/openData) under the "
                "Creative Commons Attribution 4.0 International licence (CC BY 4.0)."
            ),
        },
        charter=Charter(
            languages=("en", "fa"),
            authoritative="en",
            positions=PositionRules(admission=False, matrix="attached"),
            public=("positions", "record"),
        ),
        timezone="America/Toronto",
        at=OPENS,
        seed=sha256(b"hamgara demonstration: canadian electoral reform").digest(),
    )


def tell_conversation(scene: Scene) -> None:
    """Tell the conversation: who took part, what was said, and one round of reactions."""
    found = read_conversation()
    narrator = Narrator(scene, OPENS)
    for number in found.votes:
        who = f"p-{number}"
        fa = f"شرکت‌کنندهٔ {number}".translate(_DIGITS)
        commitment = scene.enrol(who, fa, f"Participant {number}")
        narrator.tell(SECRETARIAT, "member.invited", {"id": who, "as": "supporter", "commitment": commitment}, after=1)
        narrator.tell(SECRETARIAT, "member.accredited", {"id": who}, after=1)
    for statement in sorted(found.statements, key=lambda s: (s.made, s.number)):
        at = statement.made.strftime("%Y-%m-%dT%H:%M:%SZ")
        if at > narrator.now:
            narrator.turn(at)
        position = {"id": f"s-{statement.number}", "text": {"en": statement.text}}
        narrator.tell(SECRETARIAT, "position.proposed", position, after=0)
    closes = "2019-02-07T00:00:00Z"
    narrator.tell(
        SECRETARIAT,
        "round.opened",
        {
            "id": ROUND,
            "title": {"fa": "گفت‌وگوی همگانی", "en": "The public conversation"},
            "positions": [f"s-{s.number}" for s in found.statements],
            "closes": closes,
        },
    )
    for number, votes in found.votes.items():
        for statement_number, value in votes.items():
            narrator.react(ROUND, f"p-{number}", f"s-{statement_number}", value)
    narrator.turn(closes)
    narrator.close("round.closed", ROUND, after=0)
