"""What every page tells the browser, what it refuses, and what never reaches a log."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from hamgara.web import landing
from hamgara.web.environment import EnvironmentInvalid, database_from_url, read_environment
from hamgara.web.logs import QuietFormatter
from hamgara.web.rates import hide_key, limit_rate
from hamgara.web.store import directory

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'", "font-src 'self'",
    "connect-src 'self'", "form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'",
}  # fmt: skip
PUBLIC = ["/", "/join/", "/accounts/login/", "/accounts/logout/", "/accounts/inactive/", "/nothing-here/"]
SIGNED_IN = ["/", "/join/", "/me/", "/accounts/keys/", "/accounts/keys/webauthn/", "/accounts/logout/"]
FRESH = [
    "/accounts/passphrase/", "/accounts/keys/totp/activate/", "/accounts/keys/webauthn/add/",
    "/accounts/reauthenticate/",
]  # fmt: skip
PHRASE = "four words and more"


class _Page(HTMLParser):
    """Collects what a page loads, links to, and runs."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.inline: list[str] = []
        self._script: dict[str, str | None] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note addresses, inline styles and handlers."""
        found = dict(attrs)
        self.addresses += [
            v for k, v in attrs if v and k in ("src", "href", "action", "data", "poster", "srcset", "formaction")
        ]
        self.inline += [f"{tag} {k}" for k in found if k == "style" or (k.startswith("on"))]
        if tag == "style":
            self.inline.append("style element")
        self._script = found if tag == "script" else None

    def handle_data(self, data: str) -> None:
        """Note scripts that stand in the page itself."""
        if self._script is not None and data.strip() and self._script.get("type") != "application/json":
            self.inline.append(f"script: {data[:40]}")


@pytest.fixture
def fresh(cast: Any) -> Client:
    """A browser of somebody who has just signed in by pass-phrase."""
    User.objects.create_user("sarv-rud-100", password=PHRASE)
    browser = Client()
    browser.post("/accounts/login/", {"login": "sarv-rud-100", "password": PHRASE})
    browser.post("/accounts/reauthenticate/", {"password": PHRASE, "next": "/me/"})
    return browser


@pytest.fixture
def pages(cast: Any, fresh: Client, client_as: Callable[..., Client]) -> list[tuple[str, HttpResponse]]:
    """Every page of the frame, as a visitor, as a member, and after a fresh sign-in; with bad input, too."""
    found: list[tuple[str, Any]] = []
    public, member = client_as("public"), client_as("independent")
    found += [(f"public {path}", public.get(path)) for path in PUBLIC]
    found += [(f"member {path}", member.get(path)) for path in SIGNED_IN]
    found += [(f"fresh {path}", fresh.get(path)) for path in FRESH]
    code = directory.invite(cast.log, cast["guest"])
    found.append(("public code", public.post("/join/", {"code": code})))
    found.append(("public bad code", public.post("/join/", {"code": "<script>alert(1)</script>"})))
    found.append(("bad host", Client().get("/", headers={"Host": "evil.example"})))
    found.append(("csrf", Client(enforce_csrf_checks=True).post("/join/", {"code": code})))
    return found


def test_headers_of_every_page(pages: list[tuple[str, HttpResponse]]) -> None:
    assert len(pages) == 20
    for name, response in pages:
        policy = {part.strip() for part in response["Content-Security-Policy"].split(";")}
        assert policy == POLICY, name
        assert response["X-Frame-Options"] == "DENY", name
        assert response["X-Content-Type-Options"] == "nosniff", name
        assert response["Referrer-Policy"] == "same-origin", name
        assert response["Cross-Origin-Opener-Policy"] == "same-origin", name
        assert "camera=()" in response["Permissions-Policy"], name
        assert "private" in response["Cache-Control"], name
        if name.startswith(("member", "fresh")):
            assert "no-store" in response["Cache-Control"], name
        if name.startswith("fresh"):
            assert response.status_code == 200, name


def test_no_page_reaches_out_or_runs_inline(pages: list[tuple[str, HttpResponse]]) -> None:
    shown = [(name, response) for name, response in pages if response.status_code != 302]
    assert len(shown) == 19
    for name, response in shown:
        page = _Page(response.content.decode())
        assert page.addresses, name
        for address in page.addresses:
            assert re.match(r"[/#?](?!/)", address), f"{name}: {address}"
        assert page.inline == [], name


def test_stylesheet_reaches_nowhere_else() -> None:
    static = Path(landing.__file__).parent / "static" / "hamgara"
    sheet = (static / "look.css").read_text(encoding="utf-8")
    for address in re.findall(r"url\(\"?([^\")]+)", sheet):
        assert (static / address).is_file()
    assert "@import" not in sheet
    assert "http" not in sheet
    physical = re.findall(r"[{;]\s*((?:margin|padding|border)-(?:left|right)|(?<!-)(?:left|right))\s*:", sheet)
    assert physical == []


FORMS = [
    ("/join/", {"code": "x"}), ("/language/", {"language": "en"}), ("/me/", {"language": "fa"}),
    ("/me/seat/", {"actor": "x"}), ("/accounts/login/", {"login": "x"}), ("/accounts/logout/", {}),
    ("/accounts/passphrase/", {}), ("/demo/sign-in/", {"user": "x"}), ("/accounts/keys/webauthn/login/", {}),
]  # fmt: skip


@pytest.mark.parametrize(("path", "data"), FORMS)
def test_forms_need_their_token(cast: Any, path: str, data: dict[str, str]) -> None:
    browser = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    browser.force_login(cast.users["independent"], backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = browser.post(path, data)
    assert answer.status_code == 403
    assert "The form has expired" in answer.content.decode()


# Limits -------------------------------------------------------------------------------------------------


def test_codes_cannot_be_guessed_at_speed(cast: Any) -> None:
    code = directory.invite(cast.log, cast["guest"])
    browser = Client(headers={"Accept-Language": "en"})
    for _n in range(15):  # good codes do not count
        assert browser.post("/join/", {"code": code}).status_code == 200
    statuses = [browser.post("/join/", {"code": f"guess-{n}"}).status_code for n in range(12)]
    assert statuses == [400] * 10 + [429] * 2
    refused = browser.post("/join/", {"code": code})
    assert (refused.status_code, "Too many attempts" in refused.content.decode()) == (429, True)
    assert browser.get("/join/").status_code == 200
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post("/join/", {"code": code}).status_code == 200


@pytest.mark.django_db
def test_wrong_phrases_lock_a_name_from_many_addresses(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "900/m/ip", "login_failed": "900/m/ip"}
    assert settings.AXES_FAILURE_LIMIT == 12
    settings.AXES_FAILURE_LIMIT = 4
    User.objects.create_user("sarv-rud-100", password=PHRASE)
    answers = []
    for n in range(6):
        browser = Client(REMOTE_ADDR=f"203.0.113.{n + 1}", headers={"User-Agent": f"b{n}"})
        answers.append(browser.post("/accounts/login/", {"login": "sarv-rud-100", "password": "wrong"}).status_code)
    assert answers == [200] * 3 + [429] * 3
    right = Client(REMOTE_ADDR="203.0.113.99")
    assert right.post("/accounts/login/", {"login": "sarv-rud-100", "password": PHRASE}).status_code == 429
    assert "_auth_user_id" not in right.session


@pytest.mark.django_db
def test_limit_counts_posts_only_and_knows_its_rates() -> None:
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(str(request.method))
        return HttpResponse()

    with pytest.raises(KeyError, match="no rate for nowhere"):
        limit_rate("nowhere")(view)(RequestFactory().post("/"))
    limited = limit_rate("accession")(view)
    for _n in range(9):
        assert limited(RequestFactory().get("/")).status_code == 200
    assert len(seen) == 9


@pytest.mark.django_db
def test_no_address_or_browser_is_kept() -> None:
    browser = Client(REMOTE_ADDR="203.0.113.77", headers={"User-Agent": "Peculiar/7"})
    browser.post("/accounts/login/", {"login": "nobody-at-all", "password": "wrong wrong wrong"})
    browser.post("/join/", {"code": "nothing"})
    assert not AccessAttempt.objects.exists()
    assert not AccessLog.objects.exists()
    assert not AccessFailureLog.objects.exists()
    sessions = [session.get_decoded() for session in Session.objects.all()]
    kept = json.dumps([sessions, list(map(str, cache._cache))])  # type: ignore[attr-defined]
    assert "203.0.113.77" not in kept
    assert "Peculiar" not in kept
    assert hide_key("ip:203.0.113.77", "", 1) != hide_key("ip:203.0.113.78", "", 1)


# Cookies ------------------------------------------------------------------------------------------------


def test_cookies_are_closed_to_scripts_and_to_other_sites(fresh: Client) -> None:
    fresh.post("/language/", {"language": "en"})
    fresh.get("/me/")
    assert {"session", "csrf", "language"} <= set(fresh.cookies)
    for name, cookie in fresh.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert not cookie["domain"], name


def _settings_under(tmp_path: Path, **variables: str) -> dict[str, Any]:
    names = [
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_SECURE",
        "LANGUAGE_COOKIE_SECURE",
        "SECURE_HSTS_SECONDS",
        "SECURE_SSL_REDIRECT",
        "SESSION_COOKIE_NAME",
        "SECURE_PROXY_SSL_HEADER",
        "ALLOWED_HOSTS",
        "DEBUG",
        "ALLAUTH_TRUSTED_PROXY_COUNT",
        "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN",
        "HAMGARA_DEMO",
    ]
    script = (
        "import json; from django.conf import settings; import django; django.setup();"
        "from django.core.checks import run_checks;"
        f"found = {{n: getattr(settings, n, None) for n in {names}}};"
        "found['checks'] = [c.id for c in run_checks(include_deployment_checks=True) if not c.is_silenced()];"
        "print(json.dumps(found, default=str))"
    )
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "DJANGO_SETTINGS_MODULE": "hamgara.web.settings",
        "HAMGARA_DIR": str(tmp_path / "instance"),
        **variables,
    }
    run = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, timeout=60, check=True
    )
    return dict(json.loads(run.stdout))


def test_behind_tls_everything_is_secure(tmp_path: Path) -> None:
    found = _settings_under(tmp_path, HAMGARA_BEHIND_TLS="1", HAMGARA_HOSTS="hamgara.example, two.example")
    assert found["SESSION_COOKIE_SECURE"] is found["CSRF_COOKIE_SECURE"] is found["LANGUAGE_COOKIE_SECURE"] is True
    assert found["SESSION_COOKIE_NAME"] == "__Host-session"
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"] is False
    assert found["ALLOWED_HOSTS"] == ["hamgara.example", "two.example"]
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1
    assert found["DEBUG"] is False
    assert found["HAMGARA_DEMO"] is False
    assert set(found["checks"]) <= {"security.W005", "security.W021"}  # subdomains and preload are not ours to bind
    folder = tmp_path / "instance"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "secret-key").stat().st_mode) == 0o600


# The environment ----------------------------------------------------------------------------------------


def test_secret_is_made_once(tmp_path: Path) -> None:
    first = read_environment({"HAMGARA_DIR": str(tmp_path)})
    second = read_environment({"HAMGARA_DIR": str(tmp_path)})
    assert first.secret == second.secret
    assert len(first.secret) > 60
    assert [p.name for p in tmp_path.iterdir()] == ["secret-key"]


@pytest.mark.parametrize(
    ("variables", "names"),
    [
        ({"DATABASE_URL": "mysql://x/y"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite://"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://u@h/"}, "DATABASE_URL"),
        ({"HAMGARA_DEMO": "perhaps"}, "HAMGARA_DEMO"),
        ({"HAMGARA_PROXIES": "-1"}, "HAMGARA_PROXIES"),
    ],
)
def test_environment_refused(tmp_path: Path, variables: dict[str, str], names: str) -> None:
    with pytest.raises(EnvironmentInvalid, match=names):
        read_environment({"HAMGARA_DIR": str(tmp_path), **variables})


def test_databases() -> None:
    lite = database_from_url("sqlite:////srv/a%20b/db.sqlite3")
    assert lite["NAME"] == "/srv/a b/db.sqlite3"
    assert lite["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "busy_timeout="):
        assert pragma in lite["OPTIONS"]["init_command"]
    post = database_from_url("postgresql://ham:p%40ss@db.example:5433/gara?sslmode=require")
    assert (post["USER"], post["PASSWORD"], post["HOST"], post["PORT"], post["NAME"], post["OPTIONS"]) == (
        "ham", "p@ss", "db.example", "5433", "gara", {"sslmode": "require"},
    )  # fmt: skip


# Errors and logs ----------------------------------------------------------------------------------------


@pytest.fixture
def log_lines() -> Iterator[io.StringIO]:
    """Everything that would be logged, at every level that the settings let through, as it would be written."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(QuietFormatter())
    names = [None, "django", "django.request", "django.server", "axes"]
    loggers = [logging.getLogger(name) for name in names]
    for logger in loggers:
        logger.addHandler(handler)
    yield stream
    for logger in loggers:
        logger.removeHandler(handler)


