"""What the tests of common ground, drafting, decision and the front need to have happened already."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from hamgara.web.store import boxes, closing


def both(text: str) -> dict[str, str]:
    """A text in both languages."""
    return {"fa": f"متن {text}", "en": f"Text {text}"}


def propose_positions(cast: Any, count: int, *, admit: bool = True) -> list[str]:
    """So many positions of the independent, admitted unless said otherwise."""
    keys = [f"p-{n}" for n in range(1, count + 1)]
    for key in keys:
        cast.act("independent", "position.proposed", id=key, text={"fa": f"موضع {key}", "en": f"Position {key}"})
        if admit:
            cast.act("secretariat", "position.admitted", id=key)
    return keys


def open_round(cast: Any, clock: Any, positions: list[str], key: str = "r-1", hours: int = 24) -> None:
    """A round of those positions, open for some hours."""
    cast.act(
        "secretariat", "round.opened", id=key, title=both("round"), positions=positions, closes=clock.after(hours=hours)
    )


def close_round(cast: Any, clock: Any, key: str = "r-1") -> None:
    """Let the round's time pass, and close it."""
    clock.at = max(clock.at, cast.state.positions.rounds[key].closes)
    cast.act("secretariat", "round.closed", **closing.round_closed(cast.log, key))


def react(cast: Any, who: str, values: dict[str, int], key: str = "r-1") -> None:
    """Somebody's reactions."""
    for position, value in values.items():
        boxes.react(cast.log, key, cast[who], position, value)


def propose_clause(cast: Any, key: str, by: str = "independent", **more: Any) -> str:
    """A basis of joint action in both languages."""
    text = {"fa": f"ما برای {key} با هم کار می‌کنیم.", "en": f"We work together for {key} and peace."}
    data = {"id": key, "as": "basis", "title": both(key), "text": text} | more
    cast.act(by, "clause.proposed", **data)
    return key


def propose_amendment(cast: Any, key: str, clause: str, by: str = "other", **more: Any) -> str:
    """A new text for a clause in both languages, against its present version."""
    version = cast.state.clauses.clauses[clause].current
    text = {language: text + " +" + key for language, text in version.text.items()}
    cast.act(
        by, "amendment.proposed", **({"id": key, "clause": clause, "version": version.number, "text": text} | more)
    )
    return key


def open_vote(cast: Any, clock: Any, key: str, subject: dict[str, Any], **more: Any) -> str:
    """A vote by correspondence of three days."""
    data = {"id": key, "subject": subject, "closes": clock.after(days=3)} | more
    cast.act("secretariat", "decision.opened", **data)
    return key


def open_clause_vote(cast: Any, clock: Any, key: str, clause: str) -> str:
    """A vote on the present version of a clause."""
    number = cast.state.clauses.clauses[clause].current.number
    return open_vote(cast, clock, key, {"matter": "clause", "id": clause, "version": number})


def vote(cast: Any, key: str, **choices: str) -> None:
    """Roll-call votes, by name in the cast."""
    for who, choice in choices.items():
        cast.act(who, "vote.cast", decision=key, choice=choice)


def close_vote(cast: Any, clock: Any, key: str) -> None:
    """Let the time pass, and close the vote."""
    clock.at = max(clock.at, cast.state.decisions.decisions[key].closes)
    cast.act("secretariat", "decision.closed", **closing.decision_closed(cast.log, key))


def furnish_drafting(cast: Any, clock: Any) -> None:
    """Positions of each standing, an open and a closed round, clauses, amendments, open and closed votes."""
    keys = propose_positions(cast, 3)
    cast.act("other", "position.proposed", id="p-new", text={"fa": "موضع تازه"})
    cast.act("other", "position.proposed", id="p-bad", text=both("bad"))
    cast.act("secretariat", "position.declined", id="p-bad", reason="It says two things.")
    open_round(cast, clock, keys, "r-old", hours=1)
    for who in ("independent", "other", "delegate", "second", "union", "supporter"):
        react(cast, who, {"p-1": 1, "p-2": -1, "p-3": 0}, "r-old")
    close_round(cast, clock, "r-old")
    open_round(cast, clock, keys, "r-1")
    propose_clause(cast, "c-1")
    propose_clause(cast, "c-2", "other")
    propose_clause(cast, "c-3", "union", basis="c-2")
    propose_clause(cast, "c-4", "union", **{"as": "slogan"})
    propose_amendment(cast, "a-1", "c-1", reason=both("reason"))
    propose_amendment(cast, "a-2", "c-1", "delegate")
    cast.act("independent", "amendment.accepted", id="a-2")
    propose_amendment(cast, "a-3", "c-2", "delegate")
    open_clause_vote(cast, clock, "v-old", "c-4")
    vote(cast, "v-old", independent="yes", other="no", union="yes")
    close_vote(cast, clock, "v-old")
    open_clause_vote(cast, clock, "v-1", "c-2")
    open_vote(cast, clock, "v-2", {"matter": "motion", "id": "v-2"}, text=both("motion"))


def do(client: Client, cast: Any, kind: str, expected: int = 302, **data: Any) -> Any:
    """Post an act's form: the record grows by one act of that kind, or, where it is not to, by none."""
    before = cast.state.seq
    response = client.post(cast.url(f"do/{kind}/"), data)
    said = re.findall(r'<ul class="errorlist.*?</ul>', response.content.decode(), re.S)
    assert response.status_code == expected, said
    if expected == 302:
        assert cast.state.seq == before + 1
        assert cast.log.entry(before).act == kind
    else:
        assert cast.state.seq == before
        assert expected == 403 or said
    return response


def count_queries(cast: Any, client: Client, pages: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often each page asks the database, once what the process keeps is warm."""
    for kept in ("log", "directory"):
        monkeypatch.setattr(f"hamgara.web.store.{kept}.FRESH", 3600)  # else a page may or may not look for news
    numbers = []
    for page in pages:
        client.get(cast.url(page))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(cast.url(page)).status_code == 200
        numbers.append(len(captured))
    return numbers
