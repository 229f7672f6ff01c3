"""Parts that were split off wrongly are voided; the paper and the other parts stay as they are."""

import pytest
from sqlmodel import select

from models import (
    CaseEvent,
)
from models.enums import Role
from services import (
    case_actions,
    part_voiding,
    petition_parts,
    petition_view,
    petition_voiding,
    vault,
)
from services.case_forms import ActionForm
from services.errors import FieldRequired, NotFound
from services.part_voiding import CaseIsShared, LastPart
from services.petition_cases import CaseHasGoneOn
from tests.conftest import NOW, TODAY
from tests.services.mixed_petitions import (
    COMPLAINT,
    cut,
    denunciation,
    everything_in_plain,
    linked,
    receive,
    wish,
)


@pytest.fixture
def clerk(build):
    return build.actor(Role.RECEPTION_CLERK)


def test_a_part_split_off_wrongly_is_voided_and_its_number_not_given_again(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    cut(session, petition, denunciation(), wish(), actor=clerk)

    part_voiding.void_part(session, petition.id, 3, reason="Không phải tố cáo", actor=clerk, now=NOW)
    again = cut(session, petition, wish(summary="Kiến nghị khác"), actor=clerk)

    parts = linked(session, petition)
    assert [(n, case.voided_at is None) for n, case in sorted(parts.items())] == [
        (1, True),
        (2, True),
        (3, False),
        (4, True),
    ]
    assert parts[4].id == again[0].id
    voided = [part for part in petition_parts.of(session, petition, actor=clerk) if not part.stands]
    assert [part.number for part in voided] == [3]
    event = session.exec(select(CaseEvent).where(CaseEvent.action == "void")).one()
    assert vault.unseal(event.sealed_note, purpose="event", key=parts[3].sealed_key) == "Không phải tố cáo"
    # What was said of a denunciation stands neither in the case nor in the trail.
    assert "Không phải" not in everything_in_plain(session)
    # The paper stays sealed, and the officer goes on not knowing what was in it.
    officer = build.actor(Role.OFFICER)
    assert COMPLAINT in petition_view.read(session, petition.code, actor=officer, today=TODAY).words.summary
    assert (
        "Canary" not in petition_view.read(session, petition.code, actor=officer, today=TODAY).words.summary
    )


def test_a_plain_part_keeps_the_reason_of_its_voiding(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    cut(session, petition, wish(), actor=clerk)

    part_voiding.void_part(session, petition.id, 2, reason=" Tách  nhầm ", actor=clerk, now=NOW)

    case = linked(session, petition)[2]
    assert (case.void_reason, case.voided_at) == ("Tách nhầm", NOW)
    with pytest.raises(LastPart):
        part_voiding.void_part(session, petition.id, 1, reason="Nhầm", actor=clerk, now=NOW)
    with pytest.raises(NotFound):
        part_voiding.void_part(session, petition.id, 2, reason="Nhầm", actor=clerk, now=NOW)


def test_a_part_that_has_gone_on_or_is_shared_is_not_voided(session, build) -> None:
    head = build.actor(Role.DIRECTOR)
    petition = receive(session, build, head)
    (case,) = cut(session, petition, wish(), actor=head)
    form = ActionForm(happened_on=TODAY, document_number="5/TB", signer="Ký")
    action = next(s.action for s in case_actions.allowed(session, case, actor=head) if not s.needs_reason)
    case_actions.perform(session, case.id, action, form=form, actor=head, now=NOW)
    other = receive(session, build, head, duplicate_of_id=petition.id)
    assert linked(session, other)[1].id == linked(session, petition)[1].id

    with pytest.raises(CaseHasGoneOn):
        part_voiding.void_part(session, petition.id, 2, reason="Nhầm", actor=head, now=NOW)
    with pytest.raises(CaseIsShared):
        part_voiding.void_part(session, petition.id, 1, reason="Nhầm", actor=head, now=NOW)
    with pytest.raises(FieldRequired):
        part_voiding.void_part(session, petition.id, 2, reason=" ", actor=head, now=NOW)


def test_voiding_the_petition_voids_every_part(session, build, clerk) -> None:
    petition = receive(session, build, clerk)
    cut(session, petition, denunciation(), wish(), actor=clerk)

    petition_voiding.void(session, petition.id, reason="Nhập nhầm", actor=clerk, now=NOW)

    assert {case.voided_at for case in linked(session, petition).values()} == {NOW}
