"""A case that was sent round: the way it went, and the reason that sends it back."""

import streamlit as st

from services.case_view import CaseView
from services.text import N_
from ui.i18n import _, ngettext
from ui.panels import plain

RETURN_REASON = N_("Reason for giving it back to a unit that had it")


def line(view: CaseView) -> None:
    """Nothing for a case that changed its unit once; from then on how often, and the way."""
    moves = view.passage.transfers
    if len(moves) < 2 and not any(move.returns for move in moves):
        return
    count = len(moves)
    said = ngettext(
        "This case has changed units {n} time: {way}.", "This case has changed units {n} times: {way}.", count
    ).format(n=count, way=" → ".join(plain(name) for name in view.passed_units))
    back = any(move.returns for move in moves)
    if back:
        said = f"{said} {_('It came back to a unit that had it.')}"
    st.warning(said, icon=":material/u_turn_left:" if back else ":material/swap_horiz:")


def ask_reason(view: CaseView, to_unit_id: int | None, *, key: str) -> str:
    """The reason for a return, asked where the chosen person's unit had the case; "" elsewhere."""
    if to_unit_id is None or not view.passage.comes_back(view.case, to_unit_id):
        return ""
    return str(st.text_input(_(RETURN_REASON), key=key, max_chars=300))
