"""A browser for the tests of a module, and the served demonstration.

The browser is the distribution's own chromium. It ends with the module, for its event loop would keep later tests of
the same process from their databases.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from tests.walks.demonstration import Demonstration, stage

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium, without a window."""
    found = shutil.which("chromium")
    assert found is not None, "the browser tests need chromium (apt-get install chromium)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS, headless=True)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration, staged and served once; tests leave its records as they are."""
    staged = stage(tmp_path_factory.mktemp("demonstration"))
    yield staged
    staged.instance.stop()
