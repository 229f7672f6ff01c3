"""Words of the import screen: layouts, results, states of a batch, reasons."""

from models.enums import BatchState
from services.imports.columns import OWN_LAYOUT, Register
from services.imports.reasons import Reason, RowResult, places
from services.text import N_
from ui.i18n import filled

LAYOUTS = {
    "petition-register": N_("Register of petitions"),
    "reception-register-13": N_("Register of receptions, 13 columns (from 1 July 2026)"),
    "reception-register-12": N_("Register of receptions, 12 columns (until 30 June 2026)"),
    OWN_LAYOUT: N_("Register of your own form"),
}
REGISTERS = {
    Register.PETITIONS: N_("Petitions: every row is a petition"),
    Register.RECEPTIONS: N_("Receptions: every row is a visit with its petition"),
}
RESULTS = {
    RowResult.ACCEPTED: N_("Taken in"),
    RowResult.REMARKED: N_("Taken in with a remark"),
    RowResult.HELD_BACK: N_("Held back"),
    RowResult.ALREADY_PRESENT: N_("Imported before"),
}
STATES = {
    BatchState.STAGING: N_("Being written"),
    BatchState.COMPLETE: N_("Complete"),
    BatchState.VOIDED: N_("Undone"),
}
UNUSED = N_("– not used –")


def reasons_told(reasons: list[Reason]) -> str:
    """All reasons of a row, one sentence after the other."""
    return " ".join(filled(reason.msgid, places(reason)) for reason in reasons)
