"""The page on which a scan is redacted, and what stands beside a scan for its readers."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from models import Attachment, AuditEntry, CaseGrant, InboxItem
from models.enums import Kind, Role
from services import attachments, database
from tests.services.scans import PLACE, cut, letter, pages_of

PAGE, PETITION, CASE = "pages/redaction.py", "pages/petition.py", "pages/case.py"


@pytest.fixture
def matter(page_build):
    """A denunciation with a scan of two pages, its head, and a verifier who was granted the case."""

    class Matter:
        unit = page_build.unit("Phòng Thanh tra", parent=page_build.department())
        head = page_build.user(Role.UNIT_HEAD, unit=unit)
        verifier = page_build.user(Role.OFFICER, unit=unit)
        petition = page_build.petition(kind=Kind.DENUNCIATION, unit=unit)
        case = page_build.case(kind=Kind.DENUNCIATION, unit=unit, petition=petition)
        scan = None

    now = datetime.now(UTC)
    page_build.add(
        CaseGrant(
            case_id=Matter.case.id, user_id=Matter.verifier.id, granted_by_id=Matter.head.id, granted_at=now
        )
    )
    actor = page_build.actor_of(Matter.head)
    page_build.session.commit()
    with database.transaction() as session:
        Matter.scan = attachments.add_to_petition(
            session,
            Matter.petition.id,
            name="Don cua ba Mat.pdf",
            data=letter("mot", "hai"),
            actor=actor,
            now=now,
        )
    return Matter


def stored(build, model):
    build.session.rollback()
    return build.session.exec(select(model).order_by(model.id)).all()


def words(page) -> str:
    return "\n".join(element.value for element in (*page.title, *page.markdown, *page.caption))


def keys(page) -> set[str]:
    return {button.key for button in page.button}


def with_box(page, *sides: float):
    """Enter a box by keyboard."""
    for label, value in zip(("left", "top", "width", "height"), sides, strict=True):
        field = next(one for one in page.number_input if one.key.startswith(f"redaction_{label}_"))
        field.set_value(value)
    return page.button(key="redaction_add").click().run()


def test_a_scan_is_redacted_by_keyboard_looked_at_and_saved(open_page, page_build, matter) -> None:
    page = open_page(PAGE, user=matter.head, query={"scan": str(matter.scan.id)})
    left, top, right, bottom = PLACE

    with_box(page, left, top, right - left, bottom - top)
    listed = words(page)
    page.segmented_control(key="redaction_step").set_value("check").run()
    unlooked = words(page)
    is_closed = page.button(key="redaction_save").disabled
    for _page in range(2):
        page.button(key="redaction_look").click().run()
    page.button(key="redaction_save").click().run()
    refused = page.error[0].value
    page.checkbox(key="redaction_confirmed").check().run()
    page.button(key="redaction_save").click().run()

    assert not page.exception
    assert "1. from the left 10%, from the top 14%: 40% x 6%" in listed
    assert "2 pages have not been looked at: 1, 2." in unlooked
    assert is_closed
    assert refused == "Confirm that you have looked at every page."
    original, copy = stored(page_build, Attachment)
    assert copy.redacts_id == original.id
    assert cut(pages_of(attachments.data_of(copy))[0], PLACE).getextrema() == ((0, 0), (0, 0), (0, 0))
    assert page.session_state["_went_to"] == ("petition", {"code": matter.petition.code})


def test_a_box_is_taken_back_and_one_that_hides_nothing_is_refused(open_page, page_build, matter) -> None:
    page = open_page(PAGE, user=matter.head, query={"scan": str(matter.scan.id)})

    with_box(page, 10, 10, 0, 5)
    refused = page.error[0].value
    with_box(page, 10, 10, 20, 5)
    page.button(key="redaction_next").click().run()
    other = words(page)
    page.button(key="redaction_previous").click().run()
    page.button(key="redaction_back_0").click().run()

    assert refused == "The box is too small to hide anything. Draw it over the whole place."
    assert "Page 2 of 2" in other
    assert "None yet." in other
    assert "None yet." in words(page)
    # Turning pages and drawing is one visit: one entry on the trail.
    assert [e.action for e in stored(page_build, AuditEntry) if e.action == "scan.read"] == ["scan.read"]


def test_boxes_are_still_there_after_the_browser_was_closed(open_page, page_build, matter) -> None:
    with_box(open_page(PAGE, user=matter.head, query={"scan": str(matter.scan.id)}), 10, 10, 20, 5)

    page = open_page(PAGE, user=matter.head, query={"scan": str(matter.scan.id)})
    kept = words(page)
    page.button(key="redaction_discard").click().run()

    assert "1. from the left 10%" in kept
    assert "None yet." in words(open_page(PAGE, user=matter.head, query={"scan": str(matter.scan.id)}))


@pytest.mark.parametrize("asked", ["", "0", "999", "-1", "1;2", "٣", "9" * 40])
def test_a_forged_or_missing_number_looks_like_no_scan(open_page, page_build, matter, asked) -> None:
    page = open_page(PAGE, user=matter.head, query={"scan": asked})

    assert page.error[0].value == "This record does not exist, or you may not see it."
    assert not keys(page)


def test_who_may_not_redact(open_page, page_build, matter) -> None:
    elsewhere = page_build.user(Role.UNIT_HEAD, unit=page_build.unit(parent=page_build.department()))

    verifier = open_page(PAGE, user=matter.verifier, query={"scan": str(matter.scan.id)})
    other = open_page(PAGE, user=elsewhere, query={"scan": str(matter.scan.id)})

    assert verifier.error[0].value == "You do not have the right to open this page."
    assert other.error[0].value == "This record does not exist, or you may not see it."


def test_the_verifier_asks_and_then_opens_the_copy_in_petition_and_case(
    open_page, page_build, matter
) -> None:
    code = {"code": matter.petition.code}
    before = open_page(PETITION, user=matter.verifier, query=code)
    asking = words(before)
    before.button(key=f"copy_ask_{matter.scan.id}").click().run()
    asked = words(before)
    page = open_page(PAGE, user=matter.head, query={"scan": str(matter.scan.id)})
    page.segmented_control(key="redaction_step").set_value("check").run()
    for _page in range(2):
        page.button(key="redaction_look").click().run()
    page.checkbox(key="redaction_confirmed").check().run()
    page.button(key="redaction_save").click().run()

    after = open_page(PETITION, user=matter.verifier, query=code)
    (copy,) = [one for one in stored(page_build, Attachment) if one.redacts_id]
    after.button(key=f"copy_open_{copy.id}").click().run()
    in_case = open_page(CASE, user=matter.verifier, query={"code": matter.case.code})

    assert "A redacted copy is not made yet." in asking
    assert f"scan_open_{matter.scan.id}" not in keys(before) | keys(after)
    assert "You have asked for it." in asked
    saved = [one.proto for one in after.get("download_button") if one.proto.label == "Save the file"]
    assert len(saved) == 1
    assert f"copy_open_{copy.id}" in keys(in_case)
    assert f"redact_{matter.scan.id}" not in keys(in_case) | keys(after)
    assert "Mat" not in words(after) + words(in_case)
    topics = [(item.user_id, item.topic) for item in stored(page_build, InboxItem)]
    assert topics == [(matter.head.id, "redaction_wanted"), (matter.verifier.id, "redaction_made")]
    assert [e.action for e in stored(page_build, AuditEntry) if e.action.startswith("scan.read")] == [
        "scan.read",
        "scan.read_redacted",
    ]


def test_who_reads_originals_is_led_to_the_redaction(open_page, page_build, matter) -> None:
    page = open_page(CASE, user=matter.head, query={"code": matter.case.code})

    page.button(key=f"redact_{matter.scan.id}").click().run()

    assert page.session_state["_went_to"] == ("redaction", {"scan": str(matter.scan.id)})
