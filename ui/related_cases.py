"""Cases that belong together, as suggested and as people decided, on the page of hot spots."""

from datetime import date, datetime

import streamlit as st

from services import database
from services.hotspots import cluster_views, clusters
from services.hotspots.cluster_views import Cluster, Member
from services.permissions import Actor, Permission, can
from ui import navigation, panels, remembered
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, word
from ui.panels import plain

# Clusters shown; the largest come first.
SHOWN = 8
# Cases shown of one before the rest is folded away.
LINES = 4
_TURN = "_clusters_turn"


def show(actor: Actor, *, now: datetime, today: date) -> None:
    """Clusters within the reader's sight; those who may decide choose which cases belong to one."""
    if not can(actor, Permission.CASE_READ):
        return
    found = _found(actor, today=today)
    note = (
        _("{shown} of {all}").format(shown=count(SHOWN), all=count(len(found))) if len(found) > SHOWN else ""
    )
    with panels.panel("clusters", _("Related cases"), note=note):
        if not found:
            panels.nothing(
                _("No cases in your sight name the same project, firm, group or place."),
                _("Suggestions come from the words of open cases; denunciations are left out."),
            )
        sides = st.columns(2, gap="small")
        for place, one in enumerate(found[:SHOWN]):
            with sides[place % 2], st.container(border=True, key=f"related_{place}"):
                _cluster(one, actor=actor, now=now, today=today)
        if can(actor, Permission.HOTSPOT_LEAD):
            _refused(actor, now=now)


def _found(actor: Actor, *, today: date) -> list[Cluster]:
    """Read anew after any write, for any other reader or day."""

    def read() -> list[Cluster]:
        with database.reading() as session:
            return cluster_views.seen(session, actor=actor, today=today)

    return remembered.kept(("clusters", actor.scope, today), read)


def _cluster(one: Cluster, *, actor: Actor, now: datetime, today: date) -> None:
    # By what it is, not where it stands: a click must not meet another cluster that came into its place.
    name, turn = f"{one.tie}_{one.key}", st.session_state.get(_TURN, 0)
    together = len(one.confirmed) + len(one.suggested)
    told = ngettext("{n} case", "{n} cases", together).format(n=count(together))
    parts = [f"**{plain(_named(one))}**", word(one.tie), told]
    if one.confirmed:
        parts.append(_("{n} confirmed").format(n=count(len(one.confirmed))))
    st.markdown(" · ".join(parts))
    lines = [(member, ":material/check_circle:") for member in one.confirmed]
    lines += [(member, ":material/help:") for member in one.suggested]
    for line in lines[:LINES]:
        _line(*line)
    if len(lines) > LINES:
        more = ngettext("{n} more case", "{n} more cases", len(lines) - LINES)
        with st.expander(more.format(n=count(len(lines) - LINES)), key=f"cluster_more_{name}"):
            for line in lines[LINES:]:
                _line(*line)
    if not can(actor, Permission.HOTSPOT_LEAD):
        return
    names = {member.case_id: member.code for member in (*one.suggested, *one.confirmed)}
    with st.expander(_("Decide"), icon=":material/hub:", key=f"cluster_decide_{name}_{turn}"):
        chosen = st.multiselect(
            _("Cases"),
            list(names),
            default=[member.case_id for member in one.suggested],
            format_func=names.get,
            key=f"cluster_cases_{name}_{turn}",
        )
        with st.container(horizontal=True):
            confirms = st.button(_("They belong together"), type="primary", key=f"cluster_confirm_{name}")
            refuses = st.button(_("They do not"), key=f"cluster_refuse_{name}")
        if confirms or refuses:
            act = clusters.confirm if confirms else clusters.refuse
            with refusals_shown():
                with database.transaction() as session:
                    act(session, one.tie, one.key, chosen, actor=actor, now=now, today=today)
                st.session_state[_TURN] = turn + 1
                announce(_("Recorded for the cases chosen."))
                st.rerun()


def _refused(actor: Actor, *, now: datetime) -> None:
    """What was refused, folded away; a mistake is taken back here."""

    def read() -> list[Cluster]:
        with database.reading() as session:
            return cluster_views.refused(session, actor=actor)

    found = remembered.kept(("refused_clusters", actor.scope), read)
    if not found:
        return
    told = ngettext("{n} refused suggestion", "{n} refused suggestions", len(found))
    with st.expander(told.format(n=count(len(found))), icon=":material/undo:", key="clusters_refused"):
        for one in found:
            codes = ", ".join(member.code for member in one.suggested)
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**{plain(_named(one))}** · {codes}")
                again = st.button(_("Suggest again"), key=f"cluster_again_{one.tie}_{one.key}")
            if again:
                ids = [member.case_id for member in one.suggested]
                with refusals_shown():
                    with database.transaction() as session:
                        clusters.suggest_again(session, one.tie, one.key, ids, actor=actor, now=now)
                    announce(_("Suggested again."))
                    st.rerun()


def _named(one: Cluster) -> str:
    return one.name[:1].upper() + one.name[1:]


def _line(member: Member, icon: str) -> None:
    text = member.summary if len(member.summary) <= 80 else member.summary[:79].rstrip() + "…"
    navigation.link("case", f"{icon} **{member.code}** · {plain(text)}", code=member.code)
