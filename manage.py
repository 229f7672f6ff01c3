"""One command line: every task that is not a click."""

import importlib
import pkgutil

import typer

import commands

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    # A journal keeps what a failing command prints: no values of variables.
    pretty_exceptions_enable=False,
    help="Tiếp Dân: tasks that are not a click.",
)

for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda found: found.name):
    add = getattr(importlib.import_module(f"commands.{module.name}"), "register", None)
    if add is not None:
        add(app)

if __name__ == "__main__":
    app()
