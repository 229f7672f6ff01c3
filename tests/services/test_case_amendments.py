"""Late entries, corrected steps and undone steps leave the same as what was entered right the first time."""

from datetime import date

import pytest
from sqlmodel import select

from models import AuditEntry, Decision, InboxItem, Petition
from models.enums import CaseOutcome, CaseState, Complexity, Kind, Role
from services import case_actions, case_amendments, case_undoing, clocks
from services.case_amendments import ReceivedBeforeWritten, StepGone, StepNotChanged
from services.case_course import standing
from services.case_forms import ActionForm, BeforeReceipt, Seen
from services.case_steps import note_of
from services.case_undoing import NothingToUndo
from services.course_checks import (
    ActionNotThen,
    ExtensionNotAllowed,
    LaterStepBroken,
    StepBeforeReceipt,
    SuspensionsWouldOverlap,
)
from services.errors import ChangedMeanwhile, DateInFuture, FieldRequired, NotPermitted
from tests.conftest import NOW
from tests.services.case_world import amend, day, event_of, form, found, opened, picture, take

WAIT = {"reason": "Chờ kết quả giám định"}
RIGHT = {"outcome": CaseOutcome.RIGHT}


@pytest.fixture
def director(session, build):
    return build.actor(Role.DIRECTOR)


def test_a_forgotten_suspension_entered_later_gives_the_same_as_in_its_time(session, build, director) -> None:
    late, right = opened(session, build, director), opened(session, build, director)
    take(session, late, director, ("accept", "03/11/2026"), ("assign_verification", "12/11/2026"))

    pause = [("suspend", form("05/11/2026", **WAIT)), ("resume", form("10/11/2026"))]
    case_actions.perform_all(session, late.id, pause, actor=director, now=NOW)
    take(
        session,
        right,
        director,
        ("accept", "03/11/2026"),
        ("suspend", "05/11/2026", WAIT),
        ("resume", "10/11/2026"),
        ("assign_verification", "12/11/2026"),
    )

    assert picture(session, late) == picture(session, right)
    # 3 December and five days that stood still is 8 December.
    assert (late.state, late.due_on) == (CaseState.VERIFYING, date(2026, 12, 8))
    entered = clocks.events_of(session, late)[-2:]
    assert [(e.from_state, e.to_state) for e in entered] == [
        (CaseState.ACCEPTED, CaseState.SUSPENDED),
        (CaseState.SUSPENDED, CaseState.ACCEPTED),
    ]


def test_a_suspension_of_the_past_without_its_resumption_is_refused_by_the_step_it_stops(
    session, build, director
) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "03/11/2026"), ("assign_verification", "12/11/2026"))
    before = picture(session, case)

    with pytest.raises(LaterStepBroken) as raised:
        take(session, case, director, ("suspend", "05/11/2026", WAIT))

    assert raised.value.values["action"] == "Assign verification"
    assert raised.value.values["day"] == "12/11/2026"
    assert picture(session, case) == before


@pytest.mark.parametrize(
    ("first", "last", "begins"),
    [("04/11/2026", "08/11/2026", "06/11/2026"), ("07/11/2026", "12/11/2026", "07/11/2026")],
)
def test_suspensions_that_overlap_are_refused_by_name(session, build, director, first, last, begins) -> None:
    case = opened(session, build, director)
    take(
        session,
        case,
        director,
        ("accept", "03/11/2026"),
        ("suspend", "06/11/2026", WAIT),
        ("resume", "10/11/2026"),
    )
    pause = [("suspend", form(first, **WAIT)), ("resume", form(last))]

    with pytest.raises(SuspensionsWouldOverlap) as raised:
        case_actions.perform_all(session, case.id, pause, actor=director, now=NOW)

    assert raised.value.values["day"] == begins
    assert len(standing(clocks.events_of(session, case))) == 4


