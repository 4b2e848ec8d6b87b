"""A whole assembly in Persian, on a telephone, with JavaScript: from the one-time link to the verified record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.walks.story import walk_through

pytestmark = pytest.mark.browser


def test_from_invitation_to_published_resolution(browser: Browser, tmp_path: Path) -> None:
    with walk_through(browser, tmp_path, "fa", viewport=(360, 780), javascript=True) as (walk, path):
        said = walk.check_published(path)
        assert not re.search("[0-9]", said.replace("SHA-256", "")), "digits of another script on a Persian page"
        assert re.search("[۰-۹]", said)
