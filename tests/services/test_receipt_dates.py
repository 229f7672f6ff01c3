"""The receipt date of an imported case: confirmed, corrected with what follows, refused in words."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, CaseEvent, Deadline, InboxItem
from models.enums import CaseState, Kind, PetitionOutcome, Role, Step
from services import case_actions, cases, clocks, petition_handling, register_days
from services.assignment_plans import CaseClosedAlready
from services.case_conditions import View
from services.case_course import standing
from services.case_forms import ActionForm, Seen
from services.case_list import list_page, view_counts
from services.errors import ChangedMeanwhile, DateInFuture, FieldRequired, NotFound, NotPermitted
from services.filters import Filter
from services.handling_checks import DateOutOfOrder
from services.imports import batches
from services.imports.errors import BatchWorkedOn
from services.part_input import PartInput
from services.petition_splitting import split
from services.receipt_checks import AfterLaterStep
from services.receipt_dates import NotFromRegister, ReceiptConfirmedAlready, confirm, confirm_many
from services.register_days import ReceiptDates
from services.working_days import YearWithoutData
from tests.conftest import NOW, TODAY
from tests.imported import DAY, accepted, imported, petition_of, waiting
from tests.services.imports.files import petition_row

LATER = NOW + timedelta(hours=1)
REASON = "Theo dấu công văn đến"


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


def dates(received_on: date = DAY, **values) -> ReceiptDates:
    return ReceiptDates(received_on=received_on, **values)


def running(session, case) -> list[tuple]:
    rows = session.exec(select(Deadline).where(Deadline.case_id == case.id, Deadline.dropped_at.is_(None)))
    return sorted((row.step, row.started_on, row.due_on, row.met_on) for row in rows)


def actions(session, case) -> list[tuple]:
    return [(event.action, event.happened_on) for event in clocks.events_of(session, case)]


def test_a_date_is_confirmed_as_the_register_has_it(session, build, director) -> None:
    (case,) = imported(build, waiting())
    before = running(session, case)

    confirm(session, case.id, dates(), actor=director, now=LATER)

    petition = petition_of(build, case)
    assert (case.is_estimated, petition.is_estimated) == (False, False)
    assert running(session, case) == before
    assert (case.step, case.due_on) == (Step.HANDLING, date(2026, 3, 12))
    assert actions(session, case) == [("receive", DAY), ("confirm_receipt", TODAY)]
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "case.confirm_receipt")).one()
    assert (trail.subject_id, trail.user_id, trail.details) == (case.id, director.user_id, {"changes": {}})


def test_a_corrected_date_gives_the_clocks_of_a_case_entered_right(session, build, director) -> None:
    wrong, right = imported(
        build, waiting(number=1), waiting(number=2, name="Lê Thị Khác", received=date(2026, 3, 5))
    )

    confirm(session, wrong.id, dates(date(2026, 3, 5), reason=REASON), actor=director, now=LATER)

    petition = petition_of(build, wrong)
    assert running(session, wrong) == running(session, right)
    assert (wrong.received_on, petition.received_on) == (date(2026, 3, 5), date(2026, 3, 5))
    assert (wrong.due_on, wrong.target_on) == (right.due_on, right.target_on) != (date(2026, 3, 12), None)
    assert (petition.handling_due_on, petition.handling_target_on) == (right.due_on, right.target_on)
    # The history keeps both days: the first receipt stays, the second stands in its place.
    assert actions(session, wrong) == [
        ("receive", DAY),
        ("receive", date(2026, 3, 5)),
        ("confirm_receipt", TODAY),
    ]
    assert [e.happened_on for e in standing(clocks.events_of(session, wrong))] == [date(2026, 3, 5), TODAY]
    note = session.exec(select(CaseEvent).where(CaseEvent.action == "confirm_receipt")).one().sealed_note
    assert note
    assert REASON.encode() not in note
    trail = session.exec(select(AuditEntry).where(AuditEntry.action == "case.confirm_receipt")).one()
    assert trail.details["changes"] == {"received_on": ["2026-03-02", "2026-03-05"]}
    assert REASON not in f"{trail.details}{trail.reason}"


def test_an_acceptance_without_a_day_is_confirmed_with_the_receipt(session, build, director) -> None:
    (case,) = imported(build, accepted())
    assert register_days.of(session, case, clocks.events_of(session, case)).accepted_on == DAY

    entry = dates(date(2026, 2, 26), accepted_on=date(2026, 3, 4), reason=REASON)
    confirm(session, case.id, entry, actor=director, now=LATER)

    petition = petition_of(build, case)
    assert (case.received_on, case.accepted_on, case.state) == (
        date(2026, 2, 26),
        date(2026, 3, 4),
        CaseState.ACCEPTED,
    )
    # Thirty calendar days from the acceptance; the handling was met on that day.
    assert (case.step, case.due_on) == (Step.SETTLEMENT, date(2026, 4, 3))
    assert [(step, started, met) for step, started, _, met in running(session, case)] == [
        (Step.HANDLING, date(2026, 2, 26), date(2026, 3, 4)),
        (Step.SETTLEMENT, date(2026, 3, 4), None),
    ]
    assert (petition.outcome, petition.handled_on) == (PetitionOutcome.ACCEPT, date(2026, 3, 4))


def test_a_receipt_after_the_register_moves_its_acceptance_along(session, build, director) -> None:
    (case,) = imported(build, accepted())

    with pytest.raises(DateOutOfOrder) as refusal:
        confirm(session, case.id, dates(date(2026, 3, 6), reason=REASON), actor=director, now=LATER)
    assert refusal.value.values["other_day"] == "02/03/2026"

    entry = dates(date(2026, 3, 6), accepted_on=date(2026, 3, 6), reason=REASON)
    confirm(session, case.id, entry, actor=director, now=LATER)
    assert (case.received_on, case.accepted_on) == (date(2026, 3, 6), date(2026, 3, 6))


def test_steps_taken_after_the_import_stay_and_bound_the_date(session, build, director) -> None:
    (case,) = imported(build, waiting())
    form = ActionForm(
        happened_on=date(2026, 3, 10), document_number="3/TB", signer="Ký", backdate_reason="Nhập bù"
    )
    case_actions.perform(session, case.id, "accept", form=form, actor=director, now=LATER)

    with pytest.raises(AfterLaterStep) as refusal:
        confirm(session, case.id, dates(date(2026, 3, 11), reason=REASON), actor=director, now=LATER)
    confirm(session, case.id, dates(date(2026, 3, 9), reason=REASON), actor=director, now=LATER)

    assert refusal.value.values["later"] == "10/03/2026"
    assert (case.state, case.accepted_on, case.is_estimated) == (
        CaseState.ACCEPTED,
        date(2026, 3, 10),
        False,
    )
    assert [(step, started, met) for step, started, _, met in running(session, case)] == [
        (Step.HANDLING, date(2026, 3, 9), date(2026, 3, 10)),
        (Step.SETTLEMENT, date(2026, 3, 10), None),
    ]
    # An acceptance with a paper of its own is no day of the register.
    assert register_days.of(session, case, clocks.events_of(session, case)).accepted_on is None
    assert petition_of(build, case).handled_on == date(2026, 3, 10)


def test_a_confirmed_date_that_proves_wrong_is_corrected_once_more(session, build, director) -> None:
    (case,) = imported(build, accepted())
    confirm(session, case.id, dates(), actor=director, now=LATER)
    with pytest.raises(ReceiptConfirmedAlready):
        confirm(session, case.id, dates(), actor=director, now=LATER)

    for day in (date(2026, 3, 3), date(2026, 3, 4)):
        entry = dates(day, accepted_on=day, reason=REASON)
        confirm(session, case.id, entry, actor=director, now=LATER)

    assert (case.received_on, case.accepted_on) == (date(2026, 3, 4), date(2026, 3, 4))
    assert [step for step, *_ in running(session, case)] == [Step.HANDLING, Step.SETTLEMENT]
    case_actions.undo(session, case.id, reason="Nhầm", seen=Seen(), actor=director, now=LATER)
    assert (case.state, case.accepted_on, case.step) == (CaseState.NEW, None, Step.HANDLING)


@pytest.mark.parametrize(
    ("entry", "refusal"),
    [
        (dates(TODAY + timedelta(days=1), reason=REASON), DateInFuture),
        (dates(date(2026, 2, 27)), FieldRequired),
        (dates(date(2011, 5, 4), reason=REASON), YearWithoutData),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(session, build, director, entry, refusal) -> None:
    (case,) = imported(build, waiting())

    with pytest.raises(refusal):
        confirm(session, case.id, entry, actor=director, now=LATER)

    assert (case.received_on, case.is_estimated) == (DAY, True)
    assert actions(session, case) == [("receive", DAY)]


def test_a_register_date_in_the_future_cannot_be_confirmed(session, build, director) -> None:
    (case,) = imported(build, waiting(received=date(2026, 12, 2)))

    with pytest.raises(DateInFuture):
        confirm(session, case.id, dates(date(2026, 12, 2)), actor=director, now=LATER)


def test_a_closed_case_and_one_of_the_intake_have_nothing_to_confirm(session, build, director) -> None:
    (closed,) = imported(build, petition_row(state="Đã giải quyết"))
    typed = build.case()

    with pytest.raises(CaseClosedAlready):
        confirm(session, closed.id, dates(), actor=director, now=LATER)
    with pytest.raises(NotFromRegister):
        confirm(session, typed.id, dates(typed.received_on), actor=director, now=LATER)


def test_who_saved_first_is_named_to_the_second(session, build, director) -> None:
    (case,) = imported(build, waiting())
    seen = Seen(version=case.version, last_event_id=clocks.events_of(session, case)[-1].id)
    confirm(session, case.id, dates(seen=seen), actor=director, now=LATER)

    with pytest.raises(ChangedMeanwhile) as refusal:
        confirm(session, case.id, dates(date(2026, 3, 4), seen=seen, reason="x"), actor=director, now=LATER)

    assert refusal.value.values["changes"] == [
        {"who": director.name, "at": "10:30", "what": "Receipt date confirmed"}
    ]


@pytest.mark.parametrize("role", list(Role))
def test_who_may_confirm(session, build, role) -> None:
    (case,) = imported(build, waiting())
    actor = build.actor(role)

    if role in (Role.RECEPTION_CLERK, Role.VIEWER, Role.ADMINISTRATOR):
        with pytest.raises(NotPermitted):
            confirm(session, case.id, dates(), actor=actor, now=LATER)
        assert case.is_estimated
    else:
        confirm(session, case.id, dates(), actor=actor, now=LATER)
        assert not case.is_estimated


def test_a_case_of_another_unit_or_a_hidden_denunciation_is_missing(session, build) -> None:
    plain, secret = imported(
        build, waiting(number=1), waiting(number=2, complaint=None, denunciation="x", content="Tố cáo ông X")
    )
    stranger = build.actor(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))
    officer = build.actor(Role.OFFICER)
    assert secret.kind is Kind.DENUNCIATION

    for actor, case in ((stranger, plain), (officer, secret)):
        with pytest.raises(NotFound):
            confirm(session, case.id, dates(), actor=actor, now=LATER)
        assert case.is_estimated


def test_the_officer_is_told_and_an_undone_import_asks_first(session, build, director) -> None:
    (case,) = imported(build, waiting())
    officer = build.user(Role.OFFICER)
    case.officer_id = officer.id
    session.flush()

    confirm(session, case.id, dates(), actor=director, now=LATER)

    told = session.exec(select(InboxItem)).one()
    assert (told.user_id, told.values["action"]) == (officer.id, "Receipt date confirmed")
    inspector = build.actor(Role.INSPECTOR)
    with pytest.raises(BatchWorkedOn):
        batches.undo(session, case.batch_id, reason="Nhập nhầm", actor=inspector, now=LATER)


def test_what_is_not_confirmed_has_a_view_with_its_count(session, build, director) -> None:
    first, second, _closed = imported(
        build,
        waiting(number=1),
        waiting(number=2, name="Lê Thị Khác"),
        petition_row(number=3, name="Lê Thị Ba", state="Đã giải quyết"),
    )
    build.case(due_on=TODAY)
    assert view_counts(session, actor=director, today=TODAY)[View.ESTIMATED] == 2

    confirm(session, first.id, dates(), actor=director, now=LATER)
    session.commit()

    page = list_page(session, Filter(), actor=director, today=TODAY, view=View.ESTIMATED)
    assert ([row.code for row in page.rows], page.total) == ([second.code], 1)
    assert view_counts(session, actor=director, today=TODAY)[View.ESTIMATED] == 1


def test_one_paper_has_one_stamp_for_all_parts_that_are_seen(session, build, director) -> None:
    (case,) = imported(build, waiting())
    petition = petition_of(build, case)
    yes = {"eligible": True, "in_competence": None, "actor": director, "now": NOW, "today": TODAY}
    petition_handling.classify(session, petition.id, **yes)
    parts = [
        PartInput(case_id=case.id, summary="Khiếu nại việc thu hồi"),
        PartInput(kind=Kind.RECOMMENDATION, summary="Kiến nghị sửa đường"),
        PartInput(kind=Kind.DENUNCIATION, summary="Tố cáo ông X", not_our_staff=True),
    ]
    wish, secret = split(session, petition.id, parts, actor=director, now=NOW, today=TODAY)
    assert [one.is_estimated for one in (wish, secret)] == [True, True]
    officer = build.actor(Role.OFFICER)

    confirm(session, wish.id, dates(date(2026, 3, 5), reason=REASON), actor=officer, now=LATER)

    both = [(one.received_on, one.is_estimated) for one in (case, wish)]
    assert both == [(date(2026, 3, 5), False)] * 2
    assert (petition.received_on, petition.is_estimated) == (date(2026, 3, 5), False)
    assert petition.handling_due_on == case.due_on
    # What the officer may not see he does not change; it is confirmed by who sees it.
    assert (secret.received_on, secret.is_estimated) == (DAY, True)
    confirm(session, secret.id, dates(date(2026, 3, 5), reason=REASON), actor=director, now=LATER)
    assert (secret.received_on, secret.is_estimated) == (date(2026, 3, 5), False)


def test_the_preview_says_what_confirming_will_do(session, build, director) -> None:
    (case,) = imported(build, accepted())
    entry = dates(date(2026, 2, 26), accepted_on=date(2026, 3, 4), reason=REASON)

    shown = register_days.preview(session, case, entry, today=TODAY)

    assert (case.received_on, case.due_on) == (DAY, date(2026, 4, 1))
    confirm(session, case.id, entry, actor=director, now=LATER)
    assert (shown.step, shown.due_on, shown.target_on) == (case.step, case.due_on, case.target_on)
    assert cases.by_id(session, case.id, actor=director).due_on == date(2026, 4, 3)


def test_several_cases_are_confirmed_at_once_and_the_others_say_why_not(session, build, director) -> None:
    first, future, hidden, known = imported(
        build,
        waiting(number=1),
        waiting(number=2, name="Lê Thị Hai", received=date(2026, 12, 2)),
        waiting(number=3, name="Lê Thị Ba", complaint=None, denunciation="x", content="Tố cáo ông X"),
        waiting(number=4, name="Lê Thị Tư"),
    )
    confirm(session, known.id, dates(), actor=director, now=LATER)
    officer = build.actor(Role.OFFICER)

    found = confirm_many(session, [first.id, future.id, hidden.id, known.id], actor=officer, now=LATER)

    assert found.count == 1
    assert [(code, type(refusal)) for code, refusal in found.refused] == [(future.code, DateInFuture)]
    assert [case.is_estimated for case in (first, future, hidden, known)] == [False, True, True, False]
    clerk = build.actor(Role.RECEPTION_CLERK)
    with pytest.raises(NotPermitted):
        confirm_many(session, [future.id], actor=clerk, now=LATER)
