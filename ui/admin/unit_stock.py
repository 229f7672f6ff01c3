"""What an ended unit still holds, on screen: the preview, and the button that passes it on."""

from datetime import date, datetime

import streamlit as st

from models import Unit
from services import database, unit_stock
from services.permissions import Actor
from services.unit_views import UnitEffect
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, day
from ui.plain_text import plain


def foretell(effect: UnitEffect, *, last: date, today: date, has_successor: bool) -> None:
    """What ending the unit on that day will do with what is open."""
    if not has_successor or not (effect.open_cases or effect.open_petitions):
        return
    if last <= today:
        said = _("What is open passes to the successor at once, as of the day after the last day.")
    else:
        said = _("What is open stays here until the last day. From then on it is passed on here by a button.")
    st.caption(said)


def pass_on(unit: Unit, actor: Actor, *, today: date, now: datetime) -> None:
    """What an ended unit still holds and who gets it; nothing where it holds nothing."""
    with database.reading() as session:
        stock = unit_stock.held(session, unit.id or 0, actor=actor, today=today)
    if stock is None:
        return
    said = _("This unit still holds {cases} open cases and {petitions} petitions to handle.")
    st.warning(
        said.format(cases=count(stock.cases), petitions=count(stock.petitions)), icon=":material/inbox:"
    )
    if stock.above:
        st.info(
            ngettext(
                "{n} of them the successor may not have: it goes to the unit above.",
                "{n} of them the successor may not have: they go to the unit above.",
                stock.above,
            ).format(n=count(stock.above)),
            icon=":material/north_east:",
        )
    values = {"successor": plain(stock.successor), "day": day(stock.first_day)}
    if not stock.is_due:
        st.caption(_("They can be passed to “{successor}” from the last day on.").format(**values))
        return
    st.caption(
        _(
            "They pass to “{successor}” as of {day}. Officers who work there keep their cases; "
            "the others wait there to be assigned."
        ).format(**values)
    )
    if st.button(_("Pass on what is open"), key=f"stock_{unit.id}_pass", icon=":material/move_down:"):
        with refusals_shown():
            with database.transaction() as session:
                cases, petitions = unit_stock.pass_on_stock(
                    session, unit.id or 0, actor=actor, now=now, today=today
                )
            announce(
                _("Passed on: {cases} cases and {petitions} petitions.").format(
                    cases=count(cases), petitions=count(petitions)
                )
            )
            st.rerun()
