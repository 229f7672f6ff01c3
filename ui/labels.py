"""Words for the closed lists of the domain, one word for one thing; the usual formats beside them."""

from enum import StrEnum

from models.enums import (
    AlarmColour,
    AlarmLabel,
    CaseOutcome,
    CaseState,
    ClusterTie,
    Complexity,
    Kind,
    Level,
    MeasureKind,
    OverrideOutcome,
    PartyRole,
    PetitionOutcome,
    PetitionState,
    RiskLevel,
    Role,
    SensitiveKind,
    SignInMethod,
    Step,
    UnitKind,
    WarningStream,
)
from services.text import N_
from ui.formats import count as count
from ui.formats import day as day
from ui.formats import instant as instant
from ui.formats import percent as percent
from ui.i18n import _

_WORDS: dict[type[StrEnum], dict[StrEnum, str]] = {
    Kind: {
        Kind.COMPLAINT: N_("Complaint"),
        Kind.DENUNCIATION: N_("Denunciation"),
        Kind.RECOMMENDATION: N_("Recommendation, reflection"),
    },
    PetitionState: {
        PetitionState.RECEIVED: N_("Received"),
        PetitionState.CLASSIFIED: N_("Classified"),
        PetitionState.HANDLED: N_("Handled"),
    },
    PetitionOutcome: {
        PetitionOutcome.ACCEPT: N_("Accepted for settlement"),
        PetitionOutcome.REFUSE: N_("Not accepted"),
        PetitionOutcome.GUIDE: N_("Guided"),
        PetitionOutcome.FORWARD: N_("Forwarded"),
        PetitionOutcome.RETURN: N_("Returned"),
        PetitionOutcome.URGE: N_("Urged"),
        PetitionOutcome.FILE: N_("Filed"),
    },
    CaseState: {
        CaseState.NEW: N_("Newly received"),
        CaseState.ACCEPTED: N_("Accepted"),
        CaseState.VERIFYING: N_("Under verification"),
        CaseState.DIALOGUE: N_("Dialogue"),
        CaseState.DECIDED: N_("Decided"),
        CaseState.PUBLISHED: N_("Published"),
        CaseState.ENFORCING: N_("Being enforced"),
        CaseState.SUSPENDED: N_("Suspended"),
        CaseState.CLOSED: N_("Closed"),
    },
    CaseOutcome: {
        CaseOutcome.REFUSED: N_("Not accepted"),
        CaseOutcome.GUIDED: N_("Guided"),
        CaseOutcome.FORWARDED: N_("Forwarded"),
        CaseOutcome.RETURNED: N_("Returned"),
        CaseOutcome.RIGHT: N_("Right"),
        CaseOutcome.PARTLY_RIGHT: N_("Partly right"),
        CaseOutcome.WRONG: N_("Wrong"),
        CaseOutcome.UPHELD: N_("First decision upheld"),
        CaseOutcome.CHANGED: N_("First decision changed"),
        CaseOutcome.CANCELLED: N_("First decision cancelled"),
        CaseOutcome.ANSWERED: N_("Answered"),
        CaseOutcome.WITHDRAWN: N_("Withdrawn"),
        CaseOutcome.TERMINATED: N_("Terminated"),
    },
    Step: {
        Step.HANDLING: N_("Handling of the petition"),
        Step.SETTLEMENT: N_("Settlement"),
        Step.SENDING: N_("Sending the decision"),
        Step.PUBLICATION: N_("Publication"),
        Step.ENFORCEMENT: N_("Enforcement"),
    },
    Complexity: {
        Complexity.PLAIN: N_("Plain"),
        Complexity.COMPLEX: N_("Complex"),
        Complexity.ESPECIALLY_COMPLEX: N_("Especially complex"),
    },
    Level: {
        Level.UNIT: N_("Unit"),
        Level.DEPARTMENT: N_("Department"),
        Level.PROVINCE: N_("Province"),
        Level.CENTRE: N_("Central authorities"),
    },
    MeasureKind: {
        MeasureKind.DIALOGUE: N_("Dialogue held"),
        MeasureKind.INSPECTION: N_("Inspection made"),
        MeasureKind.POLICE: N_("Police informed"),
        MeasureKind.MEDIA: N_("Press answered"),
        MeasureKind.OTHER: N_("Other measure"),
        MeasureKind.REVIEW: N_("Review of the file"),
        MeasureKind.CLOSING: N_("Closing of the file"),
    },
    ClusterTie: {
        ClusterTie.PROJECT: N_("Same project"),
        ClusterTie.FIRM: N_("Same firm"),
        ClusterTie.GROUP: N_("Same group"),
        ClusterTie.PLACE: N_("Same place"),
    },
    WarningStream: {
        WarningStream.RECEIVED: N_("New matters"),
        WarningStream.REPEATS: N_("Repeated petitions"),
        WarningStream.CROWDS: N_("Crowds"),
        WarningStream.OVER_LEVEL: N_("Over-level"),
        WarningStream.TOGETHER: N_("All four together"),
    },
    AlarmColour: {
        AlarmColour.RED: N_("Red"),
        AlarmColour.AMBER: N_("Amber"),
    },
    AlarmLabel: {
        AlarmLabel.NOTED: N_("Noted, being looked at"),
        AlarmLabel.TRUE: N_("True: needs settling"),
        AlarmLabel.KNOWN: N_("Known cause"),
        AlarmLabel.DATA_ERROR: N_("Error of data"),
        AlarmLabel.CALMED: N_("Calmed"),
    },
    SensitiveKind: {
        SensitiveKind.TET: N_("Tết"),
        SensitiveKind.HOLIDAY: N_("Holiday"),
        SensitiveKind.ELECTION: N_("Election"),
        SensitiveKind.CONGRESS: N_("Congress"),
        SensitiveKind.PROJECT: N_("Project"),
        SensitiveKind.OTHER: N_("Other"),
    },
    RiskLevel: {
        RiskLevel.HOT: N_("Hot"),
        RiskLevel.WARNING: N_("Warning"),
        RiskLevel.WATCH: N_("Watch"),
        RiskLevel.NORMAL: N_("Normal"),
    },
    OverrideOutcome: {
        OverrideOutcome.RIGHT: N_("The level was right"),
        OverrideOutcome.WRONG: N_("The level was wrong"),
        OverrideOutcome.CALMED: N_("What was feared was calmed"),
    },
    UnitKind: {
        UnitKind.DEPARTMENT: N_("Department"),
        UnitKind.DIVISION: N_("Division"),
        UnitKind.SUBORDINATE: N_("Subordinate unit"),
        UnitKind.OUTSIDE: N_("Outside authority"),
    },
    Role: {
        Role.DIRECTOR: N_("Director"),
        Role.INSPECTOR: N_("Inspector (focal unit)"),
        Role.UNIT_HEAD: N_("Head of unit"),
        Role.OFFICER: N_("Officer"),
        Role.RECEPTION_CLERK: N_("Reception clerk"),
        Role.VIEWER: N_("Viewer of figures"),
        Role.ADMINISTRATOR: N_("Administrator"),
    },
    SignInMethod: {
        SignInMethod.PASSWORD: N_("Password"),
        SignInMethod.SINGLE_SIGN_ON: N_("Single sign-on"),
    },
    PartyRole: {
        PartyRole.PETITIONER: N_("Petitioner"),
        PartyRole.REPRESENTATIVE: N_("Representative"),
        PartyRole.RESPONDENT: N_("Respondent or denounced person"),
    },
}


def word(value: StrEnum | None) -> str:
    """The reader's word for a member of a closed list; a dash for None."""
    return "–" if value is None else _(_WORDS[type(value)][value])


def words_of(enum: type[StrEnum]) -> dict[StrEnum, str]:
    """Every member of a closed list with its word, in the list's order."""
    return {member: _(msgid) for member, msgid in _WORDS[enum].items()}
