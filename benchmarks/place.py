"""A database for one benchmark; it replaces the real one for that long and is deleted."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.generate import generate
from services import clock, database, facts
from services.settings import settings

# A folder in which generated files are kept between runs, for whoever measures again and again.
KEPT = "BENCH_DIR"
_KEY = "a key for benchmarks only, nothing real"


@contextmanager
def generated(cases: int) -> Iterator[Path]:
    """The folder with `tiepdan.db` of generated cases; services use it inside the block."""
    kept = os.environ.get(KEPT)
    with tempfile.TemporaryDirectory(prefix="tiepdan-bench-", dir=kept or None) as temporary:
        folder = Path(kept) / f"cases-{cases}" if kept else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "tiepdan.db"
        if not file.exists():
            generate(file, cases)
        with _at(folder):
            yield folder


@contextmanager
def department(cases: int) -> Iterator[Path]:
    """The folder with the department of the demonstration; services use it inside the block."""
    from commands.acting import system
    from services.demo.department import build

    with tempfile.TemporaryDirectory(prefix="tiepdan-bench-") as name, _at(Path(name), TIEPDAN_DEMO="1"):
        database.migrate()
        now = clock.now()
        with database.transaction() as session:
            build(session, cases=cases, seed=1, actor=system(), now=now, today=clock.local_date(now))
        yield Path(name)


@contextmanager
def _at(folder: Path, **more: str) -> Iterator[None]:
    """DATA_DIR and what goes with it for a while; afterwards the environment is what it was."""
    own = {"DATA_DIR": str(folder), "TIEPDAN_KEY": _KEY, **more}
    before = {name: os.environ.get(name) for name in (*own, "DATABASE_URL")}
    os.environ |= own
    os.environ.pop("DATABASE_URL", None)
    _forget()
    try:
        yield
    finally:
        _forget()
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
        settings.cache_clear()


def _forget() -> None:
    facts.forget()
    database.dispose()
