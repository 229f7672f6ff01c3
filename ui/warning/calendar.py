"""The calendar of sensitive days: what comes, and the form for what leaders add."""

from datetime import date, datetime

import pandas as pd
import streamlit as st

from models.enums import SensitiveKind
from services import database
from services.permissions import Actor, Permission, can
from services.warning import sensitive
from services.warning.sensitive import Period
from ui import panels, remembered
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, day, word, words_of
from ui.warning import words

AHEAD = 366


def ahead(*, actor: Actor, today: date, days: int) -> None:
    """A line for each of the sensitive days that come soon or run now; nothing where there are none."""
    with database.reading() as session:
        found = sensitive.coming(session, actor=actor, today=today, days=days)
    for period in found:
        st.markdown(
            f":material/event_upcoming: **{panels.plain(words.named(period))}** · {when(period, today)}"
        )


def when(period: Period, today: date) -> str:
    """How long it is until then."""
    left = (period.first_on - today).days
    if left <= 0:
        return _("now") if period.last_on >= today else _("over")
    return ngettext("in {n} day", "in {n} days", left).format(n=count(left))


def show(*, actor: Actor, now: datetime, today: date) -> None:
    """The coming year as a table, and what a leader may add or take back."""
    with database.reading() as session:
        found = sensitive.coming(session, actor=actor, today=today, days=AHEAD)
    with panels.panel("sensitive_days", _("Sensitive days")):
        st.caption(
            _(
                "On these days a matter becomes a hot spot sooner. Days of one commune stand beside its "
                "alarms as a known cause; they silence none."
            )
        )
        rows = [
            {
                _("From"): day(one.first_on),
                _("To"): day(one.last_on),
                _("What it is"): words.named(one).rsplit(",", 1)[0],
                _("Kind"): word(one.kind),
                _("When"): when(one, today),
            }
            for one in found
        ]
        if rows:
            st.dataframe(pd.DataFrame(rows), hide_index=True, key="sensitive_table", alt=_("Sensitive days"))
        else:
            panels.nothing(
                _("No sensitive days within a year."), _("Add an election, a congress, a project.")
            )
        if can(actor, Permission.HOTSPOT_LEAD):
            _add(actor=actor, now=now, today=today)
            _take_back([one for one in found if one.id is not None], actor=actor, now=now)


def _add(*, actor: Actor, now: datetime, today: date) -> None:
    with st.expander(_("Add sensitive days"), icon=":material/add:", key="add_sensitive"):
        kinds = {
            kind: name for kind, name in words_of(SensitiveKind).items() if kind is not SensitiveKind.TET
        }
        left, right = st.columns(2)
        name = left.text_input(
            _(sensitive.LABEL_NAME), key="sensitive_name", max_chars=sensitive.LONGEST_NAME
        )
        kind = right.selectbox(_("Kind"), list(kinds), format_func=kinds.get, key="sensitive_kind")
        first = left.date_input(
            _(sensitive.LABEL_FIRST), value=today, format="DD/MM/YYYY", key="sensitive_first"
        )
        last = right.date_input(
            _(sensitive.LABEL_LAST), value=today, format="DD/MM/YYYY", key="sensitive_last"
        )
        communes = {0: _("Whole province")}
        communes |= {one.id: one.name for one in remembered.offered(actor, today=today).communes}
        commune = left.selectbox(
            _("Commune"), list(communes), format_func=communes.get, key="sensitive_commune"
        )
        if st.button(_("Add"), type="primary", key="sensitive_save"):
            with refusals_shown():
                with database.transaction() as session:
                    sensitive.add(
                        session,
                        kind=SensitiveKind(kind),
                        name=name,
                        first_on=first,
                        last_on=last,
                        commune_id=commune or None,
                        actor=actor,
                        now=now,
                    )
                announce(_("The sensitive days are kept."))
                st.rerun()


def _take_back(own: list[Period], *, actor: Actor, now: datetime) -> None:
    for one in own:
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(panels.plain(words.named(one)), width="stretch")
            if st.button(_("Take back"), key=f"sensitive_back_{one.id}", icon=":material/undo:"):
                with refusals_shown():
                    with database.transaction() as session:
                        sensitive.withdraw(session, one.id or 0, actor=actor, now=now)
                    announce(_("The sensitive days are taken back."))
                    st.rerun()
