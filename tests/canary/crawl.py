"""A reader who opens every page as a browser would, and all that the server told him."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from streamlit.elements.widgets import button
from streamlit.testing.v1 import AppTest, local_script_runner

from tests.canary.world import World
from tests.conftest import components
from ui.navigation import FOLDER

MAIN = Path(FOLDER).parent / "ui" / "main.py"


@dataclass
class Screen:
    """What one run of a page sent, the files behind its buttons, and what the session keeps."""

    page: str
    query: Mapping[str, str]
    messages: list[Any]
    files: list[tuple[str, bytes]] = field(default_factory=list)
    state: str = ""
    is_open: bool = True
    failed: bool = False

    @property
    def raw(self) -> bytes:
        """Every message as it goes over the socket."""
        return b"\n".join(message.SerializeToString() for message in self.messages)


class Browser:
    """One reader with one session; pages are opened by their address, inside the navigation."""

    def __init__(self, world: World, reader: str) -> None:
        self.token = world.tokens[reader]
        self._app: AppTest | None = None

    def open(self, page: str, query: Mapping[str, str] | None = None, *, with_files: bool = True) -> Screen:
        """Ask for a page with its parameters."""
        app = self._inside()
        try:
            app.switch_page(str(FOLDER / f"{page}.py"))
        except ValueError:
            # Not in this reader's navigation: the file alone, as a forged address would have it.
            app = self._fresh(FOLDER / f"{page}.py")
        return self._run(app, page, query or {}, with_files=with_files)

    def do(self, page: str, query: Mapping[str, str], widget: str, key: str, value: Any) -> Screen:
        """Open a page, set one of its widgets, and see what it shows then."""
        app = self._fresh(FOLDER / f"{page}.py")
        screen = self._run(app, page, query)
        found = [one for one in getattr(app, widget) if one.key == key]
        if not found:
            return screen
        if widget == "button":
            found[0].click()
        else:
            found[0].set_value(value)
        return self._run(app, page, app.query_params)

    def _inside(self) -> AppTest:
        if self._app is None:
            self._app = self._fresh(MAIN)
            self._app.run()
        return self._app

    def _fresh(self, path: Path) -> AppTest:
        app = AppTest.from_file(str(path), default_timeout=60)
        # Looking for components in all installed packages takes longer than most pages do.
        app._bidi_component_manager = components()  # noqa: SLF001
        app.session_state["_token"] = self.token
        app.session_state["_language"] = "en"
        return app

    def _run(self, app: AppTest, page: str, query: Mapping[str, Any], *, with_files: bool = True) -> Screen:
        app.query_params = dict(query)
        with listening() as heard:
            app.run()
        screen = Screen(arrived(heard.messages) or page, query, heard.messages)
        if with_files:
            screen.files = heard.made()
        screen.state = repr({key: value for key, value in app.session_state.items() if key != "_token"})
        screen.is_open = not any("right to open this page" in one.value for one in app.error)
        screen.failed = bool(app.exception)
        return screen


def arrived(messages: list[Any]) -> str:
    """The page that was shown in the end: a search for a code leads on to its case."""
    for message in reversed(messages):
        if message.WhichOneof("type") == "navigation":
            shown = message.navigation.page_script_hash
            paths = {one.page_script_hash: one.url_pathname for one in message.navigation.app_pages}
            return str(paths.get(shown, ""))
    return ""


@dataclass
class Heard:
    """What passed by while a page ran."""

    messages: list[Any] = field(default_factory=list)
    offered: list[tuple[str, Any]] = field(default_factory=list)

    def made(self) -> list[tuple[str, bytes]]:
        """The files behind the buttons of a page, made as a click would make them."""
        files = []
        for name, data in self.offered:
            content = data() if callable(data) else data
            if hasattr(content, "read"):
                content = content.read()
            files.append((name, content.encode() if isinstance(content, str) else bytes(content)))
        return files


@contextmanager
def listening() -> Iterator[Heard]:
    """Keep every message that a page sends to the browser, and every file that it offers."""
    heard = Heard()
    parse, marshall = local_script_runner.parse_tree_from_messages, button.marshall_file

    def parsing(messages: Any) -> Any:
        heard.messages = list(messages)
        return parse(messages)

    def marshalling(coordinates: str, data: Any, *args: Any, **kwargs: Any) -> Any:
        name = kwargs.get("file_name") or (args[2] if len(args) > 2 else "") or ""
        heard.offered.append((str(name), data))
        return marshall(coordinates, data, *args, **kwargs)

    with (
        patch.object(local_script_runner, "parse_tree_from_messages", parsing),
        patch.object(button, "marshall_file", marshalling),
    ):
        yield heard
