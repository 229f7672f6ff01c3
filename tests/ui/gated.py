"""Our routes behind the gate, without a server: who asks, from where, with which cookies and headers."""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.routing import Route

from ui import cookies
from ui.routes.figures import ROUTES as FIGURES
from ui.routes.gate import Gate
from ui.routes.pages import ROUTES
from ui.routes.refusals import broken

SHELL = '<html lang="en"><head><title>Streamlit</title></head><body><div id="root"></div></body></html>'
BROWSER = {"Accept": "text/html"}


async def _inside(request: Request) -> Any:
    """What Streamlit would answer: its shell for a document, a word for everything else."""
    if request.url.path == "/broken":
        raise RuntimeError("a name that nobody may read")
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(SHELL)
    return PlainTextResponse(request.headers.get("cookie", "") or "inside")


def application() -> Starlette:
    """The gate, our routes, and something that answers everything else, as Streamlit does."""
    everything = Route("/{path:path}", _inside, methods=["GET", "PUT", "DELETE", "POST"])
    return Starlette(
        routes=[*ROUTES, *FIGURES, everything],
        middleware=[Middleware(Gate)],
        exception_handlers={Exception: broken},
    )


def asked(
    *requests: Mapping[str, Any],
    address: str = "198.51.100.7",
    base: str = "http://testserver",
) -> list[Response]:
    """The answers to requests one after the other, each as `httpx` takes them, from one address."""

    async def answers() -> list[Response]:
        transport = ASGITransport(app=application(), client=(address, 40_000), raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url=base) as client:
            found = []
            for request in requests:
                client.cookies.clear()
                found.append(await client.request(**{"method": "GET", **request}))
            return found

    # In a thread: the browser of other tests may keep a loop running in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, answers()).result()


def signing_in(username: str, password: str, **more: Any) -> dict[str, Any]:
    """A try to sign in, by the form."""
    data = {"username": username, "password": password}
    return {"method": "POST", "url": "/sign-in", "data": data, **more}


def with_session(token: str, **headers: str) -> dict[str, str]:
    """Headers with a session's cookie."""
    return {"Cookie": f"{cookies.SESSION}={token}", **headers}
