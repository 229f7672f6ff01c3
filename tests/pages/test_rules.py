"""The page of rules: terms and versions, what waits, clocks, workflow, calendar; by role and by refusal."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import streamlit as st
from sqlmodel import select

from models import AuditEntry, CalendarDay, CaseEvent, Deadline, RuleVersion
from models.enums import Kind, Role
from services import calendar_days, clock, clocks, rule_edits
from services.actors import system_actor
from services.rule_overlay import FIRST_OWN_VERSION
from services.workflow_rules import shipped_workflow
from tests.conftest import NOW
from tests.services.rule_world import entry, handling, running_case
from ui.i18n import in_language
from ui.rules import workflow_graph
from ui.theme import DARK, LIGHT

PAGE = "pages/rules.py"
READERS = (Role.DIRECTOR, Role.INSPECTOR, Role.UNIT_HEAD, Role.OFFICER, Role.RECEPTION_CLERK)
PARTS = ("terms", "decide", "clocks", "workflow", "calendar", "points")
SYSTEM = system_actor("manage.py (test)")
TODAY = clock.local_date(clock.now())


@pytest.fixture
def admin(page_build):
    return page_build.user(Role.ADMINISTRATOR)


def opened(open_page, user, part="terms", **values):
    page = open_page(PAGE, user=user, query={"part": part}, **values)
    assert not page.exception
    return page


def table(page, column):
    return next(one.value for one in page.dataframe if column in one.value.columns)


def said(page) -> str:
    return " ".join(one.value for one in [*page.markdown, *page.caption, *page.info, *page.warning])


def test_a_viewer_of_figures_has_no_rules(open_page, page_build) -> None:
    page = open_page(PAGE, user=page_build.user(Role.VIEWER))

    assert "right to open this page" in page.error[0].value
    assert not page.dataframe


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", READERS)
def test_who_works_cases_reads_every_part_and_changes_nothing(open_page, page_build, role, part) -> None:
    page = opened(open_page, page_build.user(role), part)

    assert [tab.label for tab in page.tabs] == [
        "Terms",
        "To decide",
        "Clocks by step",
        "Workflow",
        "Working calendar",
        "Hot-spot points",
    ]
    assert not page.button
    assert not any("New version" in one.label for one in page.expander)


@pytest.mark.parametrize("language", ["en", "vi"])
@pytest.mark.parametrize("part", PARTS)
def test_an_administrator_opens_every_part(open_page, admin, part, language) -> None:
    opened(open_page, admin, part, language=language)


def test_the_terms_are_told_in_words_with_n_of_all(open_page, admin) -> None:
    page = opened(open_page, admin)

    rows = table(page, "What has to be done").set_index("Code")
    assert len(rows) == 61
    assert rows.loc["KN-ACC1", "Term"] == "7 working days"
    assert rows.loc["TCD-PST", "Term"] == "5 working days before"
    assert rows.loc["PA-SLA", "Validity"].endswith("unverified")
    assert "61 / 61" in said(page)
    assert "3 of 61 terms are unverified." in said(page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("kn acc1", ["KN-ACC1"]),
        ("KNACC1", ["KN-ACC1"]),
        ("thu ly ky luat", ["KL-ACC", "KL-RES", "KL-RESX"]),
        ("LTC dieu 36", ["TC-HDL", "TC-HRP"]),
    ],
)
def test_search_needs_no_accents(open_page, admin, asked, found) -> None:
    page = opened(open_page, admin, language="vi")

    page.text_input(key="rule_search").set_value(asked).run()

    assert table(page, "Việc phải làm")["Mã"].tolist() == found
    assert f"{len(found)} / 61" in said(page)


def test_filters_narrow_the_list_and_an_empty_one_says_what_to_do(open_page, admin) -> None:
    page = opened(open_page, admin)
    page.selectbox(key="rule_kind").set_value("reception").run()
    page.toggle(key="rule_unverified").set_value(True).run()
    shown = table(page, "What has to be done")["Code"].tolist()

    page.text_input(key="rule_search").set_value("không có đâu").run()

    assert shown == ["TCD-CON"]
    assert "No term fits." in page.info[0].value


def look_at(page, rule_id: str):
    return page.selectbox(key="rule_chosen").set_value(rule_id).run()


def fill(page, rule_id: str, *, n: int, first: date, basis: str = "Nghị định thử 1/2026/NĐ-CP"):
    page.number_input(key=f"new_n_{rule_id}").set_value(n)
    page.date_input(key=f"new_from_{rule_id}").set_value(first)
    page.text_input(key=f"new_basis_{rule_id}").set_value(basis)
    page.run()
    return page.button(key=f"preview_{rule_id}").click().run()


def test_a_new_version_is_previewed_and_saved_and_moves_nothing(open_page, page_build, admin) -> None:
    unit = page_build.unit("Phòng Quản lý", parent=page_build.department())
    case = running_case(page_build, received_on=date(2026, 11, 16), unit=unit)
    before = case.due_on
    page = look_at(opened(open_page, admin), "KN-ACC1")

    page = fill(page, "KN-ACC1", n=5, first=date(2026, 10, 1))
    preview = table(page, "Overdue at once").iloc[0].tolist()
    page.button(key="save_KN-ACC1").click().run()

    assert not page.exception
    assert preview[:4] == ["Phòng Quản lý", "Complaint", 1, 1]
    page_build.session.expire_all()
    own = page_build.session.exec(select(RuleVersion).where(RuleVersion.source == "own")).one()
    assert (own.n, own.version, own.entered_by) == (5, FIRST_OWN_VERSION, admin.name)
    assert (case.due_on, handling(page_build.session, case).recount) == (before, "waiting")
    assert not page.dataframe[0].value.empty


def test_the_preview_shows_an_administrator_no_code(open_page, page_build, admin) -> None:
    case = running_case(page_build, received_on=date(2026, 11, 16))
    page = look_at(opened(open_page, admin), "KN-ACC1")

    page = fill(page, "KN-ACC1", n=5, first=date(2026, 10, 1))

    shown = " ".join(one.value.to_string() for one in page.dataframe) + said(page)
    assert "running clocks of 1 cases" in shown
    assert case.code not in shown


@pytest.mark.parametrize(
    ("n", "first", "basis", "words"),
    [
        (0, date(2026, 10, 1), "Luật", "Rule KN-ACC1: a term of 0 days does not exist."),
        (-5, date(2026, 10, 1), "Luật", "its days are counted forward"),
        (5, date(2012, 1, 1), "Luật", "Rule KN-ACC1 is in force from 01/07/2012"),
        (5, date(2026, 10, 1), "", "“Basis in law” is empty"),
    ],
)
def test_a_wrong_version_is_refused_and_stays_in_the_form(
    open_page, page_build, admin, n, first, basis, words
) -> None:
    page = look_at(opened(open_page, admin), "KN-ACC1")

    page = fill(page, "KN-ACC1", n=n, first=first, basis=basis)

    assert words in page.error[0].value
    assert page.number_input(key="new_n_KN-ACC1").value == n
    assert not any(one.key == "save_KN-ACC1" for one in page.button)
    assert page_build.session.exec(select(RuleVersion).where(RuleVersion.source == "own")).all() == []


def test_the_conditions_of_the_product_are_kept_in_their_own_words(open_page, page_build, admin) -> None:
    page = look_at(opened(open_page, admin, language="vi"), "KN-ACC1")

    page = fill(page, "KN-ACC1", n=5, first=date(2026, 10, 1))
    page.button(key="save_KN-ACC1").click().run()

    own = page_build.session.exec(select(RuleVersion).where(RuleVersion.source == "own")).one()
    assert own.condition == "none of the grounds of LKN art.11"


def test_a_term_is_confirmed_with_its_document(open_page, page_build, admin) -> None:
    page = look_at(opened(open_page, admin), "PA-SLA")
    page.button(key="verify_PA-SLA").click().run()
    refused = page.error[0].value

    page.text_input(key="verify_document_PA-SLA").set_value("Quyết định 15/QĐ-SCT").run()
    page.button(key="verify_PA-SLA").click().run()

    assert "“Document that confirms it” is empty" in refused
    row = page_build.session.exec(select(RuleVersion).where(RuleVersion.rule_id == "PA-SLA")).one()
    assert (row.verified_document, row.verified_by) == ("Quyết định 15/QĐ-SCT", admin.name)
    assert "2 of 61 terms are unverified." in said(page)
    history = table(page, "From → to")
    assert history.iloc[0]["What"] == "Version verified"


def own_version(page_build, **values) -> None:
    rule_edits.add(page_build.session, entry(**values), actor=SYSTEM, now=NOW)
    page_build.session.commit()


def test_a_version_nobody_used_is_undone(open_page, page_build, admin) -> None:
    own_version(page_build)
    page = look_at(opened(open_page, admin), "KN-ACC1")

    page.button(key="undo_KN-ACC1").click().run()

    assert not page.exception
    assert page_build.session.exec(select(RuleVersion).where(RuleVersion.source == "own")).all() == []


def test_a_version_in_use_is_not_undone_and_ends_with_a_reason(open_page, page_build, admin) -> None:
    own_version(page_build)
    running_case(page_build, received_on=date(2026, 11, 16))
    page = look_at(opened(open_page, admin), "KN-ACC1")
    page.button(key="undo_KN-ACC1").click().run()
    refused = page.error[0].value

    page.date_input(key="end_day_KN-ACC1").set_value(date(2026, 12, 31))
    page.text_input(key="end_reason_KN-ACC1").set_value("Hết hiệu lực").run()
    page.button(key="end_KN-ACC1").click().run()

    assert "cannot be undone" in refused
    page_build.session.expire_all()
    own = page_build.session.exec(select(RuleVersion).where(RuleVersion.source == "own")).one()
    assert own.effective_to == date(2026, 12, 31)


def test_nothing_waits_in_a_new_installation(open_page, admin) -> None:
    page = opened(open_page, admin, "decide")

    assert "No running clock waits for a decision." in page.get("html")[0].proto.body
    assert not page.button


def test_an_administrator_moves_clocks_to_the_new_version(open_page, page_build, admin) -> None:
    case = running_case(page_build, received_on=date(2026, 11, 16))
    own_version(page_build)
    page = opened(open_page, admin, "decide")
    key = f"KN-ACC1_{FIRST_OWN_VERSION}"
    page.button(key=f"move_{key}").click().run()
    refused = page.error[0].value

    page.text_input(key=f"basis_{key}").set_value("Công văn 21/SCT").run()
    page.button(key=f"move_{key}").click().run()

    assert "“Basis of the decision (document)” is empty" in refused
    page_build.session.expire_all()
    deadline = handling(page_build.session, case)
    assert (deadline.rule_version, deadline.due_on) == (FIRST_OWN_VERSION, date(2026, 11, 23))
    assert page_build.session.exec(select(CaseEvent).where(CaseEvent.action == "recount")).one()
    assert not any(one.key == f"move_{key}" for one in page.button)


def test_an_administrator_keeps_clocks_as_they_are(open_page, page_build, admin) -> None:
    case = running_case(page_build, received_on=date(2026, 11, 16))
    own_version(page_build)
    page = opened(open_page, admin, "decide")
    key = f"KN-ACC1_{FIRST_OWN_VERSION}"

    page.text_input(key=f"basis_{key}").set_value("Công văn 21/SCT").run()
    page.button(key=f"keep_{key}").click().run()

    page_build.session.expire_all()
    deadline = handling(page_build.session, case)
    assert (deadline.rule_version, deadline.recount) == (2, "kept")


def test_a_head_of_unit_sees_the_codes_of_his_unit_only(open_page, page_build) -> None:
    here, there = (page_build.unit(name, parent=page_build.department()) for name in ("Phòng A", "Phòng B"))
    mine = running_case(page_build, received_on=date(2026, 11, 16), unit=here)
    other = running_case(page_build, received_on=date(2026, 11, 16), unit=there)
    own_version(page_build)

    page = opened(open_page, page_build.user(Role.UNIT_HEAD, unit=here), "decide")

    assert table(page, "New day")["Code"].tolist() == [mine.code]
    assert "1 of 1 clocks within your rights" in said(page)
    assert other.code not in said(page)


def test_the_clocks_of_a_kind_are_told_with_rule_and_term(open_page, admin) -> None:
    page = opened(open_page, admin, "clocks")

    rows = table(page, "For which cases")
    first = rows.iloc[0].to_dict()
    assert first["Step"] == "Handling of the petition"
    assert (first["For which cases"], first["Rule"], first["Term"]) == (
        "First instance",
        "KN-ACC1",
        "7 working days",
    )
    complex_remote = rows[rows["Rule"] == "KN-RES1RX"].iloc[0]
    assert complex_remote["For which cases"] == "First instance, complex or especially complex, remote area"
    assert complex_remote["How it runs"] == "makes overdue, stops when suspended"


def test_the_workflow_stands_as_a_graph_and_as_a_table(open_page, admin) -> None:
    page = opened(open_page, admin, "workflow")

    rows = table(page, "Who may do it").set_index("Action")
    accept = rows.loc["Accept the complaint for settlement"]
    assert accept["From → to"] == "Newly received → Accepted"
    assert accept["Who may do it"] == "Director, Inspector (focal unit), Head of unit"
    assert (accept["Starts"], accept["Ends"]) == ("Settlement", "Handling of the petition")
    assert accept["Needs"] == "document: number, date, signer"
    assert "reason" in rows.loc["Suspend the settlement"]["Needs"]
    assert rows.loc["Resume the settlement"]["From → to"] == "Suspended → the state before"
    spec = page.get("graphviz_chart")[0].proto.spec
    assert 'new [label="Newly received"]' in spec
    assert "1. " not in spec.split("\\l")[0]


@pytest.mark.parametrize("flow", workflow_graph.FLOWS)
@pytest.mark.parametrize("palette", [LIGHT, DARK])
def test_the_graph_has_every_state_and_every_number(flow, palette) -> None:
    kind, instance = workflow_graph.FLOWS[flow]
    steps = shipped_workflow().of(kind, instance)

    with in_language("vi"):
        dot = workflow_graph.dot(steps, palette)

    for state in {step.to_state for step in steps if step.to_state}:
        assert f"{state.value} [label=" in dot
    moving = {s.action for s in steps if s.from_state is not None and not s.stays}
    for action, number in workflow_graph.numbered(steps).items():
        if action in moving:
            assert f"{number}. " in dot or f"{number}\\l" in dot or f"{number}, " in dot, action
    assert palette.surface in dot
    assert "Đã kết thúc" in dot


def test_a_quote_in_a_label_does_not_break_the_graph() -> None:
    steps = shipped_workflow().of(Kind.RECOMMENDATION)
    odd = [replace(step, label='Say "yes"') for step in steps]

    with in_language("en"):
        dot = workflow_graph.dot(odd, LIGHT)

    assert '1. Say \\"yes\\"' not in dot
    assert '\u00a02. Say \\"yes\\"\\l' in dot


def test_the_year_stands_with_its_days_and_its_notice(open_page, admin) -> None:
    page = opened(open_page, admin, "calendar")
    page.number_input(key="calendar_view").set_value(2026).run()

    rows = table(page, "Number of the official letter")
    swap = rows[rows["Day"] == "Fri 02/01/2026"].iloc[0]
    assert (swap["What"], swap["Number of the official letter"]) == (
        "Day off by swap or letter",
        "12729/VPCP-KGVX",
    )
    assert rows[rows["Day"] == "Sat 10/01/2026"].iloc[0]["What"] == "Make-up working day"
    assert rows[rows["Day"] == "Tue 24/11/2026"].iloc[0]["State"] == "unverified"
    assert "249 working days" in said(page)


def test_a_year_without_data_is_refused_in_a_sentence(open_page, admin) -> None:
    page = opened(open_page, admin, "calendar")

    page.number_input(key="calendar_view").set_value(2035).run()

    assert "The calendar has no data for the year 2035" in page.error[0].value


def next_working_day(page_build) -> date:
    day = clocks.calendar(page_build.session).add_working_days(TODAY, 2)
    # The session lets go of what it has read, so that it sees what the page writes.
    page_build.session.commit()
    return day


def test_a_day_off_is_entered_after_its_preview_and_leaves_cases_waiting(
    open_page, page_build, admin
) -> None:
    case = running_case(page_build, received_on=TODAY)
    off, before = next_working_day(page_build), case.due_on
    page = opened(open_page, admin, "calendar")
    page.date_input(key="calendar_day").set_value(off)
    page.text_input(key="calendar_reason").set_value("Nghỉ theo công điện").run()
    touched = table(page, "Later day").iloc[0].tolist()

    page.button(key="calendar_save").click().run()

    assert not page.exception
    assert touched[2:5] == [1, 0, 1]
    page_build.session.expire_all()
    assert page_build.session.exec(select(CalendarDay.reason)).one() == "Nghỉ theo công điện"
    assert (case.due_on, handling(page_build.session, case).recount) == (before, "waiting")


def test_without_a_day_nothing_can_be_entered(open_page, admin) -> None:
    page = opened(open_page, admin, "calendar")

    page.date_input(key="calendar_day").set_value(None).run()

    assert not page.exception
    assert "Choose the day first." in said(page)
    assert not any(one.key == "calendar_save" for one in page.button)


def test_a_day_of_an_unknown_year_is_refused(open_page, page_build, admin) -> None:
    page = opened(open_page, admin, "calendar")
    page.date_input(key="calendar_day").set_value(date(2035, 5, 4)).run()

    assert "The calendar has no data for the year 2035" in page.error[0].value
    assert page_build.session.exec(select(CalendarDay)).all() == []


def test_a_day_is_taken_back(open_page, page_build, admin) -> None:
    off = next_working_day(page_build)
    calendar_days.set_day(page_build.session, off, is_working=False, reason="Thử", actor=SYSTEM, now=NOW)
    page_build.session.commit()
    page = opened(open_page, admin, "calendar")

    page.button(key="calendar_remove").click().run()

    assert not page.exception
    assert page_build.session.exec(select(CalendarDay)).all() == []


def test_a_year_is_confirmed_by_the_number_of_its_notice(open_page, page_build, admin) -> None:
    page = opened(open_page, admin, "calendar")
    year = int(page.number_input(key="calendar_year").value)
    page.text_input(key="calendar_letter").set_value("12/TB-BNV").run()

    page.button(key="calendar_confirm").click().run()

    assert not page.exception
    page_build.session.expire_all()
    assert not calendar_days.lacks_notice(page_build.session, year)


def test_the_notice_is_asked_for_from_the_set_day_on(open_page, page_build, admin) -> None:
    from models import Setting

    tomorrow = TODAY + timedelta(days=1)
    days = {"valid_from": date(2020, 1, 1), "note": "Quyết định 5"}
    setting = page_build.add(Setting(key="calendar.notice_from", value=f"{TODAY:%d/%m}", **days))
    warned = said(opened(open_page, admin))

    setting.value = f"{tomorrow:%d/%m}"
    page_build.session.commit()
    silent = said(opened(open_page, admin))

    words = f"The official notice on the days off of {TODAY.year + 1} has not been entered."
    assert words in warned
    # On the last day of a year, tomorrow lies in the next one.
    assert (words in silent) is (tomorrow.year > TODAY.year)
    assert words not in said(opened(open_page, page_build.user(Role.DIRECTOR)))


def test_the_home_of_an_administrator_says_what_needs_attention(open_page, page_build, admin) -> None:
    running_case(page_build, received_on=date(2026, 11, 16))
    own_version(page_build)

    page = open_page("pages/set_up.py", user=admin)

    assert not page.exception
    told = said(page)
    assert "1 running clocks wait for your decision" in told
    assert "4 legal terms are unverified" in told


def test_both_files_of_the_terms_are_offered(open_page, page_build, monkeypatch) -> None:
    made = {}

    def button(label, data, *, file_name, **_options):
        made[file_name.rsplit(".", 1)[1]] = data

    monkeypatch.setattr(st, "download_button", button)

    opened(open_page, page_build.user(Role.OFFICER))

    plain = made["csv"]().decode()
    assert plain.startswith("id,version,kind")
    assert len(plain.splitlines()) == 66
    assert made["xlsx"]().startswith(b"PK")
    page_build.session.expire_all()
    trail = page_build.session.exec(select(AuditEntry).where(AuditEntry.action == "exported_rules")).all()
    assert {one.details["form"] for one in trail} == {"csv", "xlsx"}
    assert page_build.session.exec(select(Deadline)).all() == []
