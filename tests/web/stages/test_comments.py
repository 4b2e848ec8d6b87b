"""Comments under clauses: kept beside the record, taken back by their authors, hidden only by an act with a reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from tests.web.stages.drafts import do, propose_clause

from hamgara.web.store import comments, directory
from hamgara.web.store.models import Comment

Sign = Callable[..., Client]
SAID = "این بند را <b>روشن‌تر</b> بنویسیم."


def say(client: Client, cast: Any, text: str = SAID, clause: str = "c-1") -> Any:
    return client.post(cast.url(f"clauses/{clause}/comments/"), {"text": text})


@pytest.fixture
def clause(cast: Any) -> str:
    return propose_clause(cast, "c-1")


def test_a_comment_is_no_entry_and_can_be_taken_back(cast: Any, client_as: Sign, clause: str) -> None:
    before = cast.state.seq
    client = client_as("independent")
    assert say(client, cast).status_code == 302
    page = client.get(cast.url("clauses/c-1/")).content.decode()
    assert "این بند را &lt;b&gt;روشن‌تر" in page
    assert cast.state.seq == before
    (row,) = Comment.objects.all()
    erase = cast.url(f"clauses/c-1/comments/{row.key}/erase/")
    assert client_as("other").post(erase).status_code == 404
    assert client_as("secretariat").post(erase).status_code == 404
    assert client.get(erase).status_code == 405
    assert client.post(erase).status_code == 302
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("who", "status", "reads"),
    [
        ("public", 404, False),
        ("outsider", 404, False),
        ("observer", 403, True),
        ("supporter", 302, True),
        ("delegate", 302, True),
        ("secretariat", 302, True),
    ],
)
def test_who_takes_part_talks_and_others_see_nothing(
    cast: Any, client_as: Sign, clause: str, who: str, status: int, reads: bool
) -> None:
    assert say(client_as("independent"), cast).status_code == 302
    client = client_as(who)
    assert say(client, cast, "سخنی دیگر").status_code == status
    assert ("روشن‌تر" in client.get(cast.url("clauses/c-1/")).content.decode()) == reads


def test_what_is_no_comment_is_refused_and_kept(cast: Any, client_as: Sign, clause: str) -> None:
    client = client_as("independent")
    assert say(client, cast, " ").status_code == 422
    long = say(client, cast, "ا" * (comments.LONGEST + 1))
    assert long.status_code == 422
    assert "ا" * 100 in long.content.decode()
    assert say(client, cast, clause="none").status_code == 404
    assert not Comment.objects.exists()


def test_hiding_is_an_act_with_its_reason_and_can_be_undone(cast: Any, client_as: Sign, clause: str) -> None:
    say(client_as("other"), cast)
    (row,) = Comment.objects.all()
    office, reader = client_as("secretariat"), client_as("independent")
    do(reader, cast, "comment.hidden", 403, id=row.key, reason="توهین")
    do(office, cast, "comment.hidden", 422, id=row.key, reason="")
    do(office, cast, "comment.hidden", 422, id="t-none", reason="توهین")
    do(office, cast, "comment.hidden", id=row.key, reason="توهین به دیگری")
    hidden = cast.state.comments.hidden[row.key]
    assert hidden.digest == comments.digest_of(row)
    assert SAID not in cast.log.entry(cast.state.seq - 1).to_bytes().decode()
    page = reader.get(cast.url("clauses/c-1/")).content.decode()
    assert "روشن‌تر" not in page
    assert "توهین به دیگری" in page
    assert "روشن‌تر" in client_as("other").get(cast.url("clauses/c-1/")).content.decode()
    do(office, cast, "comment.restored", id=row.key)
    assert "روشن‌تر" in reader.get(cast.url("clauses/c-1/")).content.decode()


def test_erasing_a_person_erases_what_they_said(cast: Any, client_as: Sign, clause: str) -> None:
    say(client_as("independent"), cast)
    directory.erase(cast.log, cast["independent"])
    assert not Comment.objects.exists()
