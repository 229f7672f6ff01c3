"""An OpenID provider on the loopback (oidc-provider-mock) that insists on PKCE and misbehaves on request."""

import base64
import json
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from werkzeug.serving import WSGIRequestHandler, make_server

with warnings.catch_warnings():
    # It stands on a part of Authlib that says on import that it will go.
    warnings.simplefilter("ignore")
    import oidc_provider_mock

Bend = Callable[[dict[str, Any]], dict[str, Any]]


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: Any) -> None:
        """No line per request in the output of the tests."""


class Provider:
    """What the provider was asked, and how its answers are bent for a test."""

    def __init__(self) -> None:
        self.app = oidc_provider_mock.app(require_nonce=True)
        self.asked: list[str] = []
        self.challenges: set[str] = set()
        self.bend_metadata: Bend = lambda answer: answer
        # Makes the identity token in place of the mock; its keys are then those of `keys`.
        self.forge: Callable[[dict[str, Any]], str] | None = None
        self.keys: dict[str, Any] = {}
        self.bend_tokens: Bend = lambda answer: answer
        # Tokens for whatever code comes, as a provider gives that does not mind a code used twice.
        self.instead: dict[str, Any] | None = None

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        """The mock behind a check of PKCE, which it does not make itself."""
        path = environ["PATH_INFO"]
        self.asked.append(path)
        if path == "/oauth2/authorize":
            asked = parse_qs(environ["QUERY_STRING"])
            if asked.get("code_challenge_method") != ["S256"]:
                return _refused(start)
            self.challenges.add(asked["code_challenge"][0])
        if path == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = BytesIO(body)
            verifier = parse_qs(body.decode()).get("code_verifier", [""])[0]
            if create_s256_code_challenge(verifier) not in self.challenges:
                return _refused(start)
            if self.instead is not None:
                start("200 OK", [("Content-Type", "application/json")])
                return [json.dumps(self.instead).encode()]
            return self._bent(environ, start, lambda tokens: self.bend_tokens(self._forged(tokens)))
        if path == "/.well-known/openid-configuration":
            return self._bent(environ, start, self.bend_metadata)
        if path == "/jwks" and self.forge is not None:
            return self._bent(environ, start, lambda _answer: self.keys)
        return self.app(environ, start)

    def _forged(self, tokens: dict[str, Any]) -> dict[str, Any]:
        if self.forge is None:
            return tokens
        payload = tokens["id_token"].split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return {**tokens, "id_token": self.forge(claims)}

    def _bent(self, environ: dict[str, Any], start: Callable[..., Any], bend: Bend) -> Any:
        kept: list[Any] = []
        body = b"".join(self.app(environ, lambda status, headers, *rest: kept.extend((status, headers))))
        if kept[0].startswith("200"):
            body = json.dumps(bend(json.loads(body))).encode()
        headers = [(name, value) for name, value in kept[1] if name.lower() != "content-length"]
        start(kept[0], [*headers, ("Content-Length", str(len(body)))])
        return [body]


def _refused(start: Callable[..., Any]) -> list[bytes]:
    start("400 Bad Request", [("Content-Type", "application/json")])
    return [b'{"error": "invalid_request"}']


@contextmanager
def running(provider: Provider) -> Iterator[str]:
    """Serve it on a free port; gives its issuer."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        server = make_server("127.0.0.1", 0, provider, threaded=True, request_handler=_Silent)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join(2)
        server.server_close()
