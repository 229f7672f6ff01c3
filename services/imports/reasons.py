"""Why a row was remarked or held back: codes to store, sentences to show."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from services.imports.columns import LABELS, Column
from services.text import N_


class RowResult(StrEnum):
    """What became of a row; every row has exactly one."""

    ACCEPTED = "accepted"
    REMARKED = "remarked"
    HELD_BACK = "held_back"
    ALREADY_PRESENT = "already_present"


class Code(StrEnum):
    """One observation on a row (or, for notes, on the whole register)."""

    # Held back.
    DATE_UNREADABLE = "date_unreadable"
    DATE_MISSING = "date_missing"
    PROMISED_UNREADABLE = "promised_unreadable"
    BOTH_KINDS = "both_kinds"
    NO_CONTENT = "no_content"
    KIND_UNKNOWN = "kind_unknown"
    KIND_CONTRADICTED = "kind_contradicted"
    TEXT_TOO_LONG = "text_too_long"
    DIFFERS_FROM_EARLIER = "differs_from_earlier"
    # Remarks.
    DATE_AS_TEXT = "date_as_text"
    DATE_AS_NUMBER = "date_as_number"
    DATE_SHORT_YEAR = "date_short_year"
    DATE_PLACEHOLDER = "date_placeholder"
    DATE_ESTIMATED = "date_estimated"
    DATE_IN_FUTURE = "date_in_future"
    PROMISED_AS_TEXT = "promised_as_text"
    PROMISED_PLACEHOLDER = "promised_placeholder"
    ODD_CAPITALS = "odd_capitals"
    ODD_SPACES = "odd_spaces"
    ANONYMOUS = "anonymous"
    DUPLICATE_IN_FILE = "duplicate_in_file"
    DUPLICATE_ON_RECORD = "duplicate_on_record"
    PERSONS_UNREADABLE = "persons_unreadable"
    CROWD_BY_SAME_CONTENT = "crowd_by_same_content"
    MARK_UNCLEAR = "mark_unclear"
    STATE_UNCLEAR = "state_unclear"
    IDENTITY_PADDED = "identity_padded"
    FORWARD_OF_COMPLAINT = "forward_of_complaint"
    UNIT_SUCCEEDED = "unit_succeeded"
    UNIT_UNKNOWN = "unit_unknown"
    FIELD_UNKNOWN = "field_unknown"
    COMMUNE_UNKNOWN = "commune_unknown"
    # Notes on the whole register.
    RECEIVED_IS_REGISTER_DATE = "received_is_register_date"
    CLOSING_DAYS_ESTIMATED = "closing_days_estimated"
    LINES_NOT_READ = "lines_not_read"
    UNITS_NOT_LISTED = "units_not_listed"
    FIELDS_NOT_LISTED = "fields_not_listed"
    COMMUNES_NOT_LISTED = "communes_not_listed"


SENTENCES: dict[Code, str] = {
    Code.DATE_UNREADABLE: N_("The date “{text}” cannot be read. Write it as day/month/year."),
    Code.DATE_MISSING: N_("The date is missing. Write it as day/month/year."),
    Code.PROMISED_UNREADABLE: N_("The promised date “{text}” cannot be read. Write it as day/month/year."),
    Code.BOTH_KINDS: N_("Both complaint and denunciation are marked. Leave one mark, or make two rows."),
    Code.NO_CONTENT: N_("The row has no content. Write what the petition is about."),
    Code.KIND_UNKNOWN: N_("The type “{text}” is not known. Write KN, TC or PA."),
    Code.KIND_CONTRADICTED: N_(
        "The content begins as a denunciation, but the row is not marked as one. "
        "Mark it, or reword the content."
    ),
    Code.TEXT_TOO_LONG: N_("The text in “{column}” is longer than {limit} characters. Shorten it."),
    Code.DIFFERS_FROM_EARLIER: N_(
        "The row differs from the one imported earlier at the same place of the register. "
        "Change the petition on record, or import under another register title."
    ),
    Code.DATE_AS_TEXT: N_("The date was written as text and read as {on}."),
    Code.DATE_AS_NUMBER: N_("The date was an unformatted number and read as {on}."),
    Code.DATE_SHORT_YEAR: N_("The year had two digits; the date was read as {on}."),
    Code.DATE_PLACEHOLDER: N_("The date was a placeholder of another system ({text}) and was emptied."),
    Code.DATE_ESTIMATED: N_(
        "The day of receipt is unknown; {on}, the date of the neighbouring row, stands in for it."
    ),
    Code.DATE_IN_FUTURE: N_("The date {on} lies in the future. Check it."),
    Code.PROMISED_AS_TEXT: N_("The promised date was written as text and read as {on}."),
    Code.PROMISED_PLACEHOLDER: N_(
        "The promised date was a placeholder of another system ({text}) and was emptied."
    ),
    Code.ODD_CAPITALS: N_("“{column}” was not in normal capitals."),
    Code.ODD_SPACES: N_("“{column}” had superfluous blanks, which were taken out."),
    Code.ANONYMOUS: N_("No name is given: the petition is anonymous."),
    Code.DUPLICATE_IN_FILE: N_("Likely a duplicate of row {row}: same name, same or similar content."),
    Code.DUPLICATE_ON_RECORD: N_("A similar petition of the same name is already on record."),
    Code.PERSONS_UNREADABLE: N_("The number of people cannot be read; one person was counted."),
    Code.CROWD_BY_SAME_CONTENT: N_(
        "Counted as a crowd of {persons}: the register tells how many people have the same content, "
        "not how many were present."
    ),
    Code.MARK_UNCLEAR: N_("The unusual sign in “{column}” was taken as a mark."),
    Code.STATE_UNCLEAR: N_("The wording of the progress is not known; the case was taken as open."),
    Code.IDENTITY_PADDED: N_("The identity number had lost its leading zeros; they were put back."),
    Code.FORWARD_OF_COMPLAINT: N_("A complaint is guided, not forwarded; it was recorded as guided."),
    Code.UNIT_SUCCEEDED: N_("“{unit}” had ended by that day; its successor “{successor}” was entered."),
    Code.UNIT_UNKNOWN: N_("The unit “{text}” is not in the list; the importing unit was entered."),
    Code.FIELD_UNKNOWN: N_("The field “{text}” is not in the list and was left empty."),
    Code.COMMUNE_UNKNOWN: N_("The commune is not in the list and was left empty."),
    Code.RECEIVED_IS_REGISTER_DATE: N_(
        "The day of receipt of every row is the date in the register. "
        "Clocks of open cases are estimated until someone confirms it."
    ),
    Code.CLOSING_DAYS_ESTIMATED: N_(
        "The register does not tell when settled cases were closed; the promised date, "
        "or else the day of receipt, stands in and is marked as estimated ({count} rows)."
    ),
    Code.LINES_NOT_READ: N_("Lines outside the table that were not read as rows: {lines}."),
    Code.UNITS_NOT_LISTED: N_("The list of units is empty: all rows went to the importing unit."),
    Code.FIELDS_NOT_LISTED: N_("The list of fields is empty: fields of the register were left out."),
    Code.COMMUNES_NOT_LISTED: N_(
        "The list of communes is empty: the communes of the register were left out."
    ),
}

HOLDING_BACK = frozenset(
    {
        Code.DATE_UNREADABLE,
        Code.DATE_MISSING,
        Code.PROMISED_UNREADABLE,
        Code.BOTH_KINDS,
        Code.NO_CONTENT,
        Code.KIND_UNKNOWN,
        Code.KIND_CONTRADICTED,
        Code.TEXT_TOO_LONG,
        Code.DIFFERS_FROM_EARLIER,
    }
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and what fills its sentence; never a name, an address or the words of a petition."""

    code: Code
    values: dict[str, str | int] = field(default_factory=dict)

    @property
    def msgid(self) -> str:
        return SENTENCES[self.code]

    @property
    def holds_back(self) -> bool:
        return self.code in HOLDING_BACK


def sentence(reason: Reason, say: Callable[[str], str]) -> str:
    """The reason as a sentence; `say` translates (gettext, or a dictionary of the command line)."""
    values = places(reason)
    if "column" in values:
        values["column"] = say(values["column"])
    if "on" in values:
        values["on"] = f"{values['on']:%d/%m/%Y}"
    return say(reason.msgid).format(**values)


def places(reason: Reason) -> dict[str, Any]:
    """What fills the sentence of a reason: the column as the msgid of its label, the day as a date."""
    values: dict[str, Any] = dict(reason.values)
    if "column" in values:
        values["column"] = LABELS[Column(values["column"])]
    if "on" in values:
        values["on"] = date.fromisoformat(values["on"])
    return values


def result_of(reasons: list[Reason]) -> RowResult:
    """Held back if one reason says so, remarked if there is any, accepted otherwise."""
    if any(reason.holds_back for reason in reasons):
        return RowResult.HELD_BACK
    return RowResult.REMARKED if reasons else RowResult.ACCEPTED
