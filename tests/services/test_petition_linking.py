"""Saying afterwards that a petition repeats another, and lists of what an actor may see."""

import pytest
from sqlmodel import select

from models import AuditEntry, Case, PetitionCase
from models.enums import Kind, PetitionOutcome, Role
from services import petition_handling, petition_linking, petitions
from services.errors import NotFound
from services.petition_cases import CaseHasGoneOn, OriginalOfOtherKind
from services.petition_input import HandlingInput
from services.petition_linking import LinkedToItself
from services.petition_lists import PetitionView, list_page
from tests.conftest import NOW, TODAY
from tests.services.intake_entries import entry


def receive(session, build, actor, **values):
    return petitions.receive(session, entry(build, **values), actor=actor, now=NOW, today=TODAY)


def test_a_linked_petition_leaves_its_own_case_for_that_of_the_first(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    first, second = receive(session, build, clerk), receive(session, build, clerk)

    petition_linking.link(session, second.id, first.id, actor=clerk, now=NOW)

    kept, voided = session.exec(select(Case).order_by(Case.id)).all()
    links = session.exec(select(PetitionCase).where(PetitionCase.petition_id == second.id)).all()
    assert (kept.voided_at, voided.voided_at) == (None, NOW)
    assert {(link.case_id, link.part) for link in links} == {(voided.id, 1), (kept.id, 2)}
    assert [p.id for p in petition_linking.related(session, first, actor=clerk)] == [second.id]
    assert session.exec(select(AuditEntry).where(AuditEntry.action == "petition.link")).one()


def test_a_petition_whose_own_case_has_gone_on_is_not_linked(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    first, second = receive(session, build, head), receive(session, build, head)
    accepted = HandlingInput(
        outcome=PetitionOutcome.ACCEPT, number="1/TB", signer="Lê Văn Ký", handled_on=TODAY
    )
    petition_handling.handle(session, second.id, accepted, actor=head, now=NOW, today=TODAY)

    with pytest.raises(CaseHasGoneOn):
        petition_linking.link(session, second.id, first.id, actor=head, now=NOW)


def test_links_in_a_circle_and_between_kinds_are_refused(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    first, second = receive(session, build, clerk), receive(session, build, clerk)
    other = receive(session, build, clerk, kind=Kind.RECOMMENDATION)
    petition_linking.link(session, second.id, first.id, actor=clerk, now=NOW)

    with pytest.raises(LinkedToItself):
        petition_linking.link(session, first.id, first.id, actor=clerk, now=NOW)
    with pytest.raises(LinkedToItself):
        petition_linking.link(session, first.id, second.id, actor=clerk, now=NOW)
    with pytest.raises(OriginalOfOtherKind):
        petition_linking.link(session, first.id, other.id, actor=clerk, now=NOW)


def test_what_lies_outside_the_scope_is_neither_linked_nor_listed(session, build) -> None:
    department = build.department()
    unit = build.unit(parent=department)
    elsewhere = build.petition(unit=build.unit(parent=department))
    officer = build.actor(Role.OFFICER, unit=unit)
    own = receive(session, build, officer, unit_id=unit.id)
    secret = receive(session, build, officer, unit_id=unit.id, kind=Kind.DENUNCIATION)

    with pytest.raises(NotFound):
        petition_linking.link(session, own.id, elsewhere.id, actor=officer, now=NOW)
    page = list_page(session, PetitionView.LATEST, actor=officer)

    assert [row.petition.id for row in page.rows] == [own.id]
    assert page.total == 1
    assert secret.id not in [row.petition.id for row in page.rows]


def test_an_assigned_officer_sees_the_petitions_of_his_case(session, build) -> None:
    department = build.department()
    officer = build.actor(Role.OFFICER, unit=build.unit(parent=department))
    petition = build.petition(kind=Kind.DENUNCIATION, unit=build.unit(parent=department))
    build.case(kind=Kind.DENUNCIATION, petition=petition, officer_id=officer.user_id)

    page = list_page(session, PetitionView.LATEST, actor=officer)

    assert [row.petition.id for row in page.rows] == [petition.id]


def test_lists_tell_apart_what_waits_what_is_done_and_what_is_voided(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    waiting = build.petition()
    done = build.petition(outcome=PetitionOutcome.GUIDE, handled_on=TODAY)
    voided = build.petition(voided_at=NOW, void_reason="Nhập nhầm")

    def ids(view: PetitionView) -> list[int | None]:
        return [row.petition.id for row in list_page(session, view, actor=head).rows]

    assert ids(PetitionView.WAITING) == [waiting.id]
    assert ids(PetitionView.LATEST) == [done.id, waiting.id]
    assert ids(PetitionView.VOIDED) == [voided.id]


@pytest.mark.parametrize(
    ("search", "found"),
    [("thi thu tran", True), ("thu hoi xang", True), ("2026-1", True), ("hoi%", True), ("zzz", False)],
)
def test_a_search_takes_codes_names_and_words(session, build, search, found) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    receive(session, build, clerk)

    assert list_page(session, PetitionView.LATEST, actor=clerk, search=search).total == found


def test_sealed_words_and_names_are_not_searched(session, build) -> None:
    clerk = build.actor(Role.RECEPTION_CLERK)
    petition = receive(session, build, clerk, kind=Kind.DENUNCIATION)

    assert list_page(session, PetitionView.LATEST, actor=clerk, search="thi thu tran").total == 0
    assert list_page(session, PetitionView.LATEST, actor=clerk, search="xang dau").total == 0
    assert list_page(session, PetitionView.LATEST, actor=clerk, search=petition.code).total == 1
