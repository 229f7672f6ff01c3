"""What an administrator is told of the effect of a change is not one more on the day somebody denounced."""

from datetime import timedelta

import pytest

from models import Deadline
from models.enums import Kind, Recipient, Role, Step
from services import catalogues, list_shapes, setting_values, user_views
from services.list_shapes import ListName
from services.reminders import band_editing
from services.reminders.bands import Anchor, Band, BandUnit
from tests.conftest import NOW, TODAY

DUE = TODAY + timedelta(days=5)
SOON = Band("own_1", Anchor.DUE, 0, BandUnit.CALENDAR_DAY, (Recipient.OFFICER,))


class Place:
    """A unit with an officer and a field, to which matters come."""

    def __init__(self, session, build) -> None:
        self.session, self.build = session, build
        self.admin = build.actor(Role.ADMINISTRATOR)
        self.unit = build.unit("Phòng Điện", parent=build.department())
        self.officer = build.user(Role.OFFICER, unit=self.unit)
        self.field = build.subject_field("Điện lực")
        session.commit()

    def matter(self, kind: Kind) -> None:
        """A matter of a kind with its clock and its crowd, and a petition that waits."""
        common = {"unit": self.unit, "kind": kind, "field_id": self.field.id}
        case = self.build.case(
            officer_id=self.officer.id, received_on=TODAY - timedelta(days=500), due_on=DUE, **common
        )
        self.build.petition(**common)
        self.build.crowd(case_id=case.id, persons=6)
        clock = {"rule_id": "X", "rule_version": 1, "started_on": TODAY, "raw_end": DUE}
        self.build.add(Deadline(case_id=case.id, step=Step.SETTLEMENT, due_on=DUE, target_on=DUE, **clock))
        self.session.commit()

    def told(self) -> dict[str, object]:
        """Every number that the previews of the administration give."""
        session, admin = self.session, self.admin
        numbers: dict[str, object] = {
            key: setting_values.effect(session, key, value, actor=admin, now=NOW)
            for key, value in (("due_soon.days", "10"), ("prolonged.months", "6"), ("crowd.group_min", "4"))
        }
        grid = [
            list_shapes.plain(list_shapes.SHAPES[ListName.FIELDS], self.field)
            | {"id": self.field.id, "valid_to": TODAY}
        ]
        row = catalogues.plan(session, ListName.FIELDS, grid, actor=admin).changes[0]
        numbers["list"] = (row.open_cases, row.open_petitions)
        numbers["account"] = user_views.effect(session, self.officer.id, actor=admin, now=NOW)
        numbers["band"] = band_editing.effect(session, SOON, actor=admin, today=TODAY)
        return numbers


@pytest.fixture
def place(session, build) -> Place:
    return Place(session, build)


def test_no_preview_tells_an_administrator_of_a_denunciation(place) -> None:
    before = place.told()

    place.matter(Kind.DENUNCIATION)

    assert place.told() == before


def test_every_preview_tells_of_a_complaint(place) -> None:
    before = place.told()

    place.matter(Kind.COMPLAINT)

    after = place.told()
    assert {name for name in after if after[name] == before[name]} == set()
