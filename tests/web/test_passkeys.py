"""Passkeys as keys of the record: registered in the browser, and signing the acts that need their author's hand."""

from __future__ import annotations

import html
import importlib
import json
import random
import re
from base64 import b64decode, b64encode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from django.conf import settings
from django.test import Client, RequestFactory
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.webauthn import AttestationObject, AttestedCredentialData, AuthenticatorData

from hamgara.assembly import AssemblyReplay, Charter
from hamgara.record import Signature, check_signature, read_cose, signed_payload, verify
from hamgara.web.acts import FORMS
from hamgara.web.passkeys import SENTENCES, PasskeyInvalid, read_registration, relying_party

Sign = Callable[..., Client]
RP, ORIGIN = "localhost", "http://localhost"
FLAG = AuthenticatorData.FLAG


def b64(data: bytes) -> str:
    return b64encode(data).decode()


class Device:
    """An authenticator and the browser before it (W3C Web Authentication §6.3.2, §6.3.3), for one credential.

    Every method takes, by name, what a false device or a false site would do otherwise.
    """

    def __init__(self, private: Any = None, credential: bytes = b"\xfb\xff credential") -> None:
        self.private = private or ec.derive_private_key(0x1234567890ABCDEF, ec.SECP256R1())
        self.credential = credential

    @property
    def public(self) -> CoseKey:
        """The public key as the authenticator says it."""
        kinds = {ec.EllipticCurvePrivateKey: ES256, rsa.RSAPrivateKey: RS256, ed25519.Ed25519PrivateKey: EdDSA}
        (kind,) = (of for kind, of in kinds.items() if isinstance(self.private, kind))
        return kind.from_cryptography_key(self.private.public_key())

    def _client(self, type_: str, challenge: bytes, false: dict[str, Any]) -> bytes:
        said = {"type": type_, "challenge": urlsafe_b64encode(challenge).decode().rstrip("="), "origin": ORIGIN}
        return json.dumps({**said, "crossOrigin": False, **false}).encode()

    def make(self, options: dict[str, Any], **false: Any) -> str:
        """What `passkey.js` sends of a new passkey."""
        asked = options["publicKey"]
        assert {"type": "public-key", "alg": self.public[3]} in asked["pubKeyCredParams"] or "any" in false
        credential = AttestedCredentialData.create(bytes(16), self.credential, self.public)
        flags = FLAG(false.get("flags", FLAG.UP | FLAG.UV | FLAG.AT))
        rp = sha256(false.get("rp", asked["rp"]["id"]).encode()).digest()
        data = AuthenticatorData.create(rp, flags, 0, credential if flags & FLAG.AT else b"")
        client = self._client("webauthn.create", b64decode(asked["challenge"]), false.get("client", {}))
        attestation = AttestationObject.create("none", data, {})
        return json.dumps({"client_data": b64(client), "attestation": b64(attestation)})

    def sign(self, request: dict[str, Any], **false: Any) -> dict[str, Any]:
        """What `passkey.js` sends as `sig`."""
        asked = request["publicKey"]
        assert {"type": "public-key", "id": b64(self.credential)} in asked["allowCredentials"] or "any" in false
        payload = false.get("payload", request["payload"]).encode()
        client = self._client("webauthn.get", sha256(payload).digest(), false.get("client", {}))
        data = sha256(false.get("rp", asked["rpId"]).encode()).digest() + bytes([false.get("flags", 5)]) + bytes(4)
        message = data + sha256(client).digest()
        is_ec = isinstance(self.private, ec.EllipticCurvePrivateKey)
        signature = self.private.sign(message, ec.ECDSA(SHA256())) if is_ec else self.private.sign(message)
        value = {"authenticator_data": b64(data), "client_data": b64(client), "signature": b64(signature)}
        return {"key": b64(self.credential), "alg": "webauthn", "value": value, "nonce": request["nonce"]}


ED = ed25519.Ed25519PrivateKey.from_private_bytes(b"\x11" * 32)


@pytest.fixture
def member(client_as: Sign) -> Client:
    """The independent's browser, at the name to which its passkeys belong."""
    browser = client_as("independent")
    browser.defaults["HTTP_HOST"] = RP
    return browser


def text_of(response: Any) -> str:
    return str(response.content.decode())


