"""The plain HTML pages: sign-in form, sign-out, language and theme switches, liveness."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from models.enums import SignInMethod, TicketPurpose
from services import (
    clock,
    database,
    devices,
    openid,
    own_sessions,
    second_factor,
    sign_in,
    thresholds,
    tickets,
)
from services.errors import AppError, DatabaseBusy, DatabaseFull
from services.settings import ROOT, settings
from services.sign_in_tries import AccountLocked
from ui import cookies
from ui.i18n import LANGUAGES, _, in_language, said
from ui.routes import limits
from ui.routes.chrome import chrome_words
from ui.routes.client import is_own_form
from ui.routes.cookie_names import session_cookie
from ui.routes.refusals import FromElsewhere, answer

_log = structlog.get_logger()


@dataclass(frozen=True)
class Passed:
    """A step of signing in that was passed: the session's token, or half way a ticket for the next step."""

    token: str
    language: str
    is_half_way: bool = False
    # Of whoever gave name and password of our own; "" for single sign-on.
    username: str = ""


templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)


def public_language(chosen: str | None) -> str:
    """The language of a page without a session: the cookie's, else Vietnamese."""
    return chosen if chosen in LANGUAGES else "vi"


async def sign_in_form(request: Request) -> Response:
    """The form; with the sample accounts where this is the demonstration."""
    return await form_page(request)


async def sign_in_post(request: Request) -> Response:
    """Verify, set the cookie, go where the person wanted to go."""
    if not same_origin(request):
        return answer(request.scope, FromElsewhere(), status=403, language=chosen_language(request))
    username = ""
    try:
        form = await request.form()
        username, password = str(form.get("username", ""))[:60], str(form.get("password", ""))
        device = await limits.device_of(request, username)
        passed = await run_in_threadpool(
            _verified,
            username,
            password,
            client_address(request),
            request.headers.get("user-agent", ""),
            device,
            request.cookies.get(cookies.SESSION, ""),
        )
    except AppError as refusal:
        _log.warning("sign_in_refused", kind=type(refusal).__name__, address=client_address(request))
        return await form_page(request, refusal=refusal, username=username, status=status_of(refusal))
    await limits.succeeded(request, username)
    target = inside(str(form.get("next", "/")))
    if passed.is_half_way:
        return _to_second_step(passed.token, target)
    return await signed_in(request, passed, target)


async def signed_in(request: Request, passed: Passed, target: str) -> Response:
    """The answer that carries the session's cookie, to where the person wanted to go.

    A browser in which somebody signed in with name and password is known from now on.
    """
    response = RedirectResponse(target, status_code=303)
    response.set_cookie(**session_cookie(passed.token, https=settings().https))
    if passed.username:
        await run_in_threadpool(_remember_device, request, response, passed.username)
    if cookies.LANGUAGE not in request.cookies:
        _remember_language(response, passed.language)
    return response


def _to_second_step(ticket: str, target: str) -> Response:
    """The password was right; what is asked for next needs the ticket, which no other site can use."""
    response = RedirectResponse(f"/sign-in/second-step?next={quote(target, safe='')}", status_code=303)
    response.set_cookie(
        cookies.SECOND_STEP,
        ticket,
        httponly=True,
        samesite="strict",
        secure=settings().https,
        path="/sign-in",
        max_age=int(tickets.GOOD_FOR.total_seconds()),
    )
    return response


async def sign_out(request: Request) -> Response:
    """End the session of the cookie; only by POST, so that no link can do it."""
    if not same_origin(request):
        return answer(request.scope, FromElsewhere(), status=403, language=chosen_language(request))
    token = request.cookies.get(cookies.SESSION, "")

    def end() -> str:
        with database.transaction() as session:
            method = sign_in.sign_out(session, token, now=clock.now())
        provider = settings().provider()
        if provider is None or method is not SignInMethod.SINGLE_SIGN_ON:
            return "/sign-in"
        # Our session is over whatever the provider does now.
        return openid.signed_out_address(provider) or "/sign-in"

    place = "/sign-in"
    try:
        place = await run_in_threadpool(end)
    except (DatabaseBusy, DatabaseFull) as refusal:
        # This browser is signed out all the same; the session ends by its own term.
        _log.warning("sign_out_not_recorded", fault=type(refusal).__name__)
    response = RedirectResponse(place, status_code=303)
    response.delete_cookie(cookies.SESSION, path="/")
    return response


async def renew(request: Request) -> Response:
    """Give the session a new token and come back: after a password change the old cookie is worthless."""
    response = RedirectResponse(inside(request.query_params.get("next", "/")), status_code=303)
    if request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none"):
        token = await run_in_threadpool(_renewed, request.cookies.get(cookies.SESSION, ""))
        if token:
            response.set_cookie(**session_cookie(token, https=settings().https))
    return response


async def choose_language(request: Request) -> Response:
    """Remember the language and come back to the same screen."""
    response = RedirectResponse(inside(request.query_params.get("next", "/")), status_code=303)
    _remember_language(response, public_language(request.path_params["code"]))
    return response


async def choose_theme(request: Request) -> Response:
    """Remember light or dark and come back to the same screen; the shell sets it (document.py)."""
    name = "dark" if request.path_params["name"] == "dark" else "light"
    response = RedirectResponse(inside(request.query_params.get("next", "/")), status_code=303)
    response.set_cookie(cookies.THEME, name, httponly=True, samesite="lax", path="/", max_age=31_536_000)
    return response


