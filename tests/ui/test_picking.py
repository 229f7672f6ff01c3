"""A click on a row opens what stood there when it was clicked."""

from streamlit.testing.v1 import AppTest

from ui import picking

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


def test_a_choice_that_stays_belongs_to_the_table_it_was_made_in() -> None:
    of = {ids: picking.named("import_batches", ids) for ids in ((3, 2, 1), (4, 3, 2, 1), (3, 1, 2))}

    # A new import on top, or another order: nothing is chosen there, rather than another import.
    assert len(set(of.values())) == 3
    assert picking.named("import_batches", [3, 2, 1]) == of[(3, 2, 1)]
    assert all(name.startswith("import_batches_") for name in of.values())
