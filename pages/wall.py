"""The wall: the department's figures in large type, turning and refreshing by themselves."""

from services.permissions import Permission
from ui.session import current_user, today
from ui.wall import turning

actor = current_user(Permission.FIGURES_READ)

turning.run(actor, today=today())
