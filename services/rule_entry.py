"""What an administrator enters as a new version of a legal term, and what is wrong with it."""

from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import Field, SQLModel

from services import entries
from services.errors import AppError
from services.legal_rules import Nature, Rule, RuleTable, TermUnit
from services.rule_overlay import FIRST_OWN_VERSION, Entered
from services.text import N_

LABEL_BASIS, LABEL_CONDITION = N_("Basis in law"), N_("Condition")
LONGEST_TERM = 3_660
_DAYS = (TermUnit.CALENDAR_DAY, TermUnit.WORKING_DAY)
# What the number of each kind of rule may count.
UNITS: dict[Nature, tuple[TermUnit, ...]] = {
    Nature.DEADLINE: _DAYS,
    Nature.LIMITATION: _DAYS,
    Nature.EFFECT: _DAYS,
    Nature.MINIMUM: _DAYS,
    Nature.QUOTA: (TermUnit.DAY_PER_MONTH, TermUnit.DAY_PER_WEEK),
    Nature.RETENTION: (TermUnit.YEAR, TermUnit.CALENDAR_DAY),
}


class TermIsZero(AppError):
    msgid = N_("Rule {rule}: a term of 0 days does not exist. Enter a number from 1 to {longest}.")


class TermTooLong(AppError):
    msgid = N_("Rule {rule}: a term of {n} is longer than any. Enter a number from 1 to {longest}.")


class DirectionTurned(AppError):
    msgid = N_("Rule {rule}: its days are counted {direction}; a new version cannot turn them round.")


class UnitUnfit(AppError):
    msgid = N_("Rule {rule}: its number cannot count this unit. Choose one of the list.")


class ExtensionsUnfit(AppError):
    msgid = N_("Rule {rule}: extensions need their number of days, or their number must be 0.")


class VersionReversed(AppError):
    msgid = N_("Rule {rule}: the last day {last} lies before the first day {first}. Choose a later last day.")


class VersionBeforeRule(AppError):
    msgid = N_("Rule {rule} is in force from {first}: a version cannot begin before. Choose a later day.")


class VersionLeavesGap(AppError):
    msgid = N_(
        "Rule {rule}: nothing would be in force from {gap} to {before}. Let the version begin on {gap}."
    )


class VersionBeginsTwice(AppError):
    msgid = N_(
        "Rule {rule}: version {version} already begins on {day}. Undo that one, or choose another first day."
    )


class VersionOverlaps(AppError):
    msgid = N_(
        "Rule {rule}: version {version} begins on {day}, before the last day {last}. "
        "Choose an earlier last day, or leave it empty."
    )


class VersionChangesNothing(AppError):
    msgid = N_("Rule {rule}: this is word for word what is in force on {day}. Change something, or cancel.")


class TotalDiffers(AppError):
    """A warning: a variant holds its extensions, so its total follows from the ordinary term."""

    msgid = N_(
        "Rule {variant} counts {n} in all, but {rule} with its extensions comes to {total}. "
        "Enter a version of {variant} too."
    )


class ShippedIsCovered(AppError):
    """A warning: a version of the product would never come into force."""

    msgid = N_(
        "Version {version} of the product, in force from {day}, would be covered by this one. "
        "Give this one a last day if the other is to hold."
    )


class VersionEntry(SQLModel):
    """A new version of a rule from a day on; everything else is as in the version of that day."""

    rule_id: str
    n: int
    unit: TermUnit
    extension_days: int = 0
    max_extensions: int = 0
    condition: str = Field(default="")
    basis: str = Field(default="")
    effective_from: date
    effective_to: date | None = None


