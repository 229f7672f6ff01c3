"""What is in force when versions entered here lie over the shipped ones, now and as it was known then."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from services.legal_rules import (
    RuleNotInForce,
    RuleUnknown,
    RuleVersionsGap,
    RuleVersionsOverlap,
    shipped_rules,
)
from services.rule_overlay import FIRST_OWN_VERSION, Entered, table_of

OLD = shipped_rules().pinned("KN-ACC1", 1)  # until 2026-06-30
NEW = shipped_rules().pinned("KN-ACC1", 2)  # from 2026-07-01
OWN = replace(NEW, version=FIRST_OWN_VERSION, n=5, effective_from=date(2026, 10, 1), basis="ND 1")
ENTERED_AT = datetime(2026, 10, 20, 3, 0, tzinfo=UTC)
SHIPPED = (Entered(OLD), Entered(NEW))


def own(rule=OWN, *, at=ENTERED_AT, withdrawn_at=None) -> Entered:
    return Entered(rule, is_own=True, entered_at=at, withdrawn_at=withdrawn_at)


def version(table, day: date) -> int:
    return table.version_on("KN-ACC1", day).version


def test_an_own_version_ends_the_shipped_one_the_day_before() -> None:
    table = table_of((*SHIPPED, own()))

    assert [version(table, date(2026, month, 30)) for month in (6, 9)] == [1, 2]
    assert version(table, date(2026, 10, 1)) == FIRST_OWN_VERSION
    assert table.versions("KN-ACC1")[1].effective_to == date(2026, 9, 30)


def test_after_an_own_version_with_an_end_the_shipped_one_holds_again() -> None:
    table = table_of((*SHIPPED, own(replace(OWN, effective_to=date(2026, 12, 31)))))

    assert version(table, date(2026, 12, 31)) == FIRST_OWN_VERSION
    assert version(table, date(2027, 1, 1)) == 2


def test_a_later_own_version_ends_the_one_before() -> None:
    later = replace(OWN, version=FIRST_OWN_VERSION + 1, n=6, effective_from=date(2027, 1, 1))

    table = table_of((*SHIPPED, own(later), own()))

    assert version(table, date(2026, 12, 31)) == FIRST_OWN_VERSION
    assert version(table, date(2027, 1, 1)) == FIRST_OWN_VERSION + 1


def test_a_version_that_is_covered_wholly_still_answers_for_its_pins() -> None:
    covering = replace(OWN, effective_from=date(2026, 7, 1))

    table = table_of((*SHIPPED, own(covering)))

    assert version(table, date(2026, 7, 1)) == FIRST_OWN_VERSION
    assert [rule.version for rule in table.versions("KN-ACC1")] == [1, FIRST_OWN_VERSION]
    assert table.pinned("KN-ACC1", 2).n == 7
    with pytest.raises(RuleUnknown):
        table.pinned("KN-ACC1", 3)


def test_two_own_versions_from_one_day_are_refused_by_name() -> None:
    twin = replace(OWN, version=FIRST_OWN_VERSION + 1)

    with pytest.raises(RuleVersionsOverlap) as refused:
        table_of((*SHIPPED, own(), own(twin)))

    assert refused.value.values["rule"] == "KN-ACC1"


def test_an_own_version_after_the_end_of_a_rule_leaves_a_gap() -> None:
    ended = shipped_rules().pinned("KN-PUB2", 1)

    with pytest.raises(RuleVersionsGap):
        table_of((Entered(ended), own(replace(ended, version=101, effective_from=date(2027, 1, 1)))))


def test_what_was_entered_later_is_not_known_before() -> None:
    entered = (*SHIPPED, own())

    before = table_of(entered, known_at=datetime(2026, 10, 19, tzinfo=UTC))
    after = table_of(entered, known_at=ENTERED_AT)

    assert version(before, date(2026, 10, 5)) == 2
    assert version(after, date(2026, 10, 5)) == FIRST_OWN_VERSION
    assert before.pinned("KN-ACC1", FIRST_OWN_VERSION).n == 5


def test_a_withdrawn_version_is_in_force_on_no_day_but_was_known_before() -> None:
    entered = (*SHIPPED, own(withdrawn_at=datetime(2026, 11, 1, tzinfo=UTC)))

    assert version(table_of(entered), date(2026, 10, 5)) == 2
    assert version(table_of(entered, known_at=ENTERED_AT), date(2026, 10, 5)) == FIRST_OWN_VERSION


def test_a_shipped_version_that_came_late_leaves_the_one_before_open_until_then() -> None:
    late = Entered(NEW, entered_at=ENTERED_AT)

    before = table_of((Entered(OLD), late), known_at=datetime(2026, 9, 1, tzinfo=UTC))

    assert version(before, date(2026, 8, 1)) == 1
    assert version(table_of((Entered(OLD), late)), date(2026, 8, 1)) == 2


def test_the_limit_of_extensions_is_that_of_the_day_the_term_began() -> None:
    rules = [shipped_rules().pinned(rule, 1) for rule in ("TC-RES", "TC-RESX", "TC-RESXX")]
    stricter = replace(
        rules[2], version=101, max_extensions=1, n=60, effective_from=date(2027, 1, 1), effective_to=None
    )

    table = table_of((*(Entered(rule) for rule in rules), own(stricter)))

    assert table.version_on("TC-RES", date(2026, 12, 31)).extension_limit == 2
    assert table.version_on("TC-RES", date(2027, 1, 1)).extension_limit == 1
    assert table.pinned("TC-RES", 1, on=date(2026, 12, 31)).extension_limit == 2


def test_a_day_before_every_version_is_refused() -> None:
    with pytest.raises(RuleNotInForce):
        table_of((*SHIPPED, own())).version_on("KN-ACC1", date(2012, 6, 30))
