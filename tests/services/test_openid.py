"""Only the configured provider's own, fresh answer to our own question is believed."""

import base64
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from joserfc.jws import JWSRegistry
from structlog.testing import capture_logs

from services import openid
from services.errors import SettingsInvalid
from services.settings import OpenIdProvider, settings
from tests.conftest import NOW
from tests.provider import Provider, running

AT = int(NOW.timestamp())
SECRET = "a client secret of thirty-two characters"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
OTHER = RSAKey.generate_key(2048, {"kid": "one"})


@contextmanager
def known(provider: Provider) -> Iterator[OpenIdProvider]:
    """A running provider whose tokens this test signs, as our settings name it."""
    provider.keys = {"keys": [KEY.as_dict(private=False)]}
    provider.forge = lambda claims: signed(fresh(claims))
    with running(provider) as issuer:
        home = "https://tiepdan.example.gov.vn"
        yield OpenIdProvider(
            issuer, "tiepdan", SECRET, "SSO", f"{home}/single-sign-on/callback", f"{home}/sign-in"
        )


@pytest.fixture(autouse=True, scope="module")
def _in_the_clear() -> Iterator[None]:
    """The mock refuses http unless told that this is a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTHLIB_INSECURE_TRANSPORT", "1")
        yield


@pytest.fixture
def mock() -> Iterator[tuple[Provider, OpenIdProvider]]:
    """A provider of this test's own, not yet asked for anything."""
    provider = Provider()
    with known(provider) as settings_of_it:
        yield provider, settings_of_it


@pytest.fixture(scope="module")
def shared() -> Iterator[tuple[Provider, OpenIdProvider]]:
    """One provider for all that only differs in the token."""
    provider = Provider()
    with known(provider) as settings_of_it:
        yield provider, settings_of_it


def fresh(claims: dict[str, Any], **more: Any) -> dict[str, Any]:
    """The mock's claims at the hour of the tests; None takes a claim away."""
    # The mock's own hash of its access token stays out: a token without it is as good.
    kept = {k: v for k, v in claims.items() if k not in ("at_hash", "auth_time")}
    changed = {**kept, "iat": AT, "exp": AT + 300, **more}
    return {name: value for name, value in changed.items() if value is not None}


def signed(claims: dict[str, Any], *, alg: str = "RS256", key: Any = KEY, kid: str = "one") -> str:
    registry = JWSRegistry(algorithms=[alg])
    return jwt.encode({"alg": alg, "kid": kid}, claims, key, registry=registry)


def unsigned(claims: dict[str, Any]) -> str:
    def part(value: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none', 'kid': 'one'})}.{part(claims)}."


def asked(provider: OpenIdProvider, *, subject: str = "an-7") -> tuple[openid.Question, str]:
    """A question of ours and the code with which the provider answers it."""
    question = openid.new_question()
    answer = httpx.post(openid.question_address(provider, question), data={"sub": subject})
    return question, parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]


def test_an_answer_names_the_subject_and_how_it_was_asked_for(shared) -> None:
    running_one, provider = shared
    running_one.forge = lambda claims: signed(fresh(claims, acr="loa3", amr=["pwd", "otp"]))
    question, code = asked(provider)

    answer = openid.answer(provider, question, code, now=NOW)

    assert answer == openid.Answer("an-7", "loa3", ("pwd", "otp"))


def test_only_the_subject_is_asked_for_with_state_nonce_and_challenge(shared) -> None:
    _running, provider = shared

    query = parse_qs(urlsplit(openid.question_address(provider, openid.new_question())).query)

    assert query["scope"] == ["openid"]
    assert query["code_challenge_method"] == ["S256"]
    assert all(len(query[name][0]) >= 43 for name in ("state", "nonce", "code_challenge"))


