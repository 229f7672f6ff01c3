"""Redacted copies: what they hide is gone for good, who makes them, who gets them, who asks for them."""

import pytest
from sqlmodel import select

from models import Attachment, AuditEntry, CaseExclusion, CaseGrant, Draft, InboxItem
from models.enums import Kind, Role
from services import attachments, drafts, inbox, vault
from services.errors import NotFound, NotPermitted
from services.redaction import asking, copies, working
from services.redaction.asking import AskedAlready, CopyThere, NobodyMakesCopies
from services.redaction.boxes import Box, BoxNotThere, BoxTooSmall, PageNotThere
from services.redaction.originals import NotDrawable, NotProtected
from services.redaction.working import BoxesChanged, NotConfirmed, PagesNotLookedAt
from tests.conftest import NOW, TODAY
from tests.services.intake_files import pdf
from tests.services.scans import AUTHOR, PLACE, SECRET, cut, letter, pages_of, photograph, revised, text_of

BLACK = ((0, 0), (0, 0), (0, 0))


@pytest.fixture
def matter(session, build):
    """A denunciation in a unit with its head, a verifier who was granted it, and the clerk."""

    class Matter:
        unit = build.unit("Phòng Thanh tra", parent=build.department())
        clerk = build.user(Role.RECEPTION_CLERK, unit=unit)
        head = build.user(Role.UNIT_HEAD, unit=unit)
        verifier = build.user(Role.OFFICER, unit=unit)
        petition = build.petition(kind=Kind.DENUNCIATION, unit=unit)
        case = build.case(kind=Kind.DENUNCIATION, unit=unit, petition=petition)

    build.add(
        CaseGrant(
            case_id=Matter.case.id, user_id=Matter.verifier.id, granted_by_id=Matter.head.id, granted_at=NOW
        )
    )
    return Matter


def scan(session, build, matter, data: bytes = b"", name: str = "don.pdf") -> Attachment:
    return attachments.add_to_petition(
        session,
        matter.petition.id,
        name=name,
        data=data or letter(),
        actor=build.actor_of(matter.clerk),
        now=NOW,
    )


def begun(session, file: Attachment, actor):
    opened = working.opened(session, file.id, actor=actor)
    return working.begin(session, opened, actor=actor, now=NOW)


def covered(session, file: Attachment, actor, *places) -> Attachment:
    """A copy of a scan with places of its first page blackened, every page looked at."""
    work = begun(session, file, actor)
    for place in places:
        working.add_box(session, file.id, 1, Box.between(*place), actor=actor, now=NOW)
    for page in range(1, work.pages + 1):
        working.look(session, file.id, page, actor=actor, now=NOW)
    made = working.make(session, file.id, looked_at_all=True, actor=actor, today=TODAY)
    return working.save(session, file.id, made, actor=actor, now=NOW)


def trail(session, action: str) -> list[AuditEntry]:
    return list(session.exec(select(AuditEntry).where(AuditEntry.action == action)))


def test_what_lay_under_a_box_is_black_in_every_dot_of_the_copy(session, build, matter) -> None:
    head = build.actor_of(matter.head)
    file = scan(session, build, matter, letter(SECRET, "Trang hai"))

    copy = covered(session, file, head, PLACE)

    first, second = pages_of(attachments.data_of(copy))
    assert cut(first, PLACE).getextrema() == BLACK
    assert second.getextrema()[0][1] > 250
    # Beside the box the paper is still white.
    assert cut(first, (60, 30, 90, 60)).getextrema()[0][0] > 240


@pytest.mark.parametrize(
    ("data", "name"), [(letter(), "a.pdf"), (revised(), "b.pdf"), (photograph(), "c.jpg")]
)
def test_nothing_of_the_original_but_its_dots_is_in_the_copy(session, build, matter, data, name) -> None:
    head = build.actor_of(matter.head)
    file = scan(session, build, matter, data, name)

    made = attachments.data_of(covered(session, file, head, PLACE))

    assert SECRET.encode() in data
    for word in (SECRET, AUTHOR):
        assert word.encode() not in made
        assert word.encode("utf-16-be") not in made
    for mark in (b"Exif", b"/Author", b"/Info", b"/Font", b"/Metadata", b"/EmbeddedFile", b"CreationDate"):
        assert mark not in made
    assert made.count(b"%%EOF") == 1
    assert text_of(made).strip() == ""


def test_a_photograph_is_redacted_as_it_is_seen_not_as_it_lies(session, build, matter) -> None:
    head = build.actor_of(matter.head)
    file = scan(session, build, matter, photograph(), "anh.jpg")
    # Turned by its note, the red field of 800 x 200 stands upright at the right edge.
    red = (73.0, 5.0, 94.0, 58.0)

    work = begun(session, file, head)
    (page,) = pages_of(attachments.data_of(covered(session, file, head, red)))

    assert work.shapes == (1600 / 1200,)
    assert page.size == (1200, 1600)
    assert cut(page, red).getextrema() == BLACK
    assert page.getextrema()[1][0] == 0
    assert not any(r > 150 and g < 80 for r, g, _b in page.resize((120, 160)).get_flattened_data())


