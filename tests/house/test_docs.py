"""Documentation that cannot rot: pages are compared with the code, and links lead somewhere."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "bench").glob("*.md")])


def test_the_list_of_acts_is_that_of_the_code() -> None:
    page = runpy.run_path(str(ROOT / "scripts" / "list-acts"))["page"]()
    assert (ROOT / "docs" / "acts.md").read_text() == page, "run scripts/list-acts > docs/acts.md"


def test_every_package_has_its_page() -> None:
    packages = {p.parent.name for p in (ROOT / "src" / "hamgara").glob("*/__init__.py")}
    assert packages <= {page.stem for page in (ROOT / "docs").glob("*.md")}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
        if not target.startswith(("http:", "https:", "mailto:")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_every_page_is_reached_from_the_readme() -> None:
    readme = (ROOT / "README.md").read_text()
    index = (ROOT / "docs" / "README.md").read_text()
    assert "docs/README.md" in readme
    for page in (ROOT / "docs").glob("*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, page.name