FORGERIES = {
    "another nonce": ("nonce", lambda claims: signed(fresh(claims, nonce="another"))),
    "no nonce": ("nonce", lambda claims: signed(fresh(claims, nonce=None))),
    "another audience": ("aud", lambda claims: signed(fresh(claims, aud="another"))),
    "also for others, party not named": (
        "azp",
        lambda claims: signed(fresh(claims, aud=["tiepdan", "another"])),
    ),
    "issued to another party": ("azp", lambda claims: signed(fresh(claims, azp="another"))),
    "another issuer": ("iss", lambda claims: signed(fresh(claims, iss="https://evil.example"))),
    "issuer with a slash more": ("iss", lambda claims: signed(fresh(claims, iss=claims["iss"] + "/"))),
    "expired": ("expired", lambda claims: signed(fresh(claims, exp=AT - 61))),
    "without an end": ("exp", lambda claims: signed(fresh(claims, exp=None))),
    "from the future": ("in the future", lambda claims: signed(fresh(claims, iat=AT + 120))),
    "not valid yet": ("not yet valid", lambda claims: signed(fresh(claims, nbf=AT + 120))),
    "no subject": ("sub", lambda claims: signed(fresh(claims, sub=None))),
    "empty subject": ("sub", lambda claims: signed(fresh(claims, sub=""))),
    "subject that is a number": ("sub", lambda claims: signed(fresh(claims, sub=7))),
    "hash of another access token": (
        "at_hash",
        lambda claims: signed(fresh(claims, at_hash="AAAAAAAAAAAAAAAAAAAAAA")),
    ),
    "another key": ("BadSignature", lambda claims: signed(fresh(claims), key=OTHER)),
    "a key that is not published": ("No key for kid", lambda claims: signed(fresh(claims), kid="two")),
    "not signed": ("'none' is not allowed", lambda claims: unsigned(fresh(claims))),
    "signed with our own secret": (
        "'HS256' is not allowed",
        lambda claims: signed(fresh(claims), alg="HS256", key=OctKey.import_key(SECRET)),
    ),
    "the public key as a secret": (
        "'HS256' is not allowed",
        lambda claims: signed(
            fresh(claims), alg="HS256", key=OctKey.import_key(KEY.as_bytes(private=False).hex())
        ),
    ),
    "no token at all": ("DecodeError", lambda claims: "nonsense"),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_answer_is_refused(shared, forgery: str) -> None:
    running_one, provider = shared
    question, code = asked(provider)
    running_one.forge = FORGERIES[forgery][1]

    with capture_logs() as logs, pytest.raises(openid.AnswerRefused):
        openid.answer(provider, question, code, now=NOW)

    # For its own reason, and with nothing of the token in the log.
    assert [FORGERIES[forgery][0] in f"{line['where']} {line['what']}" for line in logs] == [True]


@pytest.mark.parametrize(
    "more", [{"exp": AT - 50}, {"iat": AT + 50}, {"aud": ["tiepdan"]}, {"azp": "tiepdan"}]
)
def test_a_clock_that_is_a_little_wrong_and_a_list_of_one_are_forgiven(shared, more) -> None:
    running_one, provider = shared
    running_one.forge = lambda claims: signed(fresh(claims, **more))
    question, code = asked(provider)

    assert openid.answer(provider, question, code, now=NOW).subject == "an-7"


def test_keys_that_were_changed_are_asked_for_again(mock) -> None:
    running_one, provider = mock
    openid.answer(provider, *asked(provider), now=NOW)
    newer = RSAKey.generate_key(2048, {"kid": "newer"})
    running_one.keys = {"keys": [newer.as_dict(private=False)]}
    running_one.forge = lambda claims: signed(fresh(claims), key=newer, kid="newer")

    assert openid.answer(provider, *asked(provider), now=NOW).subject == "an-7"
    assert running_one.asked.count("/jwks") == 2
    assert running_one.asked.count("/.well-known/openid-configuration") == 1


def test_a_code_opens_once_and_only_with_its_own_verifier(shared) -> None:
    running_one, provider = shared
    running_one.forge = lambda claims: signed(fresh(claims))
    question, code = asked(provider)
    stolen = openid.Question(question.state, question.nonce, openid.new_question().verifier)

    with pytest.raises(openid.AnswerRefused):
        openid.answer(provider, stolen, code, now=NOW)
    openid.answer(provider, question, code, now=NOW)
    with pytest.raises(openid.AnswerRefused):
        openid.answer(provider, question, code, now=NOW)


@pytest.mark.parametrize(
    "bent",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://evil.example/token"},
        {"jwks_uri": ""},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_description_that_leads_elsewhere_is_refused(mock, bent) -> None:
    running_one, provider = mock
    running_one.bend_metadata = lambda answer: {**answer, **bent}

    with pytest.raises(openid.AnswerRefused):
        openid.question_address(provider, openid.new_question())


def test_a_provider_that_is_down_is_said_in_words(mock) -> None:
    _running, provider = mock
    down = OpenIdProvider("http://127.0.0.1:9", "tiepdan", SECRET, "SSO", "", "")

    with pytest.raises(openid.ProviderSilent):
        openid.question_address(down, openid.new_question())
    assert openid.signed_out_address(down) is None
    assert SECRET not in repr(provider)


def test_a_provider_that_is_down_is_left_alone_for_a_while(mock, monkeypatch) -> None:
    running_one, provider = mock
    running_one.bend_metadata = lambda answer: {"issuer": "another"}
    started = time.monotonic()
    with pytest.raises(openid.AnswerRefused):
        openid.question_address(provider, openid.new_question())
    running_one.bend_metadata = lambda answer: answer

    for _number in range(3):
        with pytest.raises(openid.ProviderSilent):
            openid.question_address(provider, openid.new_question())
    monkeypatch.setattr(openid, "time", SimpleNamespace(monotonic=lambda: started + 60))

    assert len(running_one.asked) == 1
    assert openid.question_address(provider, openid.new_question()).startswith(provider.issuer)


def test_signing_out_leads_only_to_the_provider_itself(mock) -> None:
    running_one, provider = mock
    address = openid.signed_out_address(provider) or ""

    running_one.bend_metadata = lambda answer: {**answer, "end_session_endpoint": "https://evil.example/x"}
    elsewhere = OpenIdProvider(
        provider.issuer.replace("localhost", "127.0.0.1"), "tiepdan", SECRET, "SSO", "", ""
    )

    assert address.startswith(f"{provider.issuer}/oauth2/end_session?client_id=tiepdan")
    assert "post_logout_redirect_uri=https" in address
    assert openid.signed_out_address(elsewhere) is None


@pytest.mark.parametrize(
    ("issuer", "home", "secret"),
    [
        ("http://sso.example.gov.vn", "https://tiepdan.example.gov.vn", "x"),
        ("https://sso.example.gov.vn", "http://tiepdan.example.gov.vn", "x"),
        ("https://sso.example.gov.vn", "https://tiepdan.example.gov.vn", ""),
        ("https://sso.example.gov.vn", "", "x"),
    ],
)
def test_a_provider_named_in_part_or_in_the_clear_stops_the_server(monkeypatch, issuer, home, secret) -> None:
    for name, value in (
        ("TIEPDAN_OIDC_ISSUER", issuer),
        ("TIEPDAN_PUBLIC_URL", home),
        ("TIEPDAN_OIDC_CLIENT_ID", "tiepdan"),
        ("TIEPDAN_OIDC_CLIENT_SECRET", secret),
    ):
        monkeypatch.setenv(name, value)
    settings.cache_clear()

    with pytest.raises(SettingsInvalid):
        settings().provider()

    monkeypatch.undo()
    settings.cache_clear()
    assert settings().provider() is None
