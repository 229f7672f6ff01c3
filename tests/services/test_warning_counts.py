"""Weekly counts: one matter once, denunciations never, old communes to new ones, and missing is not zero."""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlmodel import select

from models import Petition, PetitionCase
from models.enums import Kind, WarningStream
from services import facts
from services.warning import weeks
from services.warning.streams import COUNTED
from tests.services.warned import LAST, Province, at

RECEIVED, REPEATS = WarningStream.RECEIVED, WarningStream.REPEATS


@pytest.fixture(autouse=True)
def _no_store_is_left():
    yield
    facts.forget()


@pytest.fixture
def province(session, build) -> Province:
    return Province(session, build, history=30, a_week=2)


def last_week(province: Province, stream: WarningStream = RECEIVED) -> np.ndarray:
    return province.counted().streams[stream].cells[-1]


def test_one_petition_sent_to_five_offices_is_one_matter(session, build, province) -> None:
    before = last_week(province)[0, 0]
    first = province.petition(LAST, province.communes[0], province.fields[0])
    for number in range(4):
        unit = build.unit(f"Cơ quan {number}", parent=build.department())
        province.petition(LAST, province.communes[0], province.fields[0], duplicate_of_id=first.id, unit=unit)
    session.commit()

    assert last_week(province)[0, 0] == before + 1
    assert last_week(province, REPEATS)[0, 0] == 1


def test_petitions_of_one_case_are_one_matter_in_its_first_week(session, build, province) -> None:
    early = LAST - 3 * weeks.WEEK
    before = province.counted().streams[RECEIVED].cells[[-4, -1], 1, 1]
    petitions = [
        province.petition(monday, province.communes[1], province.fields[1]) for monday in (early, LAST)
    ]
    case = build.case(petition=petitions[0])
    build.add(PetitionCase(petition_id=petitions[1].id, case_id=case.id))
    session.commit()

    after = province.counted().streams[RECEIVED].cells[[-4, -1], 1, 1]
    assert list(after - before) == [1, 0]


@pytest.mark.parametrize("values", [{"kind": Kind.DENUNCIATION}, {"is_protected": True}])
def test_denunciations_and_protected_petitions_are_in_no_number(session, province, values) -> None:
    before = province.counted()
    province.petition(LAST, province.communes[0], province.fields[0], **values)
    session.commit()

    after = province.counted()
    for stream in COUNTED:
        for name in ("cells", "units", "fields"):
            old, new = (getattr(one.streams[stream], name) for one in (before, after))
            assert np.array_equal(old, new, equal_nan=True)


def test_what_a_merged_commune_had_counts_for_its_successor(session, build, province) -> None:
    heir = province.communes[2]
    old = build.commune(
        "xã Cũ", valid_from=date(2020, 1, 1), valid_to=date(2026, 6, 30), successor_id=heir.id
    )
    early = LAST - 25 * weeks.WEEK
    before = province.counted().streams[RECEIVED].cells[-26, 2, 0]
    province.petition(early, old, province.fields[0])
    session.commit()

    found = province.counted()
    assert old.id not in found.communes
    assert found.streams[RECEIVED].cells[-26, 2, 0] == before + 1


def test_weeks_before_a_new_commune_are_missing_and_not_zero(session, build, province) -> None:
    born = LAST - 5 * weeks.WEEK + timedelta(days=2)
    build.commune("xã Mới", valid_from=born)
    session.commit()

    found = province.counted()
    cells = found.streams[RECEIVED].cells[:, -1]
    assert np.isnan(cells[:-5]).all()
    assert (cells[-5:] == 0).all()


def test_a_merged_commune_is_on_record_since_the_first_of_its_parts(session, build, province) -> None:
    heir = build.commune("xã Hợp nhất", valid_from=date(2026, 7, 1))
    build.commune("xã Xưa", valid_from=date(2020, 1, 1), valid_to=date(2026, 6, 30), successor_id=heir.id)
    session.commit()

    found = province.counted()
    place = found.communes.index(heir.id)
    assert not np.isnan(found.streams[RECEIVED].cells[-25:, place]).any()


def test_a_week_without_any_petition_where_many_are_usual_is_missing(session, build) -> None:
    province = Province(session, build, history=30, a_week=12)
    gap = LAST - 6 * weeks.WEEK

    within = (Petition.received_on >= gap, Petition.received_on < gap + weeks.WEEK)
    for petition in session.exec(select(Petition).where(*within)):
        petition.voided_at, petition.void_reason = at(LAST), "nhập nhầm"
    session.commit()

    found = province.counted()
    assert found.missing == (gap,)
    assert np.isnan(found.streams[RECEIVED].cells[-7]).all()
    assert np.isnan(found.streams[WarningStream.CROWDS].cells[-7]).all()
    assert not np.isnan(found.streams[RECEIVED].cells[-6]).any()


def test_a_quiet_week_of_a_small_register_is_zero(session, build) -> None:
    province = Province(session, build, history=0)
    province.petition(LAST - 20 * weeks.WEEK, province.communes[0], province.fields[0])
    session.commit()

    found = province.counted()
    assert found.missing == ()
    cells = found.streams[RECEIVED].cells
    assert np.isnan(cells[:-21]).all()
    assert np.nansum(cells) == 1
    assert (cells[-20:] == 0).all()


def test_old_paper_entered_in_bulk_counts_by_its_day_and_names_the_unit(session, build, province) -> None:
    unit = build.unit("Phòng Lưu trữ", parent=build.department())
    before = province.counted().streams[RECEIVED].cells[:, 3, 1]
    for _one in range(10):
        province.petition(
            LAST - 12 * weeks.WEEK, province.communes[3], province.fields[1], late=12, unit=unit
        )
    session.commit()

    found = province.counted()
    gained = found.streams[RECEIVED].cells[:, 3, 1] - before
    assert (gained[-13], gained[-12:].sum()) == (10, 0)
    assert found.late_units == (unit.id,)
    # What is twelve weeks late is old paper, and tells nothing of how entries usually come in.
    assert found.streams[RECEIVED].triangle[-13].sum() == 2


def test_the_share_on_record_follows_from_how_late_entries_come(session, build) -> None:
    province = Province(session, build, history=0)
    for back in range(40, 0, -1):
        for late in (0, 0, 1, 2):
            if late < back:
                province.petition(
                    LAST - (back - 1) * weeks.WEEK, province.communes[0], province.fields[0], late=late
                )
    session.commit()

    share = province.counted().streams[RECEIVED].share_in()
    assert share[:3] == pytest.approx([0.5, 0.75, 1.0])


def test_a_crowd_without_a_field_has_that_of_its_matter_and_else_is_told_as_unplaced(
    session, build, province
) -> None:
    petition = province.petition(LAST, province.communes[0], province.fields[1])
    where = {"persons": 12, "commune_id": province.communes[0].id, "gathered_on": LAST + timedelta(days=1)}
    build.crowd(petition_id=petition.id, **where)
    build.crowd(**where)
    session.commit()

    found = province.counted().streams[WarningStream.CROWDS]

    assert found.cells[-1, 0].tolist() == [0, 1]
    assert found.unplaced == 1
