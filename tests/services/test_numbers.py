"""A number too large for what it counts is refused in words; the largest that is taken harms nobody."""

from datetime import timedelta

import pytest

from models import Setting
from models.enums import Level, Role
from services import devices, over_level, setting_values, sign_in, thresholds
from services.entries import MOST_PEOPLE
from services.errors import FieldInvalid
from services.over_level import OverLevelInput
from tests.builders import NOW, TODAY
from ui.session import now, today

COUNTED = [key for key, one in thresholds.shipped().items() if one.value.replace(" ", "").isdigit()]
TOO_LARGE = ("10000000", "9" * 5_000, "99999999999999999999", "1e9", "²", "-1", "0x10", "")


@pytest.mark.parametrize("key", COUNTED)
def test_no_setting_takes_what_is_no_number_or_too_large_a_one(key: str) -> None:
    for text in TOO_LARGE:
        with pytest.raises(FieldInvalid):
            setting_values.checked_value(key, text)


def largest(key: str) -> str:
    """The largest value that a setting takes of those that are tried."""
    ends = len(thresholds.shipped()[key].value.split())
    for most in (9_999_999, 20_000, 2_000, 600, 100, 24, 3):
        text = " ".join(str(most - ends + 1 + place) for place in range(ends))
        try:
            return setting_values.checked_value(key, text)
        except FieldInvalid:
            continue
    raise AssertionError(key)


def test_the_largest_settings_break_no_screen_and_no_sign_in(open_page, page_build) -> None:
    """An administrator who slips must be able to come back and mend it."""
    unit = page_build.unit(parent=page_build.department())
    page_build.case(unit=unit, received_on=today() - timedelta(days=80), due_on=today())
    for key in COUNTED:
        page_build.add(Setting(key=key, value=largest(key), valid_from=today()))
    page_build.session.commit()

    for name, role in (
        *(("home", one) for one in (Role.ADMINISTRATOR, Role.DIRECTOR, Role.OFFICER, Role.RECEPTION_CLERK)),
        ("cases", Role.RECEPTION_CLERK),
        ("monitor", Role.DIRECTOR),
        ("settings", Role.ADMINISTRATOR),
        ("intake", Role.RECEPTION_CLERK),
    ):
        user = page_build.user(role, unit=unit)
        page_build.session.commit()
        page = open_page(f"pages/{name}.py", user=user)
        assert not page.exception, (name, role, page.exception[0].message)
    _user, token = sign_in.admit(page_build.session, user.id, now=now())
    assert sign_in.session_of(page_build.session, token, now=now())
    days = thresholds.number(page_build.session, "sign_in.device_days", today=today())
    assert devices.remembered("", user.username, days=days, now=now())


@pytest.mark.parametrize("persons", [0, MOST_PEOPLE + 1, 3_000_000_000])
def test_more_people_than_there_are_is_no_record(session, build, persons: int) -> None:
    entry = OverLevelInput(recorded_on=TODAY, level=Level.PROVINCE, persons=persons)

    with pytest.raises(FieldInvalid) as refused:
        over_level.record_over_level(session, entry, actor=build.actor_of(build.clerk()), now=NOW)

    assert refused.value.field == "persons"
