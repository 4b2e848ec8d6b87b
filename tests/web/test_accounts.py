"""Joining by a code, signing in, seats, preferences, second steps, and the one-click sign-in of demonstrations."""

from __future__ import annotations

import importlib
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client

from hamgara.web.accounts.names import check_name, fold_name, suggest_name
from hamgara.web.accounts.passphrases import PassphraseValidator
from hamgara.web.store import directory
from hamgara.web.store.models import Assembly, Invitation, Preference, Seat

PHRASE = "رود آرام می‌گذرد ۱۲"


def _join_data(code: str, **changed: str) -> dict[str, str]:
    data = {"step": "account", "code": code, "name": "rud-kuh-512", "passphrase": PHRASE, "again": PHRASE}
    return data | changed


def _text(response: Any) -> str:
    return str(response.content.decode())


# Joining ------------------------------------------------------------------------------------------------


def test_code_says_what_it_is_for_and_is_not_spent_by_looking(cast: Any) -> None:
    code = directory.invite(cast.log, cast["delegate"])
    page = Client(headers={"Accept-Language": "en"}).post("/join/", {"code": code.upper().replace("-", " ")})
    text = _text(page)
    assert page.status_code == 200
    assert "Founding meeting" in text
    assert "Sara Behrouzi" in text
    assert "delegate of Solidarity Centre of Toronto" in text
    assert Invitation.objects.get().used is None
    assert page["Cache-Control"] == "no-store, private"


def test_new_account_gets_the_seat_and_the_code_is_spent(cast: Any) -> None:
    code = directory.invite(cast.log, cast["guest"])
    browser = Client()
    answer = browser.post("/join/", _join_data(code))
    assert (answer.status_code, answer["Location"]) == (302, cast.url())
    user = User.objects.get(username="rud-kuh-512")
    assert (user.email, user.has_usable_password()) == ("", True)
    assert list(Seat.objects.filter(user=user).values_list("actor", flat=True)) == [cast["guest"]]
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert browser.session[f"seat:{cast.slug}"] == cast["guest"]
    assert (user.preference.language, user.preference.calendar) == ("fa", "jalali")
    assert Invitation.objects.get().used is not None
    again = Client().post("/join/", _join_data(code, name="sarv-rud-100"))
    assert again.status_code == 400
    assert not User.objects.filter(username="sarv-rud-100").exists()


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"passphrase": "short", "again": "short"}, "at least 12 characters"),
        ({"again": "something else entirely"}, "The two pass-phrases differ."),
        (
            {"passphrase": "my rud-kuh-512 phrase", "again": "my rud-kuh-512 phrase"},
            "does not contain the sign-in name",
        ),
        ({"name": "a b"}, "3 to 40 letters"),
        ({"name": "test-Other"}, "is taken"),
        ({"name": "demo-secretariat"}, "is taken"),
        ({"passphrase": ""}, "required"),
    ],
)
def test_account_refused(cast: Any, changed: dict[str, str], says: str) -> None:
    code = directory.invite(cast.log, cast["guest"])
    accounts = User.objects.count()
    answer = Client(headers={"Accept-Language": "en"}).post("/join/", _join_data(code, **changed))
    assert answer.status_code == 400
    assert says in _text(answer)
    assert not re.search(r'type="password"[^>]* value=', _text(answer))
    assert User.objects.count() == accounts
    assert Invitation.objects.get().used is None


@pytest.mark.parametrize("code", ["", "bbbbb-bbbbb-bbbbb-bbbbb", "x" * 81, "'; drop table"])
def test_code_unknown(cast: Any, code: str) -> None:
    answer = Client().post("/join/", {"code": code})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in _text(answer)


def test_seat_is_added_to_the_account_that_is_signed_in(cast: Any, client_as: Callable[..., Client]) -> None:
    browser = client_as("independent")
    code = directory.invite(cast.log, cast["observer"])
    assert "Add this seat to your account" in _text(browser.post("/join/", {"code": code}))
    answer = browser.post("/join/", {"code": code, "step": "attach"})
    assert answer["Location"] == cast.url()
    seats = Seat.objects.filter(user=cast.users["independent"]).values_list("actor", flat=True)
    assert set(seats) == {cast["independent"], cast["observer"]}
    assert browser.session[f"seat:{cast.slug}"] == cast["observer"]
    back = browser.post("/me/seat/", {"assembly": cast.slug, "actor": cast["independent"]})
    assert back["Location"] == "/me/"
    assert browser.session[f"seat:{cast.slug}"] == cast["independent"]
    page = _text(browser.get("/me/"))
    assert page.count("You act from this seat") == 1
    assert page.count("Act from this seat") == 1


