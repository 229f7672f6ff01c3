"""Official figures of the whole department, frozen by quarter; small numbers of denunciations are hidden.

A quarter is counted once, when it is published, and never again: whoever compares two days, two
overlapping periods or two breakdowns finds no difference that would be a single denunciation. A
year is the sum of its four published quarters. By unit and by field there are no denunciations
at all; by kind they stand as totals, and only for readers who have no operational figure of
denunciations that could be taken away from them (docs/decisions/0019).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from models import OfficialQuarter
from models.enums import Kind, Role
from services import actors, audit, clock, periods, thresholds
from services.errors import AppError
from services.filters import Filter
from services.periods import Period
from services.permissions import Actor, Permission, require
from services.statistics.breakdown import breakdown
from services.statistics.suppression import LEAST, of_part, of_sum
from services.text import N_

THRESHOLD = "small_cell.threshold"
PLAIN = frozenset(Kind) - {Kind.DENUNCIATION}
# Counted over the days of the period; the others at its end.
FLOWS = ("received", "settled", "settled_in_time")
STOCKS = ("open", "overdue")
MEASURES = (*FLOWS, *STOCKS)
# Denunciations settled in time are a part of a whole: shown for whole years only. Those open and
# overdue are not shown: two years side by side, with what came and went, would tell a small one.
OF_QUARTERS = ("received", "settled")
BREAKDOWNS = ("unit", "field")
# How many years of quarters may be published where none has been.
YEARS = 2


class QuarterNotOffered(AppError):
    msgid = N_("This quarter cannot be published now. Quarters follow one another, each after its last day.")


class Hidden(StrEnum):
    """Why the numbers of denunciations are not all there."""

    SMALL = "small"
    OWN_FIGURES = "own_figures"


@dataclass(frozen=True, slots=True)
class Official:
    """The official figures of a quarter or a year, as one reader may see them; None is not shown.

    `kinds` has the measures by kind, `totals` those of all kinds; `units` and `fields` are without
    denunciations, by id, None for what is not recorded.
    """

    code: str
    start: date
    end: date
    published_at: datetime
    threshold: int
    kinds: Mapping[Kind, Mapping[str, int | None]]
    totals: Mapping[str, int | None]
    units: Mapping[int | None, Mapping[str, int]]
    fields: Mapping[int | None, Mapping[str, int]]
    hidden: Hidden

    def is_small(self, name: str) -> bool:
        """Whether a hidden total of denunciations is known to lie below the threshold.

        Of a whole year it may also be hidden for what would follow from it.
        """
        return self.hidden is Hidden.SMALL and name in OF_QUARTERS and periods.family(self.code) == "rq"


def days_of(code: str) -> Period:
    """The days of a reporting quarter or year. ValueError for a code that is neither."""
    # Only "last12" depends on the day on which it is asked for.
    period = periods.of_code(code, today=date.min) if periods.family(code) in ("rq", "ry") else None
    if period is None:
        raise ValueError(code)
    return period


def publishable(session: Session, *, today: date) -> list[str]:
    """The quarters that may be published today: the next one, or any of the last years at the beginning."""
    last = session.exec(
        select(OfficialQuarter.code).order_by(col(OfficialQuarter.start).desc()).limit(1)
    ).first()
    this_year = periods.report_year(today)
    every = [f"rq{year}-{part}" for year in range(this_year - YEARS, this_year + 1) for part in range(1, 5)]
    every = [code for code in every if days_of(code).end < today]
    if last is None:
        return every
    return [code for code in every if days_of(code).start > days_of(last).end][:1]


def publish(session: Session, code: str, *, actor: Actor, now: datetime) -> OfficialQuarter:
    """Count a quarter over the whole department and freeze it; who publishes sees no more than before."""
    require(actor, Permission.FIGURES_PUBLISH)
    today = clock.local_date(now)
    if code not in publishable(session, today=today):
        raise QuarterNotOffered()
    period = days_of(code)
    days = Filter(start=period.start, end=period.end, period=code)
    row = OfficialQuarter(
        code=code,
        start=period.start,
        end=period.end,
        threshold=thresholds.number(session, THRESHOLD, today=today),
        figures={
            "kind": _counted("kind", days, today=today),
            **{by: _counted(by, Filter(**{**vars(days), "kinds": PLAIN}), today=today) for by in BREAKDOWNS},
        },
        published_by_id=actor.user_id,
        published_at=now,
    )
    session.add(row)
    session.flush()
    audit.write(
        session, "official.publish", actor=actor, now=now, subject="official", subject_id=row.id, code=code
    )
    session.flush()
    return row


def published(session: Session, *, actor: Actor) -> list[str]:
    """The periods there are official figures of, newest first; a year once its four quarters are there."""
    require(actor, Permission.FIGURES_READ)
    codes: list[str] = []
    by_year = _by_year(session)
    for year in sorted(by_year, reverse=True):
        quarters = by_year[year]
        codes += [f"ry{year}"] if len(quarters) == periods.PARTS["rq"] else []
        codes += [one.code for one in reversed(quarters)]
    return codes


def of_period(session: Session, code: str, *, actor: Actor) -> Official | None:
    """The official figures of a published quarter or year; None for every other code."""
    require(actor, Permission.FIGURES_READ)
    if code not in published(session, actor=actor):
        return None
    kind, year = periods.family(code), int(code[2:6])
    quarters = _by_year(session)[year]
    chosen = quarters if kind == "ry" else [one for one in quarters if one.code == code]
    kinds = {each: _summed(chosen, "kind", each.value) for each in Kind}
    secret = kinds[Kind.DENUNCIATION]
    own = actor.role is not Role.VIEWER
    visible = dict.fromkeys(MEASURES, False) if own else _shown(quarters, chosen, whole=kind == "ry")
    plain = {name: sum(kinds[each][name] for each in PLAIN) for name in MEASURES}
    shown: dict[str, int | None] = {name: secret[name] if visible[name] else None for name in MEASURES}
    return Official(
        code=code,
        start=chosen[0].start,
        end=chosen[-1].end,
        published_at=max(one.published_at for one in chosen),
        threshold=max(chosen[-1].threshold, LEAST),
        kinds={each: kinds[each] for each in Kind if each in PLAIN} | {Kind.DENUNCIATION: shown},
        totals={name: plain[name] + secret[name] if visible[name] else None for name in MEASURES},
        units=_lines(chosen, "unit"),
        fields=_lines(chosen, "field"),
        hidden=Hidden.OWN_FIGURES if own else Hidden.SMALL,
    )


def _shown(
    quarters: Sequence[OfficialQuarter], chosen: Sequence[OfficialQuarter], *, whole: bool
) -> dict[str, bool]:
    """Which totals of denunciations may stand in the table of a quarter or of the whole year."""
    limits = [one.threshold for one in quarters]
    sums = {name: of_sum([_number(one, name) for one in quarters], limits) for name in OF_QUARTERS}
    if not whole:
        place = quarters.index(chosen[0])
        return {name: name in sums and sums[name].parts[place] for name in MEASURES}
    flows = {name: found.total for name, found in sums.items()}
    settled = sum(_number(one, "settled") for one in quarters)
    in_time = sum(_number(one, "settled_in_time") for one in quarters)
    in_time_shown = of_part(in_time, settled, limits[-1], whole_shown=flows["settled"])
    return dict.fromkeys(STOCKS, False) | flows | {"settled_in_time": in_time_shown}


def _number(quarter: OfficialQuarter, name: str) -> int:
    return int(quarter.figures["kind"][name].get(Kind.DENUNCIATION.value, 0))


def _summed(chosen: Sequence[OfficialQuarter], by: str, key: str) -> dict[str, int]:
    """The measures of one kind, unit or field: flows added up, stocks of the last day."""
    added = {name: sum(int(one.figures[by][name].get(key, 0)) for one in chosen) for name in FLOWS}
    return added | {name: int(chosen[-1].figures[by][name].get(key, 0)) for name in STOCKS}


def _lines(chosen: Sequence[OfficialQuarter], by: str) -> dict[int | None, dict[str, int]]:
    keys = {key for one in chosen for name in MEASURES for key in one.figures[by][name]}
    found = {int(key) if key else None: _summed(chosen, by, key) for key in keys}
    return {key: line for key, line in found.items() if any(line.values())}


def _counted(by: str, days: Filter, *, today: date) -> dict[str, dict[str, int]]:
    """measure -> value of the dimension -> number, over the whole department and past every wall."""
    everything = actors.system_actor("official figures")
    found: dict[str, dict[str, int]] = {}
    for name in MEASURES:
        frame = breakdown(name, (by,), days, actor=everything, today=today)
        pairs = zip(frame[by].tolist(), frame["value"].tolist(), strict=True)
        found[name] = {_key(value): int(number) for value, number in pairs}
    return found


def _key(value: object) -> str:
    """A value of a dimension as text; "" for what is not recorded."""
    if isinstance(value, str):
        return value
    return str(int(value)) if isinstance(value, int | float) and value == value else ""


def _by_year(session: Session) -> dict[int, list[OfficialQuarter]]:
    """Reporting year -> its published quarters in order."""
    found: dict[int, list[OfficialQuarter]] = {}
    for one in session.exec(select(OfficialQuarter).order_by(col(OfficialQuarter.start))):
        found.setdefault(int(one.code[2:6]), []).append(one)
    return found
