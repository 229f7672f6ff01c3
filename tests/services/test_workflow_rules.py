"""The workflow table: what may be done when, and which tables are refused."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from models.enums import CaseOutcome, CaseState, Kind, Step
from services.permissions import Permission
from services.workflow_checks import (
    ActionUnknown,
    ClockNeverMet,
    ClosedStateLeft,
    ClosedWithoutOutcome,
    ReceiptNotUnique,
    StateDeadEnd,
    StateUnreachable,
    TransitionTwice,
)
from services.workflow_rules import (
    ActionComesTooEarly,
    ActionNotPossible,
    WorkflowRowInvalid,
    load_workflow,
    msgids,
    shipped_workflow,
)
from services.working_days import RULES_FOLDER

WORKFLOW = shipped_workflow()


def walk(kind: Kind, *actions: str, instance: int = 1) -> CaseState:
    """The state after those actions, each allowed where it is taken."""
    state, before, done = WORKFLOW.receipt(kind, instance=instance).to_state, None, []
    for action in actions:
        transition = WORKFLOW.find(kind, action, state, instance=instance, done=done)
        if transition.effect == "pause":
            before = state
        state = transition.to_state or before
        done.append(action)
    return state


@pytest.mark.parametrize(
    ("kind", "instance", "actions", "state"),
    [
        (
            Kind.COMPLAINT,
            1,
            "accept assign_verification hold_dialogue decide send publish enforce close",
            "closed",
        ),
        (Kind.COMPLAINT, 1, "accept decide", "decided"),
        (Kind.COMPLAINT, 1, "accept assign_verification suspend resume", "verifying"),
        (Kind.COMPLAINT, 1, "accept suspend resume", "accepted"),
        (Kind.COMPLAINT, 1, "urge record_answer", "closed"),
        (Kind.COMPLAINT, 2, "accept assign_verification hold_dialogue decide", "decided"),
        (
            Kind.DENUNCIATION,
            1,
            "accept notify assign_verification extend extend decide send enforce publish_after_acting close",
            "closed",
        ),
        (Kind.DENUNCIATION, 1, "forward", "closed"),
        (Kind.DENUNCIATION, 1, "accept suspend terminate", "closed"),
        (Kind.RECOMMENDATION, 1, "accept study answer carry_out close", "closed"),
        (Kind.RECOMMENDATION, 1, "accept answer close", "closed"),
    ],
)
def test_the_lives_that_the_law_knows_can_be_lived(kind, instance, actions, state) -> None:
    assert walk(kind, *actions.split(), instance=instance) == state


def test_a_complaint_is_never_forwarded_and_a_denunciation_never_guided() -> None:
    of_complaints = {t.action for t in WORKFLOW.allowed(Kind.COMPLAINT, CaseState.NEW)}
    of_denunciations = {t.action for t in WORKFLOW.allowed(Kind.DENUNCIATION, CaseState.NEW)}

    assert of_complaints == {"accept", "refuse", "guide", "return", "urge", "withdraw_part", "withdraw"}
    assert of_denunciations == {
        *("precheck", "accept", "refuse", "not_resettle", "forward", "withdraw_part", "withdraw")
    }


def test_an_action_in_the_wrong_state_is_refused_by_its_name() -> None:
    with pytest.raises(ActionNotPossible) as refusal:
        WORKFLOW.find(Kind.COMPLAINT, "decide", CaseState.NEW)

    assert refusal.value.values == {"action": "Issue the complaint decision", "state": "new"}


def test_a_second_complaint_is_decided_only_after_a_dialogue() -> None:
    with pytest.raises(ActionNotPossible):
        walk(Kind.COMPLAINT, "accept", "assign_verification", "decide", instance=2)


def test_a_case_whose_decision_was_not_sent_cannot_be_closed() -> None:
    actions = ("accept", "assign_verification", "decide", "publish", "enforce", "close")

    with pytest.raises(ActionComesTooEarly) as refusal:
        walk(Kind.COMPLAINT, *actions)

    assert refusal.value.values["missing"] == "Record that the decision was sent"
    allowed = WORKFLOW.allowed(Kind.COMPLAINT, CaseState.ENFORCING, done=actions[:-1])
    assert [t.action for t in allowed] == ["send", "serve"]


def test_the_second_instance_upholds_changes_or_cancels() -> None:
    decide = WORKFLOW.find(Kind.COMPLAINT, "decide", CaseState.DIALOGUE, instance=2)

    assert decide.outcomes == (CaseOutcome.UPHELD, CaseOutcome.CHANGED, CaseOutcome.CANCELLED)
    assert decide.needs_document


def test_every_permission_and_every_mandatory_clock_of_the_table_exists() -> None:
    for transition in WORKFLOW.transitions:
        assert Permission(transition.permission)
        assert all(Step(step) for step in transition.clocks_started + transition.clocks_met)


def test_a_suspension_and_an_end_without_settlement_need_a_reason_and_a_document() -> None:
    wanted = {CaseOutcome.REFUSED, CaseOutcome.TERMINATED, CaseOutcome.WITHDRAWN}
    grave = [t for t in WORKFLOW.transitions if wanted & set(t.outcomes) or t.effect in ("pause", "extend")]

    assert len(grave) > 10
    assert all(t.needs_reason and t.needs_document for t in grave)


def test_the_graph_shows_where_a_resumption_leads() -> None:
    edges = WORKFLOW.edges(Kind.DENUNCIATION)

    resumed = {target for source, label, target in edges if label == "Resume the settlement"}
    assert resumed == {CaseState.ACCEPTED, CaseState.VERIFYING}
    assert all(source for source, _label, _target in edges)


def test_every_label_is_given_to_the_catalogue() -> None:
    assert set(msgids()) == {t.label for t in WORKFLOW.transitions}


Row = dict[str, str]


def changed(tmp_path: Path, change: Callable[[list[Row]], object]) -> Path:
    """The shipped table with one change."""
    with (RULES_FOLDER / "workflow.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = list(rows[0])
    change(rows)
    path = tmp_path / "workflow.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns)
        writer.writeheader()
        writer.writerows(rows)
    return path


def row(rows: list[Row], kind: str, action: str) -> Row:
    return next(r for r in rows if r["kind"] == kind and r["action"] == action)


@pytest.mark.parametrize(
    ("change", "refusal", "named"),
    [
        (
            lambda rows: rows.remove(row(rows, "complaint", "assign_verification")),
            StateUnreachable,
            {"kind": "complaint", "state": "verifying"},
        ),
        (
            lambda rows: row(rows, "recommendation", "close").update(from_states="decided"),
            StateDeadEnd,
            {"kind": "recommendation", "state": "enforcing"},
        ),
        (
            lambda rows: row(rows, "complaint", "urge").update(from_states="new;closed"),
            ClosedStateLeft,
            {"kind": "complaint", "action": "urge"},
        ),
        (
            lambda rows: row(rows, "denunciation", "forward").update(outcomes=""),
            ClosedWithoutOutcome,
            {"kind": "denunciation", "action": "forward"},
        ),
        (
            lambda rows: rows.append(row(rows, "complaint", "publish")),
            TransitionTwice,
            {"kind": "complaint", "action": "publish", "state": "decided"},
        ),
        (
            lambda rows: rows.remove(row(rows, "complaint", "receive")),
            ReceiptNotUnique,
            {"kind": "complaint", "count": 0},
        ),
        (
            lambda rows: row(rows, "denunciation", "notify").update(side_clocks_started="reminder"),
            ClockNeverMet,
            {"kind": "denunciation", "clock": "reminder"},
        ),
        (
            lambda rows: row(rows, "complaint", "close").update(after="dance"),
            ActionUnknown,
            {"kind": "complaint", "action": "close", "missing": "dance"},
        ),
        (
            lambda rows: row(rows, "complaint", "receive").update(to_state="nowhere"),
            WorkflowRowInvalid,
            {"line": 2, "column": "to_state", "text": "nowhere"},
        ),
        (
            lambda rows: row(rows, "complaint", "receive").update(needs_reason="perhaps"),
            WorkflowRowInvalid,
            {"line": 2, "column": "needs_reason", "text": "perhaps"},
        ),
        (
            lambda rows: row(rows, "complaint", "receive").update(label=""),
            WorkflowRowInvalid,
            {"line": 2, "column": "label", "text": ""},
        ),
    ],
)
def test_a_broken_table_is_refused_by_name(tmp_path: Path, change, refusal, named) -> None:
    path = changed(tmp_path, change)

    with pytest.raises(refusal) as caught:
        load_workflow(path)

    assert caught.value.values == named
