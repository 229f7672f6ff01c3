"""Who acts when a command runs: a named system actor with the operating system's user."""

import getpass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.permissions import Actor


def system() -> "Actor":
    """The actor of the command line, as the trail names it."""
    from services.actors import system_actor

    return system_actor(f"manage.py ({getpass.getuser()})")
