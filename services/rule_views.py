"""The legal terms as a reader sees them: each rule with its versions, their origin and their state."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlmodel import Session, col, select

from models import RuleVersion
from models.enums import RuleSource
from services import rule_versions
from services.legal_rules import Rule
from services.permissions import Actor, Permission, require
from services.working_days import VERIFIED

Period = tuple[date, date | None]


class VersionState(StrEnum):
    """Where a version stands on a day; SUPERSEDED ones are in force on no day and only answer for pins."""

    IN_FORCE = "in_force"
    AHEAD = "ahead"
    PAST = "past"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version with the days it is really in force, what an own version takes away left out."""

    rule: Rule
    row: RuleVersion
    state: VersionState
    periods: tuple[Period, ...]

    @property
    def is_own(self) -> bool:
        return self.row.source is RuleSource.OWN

    @property
    def is_verified(self) -> bool:
        """Read in the text of the law, or compared with a document by an administrator."""
        return self.rule.confidence == VERIFIED


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule by the version that stands for it on the day: in force, else next, else last."""

    current: VersionLine
    versions: list[VersionLine]

    @property
    def rule(self) -> Rule:
        return self.current.rule

    @property
    def planned(self) -> VersionLine | None:
        """The next version to come into force beside the current one."""
        ahead = [one for one in self.versions if one.state is VersionState.AHEAD and one is not self.current]
        return min(ahead, key=lambda one: one.periods[0][0], default=None)


def lines(session: Session, *, actor: Actor, today: date) -> list[RuleLine]:
    """Every rule in the order of the table, its versions oldest first."""
    require(actor, Permission.RULE_READ)
    table = rule_versions.table(session)
    rows = session.exec(select(RuleVersion).order_by(col(RuleVersion.position), col(RuleVersion.id)))
    found: dict[str, list[VersionLine]] = {}
    for row in rows:
        rule = rule_versions.rule_of(row)
        in_force = table.versions(rule.id) if rule.id in table else ()
        days = tuple(
            (one.effective_from, one.effective_to) for one in in_force if one.version == rule.version
        )
        if days:
            rule = replace(rule, effective_to=days[-1][1])
        found.setdefault(rule.id, []).append(VersionLine(rule, row, _state(days, today), days))
    result = []
    for versions in found.values():
        versions.sort(key=lambda one: (one.periods or ((one.rule.effective_from, None),))[0][0])
        result.append(RuleLine(_standing(versions), versions))
    return result


def _state(periods: tuple[Period, ...], today: date) -> VersionState:
    if not periods:
        return VersionState.SUPERSEDED
    if any(first <= today and (last is None or today <= last) for first, last in periods):
        return VersionState.IN_FORCE
    return VersionState.AHEAD if any(first > today for first, _last in periods) else VersionState.PAST


def _standing(versions: list[VersionLine]) -> VersionLine:
    for state, place in ((VersionState.IN_FORCE, 0), (VersionState.AHEAD, 0), (VersionState.PAST, -1)):
        of_state = [one for one in versions if one.state is state]
        if of_state:
            return of_state[place]
    return versions[-1]