def test_a_page_that_nobody_looked_at_after_its_last_change_cannot_be_saved(session, build, matter) -> None:
    head = build.actor_of(matter.head)
    file = scan(session, build, matter, letter("mot", "hai", "ba"))
    begun(session, file, head)

    def make(*, looked_at_all: bool = True):
        return working.make(session, file.id, looked_at_all=looked_at_all, actor=head, today=TODAY)

    for page in (1, 3):
        working.look(session, file.id, page, actor=head, now=NOW)
    with pytest.raises(PagesNotLookedAt) as missing:
        make()
    working.look(session, file.id, 2, actor=head, now=NOW)
    working.add_box(session, file.id, 3, Box.between(*PLACE), actor=head, now=NOW)
    with pytest.raises(PagesNotLookedAt) as again:
        make()
    working.look(session, file.id, 3, actor=head, now=NOW)
    with pytest.raises(NotConfirmed):
        make(looked_at_all=False)
    made = make()
    working.take_back(session, file.id, 3, 0, actor=head, now=NOW)
    working.look(session, file.id, 3, actor=head, now=NOW)
    with pytest.raises(BoxesChanged):
        working.save(session, file.id, made, actor=head, now=NOW)

    assert (missing.value.values["pages"], again.value.values["pages"]) == ("2", "3")
    assert session.exec(select(Attachment).where(Attachment.redacts_id == file.id)).all() == []


def test_boxes_are_kept_sealed_and_offered_again(session, build, matter) -> None:
    head = build.actor_of(matter.head)
    file = scan(session, build, matter)

    copy = covered(session, file, head, PLACE)
    again = begun(session, file, head)

    assert copy.redacts_id == file.id
    assert vault.unseal(copy.sealed_boxes, purpose=copies.PURPOSE) == [[[10.0, 14.0, 40.0, 6.0]]]
    assert again.on(1) == (Box(10.0, 14.0, 40.0, 6.0),)
    assert again.unseen == [1]
    # The work in hand is sealed too.
    (draft,) = session.exec(select(Draft)).all()
    assert b"boxes" not in draft.sealed
    assert drafts.opened(draft).values["boxes"]


def test_boxes_stay_on_the_page_and_say_what_is_wrong(session, build, matter) -> None:
    head = build.actor_of(matter.head)
    file = scan(session, build, matter)
    begun(session, file, head)

    assert Box.between(120, -5, 80, 30) == Box(80.0, 0.0, 20.0, 30.0)
    with pytest.raises(BoxTooSmall):
        Box.between(10, 10, 10.1, 40)
    with pytest.raises(BoxNotThere):
        working.take_back(session, file.id, 1, 0, actor=head, now=NOW)
    for page in (0, 2):
        with pytest.raises(PageNotThere):
            working.add_box(session, file.id, page, Box.between(*PLACE), actor=head, now=NOW)


def test_opening_a_scan_to_redact_it_is_a_reading_on_the_trail(session, build, matter) -> None:
    head = build.actor_of(matter.head)
    file = scan(session, build, matter)

    with pytest.raises(NotFound):
        working.picture(session, file.id, 1, is_preview=False, actor=head, today=TODAY)
    begun(session, file, head)
    drawn = working.picture(session, file.id, 1, is_preview=False, actor=head, today=TODAY)

    (entry,) = trail(session, "scan.read")
    assert (entry.user_id, entry.subject_id) == (head.user_id, matter.petition.id)
    assert entry.details == {"attachment_id": file.id, "purpose": "redaction"}
    assert drawn.startswith(b"\xff\xd8")


def test_the_verifier_gets_the_copy_and_never_the_original(session, build, matter) -> None:
    head, verifier = build.actor_of(matter.head), build.actor_of(matter.verifier)
    file = scan(session, build, matter, name="Don cua Le Thi Bi Mat.pdf")
    copy = covered(session, file, head, PLACE)

    with pytest.raises(NotPermitted):
        attachments.read(session, file.id, actor=verifier, now=NOW)
    with pytest.raises(NotPermitted):
        working.opened(session, file.id, actor=verifier)
    stored = copies.read(session, copy.id, actor=verifier, now=NOW)

    assert stored.name == f"ban-che-{copy.id}.pdf"
    assert attachments.read(session, file.id, actor=head, now=NOW).name == f"ban-goc-{file.id}.pdf"
    assert stored.data == attachments.data_of(copy)
    (entry,) = trail(session, "scan.read_redacted")
    assert (entry.user_id, entry.details["copy_id"]) == (verifier.user_id, copy.id)
    # The copy is no file of the petition by itself: no list and no reader of originals meets it.
    assert attachments.of_petition(session, matter.petition.id) == [file]
    with pytest.raises(NotFound):
        attachments.read(session, copy.id, actor=head, now=NOW)


