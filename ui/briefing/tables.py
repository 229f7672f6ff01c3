"""The tables of the slides in words: units, hot spots, conclusions and what became of them."""

from models.enums import BriefingSection, PromiseState
from services.briefing import building
from services.briefing.deck import DeckTable
from services.briefing.promises_told import Shown
from services.hotspots.assessment import RiskLevel
from ui import hot_list
from ui.briefing import words
from ui.briefing.reading import Material
from ui.i18n import _, ngettext
from ui.labels import count, day, word

LONGEST = 90
MOST_UNITS = 12


def of_section(material: Material, section: BriefingSection) -> tuple[DeckTable | None, str]:
    """The table of a slide, or the reason why there is none; neither where a slide has no table."""
    if section is BriefingSection.OVERDUE:
        return _units(material), ""
    if section is BriefingSection.HOT:
        return _hot(material), ""
    if section is BriefingSection.PROMISES:
        return _promised(material), _("Nothing was promised in earlier weeks that had to be told.")
    if section is BriefingSection.CONCLUSIONS:
        return _decided(material), _("No conclusion has been taken down yet.")
    return None, ""


def _units(material: Material) -> DeckTable | None:
    lines = material.briefing.units
    shown = [one for one in lines if one.overdue or one.due_next or one.not_kept][:MOST_UNITS]
    if not shown:
        return None
    headings = (
        _("Unit"),
        _("Open cases"),
        _("Overdue"),
        _("New this week"),
        _("Due in 7 days"),
        _("Not kept"),
    )
    rows = [
        (
            material.names["unit"].get(one.unit_id, "?"),
            *map(count, (one.open, one.overdue, one.newly_overdue, one.due_next, one.not_kept)),
        )
        for one in shown
    ]
    left = [one for one in lines if one not in shown]
    if left:
        sums = [
            sum(getattr(one, name) for one in left)
            for name in ("open", "overdue", "newly_overdue", "due_next", "not_kept")
        ]
        others = ngettext("{count} other unit", "{count} other units", len(left))
        rows.append((others.format(count=count(len(left))), *map(count, sums)))
    return DeckTable(headings, tuple(rows), frozenset(range(1, 6)))


def _hot(material: Material) -> DeckTable | None:
    if not material.briefing.hot:
        return None
    rows, codes = [], []
    for one in material.briefing.hot:
        line = material.hot.get(one.case_id)
        text = line.text or (word(line.kind) if line.kind else "") if line else _("Not open to you")
        change = one.points - one.points_before
        rows.append(
            (
                line.code if line else "–",
                text if len(text) <= LONGEST else text[: LONGEST - 1].rstrip() + "…",
                material.names["unit"].get(line.unit_id or 0, "–") if line else "–",
                _(hot_list.LEVELS[RiskLevel(one.level)]),
                count(one.points),
                f"{'▲' if change > 0 else '▼'} {count(abs(change))}" if change else "=",
            )
        )
        codes.append(line.case_code or line.code if line else "")
    headings = (
        _("Code"),
        _("Content in short"),
        _("Unit"),
        _("Heat level"),
        _("Points"),
        _("Against last week"),
    )
    return DeckTable(headings, tuple(rows), frozenset({4, 5}), tuple(codes))


def _promised(material: Material) -> DeckTable | None:
    frozen = {one.decision_id: one for one in material.briefing.promises}
    if not material.promised:
        return None
    rows = []
    for one in material.promised:
        then = frozen[one.id]
        state = _(words.STATES[then.state])
        if then.state is PromiseState.OPEN and building.is_broken(then, material.briefing.day):
            state = _("Not done, its day has passed")
        if one.state is not then.state:
            state = _("{state}; meanwhile: {now}").format(state=state, now=_(words.STATES[one.state]))
        rows.append((*_what(material, one), state, one.why or ""))
    headings = (_("What"), _("Who"), _("To be done by"), _("State"), _("Why"))
    return DeckTable(headings, tuple(rows), codes=tuple(one.case_code for one in material.promised))


def _decided(material: Material) -> DeckTable | None:
    if not material.decided:
        return None
    headings = (_("What"), _("Who"), _("To be done by"), _("State"))
    rows = tuple((*_what(material, one), _(words.STATES[one.state])) for one in material.decided)
    return DeckTable(headings, rows, codes=tuple(one.case_code for one in material.decided))


def _what(material: Material, one: Shown) -> tuple[str, str, str]:
    text = one.text if one.text is not None else _("For the responsible unit only")
    if one.case_code:
        text = f"{text} ({one.case_code})"
    who = [material.names["unit"].get(one.unit_id, "?")]
    if one.officer_id is not None:
        who.append(material.names["officer"].get(one.officer_id, "?"))
    return text, ", ".join(who), day(one.due_on)