async def live(request: Request) -> Response:
    """Whether the process answers."""
    return JSONResponse({"live": True})


async def ready(request: Request) -> Response:
    """Whether the database answers too; on loopback only."""
    if request.client is None or request.client.host not in ("127.0.0.1", "::1", "testclient"):
        return Response(status_code=404)

    def look() -> bool:
        with database.reading() as session:
            return database.is_ready(session)

    return JSONResponse({"ready": await run_in_threadpool(look)})


ROUTES = [
    Route("/sign-in", sign_in_form, methods=["GET"]),
    Route("/sign-in", sign_in_post, methods=["POST"]),
    Route("/sign-out", sign_out, methods=["POST"]),
    Route("/session/renewed", renew, methods=["GET"]),
    Route("/language/{code}", choose_language, methods=["GET"]),
    Route("/language/{code}/words.js", chrome_words, methods=["GET"]),
    Route("/theme/{name}", choose_theme, methods=["GET"]),
    Route("/health/live", live, methods=["GET"]),
    Route("/health/ready", ready, methods=["GET"]),
]


async def form_page(
    request: Request, *, refusal: AppError | None = None, username: str = "", status: int = 200
) -> Response:
    """The sign-in form, with a refusal over it where there is one."""
    language = public_language(request.cookies.get(cookies.LANGUAGE))
    target = inside(request.query_params.get("next", "/"))
    values = await run_in_threadpool(_form_values)
    with in_language(language):
        page = templates.get_template("sign_in.html").render(
            _=_,
            language=language,
            theme=chosen_theme(request),
            refusal=said(refusal) if refusal else "",
            username=username,
            target=target,
            target_quoted=quote(target, safe=""),
            **values,
        )
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def _form_values() -> dict[str, Any]:
    today = clock.local_date(clock.now())
    provider = settings().provider()
    with database.reading() as session:
        samples = sign_in.sample_accounts(session) if settings().demo else []
        return {
            "title": thresholds.text(session, "sign_in.title", today=today),
            "text": thresholds.text(session, "sign_in.text", today=today),
            "samples": samples,
            "sample_password": sign_in.SAMPLE_PASSWORD,
            "provider": provider.name if provider else "",
        }


def _verified(
    username: str, password: str, address: str, agent: str, device: str = "", before: str = ""
) -> Passed:
    now = clock.now()
    with database.reading() as session:
        user_id = sign_in.verify(session, username, password, now=now, device=device)
        has_factor = user_id is not None and second_factor.is_on(session, user_id)
    if user_id is None:
        with database.transaction() as session:
            sign_in.count_failure(session, username, now=now, device=device)
        raise sign_in.SignInRefused()
    with database.transaction() as session:
        if has_factor:
            return Passed(
                tickets.make(session, TicketPurpose.SECOND_STEP, user_id=user_id, now=now), "", True
            )
        user, token = sign_in.admit(
            session, user_id, now=now, address=address, agent=agent, device=device, replaces=before
        )
        return Passed(token, user.language.value, username=user.username)


def _renewed(token: str) -> str | None:
    with database.transaction() as session:
        return own_sessions.renewed(session, token, now=clock.now())


def _remember_device(request: Request, response: Response, username: str) -> None:
    now = clock.now()
    with database.reading() as session:
        days = thresholds.number(session, "sign_in.device_days", today=clock.local_date(now))
    known = devices.remembered(request.cookies.get(cookies.DEVICE, ""), username, days=days, now=now)
    response.set_cookie(
        cookies.DEVICE,
        known,
        httponly=True,
        samesite="lax",
        secure=settings().https,
        path="/",
        max_age=days * 86_400,
    )


def status_of(refusal: AppError) -> int:
    """What programs are told: too often, too much, busy, or simply no."""
    for kinds, status in _STATUS:
        if isinstance(refusal, kinds):
            return status
    return 401


_STATUS: tuple[tuple[tuple[type[AppError], ...], int], ...] = (
    ((limits.TooManyTries, AccountLocked), 429),
    ((limits.TooMuchSent,), 413),
    ((limits.FormTooSlow,), 408),
    ((sign_in.SignInBusy, DatabaseBusy, DatabaseFull), 503),
)


def chosen_language(request: Request) -> str:
    return public_language(request.cookies.get(cookies.LANGUAGE))


def chosen_theme(request: Request) -> str:
    """Light or dark where somebody chose; "" leaves it to the browser."""
    theme = request.cookies.get(cookies.THEME, "")
    return theme if theme in ("light", "dark") else ""


def same_origin(request: Request) -> bool:
    """Forms of other sites are refused."""
    return is_own_form(request.headers, https=settings().https)


def inside(target: str) -> str:
    """A path of our own, never another site."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return "/"
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    own = ("/sign-in", "/sign-out", "/single-sign-on", "/session", "/language", "/theme")
    if path.startswith(own) or "\\" in path:
        path = "/"
    return path + (f"?{parts.query}" if parts.query else "")


def _remember_language(response: Response, language: str) -> None:
    response.set_cookie(
        cookies.LANGUAGE, language, httponly=True, samesite="lax", path="/", max_age=31_536_000
    )


def client_address(request: Request) -> str:
    """The client's address; the forwarded one only where the proxy is trusted."""
    return limits.address(request.scope)
