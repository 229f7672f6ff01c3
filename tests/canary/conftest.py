"""Worlds with and without canaries, each built once; and the number of combinations that were tried."""

import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlmodel import Session

from services import case_list, database, facts
from services.settings import settings
from tests.canary.world import NAMES, World, at_this_hour
from tests.conftest import CANARY


class Worlds:
    """Gives out copies of worlds, so that no reader sees what another one did."""

    def __init__(self, folder: Path, empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        self.latest = folder
        self.empty = folder / "empty"
        self.empty.mkdir()
        shutil.copy(empty, self.empty / "tiepdan.db")

    def use(self, canaries: Iterable[str] = NAMES) -> World:
        """The services now work on a fresh copy of the world with these canaries."""
        wanted = frozenset(canaries)
        if not _built:
            with self._place(self.empty) as place, Session(database.engine(), expire_on_commit=False) as new:
                _built[None] = (place, World(new))
                new.expunge_all()
        if wanted not in _built:
            bare, department = _built[None]
            with self._place(bare) as place, Session(database.engine(), expire_on_commit=False) as new:
                _built[wanted] = (place, department.with_canaries(new, wanted))
                new.expunge_all()
        template, world = _built[wanted]
        with self._place(template):
            pass
        self._turn_to(self.latest)
        return world

    @contextmanager
    def _place(self, template: Path) -> Iterator[Path]:
        """A folder of its own with a copy of another world, to which the services turn meanwhile."""
        self.latest = self.folder / f"world-{next(_numbers)}"
        shutil.copytree(template, self.latest)
        self._turn_to(self.latest)
        yield self.latest
        database.dispose()

    def _turn_to(self, place: Path) -> None:
        self.monkeypatch.setenv("DATA_DIR", str(place))
        self.monkeypatch.delenv("DATABASE_URL", raising=False)
        facts.forget()
        database.dispose()
        settings.cache_clear()
        case_list.forget_counts()


# By the canaries in it; None is the department before there were any.
_built: dict[frozenset[str] | None, tuple[Path, World]] = {}
_numbers = count()


@pytest.fixture
def worlds(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Worlds]:
    """Worlds on SQLite, at half past nine on a Monday."""
    with at_this_hour():
        yield Worlds(tmp_path_factory.mktemp("canary"), sqlite_template, monkeypatch)
    facts.forget()
    database.dispose()
    settings.cache_clear()


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Callable[[int], None]:
    """Counts the combinations of a test; the last line of a run tells their sum."""
    return lambda number: record_property(CANARY, number)
