"""What is kept about a person: the rows found, handing them out, correcting and restricting one."""

from collections.abc import Sequence
from datetime import datetime

import pandas as pd
import streamlit as st

from models.enums import DataBasis, Kind, PartyRole
from services import database
from services.permissions import Actor
from services.personal_data import changing, handing_out
from services.personal_data.finding import FIELDS, Findings, Record
from services.personal_data.handing_out import Words
from services.petition_input import LABELS
from ui import panels, picking
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, day, instant, word

_ROUND = "_data_round"


def table(findings: Findings) -> list[Record]:
    """The rows found; returns those that are marked."""
    frame = pd.DataFrame(
        [
            {
                _("Code"): one.code,
                _("Kind"): word(one.kind),
                _("Takes part as"): word(one.role),
                _("Received on"): day(one.received_on),
                _("State"): _state(one),
                _("Fields kept"): ", ".join(_(LABELS[name]) for name in one.fields),
                _("Unit"): one.unit,
            }
            for one in findings.records
        ]
    )
    chosen = st.dataframe(
        frame,
        hide_index=True,
        key=picking.named(
            f"data_rows_{st.session_state.get(_ROUND, 0)}", (one.party_id for one in findings.records)
        ),
        on_select="rerun",
        selection_mode="multi-row",
    )
    return [findings.records[place] for place in chosen["selection"]["rows"]]


def mentions(findings: Findings) -> None:
    """Petitions whose words name somebody so called; they are corrected in the petition, if at all."""
    if not findings.mentions:
        return
    shown, total = len(findings.mentions), len(findings.mentions) + findings.more_mentions
    with st.expander(
        _("Petitions whose words hold this name: {shown} of {total}").format(
            shown=count(shown), total=count(total)
        ),
        key="data_mentions",
    ):
        st.markdown(" · ".join(findings.mentions))
        st.caption(_("What a petitioner wrote stays as it was written; a note can be added to the petition."))


def hand_out(
    request_id: int, basis: DataBasis, chosen: Sequence[Record], *, actor: Actor, now: datetime
) -> None:
    """The marked rows as a workbook for whoever asked."""
    said = ngettext("Hand out {n} row", "Hand out {n} rows", len(chosen)).format(n=count(len(chosen)))
    if basis is DataBasis.PERSON:
        st.caption(_("Mark only rows of the person who asks: a name alone also finds namesakes."))
    if not st.button(said, key="data_hand_out", icon=":material/download:", disabled=not chosen):
        return
    with refusals_shown():
        with database.transaction() as session:
            data = handing_out.workbook(session, request_id, chosen, words=_words(), actor=actor, now=now)
        st.download_button(
            _("Save the file"),
            data,
            file_name=f"{_('personal-data')}-{request_id}.xlsx",
            key="data_save",
            on_click="ignore",
        )


def correct(request_id: int, record: Record, *, actor: Actor, now: datetime) -> None:
    """New values for the fields that are wrong; what is left empty stays as it is kept."""
    st.caption(_("Fill in only what is wrong; what you leave empty stays as it is kept."))
    words = {name: _(LABELS[name]) for name in FIELDS}
    values = {
        name: st.text_input(said, key=_key(f"correct_{name}"), max_chars=300) for name, said in words.items()
    }
    emptied = st.multiselect(
        _("Fields to empty"),
        [name for name in record.fields if name != "name"],
        format_func=words.get,
        key=_key("correct_emptied"),
        placeholder=_("none"),
    )
    why = st.text_input(_("Reason"), key=_key("correct_why"), max_chars=300)
    if st.button(_("Correct"), key="data_correct", icon=":material/edit:"):
        new = {name: value for name, value in values.items() if value} | dict.fromkeys(emptied, "")
        with refusals_shown():
            with database.transaction() as session:
                changed = changing.correct(
                    session, request_id, record.party_id, new, why=why, actor=actor, now=now
                )
            _done(_("Corrected: {fields}.").format(fields=", ".join(_(LABELS[name]) for name in changed)))


def restrict(request_id: int, record: Record, *, actor: Actor, now: datetime) -> None:
    """Restrict the use of the data, or lift the restriction that holds."""
    holds = record.restricted_at is not None
    st.caption(
        _("The data may be used again: shown, searched and compared.")
        if holds
        else _("The data stay, sealed: not shown, not searched, not compared with other petitions.")
    )
    why = st.text_input(_("Reason"), key=_key("restrict_why"), max_chars=300)
    said = _("Lift the restriction") if holds else _("Restrict")
    icon = ":material/lock_open:" if holds else ":material/lock:"
    if st.button(said, key="data_restrict", icon=icon):
        change = changing.lift if holds else changing.restrict
        with refusals_shown():
            with database.transaction() as session:
                change(session, request_id, record.party_id, why=why, actor=actor, now=now)
            _done(_("The restriction is lifted.") if holds else _("The data are restricted."))


def changes(request_id: int, chosen: Sequence[Record], *, actor: Actor, now: datetime) -> None:
    """Correcting and restricting, for exactly one marked row."""
    if len(chosen) != 1:
        panels.nothing(
            _("Correcting and restricting concern one row."), _("Mark exactly one row in the table.")
        )
        return
    st.markdown(f"**{chosen[0].code}** · {word(chosen[0].role)}")
    one, two = st.columns(2, gap="large")
    with one:
        correct(request_id, chosen[0], actor=actor, now=now)
    with two:
        restrict(request_id, chosen[0], actor=actor, now=now)


def _state(record: Record) -> str:
    if record.restricted_at is not None:
        return _("restricted since {when}").format(when=instant(record.restricted_at))
    if record.is_voided:
        return _("voided petition")
    return _("identity protected") if record.is_protected else _("in use")


def _words() -> Words:
    return Words(
        title=_("Personal data"),
        headings=[
            _("Code"),
            _("Kind"),
            _("Received on"),
            _("Unit"),
            _("Takes part as"),
            *(_(LABELS[name]) for name in FIELDS),
        ],
        reading_title=_("Readings of the identity"),
        reading_headings=[_("Time"), _("Read by"), _("Purpose")],
        kinds={kind.value: word(kind) for kind in Kind},
        roles={role.value: word(role) for role in PartyRole},
    )


def _key(field: str) -> str:
    """The key of a field of a form; another one after each saving, so that the form starts empty."""
    return f"data_{field}_{st.session_state.get(_ROUND, 0)}"


def _done(message: str) -> None:
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
    announce(message)
    st.rerun()
