"""Every open matter by its heat, kept up with the facts, so that a list of the hottest reads few of them.

The board holds ids and the numbers they are sorted by, of all matters there are; who may see which
of them is asked of the facts by whoever lists them.
"""

from datetime import date
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Select, func, select, union
from sqlmodel import Session, col

from models import (
    Case,
    CrowdEvent,
    Deadline,
    Decision,
    Directive,
    ImportBatch,
    OverLevelRecord,
    Petition,
    PetitionCase,
    Tombstone,
)
from models.enums import BatchState
from services import facts
from services.facts import Facts
from services.hotspots import alarms, candidates, matters, points
from services.hotspots.alarms import ORDER, Bounds
from services.hotspots.assessment import Assessment, RiskLevel, assess
from services.hotspots.points import Tables

# Level, points and change, each the higher the earlier, and the id where all are equal.
Place = tuple[int, int, int, int]
# What is written about a case and carries the number of its latest change; events go with the case itself.
HISTORIES: tuple[Any, ...] = (CrowdEvent, OverLevelRecord, Deadline, Directive, Decision)
# Past so many changed matters everything is read anew: one large question instead of many small ones.
FEW = 5_000


class Board:
    """The places of one database on one day."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._day = date.min
        self._mark = -1
        self._batches = -1
        self._tables = points.shipped()
        self._places: dict[int, Place] = {}
        self._sorted: list[int] = []
        # What raises an alarm, of which order and under which bounds.
        self._alarming: tuple[list[int], Bounds, list[int]] | None = None

    def ids(self, session: Session, mark: int, today: date) -> list[int]:
        """The ids of the matters with points or under a rule, the hottest first, as of a mark."""
        # Taken before the lock: those who wait for the lock may hold every connection there is.
        session.connection()
        with self._lock:
            batches, tables = _complete(session), points.tables(session)
            same = (self._day, self._batches, self._tables) == (today, batches, tables)
            if not same or mark < self._mark:
                self._places = _read(session, None, today, tables)
            elif mark > self._mark:
                self._follow(session, today, tables)
            else:
                return self._sorted
            self._day, self._mark, self._batches, self._tables = today, mark, batches, tables
            self._sorted = sorted(self._places, key=self._places.__getitem__)
            return self._sorted

    def alarming(self, session: Session, mark: int, today: date) -> list[int]:
        """Those of them that raise an alarm, in the same order."""
        ordered = self.ids(session, mark, today)
        bounds = alarms.bounds(session, today=today)
        with self._lock:
            known = self._alarming
            if known is None or known[0] is not ordered or known[1] != bounds:
                places = ((case_id, self._places.get(case_id)) for case_id in ordered)
                held = [case_id for case_id, where in places if where and bounds.hold(-where[0], -where[2])]
                known = self._alarming = (ordered, bounds, held)
            return known[2]

    def _follow(self, session: Session, today: date, tables: Tables) -> None:
        touched = _touched(session, self._mark)
        if touched is None:
            self._places = _read(session, None, today, tables)
            return
        for case_id in touched:
            self._places.pop(case_id, None)
        if touched:
            self._places |= _read(session, touched, today, tables)


# By facts: what is known of one database says nothing of another.
_boards: WeakKeyDictionary[Facts, Board] = WeakKeyDictionary()
_lock = Lock()


def hottest_first(session: Session, *, today: date) -> list[int]:
    """The ids of all open matters with points, the hottest first; for callers that ask who may see them."""
    board, mark = _current()
    return board.ids(session, mark, today)


def alarming(session: Session, *, today: date) -> list[int]:
    """The ids of all open matters that raise an alarm, hottest first; for callers that ask for the scope."""
    board, mark = _current()
    return board.alarming(session, mark, today)


def _current() -> tuple[Board, int]:
    """The board of the database in use, and the mark of its facts."""
    store = facts.store()
    with _lock:
        return _boards.setdefault(store, Board()), store.mark


def place(risk: Assessment, earlier: int, case_id: int, level: RiskLevel | None = None) -> Place:
    """What a matter is sorted by: its level (or one set for it), its points, what it gained, its id."""
    return (-ORDER[level or risk.level], -risk.points, earlier - risk.points, case_id)


def assessed(
    matter: matters.Matter, today: date, tables: Tables, *, with_calm: bool = False
) -> tuple[Assessment, int] | None:
    """The risk of a matter today and its points on the day compared with.

    None without points and rules, unless calm matters are asked for as well.
    """
    table = tables.on(today)
    risk = assess(matter.facts_on(today, table), table)
    if not (risk.points or risk.rules or with_calm):
        return None
    before = tables.day_before(today)
    if matter.case.received_on > before:
        return risk, 0
    earlier = tables.on(before)
    return risk, assess(matter.facts_on(before, earlier), earlier).points


def _read(session: Session, ids: set[int] | None, today: date, tables: Tables) -> dict[int, Place]:
    """The places of some matters, or of all."""
    query = candidates.everybody(today, ids=ids)
    places = {}
    for matter in matters.in_pieces(session, list(session.exec(query))):
        found = assessed(matter, today, tables)
        if found is not None:
            case_id = matter.case.id or 0
            places[case_id] = place(*found, case_id)
    return places


def _touched(session: Session, mark: int) -> set[int] | None:
    """The cases about which something was written after a mark; None where that is not known, or too many."""
    if session.execute(select(col(Tombstone.row_id)).where(col(Tombstone.changed) > mark).limit(1)).first():
        return None
    parts: list[Select[Any]] = [
        select(col(model.case_id)).where(col(model.changed) > mark) for model in HISTORIES
    ]
    petitions = (
        select(col(PetitionCase.case_id))
        .join(Petition, col(Petition.id) == col(PetitionCase.petition_id))
        .where(col(Petition.changed) > mark)
    )
    own = select(col(Case.id)).where(col(Case.changed) > mark)
    found = {row[0] for row in session.execute(union(own, petitions, *parts).limit(FEW + 1))}
    return None if len(found) > FEW else found - {None}


def _complete(session: Session) -> int:
    """How many imports are complete: their cases come to count without having changed."""
    query = select(func.count()).select_from(ImportBatch)
    return int(session.execute(query.where(col(ImportBatch.state) == BatchState.COMPLETE)).scalar_one())
