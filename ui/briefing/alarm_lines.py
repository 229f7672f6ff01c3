"""The alarms of a frozen week as sentences, each with its figure and its number, under which it opens."""

from services.briefing.deck import DeckLine
from services.briefing.warned import AlarmHeld, Warned
from services.early_warning.reason import Reason
from services.warning.listing import AlarmLine
from ui.briefing.reading import Material
from ui.i18n import _
from ui.labels import count, day, word
from ui.warning import words

# As many as a slide holds beside its other sentences, and all new ones; the rest is told by its number.
MOST = 6


def of(material: Material) -> tuple[DeckLine, ...]:
    """What the early warning said of the week to this reader, or why nothing is on record."""
    warned = material.briefing.warned
    if material.briefing.lacks("warned"):
        return (DeckLine(_("Early warning: this week was frozen before alarms were kept with it.")),)
    if warned is None or material.alarms is None:
        return (DeckLine(_("Early warning: no alarms on record for this week.")),)
    if not material.alarms:
        return (DeckLine(_("Early warning: no alarm stood.")),)
    told = [one for place, one in enumerate(material.alarms) if place < MOST or one.first_week == warned.week]
    found = [_summary(material.alarms, warned), *(_line(one, warned, material) for one in told)]
    left = len(material.alarms) - len(told)
    if left:
        text = _("{count} more alarms stand on the page “Early warning”.").format(count=count(left))
        found.append(DeckLine(text, wide=True))
    return tuple(found)


def _summary(alarms: tuple[AlarmHeld, ...], warned: Warned) -> DeckLine:
    new = sum(one.first_week == warned.week for one in alarms)
    text = _("Early warning up to the week of {day}: {alarms}, new {new}.")
    # The colour and the life of alarms are all that their words look at.
    lines = [_told(one, warned, {}) for one in alarms]
    return DeckLine(
        text.format(day=day(warned.week), alarms=words.counted(lines).replace(" · ", ", "), new=count(new)),
        wide=True,
    )


def _line(one: AlarmHeld, warned: Warned, material: Material) -> DeckLine:
    line = _told(one, warned, material.names)
    about = f"{words.headline(line)} ({word(line.colour)}, {words.life(line)})"
    return DeckLine(f"#{one.id} {about}: {words.reason(line, brief=True)}", alarm=one.id, wide=True)


def _told(one: AlarmHeld, warned: Warned, names: dict[str, dict[int, str]]) -> AlarmLine:
    """The frozen numbers in the form in which the early warning tells its own."""
    communes, fields, units = (names.get(name, {}) for name in ("commune", "field", "unit"))
    return AlarmLine(
        id=one.id,
        stream=one.stream,
        scope=one.scope,
        colour=one.colour,
        commune_id=one.commune_id,
        commune=communes.get(one.commune_id or 0, "?"),
        field_id=one.field_id,
        field=(fields.get(one.field_id or 0, "?"), ""),
        unit_id=one.unit_id,
        unit=units.get(one.unit_id or 0, "?"),
        first_week=one.first_week,
        last_week=one.last_week,
        closed_week=None,
        is_new=one.first_week == warned.week,
        is_quiet=one.last_week < warned.week,
        # Chance and history are told where the alarm opens.
        reason=Reason(
            one.matters,
            one.weeks,
            one.expected,
            one.ratio,
            one.zone_matters,
            one.zone_expected,
            odds=0,
            history_weeks=0,
            borrowed=False,
        ),
        zone=tuple((commune, communes.get(commune, "?")) for commune in one.zone),
        q=0.0,
        is_provisional=False,
        parts=one.parts,
        is_superseded=False,
        said=None,
        known=(),
    )
