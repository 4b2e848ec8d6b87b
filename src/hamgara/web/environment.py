"""What an instance is told from outside: its folder, its database, its hosts, read once from the environment.

Every variable has a safe default. Without `HAMGARA_DIR` the instance lives in a temporary folder that goes
when the process ends, so that trying it out or testing it leaves nothing behind.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

__all__ = ["Environment", "EnvironmentInvalid", "database_from_url", "read_environment", "secret_from_file"]

#: For SQLite: how long a writer waits for another (milliseconds).
BUSY_TIMEOUT = 20_000

_YES = {"1", "true", "yes", "on"}
_NO = {"", "0", "false", "no", "off"}


class EnvironmentInvalid(Exception):  # noqa: N818 - it is the environment that is invalid
    """A variable of the environment does not say what it must; the message names it and what was expected."""


@dataclass(frozen=True, slots=True)
class Environment:
    """One instance as its surroundings describe it."""

    folder: Path
    lasting: bool
    secret: str
    database: dict[str, Any]
    hosts: tuple[str, ...]
    demo: bool
    behind_tls: bool
    proxies: int


def read_environment(variables: Mapping[str, str] | None = None) -> Environment:
    """Read the variables `HAMGARA_DIR`, `DATABASE_URL`, `HAMGARA_HOSTS`, `HAMGARA_DEMO`, `HAMGARA_BEHIND_TLS`
    and `HAMGARA_PROXIES`.

    Makes the folder (mode 0700) and its secret key where they are missing. Raises `EnvironmentInvalid`.
    """
    variables = os.environ if variables is None else variables
    named = variables.get("HAMGARA_DIR", "").strip()
    folder = Path(named).expanduser().absolute() if named else _passing_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    behind_tls = _switch(variables, "HAMGARA_BEHIND_TLS")
    url = variables.get("DATABASE_URL", "").strip()
    return Environment(
        folder=folder,
        lasting=bool(named),
        secret=secret_from_file(folder / "secret-key"),
        database=database_from_url(url or f"sqlite://{quote(str(folder / 'db.sqlite3'))}"),
        hosts=_hosts(variables.get("HAMGARA_HOSTS", "")),
        demo=_switch(variables, "HAMGARA_DEMO"),
        behind_tls=behind_tls,
        proxies=_count(variables, "HAMGARA_PROXIES", 1 if behind_tls else 0),
    )


def secret_from_file(path: Path) -> str:
    """The secret key of an instance, made at first use; the file is readable by its owner only.

    Two processes that start at once agree on one key: the file appears whole or not at all.
    """
    if not path.exists():
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".secret-")  # mkstemp makes it 0600
        try:
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(64))
            os.link(name, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(name)
    return path.read_text().strip()


def database_from_url(url: str) -> dict[str, Any]:
    """Django's description of the database at a URL: `sqlite:///PATH` or `postgresql://USER:WORD@HOST:PORT/NAME`.

    SQLite runs in WAL mode with full synchronisation, every transaction takes the write lock at its start, and what is
    erased is overwritten.
    Raises `EnvironmentInvalid`.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        if not parts.path.startswith("/") or len(parts.path) < 2:
            raise EnvironmentInvalid("DATABASE_URL: expected sqlite:///PATH with an absolute path")
        path = "/" + unquote(parts.path).lstrip("/")
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": path,
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": BUSY_TIMEOUT / 1000,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; "
                    f"PRAGMA busy_timeout={BUSY_TIMEOUT}; PRAGMA foreign_keys=ON;"
                ),
            },
            "TEST": {"NAME": f"{path}.test"},
        }
    if parts.scheme in ("postgresql", "postgres"):
        name = unquote(parts.path.lstrip("/"))
        if not name:
            raise EnvironmentInvalid("DATABASE_URL: expected postgresql://USER@HOST/NAME with a name")
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": name,
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": unquote(parts.hostname or ""),
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    raise EnvironmentInvalid(f"DATABASE_URL: expected sqlite:///… or postgresql://…, not {parts.scheme}:")


def _passing_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="hamgara-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _hosts(text: str) -> tuple[str, ...]:
    named = tuple(host for host in text.replace(",", " ").split() if host)
    return named or ("127.0.0.1", "localhost", "[::1]")


def _switch(variables: Mapping[str, str], name: str) -> bool:
    value = variables.get(name, "").strip().lower()
    if value not in _YES | _NO:
        raise EnvironmentInvalid(f"{name}: expected 1 or 0, not {value!r}")
    return value in _YES


def _count(variables: Mapping[str, str], name: str, default: int) -> int:
    value = variables.get(name, "").strip()
    if not value:
        return default
    if not value.isascii() or not value.isdigit():
        raise EnvironmentInvalid(f"{name}: expected a number of proxies, not {value!r}")
    return int(value)
