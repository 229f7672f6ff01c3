"""Three years of matters: when they came, how long they took, where they boiled up.

Everything is drawn from one seeded generator, so that the same seed and the same
last day give the same department.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from models.enums import Kind, Level
from services import tet
from services.demo.province import COMMUNES, FIELDS, INSPECTORATE_ENDED, UNITS
from services.working_days import WorkingCalendar

YEARS = 3
# Shares of the kinds, and of ways in which a petition leaves the department.
KIND_SHARES = {Kind.COMPLAINT: 0.30, Kind.DENUNCIATION: 0.05, Kind.RECOMMENDATION: 0.65}
MONTH_WEIGHTS = (0.85, 0.6, 1.15, 1.2, 1.05, 1.0, 1.05, 1.1, 1.05, 1.1, 1.1, 0.9)


@dataclass
class Matter:
    """One matter with everything that happened to it; days are absent when not yet come."""

    kind: Kind
    topic: str
    commune: str
    unit: str
    received_on: date
    instance: int = 1
    story: str = ""
    # What its words name besides the commune: a market, a project.
    about: str = ""
    persons: int = 1
    eligible: bool = True
    in_competence: bool = True
    route: str = "accept"
    handled_on: date | None = None
    decided_on: date | None = None
    sent_on: date | None = None
    served_on: date | None = None
    published_on: date | None = None
    enforced_on: date | None = None
    closed_on: date | None = None
    outcome: str = ""
    complex: bool = False
    suspended: tuple[date, date | None] | None = None
    repeats: list[date] = field(default_factory=list)
    over_level: list[tuple[date, Level]] = field(default_factory=list)
    crowds: list[tuple[date, int, Level]] = field(default_factory=list)
    directive: tuple[date, date, date | None] | None = None


@dataclass(frozen=True)
class Flare:
    """A place where a matter boils up: petitions grow, crowds gather, people go over levels."""

    name: str
    topic: str
    commune: str
    days_ago: int
    lasts: int
    matters: int
    crowds: tuple[tuple[int, int], ...]
    level: Level
    strain: float
    about: str = ""


FLARES = (
    Flare(
        "chợ Trung Tâm",
        "Chợ và thương mại",
        "phường Trung Tâm",
        110,
        110,
        26,
        ((62, 7), (40, 12), (24, 18), (11, 26), (4, 38)),
        Level.PROVINCE,
        1.9,
        about="chợ Trung Tâm",
    ),
    Flare(
        "mở rộng cụm công nghiệp Phú Mỹ",
        "Cụm công nghiệp",
        "xã Phú Mỹ",
        300,
        280,
        30,
        ((210, 9), (150, 15), (90, 22), (33, 16), (13, 31)),
        Level.CENTRE,
        2.3,
        about="cụm công nghiệp Phú Mỹ",
    ),
    Flare(
        "kho hóa chất Đức Thuận",
        "Hóa chất",
        "xã Đức Thuận",
        75,
        70,
        17,
        ((30, 6), (9, 14)),
        Level.PROVINCE,
        1.4,
        about="công ty Hóa chất Đức Thuận",
    ),
    Flare("xả lũ Suối Đá", "Thủy điện", "xã Suối Đá", 50, 35, 12, ((38, 8), (20, 11)), Level.DEPARTMENT, 1.1),
    Flare(
        "xả lũ Suối Đá năm trước",
        "Thủy điện",
        "xã Suối Đá",
        410,
        35,
        10,
        ((400, 9),),
        Level.DEPARTMENT,
        1.0,
    ),
    Flare(
        "cây xăng Cửa Lạch",
        "Xăng dầu",
        "xã Cửa Lạch",
        700,
        60,
        15,
        ((690, 8), (665, 13)),
        Level.PROVINCE,
        1.3,
    ),
    Flare(
        "nổ mìn Hòa Sơn",
        "Vật liệu nổ công nghiệp",
        "xã Hòa Sơn",
        520,
        90,
        16,
        ((500, 10), (470, 17)),
        Level.PROVINCE,
        1.5,
    ),
)


def matters(count: int, seed: int, *, today: date, calendar: WorkingCalendar) -> list[Matter]:
    """`count` matters received in the three years up to today, oldest first."""
    rng = np.random.default_rng(seed)
    flares = [m for flare in FLARES for m in _flare(rng, flare, count, today)]
    plain = [_plain(rng, day) for day in _days(rng, max(0, count - len(flares)), today)]
    found = (flares + plain)[:count]
    for one in found:
        _live(rng, one, today, calendar)
    return sorted(found, key=lambda one: one.received_on)


def _days(rng: np.random.Generator, count: int, today: date) -> list[date]:
    """Days of receipt: growing slowly, by season, few at weekends, quiet at Tết and busy after."""
    first = today - timedelta(days=365 * YEARS)
    days = [first + timedelta(days=i) for i in range((today - first).days + 1)]
    weights = np.array([_weight(day, first) for day in days])
    chosen = rng.choice(len(days), size=count, p=weights / weights.sum())
    return [days[i] for i in sorted(chosen)]


def _weight(day: date, first: date) -> float:
    weight = MONTH_WEIGHTS[day.month - 1] * (1 + 0.12 * (day - first).days / 365)
    if day.weekday() >= 5:
        weight *= 0.06
    after = min(((day - first).days for first in tet.FIRST_DAYS), key=abs)
    if -4 <= after <= 6:
        weight *= 0.05
    elif 7 <= after <= 27:
        weight *= 1.45
    return weight


def _plain(rng: np.random.Generator, day: date) -> Matter:
    kind = Kind(str(rng.choice([k.value for k in KIND_SHARES], p=list(KIND_SHARES.values()))))
    names = list(FIELDS)
    weights = np.array([FIELDS[name][1] for name in names])
    topic = str(rng.choice(names, p=weights / weights.sum()))
    people = np.array([commune.population for commune in COMMUNES], dtype=float) ** 0.8
    commune = COMMUNES[int(rng.choice(len(COMMUNES), p=people / people.sum()))].name
    unit = FIELDS[topic][0]
    if kind is Kind.DENUNCIATION and rng.random() < 0.7:
        unit = "PCTD"
    matter = Matter(kind, topic, commune, unit, day, persons=int(1 + rng.geometric(0.75) - 1))
    matter.instance = 2 if kind is Kind.COMPLAINT and rng.random() < 0.08 else 1
    if unit == "PCTD" and day <= INSPECTORATE_ENDED:
        matter.unit = "TTR"
    if rng.random() < 0.012:
        matter.crowds.append(
            (day + timedelta(days=int(rng.integers(3, 40))), int(rng.integers(5, 11)), Level.UNIT)
        )
    if rng.random() < 0.03:
        level = Level.PROVINCE if rng.random() < 0.85 else Level.CENTRE
        matter.over_level.append((day + timedelta(days=int(rng.integers(5, 60))), level))
    return matter


def _flare(rng: np.random.Generator, flare: Flare, count: int, today: date) -> list[Matter]:
    """The matters of one place; few where the demonstration is small."""
    size = max(3, round(flare.matters * min(1.0, count / 3000)))
    unit = FIELDS[flare.topic][0]
    found = []
    for _ in range(size):
        # More and more of them towards the end.
        offset = int(flare.lasts * np.sqrt(rng.random()))
        day = today - timedelta(days=max(0, flare.days_ago - offset))
        kind = Kind.COMPLAINT if rng.random() < 0.6 else Kind.RECOMMENDATION
        one = Matter(kind, flare.topic, flare.commune, unit, day, story=flare.name, about=flare.about)
        one.persons = int(rng.integers(1, 9))
        if rng.random() < 0.35:
            one.over_level.append((day + timedelta(days=int(rng.integers(4, 40))), flare.level))
        found.append(one)
    found.sort(key=lambda one: one.received_on)
    lead = found[0]
    lead.kind, lead.complex, lead.persons = Kind.COMPLAINT, True, max(size for _, size in flare.crowds)
    lead.received_on = today - timedelta(days=flare.days_ago)
    for ago, size in flare.crowds:
        level = flare.level if size >= 15 else Level.DEPARTMENT
        lead.crowds.append((today - timedelta(days=ago), size, level))
    lead.repeats = [today - timedelta(days=ago + 2) for ago, _ in flare.crowds]
    issued = today - timedelta(days=max(flare.days_ago - 40, 6))
    answered = None if flare.days_ago < 320 else issued + timedelta(days=12)
    lead.directive = (issued, issued + timedelta(days=15), answered)
    lead.over_level = [(today - timedelta(days=ago), flare.level) for ago, _ in flare.crowds[1:]]
    return found


def _live(rng: np.random.Generator, one: Matter, today: date, calendar: WorkingCalendar) -> None:
    """Give the matter its course, up to today."""
    strain = {unit.code: unit.strain for unit in UNITS}[one.unit]
    strain *= next((flare.strain for flare in FLARES if flare.name == one.story), 1.0)
    _route(rng, one)
    lag = 1 + int(rng.gamma(2.2, 1.7 * strain))
    handled = calendar.add_working_days(one.received_on, lag)
    one.complex = one.complex or bool(rng.random() < 0.08)
    for _ in range(int(rng.poisson(0.16))):
        one.repeats.append(one.received_on + timedelta(days=int(rng.integers(8, 120))))
    if not one.directive and rng.random() < 0.03:
        issued = one.received_on + timedelta(days=int(rng.integers(5, 30)))
        answered = issued + timedelta(days=int(rng.integers(4, 30)))
        one.directive = (issued, issued + timedelta(days=15), answered if answered <= today else None)
    if handled <= today:
        one.handled_on = handled
        if one.eligible and one.route == "accept":
            _settle(rng, one, strain, today, calendar)
        elif one.route != "urge":
            one.closed_on = handled
    _cut(one, today)


def _route(rng: np.random.Generator, one: Matter) -> None:
    """How handling ends: accepted, sent elsewhere, or not eligible."""
    draw = rng.random()
    if one.story:
        return
    if draw < 0.07:
        one.eligible, one.route = False, "return" if rng.random() < 0.4 else "file"
    elif draw < 0.30:
        one.in_competence = False
        one.route = "guide" if one.kind is Kind.COMPLAINT else "forward"
    elif draw < 0.33 and one.kind is not Kind.RECOMMENDATION:
        one.route = "refuse"
    elif draw < 0.345 and one.kind is Kind.COMPLAINT:
        one.in_competence, one.route = False, "urge"


def _settle(
    rng: np.random.Generator, one: Matter, strain: float, today: date, calendar: WorkingCalendar
) -> None:
    """Settlement and what follows; strained units come late more often."""
    accepted = one.handled_on or one.received_on
    usual = {Kind.COMPLAINT: 21.0, Kind.DENUNCIATION: 22.0, Kind.RECOMMENDATION: 12.5}[one.kind]
    took = usual * strain * float(rng.lognormal(0.0, 0.33)) * (1.3 if one.complex else 1.0)
    if one.story and rng.random() < 0.55 and (today - one.received_on).days < 320:
        took += 400  # matters of a living flare mostly stay open
    decided = accepted + timedelta(days=max(2, int(took)))
    if rng.random() < 0.05 and not one.story:
        began = accepted + timedelta(days=3)
        ended = began + timedelta(days=int(rng.integers(8, 30)))
        decided += ended - began
        one.suspended = (began, ended if ended <= today else None) if began <= today else None
    if decided > today:
        return
    one.decided_on = decided = calendar.next_working_day(decided)
    if one.kind is Kind.COMPLAINT and one.instance == 2:
        one.outcome = str(rng.choice(["upheld", "changed", "cancelled"], p=[0.68, 0.22, 0.10]))
    elif one.kind is Kind.RECOMMENDATION:
        one.outcome = "answered"
    else:
        one.outcome = str(rng.choice(["right", "partly_right", "wrong"], p=[0.17, 0.24, 0.59]))
    one.sent_on = calendar.add_working_days(decided, 1 + int(rng.poisson(1.0)))
    if one.kind is Kind.RECOMMENDATION:
        one.closed_on = calendar.add_working_days(decided, 1 + int(rng.poisson(1.5)))
        return
    if one.kind is Kind.COMPLAINT:
        one.served_on = calendar.add_working_days(one.sent_on, 2)
    one.published_on = decided + timedelta(days=4 + int(rng.gamma(2.0, 2.2 * strain)))
    one.enforced_on = decided + timedelta(days=32 + int(rng.gamma(2.0, 1.6 * strain)))
    one.closed_on = one.enforced_on + timedelta(days=10 + int(rng.gamma(2.0, 18.0)))


def _cut(one: Matter, today: date) -> None:
    """What lies after today has not happened."""
    days = ("handled_on", "decided_on", "sent_on", "served_on", "published_on", "enforced_on", "closed_on")
    for name in days:
        day = getattr(one, name)
        if day is not None and day > today:
            setattr(one, name, None)
    one.repeats = [day for day in one.repeats if one.received_on < day <= today]
    one.over_level = [(day, level) for day, level in one.over_level if day <= today]
    one.crowds = [crowd for crowd in one.crowds if crowd[0] <= today]
    if one.directive and one.directive[0] > today:
        one.directive = None
    if one.suspended and one.decided_on and one.suspended[1] is None:
        one.suspended = None
