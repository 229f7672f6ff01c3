"""The fact tables: which narrow columns each keeps, and when a row counts.

Nothing in them is a name or a text of a person: ids, days, closed lists and numbers only.
"""

from datetime import date

from services.facts.shapes import Fact, Follower, columns

# Rows of an import count once the batch is complete; a voided batch counts no more.
_BATCH = "LEFT JOIN import_batches b ON b.id = t.batch_id"
_COUNTS = "t.voided_at IS NULL AND (t.batch_id IS NULL OR b.state = 'complete')"
_PLACE = "unit_id field_id commune_id"
# The day of entry as both databases write the beginning of an instant in UTC.
_ENTERED = "SUBSTR(CAST(t.entered_at AS VARCHAR(40)), 1, 10)"
# What has not ended ends on this day: one comparison instead of two, half the time of a scan.
STILL = date(9999, 12, 31)
_STILL = f"'{STILL.isoformat()}'"


def _flag(condition: str) -> str:
    """A condition as 1 or 0, as both databases write it into a line."""
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


PETITIONS = Fact(
    "petition_facts",
    "petitions",
    columns(
        rows="id duplicate_of_id",
        days="received_on handled_on entered_on",
        kind="kind",
        petition_state="state",
        petition_outcome="outcome",
        level="level",
        flags="is_repeated is_protected",
        numbers=f"channel_id officer_id {_PLACE}",
    ),
    {
        "level": "t.addressed_level",
        "is_repeated": _flag("t.duplicate_of_id IS NOT NULL"),
        "is_protected": _flag("t.is_protected"),
        "entered_on": _ENTERED,
    },
    joins=_BATCH,
    visible=_COUNTS,
    in_batches=True,
)

CASES = Fact(
    "case_facts",
    "cases",
    columns(
        rows="id",
        days="received_on accepted_on decided_on open_until due_on",
        kind="kind",
        case_state="state",
        case_outcome="outcome",
        step="step",
        level="level",
        flags="settled_in_time",
        numbers=f"officer_id {_PLACE}",
    ),
    {"level": "t.addressed_level", "open_until": f"COALESCE(t.closed_on, {_STILL})"},
    joins=_BATCH,
    visible=_COUNTS,
    in_batches=True,
)

DEADLINES = Fact(
    "deadline_facts",
    "deadlines",
    columns(rows="id case_id", days="started_on due_on runs_until", step="step"),
    {"runs_until": f"COALESCE(t.met_on, {_STILL})"},
    visible="t.dropped_at IS NULL",
)

# Crowds and over-level records are of the kind of the matter they are about, and carry what
# decides whether that matter, when it is a denunciation, is hidden from a reader.
_MATTER = "LEFT JOIN cases c ON c.id = t.case_id LEFT JOIN petitions p ON p.id = t.petition_id"
_JUDGED = ("kind", "unit_id", "officer_id", "received_on")
_MATTER_EXPRESSIONS = {
    "kind": "COALESCE(c.kind, p.kind)",
    "entered_on": _ENTERED,
    "is_protected": _flag("COALESCE(c.is_protected, FALSE) OR COALESCE(p.is_protected, FALSE)"),
    **{f"case_{name}": f"c.{name}" for name in _JUDGED},
    **{f"petition_{name}": f"p.{name}" for name in _JUDGED},
}
_MATTER_COLUMNS = columns(
    rows="id case_id petition_id",
    days="case_received_on petition_received_on entered_on",
    flags="is_protected",
    kind="kind case_kind petition_kind",
    numbers=f"persons {_PLACE} case_unit_id case_officer_id petition_unit_id petition_officer_id",
)
CROWDS = Fact(
    "crowd_facts",
    "crowd_events",
    _MATTER_COLUMNS | columns(days="gathered_on", level="level", flags="is_ongoing has_banners"),
    _MATTER_EXPRESSIONS,
    joins=f"{_BATCH} {_MATTER}",
    visible=_COUNTS,
    owners={"case_id": CASES, "petition_id": PETITIONS},
    in_batches=True,
)

OVER_LEVELS = Fact(
    "over_level_facts",
    "over_level_records",
    _MATTER_COLUMNS | columns(days="recorded_on", level="level competent_level"),
    _MATTER_EXPRESSIONS,
    joins=_MATTER,
    visible="t.voided_at IS NULL",
    owners={"case_id": CASES, "petition_id": PETITIONS},
)

VISITS = Fact(
    "visit_facts",
    "visits",
    columns(
        rows="id case_id petition_id",
        days="received_on",
        kind="kind",
        flags="in_competence by_head",
        numbers=f"persons persons_same_content {_PLACE}",
    ),
    joins=_BATCH,
    visible=_COUNTS,
    in_batches=True,
)

DIRECTIVES = Fact(
    "directive_facts", "directives", columns(rows="id case_id", days="issued_on due_on answered_on")
)

OBLIGATIONS = Fact(
    "obligation_facts",
    "obligations",
    columns(rows="id case_id decision_id amount area", days="due_on done_on decided_on", numbers="unit_id"),
    {"decided_on": "d.decided_on"},
    joins="JOIN decisions d ON d.id = t.decision_id",
    follows=("d.changed > {mark}",),
)

UNITS = Fact(
    "unit_facts",
    "units",
    columns(numbers="id parent_id successor_id", words="path", unit_kind="kind", days="valid_from valid_to"),
)

# Walls: persons and units that see a matter nowhere, and who keeps what is closed to the department.
EXCLUSIONS = Fact(
    "exclusion_facts",
    "case_exclusions",
    columns(rows="id case_id", numbers="user_id unit_id", flags="admits"),
)
PETITION_EXCLUSIONS = Fact(
    "petition_exclusion_facts",
    "petition_exclusions",
    columns(rows="id petition_id", numbers="user_id unit_id", flags="admits"),
)

GRANTS = Fact(
    "grant_facts",
    "case_grants",
    columns(rows="id case_id", numbers="user_id", days="valid_to"),
    visible="t.withdrawn_at IS NULL",
)

LINKS = Follower(
    "link_facts",
    columns(rows="petition_id case_id"),
    "SELECT t.petition_id, t.case_id FROM petition_cases t WHERE 1 = 1",
    {"petition_id": PETITIONS, "case_id": CASES},
)

# Which unit held a case before it was handed over: a hand-over moves the stock, not the inflow.
TRANSFERS = Follower(
    "transfer_facts",
    columns(rows="id case_id", days="moved_on", numbers="from_unit_id"),
    "SELECT t.id, t.case_id, t.happened_on AS moved_on, t.from_unit_id FROM case_events t "
    "WHERE t.from_unit_id <> t.to_unit_id "
    "AND NOT EXISTS (SELECT 1 FROM case_events u WHERE u.case_id = t.case_id AND u.undoes_id = t.id)",
    {"case_id": CASES},
)

FACTS: tuple[Fact, ...] = (
    UNITS,
    EXCLUSIONS,
    PETITION_EXCLUSIONS,
    GRANTS,
    PETITIONS,
    CASES,
    DEADLINES,
    CROWDS,
    OVER_LEVELS,
    VISITS,
    DIRECTIVES,
    OBLIGATIONS,
)
FOLLOWERS: tuple[Follower, ...] = (LINKS, TRANSFERS)
TABLES: tuple[Fact | Follower, ...] = (*FACTS, *FOLLOWERS)
