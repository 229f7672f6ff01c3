"""Alarms in words: what they are about, and why they are given, from numbers already computed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from models.enums import AlarmColour, AlarmScope, WarningStream
from services.filters import Filter
from services.permissions import Actor
from services.text import N_
from services.warning.listing import AlarmLine
from services.warning.sensitive import Period
from services.warning.standing_out import Part
from ui import formats
from ui.figures import rows_query
from ui.i18n import _, language, ngettext
from ui.labels import count, day

COLOURS = {AlarmColour.RED: "var(--td-bad)", AlarmColour.AMBER: "var(--td-warn)"}
# What is counted, after a number.
COUNTED = {
    WarningStream.RECEIVED: N_("new matters"),
    WarningStream.REPEATS: N_("repeated petitions"),
    WarningStream.CROWDS: N_("crowds"),
    WarningStream.OVER_LEVEL: N_("over-level visits"),
    WarningStream.TOGETHER: N_("matters, repeats, crowds and over-level visits"),
}
# Below these odds a chance says nothing to a reader: one in twenty.
TELLING_ODDS = 20
MEASURES = {
    WarningStream.RECEIVED: "received",
    WarningStream.REPEATS: "repeated",
    WarningStream.CROWDS: "crowds",
    WarningStream.OVER_LEVEL: "over_level",
}


def counted(lines: Sequence[AlarmLine]) -> str:
    """How many there are, and how many of them are red."""
    red = sum(line.colour is AlarmColour.RED for line in lines)
    told = ngettext("{n} alarm", "{n} alarms", len(lines)).format(n=count(len(lines)))
    return f"{told} · {_('red {n}').format(n=count(red))}"


def none_stands(actor: Actor, *, scored: bool) -> tuple[str, str]:
    """Why no alarm is listed, and what that means; before the first run, and for a reader of one unit."""
    if not scored:
        return (
            _("No week was scored yet."),
            _("The nightly run scores each week after its Sunday; the administrator can start it by hand."),
        )
    if actor.figures.unit_ids is None:
        return _("No alarm stands."), _("Nothing exceeds what is usual in the weeks up to now.")
    return (
        _("No alarm of your unit stands."),
        _("Alarms of communes are for whoever counts the whole department."),
    )


def headline(line: AlarmLine) -> str:
    """Where, and in which field: "xã An Bình · Xăng dầu"."""
    where = {AlarmScope.CELL: line.commune, AlarmScope.UNIT: line.unit, AlarmScope.FIELD: _("Whole province")}
    field = _field(line) if line.field_id is not None else ""
    every = _("all fields") if line.scope is not AlarmScope.UNIT else ""
    return " · ".join(part for part in (where[line.scope], field or every) if part)


def reason(line: AlarmLine, *, brief: bool = False) -> str:
    """The sentence that gives the alarm its reason; in brief without the numbers of neighbours."""
    why = line.reason
    weeks = ngettext("{n} week", "{n} weeks", why.weeks).format(n=count(why.weeks))
    if line.parts:
        return _together(line, weeks, brief=brief)
    parts = [
        _("{n} {what} in {weeks}, usually {expected} ({ratio} times as many)").format(
            n=count(why.matters),
            what=_(COUNTED[line.stream]),
            weeks=weeks,
            expected=formats.decimal(why.expected),
            ratio=formats.decimal(why.ratio),
        )
    ]
    if line.zone:
        others = ngettext("with {n} neighbouring commune", "with {n} neighbouring communes", len(line.zone))
        numbers = _("{n} against {expected}").format(
            n=count(why.zone_matters), expected=formats.decimal(why.zone_expected)
        )
        parts.append(f"{others.format(n=count(len(line.zone)))}: {numbers}")
    return "; ".join(parts) + "."


def above(line: AlarmLine) -> list[Part]:
    """Of an alarm of all streams, those that are above what is usual in its commune, or else in its zone."""
    here = [part for part in line.parts if part.seen > part.expected]
    return here or [part for part in line.parts if part.zone_seen > part.zone_expected]


def _together(line: AlarmLine, weeks: str, *, brief: bool) -> str:
    """Which of the four numbers are above what is usual, in the commune and with its neighbours."""
    here = [_number(p.stream, p.seen, p.expected) for p in line.parts if p.seen > p.expected]
    parts = [_("In {weeks}: {numbers}").format(weeks=weeks, numbers=", ".join(here))] if here else []
    beside = [
        _number(p.stream, p.zone_seen, p.zone_expected) for p in line.parts if p.zone_seen > p.zone_expected
    ]
    if line.zone and beside and not (brief and here):
        others = ngettext("with {n} neighbouring commune", "with {n} neighbouring communes", len(line.zone))
        parts.append(f"{others.format(n=count(len(line.zone)))}: {', '.join(beside)}")
    return "; ".join(parts) + "."


def _number(stream: WarningStream, seen: int, expected: float) -> str:
    """How many of a stream, against how many are usual."""
    counted = {
        WarningStream.RECEIVED: ngettext("{n} new matter", "{n} new matters", seen),
        WarningStream.REPEATS: ngettext("{n} repeated petition", "{n} repeated petitions", seen),
        WarningStream.CROWDS: ngettext("{n} crowd", "{n} crowds", seen),
        WarningStream.OVER_LEVEL: ngettext("{n} over-level visit", "{n} over-level visits", seen),
    }
    many = counted[stream].format(n=count(seen))
    if 0 < expected < 0.1:
        return _("{many} (usually below {expected})").format(many=many, expected=formats.decimal(0.1))
    return _("{many} (usually {expected})").format(many=many, expected=formats.decimal(expected))


def chance(line: AlarmLine) -> str:
    """How likely so many are by chance, and on how much history that rests.

    An amber alarm of several numbers rests on their meeting in one place, not on the rarest of them.
    """
    if line.stream is WarningStream.TOGETHER and line.reason.odds < TELLING_ODDS:
        odds = (
            _("No number alone is unusual; with the neighbours they look like a dispute that begins.")
            if line.zone
            else _("No number alone is unusual; together they look like a dispute that begins.")
        )
    else:
        odds = _("By chance: less than 1 in {odds}.").format(odds=count(line.reason.odds))
    weeks = ngettext("{n} week", "{n} weeks", line.reason.history_weeks)
    weeks = weeks.format(n=count(line.reason.history_weeks))
    if line.reason.borrowed:
        based = _("Based on {weeks} (short; borrowed from other fields and communes).").format(weeks=weeks)
    else:
        based = _("Based on {weeks}.").format(weeks=weeks)
    return f"{odds} {based}"


def life(line: AlarmLine) -> str:
    """Since when, and whether it goes on."""
    if line.is_superseded:
        return _("not found when its week was scored again")
    since = _("since the week of {day}").format(day=day(line.first_week))
    if line.closed_week is not None:
        return _("{since}, closed in the week of {day}").format(since=since, day=day(line.closed_week))
    if line.is_new:
        return _("new this week")
    if line.is_quiet:
        return _("{since}, quiet since the week of {day}").format(
            since=since, day=day(line.last_week + timedelta(weeks=1))
        )
    return since


def named(period: Period) -> str:
    """Sensitive days with their span, in the reader's language where there is a name in it."""
    name = period.name_en if language() == "en" and period.name_en else period.name
    place = f" ({period.commune})" if period.commune else ""
    span = day(period.first_on)
    if period.last_on != period.first_on:
        span = f"{span}–{day(period.last_on)}"
    return f"{name}{place}, {span}"


def rows(line: AlarmLine) -> list[tuple[str, dict[str, Any]]]:
    """The pages of rows behind the alarm's numbers, each with its label: communes, field, unit, and weeks."""
    last = line.last_week + timedelta(days=6)
    first = line.last_week - timedelta(weeks=line.reason.weeks - 1)
    filter = Filter().with_days(first, last)
    communes = frozenset(number for number, _name in line.zone) | (
        {line.commune_id} if line.commune_id is not None else frozenset()
    )
    fields = frozenset({line.field_id} if line.field_id is not None else ())
    filter = replace(filter, commune_ids=communes, field_ids=fields, unit_id=line.unit_id)
    streams = [part.stream for part in above(line)]
    if len(streams) < 2:
        measure = MEASURES[streams[0] if streams else line.stream]
        return [(_("Open the rows of these weeks"), rows_query(measure, filter))]
    return [
        (_("Open the rows: {what}").format(what=_(COUNTED[stream])), rows_query(MEASURES[stream], filter))
        for stream in streams
    ]


def week(monday: date) -> str:
    """A week by its days."""
    return f"{day(monday)}–{day(monday + timedelta(days=6))}"


def _field(line: AlarmLine) -> str:
    name, english = line.field
    return english if language() == "en" and english else name
