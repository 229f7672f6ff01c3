"""From versions as they were written, shipped or entered here, to the table of what is in force."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from services.legal_rules import Rule, RuleTable

# Versions entered here are numbered from here on: below is room for those of later releases.
FIRST_OWN_VERSION = 101
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entered:
    """A version with its origin; `entered_at` None is known from the first day of the table."""

    rule: Rule
    is_own: bool = False
    entered_at: datetime | None = None
    withdrawn_at: datetime | None = None

    def is_known_at(self, moment: datetime | None) -> bool:
        """Whether the version had been entered by then; None is now."""
        return moment is None or self.entered_at is None or self.entered_at <= moment

    def stands_at(self, moment: datetime | None) -> bool:
        """Whether the version was known and not withdrawn by then; None is now."""
        withdrawn = self.withdrawn_at is not None and (moment is None or self.withdrawn_at <= moment)
        return self.is_known_at(moment) and not withdrawn


def table_of(entered: tuple[Entered, ...], *, known_at: datetime | None = None) -> RuleTable:
    """The table of what is in force; own versions win on the days they cover.

    `known_at` is the table as it was known then: a version entered later changes nothing that
    was derived before. Versions that are in force on no day answer only for their pins. Raises
    RuleVersionsOverlap and RuleVersionsGap.
    """
    standing = tuple(one for one in entered if one.stands_at(known_at))
    hidden = tuple(one.rule for one in entered if not one.stands_at(known_at))
    return _table(standing, hidden)


@lru_cache(maxsize=32)
def _table(standing: tuple[Entered, ...], hidden: tuple[Rule, ...]) -> RuleTable:
    in_force: list[Rule] = []
    superseded = list(hidden)
    for rule_id in dict.fromkeys(one.rule.id for one in standing):
        versions = [one for one in standing if one.rule.id == rule_id]
        shipped = _reopened([one.rule for one in versions if not one.is_own], hidden)
        own = _cut_off([one.rule for one in versions if one.is_own])
        in_force += own
        for rule in shipped:
            left = _left_of(rule, own)
            in_force += left
            if not left:
                superseded.append(rule)
    return RuleTable(in_force, superseded=superseded)


def _reopened(shipped: list[Rule], hidden: Iterable[Rule]) -> list[Rule]:
    """A version whose successor is not known (or withdrawn) does not end where that one begins."""
    later = sorted(hidden, key=lambda rule: rule.effective_from, reverse=True)
    for successor in later:
        for place, rule in enumerate(shipped):
            follows = rule.effective_to is not None and rule.effective_to + DAY == successor.effective_from
            if follows and rule.id == successor.id:
                shipped[place] = replace(rule, effective_to=successor.effective_to)
    return shipped


def _cut_off(own: list[Rule]) -> list[Rule]:
    """Own versions, each ending at the latest the day before the next one begins."""
    ordered = sorted(own, key=lambda rule: rule.effective_from)
    found = []
    for place, rule in enumerate(ordered):
        following = ordered[place + 1].effective_from if place + 1 < len(ordered) else None
        last = rule.effective_to
        if following is not None and following > rule.effective_from and (last is None or last >= following):
            last = following - DAY
        found.append(replace(rule, effective_to=last))
    return found


def _left_of(rule: Rule, own: Iterable[Rule]) -> list[Rule]:
    """What is left of a shipped version's days, as versions with the same number."""
    pieces: list[tuple[date, date | None]] = [(rule.effective_from, rule.effective_to)]
    for winner in own:
        pieces = [left for piece in pieces for left in _without(piece, winner)]
    return [replace(rule, effective_from=first, effective_to=last) for first, last in pieces]


def _without(piece: tuple[date, date | None], winner: Rule) -> list[tuple[date, date | None]]:
    first, last = piece
    if last is not None and last < winner.effective_from:
        return [piece]
    if winner.effective_to is not None and winner.effective_to < first:
        return [piece]
    left: list[tuple[date, date | None]] = []
    if first < winner.effective_from:
        left.append((first, winner.effective_from - DAY))
    if winner.effective_to is not None and (last is None or winner.effective_to < last):
        left.append((winner.effective_to + DAY, last))
    return left
