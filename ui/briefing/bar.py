"""Above the slides: which week, freezing it, presenting it, taking it away as a file."""

from collections.abc import Callable
from datetime import date, datetime

import streamlit as st

from services import database
from services.briefing import exporting, freezing, weeks
from services.briefing.content import Briefing
from services.briefing.exporting import Form
from services.permissions import Actor, Permission, can
from ui.briefing import codes, place, reading, words
from ui.briefing import deck as decks
from ui.feedback import announce, refusals_shown
from ui.i18n import _, in_language
from ui.labels import instant

FORMS = {Form.PPTX: "PowerPoint", Form.DOCX: "Word", Form.PDF: "PDF"}


def show(
    frozen: list[date], monday: date, briefing: Briefing, *, actor: Actor, today: date, now: datetime
) -> None:
    """One line of controls."""
    with database.reading() as session:
        versions = freezing.versions(session, monday, actor=actor)
    with st.container(horizontal=True, key="briefing_bar", vertical_alignment="bottom"):
        st.selectbox(
            _("Week"),
            frozen,
            index=frozen.index(monday),
            format_func={one: words.week(one) for one in frozen}.get,
            key="briefing_week",
            on_change=place.choose_week,
            width=250,
        )
        if len(versions) > 1:
            numbers = {number: f"{number} · {instant(at)}" for number, at in versions}
            chosen = place.version() if place.version() in numbers else versions[0][0]
            st.selectbox(
                _("Frozen at"),
                list(numbers),
                index=list(numbers).index(chosen),
                format_func=numbers.get,
                key="briefing_version",
                on_change=place.choose_version,
                width=240,
            )
        st.button(
            _("Present"),
            key="briefing_present",
            icon=":material/slideshow:",
            type="primary",
            on_click=place.present,
            args=(True,),
        )
        _exports(monday, actor=actor, today=today, now=now)
        freeze_box(frozen, actor=actor, today=today, now=now)
        codes.control(briefing, actor=actor, today=today)


def freeze_box(frozen: list[date], *, actor: Actor, today: date, now: datetime) -> None:
    """Freezing by hand, for those who publish figures."""
    if not can(actor, Permission.FIGURES_PUBLISH):
        return
    with st.popover(_("Freeze a week"), icon=":material/ac_unit:", key="briefing_freeze_box"):
        st.markdown(
            _(
                "The week before is frozen on Monday morning by itself. Freezing again counts anew and keeps "
                "both versions."
            )
        )
        this_week = weeks.monday(today)
        offered = [this_week - weeks.WEEK * back for back in range(9)]
        names = {one: f"{words.week(one)} ✓" if one in frozen else words.week(one) for one in offered}
        monday = st.selectbox(
            _("Week to freeze"),
            offered,
            index=1,
            format_func=names.get,
            key="briefing_freeze_week",
        )
        if st.button(_("Freeze"), key="briefing_freeze", type="primary"):
            with refusals_shown():
                with database.transaction() as session:
                    row = freezing.freeze(session, monday, actor=actor, now=now)
                announce(_("{week} is frozen.").format(week=words.week(monday)))
                st.query_params.from_dict({"week": weeks.code(row.monday), "slide": "1"})
                st.rerun()


def _exports(monday: date, *, actor: Actor, today: date, now: datetime) -> None:
    if not can(actor, Permission.EXPORT):
        return
    with st.popover(_("Export"), icon=":material/download:", key="briefing_exports"):
        st.caption(
            _("In Vietnamese, from this snapshot. Comments and conclusions as far as you may see them.")
        )
        year, number = weeks.code(monday)[1:].split("-")
        for form, label in FORMS.items():
            st.download_button(
                label,
                _maker(monday, place.version(), form, actor=actor, today=today, now=now),
                file_name=f"giao-ban-{year}-w{number}.{form.value}",
                mime=exporting.TYPES[form],
                key=f"briefing_{form.value}",
                on_click="ignore",
                width="stretch",
            )


def _maker(
    monday: date, version: int, form: Form, *, actor: Actor, today: date, now: datetime
) -> Callable[[], bytes]:
    """Made when it is asked for, outside the run of the page: it may use nothing of the session."""

    def make() -> bytes:
        with in_language("vi"):
            found = reading.read(monday, version=version, actor=actor, today=today)
            deck = codes.printed(decks.make(found), found.briefing, actor=actor, today=today, now=now)
        with database.transaction() as session:
            return exporting.export(session, deck, form, actor=actor, now=now)

    return make
