"""The sentences that explain a legal date, as msgids with values; who shows them translates them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from services.deadlines import ClockResult
from services.explanation_events import PauseRow, Start
from services.legal_rules import Nature, Rule, TermUnit
from services.text import N_
from services.working_days import VERIFIED

RULE = N_("Rule {rule}, version {version}: {n} {unit} from {trigger} ({basis}).")
RULE_BACKWARD = N_("Rule {rule}, version {version}: {n} {unit} before {trigger} ({basis}).")
CONDITION = N_("Condition: {condition}.")
VERSION = N_("This version is in force from {since}; that of the first day holds for the whole term.")
VERSION_ENDED = N_(
    "This version was in force from {since} to {until}; that of the first day holds for the whole term."
)
START_STAMP = N_("The term began on {day}, the day of the receipt stamp.")
START_EVENT = N_("The term began on {day}: {event}.")
START_PAPER = N_("The term began on {day}: {event}, document {number} of {dated}, signed by {signer}.")
START_UNKNOWN = N_("The term began on {day}; only the day is on record.")
START_EFFECT = N_("The term began on {day}, with the legal effect of the decision of {decided}.")
ENTERED = N_("That was entered on {entered}; days between: {n}.")
ENTERED_REASON = N_("Reason for the late entry: {reason}.")
ESTIMATED = N_("The first day comes from a register and nobody has confirmed it yet: the date is estimated.")
NOT_COUNTED = N_("The day of the event itself is not counted (Civil Code 2015, art. 147).")
EXTENDED = N_("Extensions: {n}, of {days} days each; they lengthen the bare count.")
PAUSED = N_("{n} days stood still during suspensions.")
STANDING_STILL = N_("The term has stood still since {day}; its end moves on each day until it is resumed.")
LATE_PAUSES = N_(
    "Suspensions that began after the term had run out move nothing (here: {n}): late stays late."
)
ENDS = N_("The bare count ends on {raw}; warnings go by {target}; overdue after {due}.")
ROLLED = N_("{raw} is not a working day: the term ends with {due}, the next one (Civil Code 2015, art. 148).")
ROLLED_BACK = N_("{raw} is not a working day: it has to be done by {due}, the last one before.")
EFFECTIVE = N_("Legal effect comes on {due}, the day after the bare count, whatever day of the week that is.")
PROVISIONAL = N_("That day is provisional until the decision was served and the appeal term is over.")
DONE_IN_TIME = N_("Done on {day}, in time.")
DONE_LATE = N_("Done on {day}; days late: {n}.")
RULE_UNVERIFIED = N_("The term itself is not yet verified by an official.")
DAYS_UNVERIFIED = N_("Days not counted that no official has verified yet: {n}.")
CALENDAR_DAYS, WORKING_DAYS = N_("calendar days"), N_("working days")


@dataclass(frozen=True, slots=True)
class Words:
    """A message among the values of a sentence; `context` as of pgettext."""

    msgid: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A place in the law as the table of rules names it."""

    basis: str


Value = str | int | date | Words | Source


@dataclass(frozen=True, slots=True)
class Sentence:
    """One message with its values; `is_typed` marks words of a person, kept off papers of sealed matters."""

    msgid: str
    values: dict[str, Value] = field(default_factory=dict)
    is_typed: bool = False


def sentences(
    dates: ClockResult,
    rule: Rule,
    start: Start,
    pauses: Sequence[PauseRow],
    *,
    met_on: date | None,
    is_estimated: bool,
) -> Iterator[Sentence]:
    """What explains a date, in the order in which one would tell it."""
    yield from _of_rule(rule)
    yield from _of_start(start, is_estimated=is_estimated)
    yield Sentence(NOT_COUNTED)
    if dates.extensions:
        yield Sentence(EXTENDED, {"n": dates.extensions, "days": rule.extension_days})
    if dates.paused_days:
        yield Sentence(PAUSED, {"n": dates.paused_days})
    late = sum(1 for pause in pauses if pause.is_late)
    if late:
        yield Sentence(LATE_PAUSES, {"n": late})
    lasting = next((pause for pause in pauses if pause.last_on is None), None)
    if lasting is not None and met_on is None and lasting.first_on <= dates.due_on:
        yield Sentence(STANDING_STILL, {"day": lasting.first_on})
    yield from _of_end(dates, rule)
    if met_on is not None and rule.nature is not Nature.EFFECT:
        late_by = (met_on - dates.due_on).days
        yield (
            Sentence(DONE_LATE, {"day": met_on, "n": late_by})
            if late_by > 0
            else Sentence(DONE_IN_TIME, {"day": met_on})
        )
    if rule.confidence != VERIFIED:
        yield Sentence(RULE_UNVERIFIED)
    if dates.unverified:
        yield Sentence(DAYS_UNVERIFIED, {"n": len(dates.unverified)})


def _of_rule(rule: Rule) -> Iterator[Sentence]:
    unit = Words(WORKING_DAYS if rule.unit is TermUnit.WORKING_DAY else CALENDAR_DAYS)
    values: dict[str, Value] = {
        "rule": rule.id,
        "version": rule.version,
        "n": abs(rule.n),
        "unit": unit,
        "trigger": Words(rule.trigger, "rule"),
        "basis": Source(rule.basis),
    }
    yield Sentence(RULE_BACKWARD if rule.n < 0 else RULE, values)
    if rule.condition:
        yield Sentence(CONDITION, {"condition": Words(rule.condition, "rule")})
    if rule.effective_to is None:
        yield Sentence(VERSION, {"since": rule.effective_from})
    else:
        yield Sentence(VERSION_ENDED, {"since": rule.effective_from, "until": rule.effective_to})


def _of_start(start: Start, *, is_estimated: bool) -> Iterator[Sentence]:
    if start.effect_of is not None:
        yield Sentence(START_EFFECT, {"day": start.day, "decided": start.effect_of})
    elif start.is_stamp:
        yield Sentence(START_STAMP, {"day": start.day})
    elif not start.action:
        yield Sentence(START_UNKNOWN, {"day": start.day})
    elif start.paper is None:
        yield Sentence(START_EVENT, {"day": start.day, "event": Words(start.action)})
    else:
        paper = start.paper
        values: dict[str, Value] = {"number": paper.number, "dated": paper.dated_on or start.day}
        values |= {"day": start.day, "event": Words(start.action), "signer": paper.signer or "–"}
        yield Sentence(START_PAPER, values)
    if is_estimated:
        yield Sentence(ESTIMATED)
    elif start.entered_on is not None and start.effect_of is None:
        yield Sentence(ENTERED, {"entered": start.entered_on, "n": (start.entered_on - start.day).days})
        if start.reason:
            yield Sentence(ENTERED_REASON, {"reason": start.reason}, is_typed=True)


def _of_end(dates: ClockResult, rule: Rule) -> Iterator[Sentence]:
    if rule.nature is Nature.EFFECT:
        yield Sentence(EFFECTIVE, {"due": dates.due_on})
        yield Sentence(PROVISIONAL)
        return
    if dates.due_on != dates.raw_end:
        rolled = ROLLED_BACK if rule.n < 0 else ROLLED
        yield Sentence(rolled, {"raw": dates.raw_end, "due": dates.due_on})
    yield Sentence(ENDS, {"raw": dates.raw_end, "target": dates.target_on, "due": dates.due_on})
