"""The three lists of my work: each row one sentence and one action."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import streamlit as st

from models import InboxItem
from models.enums import Kind
from services import database, drafts, inbox
from services.case_conditions import View
from services.case_list import CaseRow
from services.drafts import OpenDraft
from services.my_work import PetitionTask, Task, Waiting
from services.permissions import Actor
from services.petitions import FORM
from services.reminders import messages
from services.text import N_
from ui import navigation, tables
from ui.case.steps import RECEIPT
from ui.feedback import refusals_shown
from ui.i18n import _, filled
from ui.labels import count, day, instant, word
from ui.panels import plain

WAITS = {
    Waiting.SUSPENSION: N_("is suspended; the term stands still"),
    Waiting.URGED_BODY: N_("waits for the answer of the urged body"),
    Waiting.OFFICER: N_("waits for {officer}: {due}"),
}


def tasks(title: str, found: Sequence[Task], total: int, *, key: str, empty: str, today: date) -> None:
    """One list with its total; what is not shown is one click away in the list of cases."""
    st.subheader(f"{title} · {count(total)}")
    if not found:
        st.caption(empty)
    for task in found:
        label, do = _action(task)
        if _row(_sentence(task, today=today), label, key=f"task_{key}_{task.row.id}"):
            navigation.go("case", code=task.row.code, do=do)
    if total > len(found):
        st.caption(_("{shown} of {total} shown").format(shown=count(len(found)), total=count(total)))
        navigation.link("cases", _("All in case tracking"), icon=":material/folder_open:", view="mine")


def petitions(found: Sequence[PetitionTask]) -> None:
    """Petitions that nobody has classified yet."""
    for one in found:
        said = _("**{code}** · {kind} received on {day}: to be classified, handling due on {due}.").format(
            code=one.code, kind=word(one.kind), day=day(one.received_on), due=day(one.due_on)
        )
        if _row(said, _("Classify"), key=f"petition_{one.code}"):
            navigation.go("petition", code=one.code)


def unconfirmed(found: Sequence[CaseRow], total: int) -> None:
    """Imported cases whose receipt date waits for somebody's word; nothing where there are none."""
    if not total:
        return
    st.subheader(_("Receipt date to be confirmed · {n}").format(n=count(total)))
    st.caption(_("These cases come from a register; their terms are estimated until the date is confirmed."))
    for row in found:
        said = _("**{code}** · {kind} · {what} — **received on {day} by the register**").format(
            code=row.code,
            kind=tables.kind_said(row.kind, row.instance),
            what=_short(plain(tables.summary_said(row))),
            day=day(row.received_on),
        )
        if _row(said, _("Confirm"), key=f"unconfirmed_{row.id}"):
            navigation.go("case", code=row.code, do=RECEIPT)
    if total > len(found):
        st.caption(_("{shown} of {total} shown").format(shown=count(len(found)), total=count(total)))
    label = _("All that are not confirmed, in case tracking")
    navigation.link("cases", label, icon=":material/folder_open:", view=View.ESTIMATED)


def came_back(found: Sequence[InboxItem], total: int, *, actor: Actor, now: datetime) -> None:
    """Messages, newest first; opening one puts it away, and so does putting all away."""
    st.subheader(_("What came back · {n}").format(n=count(total)))
    if not found:
        st.caption(_("Nothing new."))
        return
    for item in found:
        page, parameters = _leads_to(item)
        label = _("Open") if page else _("Put away")
        # The column is narrow: the button stands below, where its word has room.
        st.markdown(f"{_message(item)} {instant(item.created_at)}")
        if st.button(label, key=f"message_{item.id}_go"):
            _put_away([item], actor=actor, now=now)
            if page:
                navigation.go(page, **parameters)
            st.rerun()
    if total > len(found):
        st.caption(_("{shown} of {total} shown").format(shown=count(len(found)), total=count(total)))
    if st.button(_("Put all away"), key="messages_away", type="tertiary"):
        _put_away(found, actor=actor, now=now)
        st.rerun()


def earlier(found: Sequence[InboxItem]) -> None:
    """Messages that were put away, each still with the way to its matter."""
    if not found:
        return
    with st.expander(_("Read messages"), icon=":material/drafts:", key="messages_read"):
        for item in found:
            page, parameters = _leads_to(item)
            st.markdown(f"{_message(item)} {instant(item.created_at)}")
            if page:
                navigation.link(page, _("Open"), icon=":material/arrow_forward:", **parameters)


def in_hand(found: Sequence[OpenDraft]) -> None:
    """Entries begun and not saved; without names or content, the screen may be seen by others."""
    if not found:
        return
    st.subheader(_("Drafts in hand · {n}").format(n=count(len(found))))
    for draft in found:
        kind = draft.values.get("kind")
        name = word(Kind(kind)) if kind in set(Kind) else _("Kind not chosen")
        said = _("{kind}: entry begun, last kept {when}.").format(kind=name, when=instant(draft.saved_at))
        if _row(said, _("Go on"), key=f"draft_{draft.key}"):
            navigation.go("intake", draft=draft.key)


def own_drafts(actor: Actor) -> list[OpenDraft]:
    """The actor's unfinished petitions."""
    with database.reading() as session:
        return drafts.list_open(session, actor=actor, form=FORM)


def _row(sentence: str, label: str, *, key: str) -> bool:
    """One sentence and its one action beside it; whether the action was clicked."""
    left, right = st.columns([4, 1], vertical_alignment="center", gap="small")
    left.markdown(sentence)
    return right.button(label, key=f"{key}_go", width="stretch")


def _sentence(task: Task, *, today: date) -> str:
    row = task.row
    due = tables.due_said(row.due_on, state=row.state, today=today, is_estimated=row.is_estimated)
    what = _short(plain(tables.summary_said(row)))
    if task.waiting is not None:
        said = _(WAITS[task.waiting]).format(officer=plain(row.officer), due=due)
    else:
        step = word(row.step) if row.step else word(row.state)
        said = f"{step}: {due}"
    kind = tables.kind_said(row.kind, row.instance)
    return f"**{row.code}** · {kind} · {what} — **{said}**"


def _short(text: str) -> str:
    return text if len(text) <= 90 else text[:89].rstrip() + "…"


def _action(task: Task) -> tuple[str, str]:
    """The label of the button and the step it opens."""
    if task.needs_officer:
        return _("Assign"), "assign"
    if task.action is not None:
        return _(task.action.label), task.action.action
    return _("Open"), ""


def _message(item: InboxItem) -> str:
    return plain(filled(inbox.TOPICS.get(item.topic, item.topic), item.values))


def _leads_to(item: InboxItem) -> tuple[str, dict[str, Any]]:
    """The page a message leads to with its parameters; no page for one that only says something."""
    values = item.values
    if item.topic == messages.MANY:
        return "reminded", {"message": item.id}
    if item.topic == messages.MISSING:
        return "clock_watch", {}
    if item.topic == "trail_broken":
        return "audit", {}
    if values.get("petition"):
        return "petition", {"code": values["petition"]}
    return ("case", {"code": values["code"]}) if values.get("code") else ("", {})


def _put_away(items: Sequence[InboxItem], *, actor: Actor, now: datetime) -> None:
    with refusals_shown(), database.transaction() as session:
        inbox.mark_read(session, [item.id or 0 for item in items], actor=actor, now=now)
