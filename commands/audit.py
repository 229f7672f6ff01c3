"""`manage.py audit ...`: seals the trail, checks it, and gives its seals out to be kept elsewhere."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from commands.acting import system
from commands.words import said, word
from services.errors import AppError
from services.text import N_

if TYPE_CHECKING:
    from services.trail.checking import Check

group = typer.Typer(no_args_is_help=True, help="The audit trail: seal it, check it, export its seals.")
SEALED = N_("Seal {number} covers {entries} entries, {first} to {last}:")
NOTHING_NEW = N_("Nothing came since the last seal.")
CHECKED = N_(
    "{entries} entries under {seals} seals checked in {seconds} s, {unsealed} not sealed yet: {result}."
)
WHOLE, BROKEN = N_("whole"), N_("{count} faults")
MORE = N_("and {count} more")
FAULTS = {
    "entry_changed": N_("Entry {entry} was changed after it was sealed (seal {seal})."),
    "entry_missing": N_("Entry {entry} is missing: it was there when seal {seal} was made."),
    "entry_added": N_("Entry {entry} was added afterwards: it was not there when seal {seal} was made."),
    "entries_differ": N_("The entries under seal {seal} are not those that were sealed."),
    "seal_missing": N_("Seal {seal} is missing."),
    "seal_changed": N_("Seal {seal} was changed: its signature does not fit."),
    "seal_unchained": N_("Seal {seal} does not continue the seal before it."),
    "seal_replaced": N_("Seal {seal} is another one than the one kept elsewhere."),
    "seal_of_another_key": N_(
        "Seal {seal} was signed with another key than that of this server, and no later seal holds it."
    ),
}


def register(app: typer.Typer) -> None:
    """Add the group of commands."""
    app.add_typer(group, name="audit")


@group.command("seal")
def seal_trail(
    new_key: Annotated[
        bool, typer.Option("--new-key", help="The key was changed since the last seal.")
    ] = False,
) -> None:
    """Seal the entries that came since the last seal."""
    from services import clock
    from services.trail import sealing
    from services.trail.seal_files import grouped

    try:
        made = sealing.seal(actor=system(), now=clock.now(), new_key=new_key)
    except AppError as refusal:
        _refuse(refusal)
    if made is None:
        typer.echo(word(NOTHING_NEW))
        return
    about = {"number": made.id, "entries": made.entries, "first": made.first_id, "last": made.last_id}
    typer.echo(word(SEALED).format(**about))
    typer.echo(grouped(made.seal))


@group.command("verify")
def verify_trail(
    seal: Annotated[Path | None, typer.Option(help="An exported file of seals, kept elsewhere.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Hold every entry against the seals; exit code 1 where anything was changed, removed or added."""
    from time import perf_counter

    from services import database
    from services.trail import checking, seal_files

    began = perf_counter()
    try:
        kept = seal_files.read(seal.read_text("utf-8"), name=seal.name) if seal else []
        with database.reading() as session:
            check = checking.verify(session, actor=system(), against=kept)
    except (OSError, UnicodeDecodeError) as fault:
        typer.echo(f"{seal}: {fault}", err=True)
        raise typer.Exit(code=2) from fault
    except AppError as refusal:
        _refuse(refusal)
    told(check, seconds=round(perf_counter() - began, 1), as_json=as_json)
    if check.faults:
        raise typer.Exit(code=1)


@group.command("export")
def export_seals(
    file: Annotated[
        Path, typer.Argument(help="Ends in .json (all), .txt (to copy by hand) or .pdf (one page).")
    ],
    upto: Annotated[
        int | None, typer.Option("--seal", min=1, help="Up to this seal; the newest without.")
    ] = None,
) -> None:
    """Write seals to a file that is kept elsewhere, for `verify --seal`."""
    from services import clock, database
    from services.trail import seal_files, seal_sheet

    actor, now = system(), clock.now()
    try:
        with database.transaction() as session:
            found = seal_files.export(session, upto=upto, actor=actor, now=now)
            today = clock.local_date(now)
            if file.suffix == ".pdf":
                facts = seal_sheet.facts_of(session, found[-1], maker=actor.name, today=today)
                content = seal_sheet.pdf(facts)
            else:
                written = seal_files.as_text if file.suffix == ".txt" else seal_files.as_json
                content = written(found).encode()
        file.write_bytes(content)
    except OSError as fault:
        typer.echo(f"{file}: {fault.strerror}", err=True)
        raise typer.Exit(code=2) from fault
    except AppError as refusal:
        _refuse(refusal)
    typer.echo(f"{file}: {found[-1].id} · {seal_files.grouped(found[-1].seal)}")


def told(check: "Check", *, seconds: float, as_json: bool = False) -> None:
    """Print what a check saw, each fault on a line of its own."""
    if as_json:
        faults = [{"fault": f.fault.value, "seal": f.seal, "entry": f.entry} for f in check.findings]
        figures = {"entries": check.entries, "seals": check.seals, "unsealed": check.unsealed}
        typer.echo(json.dumps({**figures, "faults": check.faults, "findings": faults, "seconds": seconds}))
        return
    for finding in check.findings:
        typer.echo(word(FAULTS[finding.fault]).format(entry=finding.entry, seal=finding.seal), err=True)
    if check.faults > len(check.findings):
        typer.echo(word(MORE).format(count=check.faults - len(check.findings)), err=True)
    result = word(BROKEN).format(count=check.faults) if check.faults else word(WHOLE)
    figures = {"entries": check.entries, "seals": check.seals, "unsealed": check.unsealed}
    typer.echo(word(CHECKED).format(**figures, seconds=seconds, result=result))


def _refuse(refusal: AppError) -> NoReturn:
    typer.echo(said(refusal), err=True)
    raise typer.Exit(code=2) from refusal
