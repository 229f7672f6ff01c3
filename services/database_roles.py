"""On PostgreSQL the application is not the owner of its tables: what it may do is granted, and no more."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from services import audit
from services.errors import AppError
from services.permissions import Actor, Permission, require
from services.text import N_

# Rows that may be added and read; the triggers stop accidents, these missing rights stop intent.
APPEND_ONLY = (
    "audit_entries",
    "audit_seals",
    "briefing_snapshots",
    "case_events",
    "checklist_marks",
    "number_passports",
    "official_quarters",
    "risk_point_versions",
    "warning_backtests",
    "warning_judgements",
    "warning_runs",
    "warning_signals",
)
VERSION = "alembic_version"


class NotPostgres(AppError):
    msgid = N_("Roles are of PostgreSQL. SQLite has one file, and whoever may write it may write all of it.")


class NoSuchRole(AppError):
    msgid = N_("The database has no role {role}. Make it first: deploy/postgresql-roles.sql.")


class RoleIsOwner(AppError):
    msgid = N_(
        "The role {role} owns the tables or is a superuser: rights cannot be kept from it. "
        "Grant to the role of the application, and run this as the owner."
    )


def grant(session: Session, role: str, *, actor: Actor, now: datetime) -> None:
    """Give a role the rights of the application on every table there is; run by the owner after a migration.

    Nothing else is left to it: no change of an append-only row, no trigger, no table of its own. Raises
    NotPostgres, NoSuchRole and RoleIsOwner.
    """
    require(actor, Permission.WATCH_RUN)
    if session.get_bind().dialect.name != "postgresql":
        raise NotPostgres()
    _refuse_unfit(session, role)
    for statement in statements(session, role):
        session.execute(text(statement))
    audit.write(session, "granted_database_role", actor=actor, now=now, subject="database", role=role)
    session.flush()


def statements(session: Session, role: str) -> list[str]:
    """The grants in SQL, in their order."""
    quote = session.get_bind().dialect.identifier_preparer.quote_identifier
    schema = quote(str(session.execute(text("SELECT current_schema()")).scalar_one()))
    to = quote(role)
    found = [
        f"REVOKE ALL ON SCHEMA {schema} FROM {to}",
        f"GRANT USAGE ON SCHEMA {schema} TO {to}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {to}",
        # Bulk writers move a sequence past the ids they gave out themselves.
        f"GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA {schema} TO {to}",
        f"REVOKE UPDATE ON SEQUENCE {schema}.audit_entries_id_seq FROM {to}",
        f"REVOKE INSERT, UPDATE, DELETE ON {schema}.{VERSION} FROM {to}",
    ]
    found += [f"REVOKE UPDATE, DELETE ON {schema}.{table} FROM {to}" for table in APPEND_ONLY]
    return found


def _refuse_unfit(session: Session, role: str) -> None:
    known = session.execute(
        text("SELECT rolsuper FROM pg_roles WHERE rolname = :role"), {"role": role}
    ).scalar_one_or_none()
    if known is None:
        raise NoSuchRole(role=role)
    owner = session.execute(
        text("SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = CAST('audit_entries' AS regclass)")
    ).scalar_one()
    if known or owner == role:
        raise RoleIsOwner(role=role)
