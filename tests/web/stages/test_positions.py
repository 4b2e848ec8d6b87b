"""Common ground: positions are proposed and admitted, rounds reacted to and closed, and what they show is explained."""

from __future__ import annotations

import threading
from collections.abc import Callable
from html import escape
from typing import Any

import pytest
from django.test import Client
from tests.web.stages.drafts import both, close_round, count_queries, do, open_round, propose_positions, react

from hamgara.assembly import Charter
from hamgara.assembly.charter import PositionRules
from hamgara.assembly.positions import read_matrix
from hamgara.ground import fit
from hamgara.ground.telling import tell_common, tell_groups, tell_heat
from hamgara.ground.words import share
from hamgara.web.stages import positions_models
from hamgara.web.store import boxes
from hamgara.web.store.models import Reaction

Sign = Callable[..., Client]
MEMBERS = {"observer", "supporter", "delegate", "independent", "organisation", "secretariat"}
EVERYBODY = ("public", "outsider", "guest", *sorted(MEMBERS))


@pytest.fixture
def positions(cast: Any) -> list[str]:
    """Three admitted positions of the independent."""
    return propose_positions(cast, 3)


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_pages_are_for_members_under_the_usual_charter(
    cast: Any, clock: Any, positions: list[str], client_as: Sign, who: str, language: str
) -> None:
    open_round(cast, clock, positions, "r-old", hours=1)
    react(cast, "independent", {"p-1": 1}, "r-old")
    close_round(cast, clock, "r-old")
    open_round(cast, clock, positions)
    client = client_as(who, language=language)
    for page in ("positions/", "positions/p-1/", "rounds/r-1/", "rounds/r-old/"):
        response = client.get(cast.url(page))
        assert response.status_code == (200 if who in MEMBERS else 404), page
        text = response.content.decode()
        assert "style=" not in text
        assert "<script>" not in text
    expected = 200 if who in MEMBERS else 404
    assert client.get(cast.url("positions/")).status_code == expected
    assert client.get(cast.url("positions/nowhere/")).status_code == 404
    assert client.get(cast.url("rounds/nowhere/")).status_code == 404


class TestPositions:
    def test_proposed_admitted_translated_withdrawn(self, cast: Any, client_as: Sign) -> None:
        author, office = client_as("independent"), client_as("secretariat")
        response = do(author, cast, "position.proposed", text_fa="کارِ کودک باید ممنوع باشد.")
        (found,) = cast.state.positions.positions.values()
        assert found.text == {"fa": "کارِ کودک باید ممنوع باشد."}
        assert found.status == "proposed"
        assert response["Location"] == cast.url(f"positions/{found.id}/")
        assert found.id in office.get(cast.url("positions/")).content.decode()
        do(office, cast, "position.admitted", id=found.id)
        assert cast.state.positions.positions[found.id].status == "admitted"
        page = author.get(cast.url(f"positions/{found.id}/")).content.decode()
        assert f"position.translated/?id={found.id}" in page
        do(author, cast, "position.translated", id=found.id, text="Child labour must be forbidden.")
        assert cast.state.positions.positions[found.id].text["en"] == "Child labour must be forbidden."
        do(author, cast, "position.withdrawn", id=found.id)
        assert cast.state.positions.positions[found.id].status == "withdrawn"

    def test_declined_with_a_reason(self, cast: Any, client_as: Sign) -> None:
        propose_positions(cast, 1, admit=False)
        office = client_as("secretariat")
        do(office, cast, "position.declined", 422, id="p-1", reason="")
        do(office, cast, "position.declined", id="p-1", reason="It says two things.")
        assert cast.state.positions.positions["p-1"].status == "declined"
        assert "p-1" in office.get(cast.url("positions/?status=declined")).content.decode()

    def test_bad_input_is_said_and_kept(self, cast: Any, client_as: Sign) -> None:
        client = client_as("independent")
        response = do(client, cast, "position.proposed", 422, text_fa="الف" * 200)
        assert "الف" * 200 in response.content.decode()
        do(client, cast, "position.proposed", 422)
        do(client, cast, "position.withdrawn", 422, id="nothing")

    def test_only_the_author_withdraws_and_not_from_an_open_round(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign
    ) -> None:
        do(client_as("other"), cast, "position.withdrawn", 422, id="p-1")
        open_round(cast, clock, positions)
        do(client_as("independent"), cast, "position.withdrawn", 422, id="p-1")

    @pytest.mark.parametrize("kind", ["position.admitted", "position.declined", "round.opened", "round.closed"])
    def test_acts_of_the_office_are_refused_to_others_by_rule(self, cast: Any, client_as: Sign, kind: str) -> None:
        response = do(client_as("independent"), cast, kind, 403)
        assert "charter on who may do what" in response.content.decode()
        assert client_as("outsider").post(cast.url(f"do/{kind}/")).status_code == 404


