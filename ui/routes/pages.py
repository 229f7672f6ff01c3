"""The plain HTML pages: sign-in form, sign-out, language and theme switches, liveness."""

from typing import Any
from urllib.parse import quote, urlsplit

import structlog
from jinja2 import Environment, FileSystemLoader
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from services import clock, database, sign_in, thresholds
from services.errors import AppError, DatabaseBusy, DatabaseFull
from services.settings import ROOT, settings
from ui import cookies
from ui.i18n import LANGUAGES, _, in_language, said
from ui.routes.chrome import chrome_words

_log = structlog.get_logger()
_templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)


def public_language(chosen: str | None) -> str:
    """The language of a page without a session: the cookie's, else Vietnamese."""
    return chosen if chosen in LANGUAGES else "vi"


async def sign_in_form(request: Request) -> Response:
    """The form; with the sample accounts where this is the demonstration."""
    return await _form(request)


async def sign_in_post(request: Request) -> Response:
    """Verify, set the cookie, go where the person wanted to go."""
    if not _same_origin(request):
        return Response(status_code=403)
    form = await request.form()
    username, password = str(form.get("username", ""))[:60], str(form.get("password", ""))[:200]
    try:
        admitted = await run_in_threadpool(
            _verified, username, password, _address(request), request.headers.get("user-agent", "")
        )
    except AppError as refusal:
        return await _form(request, refusal=refusal, username=username, status=401)
    token, language = admitted
    response = RedirectResponse(_inside(str(form.get("next", "/"))), status_code=303)
    response.set_cookie(
        cookies.SESSION,
        token,
        httponly=True,
        samesite="lax",
        secure=settings().https,
        path="/",
        max_age=86400,
    )
    if cookies.LANGUAGE not in request.cookies:
        _remember_language(response, language)
    return response


async def sign_out(request: Request) -> Response:
    """End the session of the cookie; only by POST, so that no link can do it."""
    if not _same_origin(request):
        return Response(status_code=403)
    token = request.cookies.get(cookies.SESSION, "")

    def end() -> None:
        with database.transaction() as session:
            sign_in.sign_out(session, token, now=clock.now())

    try:
        await run_in_threadpool(end)
    except (DatabaseBusy, DatabaseFull) as refusal:
        # This browser is signed out all the same; the session ends by its own term.
        _log.warning("sign_out_not_recorded", fault=type(refusal).__name__)
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(cookies.SESSION, path="/")
    return response


async def choose_language(request: Request) -> Response:
    """Remember the language and come back to the same screen."""
    response = RedirectResponse(_inside(request.query_params.get("next", "/")), status_code=303)
    _remember_language(response, public_language(request.path_params["code"]))
    return response


async def choose_theme(request: Request) -> Response:
    """Remember light or dark and come back to the same screen; the shell sets it (document.py)."""
    name = "dark" if request.path_params["name"] == "dark" else "light"
    response = RedirectResponse(_inside(request.query_params.get("next", "/")), status_code=303)
    response.set_cookie(cookies.THEME, name, samesite="lax", path="/", max_age=31_536_000)
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
    Route("/language/{code}", choose_language, methods=["GET"]),
    Route("/language/{code}/words.js", chrome_words, methods=["GET"]),
    Route("/theme/{name}", choose_theme, methods=["GET"]),
    Route("/health/live", live, methods=["GET"]),
    Route("/health/ready", ready, methods=["GET"]),
]


async def _form(
    request: Request, *, refusal: AppError | None = None, username: str = "", status: int = 200
) -> Response:
    language = public_language(request.cookies.get(cookies.LANGUAGE))
    target = _inside(request.query_params.get("next", "/"))
    values = await run_in_threadpool(_form_values)
    with in_language(language):
        page = _templates.get_template("sign_in.html").render(
            _=_,
            language=language,
            refusal=said(refusal) if refusal else "",
            username=username,
            target=target,
            target_quoted=quote(target, safe=""),
            **values,
        )
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})


def _form_values() -> dict[str, Any]:
    today = clock.local_date(clock.now())
    with database.reading() as session:
        samples = sign_in.sample_accounts(session) if settings().demo else []
        return {
            "title": thresholds.text(session, "sign_in.title", today=today),
            "text": thresholds.text(session, "sign_in.text", today=today),
            "samples": samples,
            "sample_password": sign_in.SAMPLE_PASSWORD,
        }


def _verified(username: str, password: str, address: str, agent: str) -> tuple[str, str]:
    now = clock.now()
    with database.reading() as session:
        user_id = sign_in.verify(session, username, password, now=now)
    if user_id is None:
        with database.transaction() as session:
            sign_in.count_failure(session, username, now=now)
        raise sign_in.SignInRefused()
    with database.transaction() as session:
        user, token = sign_in.admit(session, user_id, now=now, address=address, agent=agent)
        return token, user.language.value


def _same_origin(request: Request) -> bool:
    """Forms of other sites are refused; browsers send Origin with every POST."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host", "")


def _inside(target: str) -> str:
    """A path of our own, never another site."""
    parts = urlsplit(target)
    path = parts.path if parts.path.startswith("/") and not parts.path.startswith("//") else "/"
    if path.startswith(("/sign-in", "/sign-out", "/language", "/theme")) or "\\" in path:
        path = "/"
    return path + (f"?{parts.query}" if parts.query else "")


def _remember_language(response: Response, language: str) -> None:
    response.set_cookie(cookies.LANGUAGE, language, samesite="lax", path="/", max_age=31_536_000)


def _address(request: Request) -> str:
    """The client's address; the forwarded one only where the proxy is trusted."""
    direct = request.client.host if request.client else ""
    if settings().trusted_proxy and direct == settings().trusted_proxy:
        return request.headers.get("x-forwarded-for", direct).split(",")[-1].strip()[:60]
    return direct
