"""A document on the terminal: the same blocks that its pages have, without pictures and without what repeats."""

from __future__ import annotations

from hamgara.documents.sheet import Heading, Masthead, Prose, Roll, Seal, Sheet, Table

__all__ = ["print_sheet"]

#: Terminals order bidirectional text by rules of their own, and some show these as boxes.
_ISOLATES = dict.fromkeys([0x2066, 0x2067, 0x2068, 0x2069])
_HEADINGS = {2: "bold", 3: "underline"}


def print_sheet(sheet: Sheet) -> None:
    """Print the leading side of a sheet; texts are shown as they are, never read as markup."""
    from rich.console import Console
    from rich.text import Text

    from hamgara.cli import tables

    console = Console(highlight=False)

    waiting: list[Text] = []

    def say(text: str, style: str = "") -> None:
        for heading in waiting:
            console.print()
            console.print(heading)
        waiting.clear()
        console.print(Text(text.translate(_ISOLATES), style))

    for block in sheet.sides[0].blocks:
        match block:
            case Masthead():
                say(block.title.line, "bold")
                say(" · ".join(block.lines))
            case Heading():
                # Said only before something that is printed: pictures are not.
                if block.level == 2:
                    waiting.clear()
                waiting.append(Text(block.wording.line.translate(_ISOLATES), _HEADINGS[block.level]))
            case Prose():
                for paragraph in block.wording.paragraphs:
                    say(paragraph)
            case Roll():
                for number, item in enumerate(block.items, 1):
                    mark = f"{number}." if block.numbered else "-"
                    say(f"{mark} {item.wording.line}{f' ({item.detail})' if item.detail else ''}")
            case Table() if not block.detail:
                rows = tuple(tuple(cell.translate(_ISOLATES) for cell in row) for row in block.rows)
                say("")
                tables.print_tables([tables.Table(block.caption, block.header, rows)])
            case Seal():
                for fact in block.facts:
                    say(f"{fact.label}: {fact.value}" if fact.label else f"  {fact.value}")