class TestRound:
    def test_opened_with_the_positions_that_were_ticked(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign
    ) -> None:
        office = client_as("secretariat")
        data = {
            "round_title_fa": "دور نخست",
            "closes_day": "2010-07-09",
            "closes_time": "18:00",
            "positions": ["p-3", "p-1"],
        }
        form = office.get(cast.url("do/round.opened/")).content.decode()
        assert form.count("checked") == 3
        do(office, cast, "round.opened", 422, **data | {"closes_day": "1 July"})
        do(office, cast, "round.opened", 422, **data | {"positions": []})
        do(office, cast, "round.opened", 409, **data | {"closes_day": "2010-06-01"})
        do(office, cast, "round.opened", **data)
        (found,) = cast.state.positions.rounds.values()
        assert found.positions == ("p-1", "p-3")
        assert found.closes == "2010-07-09T22:00:00Z"

    def test_reactions_one_by_one_can_be_changed_and_lead_on(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign
    ) -> None:
        open_round(cast, clock, positions)
        client, address = client_as("supporter"), cast.url("rounds/r-1/")
        first = client.get(address).content.decode()
        assert "Position 1 of 3" in first
        assert "Position p-1" in first
        response = client.post(address, {"position": "p-1", "value": "1"})
        assert response["Location"] == f"{address}?p=2#card"
        client.post(address, {"position": "p-3", "value": "0"})
        response = client.post(address, {"position": "p-2", "value": "-1"}, follow=True)
        assert "You have reacted to every position" in response.content.decode()
        assert boxes.my_reactions(cast.log, "r-1", cast["supporter"]) == {"p-1": 1, "p-2": -1, "p-3": 0}
        client.post(address, {"position": "p-1", "value": "-1"})
        assert boxes.my_reactions(cast.log, "r-1", cast["supporter"])["p-1"] == -1
        assert Reaction.objects.count() == 3
        assert cast.state.positions.rounds["r-1"].counts == {}

    def test_what_others_say_is_not_shown_while_it_is_open(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign
    ) -> None:
        open_round(cast, clock, positions)
        before = client_as("other").get(cast.url("rounds/r-1/?p=3")).content.decode()
        react(cast, "independent", {"p-1": 1, "p-2": -1, "p-3": 0})
        react(cast, "supporter", {"p-1": 1})
        after = client_as("other").get(cast.url("rounds/r-1/?p=3")).content.decode()
        assert "0 participants" in before
        assert "2 participants" in after
        strip = after.replace("2 participants", "0 participants")
        assert [line for line in strip.split("\n") if "csrf" not in line.lower()] == [
            line for line in before.split("\n") if "csrf" not in line.lower()
        ]

    @pytest.mark.parametrize(("who", "status"), [("observer", 403), ("secretariat", 403), ("outsider", 404)])
    def test_who_may_not_react(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign, who: str, status: int
    ) -> None:
        open_round(cast, clock, positions)
        client = client_as(who)
        if status == 403:
            assert 'name="value"' not in client.get(cast.url("rounds/r-1/")).content.decode()
        response = client.post(cast.url("rounds/r-1/"), {"position": "p-1", "value": "1"})
        assert response.status_code == status
        assert not Reaction.objects.exists()

    def test_bad_and_late_reactions(self, cast: Any, clock: Any, positions: list[str], client_as: Sign) -> None:
        open_round(cast, clock, positions, hours=2)
        client, address = client_as("independent"), cast.url("rounds/r-1/")
        response = client.post(address, {"position": "p-2", "value": "7"})
        assert response.status_code == 422
        assert "A reaction is: agree, disagree or pass." in response.content.decode()
        assert "Position p-2" in response.content.decode()
        assert client.post(address, {"position": "nothing", "value": "1"}).status_code == 403
        clock.forward(hours=2)
        assert client.post(address, {"position": "p-1", "value": "1"}).status_code == 409
        assert not Reaction.objects.exists()
        assert 'name="value"' not in client.get(address).content.decode()

    def test_closed_when_its_time_is_over_and_then_erased(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign
    ) -> None:
        open_round(cast, clock, positions, hours=2)
        react(cast, "independent", {"p-1": 1})
        office = client_as("secretariat")
        do(office, cast, "round.closed", 409, id="r-1")
        clock.forward(hours=2)
        do(office, cast, "round.closed", id="r-1")
        found = cast.state.positions.rounds["r-1"]
        assert (found.status, found.participants) == ("closed", 1)
        assert found.counts["p-1"].agree == 1
        assert not Reaction.objects.exists()


