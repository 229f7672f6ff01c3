"""Talking to the OpenID provider: what is asked, and which answers are believed (OpenID Connect Core 1.0)."""

import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

import httpx
import structlog
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from services.errors import AppError
from services.settings import OpenIdProvider, is_safe_address
from services.text import N_

_log = structlog.get_logger()

# Signatures of a key that only the provider has; never "none", never one made with our own secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
# By how much the provider's clock may differ from ours.
SKEW_SECONDS = 60
TIMEOUT_SECONDS = 5
# Addresses and keys are asked for again after an hour, and when a token names a key we do not know.
KEPT_SECONDS = 3600
# A provider that is down is left alone for a while: everybody who waits for it holds a thread of ours.
SILENT_SECONDS = 10
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")

_known: dict[str, tuple[float, dict[str, Any]]] = {}
_silent_until: dict[str, float] = {}
_asking = threading.Lock()


class ProviderSilent(AppError):
    msgid = N_(
        "“{name}” cannot be reached now. Sign in with your user name and password, or try again in a moment."
    )


class AnswerRefused(AppError):
    msgid = N_(
        "The answer of “{name}” could not be trusted, so nobody was signed in. Start again; if it happens "
        "again, tell the administrator."
    )


class ProviderDeclined(AppError):
    msgid = N_("“{name}” did not sign you in. Start again, or sign in with your user name and password.")


@dataclass(frozen=True)
class Question:
    """What one request is recognised by: kept by the browser in a sealed cookie until the answer."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Answer:
    """Whom the provider vouches for, and how it says it asked."""

    subject: str
    acr: str
    amr: tuple[str, ...]


def new_question() -> Question:
    """Three random values of 256 bits each."""
    return Question(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


def question_address(provider: OpenIdProvider, question: Question) -> str:
    """Where the browser goes to be signed in; only the subject is asked for. Raises ProviderSilent."""
    return str(
        prepare_grant_uri(
            _metadata(provider)["authorization_endpoint"],
            client_id=provider.client_id,
            response_type="code",
            redirect_uri=provider.redirect_uri,
            scope="openid",
            state=question.state,
            nonce=question.nonce,
            code_challenge=create_s256_code_challenge(question.verifier),
            code_challenge_method="S256",
        )
    )


def answer(provider: OpenIdProvider, question: Question, code: str, *, now: datetime) -> Answer:
    """Exchange the code and verify the identity token; raises ProviderSilent or AnswerRefused."""
    metadata = _metadata(provider)
    tokens = _exchange(provider, metadata, question, code)
    try:
        claims = _verified(provider, metadata, tokens, question.nonce, now=now)
    except (JoseError, ValueError, TypeError, KeyError) as fault:
        # The kind of fault and the claim at fault; never the token itself.
        _refused(provider, type(fault).__name__, getattr(fault, "description", "") or "")
        raise AnswerRefused(name=provider.name) from fault
    amr = claims.get("amr") or []
    return Answer(claims["sub"], str(claims.get("acr") or "")[:100], tuple(str(one)[:40] for one in amr[:10]))


def signed_out_address(provider: OpenIdProvider) -> str | None:
    """Where the browser ends its session at the provider too; None where that is not offered or silent.

    Only at the provider's own origin, which the content policy lets forms lead to.
    """
    try:
        place = str(_metadata(provider).get("end_session_endpoint") or "")
    except AppError:
        return None
    if not place.startswith(f"{provider.origin}/"):
        return None
    uri = httpx.URL(place).copy_merge_params(
        {"client_id": provider.client_id, "post_logout_redirect_uri": provider.signed_out_uri}
    )
    return str(uri)


def _exchange(
    provider: OpenIdProvider, metadata: dict[str, Any], question: Question, code: str
) -> dict[str, Any]:
    """Code for tokens, with the verifier that only this request knows."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.redirect_uri,
        "code_verifier": question.verifier,
    }
    methods = metadata.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    auth: httpx.BasicAuth | None = None
    if "client_secret_basic" in methods:
        # RFC 6749 section 2.3.1: both halves are form-encoded first.
        auth = httpx.BasicAuth(quote(provider.client_id, safe=""), quote(provider.client_secret, safe=""))
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    response = _ask(provider, "POST", metadata["token_endpoint"], data=form, auth=auth)
    tokens = _json(provider, response)
    if response.status_code != 200 or not isinstance(tokens.get("id_token"), str):
        _refused(provider, "token_endpoint", str(tokens.get("error", ""))[:60])
        raise AnswerRefused(name=provider.name)
    return tokens


