"""The totals of denunciations of a published quarter beside a briefing, where a reader gets them."""

import streamlit as st

from models.enums import Kind
from ui.briefing.reading import Material
from ui.i18n import _
from ui.labels import count
from ui.periods import label


def show(material: Material) -> None:
    """One line; nothing where there is no total that this reader may be shown."""
    found = material.official
    if found is None:
        return
    totals = found.kinds[Kind.DENUNCIATION]
    if totals["received"] is None and totals["settled"] is None:
        return
    text = _("Denunciations, {period} (published): received {received}, settled {settled}.")
    period = label(found.code, found.start, found.end)
    st.caption(
        text.format(period=period, received=count(totals["received"]), settled=count(totals["settled"]))
    )
