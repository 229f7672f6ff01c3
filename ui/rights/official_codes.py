"""The codes of official figures: one table, laid out as the figures are, made when it is opened."""

import pandas as pd
import streamlit as st

from models.enums import Kind
from services import database, passports
from services.passports import AskedOfficial
from services.permissions import Actor
from services.statistics import MEASURES, official
from services.statistics.official import Official
from ui import dimension_labels, session
from ui.i18n import _
from ui.labels import word


@st.fragment
def control(found: Official, *, actor: Actor) -> None:
    """A button; opened, it writes down and shows the codes of this period's figures."""
    opened = st.popover(
        _("Codes of these figures"), icon=":material/tag:", key="official_codes", on_change="rerun"
    )
    if not opened.open:
        return
    lines = _lines(found)
    asked = [
        AskedOfficial(found.code, measure, by, key)
        for by, key, _name in lines
        for measure in official.MEASURES
    ]
    with database.transaction() as writing:
        codes = iter(passports.official_codes(writing, asked, actor=actor, now=session.now()))
    table = pd.DataFrame(
        [[name, *(next(codes) for _measure in official.MEASURES)] for _by, _key, name in lines],
        columns=[_("Of what"), *(_(MEASURES[name].label) for name in official.MEASURES)],
    )
    with opened:
        st.dataframe(table, hide_index=True, key="official_codes_table", width=900)


def _lines(found: Official) -> list[tuple[str, str, str]]:
    kinds = [("kind", kind.value, word(kind)) for kind in Kind] + [("kind", "", _("All kinds"))]
    places = [
        (by, "" if key is None else str(key), dimension_labels.value_name(by, "none" if key is None else key))
        for by, lines in (("unit", found.units), ("field", found.fields))
        for key in lines
    ]
    return kinds + places