def handed_over(page: str) -> dict[str, Any]:
    """The block of data that the page holds for the script."""
    block = re.search(r'<script id="passkey" type="application/json">(.*?)</script>', page)
    assert block is not None
    found: dict[str, Any] = json.loads(block[1])
    return found


def form_of(page: str, holding: str) -> dict[str, str]:
    """The hidden fields of the form that holds a field of that id."""
    (form,) = (f for f in re.findall(r"<form.*?</form>", page, re.S) if f'id="{holding}"' in f)
    fields = re.findall(r'<input type="hidden" name="(\w+)"[^>]*? value="([^"]*)"', form)
    return {name: html.unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def register(cast: Any, browser: Client, device: Device, expected: int = 302, **false: Any) -> str:
    """Register the device's passkey on the key's page; returns the answer. The record grows by one act, or not."""
    before = cast.state.seq
    options = handed_over(text_of(browser.get(cast.url("do/key.registered/"))))
    answer = browser.post(cast.url("do/key.registered/"), {"key": "", "passkey": device.make(options, **false)})
    assert answer.status_code == expected
    assert cast.state.seq == before + (expected == 302)
    return text_of(answer)


# Registration -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("device", [Device(), Device(ED)], ids=["es256", "ed25519"])
def test_passkey_becomes_a_key_of_the_record(cast: Any, member: Client, device: Device) -> None:
    register(cast, member, device)
    (key,) = cast.state.membership.participants["i-nima"].keys.values()
    assert (key.alg, key.key, key.rp) == ("webauthn", b64(device.credential), RP)
    entry = cast.log.entry(cast.state.seq - 1)
    assert (entry.act, entry.by, entry.sig) == ("key.registered", "i-nima", None)
    assert entry.data == {"key": {"alg": "webauthn", "key": key.key, "cose": key.cose, "rp": RP}}
    assert key.key in text_of(member.get(cast.url("membership/i-nima/")))


def test_options_ask_for_what_the_record_can_check(cast: Any, member: Client) -> None:
    register(cast, member, Device())
    page = text_of(member.get(cast.url("do/key.registered/")))
    options = handed_over(page)["publicKey"]
    assert options["rp"]["id"] == RP
    assert [p["alg"] for p in options["pubKeyCredParams"]] == [-7, -8]
    assert options["attestation"] == "none"
    assert options["authenticatorSelection"]["userVerification"] == "preferred"
    assert options["excludeCredentials"] == [{"type": "public-key", "id": b64(Device().credential)}]
    assert len(b64decode(options["challenge"])) == 32
    again = handed_over(text_of(member.get(cast.url("do/key.registered/"))))["publicKey"]
    assert again["challenge"] != options["challenge"]
    assert again["user"]["id"] == options["user"]["id"]
    said = json.dumps(options["user"], ensure_ascii=False)
    assert "Nima" not in said
    assert "i-nima" not in said


@pytest.mark.parametrize(
    ("false", "code"),
    [
        ({"client": {"challenge": "AAAA"}}, "challenge_differs"),
        ({"client": {"challenge": "سلام"}}, "challenge_differs"),
        ({"client": {"challenge": 9_000_000_000}}, "malformed"),
        ({"client": {"type": "webauthn.get"}}, "type"),
        ({"client": {"origin": "http://evil.example"}}, "origin"),
        ({"client": {"origin": "https://localhost"}}, "origin"),
        ({"client": {"origin": "http://localhost:8000"}}, "origin"),
        ({"client": {"origin": "http://sub.localhost"}}, "origin"),
        ({"client": {"origin": 7}}, "malformed"),
        ({"client": {"crossOrigin": True}}, "origin"),
        ({"rp": "evil.example"}, "rp"),
        ({"flags": FLAG.UV | FLAG.AT}, "user_absent"),
        ({"flags": FLAG.UP | FLAG.UV}, "malformed"),
    ],
)
def test_false_registration_is_refused(cast: Any, member: Client, false: dict[str, Any], code: str) -> None:
    assert SENTENCES[code] in register(cast, member, Device(), 422, **false)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ("x", SENTENCES["malformed"]),
        ("{}", SENTENCES["malformed"]),
        ("[]", SENTENCES["malformed"]),
        ('{"client_data": "AA==", "attestation": "AA=="}', SENTENCES["malformed"]),
        ("[" * 9000, SENTENCES["malformed"]),
        ("x" * 20_001, "at most 20000 characters"),
        ("\n", "This field is required."),
    ],
)
def test_what_is_no_registration_is_refused(cast: Any, member: Client, sent: str, said: str) -> None:
    member.get(cast.url("do/key.registered/"))
    before = cast.state.seq
    answer = member.post(cast.url("do/key.registered/"), {"passkey": sent})
    assert answer.status_code == 422
    assert said in text_of(answer)
    assert cast.state.seq == before


