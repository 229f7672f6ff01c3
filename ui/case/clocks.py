"""The clocks of a case: rule and dates, and why a date is what it is."""

import pandas as pd
import streamlit as st

from models.enums import Step
from services.case_clocks import ClockRow
from services.case_view import CaseView
from services.legal_rules import RuleTable
from services.text import N_
from ui.i18n import _, pgettext
from ui.labels import day, word
from ui.legal_words import law

# Clocks that never make a case overdue.
SIDE_STEPS = {
    "effect": N_("Legal effect"),
    "appeal": N_("Second complaint or lawsuit"),
    "notice": N_("Notice to the denouncer and the denounced person"),
    "suspension_notice": N_("Notice of the suspension"),
    "dialogue_notice": N_("Notice of the dialogue"),
}


def show(view: CaseView) -> None:
    """Each clock with its rule, dates and, on demand, the days that were skipped."""
    if not view.clocks.rows:
        st.caption(_("No legal term runs in this case."))
        return
    for row in view.clocks.rows:
        is_current = view.clocks.step is not None and row.step == view.clocks.step
        with st.container(border=True, key=f"clock_{row.step}"):
            _line(row, is_current=is_current)
            with st.expander(_("Why this date?"), key=f"why_{row.step}"):
                _why(row, view.rules)


def _line(row: ClockRow, *, is_current: bool) -> None:
    dates = row.dates
    name = step_name(row.step)
    mark = ":material/timer:" if is_current else ":material/check:" if row.met_on else ":material/schedule:"
    if row.met_on:
        late = _("done on {day}, late") if row.met_on > dates.due_on else _("done on {day}, in time")
        said = late.format(day=day(row.met_on))
    elif row.step == "effect":
        said = _("provisional until the decision was served and the appeal term is over")
    else:
        said = _("running") if is_current else _("waiting")
    due = _("from {start}, due on {due}").format(start=day(dates.started_on), due=day(dates.due_on))
    st.markdown(f"{mark} **{name}** · {due} · {said}")


def _why(row: ClockRow, rules: RuleTable) -> None:
    dates = row.dates
    rule = rules.pinned(dates.rule_id, dates.version)
    unit = _("working days") if rule.unit.value == "working_day" else _("calendar days")
    length = rule.n + dates.extensions * rule.extension_days
    st.markdown(
        _("Rule {rule}, version {version}: {n} {unit} from {trigger} ({basis}).").format(
            rule=rule.id,
            version=rule.version,
            n=length,
            unit=unit,
            trigger=pgettext("rule", rule.trigger),
            basis=law(rule.basis),
        )
    )
    st.markdown(
        _("The bare count ends on {raw}; warnings go by {target}; overdue after {due}.").format(
            raw=day(dates.raw_end), target=day(dates.target_on), due=day(dates.due_on)
        )
    )
    if row.anew is not None:
        st.caption(
            ":material/update: "
            + _(
                "Rules or calendar have changed since: rule {rule}, version {version}, would give {due}. "
                "The case keeps its day unless an administrator moves it."
            ).format(rule=row.anew.rule_id, version=row.anew.version, due=day(row.anew.due_on))
        )
    if dates.extensions:
        st.markdown(_("Extended {n} times.").format(n=dates.extensions))
    if dates.paused_days:
        st.markdown(_("{n} days stood still during suspensions.").format(n=dates.paused_days))
    if dates.skipped:
        unverified = set(dates.unverified)
        st.caption(_("Days that were not counted"))
        st.dataframe(
            pd.DataFrame(
                [
                    {
                        _("Day"): day(skipped),
                        _("Reason"): _(reason),
                        _("Checked"): _("not yet verified by an official") if skipped in unverified else "",
                    }
                    for skipped, reason in dates.skipped
                ]
            ),
            hide_index=True,
            key=f"skipped_{row.step}",
        )
    if rule.confidence != "F":
        st.caption(_("not yet verified by an official"))


def step_name(step: str) -> str:
    """The name of a clock, mandatory or not."""
    return word(Step(step)) if step in set(Step) else _(SIDE_STEPS.get(step, step))