def _crowd(cast: Any, clock: Any, count: int, opinion: Callable[[int], dict[str, int]]) -> None:
    for number in range(count):
        key = f"i-crowd-{number}"
        cast.act("secretariat", "member.invited", id=key, **{"as": "independent", "commitment": "0" * 64})
        cast.act(key, "invitation.accepted")
        place = {"city": "Boston", "region": "Massachusetts", "country": "US"}
        cast.act("secretariat", "member.accredited", id=key, place=place)
    open_round(cast, clock, list(cast.state.positions.positions))
    for number in range(count):
        for position, value in opinion(number).items():
            boxes.react(cast.log, "r-1", f"i-crowd-{number}", position, value)


class TestResults:
    @pytest.mark.parametrize("language", ["fa", "en"])
    def test_common_ground_with_pictures_tables_and_sentences(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign, language: str
    ) -> None:
        _crowd(cast, clock, 20, lambda n: {"p-1": 1, "p-2": 1 if n % 2 else -1, "p-3": -1})
        close_round(cast, clock)
        text = client_as("observer", language=language).get(cast.url("rounds/r-1/")).content.decode()
        ground, rest = text.split("What is rejected" if language == "en" else "آنچه رد شده است")
        said = "Position" if language == "en" else "موضع"
        assert f"{said} p-1" in ground
        rejected = rest.split("</section>")[0]
        assert f"{said} p-3" in rejected
        assert f"{said} p-2" not in ground + rejected
        assert rest.count("<svg") >= 2
        model = fit(_votes_of(cast))
        best = model.statements[0].overall.share
        assert share(best.mean, best.low, best.high, language) in ground
        for sentence in (tell_groups(model, language), tell_common(model, language), tell_heat(model, language)):
            assert escape(sentence) in text
        for statement in model.statements:
            assert share(*(getattr(statement.overall.share, f) for f in ("mean", "low", "high")), language) in rest

    def test_a_small_kind_counts_over_all_only(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign
    ) -> None:
        _crowd(cast, clock, 8, lambda n: {"p-1": 1})
        react(cast, "supporter", {"p-1": -1})
        close_round(cast, clock)
        text = client_as("independent").get(cast.url("rounds/r-1/")).content.decode()
        assert "all others" not in text
        # 8 of 9, counted.
        assert "88.9%" in text

    def test_while_the_model_is_on_its_way_the_counts_are_shown(
        self, cast: Any, clock: Any, positions: list[str], client_as: Sign, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _crowd(cast, clock, 6, lambda n: {"p-1": 1})
        close_round(cast, clock)
        monkeypatch.setattr(positions_models, "PATIENCE", 0.0)
        monkeypatch.setattr(positions_models, "_fitted", lambda votes: threading.Event().wait(1) and None)
        text = client_as("independent").get(cast.url("rounds/r-1/")).content.decode()
        assert "being worked out" in text
        assert "<svg" not in text.split("<main")[1]
        assert "100%" in text

    def test_nobody_reacted(self, cast: Any, clock: Any, positions: list[str], client_as: Sign) -> None:
        open_round(cast, clock, positions)
        close_round(cast, clock)
        text = client_as("independent").get(cast.url("rounds/r-1/")).content.decode()
        assert "being worked out" not in text
        assert "Position p-3" in text


def _votes_of(cast: Any) -> Any:
    return positions_models.table_votes(read_matrix(cast.log.attachment(cast.state.positions.rounds["r-1"].matrix)))


def _fourteen(n: int) -> dict[str, int]:
    """Two groups: of positions 1 to 7 all say the same, of the others they say opposites."""
    return {f"p-{k}": (1 if k <= 7 or (n % 2) == (k % 2) else -1) for k in range(1, 15)}


class TestRunning:
    """The common ground so far, where the charter shows it to who has reacted to everything."""

    @pytest.fixture
    def charter(self) -> Charter:
        """It is shown."""
        return Charter(positions=PositionRules(admission=False, shown="reacted"))

    @pytest.fixture(autouse=True)
    def at_once(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Each page asks what has come in, and waits for a first model."""
        monkeypatch.setattr(positions_models, "LOOK", 0.0)
        monkeypatch.setattr(positions_models, "PATIENCE", 60.0)

    @pytest.fixture
    def fourteen(self, cast: Any) -> list[str]:
        return propose_positions(cast, 14, admit=False)

    def _page(self, cast: Any, client_as: Sign, who: str) -> str:
        return client_as(who).get(cast.url("rounds/r-1/")).content.decode()

    def test_only_who_has_reacted_to_everything_sees_it(
        self, cast: Any, clock: Any, fourteen: list[str], client_as: Sign
    ) -> None:
        _crowd(cast, clock, 12, _fourteen)
        react(cast, "independent", {f"p-{k}": 1 for k in range(1, 14)})
        page = self._page(cast, client_as, "independent")
        assert "Once you have reacted to every position" in page
        assert "<svg" not in page.split("<main")[1]
        react(cast, "independent", {"p-14": 1})
        page = self._page(cast, client_as, "independent")
        assert "provisional" in page
        assert page.split("<main")[1].count("<svg") == 3
        for who in ("observer", "secretariat", "supporter"):
            assert "<svg" not in self._page(cast, client_as, who).split("<main")[1]

    def test_it_is_led_on_in_steps_from_where_it_stands(
        self, cast: Any, clock: Any, fourteen: list[str], client_as: Sign, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fits = []
        monkeypatch.setattr("hamgara.ground.model.fit", lambda votes: fits.append(len(votes)) or fit(votes))
        _crowd(cast, clock, 17, _fourteen)
        react(cast, "independent", dict.fromkeys(fourteen, 1))
        assert "18 participants gave 252 reactions" in self._page(cast, client_as, "independent")
        for count, who in enumerate(("other", "supporter", "union", "delegate"), 1):
            react(cast, who, dict.fromkeys(fourteen, 1))
            assert "18 participants gave 252 reactions" in self._page(cast, client_as, "independent"), count
        react(cast, "second", dict.fromkeys(fourteen, -1))
        self._page(cast, client_as, "independent")
        _settle()
        assert "23 participants gave 322 reactions" in self._page(cast, client_as, "independent")
        assert len(fits) == 1

    def test_too_few_show_nothing(self, cast: Any, clock: Any, fourteen: list[str], client_as: Sign) -> None:
        _crowd(cast, clock, positions_models.FIRST - 2, _fourteen)
        react(cast, "independent", dict.fromkeys(fourteen, 1))
        page = self._page(cast, client_as, "independent")
        assert "There is nothing to show yet: at least 10" in page
        assert not Reaction.objects.exclude(shown=None).exists()

    def test_what_closes_is_counted_and_does_not_depend_on_the_way(
        self, cast: Any, clock: Any, fourteen: list[str], client_as: Sign
    ) -> None:
        _crowd(cast, clock, 17, _fourteen)
        react(cast, "independent", dict.fromkeys(fourteen, 1))
        self._page(cast, client_as, "independent")
        for who in ("other", "supporter", "union", "delegate", "second"):
            react(cast, who, dict.fromkeys(fourteen, -1))
        self._page(cast, client_as, "independent")
        _settle()
        close_round(cast, clock)
        found = cast.state.positions.rounds["r-1"]
        assert (found.counts["p-1"].agree, found.counts["p-1"].disagree) == (18, 5)
        shown = positions_models.closed_model(cast.log, found)
        assert shown is not None
        assert shown.report() == fit(_votes_of(cast)).report()

    def test_the_next_position_is_the_one_that_tells_most(
        self, cast: Any, clock: Any, fourteen: list[str], client_as: Sign
    ) -> None:
        _crowd(cast, clock, 30, _fourteen)
        found = cast.state.positions.rounds["r-1"]
        assert positions_models.running_model(cast.log, found, wait=True) is not None
        # All say the same of the first seven, so that only the others tell anything.
        chosen, by_model = positions_models.next_position(cast.log, found, {})
        assert by_model
        assert int(chosen.removeprefix("p-")) > 7
        page = self._page(cast, client_as, "independent")
        assert "expected to tell most" in page
        assert f"Position {chosen}" in page.split('id="mine"')[0]
        mine = dict.fromkeys(fourteen[7:], 1)
        assert positions_models.next_position(cast.log, found, mine)[0] in fourteen[:7]
        assert positions_models.next_position(cast.log, found, dict.fromkeys(fourteen, 1)) is None

    def test_without_a_model_it_is_the_least_seen(
        self, cast: Any, clock: Any, fourteen: list[str], client_as: Sign
    ) -> None:
        open_round(cast, clock, fourteen)
        react(cast, "supporter", {"p-1": 1, "p-2": 0})
        react(cast, "other", {"p-1": 1, "p-2": 0, "p-3": 1})
        found = cast.state.positions.rounds["r-1"]
        assert positions_models.next_position(cast.log, found, {}) == ("p-4", False)
        assert "no other has fewer reactions" in self._page(cast, client_as, "independent")


def _settle() -> None:
    """Wait until nothing more is being fitted."""
    positions_models._fits.submit(lambda: None).result(60)


class TestCommitted:
    @pytest.fixture
    def charter(self) -> Charter:
        """Only the fingerprint of the table enters the record."""
        return Charter(positions=PositionRules(admission=False, matrix="committed"))

    def test_the_page_shows_sums_and_the_fingerprint(self, cast: Any, clock: Any, client_as: Sign) -> None:
        cast.act("independent", "position.proposed", id="p-1", text=both("one"))
        open_round(cast, clock, ["p-1"])
        react(cast, "independent", {"p-1": 1})
        react(cast, "other", {"p-1": -1})
        close_round(cast, clock)
        text = client_as("observer").get(cast.url("rounds/r-1/")).content.decode()
        assert cast.state.positions.rounds["r-1"].matrix in text
        assert "no intervals here" in text
        assert 'viewBox="0 0 360' not in text


def test_queries_do_not_grow_with_the_number_of_positions(
    cast: Any, clock: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = client_as("independent")
    monkeypatch.setattr(positions_models, "LOOK", 0.0)
    monkeypatch.setattr(positions_models, "PATIENCE", 60.0)

    def count() -> list[int]:
        return count_queries(cast, client, ("positions/", "rounds/r-1/", "rounds/r-2/", "positions/p-1/"), monkeypatch)

    def fill(first: int, last: int, suffix: str) -> None:
        keys = [f"p-{n}" for n in range(first, last)]
        for key in keys:
            cast.act("independent", "position.proposed", id=key, text=both(key))
            cast.act("secretariat", "position.admitted", id=key)
        open_round(cast, clock, keys, f"r-{suffix}", hours=1)
        react(cast, "independent", dict.fromkeys(keys, 1), f"r-{suffix}")
        close_round(cast, clock, f"r-{suffix}")

    fill(1, 2, "2")
    open_round(cast, clock, ["p-1"], "r-1")
    few = count()
    fill(2, 32, "3")
    assert count() == few


def test_a_thousand_positions_come_a_hundred_a_page(cast: Any, clock: Any, client_as: Sign) -> None:
    keys = propose_positions(cast, 250)
    open_round(cast, clock, keys)
    client = client_as("independent")
    text = client.get(cast.url("positions/?page=3")).content.decode()
    assert "page 3 of 3" in text
    assert text.count("proposed by") == 50
    assert "page 1 of 3" in client.get(cast.url("rounds/r-1/")).content.decode()
