"""`manage.py due`: the dates of a legal term, explained, by the rules and calendar of the database."""

import json
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from commands.words import rule_word, said
from services.errors import AppError, FieldInvalid
from services.text import N_

if TYPE_CHECKING:
    from services.deadlines import ClockResult
    from services.legal_rules import Rule, RuleTable
    from services.working_days import WorkingCalendar

DATABASE, SHIPPED = "database", "product"
NOT_ASKED = N_(
    "The database does not answer or is not up to date: the rules that come with the product are used."
)
DATE_REMEDY = N_("write it as year-month-day, for example 2026-03-02")
UNVERIFIED = N_("not yet verified by an official")
PERIOD_REMEDY = N_("write two dates joined by a colon, for example 2026-03-02:2026-03-20")


def register(app: typer.Typer) -> None:
    """Add the command `due` to the command line."""

    @app.command("due")
    def due(
        rule: Annotated[str, typer.Argument(help="Rule id of rules/deadlines.csv, for example KN-RES1.")],
        day: Annotated[
            str, typer.Argument(metavar="DATE", help="Day of the event that starts the term (ISO).")
        ],
        extensions: Annotated[int, typer.Option(help="Number of extensions decided in writing.")] = 0,
        suspended: Annotated[
            list[str] | None,
            typer.Option(metavar="FROM:TO", help="A suspension, first and last day included; repeatable."),
        ] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    ) -> None:
        """Compute the raw end, the due date and the target date of a legal term."""
        try:
            version, result, source = _compute(rule, day, extensions, suspended or [])
        except AppError as refusal:
            typer.echo(said(refusal), err=True)
            raise typer.Exit(code=2) from refusal
        facts = _facts(version, result) | {"rules_of": source}
        typer.echo(json.dumps(facts, ensure_ascii=False, indent=2) if as_json else _text(facts))


def _compute(rule: str, day: str, extensions: int, suspended: list[str]) -> "tuple[Rule, ClockResult, str]":
    # Imported here, so that the other commands do not pay for the calendar.
    from services.deadlines import compute

    trigger_on = _day(day)
    rules, calendar, source = _tables()
    version = rules.version_on(rule, trigger_on)
    suspensions = [_period(text) for text in suspended]
    result = compute(version, trigger_on, calendar, extensions=extensions, suspensions=suspensions)
    return version, result, source


def _tables() -> "tuple[RuleTable, WorkingCalendar, str]":
    """The tables of the database, or where there is none those that come with the product."""
    from services import plain_tables
    from services.legal_rules import shipped_rules
    from services.working_days import shipped_calendar

    try:
        return (*plain_tables.stored(), DATABASE)
    except plain_tables.NoDatabase as absent:
        # A database that exists and could not be asked is worth a word; none at all is not.
        if absent.__cause__ is not None:
            typer.echo(rule_word(NOT_ASKED), err=True)
        return shipped_rules(), shipped_calendar(), SHIPPED


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as fault:
        raise FieldInvalid(field="day", label=text, remedy=DATE_REMEDY) from fault


def _period(text: str) -> tuple[date, date]:
    first, colon, last = text.partition(":")
    if not colon:
        raise FieldInvalid(field="suspended", label=text, remedy=PERIOD_REMEDY)
    return _day(first), _day(last)


def _facts(version: "Rule", result: "ClockResult") -> dict[str, object]:
    return {
        "rule": result.rule_id,
        "version": result.version,
        "nature": version.nature.value,
        "basis": version.basis,
        "confidence": version.confidence,
        "started_on": result.started_on.isoformat(),
        "raw_end": result.raw_end.isoformat(),
        "due_on": result.due_on.isoformat(),
        "target_on": result.target_on.isoformat(),
        "extensions": result.extensions,
        "paused_days": result.paused_days,
        "late_pauses": [f"{first}:{last}" for first, last in result.late_pauses],
        "skipped": [
            {"date": day.isoformat(), "reason": rule_word(reason), "unverified": day in result.unverified}
            for day, reason in result.skipped
        ],
    }


def _text(facts: dict[str, object]) -> str:
    lines = [f"{name}: {value}" for name, value in facts.items() if not isinstance(value, list)]
    skipped = facts["skipped"]
    assert isinstance(skipped, list)
    unverified = rule_word(UNVERIFIED)
    lines += [
        f"  {entry['date']}  {entry['reason']}" + (f" ({unverified})" if entry["unverified"] else "")
        for entry in skipped
    ]
    return "\n".join(lines)
