"""What a change touches, drawn the same way wherever it is told: counts by unit, codes within scope."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from models.enums import Kind
from services.clock_summaries import Effect, TouchedLine, UnitLine
from ui.case.clocks import step_name
from ui.i18n import _
from ui.labels import count, day, word


def counts(effect: Effect, *, key: str) -> None:
    """One sentence and a table by unit; denunciations are counted for the whole department."""
    st.markdown(sentence(effect))
    if effect.against:
        st.caption(
            _("{n} of them cannot be counted anew and would stay as they are.").format(
                n=count(effect.against)
            )
        )
    narrow = st.column_config.NumberColumn(width=82, format="localized")
    numbers = (_("Clocks"), _("Earlier day"), _("Later day"), _("Overdue at once"))
    st.dataframe(
        frame(effect.lines),
        hide_index=True,
        key=f"effect_{key}",
        row_height=32,
        column_config={
            _("Unit"): st.column_config.TextColumn(width=128),
            _("Kind"): st.column_config.TextColumn(width=96),
            **dict.fromkeys(numbers, narrow),
        },
    )


def sentence(effect: Effect) -> str:
    """How many clocks would come to another day."""
    return _("Touched: **{clocks}** running clocks of {cases} cases, **{petitions}** petitions.").format(
        clocks=count(effect.clocks), cases=count(effect.cases), petitions=count(effect.petitions)
    )


def frame(lines: Sequence[UnitLine]) -> pd.DataFrame:
    """The counts by unit and kind."""
    return pd.DataFrame(
        [
            {
                _("Unit"): place(line),
                _("Kind"): word(line.kind),
                _("Clocks"): line.clocks,
                _("Earlier day"): line.earlier,
                _("Later day"): line.later,
                _("Overdue at once"): line.newly_overdue,
            }
            for line in lines
        ]
    )


def place(line: UnitLine) -> str:
    """The unit, or the whole department where a count of one would tell too much."""
    return _("Whole department") if line.kind is Kind.DENUNCIATION else line.unit


def codes(lines: Sequence[TouchedLine]) -> list[dict[str, str]]:
    """The touched clocks that the reader may see, one row each."""
    return [
        {
            _("Code"): line.code,
            _("Kind"): word(line.kind),
            _("Unit"): line.unit,
            _("Step"): step_name(line.step),
            _("Version"): f"{line.version} → {line.new_version}"
            if line.version != line.new_version
            else str(line.version),
            _("Due on"): day(line.due_on),
            _("New day"): day(line.new_due_on),
        }
        for line in lines
    ]
