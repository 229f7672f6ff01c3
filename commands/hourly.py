"""`manage.py hourly`: who is told of terms that come near or have passed."""

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from services.text import N_

if TYPE_CHECKING:
    from services.reminders.sending import RunResult

OUT_OF_HOURS = N_("Outside working hours: nobody is told anything now.")
COUNTS = N_(
    "{clocks} clocks reached a band: {reminders} told of in {messages} messages to {people} people, "
    "{unreached} reached nobody; {gaps} missing supervisors reported."
)
WOULD = N_(
    "{clocks} clocks reached a band: {reminders} would be told to {people} people, {unreached} reach nobody."
)


def register(app: typer.Typer) -> None:
    """Add the command."""

    @app.command()
    def hourly(
        dry_run: Annotated[
            bool, typer.Option("--dry-run", help="Say what would be sent; send nothing.")
        ] = False,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Remind officers, heads, the focal unit and the director; each band of each clock once."""
        from commands.acting import system
        from commands.briefing import freeze_what_is_due
        from commands.words import said
        from services import clock
        from services.errors import AppError
        from services.reminders.sending import run

        try:
            result = run(actor=system(), now=clock.now(), dry_run=dry_run)
        except AppError as refusal:
            typer.echo(said(refusal), err=True)
            raise typer.Exit(code=2) from refusal
        typer.echo(_json(result) if as_json else _text(result, dry_run=dry_run))
        if not dry_run:
            freeze_what_is_due()


def _json(result: "RunResult") -> str:
    told = [{**asdict(one), "due_on": one.due_on.isoformat()} for one in result.told]
    return json.dumps({"in_hours": result.in_hours, **result.counts(), "told": told}, ensure_ascii=False)


def _text(result: "RunResult", *, dry_run: bool) -> str:
    from commands.words import word
    from services.reminders.messages import CAPACITY_WORDS, STEP_WORDS

    capacities = {capacity.value: word(text) for capacity, text in CAPACITY_WORDS.items()}
    steps = {step.value: word(text) for step, text in STEP_WORDS.items()}
    lines = [] if result.in_hours else [word(OUT_OF_HOURS)]
    lines += [
        f"  {one.code}  {steps[one.step]} {one.due_on:%d/%m/%Y}  {one.band}: "
        f"{', '.join(capacities[name] for name in one.capacities)}"
        for one in result.told
    ]
    if result.in_hours or dry_run:
        lines.append(word(WOULD if dry_run else COUNTS).format(**result.counts()))
    return "\n".join(lines)
