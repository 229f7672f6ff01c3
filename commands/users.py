"""`manage.py users ...`: accounts from the command line, also when no administrator can sign in."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from commands.acting import system
from commands.words import said
from services.errors import AppError

if TYPE_CHECKING:
    from sqlmodel import Session

group = typer.Typer(no_args_is_help=True, help="Accounts: list, add, reset, unlock, close, import.")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="users")


@group.command("list")
def list_users() -> None:
    """Every account with its role of today."""
    from services import clock, database, user_views

    now = clock.now()
    with database.reading() as session:
        page = user_views.list_page(session, with_inactive=True, limit=100_000, actor=system(), now=now)
    for line in page.lines:
        mark = "" if line.user.is_active else " [đã khóa]"
        role = line.role.value if line.role else "-"
        typer.echo(f"{line.user.username:<20} {role:<16} {line.user.name} · {line.unit_name}{mark}")
    typer.echo(f"{len(page.lines)} / {page.total}")


@group.command("add")
def add_user(
    username: Annotated[str, typer.Argument(help="Small letters, digits, dots or hyphens.")],
    name: Annotated[str, typer.Argument(help="The person's full name.")],
    role: Annotated[str, typer.Option(help="director, inspector, unit_head, officer, ...")],
    unit: Annotated[str, typer.Option(help="Code of the unit; without it the department itself.")] = "",
) -> None:
    """Make an account; prints its one-time password once."""
    from sqlmodel import select

    from models import Unit
    from models.enums import Role
    from services import clock, database, users
    from services.account_rules import AccountEntry
    from services.errors import NotFound
    from services.first_run import ensure_root_unit

    if role not in set(Role):
        raise typer.BadParameter(", ".join(Role), param_hint="--role")
    now = clock.now()
    try:
        with database.transaction() as session:
            root = ensure_root_unit(session, actor=system(), now=now)
            found = session.exec(select(Unit).where(Unit.code == unit)).first() if unit else root
            if found is None or found.id is None:
                raise NotFound()
            new = users.create(
                session,
                AccountEntry(username, name),
                role=Role(role),
                unit_id=found.id,
                valid_from=clock.local_date(now),
                actor=system(),
                now=now,
            )
    except AppError as refusal:
        _refuse(refusal)
    _show(new.username, new.password)


@group.command("reset")
def reset(username: str) -> None:
    """Give a one-time password; every session of the account ends."""
    from services import clock, database, users

    try:
        with database.transaction() as session:
            user_id = _id_of(session, username)
            new = users.reset_password(session, user_id, actor=system(), now=clock.now())
    except AppError as refusal:
        _refuse(refusal)
    _show(new.username, new.password)


@group.command("reset-factor")
def reset_factor(
    username: str, reason: Annotated[str, typer.Option(help="For the trail; the person reads it too.")]
) -> None:
    """Forget the second factor of somebody who lost it; every session of the account ends."""
    from services import clock, database, second_factor

    try:
        with database.transaction() as session:
            user_id = _id_of(session, username)
            second_factor.reset(session, user_id, reason=reason, actor=system(), now=clock.now())
    except AppError as refusal:
        _refuse(refusal)
    typer.echo(f"Đã đặt lại lớp xác thực thứ hai: {username}")


@group.command("link")
def link(
    username: str, subject: Annotated[str, typer.Argument(help="The subject (sub) at the provider.")]
) -> None:
    """Link an account to the provider of single sign-on that the environment names."""
    from services import clock, database, single_sign_on

    try:
        with database.transaction() as session:
            user_id, issuer = _id_of(session, username), _issuer()
            single_sign_on.link(session, user_id, subject, issuer=issuer, actor=system(), now=clock.now())
    except AppError as refusal:
        _refuse(refusal)
    typer.echo(f"Đã liên kết: {username}")


@group.command("unlink")
def unlink(username: str) -> None:
    """Take a link to single sign-on back; the sessions that it opened end."""
    from services import clock, database, single_sign_on

    try:
        with database.transaction() as session:
            user_id, issuer = _id_of(session, username), _issuer()
            single_sign_on.unlink(session, user_id, issuer=issuer, actor=system(), now=clock.now())
    except AppError as refusal:
        _refuse(refusal)
    typer.echo(f"Đã bỏ liên kết: {username}")


@group.command("unlock")
def unlock(username: str) -> None:
    """Let somebody try again before the lock of the failed attempts runs out."""
    from services import clock, database, users

    try:
        with database.transaction() as session:
            users.unlock(session, _id_of(session, username), actor=system(), now=clock.now())
    except AppError as refusal:
        _refuse(refusal)
    typer.echo(f"Đã mở khóa: {username}")


@group.command("close")
def close(username: str, reason: Annotated[str, typer.Option(help="For the trail.")]) -> None:
    """Close an account at once; its sessions end."""
    from services import clock, database, users

    try:
        with database.transaction() as session:
            user_id = _id_of(session, username)
            users.deactivate(session, user_id, reason=reason, actor=system(), now=clock.now())
    except AppError as refusal:
        _refuse(refusal)
    typer.echo(f"Đã đóng tài khoản: {username}")


@group.command("import")
def import_people(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Judge every row and write none.")] = False,
) -> None:
    """Units and people from a workbook; accepted rows are written together, refused ones are named."""
    from services import bulk_people, clock, database

    now = clock.now()
    try:
        with database.transaction() as session:
            data = file.read_bytes()
            rows = bulk_people.rows_in(session, data, filename=file.name, actor=system(), now=now)
            judged = bulk_people.judge(session, rows, actor=system(), now=now)
        for one in judged:
            words = "được nhận" if one.refusal is None else said(one.refusal)
            typer.echo(f"{one.row.sheet} dòng {one.row.line} · {one.name}: {words}")
        if dry_run:
            return
        accepted = [one.row for one in judged if one.refusal is None]
        with database.transaction() as session:
            result = bulk_people.take_in(session, accepted, actor=system(), now=now)
    except OSError as fault:
        typer.echo(f"{file}: {fault.strerror}", err=True)
        raise typer.Exit(code=2) from fault
    except AppError as refusal:
        _refuse(refusal)
    typer.echo(f"Đã thêm {result.units} đơn vị, {len(result.passwords)} tài khoản.")
    for new in result.passwords:
        _show(new.username, new.password)


def _issuer() -> str:
    from services.settings import settings

    provider = settings().provider()
    if provider is None:
        typer.echo("Chưa cấu hình đăng nhập một lần (TIEPDAN_OIDC_ISSUER).", err=True)
        raise typer.Exit(code=2)
    return provider.issuer


def _id_of(session: "Session", username: str) -> int:
    from sqlmodel import select

    from models import User
    from services.errors import NotFound

    found = session.exec(select(User.id).where(User.username == username.casefold())).one_or_none()
    if found is None:
        raise NotFound()
    return int(found)


def _show(username: str, password: str) -> None:
    typer.echo(f"Tên đăng nhập: {username}   Mật khẩu một lần: {password}")


def _refuse(refusal: AppError) -> NoReturn:
    typer.echo(said(refusal), err=True)
    raise typer.Exit(code=2) from refusal
