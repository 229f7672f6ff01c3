"""Which roles sign in with a second factor, as a choice of roles with its first day and basis."""

from datetime import date, datetime

import streamlit as st

from models.enums import Role
from services import database, setting_values
from services.permissions import Actor
from services.setting_values import SettingLine
from ui.admin import words
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import words_of


def edit(line: SettingLine, actor: Actor, *, today: date, now: datetime) -> None:
    """The roles in force, changed from a day on; whoever then owes a factor is led to it."""
    st.caption(
        _(
            "Local accounts only: where people come by single sign-on, the second factor is the duty of the "
            "provider. Whoever has such a role and no factor sets it up right after signing in."
        )
    )
    named = words_of(Role)
    one, two, three = st.columns([3, 1, 2])
    chosen = one.multiselect(
        words.setting(line.key),
        list(Role),
        default=[Role(name) for name in line.value.split()],
        format_func=named.get,
        key="factor_roles",
        placeholder=_("Choose roles"),
    )
    first = two.date_input(_("Valid from"), value=today, format="DD/MM/YYYY", key="factor_roles_from")
    basis = three.text_input(_("Basis (document)"), key="factor_roles_basis", max_chars=300)
    if st.button(_("Save the roles"), type="primary", key="factor_roles_save"):
        with refusals_shown():
            with database.transaction() as session:
                setting_values.set_value(
                    session, line.key, " ".join(chosen), valid_from=first, basis=basis, actor=actor, now=now
                )
            announce(_("The roles are saved."))
            st.rerun()
