"""The Word templates in use: the shipped files, and what an administrator has put in their place."""

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from models import WordTemplate
from services import audit, clock
from services.documents import language, package_checks
from services.documents.fields import FIELDS, IDENTITY, Shape
from services.documents.rendering import render
from services.documents.table import IdentityUse, shipped_documents
from services.errors import AppError, NotFound
from services.permissions import Actor, Permission, require
from services.settings import ROOT
from services.text import N_, tidy
from services.uploads import names

FOLDER = ROOT / "templates" / "word"
SAMPLE = "Nguyễn Văn A & <B>"


class TemplateNamesSender(AppError):
    msgid = N_("“{label}” tells who denounced, and this paper must not. Take the field “{token}” out.")


class TemplateUnchanged(AppError):
    msgid = N_("This file is already in use. Choose the changed one.")


class TemplateIsOriginal(AppError):
    msgid = N_("The original template is in use; there is nothing to take back.")


def current(session: Session, name: str) -> tuple[bytes, int | None]:
    """The file in use and the id of its version; None is the shipped one."""
    row = session.exec(select(WordTemplate).where(WordTemplate.name == name, _in_use())).one_or_none()
    return (row.content, row.id) if row else (shipped(name), None)


def replace(
    session: Session, name: str, data: bytes, *, file_name: str, note: str, actor: Actor, now: datetime
) -> WordTemplate:
    """Put a file in place of a template; the one before is kept with its dates.

    Raises what is wrong with the file (`package_checks`), with its signs (`language`), or
    TemplateNamesSender where it would tell who denounced.
    """
    judge(session, name, data, actor=actor, now=now)
    before, before_id = current(session, name)
    digest = hashlib.sha256(data).hexdigest()
    if digest == hashlib.sha256(before).hexdigest():
        raise TemplateUnchanged()
    _end(session, name, actor=actor, now=now)
    row = WordTemplate(
        name=name,
        file_name=names.checked(file_name),
        content=data,
        sha256=digest,
        size=len(data),
        note=tidy(note)[:300],
        uploaded_by_id=actor.user_id,
        uploaded_at=now,
    )
    session.add(row)
    session.flush()
    audit.write(
        session,
        "template.replace",
        actor=actor,
        now=now,
        subject="word_template",
        subject_id=row.id,
        reason=row.note,
        template=name,
        before=before_id,
        sha256=digest,
    )
    session.flush()
    return row


def judge(session: Session, name: str, data: bytes, *, actor: Actor, now: datetime) -> frozenset[str]:
    """The fields of a file that may take a template's place; raises what is wrong, changes nothing."""
    require(actor, Permission.SETTING_EDIT)
    known(name)
    package_checks.check(data, bounds=package_checks.of_day(session, today=clock.local_date(now)))
    used = language.fields_of(data)
    _check_fields(name, used)
    _try(data, now=now)
    return used


def restore(session: Session, name: str, *, actor: Actor, now: datetime) -> None:
    """Use the shipped template again; the replaced one is kept with its dates."""
    require(actor, Permission.SETTING_EDIT)
    known(name)
    row = _end(session, name, actor=actor, now=now)
    if row is None:
        raise TemplateIsOriginal()
    audit.write(
        session,
        "template.restore",
        actor=actor,
        now=now,
        subject="word_template",
        subject_id=row.id,
        template=name,
    )
    session.flush()


def shipped(name: str) -> bytes:
    """The file that comes with the product."""
    return (FOLDER / f"{name}.docx").read_bytes()


def _check_fields(name: str, used: frozenset[str]) -> None:
    """A paper that may name nobody must not even have the place for a name."""
    for row in shipped_documents().rows_of(name):
        for token in sorted(used & IDENTITY):
            if row.identity is IdentityUse.NEVER:
                raise TemplateNamesSender(label=FIELDS[token].label, token=token)


def _try(data: bytes, *, now: datetime) -> None:
    """Fill the template once with sample values and open the result again."""
    sample = {
        token: [SAMPLE, SAMPLE] if field.shape is Shape.LIST else SAMPLE for token, field in FIELDS.items()
    }
    language.opened(render(data, sample, title=SAMPLE, now=now))


def _end(session: Session, name: str, *, actor: Actor, now: datetime) -> WordTemplate | None:
    row = session.exec(
        select(WordTemplate).where(WordTemplate.name == name, _in_use()).with_for_update()
    ).one_or_none()
    if row is not None:
        row.ended_at, row.ended_by_id = now, actor.user_id
        session.flush()
    return row


def _in_use() -> ColumnElement[bool]:
    return col(WordTemplate.ended_at).is_(None)


def known(name: str) -> None:
    """Refuse a name that no document of the table has."""
    if name not in shipped_documents().templates():
        raise NotFound()
