"""The clock engine: worked examples, what explains a date, and what is refused."""

import csv
from dataclasses import replace
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
from services.legal_rules import Rule, shipped_rules
from services.term_counting import SUSPENDED_DAY
from services.working_days import SATURDAY_OFF, SUNDAY_OFF, YearWithoutData, shipped_calendar

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
    assert (result.rule_id, str(result.version)) == (row["rule"], row["version"])
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
    ("rule_id", "extensions", "refusal", "values"),
    [
        ("TC-RES", 3, TooManyExtensions, {"limit": 2, "asked": 3, "basis": "LTC art.30"}),
        ("TC-RESX", 1, ExtensionsAlreadyCounted, {"base": "TC-RES"}),
        ("TC-RESXX", 2, ExtensionsAlreadyCounted, {"base": "TC-RES"}),
        ("KN-RES1", 1, RuleNotExtendable, {"basis": "LKN art.28"}),
        ("TCD-PST", 1, RuleNotExtendable, {"basis": "LTCD art.24.4"}),
        ("KN-PUBP", 0, RuleIsMinimumDuration, {}),
        ("TCD-HEAD", 0, RuleIsQuota, {}),
        ("XLD-ARC", 0, RuleIsRetention, {}),
    ],
)
def test_what_no_date_can_come_from_is_refused_by_name(rule_id, extensions, refusal, values) -> None:
    version = RULES.version_on(rule_id, date(2026, 8, 3))

    with pytest.raises(refusal) as caught:
        compute(version, date(2026, 8, 3), CALENDAR, extensions=extensions)

    assert caught.value.values == {"rule": rule_id, **values}


def test_a_negative_number_of_extensions_is_refused() -> None:
    with pytest.raises(ExtensionCountNegative) as caught:
        compute(SETTLEMENT, date(2026, 8, 3), CALENDAR, extensions=-1)

    assert caught.value.values == {"asked": -1}


AUGUST = {n: date(2026, 8, n) for n in range(1, 32)}


@pytest.mark.parametrize(
    ("rule_id", "suspended", "refusal", "values"),
    [
        (
            "KN-RES1",
            "2026-08-10:2026-08-12 2026-08-12:2026-08-14",
            SuspensionsOverlap,
            {"first_end": AUGUST[12], "next_start": AUGUST[12]},
        ),
        (
            "KN-RES1",
            "2026-08-11:2026-08-14 2026-08-10:2026-08-18",
            SuspensionsOverlap,
            {"first_end": AUGUST[18], "next_start": AUGUST[11]},
        ),
        (
            "KN-RES1",
            "2026-08-14:2026-08-12",
            SuspensionReversed,
            {"first": AUGUST[14], "last": AUGUST[12]},
        ),
        ("KN-DLG", "2026-08-10:2026-08-12", SuspensionNotApplicable, {"rule": "KN-DLG"}),
        ("KN-EFF1", "2026-08-10:2026-08-12", SuspensionNotApplicable, {"rule": "KN-EFF1"}),
    ],
)
def test_a_wrong_suspension_is_refused(rule_id, suspended, refusal, values) -> None:
    version = RULES.version_on(rule_id, date(2026, 8, 3))

    with pytest.raises(refusal) as caught:
        compute(version, date(2026, 8, 3), CALENDAR, suspensions=periods(suspended))

    assert caught.value.values == values


def test_a_suspension_of_one_day_is_a_suspension() -> None:
    day = date(2026, 8, 5)

    result = compute(SETTLEMENT, date(2026, 8, 3), CALENDAR, suspensions=[(day, day)])

    assert (result.raw_end, result.paused_days) == (date(2026, 9, 3), 1)


def test_shortest_terms_count_one_day() -> None:
    one = replace(SETTLEMENT, n=1)
    back = replace(SETTLEMENT, n=-1)

    assert compute(one, date(2026, 8, 3), CALENDAR).raw_end == date(2026, 8, 4)
    assert compute(back, date(2026, 8, 4), CALENDAR).raw_end == date(2026, 8, 3)
    paused = compute(one, date(2026, 8, 3), CALENDAR, suspensions=[(date(2026, 8, 4), date(2026, 8, 5))])
    assert paused.raw_end == date(2026, 8, 6)


@pytest.mark.parametrize("version", [SETTLEMENT, CHECK], ids=["calendar days", "working days"])
def test_of_several_pauses_only_those_inside_the_term_count(version: Rule) -> None:
    """One is over before the term, one lasts into its first day, one lies in it, two come when it is over."""
    start = date(2026, 3, 2)
    before, into = (date(2026, 2, 23), date(2026, 2, 27)), (date(2026, 3, 1), date(2026, 3, 3))
    inside = (date(2026, 3, 5), date(2026, 3, 6))
    late = [(date(2026, 4, 20), date(2026, 4, 22)), (date(2026, 5, 18), date(2026, 5, 19))]

    result = compute(version, start, CALENDAR, suspensions=[late[1], before, inside, into, late[0]])
    plain = compute(version, start, CALENDAR, suspensions=[(date(2026, 3, 3), date(2026, 3, 3)), inside])

    assert result.paused_days == 3
    assert result.late_pauses == tuple(late)
    assert (result.raw_end, result.due_on, result.skipped) == (plain.raw_end, plain.due_on, plain.skipped)


