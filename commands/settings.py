"""`manage.py settings ...`: thresholds from the command line, and all settings as one file."""

from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commands.acting import system
from commands.words import said
from services.errors import AppError

group = typer.Typer(no_args_is_help=True, help="Thresholds and texts; export and import of all settings.")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="settings")


@group.command("list")
def list_settings() -> None:
    """Every threshold and text with its value of today."""
    from services import clock, database, setting_values

    with database.reading() as session:
        today = clock.local_date(clock.now())
        for line in setting_values.lines(session, actor=system(), today=today):
            mark = "" if line.is_verified else "   (chưa kiểm chứng)"
            typer.echo(f"{line.key:<30} {line.value}  [{line.unit}]{mark}")


@group.command("set")
def set_setting(
    key: str,
    value: str,
    basis: Annotated[str, typer.Option(help="The document or decision behind it.")],
    valid_from: Annotated[str, typer.Option("--from", help="First day (ISO); today without it.")] = "",
) -> None:
    """Let a threshold or text hold from a day on."""
    from services import clock, database, setting_values

    now = clock.now()
    try:
        first = date.fromisoformat(valid_from) if valid_from else clock.local_date(now)
    except ValueError as fault:
        raise typer.BadParameter("2026-07-01", param_hint="--from") from fault
    try:
        with database.transaction() as session:
            setting_values.set_value(
                session, key, value, valid_from=first, basis=basis, actor=system(), now=now
            )
    except AppError as refusal:
        _refuse(refusal)
    typer.echo(f"{key} = {value} ({first:%d/%m/%Y})")


@group.command("export")
def export_settings(
    file: Path,
    with_users: Annotated[bool, typer.Option("--with-users", help="Accounts too.")] = False,
) -> None:
    """Units, heads, lists, thresholds, calendar and mappings as one JSON file."""
    from services import clock, database, installation

    try:
        with database.transaction() as session:
            data = installation.export(session, with_users=with_users, actor=system(), now=clock.now())
    except AppError as refusal:
        _refuse(refusal)
    file.write_bytes(data)
    typer.echo(f"{file}: {len(data)} byte")


@group.command("import")
def import_settings(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing.")] = False,
) -> None:
    """Take such a file into this installation, in one transaction."""
    from services import clock, database, installation

    try:
        data = file.read_bytes()
        with database.transaction() as session:
            if dry_run:
                plan = installation.plan(session, data, actor=system())
            else:
                plan = installation.take_in(session, data, actor=system(), now=clock.now())
    except OSError as fault:
        typer.echo(f"{file}: {fault.strerror}", err=True)
        raise typer.Exit(code=2) from fault
    except AppError as refusal:
        _refuse(refusal)
    for change in plan.changes:
        typer.echo(f"{change.section} · {change.deed} · {change.key}: {', '.join(change.fields)}")
    typer.echo(f"{len(plan.changes)} thay đổi, {sum(plan.same.values())} giữ nguyên")


def _refuse(refusal: AppError) -> NoReturn:
    typer.echo(said(refusal), err=True)
    raise typer.Exit(code=2) from refusal
