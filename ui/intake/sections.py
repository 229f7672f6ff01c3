"""The fields of the form in the order of the paper; which there are follows from the kind."""

from datetime import date

import streamlit as st

from models.enums import Kind, Level
from services import wall_checks
from services.intake_lists import IntakeLists
from services.permissions import Actor, Permission, can
from services.walls import Wall
from ui import labels
from ui.i18n import _, language
from ui.intake import fields, handling
from ui.intake.form import IntakeForm
from ui.petition import wall_words

YES_NO = ("yes", "no")


def kind(form: IntakeForm) -> None:
    """The kind first, as large buttons: everything below follows from it."""
    words = {member.value: labels.word(member) for member in Kind}
    st.segmented_control(
        fields.label_of("kind", is_needed=True),
        list(words),
        key=fields.prepare(form, "kind"),
        format_func=words.__getitem__,
        required=True,
        width="stretch",
    )
    fields.mark(form, "kind")


def arrival(form: IntakeForm, lists: IntakeLists, *, today: date, is_late: bool) -> None:
    """Stamp, way it came, and the body that forwarded it."""
    left, middle, right = st.columns(3)
    with left:
        fields.day(form, "received_on", latest=today, is_needed=True)
    with middle:
        fields.choice(
            form, "channel_id", list(lists.channels), lambda i: named(lists.channels[i]), is_needed=True
        )
    with right:
        fields.day(form, "petition_on", latest=today)
    if is_late:
        fields.text(form, "backdate_reason", is_needed=True)
    channel = lists.channels.get(form.get("channel_id", 0))
    if channel is not None and channel.from_body:
        left, middle, right = st.columns([2, 1, 1])
        with left:
            fields.text(form, "sender_body", is_needed=True)
        with middle:
            fields.text(form, "sender_number")
        with right:
            fields.day(form, "sender_on", latest=today)


def content(form: IntakeForm, lists: IntakeLists, wall: Wall, actor: Actor) -> None:
    """What the petition says and about whom."""
    fields.paragraph(form, "summary", is_needed=True)
    if form.kind is Kind.DENUNCIATION:
        _denounced(form, lists)
        wall_words.before_saving(wall, actor, key="intake_wall")
    elif form.kind is Kind.COMPLAINT:
        _complained_of(form)


def _complained_of(form: IntakeForm) -> None:
    fields.text(form, "about")
    left, right = st.columns(2)
    with left:
        fields.text(form, "respondent_name")
    with right:
        fields.text(form, "respondent_address")
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        fields.choice(
            form,
            "instance",
            [1, 2],
            lambda value: {1: _("First instance"), 2: _("Second instance")}[value],
            default=1,
        )
    with right:
        fields.tick(form, "disciplinary")


def _denounced(form: IntakeForm, lists: IntakeLists) -> None:
    """Link the denounced person to our staff, or say that it is nobody of ours."""
    left, right = st.columns(2)
    with left:
        fields.text(form, "respondent_name")
    with right:
        fields.text(form, "respondent_address")
    if not form.get("not_our_staff"):
        left, right = st.columns(2)
        with left:
            fields.choice(form, "respondent_user_id", list(lists.staff), lambda i: lists.staff[i])
        with right:
            units = lists.accused_units
            fields.choice(form, "respondent_unit_id", list(units), lambda i: units[i])
        fields.several(form, "also_denounced_ids", lists.staff)
    left, right = st.columns(2)
    with left:
        fields.tick(form, "not_our_staff")
    with right:
        fields.tick(form, "further")


def place(form: IntakeForm, lists: IntakeLists) -> None:
    """Field, commune, the level it is addressed to, and whether that is over-level."""
    left, right = st.columns(2)
    with left:
        fields.choice(form, "field_id", list(lists.fields), lambda i: named(lists.fields[i]))
    with right:
        fields.choice(form, "commune_id", list(lists.communes), lambda i: lists.communes[i])
    left, middle, right = st.columns(3)
    with left:
        fields.choice(
            form,
            "addressed_level",
            [level.value for level in Level],
            lambda value: labels.word(Level(value)),
            default=Level.DEPARTMENT.value,
        )
    with middle:
        fields.choice(form, "over_level", YES_NO, yes_no, placeholder=_("Not recorded"))
    with right:
        if form.get("over_level") == "yes":
            levels = [level.value for level in Level]
            below = levels[: levels.index(form.get("addressed_level", Level.DEPARTMENT.value))]
            fields.choice(form, "competent_level", below, lambda value: labels.word(Level(value)))


def assessment(form: IntakeForm, actor: Actor, wall: Wall, *, today: date) -> None:
    """Eligibility and competence, and the result of the handling, all of them now or later.

    Nothing is asked of whoever will not see the petition again, or may only forward it.
    """
    if wall.closes or wall_checks.loses_sight(wall, actor):
        return
    words = {"yes": _("Eligible"), "no": _("Not eligible"), "later": _("To be decided")}
    left, right = st.columns(2)
    with left:
        fields.choice(
            form,
            "eligibility",
            list(words),
            words.__getitem__,
            label=fields.label_of("eligible"),
            default="yes",
        )
    with right:
        fields.choice(
            form,
            "competence",
            YES_NO,
            yes_no,
            label=fields.label_of("in_competence"),
            placeholder=_("To be decided"),
        )

    if can(actor, Permission.PETITION_HANDLE):
        handling.result(form, actor, today=today)


def office(form: IntakeForm, lists: IntakeLists, actor: Actor) -> None:
    """Numbers and notes of the office; the unit, for those who receive for several."""
    left, right = st.columns(2)
    with left:
        fields.text(form, "eoffice_number")
    if len(lists.units) > 1:
        with right:
            fields.choice(form, "unit_id", list(lists.units), lambda i: lists.units[i], default=actor.unit_id)
    fields.text(form, "note")


def named(row: object) -> str:
    """The name of a list entry in the reader's language, as far as it has one."""
    english = str(getattr(row, "name_en", ""))
    return english if language() == "en" and english else str(getattr(row, "name", ""))


def yes_no(value: str) -> str:
    """Yes or no in words."""
    return _("Yes") if value == "yes" else _("No")
