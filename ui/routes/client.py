"""Who asks: the address of the client, and whether a request comes from one of our own pages."""

import ipaddress
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

UNKNOWN = "unknown"


def address_of(scope: Mapping[str, Any], *, trusted: str) -> str:
    """The client's address; what a header says counts only where the trusted proxy says it.

    `trusted` holds addresses or networks with commas between. Of several forwarded addresses the
    last one that is no trusted proxy counts: whatever stands before it the client may have written.
    """
    direct = (scope.get("client") or ("",))[0]
    proxies = [part.strip() for part in trusted.split(",") if part.strip()]
    if not _is_one_of(direct, proxies):
        return _plain(direct)
    lines = [value.decode("latin-1") for name, value in scope["headers"] if name == b"x-forwarded-for"]
    for said in reversed(",".join(lines).split(",")):
        if not _is_one_of(said.strip(), proxies):
            return _plain(said.strip()) if _address(said.strip()) else _plain(direct)
    return _plain(direct)


def limit_key(address: str) -> str:
    """Whom a limit holds: an address of IPv4, a /64 of IPv6 (one household or office has all of it)."""
    found = _address(address)
    if isinstance(found, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))
    return str(found) if found else UNKNOWN


def is_own_form(headers: Mapping[str, str], *, https: bool) -> bool:
    """Whether a form was sent by one of our own pages.

    Browsers say where a POST comes from, in Sec-Fetch-Site and in Origin; what says neither is a
    program, which carries nobody's cookies but its own.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site not in ("same-origin", "none"):
        return False
    if origin is None:
        referer = headers.get("referer")
        return referer is None or urlsplit(referer).netloc == headers.get("host", "")
    parts = urlsplit(origin)
    if https and parts.scheme != "https":
        return False
    return bool(parts.netloc) and parts.netloc == headers.get("host", "")


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text.strip("[]").partition("%")[0])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found


def _plain(text: str) -> str:
    found = _address(text)
    return str(found) if found else (text[:60] or UNKNOWN)


def _is_one_of(text: str, proxies: list[str]) -> bool:
    found = _address(text)
    if found is None:
        return False
    for proxy in proxies:
        try:
            if found in ipaddress.ip_network(proxy, strict=False):
                return True
        except ValueError:
            continue
    return False
