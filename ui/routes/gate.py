"""The gate: without a live session nothing of the application is served, not even its socket."""

from collections.abc import Awaitable, Callable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, RedirectResponse

from services import clock, database, sign_in
from ui.cookies import LANGUAGE, SESSION, THEME
from ui.routes.document import dressed
from ui.routes.pages import public_language

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Reachable without signing in: the sign-in form, liveness, and files that say nothing.
OPEN_PATHS = frozenset({"/sign-in", "/sign-out", "/_stcore/health"})
OPEN_PREFIXES = ("/language/", "/theme/", "/health/", "/app/static/", "/static/", "/favicon")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self' ws: wss: data: blob:; worker-src 'self' blob:; frame-ancestors 'none'; "
        "base-uri 'self'; form-action 'self'"
    ),
}


class Gate:
    """ASGI middleware: redirects unsigned documents, refuses everything else, dresses responses.

    Streamlit answers unknown paths with its shell and would serve a page's file name as
    a URL; so the decision is made before Streamlit sees the request.
    """

    def __init__(self, app: Any) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        cookies = _cookies(scope)
        if not _is_open(scope["path"]) and not await _is_signed_in(cookies.get(SESSION, "")):
            await _refuse(scope, receive, send)
            return
        if scope["type"] == "websocket":
            await self.app(scope, receive, send)
            return
        language = public_language(cookies.get(LANGUAGE))
        await _dressed(self.app, scope, receive, send, language, cookies.get(THEME))


def _is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


async def _is_signed_in(token: str) -> bool:
    def look() -> bool:
        with database.reading() as session:
            return sign_in.session_of(session, token, now=clock.now()) is not None

    return bool(token) and await run_in_threadpool(look)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4401})
        return
    headers = dict(scope["headers"])
    response: Any = PlainTextResponse("Chưa đăng nhập · Not signed in", status_code=401)
    if b"text/html" in headers.get(b"accept", b"") and scope["method"] in ("GET", "HEAD"):
        asked = scope["path"] + ("?" + scope["query_string"].decode() if scope["query_string"] else "")
        response = RedirectResponse(f"/sign-in?next={quote(asked, safe='')}", status_code=303)
    await response(scope, receive, send)


async def _dressed(
    app: Any, scope: Scope, receive: Receive, send: Send, language: str, theme: str | None
) -> None:
    """Add the headers; dress Streamlit's own shell."""
    is_document = scope["method"] == "GET" and b"text/html" in dict(scope["headers"]).get(b"accept", b"")
    if is_document:
        # The shell is rewritten below, so it must not come compressed.
        scope["headers"] = [(k, v) for k, v in scope["headers"] if k != b"accept-encoding"]
    start: MutableMapping[str, Any] = {}
    body = bytearray()

    async def relay(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            headers = [(k, v) for k, v in message["headers"] if k.lower() != b"server"]
            headers += [(k.lower().encode(), v.encode()) for k, v in HEADERS.items()]
            start["headers"] = headers
            if not (is_document and _is_html(headers)):
                await send(start)
        elif is_document and _is_html(start["headers"]):
            body.extend(message.get("body", b""))
            if not message.get("more_body"):
                text = dressed(bytes(body), language=language, theme=theme)
                start["headers"] = [
                    (k, v) for k, v in start["headers"] if k not in (b"content-length", b"etag")
                ] + [(b"content-length", str(len(text)).encode())]
                await send(start)
                await send({"type": "http.response.body", "body": text})
        else:
            await send(message)

    await app(scope, receive, relay)


def _is_html(headers: list[tuple[bytes, bytes]]) -> bool:
    return any(k == b"content-type" and v.startswith(b"text/html") for k, v in headers)


def _cookies(scope: Scope) -> dict[str, str]:
    raw = dict(scope["headers"]).get(b"cookie", b"").decode("latin-1")
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(raw)
    except CookieError:
        return {}
    return {name: morsel.value for name, morsel in jar.items()}
