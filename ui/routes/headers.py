"""The headers of every answer: what a browser may load and do, and what it may keep."""

import secrets
from collections.abc import Iterable

from starlette.types import Scope

from services.settings import settings

# Files that say nothing of anybody; their names change with their content, or they rarely do.
STATIC = ("/app/static/", "/static/", "/favicon")

FIXED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HTTPS = {"Strict-Transport-Security": "max-age=31536000"}
_OURS = frozenset(name.lower().encode() for name in (*FIXED, *HTTPS, "Content-Security-Policy"))
# Streamlit opens its fonts to every site, and says which server it is.
_DROPPED = _OURS | {b"server", b"access-control-allow-origin", b"access-control-allow-credentials"}


def nonce() -> str:
    """A word for the inline scripts of one document."""
    return secrets.token_urlsafe(16)


def policy(script_nonce: str = "") -> str:
    """The content policy. Nothing comes from another host, and nothing goes there.

    Inline scripts run only with the nonce of their document; WebAssembly draws the diagram of the
    workflow (Graphviz) and evaluates no text as JavaScript. Styles stay 'unsafe-inline': Streamlit
    and its charts write style elements and attributes while they draw (decision 0023).
    """
    inline = f" 'nonce-{script_nonce}'" if script_nonce else ""
    provider = settings().provider()
    # Signing out may lead on to the provider of single sign-on.
    forms = f"'self' {provider.origin}" if provider else "'self'"
    return (
        f"default-src 'self'; script-src 'self'{inline} 'wasm-unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; object-src 'none'; "
        f"frame-src 'none'; frame-ancestors 'none'; base-uri 'self'; form-action {forms}"
    )


def dressed(
    headers: Iterable[tuple[bytes, bytes]], scope: Scope, *, https: bool, script_nonce: str = ""
) -> list[tuple[bytes, bytes]]:
    """The headers of an answer with ours; only static files and open pages may say how long they keep."""
    kept = [(name, value) for name, value in headers if name.lower() not in _DROPPED]
    path = scope["path"]
    may_be_kept = path.startswith(STATIC) or path.endswith("/words.js")
    if not may_be_kept:
        kept = [(name, value) for name, value in kept if name.lower() != b"cache-control"]
        kept.append((b"cache-control", b"no-store"))
    added = {**FIXED, **(HTTPS if https else {}), "Content-Security-Policy": policy(script_nonce)}
    return kept + [(name.lower().encode(), value.encode()) for name, value in added.items()]