@pytest.mark.parametrize(
    ("missing", "field"),
    [({"reason": ""}, "reason"), ({"document_number": ""}, "document_number"), ({"signer": ""}, "signer")],
)
def test_a_suspension_without_ground_or_document_enters_neither_of_the_two(
    session, build, director, missing, field
) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "03/11/2026"))
    pause = [("suspend", form("05/11/2026", **{**WAIT, **missing})), ("resume", form("10/11/2026"))]

    with pytest.raises(FieldRequired) as raised:
        case_actions.perform_all(session, case.id, pause, actor=director, now=NOW)

    assert raised.value.field == field
    assert [e.action for e in clocks.events_of(session, case)] == ["receive", "accept"]


def test_a_late_entry_needs_a_reason_and_keeps_both_days(session, build, director) -> None:
    case = opened(session, build, director)

    with pytest.raises(FieldRequired) as raised:
        take(session, case, director, ("accept", "05/11/2026", {"backdate_reason": ""}))
    take(session, case, director, ("accept", "05/11/2026", {"backdate_reason": "Mất điện"}))

    assert raised.value.field == "backdate_reason"
    event = event_of(session, case, "accept")
    assert (event.happened_on, event.entered_at, event.backdate_reason) == (
        day("05/11/2026"),
        NOW,
        "Mất điện",
    )


def test_a_step_forgotten_between_two_others_finds_its_place(session, build, director) -> None:
    late, right = opened(session, build, director), opened(session, build, director)
    steps = (("accept", "03/11/2026"), ("assign_verification", "05/11/2026"), ("hold_dialogue", "12/11/2026"))
    take(session, late, director, steps[0], steps[1], ("decide", "16/11/2026", RIGHT), steps[2])
    take(session, right, director, *steps, ("decide", "16/11/2026", RIGHT))

    assert picture(session, late) == picture(session, right)


def test_a_step_on_a_day_on_which_it_was_not_possible_is_refused_with_the_state_of_that_day(
    session, build, director
) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "03/11/2026"), ("assign_verification", "10/11/2026"))

    with pytest.raises(ActionNotThen) as raised:
        take(session, case, director, ("hold_dialogue", "05/11/2026"))

    assert raised.value.values["state"] == "Accepted"
    assert raised.value.values["day"] == "05/11/2026"


