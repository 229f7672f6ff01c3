"""What events change beside themselves: the case, its clocks, its petitions, its decision."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Session, col, select

from models import Case, CaseEvent, User
from models.enums import Complexity
from services import case_decisions, case_petitions, clock, clocks
from services.case_course import Course
from services.case_forms import Seen
from services.clock_basis import facts_on
from services.errors import ChangedMeanwhile
from services.text import N_

# What happens to a case outside its workflow, in the words of the timeline.
OTHER_EVENTS = {
    "assign": N_("Assigned"),
    "hand_over": N_("Handed over"),
    "correct": N_("Particulars corrected"),
    "undo": N_("Step undone"),
    "transfer": N_("Moved to another unit"),
    "recount": N_("Term counted anew"),
    "confirm_receipt": N_("Receipt date confirmed"),
    "merge": N_("Merged"),
    "unmerge": N_("Merge taken back"),
    "split": N_("Split"),
    "unsplit": N_("Split taken back"),
    "first_decision": N_("First decision recorded"),
}


def refuse_if_changed(
    session: Session, case: Case, events: Sequence[CaseEvent], seen: Seen, *, labels: dict[str, str]
) -> None:
    """Refuse to write over what somebody else saved since; `changes` lists it, newest last."""
    if seen.version is None or seen.version == case.version:
        return
    changes = changes_since(session, events, seen, labels=labels)
    last = changes[-1] if changes else {"who": "?", "at": "?"}
    raise ChangedMeanwhile(who=last["who"], at=last["at"], changes=changes, version=case.version)


def changes_since(
    session: Session, events: Sequence[CaseEvent], seen: Seen, *, labels: dict[str, str]
) -> list[dict[str, str]]:
    """Who did what after the person's last look: {"who", "at", "what"} with `what` a msgid."""
    new = [event for event in events if (event.id or 0) > seen.last_event_id]
    people = session.exec(select(User).where(col(User.id).in_({event.entered_by_id for event in new})))
    names = {user.id: user.name for user in people}
    return [
        {
            "who": names.get(event.entered_by_id, "?"),
            "at": f"{clock.local_time(event.entered_at):%H:%M}",
            "what": labels.get(event.action) or OTHER_EVENTS.get(event.action, event.action),
        }
        for event in new
    ]


def settle(
    session: Session, case: Case, events: Sequence[CaseEvent], *, before: Course, now: datetime
) -> Course:
    """Bring the case, its clocks, its petitions and its decision to what its events come to now.

    Nothing is carried over from what the case said before: a late entry, a corrected day and
    an undone event leave the same as events that were entered right the first time.
    """
    course = clocks.course_of(case, events)
    case_petitions.follow(session, case, before=before, after=course)
    _follow(session, case, course)
    fields = clocks.restart_clocks(session, case, today=clock.local_date(now), course=course)
    case_decisions.follow(session, case, course, fields, now=now)
    case_petitions.follow_clock(session, case, fields)
    session.flush()
    return course


def _follow(session: Session, case: Case, course: Course) -> None:
    """The case's own copies of what follows from its course."""
    case.state, case.state_before = course.state, course.state_before
    case.accepted_on, case.decided_on = course.accepted_on, course.decided_on
    case.closed_on, case.outcome = course.closed_on, course.outcome
    if course.path:
        case.received_on = course.path[0].one.on
    facts = clocks.facts_of(session, case)
    if course.findings:
        known = facts_on(facts, course, course.findings[-1][0])
        case.complexity, case.remote = Complexity(known.complexity), known.remote
    # Also where no day moved: whoever has the case open must learn that its history changed.
    flag_modified(case, "state")
