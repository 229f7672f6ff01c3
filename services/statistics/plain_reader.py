"""Who counts where everybody may look: the whole department, without denunciations and without rows."""

from dataclasses import replace

from services.permissions import Actor, Scope

# The whole department without denunciations.
PLAIN = Scope(unit_ids=None, denunciation_unit_ids=frozenset())


def plain_reader(name: str) -> Actor:
    """A reader of the whole department's figures; what he counts tells of no denunciation (decision 19)."""
    return Actor(0, name, None, None, replace(PLAIN, rows=False), figures=PLAIN)
