"""What a person typed into the forms of a case: kept across reruns and refusals, gone once saved."""

import streamlit as st


def key(form: str, code: str, field: str = "text") -> str:
    """The key of a widget of one case's form; another one after each saving, so that it starts empty."""
    return f"case_{code}_{form}_{field}_{st.session_state.get(f'_case_round_{form}', 0)}"


def renew(form: str) -> None:
    """Start the form anew on the next run."""
    counter = f"_case_round_{form}"
    st.session_state[counter] = st.session_state.get(counter, 0) + 1
