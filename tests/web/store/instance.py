"""Instances in folders of their own, and scripts run against them in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

__all__ = ["environment", "run_inside", "sign_in", "start_inside", "take_seat"]

_BEGIN = """
import json, sys
import django
django.setup()
from hamgara.web.store.log import create_assembly, open_assembly
from hamgara.assembly import AssemblyReplay, Charter, Refused
from tests.web.store.instance import sign_in, take_seat
given = json.loads(sys.argv[1])
"""


def environment(folder: Path, url: str = "") -> dict[str, str]:
    """The environment of an instance in that folder, on SQLite unless a database's URL is given."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "hamgara.web.settings",
        "HAMGARA_DIR": str(folder),
        "DATABASE_URL": url,
    }


def start_inside(script: str, given: dict[str, Any], env: dict[str, str]) -> subprocess.Popen[str]:
    """Start a script in a process of its own; it finds `given`."""
    command = [sys.executable, "-c", _BEGIN + script, json.dumps(given)]
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def run_inside(script: str, given: dict[str, Any], env: dict[str, str]) -> str:
    """Run a script to its end; returns what it printed."""
    process = start_inside(script, given, env)
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return out


def sign_in(user: Any) -> str:
    """Within a script: open a session of this user; returns its key, for a browser's cookie."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def take_seat(log: Any, actor: str, name: str) -> str:
    """Within a script: an account of this name in the seat of an actor, signed in; returns the session's key."""
    from django.contrib.auth.models import User

    from hamgara.web.store.models import Seat

    user = User.objects.create(username=name)
    Seat.objects.create(user=user, assembly_id=log.assembly_id, actor=actor)
    return sign_in(user)