def _verified(
    provider: OpenIdProvider, metadata: dict[str, Any], tokens: dict[str, Any], nonce: str, *, now: datetime
) -> CodeIDToken:
    """The claims of the identity token; raises what joserfc and Authlib raise."""
    registry = JWSRegistry(algorithms=ALGORITHMS, strict_check_header=False)
    try:
        token = jwt.decode(tokens["id_token"], _keys(provider, metadata), registry=registry)
    except InvalidKeyIdError:
        # Keys are changed now and then: ask once more.
        token = jwt.decode(tokens["id_token"], _keys(provider, metadata, anew=True), registry=registry)
    claims = CodeIDToken(
        token.claims,
        token.header,
        {
            "iss": {"essential": True, "value": provider.issuer},
            "aud": {"essential": True, "value": provider.client_id},
            "sub": {"essential": True, "allow_blank": False},
            "exp": {"essential": True},
            "iat": {"essential": True},
        },
        {"nonce": nonce, "client_id": provider.client_id, "access_token": tokens.get("access_token")},
    )
    claims.validate(now=int(now.timestamp()), leeway=SKEW_SECONDS)
    if not isinstance(claims["sub"], str) or len(claims["sub"]) > 255:
        raise ValueError("sub")
    return claims


def _metadata(provider: OpenIdProvider) -> dict[str, Any]:
    """The provider's own description, asked for once an hour."""
    issuer = provider.issuer
    with _asking:
        asked_at, found = _known.get(issuer, (0.0, {}))
        if found and time.monotonic() - asked_at < KEPT_SECONDS:
            return found
        if time.monotonic() < _silent_until.get(issuer, 0.0):
            raise ProviderSilent(name=provider.name)
        try:
            found = _described(provider)
        except AppError:
            _silent_until[issuer] = time.monotonic() + SILENT_SECONDS
            raise
        _known[issuer] = (time.monotonic(), found)
        return found


def _described(provider: OpenIdProvider) -> dict[str, Any]:
    """What the provider says of itself, if it is the one that is configured and its addresses are safe."""
    response = _ask(provider, "GET", f"{provider.issuer.rstrip('/')}/.well-known/openid-configuration")
    if response.status_code != 200:
        raise ProviderSilent(name=provider.name)
    found = _json(provider, response)
    unfit = [name for name in _NEEDED if not is_safe_address(str(found.get(name, "")))]
    if found.get("issuer") != provider.issuer or unfit:
        _refused(provider, "metadata", ", ".join(unfit) or "issuer")
        raise AnswerRefused(name=provider.name)
    return found


def _keys(provider: OpenIdProvider, metadata: dict[str, Any], *, anew: bool = False) -> KeySet:
    with _asking:
        if anew or "jwks" not in metadata:
            response = _ask(provider, "GET", metadata["jwks_uri"])
            metadata["jwks"] = _json(provider, response)
        return KeySet.import_key_set(metadata["jwks"])


def _ask(provider: OpenIdProvider, method: str, place: str, **how: Any) -> httpx.Response:
    """One request with a time limit; certificates are verified, redirects are not followed."""
    try:
        with httpx.Client(timeout=TIMEOUT_SECONDS, follow_redirects=False) as client:
            return client.request(method, place, headers={"Accept": "application/json"}, **how)
    except (httpx.HTTPError, httpx.InvalidURL) as fault:
        _log.warning("openid_provider_silent", issuer=provider.issuer, fault=type(fault).__name__)
        raise ProviderSilent(name=provider.name) from fault


def _json(provider: OpenIdProvider, response: httpx.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError as fault:
        raise AnswerRefused(name=provider.name) from fault
    if not isinstance(found, dict):
        raise AnswerRefused(name=provider.name)
    return found


def _refused(provider: OpenIdProvider, where: str, what: str) -> None:
    _log.warning("openid_answer_refused", issuer=provider.issuer, where=where, what=what)
