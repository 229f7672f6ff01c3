"""Small results kept for the next rerun, by all they depend on: scope, filter, day, latest write."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from datetime import date
from threading import Lock
from typing import Any, TypeVar

from services import choices, database, facts
from services.choices import Offered
from services.filters import Filter
from services.hotspots import risk
from services.hotspots.risk import HotCase
from services.permissions import Actor

KEPT = 128
Result = TypeVar("Result")

_results: OrderedDict[Hashable, Any] = OrderedDict()
_lock = Lock()


def kept(key: Hashable, make: Callable[[], Result]) -> Result:
    """The result under a key, made where it is missing; the key names everything it depends on."""
    with _lock:
        if key in _results:
            _results.move_to_end(key)
            return _results[key]
    result = make()
    with _lock:
        _results[key] = result
        while len(_results) > KEPT:
            _results.popitem(last=False)
    return result


def names() -> dict[str, dict[int, str]]:
    """The names of units, fields, communes, channels and officers, as of the latest write."""
    store = facts.store()

    def read() -> dict[str, dict[int, str]]:
        with database.reading() as session:
            return choices.names(session)

    return kept(("names", id(store), store.refresh()), read)


def offered(actor: Actor, *, today: date) -> Offered:
    """What the filter offers the actor, as of the latest write."""
    store = facts.store()

    def read() -> Offered:
        with database.reading() as session:
            return choices.offered(session, actor=actor, today=today)

    return kept(("offered", id(store), store.refresh(), actor.figures, today), read)


def hottest(filter: Filter, *, actor: Actor, today: date, limit: int) -> list[HotCase]:
    """The hottest matters; read anew after any write, for any other reader, filter or day."""
    store = facts.store()
    mark = store.refresh()

    def read() -> list[HotCase]:
        with database.reading() as session:
            return risk.hottest(session, filter, actor=actor, today=today, limit=limit)

    places = (filter.unit_id, filter.kinds, filter.field_ids, filter.commune_ids)
    return kept(("hottest", id(store), mark, actor.scope, places, today, limit), read)
