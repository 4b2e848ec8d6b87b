"""Each form of charter, membership, meetings and conduct appends its act; bad input appends nothing."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.test import Client
from tests.web.stages.scenes import furnish

from hamgara.assembly import KINDS
from hamgara.record import Witness
from hamgara.web.acts import FORMS
from hamgara.web.store import directory
from hamgara.web.store.models import Invitation, Person

Sign = Callable[..., Client]
MINE = {"convening", "accreditation", "meeting", "conduct"}
KEY = b64encode(Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key().public_bytes_raw()).decode()


def do(client: Client, cast: Any, kind: str, expected: int = 302, **data: Any) -> Any:
    """Post an act's form; the record grows by one act of that kind, or not at all."""
    before = cast.state.seq
    response = client.post(cast.url(f"do/{kind}/"), data)
    shown = re.findall(r'<ul class="errorlist.*?</ul>', response.content.decode(), re.S) if response.content else ""
    assert response.status_code == expected, shown
    if expected == 302:
        assert cast.state.seq == before + 1
        assert cast.log.entry(before).act == kind
    else:
        assert cast.state.seq == before
        assert shown
    return response


def test_every_act_of_these_stages_has_a_form() -> None:
    wanted = {kind for kind, declared in KINDS.items() if declared.stage in MINE} - {"assembly.convened"}
    assert wanted <= set(FORMS)