def read(made: dict[str, str], challenge: str) -> dict[str, str]:
    """What the server reads of a registration whose challenge it has drawn."""
    request = RequestFactory().get("/", HTTP_HOST=RP)
    request.session = {"passkey-challenge": challenge}  # type: ignore[assignment]
    return read_registration(request, json.dumps(made))


def test_damaged_registration_is_refused_with_a_sentence_and_breaks_nothing() -> None:
    challenge = b64(b"c" * 32)
    options = {"publicKey": {"challenge": challenge, "rp": {"id": RP}, "pubKeyCredParams": []}}
    made = json.loads(Device().make(options, any=True))
    assert read(made, challenge)["rp"] == RP
    for part in ("attestation", "client_data"):
        whole = b64decode(made[part])
        for cut in range(len(whole)):
            with pytest.raises(PasskeyInvalid) as caught:
                read({**made, part: b64(whole[:cut])}, challenge)
            assert caught.value.code in ("malformed", "kind")
    chance = random.Random(2010)
    whole = b64decode(made["attestation"])
    codes = set()
    for _ in range(2000):
        damaged = bytearray(whole)
        damaged[chance.randrange(len(whole))] = chance.randrange(256)
        try:
            # Damage where nothing is said (the maker's id, the counter) may pass, with a key that can be checked.
            read_cose(b64decode(read({**made, "attestation": b64(bytes(damaged))}, challenge)["cose"]))
        except PasskeyInvalid as invalid:
            codes.add(invalid.code)
    assert codes == {"malformed", "kind", "rp", "user_absent"}


def test_key_that_the_record_cannot_check_is_refused(cast: Any, member: Client) -> None:
    weak = rsa.generate_private_key(65537, 2048)
    assert SENTENCES["kind"] in register(cast, member, Device(weak), 422, any=True)
    other = ec.generate_private_key(ec.SECP256R1())
    assert SENTENCES["malformed"] in register(cast, member, Device(other, b""), 422)
    assert SENTENCES["malformed"] in register(cast, member, Device(other, bytes(1024)), 422)
    register(cast, member, Device(other, bytes(1023)))


def test_challenge_serves_once(cast: Any, member: Client) -> None:
    address = cast.url("do/key.registered/")
    options = handed_over(text_of(member.get(address)))
    first, second = Device().make(options), Device(credential=b"another").make(options)
    assert member.post(address, {"passkey": first}).status_code == 302
    answer = member.post(address, {"passkey": second})
    assert answer.status_code == 422
    assert SENTENCES["challenge_missing"] in text_of(answer)
    # The answer brings a challenge of its own, with which it goes on.
    third = Device(credential=b"another").make(handed_over(text_of(answer)))
    assert member.post(address, {"passkey": third}).status_code == 302


def test_challenge_of_another_session_does_not_serve(cast: Any, member: Client, client_as: Sign) -> None:
    address = cast.url("do/key.registered/")
    other = client_as("other")
    other.defaults["HTTP_HOST"] = RP
    theirs = handed_over(text_of(other.get(address)))
    member.get(address)
    answer = member.post(address, {"passkey": Device().make(theirs)})
    assert answer.status_code == 422
    assert SENTENCES["challenge_differs"] in text_of(answer)


def test_known_passkey_is_refused_by_the_assembly(cast: Any, member: Client) -> None:
    register(cast, member, Device())
    assert "registered already" in register(cast, member, Device(), 409)


def test_without_script_the_page_offers_the_other_way_and_runs_nothing_of_its_own(cast: Any, member: Client) -> None:
    page = text_of(member.get(cast.url("do/key.registered/")))
    assert "hamgara sign --new" in page
    assert re.search(r'<button[^>]*id="passkey_start"[^>]* hidden>', page)
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", page, re.S)
    assert [a for a, body in scripts if body.strip()] == [' id="passkey" type="application/json"']
    assert 'src="/static/hamgara/passkey.js"' in page


