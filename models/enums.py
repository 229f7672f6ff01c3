"""The closed lists of the domain; stored by value, worded in ui/labels.py."""

from enum import StrEnum


class Kind(StrEnum):
    """Complaint (khiếu nại), denunciation (tố cáo), recommendation or reflection (kiến nghị, phản ánh)."""

    COMPLAINT = "complaint"
    DENUNCIATION = "denunciation"
    RECOMMENDATION = "recommendation"


class PetitionState(StrEnum):
    RECEIVED = "received"
    CLASSIFIED = "classified"
    HANDLED = "handled"


class PetitionOutcome(StrEnum):
    """How the handling of a petition ended; one each. RETURN and FILE mean not eligible."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    GUIDE = "guide"
    FORWARD = "forward"
    RETURN = "return"
    URGE = "urge"
    FILE = "file"


class CaseState(StrEnum):
    NEW = "new"
    ACCEPTED = "accepted"
    VERIFYING = "verifying"
    DIALOGUE = "dialogue"
    DECIDED = "decided"
    PUBLISHED = "published"
    ENFORCING = "enforcing"
    SUSPENDED = "suspended"
    CLOSED = "closed"

    @property
    def is_open(self) -> bool:
        return self is not CaseState.CLOSED


class CaseOutcome(StrEnum):
    """What the settlement found, or why the matter ended without one."""

    REFUSED = "refused"
    GUIDED = "guided"
    FORWARDED = "forwarded"
    RETURNED = "returned"
    RIGHT = "right"
    PARTLY_RIGHT = "partly_right"
    WRONG = "wrong"
    UPHELD = "upheld"
    CHANGED = "changed"
    CANCELLED = "cancelled"
    ANSWERED = "answered"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class Step(StrEnum):
    """The mandatory clocks of the authority, in the order in which they run."""

    HANDLING = "handling"
    SETTLEMENT = "settlement"
    SENDING = "sending"
    PUBLICATION = "publication"
    ENFORCEMENT = "enforcement"


class Complexity(StrEnum):
    PLAIN = "plain"
    COMPLEX = "complex"
    ESPECIALLY_COMPLEX = "especially_complex"


class Level(StrEnum):
    """Where people turned to, from the bottom up."""

    UNIT = "unit"
    DEPARTMENT = "department"
    PROVINCE = "province"
    CENTRE = "centre"


class UnitKind(StrEnum):
    """A division of the department, a subordinate unit, or an outside authority (no users, no scope)."""

    DEPARTMENT = "department"
    DIVISION = "division"
    SUBORDINATE = "subordinate"
    OUTSIDE = "outside"


class UnitRoleName(StrEnum):
    """Dated roles that a unit holds; the focal unit advises the head on petitions."""

    FOCAL_UNIT = "focal_unit"


class Role(StrEnum):
    DIRECTOR = "director"
    INSPECTOR = "inspector"
    UNIT_HEAD = "unit_head"
    OFFICER = "officer"
    RECEPTION_CLERK = "reception_clerk"
    VIEWER = "viewer"
    ADMINISTRATOR = "administrator"


class PartyRole(StrEnum):
    PETITIONER = "petitioner"
    REPRESENTATIVE = "representative"
    RESPONDENT = "respondent"


class Recipient(StrEnum):
    """In which capacity somebody is reminded; the fallback stands in for a supervisor who is missing."""

    OFFICER = "officer"
    UNIT_HEAD = "unit_head"
    FOCAL_UNIT = "focal_unit"
    DIRECTOR = "director"
    FALLBACK = "fallback"


class ChecklistVerdict(StrEnum):
    """What somebody said about a paper of a case."""

    TICKED = "ticked"
    UNTICKED = "unticked"
    NOT_APPLICABLE = "not_applicable"


class BriefingSection(StrEnum):
    """The slides of a weekly briefing, in order."""

    OVERVIEW = "overview"
    NEW = "new"
    OVERDUE = "overdue"
    HOT = "hot"
    PROMISES = "promises"
    NEXT_WEEK = "next_week"
    CONCLUSIONS = "conclusions"


class PromiseState(StrEnum):
    """What became of a conclusion of the room: waiting, done, or not done for a reason."""

    OPEN = "open"
    DONE = "done"
    NOT_DONE = "not_done"


class DuplicateVerdict(StrEnum):
    LINKED = "linked"
    DISMISSED = "dismissed"


class RelationKind(StrEnum):
    """How a case stands to another: joined to it, taken out of it, complaining or denouncing again."""

    MERGED_INTO = "merged_into"
    SPLIT_FROM = "split_from"
    SECOND_OF = "second_of"
    FURTHER_OF = "further_of"


class RiskLevel(StrEnum):
    """From calm to hot; the bounds are lines of the table of points."""

    NORMAL = "normal"
    WATCH = "watch"
    WARNING = "warning"
    HOT = "hot"


class OverrideOutcome(StrEnum):
    """What a level set by a leader turned out to be, looked at after its end."""

    RIGHT = "right"
    WRONG = "wrong"
    CALMED = "calmed"


class ClusterTie(StrEnum):
    """What several cases have in common; never a person."""

    PROJECT = "project"
    FIRM = "firm"
    GROUP = "group"
    PLACE = "place"


class MeasureKind(StrEnum):
    """What was done about a hot spot; a review sets the day of the next one, a closing ends the file."""

    DIALOGUE = "dialogue"
    INSPECTION = "inspection"
    POLICE = "police"
    MEDIA = "media"
    OTHER = "other"
    REVIEW = "review"
    CLOSING = "closing"


class WarningStream(StrEnum):
    """What is counted week by week for the statistical warning; the last word is for all of it as one."""

    RECEIVED = "received"
    REPEATS = "repeats"
    CROWDS = "crowds"
    OVER_LEVEL = "over_level"
    TOGETHER = "together"


class AlarmScope(StrEnum):
    """What an alarm is about: a commune in a field, a unit, or the whole province in a field."""

    CELL = "cell"
    UNIT = "unit"
    FIELD = "field"


class AlarmColour(StrEnum):
    """Red: few of them are chance. Amber: as many a week as the budget lets chance bring."""

    RED = "red"
    AMBER = "amber"


class AlarmLabel(StrEnum):
    """What a person says of an alarm."""

    NOTED = "noted"
    TRUE = "true"
    KNOWN = "known"
    DATA_ERROR = "data_error"
    CALMED = "calmed"


class SensitiveKind(StrEnum):
    """Why days are sensitive."""

    TET = "tet"
    HOLIDAY = "holiday"
    ELECTION = "election"
    CONGRESS = "congress"
    PROJECT = "project"
    OTHER = "other"


class BatchState(StrEnum):
    """An import is invisible until complete; undoing it voids its rows."""

    STAGING = "staging"
    COMPLETE = "complete"
    VOIDED = "voided"


class RuleSource(StrEnum):
    """Whether a version of a legal term came with the product or was entered here."""

    SHIPPED = "shipped"
    OWN = "own"


class Recount(StrEnum):
    """A clock whose stored dates differ from what rules and calendar say today.

    WAITING until an administrator decides; KEPT stays as it was counted.
    """

    WAITING = "waiting"
    KEPT = "kept"


class DataBasis(StrEnum):
    """On whose behalf a person's data are looked for: his own, an authority's, the department's."""

    PERSON = "person"
    AUTHORITY = "authority"
    HOUSE = "house"


class SignInMethod(StrEnum):
    """How a session was opened: name and password of our own, or the provider of single sign-on."""

    PASSWORD = "password"
    SINGLE_SIGN_ON = "single_sign_on"


class TicketPurpose(StrEnum):
    """What a one-time ticket opens: the second step, linking an account; or that a state was used up."""

    SECOND_STEP = "second_step"
    LINK = "link"
    STATE = "state"


class Language(StrEnum):
    VIETNAMESE = "vi"
    ENGLISH = "en"
