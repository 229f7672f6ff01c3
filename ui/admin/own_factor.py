"""The own second factor: set up with a picture and a code, its recovery codes, turned off with a code."""

from datetime import datetime

import segno
import streamlit as st

from services import database, recovery_codes, second_factor
from services.permissions import Actor
from services.second_factor import CodeWrong, Enrolment
from services.settings import settings
from ui.feedback import announce, refusals_shown
from ui.i18n import _, ngettext
from ui.labels import count, instant
from ui.session import token

_ENROLMENT, _CODES = "_enrolment", "_recovery_codes"


def box(actor: Actor, *, is_owed: bool, now: datetime) -> None:
    """What fits the state of the factor: just confirmed, on, being set up, or off."""
    with database.reading() as session:
        since = second_factor.confirmed_at(session, actor.user_id)
        left = recovery_codes.left(session, actor=actor)
    if _CODES in st.session_state:
        _hand_out_codes(st.session_state[_CODES])
    elif since is not None:
        st.markdown(
            ngettext(
                "The second factor is on since {day}; {n} recovery code is left.",
                "The second factor is on since {day}; {n} recovery codes are left.",
                left,
            ).format(day=instant(since), n=count(left))
        )
        _keep(actor, now=now)
    elif _ENROLMENT in st.session_state:
        _confirm(st.session_state[_ENROLMENT], actor, now=now)
    else:
        _begin(actor, is_owed=is_owed, now=now)


def _begin(actor: Actor, *, is_owed: bool, now: datetime) -> None:
    st.markdown(
        _(
            "After the password you type six digits that an authenticator on your telephone shows. Whoever "
            "learns your password alone then opens nothing. Any authenticator for TOTP codes will do; the "
            "telephone needs no network."
        )
    )
    if settings().demo:
        st.caption(
            _("Sample accounts of the demonstration need no second factor; you may try it all the same.")
        )
    with st.form("factor_begin", border=False):
        password = ""
        if not is_owed:
            password = st.text_input(
                _("Present password"), type="password", key="factor_password", max_chars=200, width=420
            )
        asked = st.form_submit_button(
            _("Set up the second factor"),
            type="primary",
            key="factor_begin_save",
            icon=":material/phonelink_lock:",
        )
    if asked:
        with refusals_shown():
            with database.transaction() as session:
                st.session_state[_ENROLMENT] = second_factor.begin(
                    session, password=password, token=token(), demo=settings().demo, actor=actor, now=now
                )
            st.rerun()


def _confirm(enrolment: Enrolment, actor: Actor, *, now: datetime) -> None:
    picture, steps = st.columns([1, 3], gap="large")
    # Black on white in both themes, or telephones do not read it.
    image = segno.make(enrolment.address, error="m").svg_inline(scale=5, border=4, dark="#000", light="#fff")
    picture.image(image, width=240)
    with steps:
        st.markdown(
            _(
                "1. Open the authenticator and add an account with this picture.\n"
                "2. No camera? Type the key by hand:"
            )
        )
        st.code(_grouped(enrolment.secret), language=None)
        st.markdown(_("3. Type the six digits that it shows now. Picture and key are shown this once."))
        with st.form("factor_confirm", border=False):
            code = st.text_input(
                _("Code"), key="factor_code", max_chars=10, autocomplete="one-time-code", width=420
            )
            row = st.container(horizontal=True)
            asked = row.form_submit_button(_("Confirm"), type="primary", key="factor_confirm_save")
            given_up = row.form_submit_button(_("Cancel"), key="factor_cancel")
    if given_up:
        del st.session_state[_ENROLMENT]
        st.rerun()
    if asked:
        with refusals_shown():
            with database.transaction() as session:
                codes = second_factor.confirm(session, code, token=token(), actor=actor, now=now)
            del st.session_state[_ENROLMENT]
            st.session_state[_CODES] = codes
            announce(_("The second factor is on; every other session has ended."))
            st.rerun()


def _hand_out_codes(codes: list[str]) -> None:
    st.warning(
        _(
            "Ten recovery codes, shown this once. Each opens one sign-in when the telephone is not at hand. "
            "Print or copy them and lock them away, not beside the password."
        ),
        icon=":material/key:",
    )
    half = len(codes) // 2
    st.code(
        "\n".join(f"{one}    {other}" for one, other in zip(codes[:half], codes[half:], strict=True)),
        language=None,
    )
    if st.button(_("I have put them away"), type="primary", key="factor_codes_done"):
        del st.session_state[_CODES]
        st.rerun()


def _keep(actor: Actor, *, now: datetime) -> None:
    with st.form("factor_keep", border=False, clear_on_submit=True):
        code = st.text_input(
            _("Code"),
            key="factor_keep_code",
            max_chars=20,
            autocomplete="one-time-code",
            help=_("Six digits of the authenticator, or a recovery code."),
        )
        row = st.container(horizontal=True)
        renew = row.form_submit_button(_("New recovery codes"), key="factor_renew")
        off = row.form_submit_button(_("Turn off, to set up another device"), key="factor_off")
    if renew:
        with refusals_shown():
            with database.transaction() as session:
                codes = second_factor.renew_codes(session, code, actor=actor, now=now)
            # After the commit: the failure stays counted.
            if codes is None:
                raise CodeWrong(field="code")
            st.session_state[_CODES] = codes
            st.rerun()
    if off:
        with refusals_shown():
            with database.transaction() as session:
                done = second_factor.turn_off(session, code, token=token(), actor=actor, now=now)
            if not done:
                raise CodeWrong(field="code")
            announce(_("The second factor is off."))
            st.rerun()


def _grouped(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