@pytest.mark.parametrize(
    ("host", "secure", "rp"),
    [
        ("mehr.example", True, "mehr.example"),
        ("MEHR.example:8443", True, "mehr.example"),
        ("mehr.example", False, ""),
        ("localhost:8000", False, "localhost"),
        ("meeting.localhost", False, "meeting.localhost"),
        ("abcdef.onion", False, "abcdef.onion"),
        ("127.0.0.1:8000", True, ""),
        ("[::1]:8000", True, ""),
    ],
)
def test_names_to_which_passkeys_belong(settings: Any, host: str, secure: bool, rp: str) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    assert relying_party(RequestFactory().get("/", HTTP_HOST=host, secure=secure)) == rp


def test_at_an_address_without_name_there_is_no_button(cast: Any, member: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    member.defaults["HTTP_HOST"] = "127.0.0.1:8000"
    page = text_of(member.get(cast.url("do/key.registered/")))
    assert SENTENCES["address"] in page
    assert "passkey_start" not in page
    assert "hamgara sign --new" in page
    answer = member.post(cast.url("do/key.registered/"), {"passkey": "{}"})
    assert SENTENCES["address"] in text_of(answer)


# Signing ------------------------------------------------------------------------------------------------

SIGNED = pytest.mark.parametrize("charter", [Charter(signed=("vote.cast",))], ids=["signed"])


@pytest.fixture
def asked(cast: Any, clock: Any, member: Client) -> str:
    """A vote by correspondence is open, and the independent has a passkey: the address of the form of the vote."""
    register(cast, member, Device())
    open_vote(cast, clock)
    return str(cast.url("do/vote.cast/"))


def open_vote(cast: Any, clock: Any) -> None:
    cast.act(
        "secretariat",
        "decision.opened",
        id="d-one",
        subject={"matter": "motion", "id": "d-one"},
        text={"fa": "نشست بعدی در اوت باشد.", "en": "The next meeting is in August."},
        closes=clock.after(days=2),
    )


def ask(browser: Client, address: str, choice: str = "yes") -> str:
    """The page that asks for the signature on a vote."""
    answer = browser.post(address, {"decision": "d-one", "choice": choice})
    assert answer.status_code == 200
    return text_of(answer)


@SIGNED
def test_vote_is_signed_with_the_passkey_and_the_record_verifies(
    cast: Any, member: Client, asked: str, tmp_path: Path
) -> None:
    before = cast.state.seq
    page = ask(member, asked)
    assert cast.state.seq == before
    assert "voted in favour on: The next meeting is in August." in html.unescape(page)
    request = handed_over(page)
    wanted = signed_payload(
        cast.log.assembly_id, "i-nima", "vote.cast", {"decision": "d-one", "choice": "yes"}, request["nonce"]
    )
    assert request["payload"].encode() == wanted
    assert html.escape(request["payload"]).replace("&#x27;", "&#39;") in page
    answer = member.post(asked, form_of(page, "id_assertion") | {"sig": json.dumps(Device().sign(request))})
    assert answer.status_code == 302
    assert cast.state.decisions.decisions["d-one"].votes == {"i-nima": "yes"}
    entry = cast.log.entry(before)
    assert entry.sig is not None
    assert (entry.sig.alg, entry.sig.nonce) == ("webauthn", request["nonce"])
    key = cast.state.membership.participants["i-nima"].keys[entry.sig.key]
    check_signature(entry, {"alg": key.alg, "key": key.key, "cose": key.cose, "rp": key.rp})
    cast.log.write_bundle(tmp_path / "bundle")
    assert verify(tmp_path / "bundle", AssemblyReplay, assembly=cast.log.assembly_id).size == before + 1


@SIGNED
@pytest.mark.parametrize(
    "false",
    [
        {"payload": "{}"},
        {"client": {"challenge": "AAAA"}},
        {"client": {"origin": "http://evil.example"}},
        {"client": {"origin": "https://evil.localhost.example"}},
        {"client": {"crossOrigin": True}},
        {"client": {"type": "webauthn.create"}},
        {"rp": "evil.example"},
        {"flags": 4},
    ],
)
def test_false_signature_is_refused(cast: Any, member: Client, asked: str, false: dict[str, Any]) -> None:
    page = ask(member, asked)
    before = cast.state.seq
    sig = json.dumps(Device().sign(handed_over(page), **false))
    answer = member.post(asked, form_of(page, "id_assertion") | {"sig": sig})
    assert answer.status_code == 409
    assert "The signature does not fit this act and this key." in text_of(answer)
    assert cast.state.seq == before
    # The page asks anew, with another nonce, and then it can be done.
    page = text_of(answer)
    sig = json.dumps(Device().sign(handed_over(page)))
    assert member.post(asked, form_of(page, "id_assertion") | {"sig": sig}).status_code == 302


@SIGNED
def test_words_that_were_changed_after_signing_are_refused(cast: Any, member: Client, asked: str) -> None:
    page = ask(member, asked, "yes")
    request = handed_over(page)
    before = cast.state.seq
    sig = Device().sign(request)
    for data, sent in (
        ('{"choice": "no", "decision": "d-one"}', sig),
        ('{"choice": "yes", "decision": "d-one"}', {**sig, "nonce": "another"}),
    ):
        answer = member.post(asked, {"act_data": data, "sig": json.dumps(sent), "payload": request["payload"]})
        assert answer.status_code == 409
        assert "does not fit" in text_of(answer)
    assert cast.state.seq == before


@SIGNED
def test_signature_serves_once(cast: Any, member: Client, asked: str) -> None:
    page = ask(member, asked)
    sent = form_of(page, "id_assertion") | {"sig": json.dumps(Device().sign(handed_over(page)))}
    assert member.post(asked, sent).status_code == 302
    page = ask(member, asked, "no")
    change = form_of(page, "id_assertion") | {"sig": json.dumps(Device().sign(handed_over(page)))}
    assert member.post(asked, change).status_code == 302
    before = cast.state.seq
    answer = member.post(asked, sent)
    assert answer.status_code == 409
    assert "has been used before" in text_of(answer)
    assert cast.state.seq == before
    assert cast.state.decisions.decisions["d-one"].votes == {"i-nima": "no"}


@SIGNED
def test_passkey_of_another_does_not_sign(cast: Any, member: Client, client_as: Sign, asked: str) -> None:
    other = client_as("other")
    other.defaults["HTTP_HOST"] = RP
    theirs = Device(ED, b"theirs")
    register(cast, other, theirs)
    page = ask(member, asked)
    before = cast.state.seq
    hidden = form_of(page, "id_assertion")
    answer = member.post(asked, hidden | {"sig": json.dumps(theirs.sign(handed_over(page), any=True))})
    assert answer.status_code == 409
    assert "not registered" in text_of(answer)
    # Nor with the name of one's own key and another's hand.
    forged = Device(ED).sign(handed_over(page))
    assert "does not fit" in text_of(member.post(asked, hidden | {"sig": json.dumps(forged)}))
    # Nor does one's own signature vote for another.
    own = json.dumps(Device().sign(handed_over(page)))
    assert "not registered" in text_of(other.post(asked, hidden | {"sig": own}))
    assert cast.state.seq == before


@SIGNED
def test_revoked_passkey_is_not_offered_and_does_not_sign(cast: Any, member: Client, asked: str) -> None:
    page = ask(member, asked)
    sent = form_of(page, "id_assertion") | {"sig": json.dumps(Device().sign(handed_over(page)))}
    cast.act("i-nima", "key.revoked", key=b64(Device().credential))
    assert member.post(asked, sent).status_code == 409
    page = ask(member, asked)
    assert "passkey_start" not in page
    assert f'href="{cast.url("do/key.registered/")}"' in page
    assert "hamgara sign act.json" in page


@SIGNED
def test_passkey_of_another_site_is_named_and_not_offered(cast: Any, member: Client, asked: str, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["meeting.localhost"]
    member.defaults["HTTP_HOST"] = "meeting.localhost"
    page = ask(member, asked)
    assert "You have registered a passkey on localhost; it signs only there." in page
    assert "passkey_start" not in page
    assert "hamgara sign act.json" in page


@SIGNED
def test_act_that_would_be_refused_is_not_signed_first(cast: Any, clock: Any, member: Client, asked: str) -> None:
    before = cast.state.seq
    clock.forward(days=3)
    answer = member.post(asked, {"decision": "d-one", "choice": "yes"})
    assert answer.status_code in (409, 422)
    assert "passkey_start" not in text_of(answer)
    assert cast.state.seq == before


@SIGNED
@pytest.mark.parametrize(
    "data", ["", "x", "[]", "{}", '{"decision": 1.5}', '{"decision": "d-one", "choice": "e\u0301"}']
)
def test_malformed_data_break_nothing(cast: Any, member: Client, asked: str, data: str) -> None:
    before = cast.state.seq
    request = handed_over(ask(member, asked))
    for sig in ("", "{}", json.dumps(Device().sign(request))):
        assert member.post(asked, {"act_data": data, "sig": sig}).status_code in (409, 422)
    assert cast.state.seq == before


@SIGNED
def test_pages_are_in_persian_too(cast: Any, asked: str, client_as: Sign) -> None:
    browser = client_as("independent", language="fa")
    browser.defaults["HTTP_HOST"] = RP
    page = ask(browser, asked)
    assert "با کلید عبور خود امضا می‌کنم" in page
    assert "کلید عبور" in handed_over(page)["says"]["absent"]
    assert "ثبت کلید عبور" in text_of(browser.get(cast.url("do/key.registered/")))


def test_every_member_may_register_a_passkey(cast: Any, client_as: Sign) -> None:
    assert "key.registered" in FORMS
    for n, who in enumerate(("organisation", "delegate", "supporter")):
        browser = client_as(who)
        browser.defaults["HTTP_HOST"] = RP
        register(cast, browser, Device(credential=b"credential %d" % n))
        assert len(cast.state.membership.participants[cast[who]].keys) == 1


# In a browser -------------------------------------------------------------------------------------------


@SIGNED
@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_passkey_is_registered_and_signs_a_vote_in_a_browser(
    live_server: Any, cast: Any, clock: Any, client_as: Sign, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sync_api = importlib.import_module("playwright.sync_api")
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    open_vote(cast, clock)
    session = client_as("independent").cookies[settings.SESSION_COOKIE_NAME].value
    base = live_server.url.replace("127.0.0.1", "localhost")
    problems: list[str] = []
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        context = chromium.new_context(locale="en", viewport={"width": 360, "height": 740})
        context.add_cookies(
            [
                {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": base},
                {"name": "language", "value": "en", "url": base},
            ]
        )
        page = context.new_page()
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        device = devices.send(
            "WebAuthn.addVirtualAuthenticator",
            {"options": {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
                         "hasUserVerification": True, "isUserVerified": True}},
        )["authenticatorId"]  # fmt: skip
        page.goto(base + cast.url("do/key.registered/"))
        page.click("#passkey_start")
        page.wait_for_url("**/membership/i-nima/")
        (key,) = cast.state.membership.participants["i-nima"].keys.values()
        # The same device again: the browser knows the passkey, and says so.
        page.goto(base + cast.url("do/key.registered/"))
        page.click("#passkey_start")
        page.wait_for_selector("#passkey_said:not([hidden])")
        assert "holds a passkey of yours" in page.inner_text("#passkey_said")
        assert page.is_enabled("#passkey_start")

        page.goto(base + cast.url("do/vote.cast/?decision=d-one"))
        page.check("input[name=choice][value=yes]")
        page.click("form.stack button.main")
        page.wait_for_selector("#passkey_start:not([hidden])")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        shown = page.input_value("#passkey_payload")
        page.click("#passkey_start")
        page.wait_for_url(f"**{cast.url()}**")
        page.wait_for_selector("ul.messages")
        (credential,) = devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
        chromium.close()
    assert problems == []
    assert (key.alg, key.key, key.rp) == ("webauthn", credential["credentialId"], RP)
    assert cast.state.decisions.decisions["d-one"].votes == {"i-nima": "yes"}
    entry = cast.log.entry(cast.state.seq - 1)
    assert isinstance(entry.sig, Signature)
    signed = signed_payload(entry.assembly, entry.by, entry.act, entry.data, entry.sig.nonce)
    assert shown.encode() == signed
    cast.log.write_bundle(tmp_path / "bundle")
    assert verify(tmp_path / "bundle", AssemblyReplay, assembly=cast.log.assembly_id).size == cast.state.seq
