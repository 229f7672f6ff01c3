"""A frozen week leaves as a file; each export is in the trail with its form and its snapshot."""

from collections.abc import Callable
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from services import audit
from services.briefing import paper, presentation, weeks, word
from services.briefing.deck import Deck
from services.permissions import Actor, Permission, require


class Form(StrEnum):
    """What a briefing can be exported as; the value is the ending of the file's name."""

    PPTX = "pptx"
    DOCX = "docx"
    PDF = "pdf"


TYPES = {
    Form.PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    Form.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Form.PDF: "application/pdf",
}
_MAKERS: dict[Form, Callable[[Deck], bytes]] = {
    Form.PPTX: presentation.pptx,
    Form.DOCX: word.docx,
    Form.PDF: paper.pdf,
}


def export(session: Session, deck: Deck, form: Form, *, actor: Actor, now: datetime) -> bytes:
    """The file of a deck that was made for this actor."""
    require(actor, Permission.EXPORT)
    data = _MAKERS[form](deck)
    audit.write(
        session,
        "briefing.export",
        actor=actor,
        now=now,
        subject="briefing",
        subject_id=deck.snapshot_id,
        week=weeks.code(deck.monday),
        version=deck.version,
        form=form,
    )
    session.flush()
    return data
