"""What was found out, who has the case, legal effect and the citizen's own terms, as the clocks see them."""

from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from models import CaseEvent, Deadline, Decision, Petition, PetitionCase
from models.enums import CaseOutcome, CaseState, Complexity, Kind, Role, Step
from services import assignments, case_corrections, cases, clocks, first_decisions
from services.case_clocks import APPEAL, EFFECT, appeal_after_expiry
from services.case_conditions import View
from services.case_corrections import Correction, NothingCorrected, VariantNotOffered
from services.case_forms import BeforeReceipt, Seen
from services.clock_proof import derivation
from services.deadlines import LegalEffect
from services.errors import DateInFuture, FieldRequired
from services.filters import Filter
from services.first_decisions import FirstDecision
from services.working_days import shipped_calendar
from tests.conftest import NOW, TODAY
from tests.services.case_world import amend, day, found, opened, picture, take

CALENDAR = shipped_calendar()
RIGHT = {"outcome": CaseOutcome.RIGHT}


@pytest.fixture
def director(session, build):
    return build.actor(Role.DIRECTOR)


def row(session, case, step: str):
    """One clock of a case."""
    return next((r for r in clocks.explained(session, case).rows if r.step == step), None)


# Accepted on 2 September 2026: 30 days end on 2 October, 45 on Saturday 17 October.
@pytest.mark.parametrize(
    ("found_on", "due", "counts"),
    [
        ("01/09/2026", day("19/10/2026"), True),  # before the term began
        ("02/10/2026", day("19/10/2026"), True),  # on its last day
        ("03/10/2026", day("02/10/2026"), False),  # when it had run out
    ],
)
def test_a_complex_case_has_the_longer_term_from_the_same_start_if_it_was_found_in_time(
    session, build, director, found_on, due, counts
) -> None:
    case = opened(session, build, director, "27/08/2026")
    take(session, case, director, ("accept", "02/09/2026"))

    found(session, case, director, found_on, complexity=Complexity.COMPLEX)

    settlement = row(session, case, "settlement")
    assert (case.complexity, case.due_on) == (Complexity.COMPLEX, due)
    assert settlement.dates.rule_id == ("KN-RES1X" if counts else "KN-RES1")
    assert settlement.dates.started_on == day("02/09/2026")
    assert settlement.came_late == (() if counts else (day(found_on),))


def test_what_is_found_after_the_decision_does_not_make_it_timely(session, build, director) -> None:
    case = opened(session, build, director, "27/08/2026")
    take(session, case, director, ("accept", "02/09/2026"), ("decide", "12/10/2026", RIGHT))
    assert case.settled_in_time is False

    found(session, case, director, "13/10/2026", complexity=Complexity.COMPLEX)

    assert case.settled_in_time is False
    assert row(session, case, "settlement").dates.rule_id == "KN-RES1"


def test_a_finding_entered_late_counts_from_its_paper_not_from_its_entry(session, build, director) -> None:
    late, right = (
        opened(session, build, director, "27/08/2026"),
        opened(session, build, director, "27/08/2026"),
    )
    take(session, late, director, ("accept", "02/09/2026"), ("decide", "12/10/2026", RIGHT))
    found(session, late, director, "15/09/2026", complexity=Complexity.COMPLEX)

    take(session, right, director, ("accept", "02/09/2026"))
    found(session, right, director, "15/09/2026", complexity=Complexity.COMPLEX)
    take(session, right, director, ("decide", "12/10/2026", RIGHT))

    assert picture(session, late) == picture(session, right)
    assert late.settled_in_time is True


def test_two_findings_of_one_day_stand_as_one_and_the_later_word_counts(session, build, director) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "05/11/2026"))

    found(session, case, director, "09/11/2026", complexity=Complexity.COMPLEX)
    found(session, case, director, "09/11/2026", remote=True)
    both = case.due_on
    found(session, case, director, "09/11/2026", complexity=Complexity.PLAIN)

    # 60 days of a remote and complex case end on 4 January 2027; 45 of a remote one on 20 December, a Sunday.
    assert (both, case.due_on) == (date(2027, 1, 4), date(2026, 12, 21))
    course = clocks.course_of(case, clocks.events_of(session, case))
    assert len(course.findings) == 2
    assert (case.complexity, case.remote) == (Complexity.PLAIN, True)


