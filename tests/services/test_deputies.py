"""The deputy is whom the dated setting names, as long as the account is open."""

from datetime import timedelta

from models.enums import Role
from services import setting_values
from services.deputies import DEPUTY, deputy_id
from tests.conftest import NOW, TODAY


def test_the_deputy_is_the_open_account_that_the_setting_of_the_day_names(session, build) -> None:
    deputy = build.user(Role.DIRECTOR, username="pho.giamdoc")
    administrator = build.actor(Role.ADMINISTRATOR)

    assert deputy_id(session, TODAY) is None
    setting_values.set_value(
        session, DEPUTY, "pho.giamdoc", valid_from=TODAY, basis="", actor=administrator, now=NOW
    )

    assert deputy_id(session, TODAY) == deputy.id
    assert deputy_id(session, TODAY - timedelta(days=1)) is None
    deputy.is_active = False
    session.flush()
    assert deputy_id(session, TODAY) is None
