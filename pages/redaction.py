"""A scan of a protected matter is redacted: boxes drawn, every page looked at, the copy saved."""

import streamlit as st

from services.permissions import Permission
from ui.i18n import _
from ui.redaction import checking, drawing, opening
from ui.session import current_user, now, today

actor = current_user(Permission.IDENTITY_READ)
moment, this_day = now(), today()
sheet = opening.opened(str(st.query_params.get("scan", "")), actor=actor, now=moment)

st.title(_("Redacted copy"))
st.caption(
    _(
        "Scan {number} of {code}. Opening it was recorded. What you draw is kept, encrypted, as you go."
    ).format(number=sheet.scan, code=sheet.matter.code)
)
steps = {"draw": _("1. Draw boxes"), "check": _("2. Look at the copy")}
step = st.segmented_control(
    _("Step"),
    list(steps),
    format_func=steps.get,
    default="draw",
    required=True,
    key="redaction_step",
    label_visibility="collapsed",
)
left, right = st.columns([3, 2], gap="large")

with right:
    drawing.turning(sheet)
    if step == "check":
        checking.look(sheet, actor=actor, now=moment)
        checking.save(sheet, actor=actor, now=moment, today=this_day)
    else:
        drawing.boxes(sheet, actor=actor, now=moment)
        drawing.by_numbers(sheet, actor=actor, now=moment)
    if st.button(_("Back to the matter"), key="redaction_leave", icon=":material/arrow_back:"):
        opening.leave(sheet)
    if st.button(_("Throw the boxes away"), key="redaction_discard", type="tertiary"):
        opening.throw_away(sheet, actor=actor)

with left:
    if step == "check":
        checking.page(sheet, actor=actor, today=this_day)
    else:
        drawing.page(sheet, actor=actor, now=moment, today=this_day)
