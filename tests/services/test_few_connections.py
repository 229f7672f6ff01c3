"""Where readers hold every connection, nobody who waits for a lock keeps its holder from going on."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, create_engine
from sqlmodel import Session

from services.facts import Facts
from services.hotspots.board import Board
from tests.conftest import TODAY

# Fewer than there are readers; whoever waits longer than so many seconds is refused.
CONNECTIONS, PATIENCE = 2, 3


@pytest.fixture
def few(engine: Engine) -> Iterator[Engine]:
    small = create_engine(engine.url, pool_size=CONNECTIONS, max_overflow=0, pool_timeout=PATIENCE)
    yield small
    small.dispose()


def together(few: Engine, ask: Callable[[Session], object]) -> list[object]:
    """What readers get who all hold a connection when one comes that has none."""
    holding, ready = threading.Barrier(CONNECTIONS + 1), threading.Event()

    def with_connection() -> object:
        with Session(few) as session:
            session.connection()
            holding.wait(PATIENCE)
            ready.wait(PATIENCE)
            return ask(session)

    def without() -> object:
        with Session(few) as session:
            return ask(session)

    with ThreadPoolExecutor(CONNECTIONS + 1) as threads:
        asked = [threads.submit(with_connection) for _number in range(CONNECTIONS)]
        holding.wait(PATIENCE)
        asked.append(threads.submit(without))
        # Until it waits: for a connection, or with a lock.
        time.sleep(0.3)
        ready.set()
        return [one.result(4 * PATIENCE) for one in asked]


def test_the_board_of_hot_spots_is_read_by_all(few: Engine) -> None:
    board = Board()

    assert together(few, lambda session: board.ids(session, 1, TODAY)) == [[], [], []]


def test_facts_are_brought_up_to_date_by_all(few: Engine) -> None:
    store = Facts(few)
    mark = store.refresh()
    few.dispose()
    started = time.monotonic()

    marks = together(few, lambda _session: store.refresh())

    assert marks == [mark] * (CONNECTIONS + 1)
    assert time.monotonic() - started < PATIENCE
    store.close()
