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
    "EntryBatch",
    "EntryStep",
    "ExemptPeriod",
    "FormerStaffNumber",
    "Gate",
    "Grant",
    "ImportFile",
    "Material",
    "OnceKey",
    "OneTimeLink",
    "OrganisationChange",
    "Person",
    "PersonMerge",
    "Post",
    "RecoveryCode",
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
