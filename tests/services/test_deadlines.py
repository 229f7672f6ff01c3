"""The clock engine: worked examples, what explains a date, and what is refused."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest

from services.deadlines import (
    ExtensionCountNegative,
    ExtensionsAlreadyCounted,
    LegalEffect,
    RuleIsMinimumDuration,
    RuleIsQuota,
    RuleIsRetention,
    RuleNotExtendable,
    SuspensionNotApplicable,
    SuspensionReversed,
    SuspensionsOverlap,
    TooManyExtensions,
    compute,
    legal_effect,
)
from services.legal_rules import shipped_rules
from services.term_counting import SUSPENDED_DAY
from services.working_days import YearWithoutData, shipped_calendar

HERE = Path(__file__).parent
RULES = shipped_rules()
CALENDAR = shipped_calendar()
SETTLEMENT = RULES.version_on("KN-RES1", date(2026, 1, 1))
CHECK = RULES.version_on("TC-INI", date(2026, 1, 1))
POSTING = RULES.version_on("TCD-PST", date(2026, 1, 1))
DIALOGUE = RULES.version_on("KN-DLG", date(2026, 8, 1))
ONE_DAY = timedelta(days=1)


def rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def periods(text: str) -> list[tuple[date, date]]:
    pairs = (pair.split(":") for pair in text.split())
    return [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in pairs]


@pytest.mark.parametrize(
    "row", rows("golden_examples.csv"), ids=lambda row: f"{row['rule']} {row['trigger']}"
)
def test_the_worked_examples_hold(row: dict[str, str]) -> None:
    trigger = date.fromisoformat(row["trigger"])
    version = RULES.version_on(row["rule"], trigger)

    result = compute(version, trigger, CALENDAR)

    assert (version.n, version.unit) == (int(row["n"]), row["unit"])
    assert str(result.raw_end) == row["raw_end"]
    assert str(result.due_on) == row["due_on"]
    assert str(result.target_on) == row["target_on"]


@pytest.mark.parametrize("row", rows("golden_cases.csv"), ids=lambda row: f"{row['rule']} {row['trigger']}")
def test_the_golden_cases_hold(row: dict[str, str]) -> None:
    trigger = date.fromisoformat(row["trigger"])
    version = RULES.version_on(row["rule"], trigger)

    result = compute(
        version,
        trigger,
        CALENDAR,
        extensions=int(row["extensions"]),
        suspensions=periods(row["suspended"]),
    )

    dates = (str(result.raw_end), str(result.due_on), str(result.target_on))
    assert dates == (row["raw_end"], row["due_on"], row["target_on"]), row["why"]
    assert str(result.version) == row["version"]
    assert result.started_on == trigger


def test_the_result_explains_each_day_that_was_rolled_over() -> None:
    result = compute(SETTLEMENT, date(2026, 1, 16), CALENDAR)

    assert [day for day, _ in result.skipped] == [date(2026, 2, 15) + ONE_DAY * i for i in range(8)]
    assert result.skipped[2] == (date(2026, 2, 17), "Tết Nguyên Đán")
    assert result.unverified == ()


def test_a_working_term_explains_days_off_suspended_days_and_unverified_days() -> None:
    result = compute(
        CHECK, date(2026, 11, 19), CALENDAR, suspensions=[(date(2026, 11, 25), date(2026, 11, 29))]
    )

    reasons = dict(result.skipped)
    assert reasons[date(2026, 11, 24)] == "Ngày Văn hóa Việt Nam"
    assert reasons[date(2026, 11, 25)] == SUSPENDED_DAY
    assert reasons[date(2026, 11, 28)] != SUSPENDED_DAY
    assert result.paused_days == 3
    assert result.unverified == (date(2026, 11, 24),)


def test_a_backward_term_explains_the_days_it_went_back_over() -> None:
    by_days = compute(DIALOGUE, date(2026, 9, 5), CALENDAR)
    by_working_days = compute(POSTING, date(2026, 2, 25), CALENDAR)

    assert [day.day for day, _ in by_days.skipped] == [29, 30, 31]
    assert [day.day for day, _ in by_working_days.skipped] == list(range(14, 23))


def test_a_pause_after_the_end_is_reported_and_moves_nothing() -> None:
    late = (date(2026, 4, 6), date(2026, 4, 20))

    for version in (SETTLEMENT, CHECK):
        result = compute(version, date(2026, 3, 2), CALENDAR, suspensions=[late])

        assert result.late_pauses == (late,)
        assert result.paused_days == 0
        assert result.due_on == compute(version, date(2026, 3, 2), CALENDAR).due_on


def test_two_extensions_equal_the_especially_complex_variant() -> None:
    day = date(2026, 6, 2)

    extended = compute(RULES.version_on("TC-RES", day), day, CALENDAR, extensions=2)
    variant = compute(RULES.version_on("TC-RESXX", day), day, CALENDAR)

    assert (extended.raw_end, extended.due_on, extended.target_on) == (
        variant.raw_end,
        variant.due_on,
        variant.target_on,
    )
    assert extended.extensions == 2


@pytest.mark.parametrize(
    ("rule_id", "extensions", "refusal"),
    [
        ("TC-RES", 3, TooManyExtensions),
        ("TC-RESX", 1, ExtensionsAlreadyCounted),
        ("TC-RESXX", 2, ExtensionsAlreadyCounted),
        ("KN-RES1", 1, RuleNotExtendable),
        ("TCD-PST", 1, RuleNotExtendable),
        ("TC-RES", -1, ExtensionCountNegative),
        ("KN-PUBP", 0, RuleIsMinimumDuration),
        ("TCD-HEAD", 0, RuleIsQuota),
        ("XLD-ARC", 0, RuleIsRetention),
    ],
)
def test_what_no_date_can_come_from_is_refused_by_name(rule_id: str, extensions: int, refusal) -> None:
    version = RULES.version_on(rule_id, date(2026, 8, 3))

    with pytest.raises(refusal) as caught:
        compute(version, date(2026, 8, 3), CALENDAR, extensions=extensions)

    assert rule_id in str(caught.value) or refusal is ExtensionCountNegative


@pytest.mark.parametrize(
    ("rule_id", "suspended", "refusal"),
    [
        ("KN-RES1", "2026-08-10:2026-08-12 2026-08-12:2026-08-14", SuspensionsOverlap),
        ("KN-RES1", "2026-08-14:2026-08-12", SuspensionReversed),
        ("KN-DLG", "2026-08-10:2026-08-12", SuspensionNotApplicable),
        ("KN-EFF1", "2026-08-10:2026-08-12", SuspensionNotApplicable),
    ],
)
def test_a_wrong_suspension_is_refused(rule_id: str, suspended: str, refusal) -> None:
    version = RULES.version_on(rule_id, date(2026, 8, 3))

    with pytest.raises(refusal):
        compute(version, date(2026, 8, 3), CALENDAR, suspensions=periods(suspended))


def test_suspensions_may_follow_one_another_and_come_in_any_order() -> None:
    pieces = periods("2026-07-25:2026-07-29 2026-07-20:2026-07-24")

    result = compute(SETTLEMENT, date(2026, 7, 6), CALENDAR, suspensions=pieces)

    assert result.raw_end == date(2026, 8, 15)
    assert result.paused_days == 10


def test_a_term_that_reaches_a_year_without_data_is_refused() -> None:
    with pytest.raises(YearWithoutData):
        compute(SETTLEMENT, date(2027, 12, 20), CALENDAR)


def test_legal_effect_is_provisional_until_the_citizens_term_is_over() -> None:
    effect = RULES.version_on("KN-EFF1", date(2026, 6, 1))
    appeal = RULES.version_on("KN-CMP2", date(2026, 6, 1))

    unserved = legal_effect(effect, appeal, date(2026, 6, 1), CALENDAR, served_on=None)
    served_late = legal_effect(effect, appeal, date(2026, 6, 1), CALENDAR, served_on=date(2026, 7, 1))

    assert unserved == LegalEffect(date(2026, 7, 2), None)
    assert served_late == LegalEffect(date(2026, 7, 2), date(2026, 7, 31))
