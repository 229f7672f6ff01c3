"""The seals of the trail: when, which digits, whether they hold, and each on paper."""

from datetime import date

import pandas as pd
import streamlit as st

from services import database
from services.permissions import Actor
from services.trail import seal_list, seal_sheet
from services.trail.seal_files import grouped
from services.trail.seal_list import SealLine
from ui import panels
from ui.i18n import _, ngettext
from ui.labels import count, instant

SHOWN = 31


def show(actor: Actor, *, today: date) -> None:
    """How the latest check ended, and the latest seals."""
    with database.reading() as session:
        check = seal_list.last_check(session, actor=actor)
        found, total = seal_list.latest(session, limit=SHOWN, actor=actor)
    if not found:
        panels.nothing(
            _("Nothing is sealed yet."),
            _("The nightly run seals the trail: ask the operator of the server whether it is switched on."),
        )
        return
    if check is None:
        st.info(_("The trail has not been checked yet."), icon=":material/help:")
    elif check.faults:
        text = ngettext(
            "The check of {when} found {n} fault in the trail. Ask the operator for what manage.py audit "
            "verify says.",
            "The check of {when} found {n} faults in the trail. Ask the operator for what manage.py audit "
            "verify says.",
            check.faults,
        )
        st.error(text.format(when=instant(check.at), n=count(check.faults)), icon=":material/gpp_bad:")
    else:
        st.success(
            _("Checked from the first entry on at {when}: nothing was changed, removed or added.").format(
                when=instant(check.at)
            ),
            icon=":material/verified_user:",
        )
    st.caption(
        _("A seal covers all that came before. Kept on paper, it shows a trail that was replaced as a whole.")
    )
    chosen = st.dataframe(
        _frame(found),
        hide_index=True,
        key="seal_table",
        on_select="rerun",
        selection_mode="single-row",
        column_config={_("Digits of the seal"): st.column_config.TextColumn(width="large")},
        alt=_("The seals; choose one to print it"),
    )["selection"]
    st.caption(_("{shown} of {total} seals").format(shown=count(len(found)), total=count(total)))
    rows = [row for row in chosen.get("rows", ()) if row < len(found)]
    picked = found[rows[0]] if rows else found[0]
    st.markdown(_("Digits of seal {number}:").format(number=count(picked.number)))
    st.code(grouped(picked.digits), language=None, wrap_lines=True)
    _print(picked, actor=actor, today=today)


def _frame(found: list[SealLine]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("Seal"): [str(one.number) for one in found],
            _("Sealed at"): [instant(one.sealed_at) for one in found],
            _("State of the seal"): [_("holds") if one.holds else _("does not hold") for one in found],
            _("Digits of the seal"): [grouped(one.digits) for one in found],
        }
    )


def _print(picked: SealLine, *, actor: Actor, today: date) -> None:
    def make() -> bytes:
        with database.reading() as session:
            facts = seal_sheet.of(session, picked.number, actor=actor, today=today)
        return seal_sheet.pdf(facts)

    st.download_button(
        _("Print seal {number} on one page").format(number=count(picked.number)),
        make,
        file_name=f"niem-phong-{picked.number}.pdf",
        mime="application/pdf",
        icon=":material/print:",
        on_click="ignore",
        key="seal_print",
    )