def test_the_day_of_a_finding_is_corrected_like_that_of_a_step(session, build, director) -> None:
    case = opened(session, build, director, "27/08/2026")
    take(session, case, director, ("accept", "02/09/2026"))
    found(session, case, director, "05/10/2026", complexity=Complexity.COMPLEX)
    assert case.due_on == day("02/10/2026")

    amend(session, case, "correct", director, happened_on=day("25/09/2026"))

    assert (case.complexity, case.due_on) == (Complexity.COMPLEX, day("19/10/2026"))


@pytest.mark.parametrize(
    ("values", "refusal", "field"),
    [
        ({"found_on": day("24/11/2026"), "reason": "Biên bản"}, DateInFuture, "happened_on"),
        ({"found_on": day("01/11/2026"), "reason": "Biên bản"}, BeforeReceipt, "happened_on"),
        ({"found_on": day("10/11/2026"), "reason": ""}, FieldRequired, "reason"),
        ({"variant": "several_places", "reason": "Nhiều nơi"}, VariantNotOffered, "variant"),
        ({"remote": False}, NothingCorrected, None),
    ],
)
def test_a_finding_without_a_possible_day_or_reason_is_refused(
    session, build, director, values, refusal, field
) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "05/11/2026"))
    before = picture(session, case)
    entry = Correction(**{"summary": cases.summary_of(case), "remote": True, **values})

    with pytest.raises(refusal) as raised:
        case_corrections.correct(session, case.id, entry, actor=director, now=NOW)

    assert raised.value.field == field
    assert picture(session, case) == before


def test_the_effect_of_a_finding_is_told_before_it_is_saved(session, build, director) -> None:
    case = opened(session, build, director)
    take(session, case, director, ("accept", "05/11/2026"))
    entry = Correction(summary=cases.summary_of(case), remote=True, found_on=day("10/11/2026"))

    told = case_corrections.preview(session, case.id, entry, actor=director, now=NOW)

    assert [(c.step, c.due_before, c.due_after) for c in told if c.moves] == [
        ("settlement", day("07/12/2026"), day("21/12/2026"))
    ]
    assert case.remote is False


def test_the_terms_of_a_case_live_in_its_events(session, build, director) -> None:
    """What the case says is a copy: with the copy spoilt the events still give the same."""
    case = opened(session, build, director)
    take(session, case, director, ("accept", "05/11/2026"))
    found(session, case, director, "09/11/2026", complexity=Complexity.COMPLEX, remote=True)
    due = case.due_on

    case.complexity, case.remote = Complexity.PLAIN, False
    session.flush()
    clocks.restart_clocks(session, case, today=TODAY)

    assert case.due_on == due == date(2027, 1, 4)


def test_a_denunciation_checked_in_several_places_has_ten_working_days(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.DENUNCIATION)
    assert (case.due_on, case_corrections.variants_of(case)) == (day("11/11/2026"), ["", "several_places"])
    entry = Correction(
        summary=cases.summary_of(case),
        variant="several_places",
        found_on=day("05/11/2026"),
        reason="Xác minh tại hai tỉnh",
    )

    case_corrections.correct(session, case.id, entry, actor=director, now=NOW)

    # 3-6, 9-13 and 16 November.
    assert (case.step, case.due_on) == (Step.HANDLING, day("16/11/2026"))
    assert row(session, case, "handling").dates.rule_id == "TC-INIX"
    assert case_corrections.variant_of(session, case) == "several_places"
    petition = session.exec(select(PetitionCase.petition_id).where(PetitionCase.case_id == case.id)).one()
    assert session.get_one(Petition, petition).handling_due_on == day("16/11/2026")


def test_a_voters_recommendation_is_counted_from_its_receipt(session, build, director) -> None:
    case = opened(session, build, director, kind=Kind.RECOMMENDATION)
    take(session, case, director, ("accept", "05/11/2026"))
    entry = Correction(
        summary=cases.summary_of(case),
        variant="voters",
        found_on=day("05/11/2026"),
        reason="Kiến nghị cử tri",
    )

    case_corrections.correct(session, case.id, entry, actor=director, now=NOW)

    # 40 days from 2 November is Saturday 12 December.
    settlement = row(session, case, "settlement")
    assert (settlement.dates.rule_id, settlement.dates.started_on) == ("PA-VOT", day("02/11/2026"))
    assert case.due_on == day("14/12/2026")


