"""init, serve, backup, restore, publish, verify: each in a process of its own, as on a machine."""

from __future__ import annotations

import json
import shutil
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.postgres import run_postgres


def test_init_prints_one_link_and_nothing_else(run_apart: Any, tmp_path: Path) -> None:
    folder = tmp_path / "new" / "instance"
    args = ("--name-en", "Forum", "--purpose-fa", "هم‌کاری", "--address", "https://forum.example/")
    made = run_apart("init", folder, *args)
    assert made.returncode == 0, made.stderr
    assert made.stdout.startswith("https://forum.example/join/?code=")
    assert made.stdout.count("\n") == 1
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    twice = run_apart("init", folder, *args)
    assert twice.returncode == 2
    assert "--again" in twice.stderr
    again = run_apart("init", folder, "--again")
    assert again.returncode == 0, again.stderr
    assert again.stdout != made.stdout
    with sqlite3.connect(folder / "db.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM store_invitation").fetchone() == (1,)
        assert database.execute("SELECT count(*) FROM store_entry").fetchone() == (2,)


def test_init_puts_the_charter_in_force(run_apart: Any, tmp_path: Path) -> None:
    charter = tmp_path / "charter.toml"
    charter.write_text('authoritative = "en"\nsecret = ["conduct"]\n')
    args = ("--name-en", "Forum", "--purpose-en", "Act")
    made = run_apart("init", tmp_path / "i", *args, "--charter", charter, "--timezone", "America/Toronto")
    assert made.returncode == 0, made.stderr
    with sqlite3.connect(tmp_path / "i" / "db.sqlite3") as database:
        first, second = (json.loads(row[0]) for row in database.execute("SELECT data FROM store_entry ORDER BY seq"))
    assert first["data"]["timezone"] == "America/Toronto"
    assert second["data"]["charter"]["authoritative"] == "en"
    assert second["data"]["charter"]["secret"] == ["conduct"]


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ((), "--name-fa"),
        (("--name-en", "Forum"), "--purpose-fa"),
        (("--name-en", "F", "--purpose-en", "A", "--slug", "Two words"), "--slug"),
    ],
    ids=["no-name", "no-purpose", "slug"],
)
def test_init_refuses_before_it_makes_anything(run: Any, tmp_path: Path, args: tuple[str, ...], expected: str) -> None:
    made = run("init", tmp_path / "i", *args)
    assert made.exit_code == 2
    assert expected in made.stderr
    assert not (tmp_path / "i").exists()


