"""Which role may do what: one table, read against the code for every role and every right."""

import pytest

from models.enums import Role
from scripts import rights_table
from services.errors import NotPermitted
from services.permissions import Actor, Permission, Scope, can, require

# D director, I inspector, H unit head, O officer, C reception clerk, V viewer, A administrator.
LETTERS = {
    "D": Role.DIRECTOR,
    "I": Role.INSPECTOR,
    "H": Role.UNIT_HEAD,
    "O": Role.OFFICER,
    "C": Role.RECEPTION_CLERK,
    "V": Role.VIEWER,
    "A": Role.ADMINISTRATOR,
}
TABLE = {
    Permission.PETITION_ENTER: "DIHOC",
    Permission.PETITION_HANDLE: "DIHO",
    Permission.PETITION_VOID: "DIHC",
    Permission.CASE_READ: "DIHOC",
    Permission.CASE_WORK: "DIHO",
    Permission.CASE_ASSIGN: "DIH",
    Permission.CASE_GRANT: "DI",
    Permission.CASE_DECIDE: "DIH",
    Permission.CASE_TRANSFER_LEAD: "DH",
    Permission.IDENTITY_READ: "DIHC",
    Permission.IDENTITY_GRANT: "DIH",
    Permission.EMERGENCY_OPEN: "D",
    Permission.CROWD_RECORD: "DIHOC",
    Permission.DIRECTIVE_RECORD: "DIH",
    Permission.HOTSPOT_LEAD: "DIH",
    Permission.REGISTER_IMPORT: "IHOC",
    Permission.FIGURES_READ: "DIHOCV",
    Permission.FIGURES_PUBLISH: "DI",
    Permission.EXPORT: "DIHO",
    Permission.DELEGATE: "DIHOC",
    Permission.HAND_OVER: "DIHA",
    Permission.CATALOGUE_EDIT: "A",
    Permission.UNIT_EDIT: "A",
    Permission.USER_EDIT: "A",
    Permission.SETTING_EDIT: "A",
    Permission.RULE_READ: "DIHOCA",
    Permission.RULE_EDIT: "A",
    Permission.RISK_POINTS_EDIT: "DA",
    Permission.AUDIT_READ: "DI",
    Permission.PERSONAL_DATA: "DI",
    Permission.AUDIT_ADMIN_READ: "DIA",
    Permission.WATCH_RUN: "A",
    Permission.ALARM_READ: "DIA",
    Permission.CLOCK_RECOMPUTE: "DI",
}


def actor(role: Role | None, *, is_system: bool = False) -> Actor:
    return Actor(user_id=1, name="Người thử", role=role, unit_id=1, scope=Scope(), is_system=is_system)


def test_the_table_has_every_right_and_every_role() -> None:
    assert set(TABLE) == set(Permission)
    assert set(LETTERS.values()) == set(Role)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("permission", Permission)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role: Role, permission: Permission) -> None:
    allowed = role in {LETTERS[letter] for letter in TABLE[permission]}

    assert can(actor(role), permission) is allowed
    if allowed:
        require(actor(role), permission)
    else:
        with pytest.raises(NotPermitted):
            require(actor(role), permission)


@pytest.mark.parametrize("permission", Permission)
def test_without_a_role_there_is_no_right_and_the_system_has_all(permission: Permission) -> None:
    assert not can(actor(None), permission)
    assert can(actor(None, is_system=True), permission)


def test_the_page_of_rights_is_made_from_the_table() -> None:
    """Made anew by `python -m scripts.rights_table`."""
    assert rights_table.FILE.read_text(encoding="utf-8") == rights_table.text()
