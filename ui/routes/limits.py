"""How often strangers and sessions may ask, and how much: refused before a password is hashed."""

import asyncio
import time
from collections.abc import Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from services import clock, database, devices, sign_in, sign_in_tries
from services.errors import AppError
from services.rate_limits import Buckets, Policy, policy
from services.settings import settings
from services.text import N_
from ui import cookies
from ui.routes.client import address_of, limit_key

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]

buckets = Buckets()
SIGN_IN = "/sign-in"
# A refused try is answered after a second, so that a program in a loop makes few of them; of those
# who wait there are at most so many, the rest are answered at once.
TARPIT_SECONDS, MOST_WAITING = 1.0, 200
# No form of ours is larger; none takes longer to arrive.
LARGEST_FORM, FORM_SECONDS = 16_384, 20.0
_POLICY_SECONDS = 30.0


class TooManyTries(AppError):
    msgid = N_("Too many tries in a short time. Wait {seconds} seconds, then try again.")


class TooMuchSent(AppError):
    msgid = N_("What was sent is larger than any form here. Nothing of it was read.")


class FormTooSlow(AppError):
    msgid = N_("The form did not arrive in time. Send it again.")


@dataclass
class _Kept:
    """The policy as it was read last, and who waits in the tarpit."""

    policy: Policy | None = None
    read_at: float = 0.0
    waiting: int = 0


_kept = _Kept()


async def in_force() -> Policy:
    """The limits of the day, read from the database at most twice a minute."""
    if _kept.policy is None or time.monotonic() - _kept.read_at > _POLICY_SECONDS:
        _kept.read_at = time.monotonic()
        _kept.policy = await run_in_threadpool(_read)
    return _kept.policy


def forget() -> None:
    """As after a restart: no bucket, no policy."""
    buckets.forget()
    _kept.policy = None


def address(scope: Scope) -> str:
    """The client's address, behind the trusted proxy too."""
    return address_of(scope, trusted=settings().trusted_proxy)


async def of_strangers(scope: Scope, jar: dict[str, str]) -> int:
    """Take what a request without a session costs; the seconds to wait where that is too much."""
    known = await in_force()
    key = limit_key(address(scope))
    if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(SIGN_IN):
        device = devices.any_known(jar.get(cookies.DEVICE, ""), now=clock.now())
        if device:
            scope["tiepdan.try"] = ("device " + device, known.sign_in_device)
        else:
            scope["tiepdan.try"] = ("sign-in " + key, known.sign_in_address)
        return _take(*scope["tiepdan.try"])
    return _take("public " + key, known.public)


async def of_session(scope: Scope, token: str) -> int:
    """Take what a socket or an upload of a session costs; everything else of a session is free."""
    known = await in_force()
    whose = sign_in.token_hash(token)
    if scope["type"] == "websocket":
        return _take("socket " + whose, known.socket)
    if scope["path"].startswith("/_stcore/upload_file") and scope["method"] == "PUT":
        return _take("upload " + whose, known.upload)
    return 0


async def tarpit() -> None:
    """Let a refused try wait a second, while there are few who do."""
    if _kept.waiting >= MOST_WAITING:
        return
    _kept.waiting += 1
    try:
        await asyncio.sleep(TARPIT_SECONDS)
    finally:
        _kept.waiting -= 1


async def device_of(request: Request, username: str) -> str:
    """The mark of a browser that is known for this name, after the limit of the name has been taken.

    Raises TooManyTries. A browser that is known for somebody else counts as a stranger here.
    """
    known = await in_force()
    device = devices.known(request.cookies.get(cookies.DEVICE, ""), username, now=clock.now())
    if device:
        return device
    taken, _limit = request.scope.get("tiepdan.try", ("", 0))
    keys = {"name " + sign_in_tries.plain_name(username)[:60]: known.sign_in_name}
    if taken.startswith("device "):
        keys["sign-in " + limit_key(address(request.scope))] = known.sign_in_address
    waits = [_take(key, limit) for key, limit in keys.items()]
    if any(waits):
        raise TooManyTries(seconds=max(waits))
    return ""


async def succeeded(request: Request, username: str) -> None:
    """Give back what the try cost: an office behind one address may sign in all at once."""
    known = await in_force()
    taken, limit = request.scope.get("tiepdan.try", ("", 0))
    if taken:
        buckets.give_back(taken, per_minute=limit)
    buckets.give_back("name " + sign_in_tries.plain_name(username)[:60], per_minute=known.sign_in_name)


def bounded(receive: Receive) -> Receive:
    """What arrives of a form: raises TooMuchSent or FormTooSlow before it is kept anywhere."""
    until = time.monotonic() + FORM_SECONDS
    seen = 0

    async def receive_some() -> MutableMapping[str, Any]:
        nonlocal seen
        try:
            message = await asyncio.wait_for(receive(), timeout=max(0.01, until - time.monotonic()))
        except TimeoutError as fault:
            raise FormTooSlow() from fault
        seen += len(message.get("body", b""))
        if seen > LARGEST_FORM:
            raise TooMuchSent()
        return message

    return receive_some


def _take(key: str, per_minute: int) -> int:
    return buckets.take(key, per_minute=per_minute, at=time.monotonic())


def _read() -> Policy:
    with database.reading() as session:
        return policy(session, today=clock.local_date(clock.now()))
