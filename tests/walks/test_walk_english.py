"""A whole assembly in English, on a wide screen, without JavaScript: from the one-time link to the verified record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.walks.story import walk_through

pytestmark = pytest.mark.browser


def test_from_invitation_to_published_resolution(browser: Browser, tmp_path: Path) -> None:
    with walk_through(browser, tmp_path, "en", viewport=(1280, 800), javascript=False) as (walk, path):
        said = walk.check_published(path)
        assert not re.search("[۰-۹]", said), "digits of another script on an English page"
