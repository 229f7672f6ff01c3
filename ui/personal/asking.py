"""Whose data are looked for, on whose behalf and what for; and the requests of before."""

from collections.abc import Sequence
from datetime import date, datetime

import pandas as pd
import streamlit as st

from models.enums import DataBasis
from services import database
from services.permissions import Actor
from services.personal_data import finding
from services.personal_data.requests import LABELS, OpenRequest, RequestInput
from services.text import N_
from ui import columns, picking
from ui.feedback import refusals_shown
from ui.i18n import _
from ui.labels import day, instant

BASES = {
    DataBasis.PERSON: N_("The person himself asks"),
    DataBasis.AUTHORITY: N_("An authority asks"),
    DataBasis.HOUSE: N_("The department checks"),
}
REQUEST = "_data_request"


def form(actor: Actor, *, now: datetime, this_day: date) -> None:
    """The request; nothing is looked for before it has a purpose."""
    one, two, three = st.columns(3)
    name = one.text_input(_(LABELS["name"]), key="data_name", max_chars=200)
    number = two.text_input(_(LABELS["number"]), key="data_number", max_chars=20)
    words = {basis: _(said) for basis, said in BASES.items()}
    basis = three.selectbox(_("On whose behalf"), list(BASES), format_func=words.get, key="data_basis")
    asked_by = one.text_input(_(LABELS["asked_by"]), key="data_asked_by", max_chars=200)
    document = two.text_input(_(LABELS["document"]), key="data_document", max_chars=200)
    received_on = three.date_input(
        _(LABELS["received_on"]), value=this_day, format="DD/MM/YYYY", key="data_received_on"
    )
    purpose = st.text_input(
        _("For what purpose? The request is recorded with it."), key="data_purpose", max_chars=300
    )
    if st.button(_("Find"), type="primary", icon=":material/person_search:", key="data_find"):
        entry = RequestInput(name, number, basis, asked_by, document, purpose, received_on)
        with refusals_shown():
            with database.transaction() as session:
                request, _found = finding.begin(session, entry, actor=actor, now=now)
                st.session_state[REQUEST] = request.id
            st.rerun()


def earlier(requests: Sequence[OpenRequest]) -> None:
    """One's own requests, newest first; a row takes up its request again."""
    table = pd.DataFrame(
        [
            {
                _("Recorded at"): instant(one.made_at),
                _("On whose behalf"): _(BASES[one.basis]),
                _(LABELS["asked_by"]): one.asked_by or "–",
                _(LABELS["received_on"]): day(one.received_on),
                _(LABELS["purpose"]): one.purpose,
                _("Records found"): one.found,
            }
            for one in requests
        ]
    )
    chosen = st.dataframe(
        table,
        hide_index=True,
        key=picking.named(f"data_earlier_{st.session_state.get(REQUEST, 0)}", (one.id for one in requests)),
        column_config=columns.numbers(table),
        on_select="rerun",
        selection_mode="single-row",
    )
    rows = chosen["selection"]["rows"]
    if rows and requests[rows[0]].id != st.session_state.get(REQUEST):
        st.session_state[REQUEST] = requests[rows[0]].id
        st.rerun()
