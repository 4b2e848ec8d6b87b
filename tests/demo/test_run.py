"""The whole demonstration in an instance: both bundles verify, documents lie there, the cast can sign in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from tests.demo.memory import Told

from hamgara.demo.accounts import list_accounts
from hamgara.demo.run import Summary, run
from hamgara.documents import (
    COUNT_FORMATS,
    DRAFTING_FORMATS,
    LANGUAGES,
    MINUTES_FORMATS,
    RESOLUTION_FORMATS,
    languages_of,
    read_proposals,
)
from hamgara.web.store.boxes import reacted
from hamgara.web.store.directory import forget_names, names
from hamgara.web.store.log import forget_logs, open_assembly
from hamgara.web.store.models import Reaction, Seat, SecretBallot


@pytest.fixture
def empty_memory() -> Iterator[None]:
    forget_logs()
    forget_names()
    yield
    forget_logs()
    forget_names()


@pytest.mark.django_db(transaction=True)
def test_the_demonstration_in_an_instance(tmp_path: Path, told: Told, empty_memory: None) -> None:
    said: list[str] = []
    summary = run(tmp_path, said.append)
    assert len(said) == 3
    _check_published(summary, tmp_path)
    log = open_assembly("washington-2010")
    state, other = log.snapshot().state, told.scene.state()
    # Names are hidden by other salts in memory, and documents are others; the assembly is the same.
    assert (state.seq, state.counts) == (other.seq, other.counts)
    assert state.clauses == other.clauses
    assert state.decisions == other.decisions
    assert len(summary.elected) == 5
    assert any(e.by_place for e in summary.elected)
    assert {d.id: d.adopted for d in summary.decisions}["on-republic"] is False
    _check_accounts(summary)
    _check_what_is_kept()
    assert abs(datetime.fromisoformat(log.now()) - datetime.fromisoformat(state.at)).total_seconds() < 600
    assert len(names(log)) == len(told.scene.names)
    with pytest.raises(FileExistsError):
        run(tmp_path, said.append)


def _check_published(summary: Summary, folder: Path) -> None:
    founding, conversation = summary.published
    assert founding.verification.size == open_assembly("washington-2010").snapshot().size
    assert all(founding.verification.witnesses.values())
    assert len(founding.verification.witnesses) == 2
    assert conversation.verification.acts["member.accredited"] == 448
    starts = {
        ".bel": b"BELENIOS",
        ".docx": b"PK",
        ".html": b"<!doctype html>",
        ".ics": b"BEGIN:VCALENDAR",
        ".pdf": b"%PDF-",
        ".xml": b"<?xml",
    }
    assert {p.suffix for p in founding.documents} == starts.keys() | {".json", ".md", ".txt"}
    for path in founding.documents:
        assert path.is_relative_to(folder)
        assert path.read_bytes().startswith(starts.get(path.suffix, b""))
    of_count = {p.name for p in founding.documents if p.name.startswith("committee-2010.count.")}
    assert of_count == {
        "committee-2010.count.json",
        *(f"committee-2010.count.{languages}.{form}" for languages in LANGUAGES for form in COUNT_FORMATS),
    }
    of_minutes = {p.name for p in founding.documents if p.name.startswith("minutes-")}
    sittings = {name.split(".")[0] for name in of_minutes}
    assert sittings
    assert of_minutes == {f"{m}.{x}.{form}" for m in sittings for x in LANGUAGES for form in MINUTES_FORMATS}
    _check_drafting({p.name: p for p in founding.documents})
    said = (founding.bundle.parent / "committee-2010.count.fa.html").read_text(encoding="utf-8")
    assert "قاعده‌ها نتیجه را تغییر داد" in said
    persian = next(p for p in founding.documents if p.name.endswith("fa.html")).read_text(encoding="utf-8")
    assert "آموزگاران، پرستاران" in persian
    assert "کانون همبستگی کاج" in persian


def _check_drafting(documents: dict[str, Path]) -> None:
    """The resolution and what led to it in every format: merged amendments, a collision and how its votes ended."""
    assert {f"washington-resolution.{x}.{form}" for x in LANGUAGES for form in RESOLUTION_FORMATS} <= set(documents)
    listed = {
        f"list-amendments.{kind}.{x}.{form}"
        for kind, table in DRAFTING_FORMATS.items()
        for x in languages_of(kind)
        for form in table
    }
    assert {name for name in documents if name.startswith("list-")} == listed
    votes = documents["list-amendments.votes.en.txt"].read_text(encoding="utf-8")
    assert votes.count("• Adopted: ") == 2
    assert votes.count("• Not adopted: ") == 1
    assert "• If this passes, no longer put to the vote: 4" in votes
    state = open_assembly("washington-2010").snapshot().state
    data = documents["list-amendments.tracked.fa.docx"].read_bytes()
    back = {p.id for p in read_proposals(state, data).proposals}
    assert back == set(state.clauses.lists["amendments"].votes[0].amendments)


def _check_accounts(summary: Summary) -> None:
    log = open_assembly("washington-2010")
    assert {a.username for a in list_accounts(log)} == set(summary.accounts)
    for name in summary.accounts:
        user = User.objects.get(username=name)
        assert name.startswith("demo-")
        assert not user.has_usable_password()
        assert not user.is_staff
        assert Seat.objects.filter(user=user, assembly_id=log.assembly_id).count() == 1
    kinds = {p.kind for a in list_accounts(log) if (p := log.snapshot().state.membership.participants.get(a.actor))}
    assert kinds >= {"organisation", "delegate", "independent", "supporter", "observer"}


def _check_what_is_kept() -> None:
    """Of what must not be in the record only the round that is open is left, and no secret ballot."""
    assert set(Reaction.objects.values_list("round", flat=True)) == {"towards-toronto"}
    # The charter keeps the answers to soundings for members to see; everything else that was secret is erased.
    assert set(SecretBallot.objects.values_list("subject", flat=True)) == {
        "sounding/all-wordings", "sounding/first-plan", "sounding/set-aside",
    }  # fmt: skip
    log = open_assembly("washington-2010")
    spared = Seat.objects.get(user__username="demo-supporter")
    assert reacted(log, spared.actor) == {}
    assert datetime.fromisoformat(log.now()) < datetime.now(UTC)
