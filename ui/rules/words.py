"""Words for legal terms: what a number counts, whom a rule is about, where a version stands."""

from datetime import date

from models.enums import Role, RuleSource
from services.clock_choice import ANY
from services.legal_rules import Nature, Rule, TermUnit
from services.permissions import ALLOWED, Permission
from services.rule_views import VersionLine, VersionState
from services.text import N_
from ui.i18n import _, ngettext, pgettext
from ui.labels import day, word
from ui.legal_words import law

KINDS: dict[str, str] = {
    "complaint": N_("Complaint"),
    "denunciation": N_("Denunciation"),
    "recommendation": N_("Recommendation, reflection"),
    "reception": N_("Reception of citizens"),
    "petition": N_("Petition"),
}
INSTANCES: dict[str, str] = {
    "1": N_("first instance"),
    "2": N_("second instance"),
    "further": N_("further denunciation"),
}
VARIANTS: dict[str, str] = {
    "complex": N_("complex"),
    "especially_complex": N_("especially complex"),
    "remote": N_("remote area"),
    "remote_complex": N_("remote area, complex"),
    "disciplinary": N_("disciplinary decision"),
    "disciplinary_complex": N_("disciplinary decision, complex"),
    "dismissal": N_("dismissal"),
    "several_places": N_("several places to verify"),
    "out_of_competence": N_("out of competence"),
    "groups_a_c": N_("groups a and c"),
    "voters": N_("voters' petition"),
    "voters_groups_a_c": N_("voters' petition, groups a and c"),
}
NATURES: dict[Nature, str] = {
    Nature.DEADLINE: N_("Deadline of the authority"),
    Nature.LIMITATION: N_("Time limit of the citizen"),
    Nature.EFFECT: N_("Legal effect"),
    Nature.MINIMUM: N_("Minimum duration"),
    Nature.QUOTA: N_("Duty per period"),
    Nature.RETENTION: N_("Retention"),
}
UNITS: dict[TermUnit, str] = {
    TermUnit.CALENDAR_DAY: N_("calendar days"),
    TermUnit.WORKING_DAY: N_("working days"),
    TermUnit.DAY_PER_MONTH: N_("days a month"),
    TermUnit.DAY_PER_WEEK: N_("days a week"),
    TermUnit.YEAR: N_("years"),
}
STATES: dict[VersionState, str] = {
    VersionState.IN_FORCE: N_("in force"),
    VersionState.AHEAD: N_("to come"),
    VersionState.PAST: N_("no longer in force"),
    VersionState.SUPERSEDED: N_("for running terms only"),
}
SOURCES: dict[RuleSource, str] = {
    RuleSource.SHIPPED: N_("with the product"),
    RuleSource.OWN: N_("entered here"),
}


def term(rule: Rule) -> str:
    """The number with its unit: "7 working days", "5 calendar days before"."""
    n = abs(rule.n)
    said = {
        TermUnit.CALENDAR_DAY: ngettext("{n} day", "{n} days", n),
        TermUnit.WORKING_DAY: ngettext("{n} working day", "{n} working days", n),
        TermUnit.DAY_PER_MONTH: ngettext("{n} day a month", "{n} days a month", n),
        TermUnit.DAY_PER_WEEK: ngettext("{n} day a week", "{n} days a week", n),
        TermUnit.YEAR: ngettext("{n} year", "{n} years", n),
    }[rule.unit].format(n=n)
    return _("{term} before").format(term=said) if rule.n < 0 else said


def kind(rule: Rule) -> str:
    """Whom the rule is about: "Complaint, first instance, complex"."""
    parts = [_(KINDS.get(rule.kind, rule.kind))]
    parts += [_(INSTANCES.get(part, part)) for part in [rule.instance] if part]
    parts += [_(VARIANTS.get(part, part)) for part in [rule.variant] if part]
    return ", ".join(parts)


def step(rule: Rule) -> str:
    """What has to be done within the term."""
    return sentence(pgettext("rule", rule.step))


def trigger(rule: Rule) -> str:
    """The day from which the term is counted."""
    return sentence(pgettext("rule", rule.trigger))


def condition(rule: Rule) -> str:
    """What the term depends on besides."""
    return sentence(law(pgettext("rule", rule.condition))) if rule.condition else ""


def extensions(rule: Rule) -> str:
    """How a term may be extended; a dash for one that may not."""
    if not rule.extension_limit and not rule.max_extensions:
        return "–"
    count = rule.max_extensions or rule.extension_limit
    return _("{count} × {days} days").format(count=count, days=rule.extension_days)


def period(first: date, last: date | None) -> str:
    """ "from 01/07/2026", "01/07/2012 – 30/06/2026"."""
    if last is None:
        return _("from {day}").format(day=day(first))
    return f"{day(first)} – {day(last)}"


def periods(line: VersionLine) -> str:
    """The days on which a version is really in force; those that were meant where there are none."""
    if not line.periods:
        return period(line.rule.effective_from, line.rule.effective_to)
    return "; ".join(period(first, last) for first, last in line.periods)


def checked(line: VersionLine) -> str:
    """Whether somebody has read the version in the law."""
    return _("verified") if line.is_verified else _("unverified")


def accepted(values: frozenset[str], words: dict[str, str]) -> str:
    """The facts that a clock accepts, "any" left out."""
    if ANY in values:
        return ""
    return _(" or ").join(_(words[value]) for value in words if value in values)


def roles(permission: str) -> str:
    """Who holds a right, by role."""
    holders = [role for role in Role if Permission(permission) in ALLOWED[role]]
    return ", ".join(word(role) for role in holders)


def sentence(text: str) -> str:
    """A text with a capital first letter, the rest untouched."""
    return text[:1].upper() + text[1:]
