"""Every table, imported here so that Alembic and the tests see all of them."""

from models.account import (
    HANDS,
    ROLES,
    Account,
    Grant,
    OneTimeLink,
    RecoveryCode,
    RoleRequest,
    SignIn,
    SignInFailure,
)
from models.base import Base, db
from models.files import Attachment, StoredFile
from models.gate import Gate
from models.hours import Certificate, ClosedYear, Credit, CreditMonth, ExemptPeriod, RulePack
from models.matters import (
    DispatchSheet,
    Holiday,
    Matter,
    MatterStep,
    Notice,
    NoticeChoice,
    ReplyCalendar,
    ReplyTimes,
)
from models.organisation import Branch, OrganisationChange, Post, Unit
from models.person import (
    Absence,
    BranchMembership,
    Departure,
    FormerStaffNumber,
    Person,
    PersonMerge,
    Tenure,
)
from models.study import Correction, EntryBatch, EntryStep, Material, StudyEntry, StudyTimer
from models.taskbooks import TaskBook, TaskItem, TaskRehearsal, TaskStep
from models.trail import AuditHead, AuditRow, ImportFile, OnceKey

__all__ = [
    "HANDS",
    "ROLES",
    "Absence",
    "Account",
    "Attachment",
    "AuditHead",
    "AuditRow",
    "Base",
    "Branch",
    "BranchMembership",
    "Certificate",
    "ClosedYear",
    "Correction",
    "Credit",
    "CreditMonth",
    "Departure",
    "DispatchSheet",
    "EntryBatch",
    "EntryStep",
    "ExemptPeriod",
    "FormerStaffNumber",
    "Gate",
    "Grant",
    "Holiday",
    "ImportFile",
    "Material",
    "Matter",
    "MatterStep",
    "Notice",
    "NoticeChoice",
    "OnceKey",
    "OneTimeLink",
    "OrganisationChange",
    "Person",
    "PersonMerge",
    "Post",
    "RecoveryCode",
    "ReplyCalendar",
    "ReplyTimes",
    "RoleRequest",
    "RulePack",
    "SignIn",
    "SignInFailure",
    "StoredFile",
    "StudyEntry",
    "StudyTimer",
    "TaskBook",
    "TaskItem",
    "TaskRehearsal",
    "TaskStep",
    "Tenure",
    "Unit",
    "db",
]
