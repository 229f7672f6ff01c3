"""Single sign-on: to the OpenID provider, back from it, and linking one's own account on the way."""

import base64
import binascii
from dataclasses import asdict, dataclass
from datetime import timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from models.enums import TicketPurpose
from services import actors, clock, database, openid, sign_in, single_sign_on, tickets, vault
from services.errors import AppError
from services.settings import OpenIdProvider, settings
from ui import cookies
from ui.routes.pages import (
    Passed,
    chosen_language,
    client_address,
    form_page,
    inside,
    same_origin,
    signed_in,
)
from ui.routes.refusals import FromElsewhere, answer

# How long somebody may take at the provider, password and second factor included.
PATIENCE = timedelta(minutes=10)
PURPOSE = "single sign-on"


@dataclass(frozen=True)
class Journey:
    """What the browser carries, sealed, until the provider sends it back."""

    state: str
    nonce: str
    verifier: str
    target: str
    ends_at: float
    # The person who links the own account; 0 where somebody signs in.
    linking: int = 0

    def question(self) -> openid.Question:
        return openid.Question(self.state, self.nonce, self.verifier)


async def leave(request: Request) -> Response:
    """To the provider, to sign in; back to the page that was asked for."""
    provider = settings().provider()
    if provider is None:
        return RedirectResponse("/sign-in", status_code=303)
    return await _sent(request, provider, inside(request.query_params.get("next", "/")))


async def link(request: Request) -> Response:
    """To the provider with a one-time ticket of “My account”, to link the own account."""
    provider = settings().provider()
    if provider is None or not same_origin(request):
        return answer(request.scope, FromElsewhere(), status=403, language=chosen_language(request))
    form = await request.form()
    ticket, token = str(form.get("ticket", ""))[:100], request.cookies.get(cookies.SESSION, "")
    try:
        user_id = await run_in_threadpool(_ticket_used, ticket, token)
    except AppError as refusal:
        return await form_page(request, refusal=refusal, status=401)
    return await _sent(request, provider, "/account", linking=user_id)


async def come_back(request: Request) -> Response:
    """The provider's answer: verified, used up, and then a session of our own or a link."""
    provider = settings().provider()
    if provider is None:
        return RedirectResponse("/sign-in", status_code=303)
    try:
        journey = _journey(request, provider)
        passed = await run_in_threadpool(
            _arrived,
            provider,
            journey,
            str(request.query_params["code"])[:2000],
            request.cookies.get(cookies.SESSION, ""),
            client_address(request),
            request.headers.get("user-agent", ""),
        )
    except AppError as refusal:
        response = await form_page(request, refusal=refusal, status=401)
    else:
        # Nobody new where an account was only linked: the session that is there goes on.
        here = RedirectResponse(journey.target, status_code=303)
        response = await signed_in(request, passed, journey.target) if passed else here
    response.delete_cookie(cookies.SINGLE_SIGN_ON, path="/single-sign-on")
    return response


ROUTES = [
    Route("/single-sign-on", leave, methods=["GET"]),
    Route("/single-sign-on/link", link, methods=["POST"]),
    Route("/single-sign-on/callback", come_back, methods=["GET"]),
]


async def _sent(request: Request, provider: OpenIdProvider, target: str, *, linking: int = 0) -> Response:
    question = openid.new_question()
    try:
        address = await run_in_threadpool(openid.question_address, provider, question)
    except AppError as refusal:
        return await form_page(request, refusal=refusal, status=503)
    ends_at = (clock.now() + PATIENCE).timestamp()
    journey = Journey(**asdict(question), target=target, ends_at=ends_at, linking=linking)
    response = RedirectResponse(address, status_code=303, headers={"Cache-Control": "no-store"})
    response.set_cookie(
        cookies.SINGLE_SIGN_ON,
        base64.urlsafe_b64encode(vault.seal(asdict(journey), purpose=PURPOSE)).decode(),
        httponly=True,
        # Not strict: the browser comes back from another site.
        samesite="lax",
        secure=settings().https,
        path="/single-sign-on",
        max_age=int(PATIENCE.total_seconds()),
    )
    return response


def _journey(request: Request, provider: OpenIdProvider) -> Journey:
    """What this browser set out with, if the answer belongs to it.

    Raises TicketSpent, AnswerRefused or ProviderDeclined.
    """
    asked = request.query_params
    try:
        sealed = base64.urlsafe_b64decode(request.cookies.get(cookies.SINGLE_SIGN_ON, ""))
        journey = Journey(**vault.unseal(sealed, purpose=PURPOSE))
    except (binascii.Error, TypeError, ValueError, vault.CannotUnseal) as fault:
        raise tickets.TicketSpent() from fault
    if journey.ends_at < clock.now().timestamp():
        raise tickets.TicketSpent()
    # RFC 9207: an answer of another provider is not for us.
    if asked.get("state") != journey.state or asked.get("iss", provider.issuer) != provider.issuer:
        raise openid.AnswerRefused(name=provider.name)
    if "error" in asked or not asked.get("code"):
        raise openid.ProviderDeclined(name=provider.name)
    return journey


def _arrived(
    provider: OpenIdProvider, journey: Journey, code: str, token: str, address: str, agent: str
) -> Passed | None:
    """A new session, or None where the session that is there was only linked."""
    now = clock.now()
    answer = openid.answer(provider, journey.question(), code, now=now)
    with database.transaction() as session:
        tickets.use_up(session, journey.state, now=now, kept=PATIENCE)
        if journey.linking:
            found = sign_in.session_of(session, token, now=now)
            if found is None or found[1].id != journey.linking:
                raise single_sign_on.LinkedElsewhere()
            actor = actors.actor_of(session, found[1], today=clock.local_date(now))
            single_sign_on.link_own(session, answer.subject, issuer=provider.issuer, actor=actor, now=now)
            return None
        user, opened = single_sign_on.admit(
            session,
            provider,
            answer.subject,
            now=now,
            address=address,
            agent=agent,
            acr=answer.acr,
            amr=answer.amr,
        )
        return Passed(opened, user.language.value)


def _ticket_used(ticket: str, token: str) -> int:
    """The person whose ticket this is, if it is the one who is signed in here."""
    now = clock.now()
    with database.transaction() as session:
        held = tickets.holder(session, ticket, TicketPurpose.LINK, now=now)
        found = sign_in.session_of(session, token, now=now)
        if found is None or found[1].id != held.user_id:
            raise single_sign_on.LinkedElsewhere()
        held.used_at = now
        session.flush()
        return held.user_id or 0
