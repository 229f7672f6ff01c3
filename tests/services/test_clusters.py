"""Cases about one thing are suggested to whoever sees them, never by people, and decided by a person."""

from datetime import timedelta

import pytest
from sqlmodel import select

from models import AuditEntry, CaseExclusion, ClusterMember
from models.enums import ClusterTie, Kind, Role
from services import setting_values
from services.errors import NotFound, NotPermitted
from services.hotspots import cluster_views, clusters
from services.hotspots.named_things import found_in
from tests.builders import NOW, TODAY

PORT = "dự án Cảng Mỹ Thủy"


@pytest.fixture
def director(build):
    return build.actor(Role.DIRECTOR)


def seen(session, actor):
    return cluster_views.seen(session, actor=actor, today=TODAY)


def told(session, actor) -> dict[str, set[str]]:
    """Name -> codes of the cases of each cluster."""
    return {one.name: {m.code for m in (*one.confirmed, *one.suggested)} for one in seen(session, actor)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Khiếu nại công ty cổ phần Hoàng Long xả thải", {(ClusterTie.FIRM, "hoang long")}),
        ("Khiếu nại Cty TNHH MTV HOÀNG LONG.", {(ClusterTie.FIRM, "hoang long")}),
        ("Cụm công nghiệp Ải Tử, bồi thường thấp", {(ClusterTie.PROJECT, "cum cong nghiep ai tu")}),
        ("tiểu thương chợ Lao Bảo phản đối", {(ClusterTie.GROUP, "tieu thuong cho lao bao")}),
        (
            "di dời chợ Đông Hà và dự án Cảng 2",
            {(ClusterTie.PLACE, "cho dong ha"), (ClusterTie.PROJECT, "du an cang 2")},
        ),
        ("Phản ánh công ty Hóa chất Bình Minh xả thải", {(ClusterTie.FIRM, "hoa chat binh minh")}),
        ("chợ Đông tại Phú Mỹ", {(ClusterTie.PLACE, "cho dong")}),
        ("công ty Long ông Nguyễn Văn Thử", {(ClusterTie.FIRM, "long")}),
        ("công ty Long do bà Thử tố cáo", {(ClusterTie.FIRM, "long")}),
        ("Ông Nguyễn Văn Thử khiếu nại Trần Văn Việc", set()),
        ("công ty không trả lời; dự án. Ông Thử", set()),
        ("dự án 2025", set()),
        ("", set()),
    ],
)
def test_what_a_text_names(text, found) -> None:
    assert {(one.tie, one.key) for one in found_in(text)} == found


def test_cases_that_name_the_same_thing_are_suggested(session, build, director) -> None:
    first = build.case(summary="Công ty TNHH Hoàng Long xả thải")
    second = build.case(summary="Kiến nghị cty Hoàng Long trả lương", kind=Kind.RECOMMENDATION)
    build.case(summary="Công ty Sông Hiếu xả thải")

    [one] = seen(session, director)

    assert (one.tie, one.confirmed) == (ClusterTie.FIRM, ())
    assert {member.code for member in one.suggested} == {first.code, second.code}


def test_one_field_in_one_commune_is_suggested_where_cases_come_thick(session, build, director) -> None:
    where = {"commune_id": build.commune("xã Hải Lăng").id, "field_id": build.subject_field("Xăng dầu").id}
    for days in (1, 20, 80):
        build.case(received_on=TODAY - timedelta(days=days), **where)
    build.case(received_on=TODAY - timedelta(days=91), **where)

    [one] = seen(session, director)

    assert (one.name, len(one.suggested)) == ("Xăng dầu · xã Hải Lăng", 3)


def test_neither_denunciations_nor_protected_cases_nor_people_make_a_cluster(
    session, build, director
) -> None:
    where = {"commune_id": build.commune().id, "field_id": build.subject_field().id, "received_on": TODAY}
    for _turn in range(2):
        build.case(kind=Kind.DENUNCIATION, summary="Công ty Hoàng Long", **where)
        build.case(is_protected=True, summary="", **where)
        petition = build.petition(summary="Ông Nguyễn Văn Thử khiếu nại")
        build.party(petition, "Nguyễn Văn Thử")
        build.case(petition=petition, summary="Ông Nguyễn Văn Thử khiếu nại")
    build.case(summary="Công ty Hoàng Long", **where)

    assert seen(session, director) == []


def test_a_reader_is_suggested_only_what_he_sees(session, build, director) -> None:
    mine, other = (build.unit(parent=build.department()) for _place in range(2))
    cases = [build.case(unit=unit, summary=PORT) for unit in (mine, mine, other)]
    walled = build.user(Role.UNIT_HEAD, unit=mine)
    build.add(CaseExclusion(case_id=cases[0].id, user_id=walled.id, reason="accused"))
    codes = [case.code for case in cases]

    assert told(session, director) == {PORT: set(codes)}
    assert told(session, build.actor(Role.UNIT_HEAD, unit=mine)) == {PORT: set(codes[:2])}
    assert told(session, build.actor(Role.UNIT_HEAD, unit=other)) == {}
    assert told(session, build.actor_of(walled)) == {}
    assert told(session, build.actor(Role.VIEWER)) == {}


