"""Small results kept for the next rerun, by all they depend on: scope, filter, day, latest write."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from services import choices, database, facts
from services.choices import Offered
from services.facts import Facts
from services.filters import Filter
from services.hotspots import risk
from services.hotspots.risk import HotCase
from services.permissions import Actor

KEPT = 128
Result = TypeVar("Result")

# By facts: what was kept for another database goes with it.
_results: WeakKeyDictionary[Facts, OrderedDict[Hashable, Any]] = WeakKeyDictionary()
_lock = Lock()


def kept(key: Hashable, make: Callable[[], Result]) -> Result:
    """The result under a key, made where it is missing or older than the latest write.

    The key names everything it depends on besides the database and its latest write.
    """
    store = facts.store()
    full = (store.refresh(), key)
    with _lock:
        results = _results.setdefault(store, OrderedDict())
        if full in results:
            results.move_to_end(full)
            return results[full]
    result = make()
    with _lock:
        results[full] = result
        while len(results) > KEPT:
            results.popitem(last=False)
    return result


def names() -> dict[str, dict[int, str]]:
    """The names of units, fields, communes, channels and officers, as of the latest write."""

    def read() -> dict[str, dict[int, str]]:
        with database.reading() as session:
            return choices.names(session)

    return kept("names", read)


def offered(actor: Actor, *, today: date) -> Offered:
    """What the filter offers the actor, as of the latest write."""

    def read() -> Offered:
        with database.reading() as session:
            return choices.offered(session, actor=actor, today=today)

    return kept(("offered", actor.figures, today), read)


def hottest(filter: Filter, *, actor: Actor, today: date, limit: int) -> list[HotCase]:
    """The hottest matters; read anew after any write, for any other reader, filter or day."""

    def read() -> list[HotCase]:
        with database.reading() as session:
            return risk.hottest(session, filter, actor=actor, today=today, limit=limit)

    places = (filter.unit_id, filter.kinds, filter.field_ids, filter.commune_ids)
    return kept(("hottest", actor.scope, places, today, limit), read)
