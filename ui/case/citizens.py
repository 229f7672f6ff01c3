"""Legal effect of the decision, and the time limits of citizens: apart from the terms of the authority."""

from datetime import date

import streamlit as st

from services.case_view import CaseView
from services.deadlines import ClockResult, LegalEffect
from services.legal_rules import RuleTable
from ui.case.clocks import step_name
from ui.i18n import _, pgettext
from ui.labels import day
from ui.legal_words import law
from ui.plain_text import plain


def show(view: CaseView, *, today: date) -> None:
    """When the decision takes effect, and until when the citizen may go on; nothing where neither runs."""
    fields = view.clocks
    if fields.effect is not None:
        st.subheader(_("Legal effect"))
        st.markdown(f":material/gavel: {effect_said(fields.effect, today)}")
    limits = [(row.step, row.dates) for row in fields.of_citizens]
    if view.expired is not None:
        limits.append(("appeal", view.expired))
    if limits:
        st.subheader(_("Time limits of the citizen"))
        for step, dates in limits:
            with st.container(border=True, key=f"limit_{step}"):
                _limit(step, dates, view.rules, today)
        st.caption(_("These are the citizen's own terms. They make nothing overdue here."))


def effect_said(effect: LegalEffect, today: date) -> str:
    """When a decision takes legal effect, and whether that is certain."""
    on = day(effect.effective_on)
    if effect.is_final(today):
        return _("In legal effect since {day}.").format(day=on)
    if not effect.may_be_appealed:
        return _("Takes legal effect on {day}.").format(day=on)
    if effect.provisional_until is None:
        return _("Takes legal effect on {day} (provisional: no service of the decision is recorded).").format(
            day=on
        )
    if not effect.is_provisional:
        return _("Takes legal effect on {day}; the citizen's own term ends on {until}.").format(
            day=on, until=day(effect.provisional_until)
        )
    said = _("In legal effect from {day} (provisional until {until}, when the citizen's own term ends).")
    return said.format(day=on, until=day(effect.provisional_until))


def _limit(step: str, dates: ClockResult, rules: RuleTable, today: date) -> None:
    rule = rules.pinned(dates.rule_id, dates.version)
    over = _("has ended") if dates.due_on < today else _("running")
    until = _("from {start} until {due}").format(start=day(dates.started_on), due=day(dates.due_on))
    st.markdown(f":material/person: **{step_name(step)}** · {until} · {over}")
    unit = _("working days") if rule.unit.value == "working_day" else _("calendar days")
    st.caption(
        _("Rule {rule}, version {version}: {n} {unit} from {trigger} ({basis}).").format(
            rule=rule.id,
            version=rule.version,
            n=rule.n,
            unit=unit,
            trigger=pgettext("rule", rule.trigger),
            basis=plain(law(rule.basis)),
        )
    )
