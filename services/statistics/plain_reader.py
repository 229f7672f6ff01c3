"""Who counts where everybody may look: the whole department, without denunciations and without rows."""

from dataclasses import replace

from services.permissions import Actor, Scope


def plain_reader(name: str) -> Actor:
    """A reader of the whole department's figures; what he counts tells of no denunciation (decision 19)."""
    plain = Scope(unit_ids=None, denunciation_unit_ids=frozenset())
    return Actor(0, name, None, None, replace(plain, rows=False), figures=plain)
