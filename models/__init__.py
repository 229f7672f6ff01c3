"""SQLModel tables, one aggregate per file; importing the package registers all of them."""

from models.briefing import BriefingComment, BriefingDecision, BriefingSnapshot
from models.cases import Case, CaseEvent, CaseExclusion, CaseGrant, Deadline
from models.catalogues import CalendarDay, Channel, Commune, SavedMapping, SavedView, Setting, SubjectField
from models.checklists import ChecklistMark
from models.clock_watch import ClockAlarm, Reminder, ReminderRecipient, SupervisorGap
from models.documents import MadeDocument, WordTemplate
from models.emergencies import EmergencyAccess
from models.hotspots import ClusterMember, HotSpotFile, HotSpotMeasure, LevelOverride
from models.identity_grants import IdentityGrant
from models.keys import LastingKey
from models.maps import CommuneOutline
from models.official import OfficialQuarter
from models.passports import NumberPassport
from models.personal_data import DataRequest, DataRestriction
from models.petitions import (
    DuplicateDecision,
    Identity,
    Note,
    Party,
    Petition,
    PetitionCase,
    PetitionExclusion,
)
from models.relations import CaseRelation
from models.rules import RiskPointVersion, RuleVersion
from models.sign_in import ExternalIdentity, RecoveryCode, SecondFactor, SignInTicket
from models.trail import AuditSeal
from models.units import Unit, UnitHead, UnitRole
from models.users import Delegation, RoleAssignment, SignInTries, User, UserSession
from models.warning import (
    SensitivePeriod,
    WarningAlarm,
    WarningBacktest,
    WarningJudgement,
    WarningRun,
    WarningSignal,
)
from models.watching import CrowdEvent, Decision, Directive, Obligation, OverLevelRecord, Visit
from models.work import (
    Attachment,
    AuditEntry,
    ChangeCounter,
    CodeCounter,
    Draft,
    ImportBatch,
    ImportRow,
    InboxItem,
    Tombstone,
)

__all__ = [
    "Attachment",
    "AuditEntry",
    "AuditSeal",
    "BriefingComment",
    "BriefingDecision",
    "BriefingSnapshot",
    "CalendarDay",
    "Case",
    "CaseEvent",
    "CaseExclusion",
    "CaseGrant",
    "CaseRelation",
    "ChangeCounter",
    "Channel",
    "ChecklistMark",
    "ClockAlarm",
    "ClusterMember",
    "CodeCounter",
    "Commune",
    "CommuneOutline",
    "CrowdEvent",
    "DataRequest",
    "DataRestriction",
    "Deadline",
    "Decision",
    "Delegation",
    "Directive",
    "Draft",
    "DuplicateDecision",
    "EmergencyAccess",
    "ExternalIdentity",
    "HotSpotFile",
    "HotSpotMeasure",
    "Identity",
    "IdentityGrant",
    "ImportBatch",
    "ImportRow",
    "InboxItem",
    "LastingKey",
    "LevelOverride",
    "MadeDocument",
    "Note",
    "NumberPassport",
    "Obligation",
    "OfficialQuarter",
    "OverLevelRecord",
    "Party",
    "Petition",
    "PetitionCase",
    "PetitionExclusion",
    "RecoveryCode",
    "Reminder",
    "ReminderRecipient",
    "RiskPointVersion",
    "RoleAssignment",
    "RuleVersion",
    "SavedMapping",
    "SavedView",
    "SecondFactor",
    "SensitivePeriod",
    "Setting",
    "SignInTicket",
    "SignInTries",
    "SubjectField",
    "SupervisorGap",
    "Tombstone",
    "Unit",
    "UnitHead",
    "UnitRole",
    "User",
    "UserSession",
    "Visit",
    "WarningAlarm",
    "WarningBacktest",
    "WarningJudgement",
    "WarningRun",
    "WarningSignal",
    "WordTemplate",
]
