"""The cookie of a known device: who has signed in here before is not locked out by strangers' tries.

It opens nothing. It only says, signed by this server, that somebody signed in with this browser
under this name, and gives those who hold it a count of failed tries of their own (the device
cookie of OWASP's guidance on guessing attacks).
"""

import hmac
import secrets
from datetime import datetime, timedelta

from services import vault
from services.sign_in_tries import plain_name

# A browser at a shared desk remembers this many people.
MOST = 4
_BETWEEN, _PARTS = "~", "."
LONGEST = 600


def remembered(cookie: str, username: str, *, days: int, now: datetime) -> str:
    """The new cookie after a sign-in: this name first, then the others the browser knew."""
    name = _name(username)
    ends = int((now + timedelta(days=days)).timestamp())
    body = _PARTS.join((secrets.token_urlsafe(16), str(ends), name))
    others = [entry for entry in _entries(cookie, now=now) if entry.split(_PARTS)[2] != name]
    return _BETWEEN.join([f"{body}{_PARTS}{_signed(body)}", *others][:MOST])


def known(cookie: str, username: str, *, now: datetime) -> str:
    """The mark of this device if somebody of this name signed in with it before; else ''."""
    name = _name(username)
    for entry in _entries(cookie, now=now):
        mark, _ends, whose, _signature = entry.split(_PARTS)
        if hmac.compare_digest(whose, name):
            return mark
    return ""


def any_known(cookie: str, *, now: datetime) -> str:
    """The mark of this device if anybody signed in with it before; else ''. Reads no database."""
    found = _entries(cookie, now=now)
    return found[0].split(_PARTS)[0] if found else ""


def _entries(cookie: str, *, now: datetime) -> list[str]:
    """Those parts of the cookie that this server signed and that still hold."""
    if len(cookie) > LONGEST or not cookie.isascii():
        return []
    return [entry for entry in cookie.split(_BETWEEN)[:MOST] if _holds(entry, now)]


def _holds(entry: str, now: datetime) -> bool:
    parts = entry.split(_PARTS)
    if len(parts) != 4 or not hmac.compare_digest(parts[3], _signed(_PARTS.join(parts[:3]))):
        return False
    return int(parts[1]) > now.timestamp()


def _name(username: str) -> str:
    return vault.keyed_hash(plain_name(username) or "-", purpose="device name")[:16]


def _signed(body: str) -> str:
    return vault.keyed_hash(body, purpose="device cookie")[:43]
