"""The cookies of a request and of an answer: one parser for gate and screens, `__Host-` names under https."""

from typing import Any

from starlette.requests import cookie_parser

from ui import cookies

PREFIX = "__Host-"
Headers = list[tuple[bytes, bytes]]


def incoming(headers: Headers, *, https: bool) -> tuple[Headers, dict[str, str]]:
    """The headers with one Cookie line in the names that the application uses, and the cookies in it.

    Streamlit's screens read the same line, so that gate and screen never believe two different
    cookies. Two of one name, one of them slipped in by somebody else: neither is believed.
    """
    lines = [value.decode("latin-1") for name, value in headers if name == b"cookie"]
    if not lines:
        return headers, {}
    kept: list[tuple[str, str]] = []
    for pair in "; ".join(lines).split(";"):
        name, _equals, value = pair.strip().partition("=")
        inside = _name_inside(name.strip(), https=https)
        if inside:
            kept.append((inside, value.strip()))
    for name in cookies.HOST_ONLY:
        if len({value for known, value in kept if known == name}) > 1:
            kept = [pair for pair in kept if pair[0] != name]
    line = "; ".join(f"{name}={value}" for name, value in kept)
    rest = [pair for pair in headers if pair[0] != b"cookie"]
    return [*rest, (b"cookie", line.encode("latin-1"))], cookie_parser(line)


def outgoing(headers: Headers, *, https: bool) -> Headers:
    """The headers of an answer: under https every cookie is for https only, ours for this host only."""
    return [
        (name, _set_cookie(value) if https and name.lower() == b"set-cookie" else value)
        for name, value in headers
    ]


def _name_inside(name: str, *, https: bool) -> str:
    """The name inside the application; '' for a cookie that may not be believed."""
    if not https:
        return name
    for own in cookies.HOST_ONLY:
        if name == PREFIX + own:
            return own
        if name == own:
            return ""
    return name


def _set_cookie(value: bytes) -> bytes:
    if any(value.startswith(f"{name}=".encode()) for name in cookies.HOST_ONLY):
        value = PREFIX.encode() + value
    return value if b"secure" in value.lower().split(b"; ") else value + b"; Secure"


def session_cookie(token: str, *, https: bool) -> dict[str, Any]:
    """What `set_cookie` is called with for a session."""
    return {
        "key": cookies.SESSION,
        "value": token,
        "httponly": True,
        "samesite": "lax",
        "secure": https,
        "path": "/",
        "max_age": 86_400,
    }