def drafted(entry: VersionEntry, entered: tuple[Entered, ...], rules: RuleTable) -> Rule:
    """The version that the entry would make; raises the refusals of this module, naming the rule."""
    first = rules.versions(entry.rule_id)[0].effective_from
    if entry.effective_from < first:
        raise VersionBeforeRule(field="effective_from", rule=entry.rule_id, first=_said(first))
    base = _version_before(entry, rules)
    _check_number(entry, base)
    _check_days(entry, entered, rules)
    numbers = [one.rule.version for one in entered if one.rule.id == entry.rule_id]
    made = replace(
        base,
        version=max([FIRST_OWN_VERSION - 1, *numbers]) + 1,
        n=entry.n,
        unit=entry.unit,
        extension_days=entry.extension_days,
        max_extensions=entry.max_extensions,
        condition=entries.optional(entry.condition, label=LABEL_CONDITION, longest=300),
        basis=entries.filled(entry.basis, label=LABEL_BASIS, longest=300),
        effective_from=entry.effective_from,
        effective_to=entry.effective_to,
        confidence="D",
        extension_limit=0,
    )
    same = ("n", "unit", "extension_days", "max_extensions", "condition", "basis")
    if all(getattr(made, name) == getattr(base, name) for name in same):
        raise VersionChangesNothing(rule=entry.rule_id, day=_said(entry.effective_from))
    return made


def warnings(made: Rule, after: RuleTable, entered: tuple[Entered, ...]) -> list[AppError]:
    """What does not fit together once the version stands; it may be saved all the same."""
    found: list[AppError] = []
    day = made.effective_from
    family = made.variant_of or made.id
    if family in after:
        base = after.version_on(family, day)
        for rule_id in after.ids():
            variant = next((one for one in after.versions(rule_id) if one.in_force_on(day)), None)
            if variant is None or variant.variant_of != family or not variant.counts_extensions:
                continue
            total = base.n + variant.max_extensions * variant.extension_days
            if variant.n != total:
                found.append(TotalDiffers(rule=family, variant=rule_id, n=variant.n, total=total))
    for one in entered:
        rule = one.rule
        covered = not one.is_own and one.stands_at(None) and rule.id == made.id and rule.effective_from > day
        if covered and (made.effective_to is None or rule.effective_from <= made.effective_to):
            found.append(ShippedIsCovered(version=rule.version, day=_said(rule.effective_from)))
    return found


def _version_before(entry: VersionEntry, rules: RuleTable) -> Rule:
    """The version the entry starts from: that of its first day, or the last one before."""
    begun = [rule for rule in rules.versions(entry.rule_id) if rule.effective_from <= entry.effective_from]
    return begun[-1]


def _check_number(entry: VersionEntry, base: Rule) -> None:
    if entry.n == 0:
        raise TermIsZero(field="n", rule=entry.rule_id, longest=LONGEST_TERM)
    if abs(entry.n) > LONGEST_TERM:
        raise TermTooLong(field="n", rule=entry.rule_id, n=entry.n, longest=LONGEST_TERM)
    if (entry.n < 0) != (base.n < 0):
        direction = N_("backward") if base.n < 0 else N_("forward")
        raise DirectionTurned(field="n", rule=entry.rule_id, direction=direction)
    if entry.unit not in UNITS[base.nature]:
        raise UnitUnfit(field="unit", rule=entry.rule_id)
    counts = (entry.extension_days, entry.max_extensions)
    if min(counts) < 0 or (entry.max_extensions > 0 and entry.extension_days == 0):
        raise ExtensionsUnfit(field="extension_days", rule=entry.rule_id)


def _check_days(entry: VersionEntry, entered: tuple[Entered, ...], rules: RuleTable) -> None:
    first, last = entry.effective_from, entry.effective_to
    if last is not None and last < first:
        raise VersionReversed(field="effective_to", rule=entry.rule_id, first=_said(first), last=_said(last))
    end = rules.versions(entry.rule_id)[-1].effective_to
    if end is not None and end + timedelta(days=1) < first:
        raise VersionLeavesGap(
            field="effective_from",
            rule=entry.rule_id,
            gap=_said(end + timedelta(days=1)),
            before=_said(first - timedelta(days=1)),
        )
    own = [one.rule for one in entered if one.is_own and one.rule.id == entry.rule_id and one.stands_at(None)]
    for other in own:
        if other.effective_from == first:
            raise VersionBeginsTwice(
                field="effective_from", rule=entry.rule_id, version=other.version, day=_said(first)
            )
        if last is not None and first < other.effective_from <= last:
            raise VersionOverlaps(
                field="effective_to",
                rule=entry.rule_id,
                version=other.version,
                day=_said(other.effective_from),
                last=_said(last),
            )


def _said(day: date) -> str:
    return f"{day:%d/%m/%Y}"
