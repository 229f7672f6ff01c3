"""What an alarm rests on, in words that say something."""

from dataclasses import replace
from datetime import date

import pytest

from models.enums import AlarmColour, AlarmScope, WarningStream
from services.early_warning.reason import reason
from services.warning.listing import AlarmLine
from ui.i18n import in_language
from ui.warning import words

MONDAY = date(2026, 11, 16)


def line(stream: WarningStream, p: float) -> AlarmLine:
    """A standing alarm of one commune and field, as likely as that by chance."""
    numbers = reason(matters=2, weeks=8, expected=1.3, zone=(5, 2.9), p=p, history_weeks=155)
    place = AlarmScope.CELL, AlarmColour.AMBER, 1, "xã Số 1", 2, ("Xăng dầu", "Petrol"), None, ""
    life = MONDAY, MONDAY, None, True, False
    return AlarmLine(7, stream, *place, *life, numbers, (), 1.0, False, (), False, None, ())


@pytest.mark.parametrize(("p", "said"), [(0.048, "less than 1 in 20"), (0.005, "less than 1 in 200")])
def test_a_small_chance_is_told(p, said) -> None:
    with in_language("en"):
        assert words.chance(line(WarningStream.TOGETHER, p)).startswith(f"By chance: {said}.")


def test_numbers_that_are_unusual_only_together_name_no_chance() -> None:
    likely = line(WarningStream.TOGETHER, 0.4754)
    with in_language("en"):
        told = words.chance(likely)
        alone = words.chance(replace(likely, stream=WarningStream.RECEIVED))
        wide = words.chance(replace(likely, zone=((3, "xã Số 3"),)))

    assert told.startswith("No number alone is unusual; together they look like a dispute that begins.")
    assert told.endswith("Based on 155 weeks.")
    assert wide.startswith("No number alone is unusual; with the neighbours they look like")
    assert alone.startswith("By chance: less than 1 in 2.")