def test_init_refuses_a_charter_that_is_none(run: Any, tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text('{"quorums": 3}')
    made = run("init", tmp_path / "i", "--name-en", "F", "--purpose-en", "A", "--charter", tmp_path / "c.json")
    assert made.exit_code == 1
    assert "quorums" in made.stderr
    assert not (tmp_path / "i").exists()


@pytest.mark.parametrize("command", [("serve",), ("backup", "out.zip"), ("publish", "forum", "--out", "out")], ids=str)
def test_commands_need_an_instance(run: Any, tmp_path: Path, command: tuple[str, ...]) -> None:
    name, *rest = command
    result = run(name, tmp_path / "none", *[tmp_path / r if r.startswith("out") else r for r in rest])
    assert result.exit_code == 2
    assert "hamgara init" in result.stderr
    assert not (tmp_path / "none").exists()


def test_published_record_verifies(run: Any, published: Path, tmp_path: Path) -> None:
    result = run("verify", published, "--json", "-")
    assert result.exit_code == 0, result.stderr
    found = json.loads(result.stdout)
    assert found["verified"] is True
    assert (found["size"], found["acts"]) == (2, {"assembly.convened": 1, "charter.adopted": 1})
    assert f"verified: 2 acts of assembly {found['assembly']}" in run("verify", published).stdout
    assert run("verify", published, "--assembly", found["assembly"]).exit_code == 0
    other = run("verify", published, "--assembly", "a" * 20, "--json", "-")
    assert other.exit_code == 1
    assert json.loads(other.stdout)["code"] == "assembly_differs"


def test_altered_record_is_refused_with_the_act(run: Any, published: Path, tmp_path: Path) -> None:
    copy = tmp_path / "record"
    shutil.copytree(published, copy)
    entries = copy / "log" / "tile" / "entries" / "000.p" / "2"
    entries.write_bytes(entries.read_bytes().replace(b"Act together", b"Act apartall"))
    result = run("verify", copy, "--json", tmp_path / "out.json")
    assert result.exit_code == 1
    assert result.stderr.startswith("hamgara: not verified: act 0: ")
    assert result.stderr.count("\n") == 1
    found = json.loads((tmp_path / "out.json").read_text())
    assert (found["verified"], found["seq"]) == (False, 0)
    assert set(found) == {"verified", "seq", "code", "params", "by_replay"}


def test_what_is_no_bundle(run: Any, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK no")
    for path in (tmp_path, tmp_path / "x.zip"):
        result = run("verify", path)
        assert result.exit_code == 1
        assert result.stderr.count("\n") == 1


def test_publish_goes_to_a_new_folder(run_apart: Any, instance: Path, tmp_path: Path) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    assert run_apart("publish", instance, "hamayesh", "--out", tmp_path / "full").returncode == 2
    unknown = run_apart("publish", instance, "other", "--out", tmp_path / "out")
    assert unknown.returncode == 2
    assert "other" in unknown.stderr


def test_backup_comes_back_as_it_was(run: Any, run_apart: Any, instance: Path, published: Path, tmp_path: Path) -> None:
    out, back = tmp_path / "backup.zip", tmp_path / "back"
    saved = run_apart("backup", instance, out)
    assert saved.returncode == 0, saved.stderr
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert run_apart("backup", instance, out).returncode == 2
    restored = run_apart("restore", out, back)
    assert restored.returncode == 0, restored.stderr
    assert restored.stdout == saved.stdout
    assert (back / "secret-key").read_bytes() == (instance / "secret-key").read_bytes()
    assert stat.S_IMODE((back / "secret-key").stat().st_mode) == 0o600
    assert _rows(back) == _rows(instance)
    assert run_apart("restore", out, back).returncode == 2
    assert run_apart("publish", back, "hamayesh", "--out", tmp_path / "out").returncode == 0
    root = json.loads(run("verify", published, "--json", "-").stdout)["root"]
    assert json.loads(run("verify", tmp_path / "out" / "record", "--json", "-").stdout)["root"] == root


def _rows(folder: Path) -> dict[str, list[Any]]:
    with sqlite3.connect(folder / "db.sqlite3") as database:
        names = [n for (n,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")]
        kept = [n for n in names if n.startswith(("store_", "auth_user", "mfa_"))]
        assert len(kept) > 5
        return {name: database.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in kept}


def _altered(source: Path, target: Path, name: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as out:
        for info in archive.infolist():
            data = archive.read(info)
            if info.filename == name:
                assert old in data
                data = data.replace(old, new, 1)
            out.writestr(info.filename, data)
    return target


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("backup.json", b"backup 1", b"backup 9", "another form"),
        ("backup.json", b'"hamayesh"', b'"hamayish"', "heads"),
        ("rows.jsonl", b'"store.entry"', b'"store.entri"', "cannot be read"),
        ("rows.jsonl", b'"seq": 1', b'"seq": 7', "heads"),
    ],
    ids=["form", "head", "model", "entry"],
)
def test_altered_backup_leaves_nothing(
    run_apart: Any, instance: Path, tmp_path: Path, name: str, old: bytes, new: bytes, expected: str
) -> None:
    assert run_apart("backup", instance, tmp_path / "good.zip").returncode == 0
    bad = _altered(tmp_path / "good.zip", tmp_path / "bad.zip", name, old, new)
    result = run_apart("restore", bad, tmp_path / "back")
    assert result.returncode == 1
    assert result.stderr.startswith("hamgara: ")
    assert result.stderr.count("\n") == 1
    assert expected in result.stderr
    assert not (tmp_path / "back").exists()


def test_restore_refuses_what_is_no_backup(run: Any, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_bytes(b"no")
    result = run("restore", tmp_path / "x.zip", tmp_path / "back")
    assert result.exit_code == 1
    assert not (tmp_path / "back").exists()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_serve_answers_and_ends_when_interrupted(run_apart: Any, instance: Path) -> None:
    port = _free_port()
    command = [sys.executable, "-P", "-m", "hamgara.cli", "serve", str(instance), "--port", str(port), "--workers", "1"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert _wait(f"http://127.0.0.1:{port}/static/hamgara/htmx.min.js", server) == 200
            assert _wait(f"http://127.0.0.1:{port}/join/", server) == 200
            occupied = run_apart("serve", instance, "--port", str(port))
            assert occupied.returncode == 1
            assert "cannot listen" in occupied.stderr
        finally:
            server.send_signal(signal.SIGINT)
            _, said = server.communicate(timeout=30)
    assert f"http://127.0.0.1:{port}/" in said
    assert server.returncode == 0


def _wait(url: str, server: subprocess.Popen[str]) -> int:
    for _ in range(120):
        assert server.poll() is None, server.communicate()[1]
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            time.sleep(0.25)
    raise AssertionError("the server did not answer within 30 seconds")


@pytest.mark.foreign
def test_backup_moves_an_instance_to_postgresql_and_back(run_apart: Any, instance: Path, tmp_path: Path) -> None:
    there, back = tmp_path / "there", tmp_path / "back"
    assert run_apart("backup", instance, tmp_path / "1.zip").returncode == 0
    with run_postgres() as url:
        moved = run_apart("restore", tmp_path / "1.zip", there, DATABASE_URL=url)
        assert moved.returncode == 0, moved.stderr
        assert not (there / "db.sqlite3").exists()
        # Numbers that the database gives out go on after those that were restored.
        again = run_apart("init", there, "--slug", "hamayesh", "--again", DATABASE_URL=url)
        assert again.returncode == 0, again.stderr
        saved = run_apart("backup", there, tmp_path / "2.zip", DATABASE_URL=url)
        assert saved.returncode == 0, saved.stderr
        occupied = run_apart("restore", tmp_path / "1.zip", tmp_path / "twice", DATABASE_URL=url)
        assert occupied.returncode == 1
        assert "holds assemblies already" in occupied.stderr
        assert not (tmp_path / "twice").exists()
    returned = run_apart("restore", tmp_path / "2.zip", back)
    assert returned.returncode == 0, returned.stderr
    assert returned.stdout == moved.stdout
    ours, theirs = _rows(instance), _rows(back)
    assert ours.pop("store_invitation") != theirs.pop("store_invitation")
    assert ours == theirs