def test_failure_shows_and_logs_nothing_of_the_data(
    cast: Any, monkeypatch: pytest.MonkeyPatch, log_lines: io.StringIO
) -> None:
    def fail(request: HttpRequest) -> Any:
        try:
            raise ValueError(f"inner {request.POST.get('secret', 'TOP-SECRET')}")
        except ValueError as error:
            raise RuntimeError("outer TOP-SECRET") from error

    monkeypatch.setattr(landing, "list_cast", lambda: fail(RequestFactory().get("/")))
    answer = Client(raise_request_exception=False).get("/?code=TOP-SECRET")
    text = answer.content.decode()
    assert answer.status_code == 500
    assert "خطایی در سامانه رخ داد" in text
    assert "Something failed on our side" in text
    for leak in ("TOP-SECRET", "Traceback", "RuntimeError", "landing.py", "Django"):
        assert leak not in text
    logged = log_lines.getvalue()
    assert "builtins.RuntimeError" in logged
    assert "because of" in logged
    assert "landing.py" in logged
    assert "TOP-SECRET" not in logged


def test_joining_and_signing_in_log_no_secret(cast: Any, log_lines: io.StringIO) -> None:
    code = directory.invite(cast.log, cast["guest"])
    wrong = "bbbbb-ccccc-ddddd-fffff"
    browser = Client()
    browser.post("/join/", {"code": wrong})
    form = {"step": "account", "code": code, "name": "rud-kuh-512", "passphrase": PHRASE, "again": PHRASE}
    browser.post("/join/", form)
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": "rud-kuh-512", "password": "the wrong pass-phrase"})
    browser.post("/accounts/login/", {"login": "rud-kuh-512", "password": PHRASE})
    Client(enforce_csrf_checks=True).post("/accounts/login/", {"login": "rud-kuh-512", "password": PHRASE})
    logged = log_lines.getvalue()
    assert "Forbidden" in logged  # something was logged
    for secret in (code, wrong, PHRASE, "the wrong pass-phrase", "rud-kuh-512", "127.0.0.1"):
        assert secret not in logged


@pytest.mark.parametrize(
    ("path", "headers", "status", "says"),
    [
        ("/nothing-here/", {"Accept-Language": "en"}, 404, "There is no such page here"),
        ("/a/no-such-assembly/", {"Accept-Language": "fa"}, 404, "چنین صفحه‌ای اینجا نیست"),
        ("/", {"Host": "evil.example"}, 400, "The request was not understood"),
    ],
)
@pytest.mark.django_db
def test_error_pages(path: str, headers: dict[str, str], status: int, says: str) -> None:
    answer = Client().get(path, headers=headers)
    assert answer.status_code == status
    assert says in answer.content.decode()
    assert "look" in answer.content.decode()
