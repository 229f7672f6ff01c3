"""What a wall means for the person at the screen, before saving and on the page of a petition."""

import streamlit as st

from services import wall_checks
from services.permissions import Actor
from services.petition_checks import AccusedMayNotEnter
from services.walls import Wall
from ui.i18n import _, said
from ui.plain_text import plain


def before_saving(wall: Wall, actor: Actor, *, key: str) -> None:
    """That one will not see the petition again, or that it will be closed to the department."""
    if actor.user_id in wall.accused:
        st.error(plain(said(AccusedMayNotEnter())), icon=":material/error:")
        return
    if wall_checks.loses_sight(wall, actor):
        text = _(
            "You work in the unit of the person denounced, or head it. Once it is saved, this petition and "
            "its case are closed to you, and so are lists, counts and search. Print the receipt at once."
        )
    elif wall.closes:
        text = _(
            "The head of the department is denounced. Once it is saved, only you and the named deputy see "
            "this petition, and all you can do with it is forward it to the competent body."
        )
    else:
        return
    with st.container(key=key):
        st.warning(text, icon=":material/visibility_off:")


def closed() -> None:
    """On the page of a petition that is closed to the department."""
    st.warning(
        _(
            "The head of the department is denounced: only the person who entered this petition and the "
            "named deputy see it, and it can only be forwarded to the competent body."
        ),
        icon=":material/lock:",
    )
