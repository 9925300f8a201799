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
from models.gate import Gate
from models.hours import Credit, RulePack
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
from models.study import EntryStep, StudyEntry
from models.trail import AuditHead, AuditRow, ImportFile, OnceKey

__all__ = [
    "HANDS",
    "ROLES",
    "Absence",
    "Account",
    "AuditHead",
    "AuditRow",
    "Base",
    "Branch",
    "BranchMembership",
    "Credit",
    "Departure",
    "EntryStep",
    "FormerStaffNumber",
    "Gate",
    "Grant",
    "ImportFile",
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
    "StudyEntry",
    "Tenure",
    "Unit",
    "db",
]