def test_nobody_takes_the_seat_of_another(cast: Any, client_as: Callable[..., Client]) -> None:
    browser = client_as("independent")
    browser.post("/me/seat/", {"assembly": cast.slug, "actor": "secretariat"})
    assert f"seat:{cast.slug}" not in browser.session
    code = directory.invite(cast.log, cast["observer"])
    client_as("public").post("/join/", {"code": code, "step": "attach"})
    assert Seat.objects.filter(actor=cast["observer"]).count() == 1


# Names and pass-phrases ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "phrase",
    ["short", "aaaaaaaaaaaaaaaa", "123456789012345", "ab ab ab ab", "سلام", "passwordpassword"[:8], "rud-kuh-512xx"],
)
def test_phrase_refused(phrase: str) -> None:
    with pytest.raises(ValidationError):
        PassphraseValidator().validate(phrase, User(username="rud-kuh-512"))


@pytest.mark.parametrize("phrase", ["چهار واژه بس است", "ab cd ef gh", "twelve chars", PHRASE])
def test_phrase_good(phrase: str) -> None:
    PassphraseValidator().validate(phrase, User(username="rud-kuh-512"))


@pytest.mark.django_db
def test_suggested_name_can_be_taken() -> None:
    name = suggest_name()
    assert check_name(name) == name
    assert fold_name(" Sarv-Rud-۱۲۳ ") == "sarv-rud-123"


# Signing in ---------------------------------------------------------------------------------------------


@pytest.fixture
def account(cast: Any) -> User:
    """An account with a pass-phrase, in a seat."""
    user = User.objects.create_user("یاس-کوه-12", password=PHRASE)
    Seat.objects.create(user=user, assembly_id=cast.log.assembly_id, actor=cast["union"])
    return user


def _sign_in(browser: Client, name: str = "یاس-کوه-12", phrase: str = PHRASE, **more: str) -> Any:
    return browser.post("/accounts/login/", {"login": name, "password": phrase, **more})


def _confirm(browser: Client) -> None:
    answer = browser.post("/accounts/reauthenticate/", {"password": PHRASE, "next": "/accounts/keys/"})
    assert answer["Location"] == "/accounts/keys/"


@pytest.mark.parametrize(
    ("name", "phrase"),
    [
        ("یاس-کوه-12", PHRASE),
        ("ياس-كوه-۱۲ ", "رود آرام ميگذرد 12"),  # an Arabic keyboard, no half-space, digits of another script
    ],
)
def test_sign_in_on_any_keyboard(cast: Any, account: User, name: str, phrase: str) -> None:
    browser = Client()
    answer = _sign_in(browser, name, phrase)
    assert (answer.status_code, answer["Location"]) == (302, cast.url())
    assert browser.session["_auth_user_id"] == str(account.pk)
    assert browser.session.get_expire_at_browser_close()


def test_sign_in_goes_on_within_this_instance_only(account: User) -> None:
    assert _sign_in(Client(), next="/me/")["Location"] == "/me/"
    assert "evil" not in _sign_in(Client(), next="https://evil.example/")["Location"]


def test_wrong_phrases_lock_the_name_and_say_so(account: User) -> None:
    browser = Client(headers={"Accept-Language": "en"})
    for _attempt in range(5):
        assert "is not right" in _text(_sign_in(browser, phrase="not the phrase at all"))
    locked = _sign_in(browser)
    assert "Too many attempts" in _text(locked)
    assert "_auth_user_id" not in browser.session


def test_unknown_name_and_wrong_phrase_read_alike(account: User) -> None:
    sentences = [
        re.findall(r'<ul class="errorlist[^>]*>.*?</ul>', _text(_sign_in(Client(), name, "wrong wrong wrong")), re.S)
        for name in ("یاس-کوه-12", "nobody-here-1")
    ]
    assert sentences[0] == sentences[1] != []