@pytest.mark.parametrize(
    ("steps", "action", "values"),
    [
        ([("accept", "05/11/2026")], "accept", {"happened_on": day("10/11/2026")}),
        ([("accept", "05/11/2026")], "accept", {"document_number": "77/TB-SCT", "signer": "Trần Thị Phó"}),
        (
            [("accept", "03/11/2026"), ("decide", "12/11/2026", RIGHT), ("send", "13/11/2026")],
            "decide",
            {"outcome": CaseOutcome.WRONG, "happened_on": day("11/11/2026")},
        ),
        (
            [("accept", "03/11/2026"), ("suspend", "05/11/2026", WAIT), ("resume", "12/11/2026")],
            "suspend",
            {"happened_on": day("09/11/2026")},
        ),
        (
            [("accept", "03/11/2026"), ("suspend", "05/11/2026", WAIT), ("resume", "12/11/2026")],
            "resume",
            {"happened_on": day("19/11/2026")},
        ),
        (
            [
                ("accept", "03/11/2026"),
                ("decide", "10/11/2026", RIGHT),
                ("send", "11/11/2026"),
                ("serve", "12/11/2026"),
                ("publish", "13/11/2026"),
            ],
            "serve",
            {"happened_on": day("18/11/2026")},
        ),
        ([("guide", "05/11/2026")], "guide", {"happened_on": day("09/11/2026")}),
        ([("return", "05/11/2026", WAIT)], "return", {"document_number": "9/TL-SCT"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_corrected_step_leaves_the_same_as_one_entered_right(
    session, build, director, steps, action, values
) -> None:
    wrong, right = opened(session, build, director), opened(session, build, director)
    take(session, wrong, director, *steps)

    amend(session, wrong, action, director, **values)
    for name, on, *more in steps:
        entry = form(on, **(more[0] if more else {}))
        if name == action:
            entry = entry.model_copy(update={**values, "document_on": None})
            entry.document_on = event_of(session, wrong, action).document_on
        case_actions.perform(session, right.id, name, form=entry, actor=director, now=NOW)

    assert picture(session, wrong) == picture(session, right)


def test_a_correction_stays_in_the_history_and_the_trail(session, build, director) -> None:
    officer = build.user(Role.OFFICER)
    case = opened(session, build, director, officer_id=officer.id)
    take(session, case, director, ("accept", "05/11/2026"))
    old = event_of(session, case, "accept")

    amend(session, case, "accept", director, reason="Sai dấu công văn", happened_on=day("06/11/2026"))

    events = clocks.events_of(session, case)
    assert [(e.action, e.undoes_id) for e in events] == [
        ("receive", None),
        ("accept", None),
        ("accept", old.id),
    ]
    assert old.happened_on == day("05/11/2026")
    assert case_amendments.reason_of(case, events[-1]) == "Sai dấu công văn"
    assert "Sai dấu".encode() not in events[-1].sealed_reason
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "case.amend")).one()
    assert entry.details["changes"]["happened_on"] == ["2026-11-05", "2026-11-06"]
    assert [item.topic for item in session.exec(select(InboxItem))] == ["acted", "amended"]


@pytest.mark.parametrize(
    ("values", "reason", "refusal", "field"),
    [
        ({"happened_on": day("24/11/2026")}, "Nhầm", DateInFuture, "happened_on"),
        ({"happened_on": day("01/11/2026")}, "Nhầm", BeforeReceipt, "happened_on"),
        ({"happened_on": day("13/11/2026")}, "Nhầm", LaterStepBroken, "happened_on"),
        ({"document_number": ""}, "Nhầm", FieldRequired, "document_number"),
        ({"happened_on": day("06/11/2026")}, "", FieldRequired, "amend_reason"),
        ({}, "Nhầm", StepNotChanged, None),
    ],
)
def test_a_wrong_correction_is_refused_by_name_and_changes_nothing(
    session, build, director, values, reason, refusal, field
) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "05/11/2026"), ("assign_verification", "12/11/2026"))
    before = picture(session, case)

    with pytest.raises(refusal) as raised:
        amend(session, case, "accept", director, reason=reason, **values)

    assert raised.value.field == field
    assert picture(session, case) == before
    assert len(clocks.events_of(session, case)) == 3


def test_a_corrected_day_may_not_make_suspensions_overlap(session, build, director) -> None:
    case = opened(session, build, director)
    take(
        session,
        case,
        director,
        ("accept", "03/11/2026"),
        ("suspend", "04/11/2026", WAIT),
        ("resume", "06/11/2026"),
        ("suspend", "10/11/2026", WAIT),
        ("resume", "16/11/2026"),
    )
    first = next(e for e in clocks.events_of(session, case) if e.action == "resume")
    entry = ActionForm(
        **case_amendments.form_of(first, note_of(case, first)) | {"happened_on": day("12/11/2026")}
    )

    with pytest.raises(SuspensionsWouldOverlap) as raised:
        case_amendments.amend(session, case.id, first.id, entry, reason="Nhầm", actor=director, now=NOW)

    assert raised.value.values["day"] == "10/11/2026"


def test_the_corrected_day_of_receipt_moves_the_petition_and_the_first_clock(
    session, build, director
) -> None:
    wrong = opened(session, build, director, "05/11/2026", is_estimated=True)
    right = opened(session, build, director, "02/11/2026")
    assert wrong.is_estimated is True

    amend(session, wrong, "receive", director, reason="Theo dấu công văn đến", happened_on=day("02/11/2026"))

    assert picture(session, wrong) == picture(session, right)
    assert (wrong.received_on, wrong.is_estimated) == (day("02/11/2026"), False)
    petition = session.exec(select(Petition).order_by(Petition.id)).first()
    assert (petition.received_on, petition.handling_due_on) == (day("02/11/2026"), date(2026, 11, 11))


