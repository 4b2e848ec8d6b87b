"""Visits without a browser: one request, one answer, over HTTP, as somebody of a role."""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlencode

from tests.walks.demonstration import TOKEN, Demonstration

__all__ = ["Answer", "Visitor"]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the instance answered: status, the kind of content, where it leads, the body."""

    status: int
    kind: str
    leads_to: str
    body: bytes

    @property
    def html(self) -> str:
        """The page; empty where the answer is no page."""
        return self.body.decode() if self.kind.startswith("text/html") else ""


@dataclass
class Visitor:
    """Somebody of a role who asks for pages in a language, without following where answers lead."""

    demonstration: Demonstration
    role: str
    language: Literal["fa", "en"] = "fa"
    _connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", self.demonstration.instance.port, timeout=60)

    def get(self, path: str) -> Answer:
        """Ask for a page."""
        return self._request("GET", path, None)

    def post(self, path: str, **values: str) -> Answer:
        """Send a form."""
        return self._request("POST", path, urlencode({**values, "csrfmiddlewaretoken": TOKEN}))

    def _request(self, method: str, path: str, body: str | None) -> Answer:
        cookies = self.demonstration.cookies(self.role, self.language)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        kind, leads_to = response.getheader("Content-Type") or "", response.getheader("Location") or ""
        return Answer(response.status, kind, leads_to, response.read())
