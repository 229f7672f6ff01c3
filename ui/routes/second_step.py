"""The second step of signing in: a form for the code, good for the few minutes of its ticket."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from models.enums import TicketPurpose
from services import clock, database, devices, second_factor, sign_in, tickets, users
from services.errors import AppError
from ui import cookies
from ui.i18n import _, in_language, said
from ui.routes import limits
from ui.routes.pages import (
    Passed,
    chosen_language,
    chosen_theme,
    client_address,
    inside,
    public_language,
    same_origin,
    signed_in,
    status_of,
    templates,
)
from ui.routes.refusals import FromElsewhere, answer


async def second_step_form(request: Request) -> Response:
    """The form for the code; without a ticket back to the first step."""
    if not request.cookies.get(cookies.SECOND_STEP):
        return RedirectResponse("/sign-in", status_code=303)
    return _form(request, inside(request.query_params.get("next", "/")))


async def second_step_post(request: Request) -> Response:
    """Use up ticket and code together; a wrong code leaves the ticket and counts as a failed sign-in."""
    if not same_origin(request):
        return answer(request.scope, FromElsewhere(), status=403, language=chosen_language(request))
    target = "/"
    try:
        form = await request.form()
        target = inside(str(form.get("next", "/")))
        passed = await run_in_threadpool(
            _finished,
            request.cookies.get(cookies.SECOND_STEP, ""),
            str(form.get("code", ""))[:40],
            client_address(request),
            request.headers.get("user-agent", ""),
            request.cookies.get(cookies.DEVICE, ""),
            request.cookies.get(cookies.SESSION, ""),
        )
    except AppError as refusal:
        return _form(request, target, refusal=refusal)
    await limits.succeeded(request, passed.username)
    response = await signed_in(request, passed, target)
    response.delete_cookie(cookies.SECOND_STEP, path="/sign-in")
    return response


ROUTES = [
    Route("/sign-in/second-step", second_step_form, methods=["GET"]),
    Route("/sign-in/second-step", second_step_post, methods=["POST"]),
]


def _finished(ticket: str, code: str, address: str, agent: str, cookie: str, before: str) -> Passed:
    now = clock.now()
    with database.transaction() as session:
        held = tickets.holder(session, ticket, TicketPurpose.SECOND_STEP, now=now)
        user_id = held.user_id or 0
        # The browser of the owner is known also while strangers have locked the name.
        device = devices.known(cookie, users.name_of_account(session, user_id), now=now)
        proof = second_factor.prove(session, user_id, code, now=now, device=device)
        if proof is not None:
            held.used_at = now
            user, token = sign_in.admit(
                session,
                user_id,
                now=now,
                address=address,
                agent=agent,
                device=device,
                replaces=before,
                second_factor_at=now,
                second_factor=proof,
            )
            return Passed(token, user.language.value, username=user.username)
    # After the commit, so that the failure stays counted.
    raise second_factor.CodeWrong(field="code")


def _form(request: Request, target: str, *, refusal: AppError | None = None) -> Response:
    language = public_language(request.cookies.get(cookies.LANGUAGE))
    with in_language(language):
        page = templates.get_template("second_step.html").render(
            _=_,
            language=language,
            theme=chosen_theme(request),
            refusal=said(refusal) if refusal else "",
            target=target,
            target_quoted=quote(target, safe=""),
        )
    status = status_of(refusal) if refusal else 200
    return HTMLResponse(page, status_code=status, headers={"Cache-Control": "no-store"})