def test_the_receipt_cannot_come_after_what_followed_it_nor_before_the_letter_was_written(
    session, build, director
) -> None:
    case = opened(session, build, director, petition_on=day("30/10/2026"))
    take(session, case, director, ("accept", "05/11/2026"))

    with pytest.raises(StepBeforeReceipt) as raised:
        amend(session, case, "receive", director, happened_on=day("06/11/2026"))
    with pytest.raises(ReceivedBeforeWritten):
        amend(session, case, "receive", director, happened_on=day("29/10/2026"))

    assert raised.value.values == {
        "action": "Accept the complaint for settlement",
        "day": "05/11/2026",
        "received": "06/11/2026",
    }


def test_a_step_corrected_twice_counts_once_and_the_old_one_cannot_be_corrected_again(
    session, build, director
) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "05/11/2026"))
    old = event_of(session, case, "accept")
    amend(session, case, "accept", director, happened_on=day("06/11/2026"))
    amend(session, case, "accept", director, happened_on=day("09/11/2026"))

    with pytest.raises(StepGone):
        case_amendments.amend(
            session, case.id, old.id, form("10/11/2026"), reason="Nhầm", actor=director, now=NOW
        )

    assert case.accepted_on == day("09/11/2026")
    assert len(standing(clocks.events_of(session, case))) == 2


def test_who_may_not_take_a_step_may_not_correct_it(session, build, director) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "05/11/2026"))
    officer = build.actor(Role.OFFICER)

    with pytest.raises(NotPermitted):
        amend(session, case, "accept", officer, happened_on=day("06/11/2026"))

    mine = case_amendments.amendable(session, case, actor=officer)
    assert mine == {event_of(session, case, "receive").id}


def test_somebody_else_s_correction_is_noticed(session, build, director) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "05/11/2026"))
    seen = Seen(version=case.version, last_event_id=clocks.events_of(session, case)[-1].id)
    amend(session, case, "accept", director, document_number="13/TB-SCT")

    with pytest.raises(ChangedMeanwhile) as raised:
        take(session, case, director, ("assign_verification", "12/11/2026", {"seen": seen}))

    assert [change["what"] for change in raised.value.values["changes"]] == [
        "Accept the complaint for settlement"
    ]


def test_a_corrected_decision_is_corrected_in_place_with_what_hangs_on_it(session, build, director) -> None:
    case = opened(session, build, director)
    take(
        session,
        case,
        director,
        ("accept", "03/11/2026"),
        ("decide", "12/11/2026", RIGHT),
        ("publish", "16/11/2026"),
    )
    decision = session.exec(select(Decision)).one()

    amend(
        session,
        case,
        "decide",
        director,
        happened_on=day("10/11/2026"),
        document_number="40/QĐ-SCT",
        outcome=CaseOutcome.WRONG,
    )

    session.refresh(decision)
    assert (decision.number, decision.decided_on, decision.outcome, decision.dropped_at) == (
        "40/QĐ-SCT",
        day("10/11/2026"),
        CaseOutcome.WRONG,
        None,
    )
    assert (decision.published_on, decision.effective_on) == (day("16/11/2026"), day("11/12/2026"))
    assert case.outcome is CaseOutcome.WRONG


def test_an_earlier_step_is_undone_where_the_rest_stays_possible(session, build, director) -> None:
    case, right = opened(session, build, director), opened(session, build, director)
    steps = (("accept", "03/11/2026"), ("decide", "12/11/2026", RIGHT), ("publish", "16/11/2026"))
    take(session, case, director, *steps[:2], ("send", "13/11/2026"), steps[2])
    take(session, right, director, *steps)
    sent = event_of(session, case, "send")

    case_undoing.undo(
        session, case.id, event_id=sent.id, reason="Chưa gửi", seen=Seen(), actor=director, now=NOW
    )

    assert picture(session, case) == picture(session, right)


