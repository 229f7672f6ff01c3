"""A database of generated cases for one benchmark; it replaces the real one for that long and is deleted."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.generate import generate
from services import database, facts
from services.settings import settings

# A folder in which generated files are kept between runs, for whoever measures again and again.
KEPT = "BENCH_DIR"


@contextmanager
def generated(cases: int) -> Iterator[Path]:
    """The folder with `tiepdan.db`; DATA_DIR and DATABASE_URL point at it inside the block."""
    kept = os.environ.get(KEPT)
    before = {name: os.environ.get(name) for name in ("DATA_DIR", "DATABASE_URL", "TIEPDAN_KEY")}
    with tempfile.TemporaryDirectory(prefix="tiepdan-bench-", dir=kept or None) as temporary:
        folder = Path(kept) / f"cases-{cases}" if kept else Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "tiepdan.db"
        if not file.exists():
            generate(file, cases)
        os.environ["DATA_DIR"] = str(folder)
        os.environ["TIEPDAN_KEY"] = "a key for benchmarks only, nothing real"
        os.environ.pop("DATABASE_URL", None)
        _forget()
        try:
            yield folder
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
