"""What the workflow table asks of a case besides its state: of which sort it is, what is on record."""

from sqlmodel import Session, col, select

from models import Attachment, Case, PetitionCase
from models.enums import RelationKind
from services.case_forms import LABELS, ActionForm
from services.case_relations import standing
from services.errors import AppError, FieldRequired
from services.text import N_
from services.transitions import Transition
from services.workflow_rules import FILE, FIRST_DECISION


class ActionOfOtherCases(AppError):
    msgid = N_("“{action}” is not possible in a case of this sort: {why}")


class FirstDecisionMissing(AppError):
    msgid = N_(
        "“{action}” needs the first decision that is complained about. "
        "Record it under “Record the first decision”."
    )


WHY = {
    "ordinary": N_("before a disciplinary complaint is decided, a dialogue is held."),
    "disciplinary": N_("it is for disciplinary complaints."),
    "further": N_("it is for further denunciations."),
}


def fits(step: Transition, *, disciplinary: bool, further: bool) -> bool:
    """Whether an action is one of cases of this sort."""
    sorts = {"": True, "ordinary": not disciplinary, "disciplinary": disciplinary, "further": further}
    return sorts[step.only_for]


def check(session: Session, case: Case, step: Transition, form: ActionForm) -> None:
    """Refuse an action whose case is of another sort or lacks what the action needs, by name."""
    if not fits(step, disciplinary=case.disciplinary, further=case.further):
        raise ActionOfOtherCases(action=step.label, why=WHY[step.only_for])
    if FIRST_DECISION in step.needs and standing(session, case, RelationKind.SECOND_OF) is None:
        raise FirstDecisionMissing(action=step.label)
    if FILE in step.needs and not _is_file_of(session, case, form.attachment_id):
        raise FieldRequired(field="attachment_id", label=LABELS["attachment_id"])


def _is_file_of(session: Session, case: Case, attachment_id: int | None) -> bool:
    """Whether the file is kept with the case, or with one of its petitions."""
    if attachment_id is None:
        return False
    petitions = select(PetitionCase.petition_id).where(PetitionCase.case_id == case.id)
    found = select(Attachment.id).where(
        Attachment.id == attachment_id,
        (col(Attachment.case_id) == case.id) | col(Attachment.petition_id).in_(petitions),
    )
    return session.exec(found).first() is not None