def test_an_earlier_copy_that_showed_too_much_is_not_handed_out_any_more(session, build, matter) -> None:
    head, verifier = build.actor_of(matter.head), build.actor_of(matter.verifier)
    file = scan(session, build, matter)
    first = covered(session, file, head)

    second = covered(session, file, head, PLACE)

    with pytest.raises(NotFound):
        copies.read(session, first.id, actor=verifier, now=NOW)
    assert copies.latest(session, [file.id]) == {file.id: second}


@pytest.mark.parametrize(
    ("role", "elsewhere", "refusal"),
    [
        (Role.OFFICER, False, NotPermitted),
        (Role.VIEWER, False, NotPermitted),
        (Role.ADMINISTRATOR, False, NotPermitted),
        (Role.UNIT_HEAD, True, NotFound),
        (Role.RECEPTION_CLERK, True, NotFound),
    ],
)
def test_who_may_neither_redact_nor_read(session, build, matter, role, elsewhere, refusal) -> None:
    file = scan(session, build, matter)
    copy = covered(session, file, build.actor_of(matter.head))
    unit = build.unit(parent=build.department()) if elsewhere else matter.unit
    actor = build.actor(role, unit=unit)

    with pytest.raises(refusal):
        working.opened(session, file.id, actor=actor)
    with pytest.raises((NotFound, NotPermitted)):
        copies.read(session, copy.id, actor=actor, now=NOW)
    with pytest.raises((NotFound, NotPermitted)):
        working.in_hand(session, file.id, actor=actor)


def test_nobody_works_on_with_the_draft_of_another_or_behind_the_wall(session, build, matter) -> None:
    head, clerk = build.actor_of(matter.head), build.actor_of(matter.clerk)
    file = scan(session, build, matter)
    begun(session, file, head)
    with pytest.raises(NotFound):
        working.in_hand(session, file.id, actor=clerk)

    build.add(CaseExclusion(case_id=matter.case.id, user_id=matter.head.id, reason="accused"))

    with pytest.raises(NotFound):
        working.in_hand(session, file.id, actor=head)
    with pytest.raises(NotFound):
        working.picture(session, file.id, 1, is_preview=False, actor=head, today=TODAY)


def test_what_needs_no_copy_and_what_cannot_be_drawn_is_refused_in_words(session, build, matter) -> None:
    head, clerk = build.actor_of(matter.head), build.actor_of(matter.clerk)
    ordinary = attachments.add_to_petition(
        session, build.petition(unit=matter.unit).id, name="a.pdf", data=pdf(), actor=clerk, now=NOW
    )
    word = scan(session, build, matter)
    word.media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    session.flush()

    with pytest.raises(NotProtected):
        working.opened(session, ordinary.id, actor=head)
    with pytest.raises(NotDrawable) as refused:
        working.opened(session, word.id, actor=head)

    assert "scan the print" in str(refused.value)


def test_the_verifier_asks_for_a_copy_and_hears_of_it(session, build, matter) -> None:
    verifier, head = build.actor_of(matter.verifier), build.actor_of(matter.head)
    file = scan(session, build, matter)

    asked = asking.ask(session, file.id, actor=verifier, now=NOW)
    with pytest.raises(AskedAlready):
        asking.ask(session, file.id, actor=verifier, now=NOW)
    waiting = asking.is_asked(session, file.id, actor=verifier)
    (question,) = inbox.unread(session, actor=head)
    covered(session, file, head, PLACE)

    # The head and the clerk who received it.
    assert asked == 2
    assert waiting
    assert (question.topic, question.values["code"]) == (asking.WANTED, matter.petition.code)
    assert [item.topic for item in inbox.unread(session, actor=verifier)] == [asking.MADE]
    assert inbox.unread(session, actor=head) == []
    assert not asking.is_asked(session, file.id, actor=verifier)
    with pytest.raises(CopyThere):
        asking.ask(session, file.id, actor=verifier, now=NOW)


def test_nobody_is_asked_who_may_not_know_of_the_matter(session, build, matter) -> None:
    verifier = build.actor_of(matter.verifier)
    file = scan(session, build, matter)
    build.user(Role.UNIT_HEAD, unit=build.unit(parent=build.department()))
    for user in (matter.head, matter.clerk):
        build.add(CaseExclusion(case_id=matter.case.id, user_id=user.id, reason="accused"))

    with pytest.raises(NobodyMakesCopies):
        asking.ask(session, file.id, actor=verifier, now=NOW)
    director = build.user(Role.DIRECTOR)
    asking.ask(session, file.id, actor=verifier, now=NOW)

    assert [item.user_id for item in session.exec(select(InboxItem))] == [director.id]


def test_a_copy_lies_encrypted_like_every_file(session, build, matter) -> None:
    head = build.actor_of(matter.head)

    copy = covered(session, scan(session, build, matter), head, PLACE)

    stored = attachments.path_of(copy.sha256).read_bytes()
    assert b"%PDF" not in stored
    assert b"\xff\xd8\xff" not in stored[:64]
