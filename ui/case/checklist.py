"""What to do at this step: the papers of the stage, who ticked them, and what closing still waits for."""

from datetime import datetime

import streamlit as st

from models.enums import ChecklistVerdict
from services import attachments, database
from services.case_view import CaseView
from services.checklists import marking
from services.checklists.papers import Mark, Paper, lacks_number
from services.permissions import Actor, Permission, can
from services.text import N_
from ui.case import paper_file, typed
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import day, instant
from ui.legal_words import law
from ui.panels import plain

VERDICTS = {
    ChecklistVerdict.TICKED: N_("ticked"),
    ChecklistVerdict.UNTICKED: N_("tick taken back"),
    ChecklistVerdict.NOT_APPLICABLE: N_("does not apply"),
}


def show(view: CaseView, *, actor: Actor, now: datetime) -> None:
    """The papers of the stage with their progress, then what earlier stages left behind, then all."""
    found = view.checklist
    settled = sum(paper.is_settled for paper in found.now)
    title = _("What to do at this step")
    st.subheader(f"{title} · {settled}/{len(found.now)}" if found.now else title)
    if not found.now:
        st.caption(_("No paper belongs to this step."))
    for paper in found.now:
        _line(view, paper, actor=actor, now=now)
    if found.left_behind:
        st.markdown(f"**{_('Still missing from earlier steps')}**")
        for paper in found.left_behind:
            _line(view, paper, actor=actor, now=now)
    elsewhere = [p for p in found.papers if not p.is_now and p not in found.left_behind]
    if elsewhere:
        done = sum(paper.is_settled for paper in found.papers)
        label = _("All papers of the case · {done}/{total}").format(done=done, total=len(found.papers))
        with st.expander(label, icon=":material/checklist:", key="checklist_all"):
            for paper in elsewhere:
                _line(view, paper, actor=actor, now=now)


def before_closing(view: CaseView, action: str) -> None:
    """Over the form of a step that closes the case: which papers it still waits for."""
    missing = view.checklist.missing.get(action)
    if missing:
        st.warning(
            _("Before this step, these papers are still missing: {papers}.").format(
                papers=", ".join(_(label) for label in missing)
            ),
            icon=":material/checklist:",
        )


def _line(view: CaseView, paper: Paper, *, actor: Actor, now: datetime) -> None:
    """One paper: its mark, its name, who ticked it when, and what may be done about it."""
    code = paper.item.code
    mark = ":material/check_box:" if paper.is_ticked else ":material/check_box_outline_blank:"
    mark = ":material/do_not_disturb_on:" if paper.is_waived else mark
    name = f"**{_(paper.item.label)}**" if paper.is_missing else _(paper.item.label)
    tags = [_("mandatory")] if paper.is_mandatory else [_("where there is one")]
    tags += [_("with its file")] if paper.item.needs_file else []
    with st.container(key=f"paper_{code}", gap=None):
        left, right = st.columns([5, 2], vertical_alignment="center", gap="small")
        left.markdown(f"{mark} {name}")
        marks = _may_mark(view, paper, actor) and not paper.is_settled
        label, icon = (_("Mark"), ":material/edit:") if marks else (_("Details"), ":material/more_horiz:")
        with right.popover(label, icon=icon, type="tertiary", key=f"paper_more_{code}"):
            _details(view, paper, actor=actor, now=now)
        st.caption(" · ".join(text for text in (", ".join(tags), _said(view, paper)) if text))


def _said(view: CaseView, paper: Paper) -> str:
    """By which step or by whom the paper was ticked, and when."""
    event = paper.event
    if event is not None:
        number = f" {plain(event.document_number)}" if event.document_number else ""
        said = _("recorded with the step of {day}{number}, entered by {who}").format(
            day=day(event.happened_on), number=number, who=plain(paper.entered_by)
        )
        return f"{said} · {_('no number of a document on record')}" if lacks_number(paper) else said
    if paper.mark is None or paper.mark.verdict is ChecklistVerdict.UNTICKED:
        return ""
    return _mark_said(view, paper.mark)


