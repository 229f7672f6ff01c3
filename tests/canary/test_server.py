"""No frame, document, download or route of the real server tells an excluded reader anything of a canary."""

import base64
import difflib
import json
import sys
import time
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlmodel import Session
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks import machine
from models.enums import Kind
from services import database
from tests.browser.conftest import ROOT, start_server, stop_server
from tests.canary import rights
from tests.canary.conftest import Worlds
from tests.canary.questions import Question, questions
from tests.canary.reading import shown
from tests.canary.served import Received, Searcher, Served, Told, reading
from tests.canary.test_pages import leaks
from tests.canary.tokens import Marks, find, word
from tests.canary.world import NAMES, World, at_this_hour, code_of
from ui.navigation import PAGES

# Behind the wall with his whole unit, and whoever sets up everything and may read nothing.
SERVED = ("head of beta", "administrator")
EXCLUDED = tuple(reader for reader in rights.READERS if rights.visible(reader) != frozenset(NAMES))
RESULT = ROOT / "benchmarks" / "results" / "canary.json"
KEY = "a key for tests only, nothing real here"


@dataclass
class House:
    """The canary world in a running server."""

    world: World
    url: str
    log: Path
    searcher: Searcher


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """A server process on the database in a folder, at the hour of the world."""
    process, url = start_server(folder, module="tests.canary.serve", TIEPDAN_KEY=KEY, TIEPDAN_DEMO="1")
    try:
        yield url
    finally:
        stop_server(process)


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One server with all canaries for the tests of this module."""
    with pytest.MonkeyPatch.context() as patch, at_this_hour():
        worlds = Worlds(tmp_path_factory.mktemp("served"), sqlite_template, patch)
        world, folder = worlds.use(), worlds.latest
        database.dispose()
    with serving(folder) as url:
        yield House(world, url, folder / "server.log", Searcher(world.marks))


def asked_of(world: World, page: str, seen: frozenset[str], *, is_his: bool) -> list[Question]:
    """What is asked of a page; of one that is not in the reader's navigation only by a forged address."""
    found = questions(world, page, seen, everything=False)
    hidden = [name for name in world.cases if name not in seen]
    if page in ("case", "petition"):
        rows = world.cases if page == "case" else world.petitions
        found += [Question({"code": str(rows[name].id)}) for name in hidden[:2]]
        found += [Question({"id": str(rows[name].id)}) for name in hidden[:1]]
    elif page == "rows":
        where = {"by_unit": str(world.units["beta"].id), "kind": Kind.DENUNCIATION}
        found.append(Question({"measure": "received", **where, "search": code_of("beta")}, code_of("beta")))
    return found if is_his else found[:1]


def routes_of(world: World, seen: frozenset[str]) -> list[Question]:
    """Every own route, asked plainly or with the code and the words of a canary in its address."""
    hidden = next(name for name in NAMES if name not in seen)
    code, text = code_of(hidden), word(hidden, "summary")
    asked = urlencode({"code": code, "search": text})
    plain = (
        *("/", "/health/live", "/health/ready", "/_stcore/health", "/_stcore/host-config"),
        *("/language/vi/words.js", "/sign-in/second-step", "/single-sign-on", "/nowhere"),
        "/app/static/none.css",
    )
    forged = (f"/case?{asked}", f"/sign-in?next=/case?{asked}", f"/nowhere/{code}", f"/media/{code}.pdf")
    files = [f"/app/static/{number}" for number in world.files.get(hidden, [])]
    return [Question({"": path}) for path in (*plain, *files)] + [
        Question({"": path}, f"{code}\n{text}") for path in forged
    ]


def crawled(house: House, reader: str) -> tuple[Told, list[str]]:
    """Everything that the server tells a reader: how much, and what of it he may not know."""
    world, seen, found, echoes = house.world, rights.visible(reader), [], [""]
    with reading(house.url, world.tokens[reader]) as served:
        own = served.navigation()
        for page in (entry.name for entry in PAGES):
            found += _of_plain_http(house, served, reader, Question({"": f"/{page}"}))
            for question in asked_of(world, page, seen, is_his=page in own):
                screen = served.open(page, question.query)
                assert not screen.failed, (reader, page, question.query)
                assert screen.page == page or page not in own or "search" in question.query
                echoes.append(question.echo)
                found += leaks(world, reader, screen, echoes=echoes)
                found += _in_frames(house, reader, screen, question)
        for question in routes_of(world, seen):
            found += _of_plain_http(house, served, reader, question)
        return served.told, found


def _in_frames(house: House, reader: str, screen: Received, question: Question) -> list[str]:
    typed = find(question.echo, house.world.marks)
    return [
        f"{reader} · {screen.page} {dict(screen.query)} · frames: {one.canary}.{one.what}"
        for one in house.searcher.within(screen.frames) - typed
        if not rights.allowed(reader, screen.page, one.canary, one.what)
    ]


def _of_plain_http(house: House, served: Served, reader: str, question: Question) -> list[str]:
    path = question.query[""]
    told, marks = served.route(path), house.world.marks
    found = find(told, marks) - {one for echo in question.echo.split("\n") for one in find(echo, marks)}
    return [f"{reader} · {path}: {one.canary}.{one.what}" for one in found]


@pytest.mark.parametrize("reader", SERVED)
def test_the_server_tells_an_excluded_reader_nothing(house: House, tried, reader: str) -> None:
    told, found = crawled(house, reader)

    tried(told.pages + told.downloads + told.routes)
    assert not found, "\n".join(found)
    assert not find(house.log.read_bytes(), house.world.marks)
    assert told.downloads > 0
    assert told.frames > told.pages


