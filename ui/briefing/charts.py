"""The charts of the slides by their numbers; the screen and every export draw the same."""

from models.enums import BriefingSection
from services.briefing.content import Briefing
from services.briefing.deck import BARS, COLUMNS, DeckChart, DeckSeries
from services.statistics import MEASURES
from ui import formats
from ui.briefing.reading import Material
from ui.i18n import _
from ui.theme import LIGHT

# So many bars are read at a glance; the table beside them has all.
MOST = 8


def of_section(material: Material, section: BriefingSection) -> DeckChart | None:
    """The chart of a slide; None where it has none, or nothing to draw."""
    briefing = material.briefing
    if section is BriefingSection.OVERVIEW:
        title = _("Petitions received and cases settled by week (number)")
        return _weekly(briefing, title, {"received": LIGHT.accent, "settled": LIGHT.on_time})
    if section is BriefingSection.HOT:
        # Blue, as on the monitor: the same thing has the same colour everywhere.
        title = _("Crowds and over-level by week (times)")
        return _weekly(briefing, title, {"crowds": LIGHT.accent, "over_level": LIGHT.due_soon})
    if section is BriefingSection.NEW:
        return _fields(material)
    if section is BriefingSection.OVERDUE:
        return _units(material)
    return _days(briefing) if section is BriefingSection.NEXT_WEEK else None


def _weekly(briefing: Briefing, title: str, colours: dict[str, str]) -> DeckChart | None:
    series = tuple(
        DeckSeries(_(MEASURES[name].label), briefing.series[name], colour)
        for name, colour in colours.items()
        if name in briefing.series
    )
    if not any(value for one in series for value in one.values):
        return None
    return DeckChart(COLUMNS, title, tuple(formats.day_and_month(week) for week in briefing.weeks), series)


def _fields(material: Material) -> DeckChart | None:
    found = material.briefing.fields
    if not found:
        return None
    names = material.names["field"]
    shown = [(names.get(i or 0, _("not recorded")), number) for i, number in found[:MOST]]
    rest = sum(number for _id, number in found[MOST:])
    if rest:
        shown.append((_("{count} more").format(count=len(found) - MOST), rest))
    series = DeckSeries(_("Petitions"), tuple(float(number) for _name, number in shown), LIGHT.accent)
    title = _("Petitions of the week by field (petitions)")
    return DeckChart(BARS, title, tuple(name for name, _number in shown), (series,))


def _units(material: Material) -> DeckChart | None:
    lines = [one for one in material.briefing.units if one.overdue or one.due_next][:MOST]
    if not lines:
        return None
    late = DeckSeries(_("Overdue"), tuple(float(one.overdue) for one in lines), LIGHT.overdue)
    near = DeckSeries(_("Due in 7 days"), tuple(float(one.due_next) for one in lines), LIGHT.due_soon)
    names = tuple(material.names["unit"].get(one.unit_id, "?") for one in lines)
    return DeckChart(BARS, _("Overdue and due in 7 days by unit (cases)"), names, (late, near))


def _days(briefing: Briefing) -> DeckChart | None:
    if not any(number for _day, number in briefing.days):
        return None
    series = DeckSeries(
        _("Cases due"), tuple(float(number) for _day, number in briefing.days), LIGHT.due_soon
    )
    days = tuple(formats.day_and_month(day) for day, _number in briefing.days)
    return DeckChart(COLUMNS, _("Cases by the day on which they fall due (cases)"), days, (series,))
