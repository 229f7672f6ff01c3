"""The file of outlines: what is in use, what a new file would do, taking it in, going back to tiles."""

from datetime import date, datetime

import streamlit as st

from services import database, thresholds
from services.maps import outlines, regions
from services.permissions import Actor
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, instant

# So many names are listed; the rest is counted.
LISTED = 20


def edit(actor: Actor, *, now: datetime, today: date) -> None:
    """What the map draws, and a new file with its preview."""
    with database.reading() as session:
        present = outlines.kept(session)
        drawn = regions.regions(session, today=today)
        largest = thresholds.number(session, "map.largest_mb", today=today)
    if present:
        st.markdown(
            _("The map draws **{count} outlines**, taken in {when}; {missing} communes have none.").format(
                count=count(len(present)),
                when=instant(max(row.loaded_at for row in present)),
                missing=count(drawn.unplaced),
            )
        )
        if st.button(_("Back to tiles"), key="map_give_up", icon=":material/grid_view:"):
            with refusals_shown():
                with database.transaction() as session:
                    outlines.give_up(session, actor=actor, now=now)
                announce(_("The map draws tiles again."))
                st.rerun()
    else:
        st.markdown(
            _(
                "The map draws **tiles** placed by the list of communes; {missing} have no place there."
            ).format(missing=count(drawn.unplaced))
        )
    _take_in(actor, largest=largest, now=now, today=today)


def _take_in(actor: Actor, *, largest: int, now: datetime, today: date) -> None:
    turn = st.session_state.setdefault("_map_turn", 0)
    file = st.file_uploader(
        _("Outlines of communes as GeoJSON, in degrees (WGS 84)"),
        type=["geojson", "json"],
        key=f"map_file_{turn}",
        max_upload_size=largest,
        help=_("Each outline carries the code or the name of its commune, as “code” or “name”."),
    )
    if file is None:
        return
    with refusals_shown():
        with database.reading() as session:
            plan = outlines.plan(session, file.getvalue(), actor=actor, today=today)
        st.markdown(
            _(
                "Outlines for **{matched}** communes; {missing} have none, {strangers} outlines match none."
            ).format(
                matched=count(len(plan.matched)),
                missing=count(len(plan.without_outline)),
                strangers=count(len(plan.without_commune)),
            )
        )
        _listed(_("Communes without an outline: {names}"), plan.without_outline)
        _listed(_("Outlines without a commune: {names}"), plan.without_commune)
        if st.button(_("Use these outlines"), type="primary", key="map_take_in"):
            with database.transaction() as session:
                outlines.take_in(session, file.getvalue(), actor=actor, now=now)
            st.session_state["_map_turn"] = turn + 1
            announce(_("The map draws the new outlines."))
            st.rerun()


def _listed(text: str, names: list[str]) -> None:
    if names:
        shown = ", ".join(names[:LISTED])
        if len(names) > LISTED:
            shown = _("{names} and {count} more").format(names=shown, count=count(len(names) - LISTED))
        st.caption(text.format(names=shown))
