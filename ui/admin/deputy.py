"""Who keeps a denunciation of the head of the department."""

from collections.abc import Sequence
from datetime import date, datetime

import streamlit as st

from services.permissions import Actor
from services.setting_values import SettingLine
from ui.admin import changes
from ui.admin.named_person import Words, choose
from ui.i18n import _


def edit(people: Sequence[SettingLine], actor: Actor, *, today: date, now: datetime) -> None:
    """The deputy who is named now, naming another one, and who was named when."""
    words = Words(
        _("Where the head of the department is denounced"),
        _(
            "Nobody in the department sees such a denunciation but this deputy and the person who entered "
            "it, and they can only forward it to the competent body. Without a deputy only the person who "
            "entered it sees it."
        ),
        _("Deputy who keeps denunciations of the head"),
        _("Name the deputy"),
        _("The deputy is named."),
    )
    left, _right = st.columns(2)
    for line in people:
        with left:
            choose(line, words, actor, key="deputy", today=today, now=now)
        changes.history(actor, "setting", setting=line.key, key="deputy")
