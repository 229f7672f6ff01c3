"""The deputy who stands in where the head of the department is the one denounced."""

from datetime import date, datetime

from services.permissions import Actor
from services.setting_values import SettingLine
from ui.admin import named_people
from ui.i18n import _


def edit(line: SettingLine, actor: Actor, *, today: date, now: datetime) -> None:
    """Name the deputy, with what falls to him."""
    wording = named_people.Wording(
        title=_("Where the head of the department is denounced"),
        caption=_(
            "The head then sees nothing of the denunciation. The deputy keeps it sealed and passes it on, "
            "and emergency access falls to the deputy instead of the head."
        ),
        said=_("The deputy is saved."),
    )
    named_people.choose(line, wording, actor, key="deputy", today=today, now=now)
