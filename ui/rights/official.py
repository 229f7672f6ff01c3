"""Official figures of the whole department: what was published, and publishing the next quarter."""

from collections.abc import Mapping
from datetime import date, datetime

import pandas as pd
import streamlit as st

from models.enums import Kind
from services import database
from services.permissions import Actor, Permission, can
from services.statistics import MEASURES, official
from services.statistics.official import Hidden, Official
from ui import columns, dimension_labels, panels
from ui import periods as period_words
from ui.feedback import announce, refusals_shown
from ui.i18n import _
from ui.labels import count, instant, word
from ui.rights import official_codes

# A number that is not shown, where it may also be large.
WITHHELD = "•"


def show(actor: Actor, *, now: datetime, today: date) -> None:
    """The panel under the charts: one period, three tables, and why some numbers are missing."""
    with database.reading() as session:
        codes = official.published(session, actor=actor)
        offered = official.publishable(session, today=today)
    with panels.panel("official", _("Official figures of the whole department")):
        if codes:
            names = {code: _period(code) for code in codes}
            code = st.selectbox(
                _("Published period"), codes, format_func=names.get, key="official_period", width=420
            )
            with database.reading() as session:
                found = official.of_period(session, code, actor=actor)
            if found is not None:
                _tables(found)
                official_codes.control(found, actor=actor)
        else:
            panels.nothing(
                _("No quarter has been published yet."),
                _("The director or the focal unit publishes a reporting quarter after its last day."),
            )
        if offered and can(actor, Permission.FIGURES_PUBLISH):
            _publish_form(offered, actor=actor, now=now)


def _tables(found: Official) -> None:
    names = {name: _(MEASURES[name].label) for name in official.MEASURES}
    when = _("Frozen on {when}; later entries do not change it.").format(when=instant(found.published_at))
    st.caption(when)
    right = st.column_config.TextColumn(alignment="right")
    config = dict.fromkeys(names.values(), right)
    st.dataframe(_by_kind(found, names), hide_index=True, key="official_kinds", column_config=config)
    st.caption(_why(found))
    for by, lines in (("unit", found.units), ("field", found.fields)):
        table = _by(by, lines, names)
        st.markdown(f"**{dimension_labels.name(by)}** · {_('without denunciations')}")
        st.dataframe(table, hide_index=True, key=f"official_{by}", column_config=columns.numbers(table))


def _by_kind(found: Official, names: Mapping[str, str]) -> pd.DataFrame:
    lines = {word(kind): found.kinds[kind] for kind in Kind} | {_("All kinds"): found.totals}
    return pd.DataFrame(
        {_("Kind"): list(lines)}
        | {
            label: [_number(found, name, line[name], of_all=line is found.totals) for line in lines.values()]
            for name, label in names.items()
        }
    )


def _number(found: Official, name: str, value: int | None, *, of_all: bool) -> str:
    if value is not None:
        return count(value)
    return f"<{found.threshold}" if found.is_small(name) and not of_all else WITHHELD


def _by(by: str, lines: Mapping[int | None, Mapping[str, int]], names: Mapping[str, str]) -> pd.DataFrame:
    said = {key: dimension_labels.value_name(by, "none" if key is None else key) for key in lines}
    order = sorted(lines, key=lambda key: (-lines[key]["received"], said[key]))
    return pd.DataFrame(
        {dimension_labels.name(by): [said[key] for key in order]}
        | {label: [lines[key][name] for key in order] for name, label in names.items()}
    )


def _why(found: Official) -> str:
    if found.hidden is Hidden.OWN_FIGURES:
        return _(
            "• Your own figures above count the denunciations you may see. "
            "The totals of the whole department stand here only for readers without such figures, "
            "so that nobody subtracts one from the other."
        )
    said = _(
        "Numbers of denunciations below {threshold} are not published, "
        "nor those from which such a number would follow (•). "
        "Denunciations settled in time are published for whole years only, those open and overdue not at all."
    )
    return said.format(threshold=found.threshold)


def _publish_form(offered: list[str], *, actor: Actor, now: datetime) -> None:
    with st.expander(_("Publish a quarter"), icon=":material/publish:", key="official_box"):
        st.markdown(
            _(
                "The quarter is counted now, over the whole department, and stays as it is: what is entered "
                "later changes nothing, and it cannot be published again."
            )
        )
        names = {code: _period(code) for code in offered}
        code = st.selectbox(
            _("Reporting quarter to publish"),
            offered,
            index=len(offered) - 1,
            format_func=names.get,
            key="official_quarter",
            width=420,
        )
        if st.button(_("Publish"), key="official_publish", type="primary"):
            with refusals_shown():
                with database.transaction() as session:
                    official.publish(session, code, actor=actor, now=now)
                announce(_("The quarter is published."))
                st.rerun()


def _period(code: str) -> str:
    days = official.days_of(code)
    return period_words.label(code, days.start, days.end)
