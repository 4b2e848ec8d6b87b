"""Headers that neither Django nor its policy module sets: what browsers may keep, and what they may not switch on."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

__all__ = ["PERMISSIONS", "HeadersMiddleware"]

#: Nothing of the device is needed; passkeys are the one exception, for the instance itself.
PERMISSIONS = ", ".join(
    [
        *(
            f"{name}=()"
            for name in ("accelerometer", "camera", "display-capture", "geolocation", "gyroscope",
                         "magnetometer", "microphone", "midi", "payment", "usb", "browsing-topics")
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)  # fmt: skip


class HeadersMiddleware:
    """Adds the headers to every page.

    Pages of somebody who is signed in, and every page with a form's token, are not kept by any cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control"):
            user = getattr(request, "user", None)
            private = (user is not None and user.is_authenticated) or request.method != "GET"
            response["Cache-Control"] = "no-store, private" if private else "no-cache, private"
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
