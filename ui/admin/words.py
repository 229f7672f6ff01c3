"""Words of the administration: settings, units of measure, steps, deeds of the trail."""

from datetime import date
from typing import Any

from models.enums import Kind, Language, Role, UnitKind
from services.catalogues import Deed
from services.list_shapes import ListName
from services.set_up import SetUpStep
from services.text import N_
from ui import labels
from ui.i18n import _

SETTINGS: dict[str, str] = {
    "crowd.group_min": N_("Persons that make a crowd"),
    "crowd.few_representatives": N_("Most representatives of a smaller group"),
    "crowd.large_min": N_("Persons that make a large group"),
    "crowd.many_representatives": N_("Most representatives of a large group"),
    "clerk.days_visible": N_("How far back a reception clerk sees"),
    "due_soon.days": N_("Days before its day on which a case is due soon"),
    "duplicate.threshold": N_("Likeness above which two petitions may be the same"),
    "duplicate.days": N_("How far back contents are compared for duplicates"),
    "on_time.target": N_("Target for cases settled on time"),
    "overdue.target": N_("Target for overdue cases"),
    "directives_overdue.target": N_("Target for directives not answered in time"),
    "small_cell.threshold": N_("Official figures below it are suppressed for denunciations"),
    "wall.turn_seconds": N_("How long each screen of the wall stays"),
    "wall.stale_seconds": N_("Age from which figures of the wall are marked as old"),
    "wall.session_hours": N_("How long a reader of figures may show the wall without signing in again"),
    "briefing.hour": N_("Hour on Monday from which the week before is frozen"),
    "briefing.weeks": N_("Weeks in the charts of the briefing"),
    "briefing.hot": N_("Hot spots that the briefing names"),
    "briefing.word_overdue": N_("Overdue cases from which a unit with new ones needs a word"),
    "hotspot.review_days": N_("Next review of a hot-spot file at most after"),
    "hotspot.level_days": N_("A leader sets a level for at most"),
    "hotspot.alarm_level": N_("Alarm from level (1 watch, 2 warning, 3 hot)"),
    "hotspot.rising_level": N_("Alarm from level while points rise (1 to 3)"),
    "cluster.days": N_("Related by place: cases within"),
    "cluster.least": N_("Related by place: suggested from"),
    "warning.red_percent": N_("Share of red alarms that may be chance"),
    "warning.budget": N_("New amber alarms a week that chance may bring"),
    "warning.close_after": N_("Quiet weeks after which an alarm is closed"),
    "warning.least_matters": N_("Matters in one place below which there is no alarm"),
    "warning.least_crowds": N_("Crowds in one place below which they are no alarm by themselves"),
    "warning.part_received": N_("Of a growing dispute: share of new matters"),
    "warning.part_repeats": N_("Of a growing dispute: share of repeated petitions"),
    "warning.part_crowds": N_("Of a growing dispute: share of crowds"),
    "warning.part_over_level": N_("Of a growing dispute: share of over-level petitioning"),
    "warning.least_a_week": N_("Matters a week from which a unit or field has a curve of its own"),
    "warning.history_weeks": N_("Weeks that teach what is usual"),
    "warning.missing_least": N_("Usual petitions a week from which an empty week is taken as not entered"),
    "warning.late_percent": N_("Late entries of a unit above which it is named beside the alarms"),
    "warning.recalibrate_weeks": N_("How often the threshold of amber is drawn anew"),
    "warning.null_weeks": N_("Quiet weeks drawn to find the threshold of amber"),
    "warning.backtest_weeks": N_("Past weeks on which the warning is tried"),
    "warning.lead_days": N_("Days before a crowd from which a sign counts as a warning"),
    "warning.sensitive_days": N_("Days before sensitive days from which leaders are told"),
    "prolonged.months": N_("Age from which an open case is prolonged"),
    "overdue.band_ends": N_("Bands of days overdue"),
    "open.band_ends": N_("Bands of age of open cases"),
    "season.holiday": N_("Holiday by which seasons are aligned"),
    "settled.band_ends": N_("Bands of days to settle"),
    "intake.backdate_days": N_("Days after receipt within which entry needs no reason"),
    "sign_in.tries": N_("Failed sign-ins before the first lock"),
    "sign_in.first_lock_seconds": N_("Length of the first lock"),
    "sign_in.longest_lock_seconds": N_("Longest lock"),
    "session.idle_minutes": N_("A session ends when not used for"),
    "session.longest_hours": N_("A session ends in any case after"),
    "password.shortest": N_("Shortest password"),
    "password.longest": N_("Longest password"),
    "session.most": N_("Browsers one person may be signed in with"),
    "sign_in.device_days": N_("How long a browser counts as known"),
    "limit.sign_in_address": N_("Tries to sign in from one address"),
    "limit.sign_in_name": N_("Tries to sign in under one name"),
    "limit.sign_in_device": N_("Tries to sign in from a known browser"),
    "limit.public": N_("Requests without a session from one address"),
    "limit.upload": N_("Files sent by one session"),
    "limit.socket": N_("Connections opened by one session"),
    "upload.largest_mb": N_("Largest scan"),
    "import.largest_mb": N_("Largest register file"),
    "identity.grant_hours": N_("How long a granted identity may be opened"),
    "identity.open_minutes": N_("How long an opened identity stays on the screen"),
    "upload.most_pages": N_("Most pages of one scan"),
    "upload.most_megapixels": N_("Most dots of one scanned picture"),
    "upload.longest_side_mm": N_("Longest side of a scanned page"),
    "upload.unpacked_mb": N_("To how much one part of a scan may unpack"),
    "upload.most_parts": N_("Most objects inside a PDF"),
    "upload.check_seconds": N_("How long the check of a scan may compute"),
    "import.unpacked_mb": N_("To how much a register file may unpack"),
    "import.most_parts": N_("Most parts of a register file"),
    "import.most_cells": N_("Most cells that a sheet of a register may span"),
    "redaction.dpi": N_("How sharp redacted copies are"),
    "nightly.closed_days": N_("How long after closing the nightly check recomputes a case"),
    "audit.read_again_minutes": N_("An opened sealed matter is noted again after"),
    "transfer.free": N_("Moves between units before another one needs a leader"),
    "reminder.hours": N_("Hours of the day within which reminders are sent (from, until)"),
    "reminder.digest_from": N_("Reminders at once from which a person gets one message"),
    "reminder.fallback": N_("Person who is reminded where a supervisor is missing"),
    "emergency.longest_hours": N_("Longest emergency access to a sealed petition"),
    "denunciation.deputy": N_("Deputy who keeps denunciations of the head"),
    "sign_in.second_factor_roles": N_("Roles that sign in with a second factor"),
    "sign_in.title": N_("Name over the sign-in form"),
    "sign_in.text": N_("Line under the name"),
    "department.name": N_("Name of the department on receipts"),
    "department.address": N_("Address on receipts"),
    "department.phone": N_("Telephone number on receipts"),
    "calendar.notice_from": N_("Day from which next year's official notice is asked for"),
    "department.superior": N_("Superior body in the heading of documents"),
    "department.place": N_("Place before the date of documents"),
    "department.symbol": N_("Symbol of the department in document numbers"),
    "department.head_title": N_("Title of the head under documents"),
    "documents.own_bases": N_("Further legal bases of documents, with semicolons between"),
    "documents.largest_mb": N_("Largest Word template"),
    "map.largest_mb": N_("Largest file of outlines"),
    "documents.unpacked_mb": N_("To how much a Word template may unpack"),
    "documents.most_parts": N_("Most parts of a Word template"),
}
UNITS: dict[str, str] = {
    "persons": N_("persons"),
    "days": N_("days"),
    "working days": N_("working days"),
    "percent": N_("percent"),
    "cases": N_("cases"),
    "matters": N_("matters"),
    "crowds": N_("crowds"),
    "alarms a week": N_("alarms a week"),
    "months": N_("months"),
    "tries": N_("tries"),
    "seconds": N_("seconds"),
    "minutes": N_("minutes"),
    "hours": N_("hours"),
    "characters": N_("characters"),
    "megabytes": N_("megabytes"),
    "sessions": N_("browsers"),
    "per minute": N_("per minute"),
    "unpacked megabytes": N_("megabytes"),
    "pages": N_("pages"),
    "million dots": N_("million dots"),
    "million cells": N_("million cells"),
    "millimetres": N_("millimetres"),
    "parts": N_("parts"),
    "dots per inch": N_("dots per inch"),
    "text": N_("text"),
    "day of the year": N_("day of the year"),
    "hours of the day": N_("hours of the day"),
    "hour of the day": N_("hour of the day"),
    "weeks": N_("weeks"),
    "reminders": N_("reminders"),
    "moves": N_("moves"),
    "username": N_("user name"),
    "roles": N_("roles"),
    "risk level": N_("level"),
}
LISTS: dict[ListName, str] = {
    ListName.FIELDS: N_("Fields"),
    ListName.COMMUNES: N_("Communes and wards"),
    ListName.CHANNELS: N_("Channels"),
}
STEPS: dict[SetUpStep, str] = {
    SetUpStep.UNITS: N_("Department and units"),
    SetUpStep.HEADS: N_("Heads of units"),
    SetUpStep.FOCAL: N_("Focal unit"),
    SetUpStep.CALENDAR: N_("Working calendar"),
    SetUpStep.PEOPLE: N_("People and accounts"),
}
DEEDS: dict[Deed, str] = {
    Deed.ADDED: N_("Added"),
    Deed.CHANGED: N_("Changed"),
    Deed.REMOVED: N_("Deleted"),
}
ACTIONS: dict[str, str] = {
    "added_unit": N_("Unit added"),
    "changed_unit": N_("Unit changed"),
    "ended_unit": N_("Unit ended"),
    "passed_on_stock": N_("Open matters passed on"),
    "revived_unit": N_("End taken back"),
    "removed_unit": N_("Unit deleted"),
    "set_head": N_("Head entered"),
    "removed_head": N_("Head taken back"),
    "set_focal_unit": N_("Focal role given"),
    "removed_focal_unit": N_("Focal role taken back"),
    "added_user": N_("Account made"),
    "changed_user": N_("Account changed"),
    "assigned_role": N_("Role given"),
    "deactivated_user": N_("Account closed"),
    "reactivated_user": N_("Account opened again"),
    "reset_password": N_("Password reset"),
    "unlocked_user": N_("Account unlocked"),
    "signed_in": N_("Signed in"),
    "signed_out_everywhere": N_("Signed out everywhere"),
    "changed_password": N_("Password changed"),
    "enrolled_second_factor": N_("Second factor set up"),
    "renewed_recovery_codes": N_("Recovery codes made anew"),
    "turned_off_second_factor": N_("Second factor turned off"),
    "reset_second_factor": N_("Second factor reset"),
    "linked_identity": N_("Single sign-on linked"),
    "unlinked_identity": N_("Link to single sign-on taken back"),
    "ended_session": N_("Session ended"),
    "set_setting": N_("Value entered"),
    "removed_setting": N_("Value taken back"),
    "added_rule_version": N_("Version entered"),
    "undone_rule_version": N_("Version undone"),
    "ended_rule_version": N_("Version ended"),
    "verified_rule_version": N_("Version verified"),
    "kept_clocks": N_("Running clocks kept as they were"),
    "refreshed_rules": N_("Terms refreshed by a release"),
    "exported_rules": N_("Terms exported"),
    "set_calendar_day": N_("Calendar day entered"),
    "removed_calendar_day": N_("Calendar day taken back"),
    "set_calendar_notice": N_("Official notice entered"),
    **{f"{deed}_{name}": words for name in ListName for deed, words in DEEDS.items()},
}
COLUMNS: dict[str, str] = {
    "code": N_("Code"),
    "name": N_("Name"),
    "name_en": N_("English name"),
    "short_name": N_("Short name"),
    "position": N_("Position"),
    "kind": N_("Kind"),
    "parent_id": N_("Parent unit"),
    "parent": N_("Parent unit"),
    "successor_id": N_("Successor"),
    "successor": N_("Successor"),
    "valid_from": N_("Valid from"),
    "valid_to": N_("Valid to"),
    "is_remote": N_("Remote area"),
    "population": N_("Population"),
    "tile_row": N_("Row on the tile map"),
    "tile_column": N_("Column on the tile map"),
    "from_body": N_("Asks for the forwarding body"),
    "title": N_("Title"),
    "unit_id": N_("Unit"),
    "unit": N_("Unit"),
    "user_id": N_("Account"),
    "user": N_("Account"),
    "role": N_("Role"),
    "roles": N_("Roles"),
    "username": N_("User name"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "language": N_("Language"),
    "is_active": N_("Account is open"),
    "key": N_("Setting"),
    "value": N_("Value"),
    "note": N_("Basis (document)"),
    "day": N_("Day"),
    "is_working": N_("Working day"),
    "is_verified": N_("Verified"),
    "reason": N_("Reason"),
    "letter_number": N_("Number of the official letter"),
    "mapping": N_("Columns"),
    "n": N_("Number"),
    "rule": N_("Rule"),
    "version": N_("Version"),
    "extension_days": N_("Days of one extension"),
    "max_extensions": N_("Most extensions"),
    "condition": N_("Condition"),
    "basis": N_("Basis in law"),
    "effective_from": N_("In force from"),
    "effective_to": N_("Last day"),
    "withdrawn_at": N_("No longer in force"),
    "verified_document": N_("Document that confirms it"),
    "verified_by": N_("Verified by"),
    "verified_at": N_("Verified at"),
}
_CLOSED_LISTS = (Kind, Role, UnitKind)
LANGUAGES: dict[Language, str] = {Language.VIETNAMESE: "Tiếng Việt", Language.ENGLISH: "English"}


def setting(key: str) -> str:
    """The words for a setting."""
    return _(SETTINGS.get(key, key))


def unit_of(name: str) -> str:
    """The words for a unit of measure."""
    return _(UNITS.get(name, name))


def column(name: str) -> str:
    """The words for a column of a table."""
    return _(COLUMNS.get(name, name))


def term(first: date | None, last: date | None) -> str:
    """A term in one cell: "01/01/2015 – 30/06/2025", open-ended "01/01/2015 –"."""
    if first is None:
        return "–"
    return f"{labels.day(first)} – {labels.day(last) if last else ''}".strip()


def value(raw: Any) -> str:
    """A value of a row or of the trail as a reader expects it; a dash for nothing."""
    if raw is None or raw == "":
        return "–"
    if isinstance(raw, bool):
        return _("yes") if raw else _("no")
    if isinstance(raw, date):
        return labels.day(raw)
    text = str(raw)
    if len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit():
        return labels.day(date.fromisoformat(text))
    for enum in _CLOSED_LISTS:
        if text in set(enum):
            return labels.word(enum(text))
    return LANGUAGES.get(raw, text) if text in set(Language) else text


# Nobody in person: what the server notes by itself.
MACHINES: dict[str, str] = {"sign-in": N_("The server")}


def who(name: str) -> str:
    """Whoever did something, as the trail names him; the server's own parts in words."""
    return _(MACHINES[name]) if name in MACHINES else name
