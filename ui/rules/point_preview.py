"""What a table of points would change, counted when asked for and shown before it can be published."""

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
import streamlit as st

from services import database
from services.hotspots import point_effects
from services.hotspots.point_effects import Moved, PointEffect
from services.hotspots.points import Band
from services.permissions import Actor
from ui import hot_list, navigation
from ui.feedback import refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count

_COUNTED = "_risk_points_counted"


def show(bands: Sequence[Band], first: date, *, actor: Actor, now: datetime) -> str:
    """The button and, for exactly these lines and this day, what was counted; its mark, "" before that."""
    asked = (tuple(bands), first)
    if st.button(_("Show what changes"), key="points_preview", icon=":material/compare_arrows:"):
        with refusals_shown(), database.reading() as session, st.spinner(_("Counting levels")):
            found = point_effects.effect(session, bands, effective_from=first, actor=actor, now=now)
            st.session_state[_COUNTED] = (asked, found)
    counted = st.session_state.get(_COUNTED)
    if counted is None or counted[0] != asked:
        st.caption(_("The table can be published once you have seen which levels it changes."))
        return ""
    _told(counted[1])
    return str(counted[1].mark)


def forget() -> None:
    """The table was published: what was counted is over."""
    st.session_state.pop(_COUNTED, None)


def _told(found: PointEffect) -> None:
    """Levels before and after, how many cases rise and fall, and which of them the reader may open."""
    rising = ngettext("{n} case rises", "{n} cases rise", found.rising).format(n=count(found.rising))
    falling = ngettext("{n} case falls", "{n} cases fall", found.falling).format(n=count(found.falling))
    st.markdown(f"**{_('Levels of today’s open cases')}**: ▲ {rising} · ▼ {falling}")
    rows = [
        {
            _("Risk level"): _(hot_list.LEVELS[level]),
            _("Before"): count(before),
            _("Afterwards"): count(found.after[level]),
            _("Change"): f"{found.after[level] - before:+d}".replace("+0", "0"),
        }
        for level, before in found.before.items()
    ]
    left, middle, right = st.columns([4, 3, 3])
    left.dataframe(pd.DataFrame(rows), hide_index=True, key="points_levels")
    for place, title, moved, number in (
        (middle, _("Rising"), found.told_rising, found.rising),
        (right, _("Falling"), found.told_falling, found.falling),
    ):
        with place:
            _cases(title, moved, number)


def _cases(title: str, moved: Sequence[Moved], number: int) -> None:
    of_all = _("{shown} of {all}").format(shown=count(len(moved)), all=count(number))
    st.markdown(f"**{title}** · {of_all}")
    for one in moved:
        levels = f"{_(hot_list.LEVELS[one.before])} → {_(hot_list.LEVELS[one.after])}"
        navigation.link("case", f"**{one.code}** · {levels}", code=one.code)
    if number and not moved:
        st.caption(_("You may see none of these cases."))
