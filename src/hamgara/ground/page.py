"""One self-contained page: no request leaves it, all text is escaped, it reads right to left in Persian."""

from collections.abc import Iterable
from html import escape

from hamgara.dates import Language
from hamgara.ground.tables import Table

__all__ = ["table_html", "table_section", "write_page"]

_STYLE = """
:root { --paper: #fbfaf6; --card: #fff; --ink: #1c1f1e; --soft: #565c59; --line: #d3d0c6; --accent: #0b5d58;
  color-scheme: light dark }
@media (prefers-color-scheme: dark) { :root { --paper: #141716; --card: #1c201f; --ink: #ecebe6;
  --soft: #aab0ac; --line: #3c4341; --accent: #6cc5bd; --g1: #6bb8e6; --g2: #f0a066; --g3: #5fcaa5; --g4: #e0a3c6;
  --g5: #d8c25a; --g6: #b7c0bc } }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 1.05rem/1.6 Vazirmatn, system-ui, sans-serif }
:lang(fa) { line-height: 1.85 }
main { max-inline-size: 66rem; margin-inline: auto; padding: 1.5rem 1rem }
h1 { font-size: 1.5rem } h2 { font-size: 1.15rem }
section { background: var(--card); border: 1px solid var(--line); border-radius: .6rem; padding: 1rem 1.2rem;
  margin-block: 1.2rem }
.wide { overflow-x: auto }
@media (max-width: 34rem) { section { padding: .6rem .5rem } main { padding-inline: .6rem } }
figure { margin: 0 0 1rem }
@media (min-width: 60rem) { .beside { display: grid; grid-template-columns: 29rem minmax(0, 1fr); gap: 0 2rem }
  .beside > :not(figure, .said) { grid-column: 1 / -1 } }
.once { white-space: nowrap }
svg { display: block; inline-size: 100%; max-inline-size: 30rem; margin-inline: auto }
summary { min-block-size: 2.75rem; cursor: pointer; color: var(--accent) }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
li { margin-block: .4rem } .soft, caption { color: var(--soft); font-size: .92rem }
table { border-collapse: collapse; inline-size: 100%; font-variant-numeric: tabular-nums }
caption { text-align: start }
th, td { text-align: start; vertical-align: top; padding: .35rem .5rem; border-block-end: 1px solid var(--line) }
bdi { unicode-bidi: isolate }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_page(title: str, sections: Iterable[str], language: Language) -> str:
    """A whole page of sections that are HTML already."""
    direction = "rtl" if language == "fa" else "ltr"
    return "".join(
        [
            f'<!doctype html><html lang="{language}" dir="{direction}"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">',
            f"<title>{escape(title)}</title><style>{_STYLE}</style></head><body><main><h1>{escape(title)}</h1>",
            *sections,
            "</main></body></html>\n",
        ]
    )


def table_section(table: Table) -> str:
    return f'<section class="wide" tabindex="0" aria-label="{escape(table.caption)}">{table_html(table)}</section>'


def table_html(table: Table) -> str:
    """The table with its heads, each cell closed off from the direction of the others."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.header)
    rows = []
    for row in table.rows:
        cells = "".join(f"<td><bdi>{escape(cell)}</bdi></td>" for cell in row[1:])
        rows.append(f'<tr><th scope="row"><bdi>{escape(row[0])}</bdi></th>{cells}</tr>')
    caption = f"<caption>{escape(table.caption)}</caption><thead><tr>{head}</tr></thead>"
    return f"<table>{caption}<tbody>{''.join(rows)}</tbody></table>"
