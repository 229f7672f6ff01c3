"""Forged addresses: every page with hostile values of every parameter; nothing breaks or is given away."""

from datetime import timedelta

import pytest
from streamlit import config

from models.enums import Kind, Role
from services import drafts
from services.filters import NAMES
from services.statistics import DIMENSIONS
from tests.conftest import ROOT
from ui.navigation import PAGES
from ui.session import now, today

SECRET = "Chuyện Kín Không Ai Được Biết"
HUGE = "9" * 5_000
# Each is tried for every parameter of every page: other people's rows, numbers that are none or too
# large, lists, words of SQL, HTML and Excel, control characters, unknown members of known lists.
HOSTILE = (
    "-1",
    HUGE,
    "99999999999999999999",
    "²",
    "٣",
    "0x10",
    "1,2,,x,-3",
    "' OR '1'='1' --",
    "1; DROP TABLE cases",
    "<script>alert(1)</script>",
    "[a](javascript:alert(1)) :material/lock: $x$ {0} %s %(x)s",
    "=cmd|' /C calc'!A0",
    "../../etc/passwd",
    "\0",
    "\u202e\ud7ff\U0001f600",
    "2026-13-45",
    "0000-00-00",
    "9999-12-31",
    "0001-01-01",
    "9999-12-31..0001-01-01",
    "..",
    "none",
    "null",
    "[]",
    "",
    " ",
    "a" * 3_000,
)
OWN = {
    "account": (),
    "alarms": ("view", "alarm"),
    "audit": (),
    "briefing": ("week", "slide", "version", "open", "measure", "present"),
    "case": ("code", "do", "event", "part"),
    "cases": ("view", "sort", "search", *NAMES),
    "catalogues": (),
    "clock_watch": ("tab", "first"),
    "crowds": ("tab", "case"),
    "documents": ("template",),
    "home": ("view",),
    "figure": ("code",),
    "hotspots": ("search", "alarms", *NAMES),
    "imports": ("first", "batch"),
    "intake": ("draft",),
    "map": ("figure", *NAMES),
    "monitor": ("tiles", *NAMES),
    "personal_data": (),
    "petition": ("code", "do"),
    "petitions": ("view", "search", *NAMES),
    "redaction": ("code", "scan"),
    "reminded": ("message",),
    "rows": ("measure", "first", *NAMES, *(f"by_{name}" for name in DIMENSIONS)),
    "rules": ("part", "rule"),
    "set_up": ("step",),
    "settings": ("tab",),
    "statistics": (
        *("tab", "against", "against_days", "figure", "down", "across", "count"),
        *(*NAMES, *(f"by_{name}" for name in DIMENSIONS)),
    ),
    "units": (),
    "users": (),
    "wall": (),
}
ROLES = {
    name: Role.ADMINISTRATOR for name in ("catalogues", "documents", "set_up", "settings", "units", "users")
}


def test_every_page_is_tried() -> None:
    assert {entry.name for entry in PAGES} <= set(OWN)


@pytest.fixture
def department(page_build):
    """Two units; in the other one a denunciation and a complaint that nobody of the first may see."""
    top = page_build.department()
    ours, theirs = (page_build.unit(name, parent=top) for name in ("Phòng Của Ta", "Phòng Khác"))
    received = today() - timedelta(days=80)
    for kind in (Kind.COMPLAINT, Kind.DENUNCIATION):
        page_build.case(unit=theirs, kind=kind, summary=SECRET, received_on=received, due_on=today())
    page_build.case(unit=ours, received_on=received, due_on=today() - timedelta(days=20))
    return ours


def shown(page) -> str:
    """Everything the page says, also in its tables."""
    blocks = [*page.title, *page.markdown, *page.caption, *page.error, *page.info, *page.warning, *page.text]
    html = [part.proto.body for part in page.get("html")]
    tables = [table.value.to_string() for table in page.dataframe]
    return "\n".join([*(str(block.value) for block in blocks), *html, *tables])


@pytest.fixture(autouse=True)
def told():
    """Say what went wrong; a page in use hides it."""
    config.set_option("client.showErrorDetails", "full")
    yield
    config.set_option("client.showErrorDetails", "none")


def tried(open_page, page_build, department, name: str, rounds) -> None:
    """Open a page once per round; in round r the n-th parameter has the value r + n."""
    role = ROLES.get(name, Role.UNIT_HEAD)
    user = page_build.user(role, unit=department)
    names = OWN[name]
    for turn in rounds:
        query = {key: HOSTILE[(turn + place) % len(HOSTILE)] for place, key in enumerate(names)}
        if name == "rows" and turn % 2:
            query["measure"] = "overdue"

        page = open_page(f"pages/{name}.py", user=user, query=query)

        said = shown(page)
        assert not page.exception, (query, page.exception[0].message, page.exception[0].stack_trace)
        assert SECRET not in said, (name, query)
        assert "Traceback" not in said
        assert "<script>alert" not in said, (name, query)


PAGES_WITH_PARAMETERS = [name for name, names in OWN.items() if names]


@pytest.mark.parametrize("name", PAGES_WITH_PARAMETERS)
def test_a_page_takes_no_harm_from_a_forged_address(open_page, page_build, department, name: str) -> None:
    tried(open_page, page_build, department, name, (0, 13) if name != "rows" else (0, 7, 14, 21))


@pytest.mark.proof
@pytest.mark.parametrize("name", PAGES_WITH_PARAMETERS)
def test_a_page_takes_no_harm_from_any_forged_address(open_page, page_build, department, name: str) -> None:
    tried(open_page, page_build, department, name, range(len(HOSTILE)))


@pytest.mark.parametrize(("name", "parameter"), [("case", "code"), ("petition", "code")])
def test_other_peoples_rows_look_like_missing_ones(
    open_page, page_build, department, name, parameter
) -> None:
    user = page_build.user(Role.OFFICER, unit=department)
    other = page_build.unit("Phòng Thứ Ba", parent=page_build.department())
    theirs = page_build.petition(unit=other, summary=SECRET)
    case = page_build.case(unit=other, summary=SECRET)
    code = case.code if name == "case" else theirs.code

    foreign = shown(open_page(f"pages/{name}.py", user=user, query={parameter: code}))
    missing = shown(open_page(f"pages/{name}.py", user=user, query={parameter: "2026-99999"}))

    assert foreign == missing
    assert "does not exist, or you may not see it" in foreign


def test_somebody_elses_draft_is_an_empty_form(open_page, page_build, department) -> None:
    author, reader = (page_build.user(Role.RECEPTION_CLERK, unit=department) for _ in range(2))
    draft = drafts.save(
        page_build.session,
        {"summary": SECRET},
        actor=page_build.actor_of(author, today=today()),
        form="intake",
        key="ban-nhap",
        now=now(),
    )
    page_build.session.commit()

    page = open_page("pages/intake.py", user=reader, query={"draft": draft.key})

    assert not page.exception
    assert all(SECRET not in str(field.value) for field in [*page.text_area, *page.text_input])


def test_the_list_of_parameters_is_that_of_the_code() -> None:
    """A page that reads a new parameter has to be tried with it."""
    code = "\n".join(
        path.read_text("utf-8") for folder in ("pages", "ui") for path in (ROOT / folder).rglob("*.py")
    )
    read = {part.split('"')[0] for part in code.split('query_params.get("')[1:]}
    known = {name for names in OWN.values() for name in names} | {"next"}

    assert read <= known
