"""Directives: a superior's written opinion on a case, the day its answer is due, and the answer."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from models import Case, Directive
from services import audit, clock, vault, wall_checks
from services.errors import AppError, DateInFuture, FieldRequired, NotFound
from services.matter_link import case_of
from services.permissions import Actor, Permission, require, visible_to
from services.text import N_, nfc, tidy


class AnsweredAlready(AppError):
    msgid = N_("This directive was answered on {day}.")


class DueBeforeIssue(AppError):
    msgid = N_("The answer cannot be due before the directive was issued. Correct the day.")


class AnsweredBeforeIssue(AppError):
    msgid = N_("The answer cannot be older than the directive. Correct the day.")


@dataclass(frozen=True)
class DirectiveInput:
    """What stands on the paper; the content is kept encrypted."""

    case_code: str
    number: str
    from_body: str
    issued_on: date
    due_on: date | None = None
    content: str = ""


def visible_directives(actor: Actor) -> SelectOfScalar[Directive]:
    """The directives on cases the actor may see."""
    cases = visible_to(actor).with_only_columns(col(Case.id))
    return select(Directive).where(col(Directive.case_id).in_(cases))


def record_directive(session: Session, entry: DirectiveInput, *, actor: Actor, now: datetime) -> Directive:
    """Record a superior's opinion on a case."""
    require(actor, Permission.DIRECTIVE_RECORD)
    needed = {
        "case_code": (N_("Case"), entry.case_code),
        "number": (N_("Number"), entry.number),
        "from_body": (N_("From whom"), entry.from_body),
    }
    for field, (label, text) in needed.items():
        if not tidy(text):
            raise FieldRequired(label=label, field=field)
    if entry.issued_on > clock.local_date(now):
        raise DateInFuture(label=N_("Issued on"), field="issued_on")
    if entry.due_on is not None and entry.due_on < entry.issued_on:
        raise DueBeforeIssue(field="due_on")
    case = case_of(session, entry.case_code, actor=actor)
    if case is None or case.id is None:
        raise NotFound(field="case_code")
    wall_checks.check_case(session, case)
    content = nfc(entry.content)
    directive = Directive(
        case_id=case.id,
        number=tidy(entry.number)[:60],
        from_body=tidy(entry.from_body)[:200],
        issued_on=entry.issued_on,
        due_on=entry.due_on,
        sealed_content=vault.seal(content, purpose="directive", key=case.sealed_key) if content else None,
        entered_by_id=actor.user_id,
        entered_at=now,
    )
    session.add(directive)
    session.flush()
    _audit(session, "directive.record", directive, actor=actor, now=now)
    return directive


def answer_directive(
    session: Session, directive_id: int, *, number: str, answered_on: date, actor: Actor, now: datetime
) -> Directive:
    """The answer went out under a number."""
    require(actor, Permission.CASE_WORK)
    query = visible_directives(actor).where(col(Directive.id) == directive_id)
    directive = session.exec(query).one_or_none()
    if directive is None:
        raise NotFound()
    if directive.answered_on is not None:
        raise AnsweredAlready(day=directive.answered_on)
    if not tidy(number):
        raise FieldRequired(label=N_("Number of the answer"), field="number")
    if answered_on > clock.local_date(now):
        raise DateInFuture(label=N_("Answered on"), field="answered_on")
    if answered_on < directive.issued_on:
        raise AnsweredBeforeIssue(field="answered_on")
    directive.answer_number = tidy(number)[:60]
    directive.answered_on = answered_on
    session.flush()
    _audit(session, "directive.answer", directive, actor=actor, now=now)
    return directive


def waiting(session: Session, *, actor: Actor, limit: int = 50) -> list[tuple[Directive, Case]]:
    """Directives without an answer with their cases, the most urgent first."""
    query = (
        select(Directive, Case)
        .join(Case, col(Case.id) == col(Directive.case_id))
        .where(
            col(Directive.answered_on).is_(None),
            col(Directive.case_id).in_(visible_to(actor).with_only_columns(col(Case.id))),
        )
        .order_by(col(Directive.due_on).is_(None), col(Directive.due_on), col(Directive.id))
        .limit(limit)
    )
    return [(directive, case) for directive, case in session.exec(query)]


def content_of(directive: Directive, case: Case) -> str:
    """The words of a directive, decrypted; the caller has checked the right to its case."""
    if directive.sealed_content is None:
        return ""
    return str(vault.unseal(directive.sealed_content, purpose="directive", key=case.sealed_key))


def _audit(session: Session, action: str, directive: Directive, *, actor: Actor, now: datetime) -> None:
    audit.write(
        session,
        action,
        actor=actor,
        now=now,
        subject="directive",
        subject_id=directive.id,
        case_id=directive.case_id,
    )
