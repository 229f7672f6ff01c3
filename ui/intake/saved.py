"""After saving: the receipt, and the way to the next petition."""

from dataclasses import replace

import streamlit as st

from services import receipts
from services.receipts import ReceiptFacts
from ui import explaining, explanation_papers, navigation, scripts
from ui.i18n import _, in_language
from ui.intake import form as forms
from ui.legal_words import law

RECEIPT = "_intake_receipt"


def sheet(facts: ReceiptFacts) -> bytes:
    """The PDF of a receipt; the words of the law on it are Vietnamese like the rest."""
    with in_language("vi"):
        words = replace(facts, basis=law(facts.basis))
    why = explanation_papers.in_short(facts.why) if facts.why is not None else ()
    return receipts.pdf(words, why=why)


def receipt_screen(facts: ReceiptFacts) -> None:
    """The code in large, the sheet to print, the next petition one key away."""
    with st.container(border=True, key="intake_saved"):
        st.success(_("The petition is saved."), icon=":material/check_circle:")
        st.title(facts.code, anchor=False)
        if facts.due_on:
            st.markdown(_("To be handled by **{day}**.").format(day=facts.due_on))
        if facts.why is not None:
            with st.expander(_("Why this date?"), key="intake_receipt_why"):
                explaining.show(facts.why, key="intake_receipt")
        left, middle, right = st.columns(3, vertical_alignment="center")
        left.download_button(
            _("Receipt (PDF)"),
            sheet(facts),
            file_name=f"bien-nhan-{facts.code}.pdf",
            mime="application/pdf",
            key="intake_receipt",
            icon=":material/print:",
            width="stretch",
        )
        if middle.button(
            _("New petition"),
            key="intake_new",
            type="primary",
            icon=":material/note_add:",
            shortcut="Alt+N",
            width="stretch",
        ):
            st.session_state.pop(RECEIPT, None)
            forms.start_anew()
            st.rerun()
        with right:
            navigation.link(
                "petition", _("Open the petition"), icon=":material/description:", code=facts.code
            )
            label = _("Several matters: split into parts")
            navigation.link("petition", label, icon=":material/call_split:", code=facts.code, do="split")


def focus(selector: str, nonce: str) -> None:
    """Put the cursor into a field once it is drawn; the nonce makes it happen anew for each entry."""
    scripts.run("focus", turn=nonce, selector=selector)
