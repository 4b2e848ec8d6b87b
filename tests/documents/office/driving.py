"""LibreOffice driven from the tests: Debian's libreoffice-writer-nogui and python3-uno."""

import json
import os
import secrets
import signal
import subprocess
from pathlib import Path

SETTLE = Path(__file__).parent / "settle.py"
TEXT = ("Text (encoded)", "UTF8,LF")
DOCX = ("MS Word 2007 XML", "")


class Job:
    """A file to open, what to do to its tracked changes ("" for nothing), and the file to write it to."""

    def __init__(self, source: Path, command: str, target: Path, form: tuple[str, str]) -> None:
        self.row = [str(source), command, str(target), *form]


def settle(jobs: list[Job], folder: Path) -> None:
    """Do all jobs in one run of the office, with a profile of its own beneath `folder`."""
    profile = folder / "profile"
    # Folders of two processes that run tests have the same name; an office must not answer the other.
    pipe = f"hamgara-{secrets.token_hex(8)}"
    office = subprocess.Popen(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
            f"--accept=pipe,name={pipe};urp",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        rows = json.dumps([job.row for job in jobs])
        subprocess.run(["/usr/bin/python3", str(SETTLE), pipe], input=rows, text=True, check=True, timeout=300)
    finally:
        # `soffice` is a wrapper: the office itself is in its group.
        os.killpg(office.pid, signal.SIGKILL)
        office.wait()


def read_text(path: Path) -> str:
    """What the office wrote as plain text, without the mark at its beginning."""
    return path.read_text("utf-8").removeprefix("\ufeff")
