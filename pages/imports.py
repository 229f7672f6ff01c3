"""Bringing in existing registers: file, columns, trial run, import; earlier imports and undoing them."""

import streamlit as st

from services import thresholds
from services.database import reading
from services.permissions import Permission
from ui.i18n import _
from ui.imports import history, mapping, run, source
from ui.session import current_user, now, today

actor = current_user(Permission.REGISTER_IMPORT)
this_moment, this_day = now(), today()

st.title(_("Import registers"))

with reading() as session:
    largest_mb = thresholds.number(session, "import.largest_mb", today=this_day)

new, earlier = st.tabs([_("New import"), _("Earlier imports")], key="import_tabs")

with new:
    chosen = source.choose(actor, today=this_day, largest_mb=largest_mb)
    if chosen is None:
        st.caption(
            _(
                "Registers of petitions and of receptions are recognised by their headings; "
                "for any other sheet you say which column holds what. "
                "Nothing is written before you have seen what becomes of each row."
            )
        )
    else:
        source.told(chosen.sheet)
        columns = chosen.sheet.mapping or mapping.choose(chosen.sheet, actor, now=this_moment)
        if columns is not None:
            run.steps(chosen, columns, actor, now=this_moment, today=this_day)

with earlier:
    history.show(actor, now=this_moment)
