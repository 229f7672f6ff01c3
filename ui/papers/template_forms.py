"""One Word template for the administrator: downloading, replacing, taking back, and the fields it may use."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from services import clock, database, thresholds
from services.documents import template_views, templates
from services.documents.fields import FIELDS, Shape
from services.documents.rendering import DOCX
from services.documents.template_views import ORIGINAL, TemplateLine
from services.permissions import Actor
from services.working_days import VERIFIED
from ui import formats
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import instant, word
from ui.panels import plain

_ROUND = "_template_round"


def choose(lines: Sequence[TemplateLine]) -> TemplateLine:
    """Which template; the changed ones are marked."""
    labels = {line.name: title_of(line) for line in lines}
    names = list(labels)
    asked = st.query_params.get("template", names[0])
    chosen = st.selectbox(
        _("Template"),
        names,
        index=names.index(asked) if asked in labels else 0,
        format_func=labels.__getitem__,
        key="template_chosen",
    )
    return next(line for line in lines if line.name == chosen)


def title_of(line: TemplateLine) -> str:
    """The documents it makes, each once, and whether it was replaced."""
    titles = list(dict.fromkeys(f"{word(row.kind)}: {_(row.title)}" for row in line.rows))
    mark = f" · {_('replaced')}" if line.version else ""
    return f"{' / '.join(titles)}{mark}"


def in_use(line: TemplateLine, *, actor: Actor) -> None:
    """What is in use since when, and the file to change."""
    st.subheader(_("In use"))
    if line.version is None:
        st.markdown(_("The original template that comes with the product."))
        if any(row.confidence != VERIFIED for row in line.rows):
            st.markdown(f":orange-badge[{_('not yet verified by an official')}]")
            st.caption(_("Compare it with the form of the decree or circular before the first use."))
    else:
        since = instant(line.version.uploaded_at)
        st.markdown(
            _("{file}, in use since {since}, by {who}.").format(
                file=plain(line.version.file_name), since=since, who=plain(line.uploaded_by)
            )
        )
        if line.version.note:
            st.caption(plain(line.version.note))
    _file_button(_("Save the template in use"), line.name, None, actor=actor, key="template_save")
    if line.version is not None:
        _file_button(_("Save the original"), line.name, ORIGINAL, actor=actor, key="template_original")


def replace(line: TemplateLine, *, actor: Actor, now: datetime) -> None:
    """Judge a file as soon as it is there, show what changes, and put it in place on a click."""
    st.subheader(_("Replace the template"))
    turn = st.session_state.setdefault(_ROUND, 0)
    with database.reading() as session:
        limit = thresholds.number(session, "documents.largest_mb", today=clock.local_date(now))
    uploaded = st.file_uploader(
        _("Word file (.docx), at most {limit} MB").format(limit=limit),
        type=["docx"],
        key=f"template_file_{line.name}_{turn}",
    )
    if uploaded is None:
        return
    data, used = uploaded.getvalue(), None
    with refusals_shown(), database.reading() as session:
        used = templates.judge(session, line.name, data, actor=actor, now=now)
    if used is None:
        return
    st.success(_("The file is in order; it uses {n} fields.").format(n=len(used)))
    lost = [token for token in line.fields if token not in used]
    if lost:
        names = ", ".join(_(FIELDS[token].label) for token in lost)
        st.warning(
            _("It no longer uses: {names}. Documents will not say that.").format(names=plain(names)),
            icon=":material/info:",
        )
    note = st.text_input(
        _("Why (document, decision)"), key=f"template_note_{line.name}_{turn}", max_chars=300
    )
    if st.button(_("Put it in place"), type="primary", key="template_replace"):
        with refusals_shown():
            with database.transaction() as session:
                templates.replace(
                    session, line.name, data, file_name=uploaded.name, note=note, actor=actor, now=now
                )
            st.session_state[_ROUND] = turn + 1
            announce(_("The template is in use from now on."))
            st.rerun()


def history(line: TemplateLine, *, actor: Actor, now: datetime) -> None:
    """Earlier versions with their dates, and the way back to the original."""
    with database.reading() as session:
        kept = template_views.versions(session, line.name, actor=actor)
    if line.version is not None and st.button(
        _("Use the original template again"), key="template_restore", icon=":material/undo:"
    ):
        with refusals_shown():
            with database.transaction() as session:
                templates.restore(session, line.name, actor=actor, now=now)
            announce(_("The original template is in use again."))
            st.rerun()
    if not kept:
        return
    st.subheader(_("Versions"))
    for one in kept:
        version = one.version
        with st.container(horizontal=True, vertical_alignment="center", key=f"version_{version.id}"):
            until = instant(version.ended_at) if version.ended_at else _("in use")
            st.markdown(
                f"{plain(version.file_name)} · {instant(version.uploaded_at)} – {until} · "
                f"{plain(one.uploaded_by)} · {formats.size(version.size)}"
            )
            _file_button(_("Save"), line.name, version.id, actor=actor, key=f"version_save_{version.id}")


def documents(line: TemplateLine) -> None:
    """The steps whose documents it makes, and what each cannot be without."""
    st.subheader(_("Documents it makes"))
    for row in line.rows:
        needed = ", ".join(_(FIELDS[token].label) for token in row.required)
        st.markdown(f"**{word(row.kind)}: {_(row.title)}**")
        st.caption(_("Refused without: {fields}.").format(fields=needed))


def fields(line: TemplateLine) -> None:
    """Every field there is, those in use first: what is written between the signs, and what stands there."""
    st.subheader(_("Fields of a template"))
    st.caption(
        _("Write {field} in Word; a list is repeated by {start}, {element}, {end}, each in a line.").format(
            field="`{{ ten_truong }}`",
            start="`{%p for x in ten_truong %}`",
            element="`{{ x }}`",
            end="`{%p endfor %}`",
        )
    )
    order = sorted(FIELDS, key=lambda token: token not in line.fields)
    table = pd.DataFrame(
        [
            {
                _("In Word"): f"{{{{ {token} }}}}",
                _("What stands there"): _(FIELDS[token].label),
                _("Is a list"): _("yes") if FIELDS[token].shape is Shape.LIST else "",
                _("Used"): _("yes") if token in line.fields else "",
            }
            for token in order
        ]
    )
    st.dataframe(table, hide_index=True, key="template_fields", height=420)


def _file_button(label: str, name: str, version_id: int | None, *, actor: Actor, key: str) -> None:
    with database.reading() as session:
        data = template_views.download(session, name, version_id=version_id, actor=actor)
    st.download_button(
        label,
        data,
        file_name=f"{name}.docx",
        mime=DOCX,
        key=key,
        icon=":material/download:",
        on_click="ignore",
    )
