"""A click on a row opens what stood there when it was clicked."""

from streamlit.testing.v1 import AppTest

PAGE = """
import streamlit as st
from ui import picking
shown = picking.seen(st.session_state["table"], st.session_state["now"])
st.text(shown[0])
"""


def test_rows_are_those_of_the_drawing_before_and_of_another_list_those_of_now() -> None:
    page = AppTest.from_string(PAGE)
    told = []
    for table, now in (("a", ["1", "2"]), ("a", ["new", "1"]), ("a", ["newer"]), ("b", ["3"]), ("a", ["4"])):
        page.session_state["table"], page.session_state["now"] = table, now
        page.run()
        told.append(page.text[0].value)

    assert told == ["1", "1", "new", "3", "newer"]