def _mark_said(view: CaseView, mark: Mark) -> str:
    file = ""
    if mark.attachment_id is not None:
        known = paper_file.known_files(view) if view.is_sealed else {}
        name = known.get(mark.attachment_id, "–") if view.is_sealed else plain(mark.file)
        file = f" · :material/attach_file: {name}"
    note = f" · {plain(mark.note)}" if mark.note else ""
    return f"{_(VERDICTS[mark.verdict])} {instant(mark.at)} · {plain(mark.by)}{file}{note}"


def _details(view: CaseView, paper: Paper, *, actor: Actor, now: datetime) -> None:
    """The basis and the history of a paper, and the ways to mark it."""
    unverified = "" if paper.item.confidence == "F" else f" ({_('not yet verified by an official')})"
    st.caption(_("Basis: {basis}").format(basis=plain(law(paper.item.basis))) + unverified)
    for mark in paper.history:
        st.caption(_mark_said(view, mark))
    if paper.event is not None:
        st.caption(_("Ticked by the recorded step; undo or correct the step where that is wrong."))
    if not _may_mark(view, paper, actor):
        return
    if paper.is_ticked:
        _untick(view, paper, actor=actor, now=now)
        return
    _tick(view, paper, actor=actor, now=now)
    if can(actor, Permission.CASE_DECIDE):
        st.divider()
        if paper.is_waived:
            _untick(view, paper, actor=actor, now=now)
        else:
            _waive(view, paper, actor=actor, now=now)


def _may_mark(view: CaseView, paper: Paper, actor: Actor) -> bool:
    return view.case.is_open and paper.event is None and can(actor, Permission.CASE_WORK)


def _tick(view: CaseView, paper: Paper, *, actor: Actor, now: datetime) -> None:
    code = paper.item.code

    def key(field: str) -> str:
        return typed.key(f"tick_{code}", view.case.code, field)

    files = paper_file.known_files(view)
    upload = st.file_uploader(_("Add its file"), type=paper_file.KINDS, key=key("upload"))
    chosen = None
    if files:
        names: dict[int | None, str] = {None: _("none"), **files}
        chosen = st.selectbox(
            _("or a file that is there"), list(names), format_func=names.get, key=key("file")
        )
    note = st.text_input(_("Note (optional)"), key=key("note"), max_chars=marking.NOTE_LONGEST)
    if st.button(_("Tick"), key=f"tick_{code}", type="primary"):
        with refusals_shown():
            paper_file.examine(upload, now=now)
            with database.transaction() as session:
                if upload is not None:
                    added = attachments.add_to_case(
                        session,
                        view.case.id or 0,
                        name=upload.name,
                        data=upload.getvalue(),
                        actor=actor,
                        now=now,
                    )
                    chosen = added.id
                marking.tick(
                    session,
                    view.case.id or 0,
                    code,
                    attachment_id=chosen,
                    note=note,
                    actor=actor,
                    now=now,
                )
            _done(f"tick_{code}")


def _untick(view: CaseView, paper: Paper, *, actor: Actor, now: datetime) -> None:
    code = paper.item.code
    if paper.is_waived and not can(actor, Permission.CASE_DECIDE):
        return
    if st.button(_("Take the mark back"), key=f"untick_{code}", icon=":material/undo:"):
        with refusals_shown():
            with database.transaction() as session:
                marking.untick(session, view.case.id or 0, code, actor=actor, now=now)
            _done(f"untick_{code}")


def _waive(view: CaseView, paper: Paper, *, actor: Actor, now: datetime) -> None:
    code = paper.item.code
    reason = st.text_input(
        _("Does not apply in this case, because"),
        key=typed.key(f"waive_{code}", view.case.code, "reason"),
        max_chars=marking.NOTE_LONGEST,
    )
    if st.button(_("Mark as not applicable"), key=f"waive_{code}"):
        with refusals_shown():
            with database.transaction() as session:
                marking.waive(session, view.case.id or 0, code, reason=reason, actor=actor, now=now)
            _done(f"waive_{code}")


def _done(form: str) -> None:
    typed.renew(form)
    announce(_("The checklist is saved."))
    st.rerun()
