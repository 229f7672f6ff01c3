"""Grants on the page of a case, emergency access on that of a petition, and who sees neither."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import CaseGrant, EmergencyAccess
from models.enums import Kind, Role
from services import case_grants, clock, emergency_access
from services.statistics import official
from ui.rights import case_readers

# The tab of the statistics screen that has them.
OFFICIAL = {"tab": "official"}


@pytest.fixture
def world(page_build):
    build = page_build
    root = build.department()
    unit, other = build.unit(parent=root), build.unit(parent=root)
    petition = build.petition(unit=unit, kind=Kind.DENUNCIATION, code="TC-AAAAA")
    case = build.case(unit=unit, kind=Kind.DENUNCIATION, petition=petition, code="TC-BBBBB")
    users = {
        Role.DIRECTOR: build.user(Role.DIRECTOR, name="Trần Thị Giám"),
        Role.UNIT_HEAD: build.user(Role.UNIT_HEAD, unit=unit, name="Lê Văn Trưởng"),
    }
    verifier = build.user(Role.OFFICER, unit=other, name="Phạm Thị Xác")
    return {"case": case, "petition": petition, "users": users, "verifier": verifier, "unit": unit}


def opened(page, key: str):
    """The page with a box opened, as a click on it does."""
    page.session_state[key] = True
    return page.run()


def texts(page) -> str:
    return "\n".join(element.value for element in page.markdown)


def test_a_director_lets_a_verifier_work_on_a_case_and_takes_it_back(open_page, world, page_build) -> None:
    page = open_page("pages/case.py", user=world["users"][Role.DIRECTOR], query={"code": "TC-BBBBB"})
    page = opened(page, "readers_box")
    assert "Lê Văn Trưởng" in texts(page)
    assert "leads the unit of the case" in texts(page)
    assert "Phạm Thị Xác" not in texts(page)

    page.selectbox(key="case_TC-BBBBB_grant_user_0").set_value(world["verifier"].id).run()
    page.text_input(key="case_TC-BBBBB_grant_reason_0").set_value("Cần xác minh").run()
    page.button(key="grant_save").click().run()

    assert not page.exception
    assert not page.error
    row = page_build.session.exec(select(CaseGrant)).one()
    assert row.user_id == world["verifier"].id
    assert "verifier of this case, until" in texts(page)
    page.button(key=f"grant_withdraw_{row.id}").click().run()
    page_build.session.rollback()
    page_build.session.refresh(row)
    assert row.withdrawn_at is not None
    assert "Phạm Thị Xác" not in texts(page)


def test_a_unit_head_reads_who_sees_the_case_but_grants_nothing(open_page, world, page_build) -> None:
    now = clock.now()
    case_grants.grant(
        page_build.session,
        world["case"].id,
        user_id=world["verifier"].id,
        valid_to=clock.local_date(now) + timedelta(days=case_readers.USUAL_DAYS),
        reason="Cần xác minh",
        actor=page_build.actor_of(world["users"][Role.DIRECTOR], today=clock.local_date(now)),
        now=now,
    )
    page_build.session.commit()

    page = open_page("pages/case.py", user=world["users"][Role.UNIT_HEAD], query={"code": "TC-BBBBB"})
    page = opened(page, "readers_box")

    assert not page.exception
    assert "Phạm Thị Xác" in texts(page)
    assert not [one for one in page.button if "grant" in (one.key or "")]


def test_a_verifier_opens_the_case_and_is_not_told_who_else_sees_it(open_page, world, page_build) -> None:
    now = clock.now()
    director = page_build.actor_of(world["users"][Role.DIRECTOR], today=clock.local_date(now))
    case_grants.grant(
        page_build.session,
        world["case"].id,
        user_id=world["verifier"].id,
        valid_to=clock.local_date(now),
        reason="Cần xác minh",
        actor=director,
        now=now,
    )
    page_build.session.commit()

    page = open_page("pages/case.py", user=world["verifier"], query={"code": "TC-BBBBB"})

    assert not page.exception
    assert not page.error
    assert "Lê Văn Trưởng" not in texts(page)
    assert not [one for one in page.expander if one.label == "Who may see this case"]


def test_a_director_opens_a_petition_in_an_emergency_and_gives_it_back(open_page, world, page_build) -> None:
    page = open_page("pages/petition.py", user=world["users"][Role.DIRECTOR], query={"code": "TC-AAAAA"})
    form = {one.key for one in page.text_area}
    reason = next(key for key in form if key and "emergency_reason" in key)

    page.text_area(key=reason).set_value("Người tố cáo bị đe dọa").run()
    page.button(key="emergency_open").click().run()

    assert not page.exception
    assert not page.error
    row = page_build.session.exec(select(EmergencyAccess)).one()
    assert "whatever you read is marked in the trail" in page.warning[0].value
    page.button(key="emergency_back").click().run()
    page_build.session.rollback()
    page_build.session.refresh(row)
    assert row.closed_at is not None


def test_who_was_told_finds_it_on_the_page_of_his_work_and_in_the_list(open_page, world, page_build) -> None:
    inspector = page_build.user(Role.INSPECTOR, unit=page_build.unit(parent=page_build.department()))
    now = clock.now()
    director = page_build.actor_of(world["users"][Role.DIRECTOR], today=clock.local_date(now))
    emergency_access.open_for(
        page_build.session,
        world["petition"].id,
        hours=5,
        reason="Người tố cáo bị đe dọa",
        actor=director,
        now=now,
    )
    page_build.session.commit()

    home = open_page("pages/home.py", user=inspector)
    assert any("emergency access to petition" in one.value for one in home.warning)
    listed = open_page("pages/clock_watch.py", user=inspector)
    table = next(one.value for one in listed.dataframe if "Readings" in one.value.columns)
    assert table.iloc[0]["Reason"] == "Người tố cáo bị đe dọa"
    # Nobody else learns of it: not the head of the unit, not an administrator.
    head = open_page("pages/home.py", user=world["users"][Role.UNIT_HEAD])
    assert not [one for one in head.warning if "emergency" in one.value]
    administrator = open_page("pages/clock_watch.py", user=page_build.user(Role.ADMINISTRATOR))
    assert not [one for one in administrator.dataframe if "Readings" in one.value.columns]


def test_a_director_publishes_a_quarter_and_a_viewer_reads_it_with_small_numbers_hidden(
    open_page, world, page_build
) -> None:
    now = clock.now()
    code = official.publishable(page_build.session, today=clock.local_date(now))[-1]
    start = official.days_of(code).start
    for kind in (Kind.COMPLAINT, Kind.RECOMMENDATION, Kind.DENUNCIATION):
        page_build.petition(unit=world["unit"], kind=kind, received_on=start)
    viewer = page_build.user(Role.VIEWER)
    empty = open_page("pages/statistics.py", user=viewer, query=OFFICIAL)
    assert not [one for one in empty.dataframe if "All kinds" in one.value.to_string()]

    page = open_page("pages/statistics.py", user=world["users"][Role.DIRECTOR], query=OFFICIAL)
    page.button(key="official_publish").click().run()

    assert not page.exception
    assert not page.error
    seen = {}
    for name, user in (("viewer", viewer), ("director", world["users"][Role.DIRECTOR])):
        shown = open_page("pages/statistics.py", user=user, query=OFFICIAL)
        table = next(one.value for one in shown.dataframe if "All kinds" in one.value.to_string())
        seen[name] = dict(zip(table["Kind"], table["Petitions received"], strict=True))
        assert not shown.exception
    plain = {"Complaint": "1", "Recommendation, reflection": "1"}
    assert seen["viewer"] == {**plain, "Denunciation": "<3", "All kinds": "•"}
    assert seen["director"] == {**plain, "Denunciation": "•", "All kinds": "•"}
    assert not [
        one
        for one in open_page("pages/statistics.py", user=viewer, query=OFFICIAL).button
        if one.label == "Publish"
    ]
