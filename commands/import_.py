"""`manage.py import`: registers of other systems and of paper, by file."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from commands.acting import system
from commands.words import said, word
from services.errors import AppError
from services.text import N_

if TYPE_CHECKING:
    from services.imports.results import ImportResult

_COUNT_LABELS = {
    "rows": N_("Rows in the register"),
    "accepted": N_("Taken in"),
    "remarked": N_("Taken in with a remark"),
    "held_back": N_("Held back"),
    "already_present": N_("Imported before"),
}


def register(app: typer.Typer) -> None:
    """Add the group `import` with its one command so far."""
    group = typer.Typer(no_args_is_help=True, help="Bring in what other systems and paper hold.")
    app.add_typer(group, name="import")

    @group.callback()
    def imports() -> None:
        """Keeps `import register` a command of a group although it is the only one."""

    @group.command("register")
    def import_register(
        file: Annotated[Path, typer.Argument(help="A register: .xlsx, .xls or .csv.")],
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Say what would become of each row; write nothing.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
        sheet: Annotated[str | None, typer.Option(help="Sheet, where the file has several.")] = None,
        mapping: Annotated[str | None, typer.Option(help="Name of a saved column mapping.")] = None,
        title: Annotated[
            str | None, typer.Option(help="Title of the register, to tell it from another one.")
        ] = None,
        unit: Annotated[str | None, typer.Option(help="Code of the importing unit.")] = None,
        held_back: Annotated[
            Path | None, typer.Option(help="Write the rows held back, with their reasons, to this .xlsx.")
        ] = None,
    ) -> None:
        """Import a register of petitions or receptions; a second import of the same file adds nothing."""
        options = {"sheet": sheet, "title": title, "unit_code": unit}
        try:
            result = _run(file, options, mapping=mapping, dry_run=dry_run, quiet=as_json)
            if held_back is not None:
                held_back.write_bytes(result.held_back_workbook(word))
        except AppError as refusal:
            typer.echo(said(refusal), err=True)
            raise typer.Exit(code=2) from refusal
        facts = result.to_json(word)
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else _text(facts))


def _run(
    file: Path, options: dict[str, str | None], *, mapping: str | None, dry_run: bool, quiet: bool
) -> "ImportResult":
    # Imported here, so that the other commands do not pay for the database.
    from services import clock, database
    from services.imports import mappings, registers
    from services.imports.errors import FileNotThere

    try:
        data = file.read_bytes()
    except OSError as fault:
        raise FileNotThere(file=str(file)) from fault
    database.migrate()
    now = clock.now()
    chosen = None
    if mapping is not None:
        with database.reading() as session:
            chosen = mappings.by_name(session, mapping, actor=system())
    with typer.progressbar(length=100, label=file.name, file=sys.stderr, hidden=quiet) as bar:
        return registers.import_register(
            data,
            filename=file.name,
            actor=system(),
            today=clock.local_date(now),
            now=now,
            mapping=chosen,
            dry_run=dry_run,
            watch=lambda done, total: bar.update(max(0, 100 * done // max(1, total) - bar.pos)),
            **options,
        )


def _text(facts: dict[str, Any]) -> str:
    """The counts, the notes, and one line per row that has something to be said about."""
    lines = [f"{word(label)}: {facts[name]}" for name, label in _COUNT_LABELS.items()]
    lines += [f"* {note['text']}" for note in facts["notes"]]
    lines += [
        f"{row['row']:>6}  {word(_COUNT_LABELS[row['result']])}: "
        + " ".join(r["text"] for r in row["reasons"])
        for row in facts["reasons"]
    ]
    return "\n".join(lines)