def test_a_pause_that_ends_on_the_day_of_the_event_moves_nothing() -> None:
    pause = (date(2026, 2, 25), date(2026, 3, 2))

    for version in (SETTLEMENT, CHECK):
        result = compute(version, date(2026, 3, 2), CALENDAR, suspensions=[pause])

        assert result == compute(version, date(2026, 3, 2), CALENDAR)


def test_exactly_the_days_that_were_passed_over_are_explained() -> None:
    monday = date(2026, 7, 6)
    weekend = ((date(2026, 7, 11), SATURDAY_OFF), (date(2026, 7, 12), SUNDAY_OFF))
    rolled = compute(replace(SETTLEMENT, n=5), monday, CALENDAR)
    on_time = compute(replace(SETTLEMENT, n=4), monday, CALENDAR)
    worked = compute(replace(CHECK, n=5), monday, CALENDAR)
    from_sunday = compute(replace(CHECK, n=1), date(2026, 7, 12), CALENDAR)
    back = compute(replace(SETTLEMENT, n=-2), date(2026, 7, 13), CALENDAR)
    back_worked = compute(replace(CHECK, n=-1), date(2026, 7, 13), CALENDAR)
    back_from_saturday = compute(replace(CHECK, n=-1), date(2026, 7, 11), CALENDAR)

    assert (rolled.due_on, rolled.skipped) == (date(2026, 7, 13), weekend)
    assert (on_time.due_on, on_time.skipped) == (date(2026, 7, 10), ())
    assert (worked.due_on, worked.skipped) == (date(2026, 7, 13), weekend)
    assert (from_sunday.due_on, from_sunday.skipped) == (date(2026, 7, 13), ())
    assert (back.raw_end, back.due_on, back.skipped) == (date(2026, 7, 11), date(2026, 7, 10), weekend[:1])
    assert (back_worked.due_on, back_worked.skipped) == (date(2026, 7, 10), weekend)
    assert (back_from_saturday.due_on, back_from_saturday.skipped) == (date(2026, 7, 10), ())


def test_a_roll_over_a_pause_names_its_days() -> None:
    """The bare count of ten days and a pause of two ends on Saturday; the pause lasts from then to Monday."""
    pauses = [(date(2026, 7, 10), date(2026, 7, 10)), (date(2026, 7, 18), date(2026, 7, 20))]

    result = compute(replace(SETTLEMENT, n=10), date(2026, 7, 7), CALENDAR, suspensions=pauses)

    # 17 July, one day more is the 18th; paused until the 20th, so three more: the 21st, a Tuesday.
    assert (result.raw_end, result.due_on, result.paused_days) == (date(2026, 7, 21), date(2026, 7, 21), 4)
    assert result.skipped == ()
    late = compute(
        replace(SETTLEMENT, n=4),
        date(2026, 7, 7),
        CALENDAR,
        suspensions=[(date(2026, 7, 12), date(2026, 7, 13))],
    )
    # The 11th is a Saturday; on Sunday the term was open, so two days more, and no end on a paused day.
    assert (late.raw_end, late.due_on) == (date(2026, 7, 13), date(2026, 7, 14))
    assert late.skipped == ((date(2026, 7, 13), SUSPENDED_DAY),)


def test_suspensions_may_follow_one_another_and_come_in_any_order() -> None:
    pieces = periods("2026-07-25:2026-07-29 2026-07-20:2026-07-24")

    result = compute(SETTLEMENT, date(2026, 7, 6), CALENDAR, suspensions=pieces)

    assert result.raw_end == date(2026, 8, 15)
    assert result.paused_days == 10


def test_a_term_that_reaches_a_year_without_data_is_refused() -> None:
    with pytest.raises(YearWithoutData):
        compute(SETTLEMENT, date(2027, 12, 20), CALENDAR)


@pytest.mark.parametrize(
    ("until", "may_be_appealed", "provisional", "final_on"),
    [
        (None, True, True, None),
        (date(2026, 7, 31), True, True, date(2026, 8, 1)),
        (date(2026, 7, 2), True, True, date(2026, 7, 3)),
        (date(2026, 7, 1), True, False, date(2026, 7, 2)),
        (date(2026, 6, 20), True, False, date(2026, 7, 2)),
        (None, False, False, date(2026, 7, 2)),
    ],
)
def test_an_effect_is_final_when_nobody_can_complain_any_more(
    until, may_be_appealed, provisional, final_on
) -> None:
    effect = LegalEffect(date(2026, 7, 2), until, may_be_appealed)
    days = [date(2026, 6, 25) + ONE_DAY * n for n in range(60)]

    assert effect.is_provisional is provisional
    assert [day for day in days if effect.is_final(day)] == [d for d in days if final_on and d >= final_on]


def test_legal_effect_is_provisional_until_the_citizens_term_is_over() -> None:
    effect = RULES.version_on("KN-EFF1", date(2026, 6, 1))
    appeal = RULES.version_on("KN-CMP2", date(2026, 6, 1))

    unserved = legal_effect(effect, appeal, date(2026, 6, 1), CALENDAR, served_on=None)
    served_late = legal_effect(effect, appeal, date(2026, 6, 1), CALENDAR, served_on=date(2026, 7, 1))

    assert unserved == LegalEffect(date(2026, 7, 2), None)
    assert served_late == LegalEffect(date(2026, 7, 2), date(2026, 7, 31))
