"""What a code of a figure opens: then and now side by side, whether they differ, and the rows."""

from datetime import date

import streamlit as st

from services.passport_reading import Reopened, ReopenedOfficial
from services.permissions import Actor
from services.statistics import MEASURES, Measure
from services.statistics.official import days_of
from ui import dimension_labels, figure_words, measure_words, navigation, remembered
from ui import periods as period_words
from ui.figures import rows_query
from ui.i18n import _, filled
from ui.labels import count, day, instant
from ui.plain_text import plain


def counted(found: Reopened, *, actor: Actor, today: date) -> None:
    """A figure of a screen: what the reader saw, that day and today as they are on record now."""
    measure = MEASURES[found.measure]
    for notice in found.notices:
        st.info(plain(filled(notice.msgid, notice.values)), icon=":material/info:")
    st.subheader(plain(" · ".join([_(measure.label), *figure_words.chosen(found.chosen)])))
    st.caption(plain(figure_words.question(found.filter, remembered.offered(actor, today=today))))
    _verdict(found, measure)
    first, second, third = st.columns(3, gap="small")
    with first, st.container(border=True, key="card_figure_seen", height="stretch"):
        _seen(found, measure)
    with second, st.container(border=True, key="card_figure_day", height="stretch"):
        label = _("on {day}, as on record now").format(day=day(found.seen_on))
        _number(measure, found.that_day, label)
        _rows(found, actor, of_that_day=True)
    with third, st.container(border=True, key="card_figure_now", height="stretch"):
        _number(measure, found.now, _("today"))
        _rows(found, actor, of_that_day=False)
    st.caption(measure_words.explained(measure))


def official(found: ReopenedOfficial) -> None:
    """An official figure: as it was published, on every day the same."""
    measure = MEASURES[found.measure]
    period = days_of(found.period)
    value = dimension_labels.value_name(found.by, found.key or "none") if found.by != "kind" else ""
    if found.by == "kind":
        value = dimension_labels.value_name("kind", found.key) if found.key else _("All kinds")
    st.subheader(plain(f"{_(measure.label)} · {value}"))
    st.caption(period_words.label(found.period, period.start, period.end))
    if found.value is None:
        st.info(_("This number is not shown to you: see the notes under the official figures."))
        return
    with st.container(border=True, key="card_figure_official", width=320):
        st.markdown(f"**{count(found.value)}** {_('official, whole department')}")
    when = _("Frozen on {when}; later entries do not change it.").format(when=instant(found.published_at))
    st.caption(when)


def _verdict(found: Reopened, measure: Measure) -> None:
    now = figure_words.value(measure, found.now)
    if not found.seen:
        st.info(
            _("You have not seen this figure under its code before. Today it is {now} for you.").format(
                now=now
            ),
            icon=":material/tag:",
        )
        return
    then, at = figure_words.value(measure, found.seen[-1].value), instant(found.seen[-1].at)
    if found.differs:
        text = _("Differs: you saw {then} at {at}; today it is {now} for you.")
        st.warning(text.format(then=then, at=at, now=now), icon=":material/difference:")
    else:
        text = _("Unchanged: you saw {then} at {at}, and it is the same today.")
        st.success(text.format(then=then, at=at), icon=":material/check:")


def _seen(found: Reopened, measure: Measure) -> None:
    if not found.seen:
        st.markdown(_("Not seen by you before"))
        return
    last = found.seen[-1]
    _number(measure, last.value, _("seen by you at {at}").format(at=instant(last.at)))
    for one in found.seen[:-1]:
        st.caption(f"{figure_words.value(measure, one.value)} · {instant(one.at)}")


def _number(measure: Measure, value: float | None, label: str) -> None:
    st.markdown(f"**{figure_words.value(measure, value)}** {label}")


def _rows(found: Reopened, actor: Actor, *, of_that_day: bool) -> None:
    filter = found.then if of_that_day else found.filter
    value = found.that_day if of_that_day else found.now
    if actor.scope.rows and value is not None:
        query = rows_query(found.measure, filter, **found.chosen)
        navigation.link("rows", _("Open the rows"), icon=":material/table_rows:", **query)