def test_a_step_that_others_rest_on_is_not_undone(session, build, director) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "03/11/2026"), ("assign_verification", "05/11/2026"))
    accepted = event_of(session, case, "accept")
    received = event_of(session, case, "receive")

    with pytest.raises(LaterStepBroken) as raised:
        case_undoing.undo(
            session, case.id, event_id=accepted.id, reason="Nhầm", seen=Seen(), actor=director, now=NOW
        )
    with pytest.raises(NothingToUndo):
        case_undoing.undo(
            session, case.id, event_id=received.id, reason="Nhầm", seen=Seen(), actor=director, now=NOW
        )

    assert raised.value.values["action"] == "Assign verification"


def test_a_suspension_is_undone_with_its_resumption(session, build, director) -> None:
    case, right = opened(session, build, director), opened(session, build, director)
    ends = (("accept", "03/11/2026"), ("assign_verification", "16/11/2026"))
    take(session, case, director, ends[0], ("suspend", "05/11/2026", WAIT), ("resume", "12/11/2026"), ends[1])
    take(session, right, director, *ends)
    suspended = event_of(session, case, "suspend")

    case_undoing.undo(
        session, case.id, event_id=suspended.id, reason="Nhầm hồ sơ", seen=Seen(), actor=director, now=NOW
    )

    assert picture(session, case) == picture(session, right)
    assert [e.action for e in clocks.events_of(session, case)][-2:] == ["undo", "undo"]


def test_the_effect_is_told_before_anything_is_saved(session, build, director) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "03/11/2026"))
    old = event_of(session, case, "accept")
    entry = ActionForm(
        **case_amendments.form_of(old, note_of(case, old)) | {"happened_on": day("09/11/2026")}
    )

    told = case_amendments.preview_amendment(session, case.id, old.id, entry, actor=director, now=NOW)
    late = [("suspend", form("05/11/2026", **WAIT)), ("resume", form("10/11/2026"))]
    paused = case_actions.preview(session, case.id, late, actor=director, now=NOW)
    undone = case_undoing.preview_undo(session, case.id, None, actor=director, now=NOW)

    assert [(c.step, c.due_before, c.due_after, c.moves) for c in told] == [
        ("handling", day("11/11/2026"), day("11/11/2026"), True),
        ("settlement", day("03/12/2026"), day("09/12/2026"), True),
    ]
    assert told[0].met_after == day("09/11/2026")
    assert [c.due_after for c in paused if c.step == "settlement"] == [day("08/12/2026")]
    assert [(c.step, c.due_after) for c in undone] == [("handling", day("11/11/2026")), ("settlement", None)]
    assert len(clocks.events_of(session, case)) == 2
    session.flush()
    assert len(clocks.events_of(session, case)) == 2


def test_extensions_are_counted_by_the_complexity_of_their_day(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.DENUNCIATION)
    case_actions.perform(session, case.id, "accept", form=form("05/11/2026"), actor=director, now=NOW)
    found(session, case, director, "12/11/2026", complexity=Complexity.COMPLEX)

    with pytest.raises(ExtensionNotAllowed) as raised:
        take(session, case, director, ("extend", "10/11/2026", WAIT))
    take(session, case, director, ("extend", "12/11/2026", WAIT))

    assert raised.value.values["complexity"] == "Plain"
    assert raised.value.values["day"] == "10/11/2026"
    assert case.due_on == date(2027, 1, 4)
    with pytest.raises(ExtensionNotAllowed):
        amend(session, case, "extend", director, happened_on=day("09/11/2026"))


@pytest.mark.parametrize("known", [True, False, None])
@pytest.mark.parametrize("how", ["undone", "corrected and undone"])
def test_a_forwarding_that_is_undone_gives_back_what_the_petition_said(
    session, build, director, known, how
) -> None:
    case = opened(session, build, director, kind=Kind.DENUNCIATION, in_competence=known)
    before = picture(session, case)
    take(session, case, director, ("forward", "05/11/2026"))
    assert session.exec(select(Petition)).one().in_competence is False
    if how != "undone":
        amend(session, case, "forward", director, happened_on=day("06/11/2026"))

    case_undoing.undo(session, case.id, reason="Nhầm", seen=Seen(), actor=director, now=NOW)

    assert picture(session, case) == before
    assert session.exec(select(Petition)).one().in_competence is known
