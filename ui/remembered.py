"""Small results kept for the next rerun, by all they depend on: scope, filter, day, latest write."""

import time
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from threading import Lock
from typing import TypeVar
from weakref import WeakKeyDictionary

from services import choices, database, facts, statistics
from services.choices import Offered
from services.facts import Facts
from services.facts.results import Results
from services.filters import Filter
from services.hotspots import risk
from services.hotspots.risk import HotCase
from services.permissions import Actor

# As many as fifty readers of different units see on a screen each.
KEPT = 1024
# What months were like does not follow every write: for each such reader the lines of two screens.
COURSES, _LASTING_SECONDS = 128, 600.0
Result = TypeVar("Result")


@dataclass
class _Remembered:
    """What is kept of one state of the facts, and what outlasts it."""

    mark: int = -1
    results: Results = field(default_factory=lambda: Results(most=KEPT, rows=None))
    courses: Results = field(default_factory=lambda: Results(most=COURSES, rows=None))


# By facts: what was kept for another database goes with it.
_by_facts: WeakKeyDictionary[Facts, _Remembered] = WeakKeyDictionary()
_lock = Lock()


def kept(key: Hashable, make: Callable[[], Result]) -> Result:
    """The result under a key, made where it is missing or older than the facts.

    The key names everything it depends on besides the database and its latest write. The
    facts are brought up to date once a run, by `latest`, not by every result.
    """
    store = facts.store()
    if store.mark < 0:
        store.refresh()

    def at_this_mark() -> Result:
        with store.as_they_are():
            return make()

    return _of(store).results.get(key, at_this_mark)


def latest() -> datetime:
    """Bring the facts to the latest write, once a run; returns their time."""
    store = facts.store()
    store.refresh()
    return store.as_of


def figures(
    names: Iterable[str], filter: Filter, *, actor: Actor, today: date
) -> dict[str, statistics.Figure]:
    """Several figures with their comparisons."""
    wanted = tuple(names)

    def count() -> dict[str, statistics.Figure]:
        return statistics.figures(wanted, filter, actor=actor, today=today)

    return kept(("figures", wanted, filter, actor.figures, today), count)


def courses(
    names: tuple[str, ...], filter: Filter, *, actor: Actor, today: date
) -> dict[str, statistics.Course]:
    """The course of figures over the last months; kept for some minutes, whatever is written meanwhile."""
    found = statistics.courses(names, filter, actor=actor, today=today)
    _of(facts.store()).courses.keep(_courses(names, filter, actor, today), found)
    return found


def courses_kept(
    names: tuple[str, ...], filter: Filter, *, actor: Actor, today: date
) -> dict[str, statistics.Course] | None:
    """The same where it was counted a short time ago; None where it would have to be counted now."""
    found: dict[str, statistics.Course] | None = _of(facts.store()).courses.kept(
        _courses(names, filter, actor, today)
    )
    return found


def is_large(cases: int) -> bool:
    """Whether there are more cases on record than that."""
    return int(facts.store().query("SELECT count(*) FROM case_facts")[0][0]) > cases


def by_unit(
    names: Iterable[str], filter: Filter, *, actor: Actor, today: date
) -> dict[str, dict[int, float]]:
    """Figures by unit; units without a basis are left out."""
    wanted = tuple(names)

    def count() -> dict[str, dict[int, float]]:
        return statistics.by_unit(wanted, filter, actor=actor, today=today)

    return kept(("by_unit", wanted, filter, actor.figures, today), count)


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


def alarming(filter: Filter, *, actor: Actor, today: date) -> list[int]:
    """The ids of the matters that raise an alarm, the hottest first."""

    def read() -> list[int]:
        with database.reading() as session:
            return risk.alarming(session, filter, actor=actor, today=today)

    places = (filter.unit_id, filter.kinds, filter.field_ids, filter.commune_ids)
    return kept(("alarming", actor.scope, places, today), read)


def _of(store: Facts) -> _Remembered:
    """What is kept for the facts as they are now; what is older is dropped, not pushed out one by one."""
    with _lock:
        found = _by_facts.setdefault(store, _Remembered())
        if found.mark != store.mark:
            found.results.clear()
            found.mark = store.mark
        return found


def _courses(names: tuple[str, ...], filter: Filter, actor: Actor, today: date) -> Hashable:
    return names, filter, actor.figures, today, int(time.monotonic() // _LASTING_SECONDS)