@pytest.mark.parametrize("who", ["organisation", "independent", "delegate", "supporter", "observer", "secretariat"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_form_is_shown_to_whom_the_charter_gives_the_act_and_refused_to_others(
    cast: Any, client_as: Sign, who: str, language: str
) -> None:
    furnish(cast)
    client = client_as(who, language=language)
    for kind, declared in KINDS.items():
        if declared.stage not in MINE or kind in ("assembly.convened", "invitation.accepted"):
            continue
        response = client.get(cast.url(f"do/{kind}/"))
        if set(declared.roles) & ({who} if who != "organisation" else {"organisation"}):
            assert response.status_code == 200, kind
            continue
        assert response.status_code == 403, kind
        said = "charter on who may do what" if language == "en" else "آیین‌نامه"
        assert said in response.content.decode(), kind
        assert client.post(cast.url(f"do/{kind}/"), {}).status_code == 403


def test_outsider_and_public_have_no_forms(cast: Any, client_as: Sign) -> None:
    assert client_as("outsider").get(cast.url("do/member.invited/")).status_code == 404
    response = client_as("public").get(cast.url("do/member.invited/"))
    assert response.status_code == 302
    assert "login" in response["Location"]


class TestInvitation:
    def test_name_of_a_person_stays_out_of_the_record_and_the_code_is_shown_once(
        self, cast: Any, client_as: Sign
    ) -> None:
        client = client_as("secretariat")
        data = {"role": "independent", "name_fa": "شیرین آذر", "name_en": "Shirin Azar"}
        response = do(client, cast, "member.invited", **data)
        entry = cast.log.entry(cast.state.seq - 1)
        assert "Shirin" not in entry.to_bytes().decode()
        assert "شیرین" not in entry.to_bytes().decode()
        directory.forget_names()
        assert directory.names(cast.log)[entry.data["id"]].en == "Shirin Azar"
        page = client.get(response["Location"])
        code = re.search(r'<strong class="code lead" dir="ltr">([a-z0-9-]+)</strong>', page.content.decode())
        assert code is not None
        assert directory.find_invitation(code[1]).actor == entry.data["id"]
        assert b"<svg" in page.content
        assert page["Cache-Control"]
        assert code[1] not in client.get(response["Location"]).content.decode()
        assert directory.find_invitation(code[1])

    def test_a_new_code_makes_the_old_one_void(self, cast: Any, client_as: Sign) -> None:
        Invitation.objects.all().delete()
        cast.users["guest"].seats.all().delete()
        old = directory.invite(cast.log, "i-guest")
        page = client_as("secretariat").post(cast.url("membership/i-guest/invitation/"))
        code = re.search(r'dir="ltr">([a-z0-9-]+)</strong>', page.content.decode())
        assert code is not None
        assert directory.find_invitation(code[1]).actor == "i-guest"
        with pytest.raises(directory.InvitationInvalid):
            directory.find_invitation(old)

    def test_nobody_makes_a_code_for_a_seat_that_is_taken(self, cast: Any, client_as: Sign) -> None:
        for who in ("secretariat", "organisation", "independent"):
            assert client_as(who).post(cast.url("membership/i-nima/invitation/")).status_code == 403

    def test_organisation_is_invited_by_its_public_name(self, cast: Any, client_as: Sign) -> None:
        people = Person.objects.count()
        data = {"role": "organisation", "name_fa": "انجمن زنان مونترال", "place_city": "Montreal"}
        data |= {"place_region": "Quebec", "place_country": "ca"}
        do(client_as("secretariat"), cast, "member.invited", **data)
        found = cast.state.membership.participants[cast.log.entry(cast.state.seq - 1).data["id"]]
        assert found.name == {"fa": "انجمن زنان مونترال"}
        assert found.place.country == "CA"
        assert Person.objects.count() == people

    @pytest.mark.parametrize(
        "data",
        [
            {"role": "independent"},
            {"role": "chair", "name_en": "X"},
            {"role": "supporter", "name_en": "X" * 201},
            {"role": "supporter", "name_en": "X", "place_city": "Oslo", "place_region": "Oslo", "place_country": "NOR"},
        ],
    )
    def test_bad_input(self, cast: Any, client_as: Sign, data: dict[str, str]) -> None:
        people = Person.objects.count()
        do(client_as("secretariat"), cast, "member.invited", 422, **data)
        assert Person.objects.count() == people

    def test_guest_accepts_and_is_accredited(self, cast: Any, client_as: Sign) -> None:
        guest = client_as("guest")
        assert "You are invited to take part." in guest.get(cast.url()).content.decode()
        do(guest, cast, "invitation.accepted", 422)
        place = {"place_city": "Ottawa", "place_region": "Ontario", "place_country": "CA"}
        do(guest, cast, "invitation.accepted", **place)
        assert cast.state.membership.participants["i-guest"].place.city == "Ottawa"
        do(guest, cast, "invitation.accepted", 409, **place)
        office = client_as("secretariat")
        assert "member.accredited/?id=i-guest" in office.get(cast.url()).content.decode()
        do(office, cast, "member.accredited", id="i-guest")
        assert cast.state.membership.participants["i-guest"].status == "accredited"

    def test_invitation_is_withdrawn_with_its_code(self, cast: Any, client_as: Sign) -> None:
        code = directory.invite(cast.log, "i-guest")
        do(client_as("secretariat"), cast, "invitation.withdrawn", 422, id="i-guest")
        do(client_as("secretariat"), cast, "invitation.withdrawn", id="i-guest", reason="By mistake.")
        assert cast.state.membership.participants["i-guest"].status == "left"
        with pytest.raises(directory.InvitationInvalid):
            directory.find_invitation(code)


class TestMembership:
    def test_delegate_of_ones_own_organisation(self, cast: Any, client_as: Sign) -> None:
        people = Person.objects.count()
        client = client_as("union")
        do(client, cast, "delegate.appointed", 422, organisation="o-unity", name_en="Foreign")
        assert Person.objects.count() == people
        response = do(client, cast, "delegate.appointed", organisation="o-union", name_en="Dena Rad")
        data = cast.log.entry(cast.state.seq - 1).data
        assert cast.state.membership.delegates["o-union"] == (data["id"],)
        assert re.search(r'class="code lead"', client.get(response["Location"]).content.decode())
        do(client, cast, "delegate.withdrawn", id=data["id"])
        assert cast.state.membership.participants[data["id"]].status == "left"
        do(client, cast, "delegate.withdrawn", 422, id="d-sara")

    def test_mandate_is_split_exactly(self, cast: Any, client_as: Sign) -> None:
        client = client_as("organisation")
        do(client, cast, "mandate.split", 422, **{"share_d-sara": "1/2", "share_d-kian": "1/3"})
        do(client, cast, "mandate.split", 422, **{"share_d-sara": "1"})
        do(client, cast, "mandate.split", **{"share_d-sara": "۲/۳", "share_d-kian": "1/3"})
        assert cast.state.membership.mandates("o-unity") == [("d-sara", Fraction(2, 3)), ("d-kian", Fraction(1, 3))]
        do(client_as("union"), cast, "mandate.split", 422)

    def test_place_is_changed_by_oneself_or_the_secretariat(self, cast: Any, client_as: Sign) -> None:
        place = {"place_city": "Chicago", "place_region": "Illinois", "place_country": "US"}
        do(client_as("independent"), cast, "member.moved", 422, id="i-mina", **place)
        do(client_as("independent"), cast, "member.moved", 422, id="i-nima")
        do(client_as("independent"), cast, "member.moved", id="i-nima", **place)
        assert cast.state.membership.participants["i-nima"].place.city == "Chicago"
        do(client_as("secretariat"), cast, "member.moved", id="i-mina", **place)

    def test_resignation_needs_to_be_confirmed(self, cast: Any, client_as: Sign) -> None:
        do(client_as("organisation"), cast, "member.resigned", 422)
        do(client_as("organisation"), cast, "member.resigned", sure="on")
        assert {cast.state.membership.participants[p].status for p in ("o-unity", "d-sara", "d-kian")} == {"left"}
        page = client_as("organisation").get(cast.url()).content.decode()
        assert "You no longer take part" in page

    def test_keys(self, cast: Any, client_as: Sign) -> None:
        client = client_as("independent")
        for bad in ("", "abc", KEY[:-4], "{}", '{"key": 3}', KEY + "\n" + KEY):
            do(client, cast, "key.registered", 422, key=bad)
        do(client, cast, "key.registered", key=f" {KEY}\n")
        assert cast.state.membership.participants["i-nima"].keys[KEY].alg == "ed25519"
        assert KEY in client.get(cast.url("membership/i-nima/")).content.decode()
        do(client, cast, "key.registered", 409, key=KEY)
        do(client, cast, "key.revoked", key=KEY)
        assert not cast.state.membership.participants["i-nima"].keys

    def test_witnesses(self, cast: Any, client_as: Sign) -> None:
        vkey = Witness("unity/toronto", b"w" * 32).vkey
        client = client_as("organisation")
        for bad in ("", "unity/toronto", vkey[:-2], vkey.replace("unity", "unitx")):
            do(client, cast, "witness.registered", 422, vkey=bad)
        do(client, cast, "witness.registered", vkey=vkey)
        assert cast.state.membership.witnesses["unity/toronto"].by == "o-unity"
        assert "unity/toronto" in client.get(cast.url("membership/")).content.decode()
        do(client_as("union"), cast, "witness.retired", 422, name="unity/toronto")
        do(client, cast, "witness.retired", name="unity/toronto")
        assert not cast.state.membership.witnesses


class TestMeetings:
    FIX = {
        "meeting_title_fa": "نشست نخست",
        "meeting_title_en": "First meeting",
        "first": "2010-08-13",
        "last": "2010-08-15",
        "timezone": "America/New_York",
        "place_city": "Washington",
        "place_region": "District of Columbia",
        "place_country": "US",
    }

    def test_a_meeting_from_fixing_to_minutes(self, cast: Any, client_as: Sign, clock: Any) -> None:
        office = client_as("secretariat")
        do(office, cast, "meeting.fixed", **self.FIX)
        (meeting,) = cast.state.meetings.meetings.values()
        assert meeting.days == ("2010-08-13", "2010-08-14", "2010-08-15")
        do(office, cast, "meeting.opened", id=meeting.id)
        call = {"meeting": meeting.id, "sitting_title_en": "Morning", "starts_day": "2010-08-13"}
        call |= {"starts_time": "9:00", "ends_day": "2010-08-13", "ends_time": "12:30"}
        do(office, cast, "sitting.called", **call)
        (sitting,) = cast.state.meetings.sittings.values()
        assert sitting.starts == "2010-08-13T13:00:00Z"  # by the assembly's clock, Toronto
        rows = {"sitting": sitting.id, "item_0_en": "Second", "item_0_order": "2", "item_0_minutes": "20"}
        rows |= {"item_3_fa": "نخست", "item_3_order": "1", "item_3_stage": "ground"}
        do(office, cast, "agenda.set", **rows)
        agenda = cast.state.meetings.sittings[sitting.id].agenda
        assert [(i.title, i.minutes, i.stage) for i in agenda] == [
            ({"fa": "نخست"}, 15, "ground"),
            ({"en": "Second"}, 20, None),
        ]
        form = office.get(cast.url(f"do/agenda.set/?sitting={sitting.id}")).content.decode()
        assert agenda[0].id in form
        do(office, cast, "sitting.opened", id=sitting.id)
        do(office, cast, "item.taken", sitting=sitting.id, item=agenda[0].id)
        assert cast.state.meetings.sittings[sitting.id].taken == (agenda[0].id,)
        do(office, cast, "quorum.counted", sitting=sitting.id)
        assert not cast.state.meetings.sittings[sitting.id].quorum.holds
        do(office, cast, "meeting.closed", 409, id=meeting.id)
        do(office, cast, "sitting.closed", id=sitting.id)
        do(office, cast, "minutes.approved", 422, sitting=sitting.id)
        do(office, cast, "minutes.recorded", 422, sitting=sitting.id, text_en="Only in English.")
        do(office, cast, "minutes.recorded", sitting=sitting.id, text_fa="صورت جلسه")
        assert "صورت جلسه" in client_as("public").get(cast.url(f"sittings/{sitting.id}/")).content.decode()
        do(office, cast, "minutes.approved", sitting=sitting.id)
        do(office, cast, "minutes.recorded", 422, sitting=sitting.id, text_fa="دیگر")
        do(office, cast, "meeting.closed", id=meeting.id)
        assert cast.state.meetings.meetings[meeting.id].status == "closed"

    @pytest.mark.parametrize(
        "change",
        [
            {"first": "13 Mordad"},
            {"last": "2010-08-12"},
            {"last": "2010-10-12"},
            {"timezone": "America/Atlantis"},
            {"place_city": "", "place_region": "", "place_country": ""},
            {"meeting_title_fa": "", "meeting_title_en": ""},
        ],
    )
    def test_bad_meeting(self, cast: Any, client_as: Sign, change: dict[str, str]) -> None:
        do(client_as("secretariat"), cast, "meeting.fixed", 422, **(self.FIX | change))

    def test_days_in_the_jalali_calendar(self, cast: Any, client_as: Sign) -> None:
        fix = self.FIX | {"first": "۲۲ مرداد ۱۳۸۹", "last": "1389/05/24"}
        do(client_as("secretariat", language="fa"), cast, "meeting.fixed", **fix)
        (meeting,) = cast.state.meetings.meetings.values()
        assert meeting.days[0] == "2010-08-13"

    def test_secretariat_ticks_off_who_is_there_in_one_act(self, cast: Any, client_as: Sign) -> None:
        furnish(cast)
        office = client_as("secretariat")
        page = office.get(cast.url("do/attendance.recorded/?sitting=evening")).content.decode()
        assert 'value="i-nima"' in page
        assert re.search(r'name="seen" value="i-nima"', page)
        # Kian comes while the list lies open: the list does not undo it.
        cast.act("second", "attendance.recorded", sitting="evening", came=["d-kian"])
        ticked = ["o-union", "i-mina"]
        do(office, cast, "attendance.recorded", sitting="evening", part="1", seen="i-nima", present=ticked)
        assert cast.log.entry(cast.state.seq - 1).data == {
            "sitting": "evening",
            "came": ["i-mina", "o-union"],
            "left": ["i-nima"],
        }
        assert set(cast.state.meetings.sittings["evening"].present) == {"d-kian", "i-mina", "o-union"}
        now = "d-kian,i-mina,o-union"
        do(office, cast, "attendance.recorded", 422, sitting="evening", part="1", seen=now, present=now.split(","))
        do(office, cast, "attendance.recorded", 422, sitting="evening", part="1", seen=now, present=["w-laleh"])

    def test_member_comes_and_leaves_with_one_button(self, cast: Any, client_as: Sign) -> None:
        furnish(cast)
        client = client_as("other")
        page = cast.url("sittings/evening/")
        assert "I am here" in client.get(page).content.decode()
        do(client, cast, "attendance.recorded", sitting="evening", here="came")
        assert "i-mina" in cast.state.meetings.sittings["evening"].present
        assert "I leave" in client.get(page).content.decode()
        do(client, cast, "attendance.recorded", sitting="evening", here="left")
        do(client, cast, "attendance.recorded", 409, sitting="evening", here="left")
        do(client, cast, "attendance.recorded", 422, sitting="morning", here="came")

    def test_agenda_keeps_what_was_taken_up_and_is_never_empty(self, cast: Any, client_as: Sign) -> None:
        furnish(cast)
        office = client_as("secretariat")
        do(office, cast, "agenda.set", 422, sitting="evening")
        do(office, cast, "agenda.set", 409, sitting="evening", item_0_en="New")
        do(office, cast, "agenda.set", 422, sitting="evening", item_0_en="New", item_0_minutes="601")


class TestConduct:
    def test_raised_answered_ruled_with_a_warning(self, cast: Any, client_as: Sign) -> None:
        do(client_as("independent"), cast, "matter.raised", 422, about="i-mina")
        do(client_as("independent"), cast, "matter.raised", 422, about="i-nima", text_en="About myself.")
        do(client_as("independent"), cast, "matter.raised", about="i-mina", text_en="It was said that …")
        (matter,) = cast.state.conduct.matters.values()
        assert "You are asked to answer" in client_as("other").get(cast.url()).content.decode()
        do(client_as("delegate"), cast, "matter.answered", 422, id=matter.id, text_en="Not mine.")
        do(client_as("other"), cast, "matter.answered", id=matter.id, text_en="I regret it.")
        assert cast.state.conduct.matters[matter.id].answer == {"en": "I regret it."}
        office = client_as("secretariat")
        do(office, cast, "matter.ruled", 422, id=matter.id, sanction="suspension", text_fa="دلیل")
        do(office, cast, "matter.ruled", 422, id=matter.id, sanction="banishment", text_fa="دلیل")
        do(office, cast, "matter.ruled", id=matter.id, sanction="warning", text_fa="دلیل")
        assert cast.state.conduct.matters[matter.id].sanction == "warning"
        do(client_as("independent"), cast, "matter.withdrawn", 422, id=matter.id)

    def test_who_raised_it_may_withdraw_it(self, cast: Any, client_as: Sign) -> None:
        furnish(cast)
        do(client_as("other"), cast, "matter.withdrawn", 422, id="quarrel")
        do(client_as("independent"), cast, "matter.withdrawn", id="quarrel")
        assert cast.state.conduct.matters["quarrel"].status == "withdrawn"

    @pytest.mark.parametrize("sanction", ["suspension", "exclusion"])
    def test_grave_sanction_by_decision_is_carried_out_from_its_ruling(
        self, cast: Any, client_as: Sign, clock: Any, sanction: str
    ) -> None:
        furnish(cast)
        until = {"until": clock.after(days=30)} if sanction == "suspension" else {}
        office = client_as("secretariat")
        carry = "member.suspended" if sanction == "suspension" else "member.excluded"
        do(office, cast, carry, 422, matter="quarrel")
        decide(cast, clock, "d-one", {"matter": "conduct", "id": "quarrel", "sanction": sanction, **until})
        do(office, cast, "matter.ruled", id="quarrel", sanction=sanction, text_fa="دلیل", decision="d-one")
        page = office.get(cast.url("conduct/quarrel/")).content.decode()
        assert f"do/{carry}/?matter=quarrel" in page
        do(office, cast, carry, matter="quarrel")
        status = cast.state.membership.participants["o-union"].status
        assert status == ("suspended" if sanction == "suspension" else "left")
        if sanction == "suspension":
            do(office, cast, "member.reinstated", 409, id="o-union")
            clock.forward(days=31)
            do(office, cast, "member.reinstated", id="o-union")
            assert cast.state.membership.participants["o-union"].status == "accredited"


def decide(cast: Any, clock: Any, key: str, subject: dict[str, Any]) -> None:
    """The assembly decides unanimously, by correspondence."""
    cast.act(
        "secretariat",
        "decision.opened",
        id=key,
        subject=subject,
        text={"fa": "پیشنهاد", "en": "A proposal"},
        closes=clock.after(days=2),
    )
    for voter in cast.state.decisions.decisions[key].roll:
        cast.act(voter, "vote.cast", decision=key, choice="yes")
    from hamgara.web.store import closing

    cast.act("secretariat", "decision.closed", **closing.decision_closed(cast.log, key))
    assert cast.state.decisions.decisions[key].adopted