def test_an_extension_decided_when_the_term_had_run_out_adds_nothing(session, build, director) -> None:
    case = opened(session, build, director, "20/08/2026", kind=Kind.DENUNCIATION)
    take(session, case, director, ("accept", "02/09/2026"))
    found(session, case, director, "03/09/2026", complexity=Complexity.ESPECIALLY_COMPLEX)

    take(session, case, director, ("extend", "05/10/2026", {"reason": "Phức tạp"}))

    assert case.due_on == day("02/10/2026")
    assert row(session, case, "settlement").came_late == (day("05/10/2026"),)


def test_a_hand_over_is_in_the_history_and_moves_no_clock(session, build, director) -> None:
    root = build.department()
    other = build.unit("Phòng Khác", parent=root)
    officer, receiver = build.user(unit=root), build.user(unit=other)
    case = opened(session, build, director, officer_id=officer.id)
    take(session, case, director, ("accept", "05/11/2026"), ("assign_verification", "09/11/2026"))
    before = picture(session, case)

    assignments.assign(
        session, case.id, officer_id=receiver.id, seen=Seen(), actor=director, now=NOW, note="Đổi đơn vị"
    )
    clocks.restart_clocks(session, case, today=TODAY)

    assert picture(session, case) == before
    assert (case.unit_id, case.officer_id) == (other.id, receiver.id)
    event = clocks.events_of(session, case)[-1]
    assert (event.action, event.from_unit_id, event.to_unit_id) == ("assign", root.id, other.id)
    # The new unit goes on under the same term.
    take(session, case, director, ("suspend", "16/11/2026", {"reason": "Chờ giám định"}))
    take(session, case, director, ("resume", "20/11/2026"))
    # 5 December and four days: Wednesday 9.
    assert case.due_on == day("09/12/2026")


def test_legal_effect_is_provisional_until_service_and_the_appeal_term(session, build, director) -> None:
    case = opened(session, build, director, "01/09/2026")
    take(
        session,
        case,
        director,
        ("accept", "07/09/2026"),
        ("decide", "15/09/2026", RIGHT),
        ("send", "16/09/2026"),
    )
    decision = session.exec(select(Decision)).one()

    def effect():
        return clocks.explained(session, case).effect

    # The day after 30 days from issue, a Friday.
    assert effect() == LegalEffect(day("16/10/2026"), None)
    assert (decision.effective_on, decision.served_on, decision.is_effect_provisional) == (
        day("16/10/2026"),
        None,
        True,
    )

    take(session, case, director, ("serve", "25/09/2026"))

    # The citizen's 30 days from service end on Sunday 25 October, so on Monday 26.
    assert effect() == LegalEffect(day("16/10/2026"), day("26/10/2026"))
    assert (decision.served_on, decision.is_effect_provisional) == (day("25/09/2026"), True)
    assert (effect().is_final(day("26/10/2026")), effect().is_final(day("27/10/2026"))) == (False, True)
    assert case.step is Step.PUBLICATION


def test_a_decision_served_at_once_takes_effect_when_the_appeal_term_ends(session, build, director) -> None:
    case = opened(session, build, director, "01/09/2026")
    take(
        session,
        case,
        director,
        ("accept", "07/09/2026"),
        ("decide", "15/09/2026", RIGHT),
        ("serve", "15/09/2026"),
    )

    decision = session.exec(select(Decision)).one()

    # Both terms end on 15 October: the day after, nobody can complain any more.
    assert (decision.effective_on, decision.is_effect_provisional) == (day("16/10/2026"), False)


def test_against_a_second_decision_nothing_is_provisional(session, build, director) -> None:
    petition = build.petition(received_on=day("01/09/2026"), eligible=True, state="classified")
    case = cases.open_case(session, petition, instance=2, actor=director, now=NOW, today=TODAY)
    first = FirstDecision(decision_number="1/QĐ", decided_on=day("01/08/2026"), decided_by="Chi cục")
    first_decisions.record(session, case.id, first, actor=director, now=NOW)
    take(
        session,
        case,
        director,
        ("accept", "07/09/2026"),
        ("assign_verification", "08/09/2026"),
        ("hold_dialogue", "10/09/2026"),
        ("decide", "15/09/2026", {"outcome": CaseOutcome.UPHELD}),
        ("serve", "25/09/2026"),
    )

    effect = clocks.explained(session, case).effect

    assert effect == LegalEffect(day("16/10/2026"), None, may_be_appealed=False)
    assert effect.is_final(day("16/10/2026"))
    assert session.exec(select(Decision)).one().is_effect_provisional is False
    assert row(session, case, APPEAL) is None


