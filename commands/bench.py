"""`manage.py bench NAME`: run one of the benchmarks and print what it measured."""

import importlib
import json
import logging
from pathlib import Path
from typing import Annotated

import structlog
import typer

FOLDER = Path(__file__).resolve().parent.parent / "benchmarks"


def names() -> list[str]:
    """The benchmarks there are: modules with a function `run` of their own."""
    found = [path for path in FOLDER.rglob("*.py") if "\ndef run(" in path.read_text("utf-8")]
    parts = [path.relative_to(FOLDER).with_suffix("").parts for path in found]
    return sorted(".".join(name for name in one if name != "__init__") for one in parts)


def register(app: typer.Typer) -> None:
    """Add the command `bench` to the command line."""

    @app.command("bench")
    def bench(
        name: Annotated[str, typer.Argument(help="Which one; a wrong name prints them all.")],
        cases: Annotated[int | None, typer.Option(min=10, help="How many cases to generate.")] = None,
        as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
        keep: Annotated[bool, typer.Option(help="Write the result to benchmarks/results.")] = False,
    ) -> None:
        """Measure on generated, fictional cases; the real database is not touched."""
        name = name.replace("-", "_")
        if name not in names():
            typer.echo(f"{name}: {', '.join(names())}", err=True)
            raise typer.Exit(code=2)
        # The log goes to the same place as the result, which has to stay readable by programs.
        structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
        sized = {} if cases is None else {"cases": cases}
        result = importlib.import_module(f"benchmarks.{name}").run(as_json=as_json, **sized)
        if keep and result is not None:
            path = FOLDER / "results" / f"{name}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