def test_a_person_confirms_some_and_refuses_others(session, build, director) -> None:
    cases = [build.case(summary=PORT) for _turn in range(3)]
    [one] = seen(session, director)
    about = {"actor": director, "now": NOW, "today": TODAY}

    with pytest.raises(clusters.NothingChosen):
        clusters.confirm(session, one.tie, one.key, [], **about)
    with pytest.raises(clusters.TooFewTogether):
        clusters.confirm(session, one.tie, one.key, [cases[0].id], **about)
    clusters.confirm(session, one.tie, one.key, [cases[0].id, cases[1].id], **about)
    clusters.refuse(session, one.tie, one.key, [cases[2].id], **about)

    [after] = seen(session, director)
    assert {member.case_id for member in after.confirmed} == {cases[0].id, cases[1].id}
    assert after.suggested == ()
    later = build.case(summary=PORT)
    [again] = seen(session, director)
    assert [member.case_id for member in again.suggested] == [later.id]
    entries = session.exec(select(AuditEntry).where(AuditEntry.subject == "case"))
    assert sorted(entry.action for entry in entries) == [
        "cluster.confirm",
        "cluster.confirm",
        "cluster.refuse",
    ]


def test_what_was_refused_is_not_suggested_again(session, build, director) -> None:
    ids = [build.case(summary=PORT).id for _turn in range(2)]
    [one] = seen(session, director)

    clusters.refuse(session, one.tie, one.key, ids, actor=director, now=NOW, today=TODAY)

    assert seen(session, director) == []


def test_a_refusal_is_taken_back(session, build, director) -> None:
    mine, other = (build.unit(parent=build.department()) for _place in range(2))
    cases = [build.case(unit=unit, summary=PORT) for unit in (mine, mine, other)]
    [one] = seen(session, director)
    ids = [case.id for case in cases]
    clusters.refuse(session, one.tie, one.key, ids, actor=director, now=NOW, today=TODAY)
    head, officer = build.actor(Role.UNIT_HEAD, unit=mine), build.actor(Role.OFFICER, unit=mine)

    assert [
        {member.code for member in found.suggested} for found in cluster_views.refused(session, actor=head)
    ] == [{cases[0].code, cases[1].code}]
    with pytest.raises(NotPermitted):
        clusters.suggest_again(session, one.tie, one.key, ids, actor=officer, now=NOW)
    clusters.suggest_again(session, one.tie, one.key, ids, actor=head, now=NOW)

    # What the head does not see stays refused.
    assert told(session, director) == {PORT: {cases[0].code, cases[1].code}}
    with pytest.raises(clusters.NothingChosen):
        clusters.suggest_again(session, one.tie, one.key, ids, actor=head, now=NOW)
    actions = session.exec(select(AuditEntry.action).where(AuditEntry.action == "cluster.suggest_again"))
    assert len(actions.all()) == 2


def test_a_case_that_is_protected_later_is_in_no_list(session, build, director) -> None:
    cases = [build.case(summary=PORT) for _turn in range(3)]
    [one] = seen(session, director)
    ids = [case.id for case in cases]
    clusters.confirm(session, one.tie, one.key, ids[:2], actor=director, now=NOW, today=TODAY)
    clusters.refuse(session, one.tie, one.key, ids[2:], actor=director, now=NOW, today=TODAY)

    for case in cases[1:]:
        case.is_protected, case.summary, case.search = True, "", ""
        session.add(case)
    session.flush()

    assert seen(session, director) == []
    assert cluster_views.refused(session, actor=director) == []


def test_the_same_cases_are_suggested_once(session, build, director) -> None:
    """A field in a commune says nothing besides the project that all of its cases name."""
    where = {"commune_id": build.commune("xã Hải Lăng").id, "field_id": build.subject_field("Xăng dầu").id}
    for _turn in range(3):
        build.case(summary=PORT, received_on=TODAY, **where)
    once = [one.name for one in seen(session, director)]
    build.case(received_on=TODAY, **where)

    assert once == [PORT]
    assert [one.name for one in seen(session, director)] == ["Xăng dầu · xã Hải Lăng", PORT]


def test_the_department_says_how_thick_cases_have_to_come(session, build, director) -> None:
    where = {"commune_id": build.commune("xã Hải Lăng").id, "field_id": build.subject_field("Xăng dầu").id}
    for days in (1, 20):
        build.case(received_on=TODAY - timedelta(days=days), **where)
    before = seen(session, director)
    values = {"valid_from": TODAY, "basis": "12/QĐ-SCT", "actor": build.actor(Role.ADMINISTRATOR), "now": NOW}

    setting_values.set_value(session, "cluster.least", "2", **values)
    two = seen(session, director)
    setting_values.set_value(session, "cluster.days", "10", **values)

    assert (before, len(two), seen(session, director)) == ([], 1, [])


@pytest.mark.parametrize("decide", [clusters.confirm, clusters.refuse])
@pytest.mark.parametrize(
    ("role", "other_unit", "refusal"), [(Role.OFFICER, False, NotPermitted), (Role.UNIT_HEAD, True, NotFound)]
)
def test_who_may_not_decide(session, build, decide, role, other_unit, refusal) -> None:
    mine, other = (build.unit(parent=build.department()) for _place in range(2))
    ids = [build.case(unit=other if other_unit else mine, summary=PORT).id for _turn in range(2)]
    actor = build.actor(role, unit=mine)

    with pytest.raises(refusal):
        decide(session, ClusterTie.PROJECT, "du an cang my thuy", ids, actor=actor, now=NOW, today=TODAY)

    assert session.exec(select(ClusterMember)).all() == []
