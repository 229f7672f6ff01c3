"""Many open monitors at once: no refresh fails, and the server's memory stays what it was."""

from urllib.parse import urlsplit

import pytest

from benchmarks import viewers
from benchmarks.server import Server
from services import database
from services.settings import settings
from tests.browser.conftest import environment

VIEWERS, EVERY, SECONDS = 8, 1.0, 10.0


def test_open_monitors_refresh_while_petitions_come_in(served, demo_folder, monkeypatch) -> None:
    process, url = served
    for name in ("DATA_DIR", "TIEPDAN_KEY"):
        monkeypatch.setenv(name, environment(demo_folder)[name])
    monkeypatch.delenv("DATABASE_URL", raising=False)
    settings.cache_clear()
    database.dispose()
    server = Server(urlsplit(url).port or 0, process.pid, 0.0)

    found = viewers.watch(server, viewers.sessions(VIEWERS), every=EVERY, seconds=SECONDS)
    database.dispose()
    settings.cache_clear()

    assert found["first_errors"] == []
    assert found["refreshes"] >= VIEWERS * 3
    assert found["written_meanwhile"] >= 3
    assert found["growth_mb"] < 40


@pytest.mark.proof
def test_fifty_viewers_watch_a_million_cases_for_ten_minutes() -> None:
    found = viewers.run(1_000_000, minutes=10)

    assert found["errors"] == 0
    assert found["p95_seconds"] <= viewers.TARGETS["p95_seconds"]
    # What a page takes while it is drawn comes and goes: ten minutes are no sixth of an hour.
    assert found["growth_mb"] < viewers.TARGETS["growth_mb_per_hour"]
