"""What a reminder says: the code of a matter, its step and its day; never a name, never a word of content."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from models.enums import Recipient, Step
from services.reminders.running import Due
from services.text import N_
from services.working_days import WorkingCalendar

# The same words as on screen; the reader's language is chosen when the message is read.
STEP_WORDS = {
    Step.HANDLING: N_("Handling of the petition"),
    Step.SETTLEMENT: N_("Settlement"),
    Step.SENDING: N_("Sending the decision"),
    Step.PUBLICATION: N_("Publication"),
    Step.ENFORCEMENT: N_("Enforcement"),
}
CAPACITY_WORDS = {
    Recipient.OFFICER: N_("officer in charge"),
    Recipient.UNIT_HEAD: N_("head of the unit"),
    Recipient.FOCAL_UNIT: N_("focal unit"),
    Recipient.DIRECTOR: N_("director"),
    Recipient.FALLBACK: N_("person named for missing supervisors"),
}
AHEAD, TODAY, OVER, MANY = "remind_ahead", "remind_today", "remind_over", "remind_many"
MISSING, UNREACHED = "supervisor_missing", "reminders_unreached"
TOPICS = {
    AHEAD: N_("Case {code}: {step} is due on {due}, {days} working days left."),
    TODAY: N_("Case {code}: {step} is due today."),
    OVER: N_("Case {code}: {step} was due on {due}, {days} days ago."),
    f"{AHEAD}_petition": N_("Petition {code}: {step} is due on {due}, {days} working days left."),
    f"{TODAY}_petition": N_("Petition {code}: {step} is due today."),
    f"{OVER}_petition": N_("Petition {code}: {step} was due on {due}, {days} days ago."),
    MANY: N_("{count} terms need attention: {late} overdue, {soon} near their day."),
    MISSING: N_(
        "“{unit}” has no {missing} with an open account. Its reminders go to the person named for that."
    ),
    UNREACHED: N_(
        "Reminders of {count} terms reach nobody: name the person for missing supervisors in the settings."
    ),
}


def message_of(dues: Sequence[Due], *, calendar: WorkingCalendar, today: date) -> tuple[str, dict[str, Any]]:
    """The topic of the message about these clocks and its values."""
    if len(dues) > 1:
        late = sum(due.due_on < today for due in dues)
        return MANY, {"count": len(dues), "late": late, "soon": len(dues) - late}
    due = dues[0]
    step = STEP_WORDS[due.step]
    what = "petition" if due.petition_id else "code"
    values: dict[str, Any] = {what: due.code, "step": step, "due": f"{due.due_on:%d/%m/%Y}"}
    if due.petition_id:
        values["code"] = due.code
    suffix = "_petition" if due.petition_id else ""
    if due.due_on > today:
        left = calendar.working_days_between(today + timedelta(days=1), due.due_on)
        return AHEAD + suffix, {**values, "days": left}
    if due.due_on == today:
        return TODAY + suffix, values
    return OVER + suffix, {**values, "days": (today - due.due_on).days}