def test_sign_out_and_change_of_phrase(account: User) -> None:
    browser = Client()
    _sign_in(browser)
    assert browser.get("/accounts/logout/").status_code == 200
    new = "جمله‌ای تازه و بلند"
    form = {"oldpassword": PHRASE, "password1": new, "password2": new}
    assert browser.post("/accounts/passphrase/", form | {"password2": "x"}).status_code == 200
    assert browser.post("/accounts/passphrase/", form | {"password1": "کوتاه", "password2": "کوتاه"}).status_code == 200
    assert browser.post("/accounts/passphrase/", form)["Location"] == "/me/"
    assert browser.post("/accounts/logout/")["Location"] == "/"
    assert "_auth_user_id" not in browser.session
    assert _sign_in(Client()).status_code == 200
    assert _sign_in(Client(), phrase=new).status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["email/", "password/reset/", "confirm-email/", "passphrase/reset/", "passphrase/set/"]
)
def test_pages_of_mail_are_closed(path: str) -> None:
    assert Client().get(f"/accounts/{path}").status_code == 404


@pytest.mark.django_db
def test_registration_leads_to_joining() -> None:
    browser = Client()
    assert browser.get("/accounts/signup/")["Location"] == "/join/"
    browser.post("/accounts/signup/", {"username": "x-y-z", "password1": PHRASE})
    assert not User.objects.exists()


# Second steps -------------------------------------------------------------------------------------------


def _code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


def test_app_as_second_step_and_recovery_code(account: User) -> None:
    browser = Client(headers={"Accept-Language": "en"})
    _sign_in(browser)
    _confirm(browser)
    page = _text(browser.get("/accounts/keys/totp/activate/"))
    secret = re.search(r"<code>([A-Z2-7]{16,})</code>", page)
    assert secret is not None
    assert "<svg" in page
    persian = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    answer = browser.post("/accounts/keys/totp/activate/", {"code": _code_of(secret[1]).translate(persian)})
    assert answer["Location"] == "/accounts/keys/recovery-codes/"
    codes = re.findall(r"<li><code>(\d{8})</code></li>", _text(browser.get("/accounts/keys/recovery-codes/")))
    assert len(codes) == 10
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret[1] not in kept

    other = Client(headers={"Accept-Language": "en"})
    assert _sign_in(other)["Location"] == "/accounts/keys/authenticate/"
    assert other.get("/me/").status_code == 302
    assert "is not right" in _text(other.post("/accounts/keys/authenticate/", {"code": "000000"}))
    assert other.post("/accounts/keys/authenticate/", {"code": codes[0].translate(persian)}).status_code == 302
    assert other.get("/me/").status_code == 200
    third = Client()
    _sign_in(third)
    assert third.post("/accounts/keys/authenticate/", {"code": codes[0]}).status_code == 200  # works once only

    assert "has_app" not in _text(browser.get("/me/"))
    assert browser.post("/accounts/keys/totp/deactivate/")["Location"] == "/accounts/keys/"
    assert _sign_in(Client()).status_code == 302


def test_keys_are_changed_only_after_a_fresh_confirmation(client_as: Callable[..., Client]) -> None:
    browser = client_as("independent")  # signed in, but not by a pass-phrase just now
    for page in ("totp/activate/", "webauthn/add/", "recovery-codes/generate/"):
        answer = browser.get(f"/accounts/keys/{page}")
        assert answer.status_code == 302
        assert answer["Location"].startswith(("/accounts/reauthenticate/", "/accounts/login/"))


def test_passkey_pages_carry_their_data_in_blocks_that_no_browser_runs(account: User) -> None:
    browser = Client()
    options = browser.get("/accounts/keys/webauthn/login/", headers={"Accept": "application/json"}).json()
    assert options["request_options"]["publicKey"]["challenge"]
    _sign_in(browser)
    _confirm(browser)
    page = _text(browser.get("/accounts/keys/webauthn/add/"))
    assert '<script id="js_data" type="application/json">' in page
    assert "/static/mfa/js/webauthn.js" in page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_passkey_added_and_used_in_a_browser(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    sync_api = importlib.import_module("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    User.objects.create_user("sarv-rud-100", password="a phrase for the browser")
    base = live_server.url.replace("127.0.0.1", "localhost")  # passkeys belong to a name, never to an address
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = chromium.new_context(locale="en").new_page()
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                         "hasUserVerification": True, "isUserVerified": True}},
        )  # fmt: skip
        page.goto(f"{base}/accounts/login/?next=/accounts/keys/webauthn/add/")
        page.fill("input[name=login]", "sarv-rud-100")
        page.fill("input[name=password]", "a phrase for the browser")
        page.click("form.stack button.main")
        page.wait_for_url("**/accounts/reauthenticate/**")
        page.fill("input[name=password]", "a phrase for the browser")
        page.click("form.stack button.main")
        page.check("input[name=passwordless]")
        page.click("#mfa_webauthn_add")
        page.wait_for_url("**/accounts/keys/recovery-codes/")
        page.context.clear_cookies()
        page.goto(f"{base}/accounts/login/?next=/me/")
        page.click("#passkey_login")
        page.wait_for_selector("details.menu")
        page.goto(f"{base}/me/")
        assert "sarv-rud-100" in page.content()
        chromium.close()
    assert Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).count() == 1


