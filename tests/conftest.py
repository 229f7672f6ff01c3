"""Fixtures: a real database per test (SQLite and PostgreSQL), builders, pages run as a user."""

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from services import database
from services.settings import settings
from tests import databases
from tests.builders import Builder

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 11, 23, 2, 30, tzinfo=UTC)  # 09:30 in Vietnam
TODAY = date(2026, 11, 23)
POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql+psycopg://root@127.0.0.1:5432/test")
# The property in which a test counts the combinations of reader, page, search and route that it tried.
CANARY = "canary combinations"
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
databases.prepare()


@pytest.fixture(autouse=True, scope="session")
def _key_of_the_tests() -> None:
    os.environ["TIEPDAN_KEY"] = "a key for tests only, nothing real here"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file; each test gets a copy."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    database.migrate(f"sqlite:///{path}")
    # As the services open it, so that no copy is turned into it again.
    with closing(sqlite3.connect(path)) as connection:
        # Tables made anew by migrations leave room in the file, and a full disk is tried on it.
        connection.execute("VACUUM")
        connection.execute("PRAGMA journal_mode=WAL")
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A schema of this process's own in the test database, migrated once and dropped at the end."""
    schema = f"tests_{WORKER}_{os.getpid()}"
    admin = create_engine(POSTGRES, connect_args={"connect_timeout": 3})
    try:
        with admin.begin() as connection:
            connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        if os.environ.get("REQUIRE_POSTGRES") == "1":
            pytest.fail(f"PostgreSQL does not answer at {POSTGRES}, and REQUIRE_POSTGRES=1 is set")
        pytest.skip("PostgreSQL does not answer; start one or set TEST_POSTGRES_URL")
    finally:
        admin.dispose()
    # What a test wrote need not outlive a cut of the power.
    url = f"{POSTGRES}?options=-csynchronous_commit%3Doff%20-csearch_path%3D{schema}"
    database.migrate(url)
    databases.KEPT.keep(url)
    yield url
    databases.forget(url)
    admin = create_engine(POSTGRES)
    with admin.begin() as connection:
        connection.execute(text(f"DROP SCHEMA IF EXISTS {schema} CASCADE"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """The engine that services use, on each of the two databases in turn."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "tiepdan.db")
        monkeypatch.delenv("DATABASE_URL", raising=False)
    else:
        url = request.getfixturevalue("postgres_url")
        databases.empty(url)
        monkeypatch.setenv("DATABASE_URL", url)
    database.dispose()
    yield database.engine()
    database.dispose()
    settings.cache_clear()


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    """The engine on SQLite only: for pages, and for what does not depend on the database."""
    monkeypatch.setenv("DATA_DIR", str(tmp_path))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    shutil.copy(sqlite_template, tmp_path / "tiepdan.db")
    database.dispose()
    yield database.engine()
    database.dispose()
    settings.cache_clear()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session of the test's own; commit what services opened elsewhere must see."""
    with Session(engine, expire_on_commit=False) as session:
        yield session
        session.rollback()


@pytest.fixture
def build(session: Session) -> Builder:
    """Makes rows with only what matters named: `build.unit()`, `build.case(unit=...)`."""
    return Builder(session)


@pytest.fixture
def page_build(sqlite: Engine) -> Iterator[Builder]:
    """A builder for page tests; every row is committed at once, so that the page sees it."""
    with Session(sqlite, expire_on_commit=False) as session:
        yield Builder(session, commit=True)


@pytest.fixture
def open_page(sqlite: Engine) -> Callable[..., object]:
    """Run a page as a user, in English: `open_page("pages/cases.py", user=officer, query={...})`.

    The session is one after both steps of signing in, unless `second_factor=False`.
    """
    from streamlit.testing.v1 import AppTest

    from services import sign_in

    def run(
        path: str,
        *,
        user: object = None,
        language: str = "en",
        query: dict[str, str] | None = None,
        second_factor: bool = True,
    ):
        page = AppTest.from_file(str(ROOT / path), default_timeout=60)
        page._bidi_component_manager = components()  # noqa: SLF001
        if user is not None:
            now = datetime.now(UTC)
            proven = now if second_factor else None
            with database.transaction() as session:
                page.session_state["_token"] = sign_in.open_session(
                    session, user, now=now, second_factor_at=proven
                )
        page.session_state["_language"] = language
        for name, value in (query or {}).items():
            page.query_params[name] = value
        return page.run()

    return run


@cache
def components() -> Any:
    """Streamlit's components, looked for once: searching all installed packages takes longer than a page."""
    from streamlit.components.v2.component_manager import BidiComponentManager

    manager = BidiComponentManager()
    manager.discover_and_register_components(start_file_watching=False)
    return manager


def pytest_collection_finish() -> None:
    """Streamlit clears up after every run of a page: leave it only what came since the modules were read."""
    gc.collect()
    gc.freeze()


def pytest_sessionfinish() -> None:
    """Whatever the end of the process looks for is found again."""
    gc.unfreeze()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Tell how many combinations the canary tests tried; they count them in a property of each test."""
    reports = [one for name in ("passed", "failed") for one in terminalreporter.getreports(name)]
    tried = [value for one in reports for name, value in one.user_properties if name == CANARY]
    if tried:
        failed = [one for one in terminalreporter.getreports("failed") if CANARY in dict(one.user_properties)]
        leaks = "0 leaks" if not failed else f"leaks in {len(failed)} tests"
        terminalreporter.write_line(f"canary: {sum(tried):,} combinations, {leaks}")
