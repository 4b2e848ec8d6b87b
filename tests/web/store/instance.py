"""Instances in folders of their own, and scripts run against them in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

__all__ = ["environment", "run_inside", "start_inside"]

_BEGIN = """
import json, sys
import django
django.setup()
from hamgara.web.store.log import create_assembly, open_assembly
from hamgara.assembly import AssemblyReplay, Charter, Refused
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
