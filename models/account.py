"""Accounts, what they may do, and how they get in."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base

HANDS = ("admin", "security", "auditor")
ROLES = ("secretary", "organiser", "hr", "leader")
_ROLE_KNOWN = "role IN ('secretary', 'organiser', 'hr', 'leader')"
_SCOPE_FITS = (
    "(role = 'secretary' AND branch_id IS NOT NULL AND unit_id IS NULL)"
    " OR (role = 'leader' AND unit_id IS NOT NULL AND branch_id IS NULL)"
    " OR (role IN ('organiser', 'hr') AND branch_id IS NULL AND unit_id IS NULL)"
)


class Account(Base):
    """A login. One of the three hands has ``hand``, and then neither a person nor a grant.

    ``holder_id`` is the person who keeps a hand's account: it is unique, so nobody holds two.
    """

    __tablename__ = "accounts"
    __table_args__ = (
        sa.CheckConstraint(
            "hand IS NULL OR hand IN ('admin', 'security', 'auditor')", name="hand_known"
        ),
        sa.CheckConstraint(
            "(kind = 'hand') = (hand IS NOT NULL) AND kind IN ('staff', 'hand')",
            name="kind_fits_hand",
        ),
        sa.CheckConstraint("hand IS NULL OR person_id IS NULL", name="hand_is_no_cadre"),
        sa.CheckConstraint("holder_id IS NULL OR hand IS NOT NULL", name="holder_of_a_hand"),
        sa.CheckConstraint("username = lower(username)", name="username_lower"),
        sa.UniqueConstraint("id", "kind", name="uq_accounts_id_kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(60), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(5), default="staff")
    hand: Mapped[str | None] = mapped_column(sa.String(8))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    password_hash: Mapped[str] = mapped_column(sa.Text, default="")  # empty: no way in yet
    password_set_at: Mapped[datetime | None]
    totp_secret: Mapped[str] = mapped_column(sa.String(64), default="")
    totp_on_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    language: Mapped[str] = mapped_column(sa.String(2), default="")
    theme: Mapped[str] = mapped_column(sa.String(5), default="auto")
    disabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)


class Grant(Base):
    """A role given to an account, for one branch or unit where the role has one.

    ``ends_on`` is the first day it no longer holds. Leaving the branch, the unit or the
    organisation sets it, so coming back does not bring the role back.
    """

    __tablename__ = "grants"
    __table_args__ = (
        sa.ForeignKeyConstraint(["account_id", "account_kind"], ["accounts.id", "accounts.kind"]),
        sa.CheckConstraint("account_kind = 'staff'", name="not_to_a_hand"),
        sa.CheckConstraint(_ROLE_KNOWN, name="role_known"),
        sa.CheckConstraint(_SCOPE_FITS, name="scope_fits_role"),
        sa.CheckConstraint(
            "end_reason IS NULL OR end_reason IN ('revoked', 'lapsed')", name="end_reason_known"
        ),
        sa.CheckConstraint("(ends_on IS NULL) = (end_reason IS NULL)", name="end_has_reason"),
        sa.Index(
            "uq_grants_standing",
            "account_id",
            "role",
            sa.text("coalesce(branch_id, 0)"),
            sa.text("coalesce(unit_id, 0)"),
            unique=True,
            sqlite_where=sa.text("ends_on IS NULL"),
            postgresql_where=sa.text("ends_on IS NULL"),
        ),
        sa.Index("ix_grants_role_branch", "role", "branch_id"),
        sa.Index("ix_grants_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int]
    account_kind: Mapped[str] = mapped_column(sa.String(5), default="staff")
    role: Mapped[str] = mapped_column(sa.String(12))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    from_on: Mapped[date]
    ends_on: Mapped[date | None]
    end_reason: Mapped[str | None] = mapped_column(sa.String(8))
    granted_at: Mapped[datetime]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))


class RoleRequest(Base):
    """A role that a roster or HR names; the security officer grants or declines it."""

    __tablename__ = "role_requests"
    __table_args__ = (
        sa.CheckConstraint(_ROLE_KNOWN, name="role_known"),
        sa.CheckConstraint(_SCOPE_FITS, name="scope_fits_role"),
        sa.Index(
            "uq_role_requests_open",
            "person_id",
            "role",
            sa.text("coalesce(branch_id, 0)"),
            sa.text("coalesce(unit_id, 0)"),
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    role: Mapped[str] = mapped_column(sa.String(12))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("branches.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    granted: Mapped[bool | None]


class SignIn(Base):
    """One device that is, or was, signed in. Only the SHA-256 of its token is kept."""

    __tablename__ = "sign_ins"
    __table_args__ = (sa.Index("ix_sign_ins_account", "account_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    own_device: Mapped[bool] = mapped_column(default=False)
    device: Mapped[str] = mapped_column(sa.String(120), default="")
    source: Mapped[str] = mapped_column(sa.String(45), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str | None] = mapped_column(sa.String(20))


class OneTimeLink(Base):
    """A way to set a password once, within 72 hours. Only the SHA-256 of the token is kept."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    token_sha256: Mapped[str] = mapped_column(sa.String(64), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    issued_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    used_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """One of ten codes that stand in for the second factor, each once."""

    __tablename__ = "recovery_codes"

    code_sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    used_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A wrong try, by the SHA-256 of the name or of the source address; kept for a day."""

    __tablename__ = "sign_in_failures"
    __table_args__ = (sa.Index("ix_sign_in_failures_key_at", "key_sha256", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_sha256: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime]