def test_the_time_limits_of_citizens_stand_apart_and_make_nothing_overdue(session, build, director) -> None:
    case = opened(session, build, director, "01/08/2026")
    take(
        session,
        case,
        director,
        ("accept", "05/08/2026"),
        ("decide", "12/08/2026", RIGHT),
        ("send", "13/08/2026"),
        ("serve", "14/08/2026"),
        ("publish", "17/08/2026"),
        ("enforce", "15/09/2026"),
    )
    fields = clocks.explained(session, case)

    assert [r.step for r in fields.of_citizens] == [APPEAL]
    assert [r.step for r in fields.of_authority] == [
        "handling",
        "settlement",
        "sending",
        "publication",
        "enforcement",
    ]
    # Their term ended on 14 September, weeks ago; the case is not late, and no list says so.
    limit = fields.of_citizens[0]
    assert (limit.dates.rule_id, limit.dates.due_on, limit.mandatory) == ("KN-CMP2", day("14/09/2026"), False)
    assert (case.step, case.due_on, case.is_overdue(TODAY)) == (None, None, False)
    assert APPEAL not in set(session.exec(select(Deadline.step).where(Deadline.case_id == case.id)))
    assert EFFECT not in set(session.exec(select(Deadline.step).where(Deadline.case_id == case.id)))
    late = cases.list_page(session, Filter(), actor=director, today=TODAY, view=View.OVERDUE)
    assert late.total == 0


def test_when_the_first_term_expires_the_citizen_s_own_term_begins(session, build, director) -> None:
    case = opened(session, build, director, "27/08/2026")
    take(session, case, director, ("accept", "02/09/2026"))
    fields, facts = clocks.explained(session, case), clocks.facts_of(session, case)
    course = clocks.course_of(case, clocks.events_of(session, case))

    on_time = appeal_after_expiry(fields, facts, course, CALENDAR, today=day("02/10/2026"))
    after = appeal_after_expiry(fields, facts, course, CALENDAR, today=day("03/10/2026"))

    assert on_time is None
    # 30 days from 2 October: Sunday 1 November, so Monday 2.
    assert (after.rule_id, after.started_on, after.due_on) == (
        "KN-CMP2",
        day("02/10/2026"),
        day("02/11/2026"),
    )


def test_many_cases_are_recomputed_as_each_one_is(session, build, director) -> None:
    made = [opened(session, build, director, "27/08/2026") for _ in range(3)]
    take(session, made[0], director, ("accept", "02/09/2026"), ("decide", "12/10/2026", RIGHT))
    take(session, made[1], director, ("accept", "02/09/2026"))
    found(session, made[1], director, "15/09/2026", complexity=Complexity.COMPLEX)
    amend(session, made[1], "accept", director, happened_on=day("04/09/2026"))
    made.append(opened(session, build, director, kind=Kind.DENUNCIATION, in_competence=False))
    made.append(build.case(accepted_on=day("05/11/2026"), state=CaseState.VERIFYING, remote=True))
    clocks.restart_clocks(session, made[-1], today=TODAY)
    pinned = session.exec(select(Deadline).where(col(Deadline.case_id) == made[2].id)).one()
    pinned.rule_version = 1
    session.flush()

    ids = [case.id for case in made]
    derived = derivation.recomputed(session, ids, calendar=clocks.calendar(session))
    many = {one.case.id: one.fields for one in derived}

    assert many == {case.id: clocks.explained(session, case) for case in made}
    assert many[made[2].id].rows[0].dates.version == 1
    assert many[made[3].id].rows[0].dates.rule_id == "TC-FWD"
    assert many[made[4].id].due_on == made[4].due_on == day("21/12/2026")


def test_an_event_says_what_was_found_and_the_receipt_says_it_first(session, build, director) -> None:
    commune = build.commune(is_remote=True)
    case = opened(session, build, director, commune_id=commune.id)

    receipt = session.exec(select(CaseEvent).where(CaseEvent.case_id == case.id)).one()

    assert (receipt.complexity, receipt.remote, receipt.variant) == (Complexity.PLAIN, True, "")
    assert case.remote is True
    assert receipt.happened_on <= TODAY - timedelta(days=1)
