"""Refusals of the gate, as a page for people and one line in both languages for everything else."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from services.errors import AppError
from services.settings import ROOT, settings
from services.text import N_
from ui.i18n import _, in_language, said
from ui.routes.headers import dressed

_templates = Environment(loader=FileSystemLoader(ROOT / "templates"), autoescape=True)

# Written as part of another address it grows threefold at most.
_LONGEST_QUERY = 2_000


class NotSignedIn(AppError):
    msgid = N_("You are not signed in.")


class WrongAddress(AppError):
    msgid = N_("The address is not one of this server.")


class AddressTooLong(AppError):
    msgid = N_("The address is too long. Open the page from the navigation.")


class ServerFault(AppError):
    msgid = N_("Something went wrong on the server. Nothing was saved; try again in a moment.")


class FromElsewhere(AppError):
    msgid = N_("This was sent from another site, so nothing was done. Open our own page and try again.")


def answer(scope: MutableMapping[str, Any], refusal: AppError, *, status: int, language: str) -> Response:
    """The refusal in the reader's language as a small page, or in both languages as one line."""
    if wants_page(scope):
        with in_language(language):
            page = _templates.get_template("refusal.html").render(
                _=_, language=language, refusal=said(refusal)
            )
        return HTMLResponse(page, status_code=status)
    lines = []
    for one in ("vi", "en"):
        with in_language(one):
            lines.append(said(refusal))
    return PlainTextResponse(" · ".join(lines), status_code=status)


def wants_page(scope: MutableMapping[str, Any]) -> bool:
    """Whether a person in front of a browser waits for this."""
    return scope["type"] == "http" and b"text/html" in dict(scope["headers"]).get(b"accept", b"")


def to_sign_in(scope: MutableMapping[str, Any], *, language: str) -> Response:
    """Lead a document to the sign-in form; refuse everything else."""
    if wants_page(scope) and scope["method"] in ("GET", "HEAD"):
        query = scope["query_string"].decode("latin-1")
        asked = scope["path"] + (f"?{query}" if query and len(query) < _LONGEST_QUERY else "")
        return RedirectResponse(f"/sign-in?next={quote(asked, safe='')}", status_code=303)
    return answer(scope, NotSignedIn(), status=401, language=language)


async def broken(request: Request, fault: Exception) -> Response:
    """A fault of a route: one sentence, with our headers because no gate is passed; the log has the rest."""
    response = answer(request.scope, ServerFault(), status=500, language="vi")
    response.raw_headers = dressed(response.raw_headers, request.scope, https=settings().https)
    return response
