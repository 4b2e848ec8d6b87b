"""Every page of charter, membership, meetings, conduct and home, as everybody, in both languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.stages.scenes import furnish

EVERYBODY = (
    "public", "outsider", "guest", "observer", "supporter", "delegate", "independent", "organisation", "secretariat",
)  # fmt: skip
INSIDERS = {"delegate", "independent", "organisation", "secretariat"}
MEMBERS = INSIDERS | {"supporter", "observer"}
#: page -> who sees it under the usual charter
PAGES: dict[str, set[str]] = {
    "": set(EVERYBODY),
    "charter/": set(EVERYBODY),
    "charter/history/1/": set(EVERYBODY),
    "charter/prepare/": {"secretariat"},
    "membership/": MEMBERS,
    "membership/o-unity/": MEMBERS,
    "membership/i-nima/": MEMBERS,
    "membership/d-sara/": MEMBERS,
    "membership/i-guest/": {"secretariat", "guest"},
    "meetings/": set(EVERYBODY),
    "meetings/first/": set(EVERYBODY),
    "sittings/morning/": set(EVERYBODY),
    "sittings/evening/": set(EVERYBODY),
    "conduct/": MEMBERS,
    "conduct/quarrel/": INSIDERS,
}


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_each_page_is_seen_by_whom_the_charter_lets(
    cast: Any, client_as: Callable[..., Client], who: str, language: str
) -> None:
    furnish(cast)
    client = client_as(who, language=language)
    for page, seen_by in PAGES.items():
        response = client.get(cast.url(page))
        expected = {200} if who in seen_by else {403, 404}
        assert response.status_code in expected, page
        text = response.content.decode()
        assert 'style="' not in text
        assert "<script>" not in text
        if who not in INSIDERS:
            assert "Nima Rastegar" not in text
            assert "نیما رستگار" not in text
