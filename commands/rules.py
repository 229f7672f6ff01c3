"""`manage.py rules ...`: checks the tables of rules, gives out the terms, marks clocks to decide about."""

from pathlib import Path
from typing import Annotated

import typer

from commands.acting import system
from commands.words import said, word
from services.text import N_

group = typer.Typer(no_args_is_help=True, help="Legal terms, clocks and workflow as tables.")
ALL_RIGHT = N_("The tables of rules are whole.")
WAITING = N_("{n} open clocks wait for a decision now; see the page of rules.")


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="rules")


@group.command("check")
def check_rules(
    workflow: Annotated[Path | None, typer.Option(help="A workflow table instead of the product's.")] = None,
    terms: Annotated[Path | None, typer.Option(help="A table of terms instead of the product's.")] = None,
    clocks: Annotated[Path | None, typer.Option(help="A table of clocks instead of the product's.")] = None,
) -> None:
    """Name everything that is wrong with the tables: dead ends, gaps, overlaps, missing rules."""
    from services import rule_checks

    faults = rule_checks.check(
        workflow=workflow or rule_checks.WORKFLOW,
        terms=terms or rule_checks.TERMS,
        clocks=clocks or rule_checks.CLOCKS,
    )
    for fault in faults:
        typer.echo(said(fault), err=True)
    if faults:
        raise typer.Exit(code=1)
    typer.echo(word(ALL_RIGHT))


@group.command("export")
def export_rules(file: Path) -> None:
    """The terms in force with the columns of rules/deadlines.csv."""
    from services import clock, database, rule_export

    with database.transaction() as session:
        data = rule_export.as_csv(session, actor=system(), now=clock.now())
    file.write_bytes(data)
    typer.echo(f"{file}: {len(data)} byte")


@group.command("recheck")
def recheck_clocks() -> None:
    """Mark open clocks that rules or calendar of today count otherwise; nothing gets another date."""
    from services import clock, clock_effects, database

    with database.transaction() as session:
        marked = clock_effects.recheck(session, actor=system(), now=clock.now())
    typer.echo(word(WAITING).format(n=marked))
