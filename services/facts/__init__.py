"""Everything that counts reads these: narrow columns in memory, at most one write behind the database."""

import atexit
import threading

from services import database
from services.facts.store import Facts
from services.settings import settings

__all__ = ["Facts", "forget", "keep", "store"]

_lock = threading.Lock()
_stores: list[Facts] = []


def store() -> Facts:
    """The facts of this process's database; another database (tests, tools) gets facts of its own."""
    engine = database.engine()
    with _lock:
        if _stores and _stores[0].engine is engine:
            return _stores[0]
        while _stores:
            _stores.pop().close()
        _stores.append(Facts(engine, settings().data_dir))
        return _stores[0]


def forget() -> None:
    """Give the facts up; the next reader loads them anew."""
    with _lock:
        while _stores:
            _stores.pop().close()


@atexit.register
def keep() -> None:
    """Leave a snapshot for the next start, where there is somewhere to leave it.

    The server calls it as well: a process that is told to stop by a signal ends without `atexit`.
    """
    with _lock:
        for facts in _stores:
            if facts.folder is None or not facts.folder.is_dir():
                continue
            facts.try_to_save()
