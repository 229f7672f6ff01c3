"""What a frozen week says in sentences, each with its figures and the list of its rows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from models.enums import BriefingSection, PromiseState
from services.briefing import building, comparing
from services.briefing.content import Briefing, UnitLine
from services.text import N_

RECEIVED = N_("Petitions received: {count} (the week before {before}, the same week of last year {year}).")
SETTLED = N_("Cases settled: {count}, of them after their term {late} (the week before {before}).")
STANDING = N_("Open at the end of the week: {open} cases, of them overdue {late} (the week before {before}).")
PROMISED = N_(
    "Conclusions of earlier weeks: {count}; done {done}, not done {not_done}, not due yet {waiting}."
)
NOTHING_PROMISED = N_("No conclusion of an earlier week was waiting.")
NEW_CASES = N_("New cases: {count}.")
LATE_ENTRY = N_("Entered this week, received before: {count} cases.")
GOT_LATE = N_("Became overdue this week: {count} cases.")
HOTTER = N_("Rose to a hotter level: {count} cases.")
DECIDED = N_("Decided, concluded or answered: {count} cases.")
CLOSED = N_("Closed: {count} cases.")
COOLER = N_("Went down to a calmer level: {count} cases.")
ALL_LATE = N_("Overdue: {count} cases, of them since this week {new}.")
NEAR = N_("Due in the seven days after: {count} cases.")
WORD = N_("A word is needed with {unit}: overdue {late} cases, of them since this week {new}.")
WORD_PROMISED = N_(
    "A word is needed with {unit}: conclusions not kept {promised}; overdue {late} cases, "
    "of them since this week {new}."
)
CROWDS = N_("Crowds: {count}, people in all {persons} (the week before {before} crowds).")
OVER_LEVEL = N_("Taken above the competent level: {count} (the week before {before}).")
HOT = N_("Matters by level: hot {hot}, warning {warning}, watch {watch}.")
QUIET = N_("No matter stands above the normal level.")
COMING = N_("Due from {first} to {last}: {count} cases.")
NOTHING_COMING = N_("No case falls due from {first} to {last}.")


@dataclass(frozen=True)
class Sentence:
    """A msgid with its values; `list` names the rows it opens and `number` how many were frozen.

    `measure` is the operational figure of the same name, for who wants today's value.
    """

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)
    list: str = ""
    number: int = 0
    measure: str = ""


def of_section(briefing: Briefing, section: BriefingSection) -> tuple[Sentence, ...]:
    """The sentences of a slide, what is to be promised and kept first."""
    return SECTIONS[section](briefing) if section in SECTIONS else ()


def _overview(briefing: Briefing) -> tuple[Sentence, ...]:
    received, settled = briefing.figures.get("received"), briefing.figures.get("settled")
    late = briefing.figures.get("settled_late")
    is_open, overdue = briefing.figures.get("open"), briefing.figures.get("overdue")
    found = [_promised(briefing)]
    if received:
        values = {"count": received.value, "before": received.week_before, "year": received.year_before}
        found.append(Sentence(RECEIVED, values, measure="received"))
    if settled:
        values = {"count": settled.value, "before": settled.week_before, "late": late.value if late else None}
        found.append(_listed(briefing, SETTLED, comparing.DECIDED, values, measure="settled"))
    if is_open and overdue:
        values = {"open": is_open.value, "late": overdue.value, "before": overdue.week_before}
        found.append(_listed(briefing, STANDING, building.OVERDUE_ALL, values, measure="overdue"))
    return tuple(found)


def _promised(briefing: Briefing) -> Sentence:
    if not briefing.promises:
        return Sentence(NOTHING_PROMISED)
    broken = [one for one in briefing.promises if building.is_broken(one, briefing.day)]
    done = sum(one.state is PromiseState.DONE for one in briefing.promises)
    waiting = len(briefing.promises) - done - len(broken)
    values = {"done": done, "not_done": len(broken), "waiting": waiting}
    return Sentence(PROMISED, {"count": len(briefing.promises), **values})


def _new(briefing: Briefing) -> tuple[Sentence, ...]:
    every = (
        (NEW_CASES, comparing.NEW, "cases_new"),
        (LATE_ENTRY, comparing.LATE_ENTRY, ""),
        (GOT_LATE, comparing.OVERDUE, "overdue"),
        (HOTTER, comparing.HOTTER, ""),
        (DECIDED, comparing.DECIDED, "settled"),
        (CLOSED, comparing.CLOSED, ""),
        (COOLER, comparing.COOLER, ""),
    )
    rare = (comparing.LATE_ENTRY, comparing.COOLER)
    return tuple(
        _listed(briefing, msgid, name, {}, measure=measure)
        for msgid, name, measure in every
        if name not in rare or briefing.counts.get(name)
    )


def _overdue(briefing: Briefing) -> tuple[Sentence, ...]:
    new = briefing.counts.get(comparing.OVERDUE, 0)
    return (
        _listed(briefing, ALL_LATE, building.OVERDUE_ALL, {"new": new}, measure="overdue"),
        _listed(briefing, NEAR, building.DUE_NEXT, {}, measure="due_soon"),
        *(_word(line) for line in briefing.units if line.needs_word),
    )


def _word(line: UnitLine) -> Sentence:
    values = {"unit": line.unit_id, "late": line.overdue, "new": line.newly_overdue}
    if line.not_kept:
        return Sentence(WORD_PROMISED, {**values, "promised": line.not_kept})
    return Sentence(WORD, values)


def _hot(briefing: Briefing) -> tuple[Sentence, ...]:
    crowds, over = briefing.figures.get("crowds"), briefing.figures.get("over_level")
    found = []
    if crowds:
        persons = briefing.figures.get("crowd_persons")
        values = {
            "count": crowds.value,
            "before": crowds.week_before,
            "persons": persons.value if persons else None,
        }
        found.append(_listed(briefing, CROWDS, comparing.CROWDS, values, measure="crowds"))
    if over:
        values = {"count": over.value, "before": over.week_before}
        found.append(Sentence(OVER_LEVEL, values, measure="over_level"))
    levels = briefing.levels
    if any(levels.values()):
        found.append(_listed(briefing, HOT, building.HOT_ALL, dict(levels)))
    else:
        found.append(Sentence(QUIET))
    return tuple(found)


def _next_week(briefing: Briefing) -> tuple[Sentence, ...]:
    if not briefing.days:
        return ()
    values = {"first": briefing.days[0][0], "last": briefing.days[-1][0]}
    number = briefing.counts.get(building.DUE_NEXT, 0)
    if not number:
        return (Sentence(NOTHING_COMING, values),)
    return (_listed(briefing, COMING, building.DUE_NEXT, values, measure="due_soon"),)


def _listed(
    briefing: Briefing, msgid: str, name: str, values: Mapping[str, Any], *, measure: str = ""
) -> Sentence:
    number = briefing.counts.get(name, 0)
    return Sentence(msgid, {"count": number, **values}, name if number else "", number, measure)


SECTIONS = {
    BriefingSection.OVERVIEW: _overview,
    BriefingSection.NEW: _new,
    BriefingSection.OVERDUE: _overdue,
    BriefingSection.HOT: _hot,
    BriefingSection.PROMISES: lambda briefing: (_promised(briefing),),
    BriefingSection.NEXT_WEEK: _next_week,
}
