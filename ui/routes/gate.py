"""The gate: without a live session nothing of the application is served, not even its socket."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from starlette.responses import Response
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from services.errors import NotFound
from services.settings import settings
from ui.cookies import LANGUAGE, SESSION, THEME
from ui.routes import cookie_names, headers, limits, told
from ui.routes.document import dressed
from ui.routes.pages import public_language
from ui.routes.refusals import AddressTooLong, WrongAddress, answer, to_sign_in, wants_page
from ui.routes.socket import Socket, belongs_to, own_screen_only
from ui.routes.standing import OF_SCOPE, Standing, standing, used

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# Reachable without signing in: the sign-in form, liveness, and files that say nothing.
OPEN_PATHS = frozenset(
    {"/sign-in", "/sign-out", "/single-sign-on", "/single-sign-on/callback", "/_stcore/health"}
)
OPEN_PREFIXES = ("/sign-in/", "/language/", "/theme/", "/health/", *headers.STATIC)
# A longer address is nobody's saved view.
LONGEST_ADDRESS = 8_000


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
        https = settings().https
        scope["headers"], jar = cookie_names.incoming(scope["headers"], https=https)
        language = public_language(jar.get(LANGUAGE))
        dressing = _Dressing(scope, send, language=language, theme=jar.get(THEME), https=https)
        refusal, found = await _judged(scope, jar, language)
        if refusal is not None:
            await _refuse(refusal, scope, receive, dressing.send if scope["type"] == "http" else send)
        elif scope["type"] == "websocket" and found is not None:
            scope["headers"] = own_screen_only(scope["headers"], found.user_id)
            socket = Socket(receive, send, token=jar[SESSION], found=found)
            try:
                await self.app(scope, socket.receive, socket.send)
            finally:
                await socket.aclose()
        else:
            if found is not None and found.is_stale and _is_use(scope):
                await used(jar[SESSION])
            dressing.prepare()
            scope[OF_SCOPE] = found
            is_form = scope["method"] == "POST" and _is_open(scope["path"])
            await self.app(scope, limits.bounded(receive) if is_form else receive, dressing.send)


async def _judged(
    scope: Scope, jar: dict[str, str], language: str
) -> tuple[Response | None, Standing | None]:
    """The refusal of a request, or the session that it comes with; neither for an open path."""
    host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
    if not is_host_allowed(host) and not scope["path"].startswith("/health/"):
        return answer(scope, WrongAddress(), status=400, language=language), None
    if len(scope["path"]) + len(scope["query_string"]) > LONGEST_ADDRESS:
        return answer(scope, AddressTooLong(), status=414, language=language), None
    if scope["path"].startswith(headers.STATIC):
        return None, None
    if _is_open(scope["path"]):
        wait = await limits.of_strangers(scope, jar)
        return (await _too_often(scope, wait, language) if wait else None), None
    found = await standing(jar.get(SESSION, ""))
    if found is None:
        wait = await limits.of_strangers(scope, jar)
        return await _too_often(scope, wait, language) if wait else to_sign_in(scope, language=language), None
    if _is_of_others(scope, found):
        return answer(scope, NotFound(), status=404, language=language), None
    wait = await limits.of_session(scope, jar[SESSION])
    return (await _too_often(scope, wait, language) if wait else None), found


async def _too_often(scope: Scope, wait: int, language: str) -> Response:
    """Too many tries: in words, with the time to come back at; tries to sign in wait for it a moment."""
    if scope["path"].startswith(limits.SIGN_IN) and scope.get("method") == "POST":
        await limits.tarpit()
    response = answer(scope, limits.TooManyTries(seconds=wait), status=429, language=language)
    response.headers["Retry-After"] = str(wait)
    return response


async def _refuse(response: Response, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 4401})
        return
    await response(scope, receive, send)


def _is_open(path: str) -> bool:
    return path in OPEN_PATHS or path.startswith(OPEN_PREFIXES)


def _is_use(scope: Scope) -> bool:
    """Whether a person did this: asked for a document, or sent a file."""
    return scope["type"] == "http" and (scope["method"] != "GET" or wants_page(scope))


def _is_of_others(scope: Scope, found: Standing) -> bool:
    """Whether a file is sent to, or taken from, somebody else's screen."""
    if scope["path"].startswith(told.PREFIX):
        return not told.may_have(scope["path"], found.user_id)
    parts = scope["path"].split("/")
    if parts[1:3] != ["_stcore", "upload_file"] or len(parts) < 4:
        return False
    return not belongs_to(parts[3], found.user_id)


class _Dressing:
    """What happens to an answer on its way out: our headers, and Streamlit's own shell dressed for us."""

    def __init__(self, scope: Scope, send: Send, *, language: str, theme: str | None, https: bool) -> None:
        self._scope, self._send = scope, send
        self._language, self._theme, self._https = language, theme, https
        self._is_document = scope["type"] == "http" and scope["method"] == "GET" and wants_page(scope)
        self._nonce = headers.nonce() if self._is_document else ""
        self._start: MutableMapping[str, Any] = {}
        self._body = bytearray()

    def prepare(self) -> None:
        """The shell is rewritten below, so it must not come compressed."""
        if self._is_document:
            self._scope["headers"] = [(k, v) for k, v in self._scope["headers"] if k != b"accept-encoding"]

    async def send(self, message: MutableMapping[str, Any]) -> None:
        """Pass on one message of the answer, or keep it until the shell is whole."""
        if message["type"] == "http.response.start":
            self._start = dict(message)
            plain = headers.dressed(
                message["headers"], self._scope, https=self._https, script_nonce=self._nonce
            )
            self._start["headers"] = cookie_names.outgoing(plain, https=self._https)
            if not self._is_shell():
                await self._send(self._start)
        elif self._is_shell():
            self._body.extend(message.get("body", b""))
            if not message.get("more_body"):
                await self._send_shell()
        else:
            await self._send(message)

    def _is_shell(self) -> bool:
        return self._is_document and any(
            k == b"content-type" and v.startswith(b"text/html") for k, v in self._start["headers"]
        )

    async def _send_shell(self) -> None:
        text = dressed(bytes(self._body), language=self._language, theme=self._theme, nonce=self._nonce)
        kept = [(k, v) for k, v in self._start["headers"] if k not in (b"content-length", b"etag")]
        self._start["headers"] = [*kept, (b"content-length", str(len(text)).encode())]
        await self._send(self._start)
        await self._send({"type": "http.response.body", "body": text})