# One's own page -----------------------------------------------------------------------------------------


def test_preferences_are_kept(cast: Any, client_as: Callable[..., Client]) -> None:
    browser = client_as("independent", language="en")
    form = {"language": "fa", "calendar": "gregorian", "timezone": "America/Toronto"}
    answer = browser.post("/me/", form)
    assert (answer.status_code, answer.cookies["language"].value) == (302, "fa")
    kept = Preference.objects.get(user=cast.users["independent"])
    assert (kept.language, kept.calendar, kept.timezone) == ("fa", "gregorian", "America/Toronto")
    assert '<html lang="fa" dir="rtl">' in _text(browser.get("/me/"))
    wrong = browser.post("/me/", form | {"timezone": "Mars/Olympus"})
    assert wrong.status_code == 400
    assert Preference.objects.get().timezone == "America/Toronto"


@pytest.mark.django_db
def test_own_page_needs_signing_in() -> None:
    assert Client().get("/me/")["Location"] == "/accounts/login/?next=/me/"


def test_queries_of_own_page_do_not_grow_with_seats(
    cast: Any, client_as: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    for name in ("supporter", "observer", "other", "union"):
        Seat.objects.create(user=cast.users["independent"], assembly_id=cast.log.assembly_id, actor=cast[name])
    browser = client_as("independent")
    browser.get("/me/")
    with django_assert_max_num_queries(8):
        assert browser.get("/me/").status_code == 200


# Demonstrations -----------------------------------------------------------------------------------------


@pytest.fixture
def demonstration(cast: Any, settings: Any) -> Any:
    """The cast's assembly as a demonstration, with one account of its cast."""
    settings.HAMGARA_DEMO = True
    Assembly.objects.update(demo=True)
    user = User.objects.create(username="demo-nima")
    Seat.objects.create(user=user, assembly_id=cast.log.assembly_id, actor=cast["independent"])
    return cast


def test_one_click_sign_in(demonstration: Any) -> None:
    browser = Client(headers={"Accept-Language": "en"})
    front = _text(browser.get("/"))
    assert "Nima Rastegar" in front
    assert browser.get("/demo/sign-in/").status_code == 405
    answer = browser.post("/demo/sign-in/", {"user": "demo-nima", "assembly": demonstration.slug})
    assert answer["Location"] == demonstration.url()
    assert browser.session["_auth_user_id"] == str(User.objects.get(username="demo-nima").pk)


@pytest.mark.parametrize("user", ["test-secretariat", "demo-nobody", "", "demo-"])
def test_only_the_cast_signs_in_with_one_click(demonstration: Any, user: str) -> None:
    browser = Client()
    assert browser.post("/demo/sign-in/", {"user": user}).status_code == 404
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize(
    "page", ["passphrase/", "keys/", "keys/totp/activate/", "keys/webauthn/add/", "reauthenticate/"]
)
def test_nobody_sets_keys_of_the_cast(demonstration: Any, page: str) -> None:
    browser = Client()
    browser.post("/demo/sign-in/", {"user": "demo-nima"})
    assert browser.get(f"/accounts/{page}").status_code == 403
    assert browser.post(f"/accounts/{page}", {}).status_code == 403
    assert not Authenticator.objects.exists()


def test_no_one_click_sign_in_elsewhere(demonstration: Any, settings: Any) -> None:
    Assembly.objects.update(demo=False)
    assert Client().post("/demo/sign-in/", {"user": "demo-nima"}).status_code == 404
    Assembly.objects.update(demo=True)
    settings.HAMGARA_DEMO = False
    assert Client().post("/demo/sign-in/", {"user": "demo-nima"}).status_code == 404
    assert "Nima Rastegar" not in _text(Client(headers={"Accept-Language": "en"}).get("/"))