def test_whoever_may_see_gets_words_code_and_file_by_the_same_reader(house: House, tried) -> None:
    with reading(house.url, house.world.tokens["deputy"]) as served:
        screens = [
            served.open("case", {"code": code_of("gamma")}),
            served.open("rows", {"measure": "received", "kind": Kind.DENUNCIATION}),
        ]
    case, rows = screens

    frames = {one.what for one in house.searcher.within(case.frames)}
    assert {"summary", "eventnote", "directive", "code"} <= frames
    assert any(one.what == "code" for _name, data in rows.files for one in find(data, house.world.marks))
    # The same pages read by the crawler as somebody else are full of finds.
    assert all(leaks(house.world, "viewer", screen, echoes=[]) for screen in screens)
    tried(2)


def test_a_file_of_one_reader_is_not_there_for_another_who_knows_its_name(house: House, tried) -> None:
    with (
        reading(house.url, house.world.tokens["deputy"]) as served,
        reading(house.url, house.world.tokens["administrator"]) as other,
    ):
        other.navigation()
        served.open("rows", {"measure": "received", "kind": Kind.DENUNCIATION})
        # The icon of the pages is everybody's.
        places = sorted(place for place in served.places if not place.endswith(".png"))

        mine = [served.http.get(place).status_code for place in places]
        theirs = [other.http.get(place) for place in places]

    assert places
    assert set(mine) == {200}
    assert {answer.status_code for answer in theirs} == {404}
    assert not any(find(answer.content, house.world.marks) for answer in theirs)
    tried(len(places))


PLANTED: dict[str, Callable[[str], str | bytes]] = {
    "plain": lambda text: text,
    "letters and marks apart": lambda text: unicodedata.normalize("NFD", text),
    "json": lambda text: json.dumps({"a": text}),
    "base64": lambda text: base64.b64encode(f"đó là {text} và hơn nữa".encode()).decode(),
    "zlib": lambda text: zlib.compress(text.encode()),
}


@pytest.mark.parametrize("form", PLANTED)
def test_a_leak_that_is_planted_in_a_copy_of_a_frame_is_found(house: House, form: str) -> None:
    with reading(house.url, house.world.tokens["viewer"]) as served:
        screen = served.open("monitor", with_files=False)
    frame = next(
        one for one in map(ForwardMsg.FromString, screen.frames) if one.delta.HasField("new_element")
    )
    planted = PLANTED[form](word("gamma", "summary"))
    if isinstance(planted, bytes):
        frame.delta.new_element.table.arrow_data.data = planted
    else:
        frame.delta.new_element.markdown.body = planted
    search = Searcher(Marks())

    assert not search.within(screen.frames)
    assert {one.what for one in search.within([*screen.frames, frame.SerializeToString()])} == {"summary"}


def figures(served: Served, pages: list[str]) -> dict[str, list[str]]:
    """All that the pages show in the end, without ids; the clock of the server stands still."""
    found = {}
    for page in pages:
        screen = served.open(page, with_files=False)
        # A page that notes its filter in the address runs twice; what counts is the last run.
        begins = [n for n, one in enumerate(screen.messages) if one.WhichOneof("type") == "new_session"]
        screen.messages = screen.messages[begins[-1] :]
        # Messages of one run overtake each other, and the address is told only when it changes.
        found[page] = sorted(line for line in shown(screen) if not line.startswith("query_string:"))
    return found


def told_apart(after: dict[str, list[str]], before: dict[str, list[str]]) -> list[str]:
    """The lines in which the pages differ."""
    return [
        f"{page}: {line}"
        for page in before
        for line in difflib.unified_diff(before[page], after[page], lineterm="", n=0)
    ]


def test_no_figure_of_the_server_counts_a_denunciation_that_comes_in(worlds: Worlds, tried) -> None:
    world = worlds.use(())
    with (
        serving(worlds.latest) as url,
        reading(url, world.tokens["head of beta"]) as excluded,
        reading(url, world.tokens["deputy"]) as entitled,
        Session(database.engine(), expire_on_commit=False) as session,
    ):
        pages = [page for page in excluded.navigation() if page not in ("case", "petition", "redaction")]
        entitled.navigation()
        before, seen_before = figures(excluded, pages), figures(entitled, ["cases"])
        world.within(session).receive_canary("beta")
        after, seen_after = figures(excluded, pages), figures(entitled, ["cases"])
        world.within(session).receive_complaint("beta")
        at_last = figures(excluded, pages)

    tried(3 * len(pages))
    found = told_apart(after, before)
    assert not found, "\n".join(line[:300] for line in found)
    assert seen_after != seen_before
    changed = {page for page in pages if at_last[page] != before[page]}
    assert {"monitor", "statistics", "home", "cases"} <= changed


@pytest.mark.proof
def test_the_server_tells_no_excluded_reader_anything(house: House, tried, capsys) -> None:
    started, told, found = time.monotonic(), Told(), []
    # Two at a time: while one reader searches what he got, the server draws for the other.
    with ThreadPoolExecutor(2) as pool:
        for one, leaked in pool.map(partial(crawled, house), EXCLUDED):
            told, found = told + one, found + leaked
    found += [f"log: {one}" for one in find(house.log.read_bytes(), house.world.marks)]

    tried(told.pages + told.downloads + told.routes)
    result = {
        "benchmark": "canary",
        "on": datetime.now(UTC).date().isoformat(),
        "readers": len(EXCLUDED),
        "combinations": asdict(told),
        "leaks": len(found),
        "seconds": round(time.monotonic() - started, 1),
        "machine": machine.described(),
    }
    RESULT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    with capsys.disabled():
        sys.stdout.write(f"\n{RESULT.read_text(encoding='utf-8')}")
    assert not found, "\n".join(found)
