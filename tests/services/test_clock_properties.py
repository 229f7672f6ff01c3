"""What must hold for every date, every term and every history; make proof tries ten thousand of each."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from models.enums import Step
from services.case_clocks import run_clocks
from services.case_course import happenings
from services.case_replay import replay
from services.deadlines import compute
from services.legal_rules import Rule, TermUnit, shipped_rules
from services.working_days import shipped_calendar
from tests.services.case_histories import History, entered_otherwise, events_of, histories
from tests.services.proving import proven

RULES = shipped_rules()
CALENDAR = shipped_calendar()
SETTLEMENT = RULES.version_on("KN-RES1", date(2026, 1, 1))
ONE_DAY = timedelta(days=1)

starts = st.dates(date(2013, 1, 1), date(2026, 6, 30))
terms = st.integers(1, 120)
units = st.sampled_from([TermUnit.CALENDAR_DAY, TermUnit.WORKING_DAY])
gaps = st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=4)


def rule(n: int, unit: TermUnit = TermUnit.CALENDAR_DAY) -> Rule:
    return replace(SETTLEMENT, n=n, unit=unit)


def pauses_from(first: date, lengths: list[tuple[int, int]]) -> list[tuple[date, date]]:
    """Pauses one after another, each after a gap."""
    pauses, last = [], first
    for gap, length in lengths:
        begin = last + timedelta(days=gap)
        last = begin + timedelta(days=length)
        pauses.append((begin, last))
    return pauses


@proven(start=starts, n=terms, more=st.integers(1, 60), unit=units)
def test_a_longer_term_never_ends_earlier(start: date, n: int, more: int, unit: TermUnit) -> None:
    one, longer = compute(rule(n, unit), start, CALENDAR), compute(rule(n + more, unit), start, CALENDAR)

    assert longer.raw_end > one.raw_end
    assert longer.due_on >= one.due_on
    assert longer.target_on >= one.target_on


@proven(start=starts, n=terms, later=st.integers(1, 60), unit=units)
def test_a_later_start_never_ends_earlier(start: date, n: int, later: int, unit: TermUnit) -> None:
    one = compute(rule(n, unit), start, CALENDAR)
    other = compute(rule(n, unit), start + timedelta(days=later), CALENDAR)

    assert other.raw_end >= one.raw_end
    assert other.due_on >= one.due_on
    assert other.target_on >= one.target_on


@proven(start=starts, n=terms, lengths=gaps, unit=units)
def test_with_suspensions_too_nothing_ends_earlier(
    start: date, n: int, lengths: list[tuple[int, int]], unit: TermUnit
) -> None:
    pauses = pauses_from(start - timedelta(days=15), lengths)
    one = compute(rule(n, unit), start, CALENDAR, suspensions=pauses)

    assert compute(rule(n + 1, unit), start, CALENDAR, suspensions=pauses).due_on >= one.due_on
    assert compute(rule(n, unit), start + ONE_DAY, CALENDAR, suspensions=pauses).due_on >= one.due_on
    inside = [pause for pause in pauses if pause[1] > start and pause[0] <= one.raw_end]
    assert not any(first <= one.due_on <= last for first, last in inside)


@proven(start=starts, n=terms, lengths=st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9))), unit=units)
def test_a_forward_term_ends_on_a_working_day_around_its_bare_end(
    start: date, n: int, lengths: list[tuple[int, int]], unit: TermUnit
) -> None:
    result = compute(rule(n, unit), start, CALENDAR, suspensions=pauses_from(start, lengths[:3]))

    assert result.target_on <= result.raw_end <= result.due_on
    assert CALENDAR.is_working(result.due_on)
    assert CALENDAR.is_working(result.target_on)
    skipped = {day for day, _ in result.skipped}
    passed = {result.raw_end + ONE_DAY * i for i in range((result.due_on - result.raw_end).days)}
    assert passed <= skipped


@proven(event=st.dates(date(2014, 1, 1), date(2027, 6, 30)), n=terms, unit=units)
def test_a_backward_term_rolls_earlier(event: date, n: int, unit: TermUnit) -> None:
    result = compute(rule(-n, unit), event, CALENDAR)

    assert event > result.raw_end >= result.due_on == result.target_on
    assert CALENDAR.is_working(result.due_on)
    assert CALENDAR.working_days_between(result.due_on + ONE_DAY, result.raw_end) == 0


@proven(start=starts, n=terms, after=st.integers(1, 120), length=st.integers(1, 60))
def test_a_suspension_of_k_days_is_k_more_raw_days(start: date, n: int, after: int, length: int) -> None:
    first = start + timedelta(days=min(after, n))
    pause = (first, first + timedelta(days=length - 1))

    plain = compute(rule(n), start, CALENDAR)
    paused = compute(rule(n), start, CALENDAR, suspensions=[pause])

    assert paused.raw_end == plain.raw_end + timedelta(days=length)
    assert paused.paused_days == length
    assert not pause[0] <= paused.due_on <= pause[1]


@proven(start=starts, n=terms, after=st.integers(1, 120), length=st.integers(1, 60))
def test_a_suspension_on_a_working_term_moves_it_by_its_working_days(
    start: date, n: int, after: int, length: int
) -> None:
    first = min(start + timedelta(days=after), CALENDAR.add_working_days(start, n))
    pause = (first, first + timedelta(days=length - 1))

    paused = compute(rule(n, TermUnit.WORKING_DAY), start, CALENDAR, suspensions=[pause])

    moved = CALENDAR.working_days_between(*pause)
    assert paused.paused_days == moved
    assert CALENDAR.working_days_between(start + ONE_DAY, paused.raw_end) == n + moved


@proven(start=st.dates(date(2019, 1, 1), date(2026, 6, 30)), extensions=st.integers(0, 2))
def test_extensions_lengthen_the_bare_count_and_are_rolled_once(start: date, extensions: int) -> None:
    conclusion = RULES.version_on("TC-RES", start)

    extended = compute(conclusion, start, CALENDAR, extensions=extensions)
    longer = compute(rule(30 + 30 * extensions), start, CALENDAR)

    assert (extended.raw_end, extended.due_on) == (longer.raw_end, longer.due_on)


@proven(history=histories())
def test_a_history_that_the_workflow_allows_has_no_fault(history: History) -> None:
    course = replay(history.kind, history.facts.instance, history.happened)

    assert course.faults == []
    days = [placed.one.on for placed in course.path]
    assert days == sorted(days)


@proven(data=st.data())
def test_the_order_of_entry_moves_no_clock(data: st.DataObject) -> None:
    history = data.draw(histories())
    right = replay(history.kind, history.facts.instance, happenings(events_of(history)))

    events = data.draw(entered_otherwise(history))
    course = replay(history.kind, history.facts.instance, happenings(events))

    assert course == right
    assert run_clocks(history.facts, course, CALENDAR) == run_clocks(history.facts, right, CALENDAR)


@proven(history=histories())
def test_an_open_case_has_at_most_one_running_clock_and_a_closed_one_none(history: History) -> None:
    course = replay(history.kind, history.facts.instance, history.happened)

    fields = run_clocks(history.facts, course, CALENDAR)

    if course.closed_on is not None:
        assert fields.step is None
    waiting = [row for row in fields.rows if row.mandatory and row.met_on is None]
    if fields.step is not None:
        assert fields.step == waiting[0].step
        assert fields.due_on == waiting[0].dates.due_on
    assert not [row for row in fields.rows if row.is_citizens and row.mandatory]
    settled = [row for row in fields.rows if row.step == Step.SETTLEMENT and row.met_on]
    assert (fields.settled_in_time is None) == (not settled)
