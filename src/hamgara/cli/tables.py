"""An outcome as tables: on the terminal, or on one page that needs nothing from outside.

The page reads right to left in Persian, escapes every text, and asks for no file, script or address.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Table", "print_tables", "render_page"]

_STYLE = """
:root { color-scheme: light dark; --ink: #1c1f1e; --paper: #fbfaf6; --soft: #565c59; --line: #d3d0c6 }
@media (prefers-color-scheme: dark) { :root { --ink: #ecebe6; --paper: #141716; --soft: #aab0ac; --line: #3c4341 } }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1.05rem/1.6 Vazirmatn, system-ui, sans-serif }
:lang(fa) { line-height: 1.85 }
main { max-inline-size: 60rem; margin-inline: auto; padding: 1.5rem 1rem }
h1 { font-size: 1.5rem }
section { overflow-x: auto; margin-block: 1.5rem }
table { border-collapse: collapse; min-inline-size: 100%; font-variant-numeric: tabular-nums }
caption { text-align: start; font-weight: 700; padding-block: .4rem }
th, td { text-align: start; vertical-align: top; padding: .35rem .6rem; border-block-end: 1px solid var(--line) }
thead th { color: var(--soft) }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of texts under a header, in the reader's language already; the first column names the row.

    An empty header: pairs of a name and what it is.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def print_tables(tables: Sequence[Table]) -> None:
    """Print the tables on the terminal; texts are shown as they are, never read as markup."""
    from rich.console import Console
    from rich.table import Table as Grid
    from rich.text import Text

    console = Console(highlight=False)
    for table in tables:
        grid = Grid(
            title=Text(table.caption), title_justify="left", box=None, pad_edge=False, show_header=bool(table.header)
        )
        for name in table.header or ("", ""):
            grid.add_column(Text(name), overflow="fold")
        for row in table.rows:
            grid.add_row(*map(Text, row))
        console.print(grid)
        console.print()


def render_page(title: str, tables: Sequence[Table], language: str) -> str:
    """The tables on one HTML page in "fa" or "en"."""
    direction = "rtl" if language == "fa" else "ltr"
    sections = "".join(map(_section, tables))
    return (
        f'<!DOCTYPE html>\n<html lang="{language}" dir="{direction}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n<h1>{escape(title)}</h1>\n{sections}</main>\n</body>\n</html>\n"
    )


def _section(table: Table) -> str:
    cells = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.header)
    header = f"<thead><tr>{cells}</tr></thead>\n" if cells else ""
    rows = "".join(
        f'<tr><th scope="row"><bdi>{escape(row[0])}</bdi></th>'
        + "".join(f"<td><bdi>{escape(cell)}</bdi></td>" for cell in row[1:])
        + "</tr>\n"
        for row in table.rows
    )
    return (
        f'<section tabindex="0"><table><caption>{escape(table.caption)}</caption>\n'
        f"{header}<tbody>\n{rows}</tbody></table></section>\n"
    )
