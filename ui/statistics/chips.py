"""The breadcrumb: one chip for each mark that was chosen in a chart, and what a link could not show."""

import streamlit as st

from services.permissions import Actor
from services.statistics import marks
from ui import dimension_labels
from ui.i18n import _
from ui.plain_text import plain
from ui.statistics import board


def chosen(actor: Actor) -> dict[str, str]:
    """The marks of the URL, drawn as chips; a click or the Enter key on one takes it away."""
    found, is_clipped = marks.read(st.query_params.to_dict(), actor.figures)
    if is_clipped:
        st.info(
            _("A mark of this link is unknown or not among what you may see; it was left out."),
            icon=":material/info:",
        )
    if not found:
        return found
    with st.container(horizontal=True, key="statistics_chips", vertical_alignment="center", gap="small"):
        st.html(f'<p class="td-note">{_("Chosen in the charts:")}</p>', width="content")
        for name, value in found.items():
            text = f"{dimension_labels.name(name)}: {dimension_labels.value_name(name, value)}"
            st.button(
                plain(text),
                key=f"drop_{name}",
                icon=":material/close:",
                help=_("Remove"),
                on_click=board.put,
                args=(marks.without(found, name),),
            )
        if len(found) > 1:
            st.button(_("Remove all"), key="drop_all", type="tertiary", on_click=board.put, args=({},))
        if actor.scope.rows:
            hint = _("Choose a mark once more to see its rows.")
            st.html(f'<p class="td-note">{hint}</p>', width="content")
    return found
