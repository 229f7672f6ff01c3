"""Which rule is the clock of which step, and the clocks that an event starts."""

from datetime import date
from pathlib import Path

import pytest

from models.enums import Complexity, Kind, Step
from services.clock_choice import (
    CaseFacts,
    ClockAmbiguous,
    ClockRowInvalid,
    load_clocks,
    rule_for,
    run_clock,
    shipped_clocks,
)
from services.legal_rules import RuleUnknown, shipped_rules
from services.working_days import shipped_calendar

CALENDAR = shipped_calendar()
HEADER = (
    "kind,instance,disciplinary,further,complexity,remote,variant,step,rule_id,trigger_step,mandatory,pauses,"
    "extends,note\n"
)


@pytest.mark.parametrize(
    ("step", "kind", "facts", "rule_id"),
    [
        ("handling", Kind.COMPLAINT, {}, "KN-ACC1"),
        ("handling", Kind.COMPLAINT, {"instance": 2}, "KN-ACC2"),
        ("handling", Kind.COMPLAINT, {"instance": 2, "disciplinary": True}, "KL-ACC"),
        ("settlement", Kind.COMPLAINT, {}, "KN-RES1"),
        ("settlement", Kind.COMPLAINT, {"complexity": Complexity.COMPLEX}, "KN-RES1X"),
        ("settlement", Kind.COMPLAINT, {"complexity": Complexity.ESPECIALLY_COMPLEX}, "KN-RES1X"),
        ("settlement", Kind.COMPLAINT, {"remote": True}, "KN-RES1R"),
        ("settlement", Kind.COMPLAINT, {"remote": True, "complexity": Complexity.COMPLEX}, "KN-RES1RX"),
        ("settlement", Kind.COMPLAINT, {"instance": 2}, "KN-RES2"),
        ("settlement", Kind.COMPLAINT, {"instance": 2, "complexity": Complexity.COMPLEX}, "KN-RES2X"),
        ("settlement", Kind.COMPLAINT, {"instance": 2, "remote": True}, "KN-RES2R"),
        ("settlement", Kind.COMPLAINT, {"disciplinary": True, "remote": True}, "KL-RES"),
        ("settlement", Kind.COMPLAINT, {"disciplinary": True, "complexity": Complexity.COMPLEX}, "KL-RESX"),
        ("sending", Kind.COMPLAINT, {"instance": 2}, "KN-SND2"),
        ("publication", Kind.COMPLAINT, {}, "KN-PUB"),
        ("enforcement", Kind.COMPLAINT, {}, "KN-ENF"),
        ("effect", Kind.COMPLAINT, {"remote": True}, "KN-EFF1R"),
        ("handling", Kind.DENUNCIATION, {}, "TC-INI"),
        ("handling", Kind.DENUNCIATION, {"variant": "several_places"}, "TC-INIX"),
        ("handling", Kind.DENUNCIATION, {"variant": "out_of_competence"}, "TC-FWD"),
        ("handling", Kind.DENUNCIATION, {"further": True}, "TC-REV"),
        ("settlement", Kind.DENUNCIATION, {"complexity": Complexity.COMPLEX}, "TC-RES"),
        ("settlement", Kind.DENUNCIATION, {"variant": "several_places"}, "TC-RES"),
        ("enforcement", Kind.DENUNCIATION, {}, "TC-HDL"),
        ("handling", Kind.RECOMMENDATION, {}, "TCD-REP"),
        ("handling", Kind.RECOMMENDATION, {"variant": "out_of_competence"}, "PA-FWD"),
        ("settlement", Kind.RECOMMENDATION, {}, "PA-SLA"),
        ("settlement", Kind.RECOMMENDATION, {"variant": "voters"}, "PA-VOT"),
        ("publication", Kind.RECOMMENDATION, {}, None),
    ],
)
def test_each_step_of_each_kind_has_its_rule(step, kind, facts, rule_id) -> None:
    assert rule_for(step, kind, **facts) == rule_id


@pytest.mark.parametrize("kind", [Kind.COMPLAINT, Kind.DENUNCIATION])
def test_the_mandatory_steps_stand_in_the_order_in_which_they_run(kind: Kind) -> None:
    assert shipped_clocks().mandatory_steps(kind) == list(Step)


def test_a_recommendation_has_two_mandatory_steps() -> None:
    assert shipped_clocks().mandatory_steps(Kind.RECOMMENDATION) == ["handling", "settlement"]


def test_enforcement_counts_from_legal_effect() -> None:
    result = run_clock("enforcement", CaseFacts("complaint"), date(2026, 7, 27), CALENDAR)

    assert result.started_on == date(2026, 8, 27)
    assert result.due_on == date(2026, 9, 8)


def test_extensions_and_pauses_reach_only_the_settlement_of_a_denunciation() -> None:
    facts = CaseFacts("denunciation", complexity="especially_complex")
    case = {"extensions": 2, "suspensions": [(date(2026, 7, 1), date(2026, 7, 10))]}

    settlement = run_clock("settlement", facts, date(2026, 6, 2), CALENDAR, **case)
    sending = run_clock("sending", facts, date(2026, 6, 29), CALENDAR, **case)

    assert settlement.due_on == date(2026, 9, 10)
    assert (sending.due_on, sending.paused_days, sending.extensions) == (date(2026, 7, 6), 0, 0)


def test_a_step_without_clock_or_without_rule_in_force_has_no_dates() -> None:
    assert run_clock("publication", CaseFacts("recommendation"), date(2026, 7, 1), CALENDAR) is None
    assert run_clock("publication", CaseFacts("complaint"), date(2019, 7, 1), CALENDAR) is None


def load(tmp_path: Path, *lines: str):
    path = tmp_path / "clocks.csv"
    path.write_text(HEADER + "\n".join(lines) + "\n", encoding="utf-8")
    return load_clocks(path, shipped_rules())


def test_two_rules_for_the_same_step_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ClockAmbiguous) as refusal:
        load(
            tmp_path,
            "complaint,1,*,*,*,*,,settlement,KN-RES1,,true,true,false,",
            "complaint,*,true,*,*,*,,settlement,KL-RES,,true,true,false,",
        )

    assert refusal.value.values == {"step": "settlement", "first": "KN-RES1", "second": "KL-RES"}


def test_an_unknown_rule_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleUnknown, match="KN-RES9"):
        load(tmp_path, "complaint,1,*,*,*,*,,settlement,KN-RES9,,true,true,false,")


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("complaint,1,*,*,*,*,,settlement,KN-RES1,,yes,true,false,", "mandatory"),
        ("complaint,,*,*,*,*,,settlement,KN-RES1,,true,true,false,", "instance"),
    ],
)
def test_a_wrong_cell_is_refused_by_line_and_column(tmp_path: Path, row: str, column: str) -> None:
    with pytest.raises(ClockRowInvalid) as refusal:
        load(tmp_path, row)

    assert refusal.value.values["line"] == 2
    assert refusal.value.values["column"] == column
