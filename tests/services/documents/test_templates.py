"""Templates are replaced by upload, checked before they are taken, kept with their dates, and taken back."""

import zipfile
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from sqlmodel import select

from models import AuditEntry, WordTemplate
from models.enums import Role
from scripts.word_templates.__main__ import PAPERS
from scripts.word_templates.layout import made
from services.documents import language, making, package_checks, template_views, templates
from services.documents.fields import ALWAYS_NEEDED
from services.documents.language import (
    TemplateFieldUnknown,
    TemplateFieldUnmarked,
    TemplateListAlone,
    TemplateNotAList,
    TemplateNotAllowed,
    TemplateSignsBroken,
)
from services.documents.package_checks import (
    TemplateBounds,
    TemplateEmpty,
    TemplateFetches,
    TemplateNotWord,
    TemplateTooLarge,
    TemplateUnpacksTooLarge,
    TemplateWithMacros,
)
from services.documents.table import IdentityUse, shipped_documents
from services.documents.templates import TemplateIsOriginal, TemplateNamesSender, TemplateUnchanged
from services.errors import AppError, NotFound, NotPermitted
from services.permissions import ALLOWED, Permission
from tests.services.documents.files import changed, part, split_runs, template
from tests.services.documents.world import NOW, request, text_of

TABLE = shipped_documents()
NAMES = TABLE.templates()
NOTICE = "kn_thong_bao_thu_ly"


@pytest.fixture
def administrator(build):
    return build.actor(Role.ADMINISTRATOR)


def put(session, actor, data: bytes, name: str = NOTICE, *, now=NOW) -> WordTemplate:
    return templates.replace(
        session, name, data, file_name="mau-moi.docx", note="Theo mẫu của Sở", actor=actor, now=now
    )


# --- the shipped files --------------------------------------------------------------------------------


def test_each_document_of_the_table_has_its_template_and_each_template_its_document() -> None:
    assert {path.stem for path in templates.FOLDER.glob("*.docx")} == set(NAMES)
    assert {paper.name for paper in PAPERS} == set(NAMES)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.name)
def test_the_shipped_files_are_those_that_the_script_makes(paper) -> None:
    shipped, again = templates.shipped(paper.name), made(paper)

    for name in ("word/document.xml", "word/header1.xml", "word/styles.xml"):
        assert part(shipped, name) == part(again, name)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_passes_every_check_and_uses_what_its_documents_need(name) -> None:
    data = templates.shipped(name)

    package_checks.check(data, bounds=TemplateBounds(1))
    used = language.fields_of(data)

    for row in TABLE.rows_of(name):
        assert {*row.required, *row.asked, *ALWAYS_NEEDED} <= used
        if row.identity is IdentityUse.NEVER:
            assert not used & {"nguoi_gui", "dia_chi_nguoi_gui"}


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_template_has_the_page_and_type_of_an_official_document(name) -> None:
    """ND 30/2020: A4, margins 20-25, 30-35 and 15-20 mm, Times New Roman 13-14 named and not embedded."""
    data = templates.shipped(name)
    opened = docx.Document(BytesIO(data))

    page = opened.sections[0]
    assert (round(page.page_width / Mm(1)), round(page.page_height / Mm(1))) == (210, 297)
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(margin / Mm(1)) for margin in margins] == [20, 20, 30, 20]
    normal = opened.styles["Normal"]
    assert (normal.font.name, normal.font.size.pt) == ("Times New Roman", 14)
    assert normal.element.rPr.rFonts.get(qn("w:eastAsia")) == "Times New Roman"
    assert page.different_first_page_header_footer
    assert "PAGE" in page.header._element.xml  # noqa: SLF001
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert not [part for part in package.namelist() if "font" in part.lower() and "Table" not in part]
    assert opened.core_properties.author == ""


# --- what is refused ----------------------------------------------------------------------------------

GOOD = template("Kính gửi {{ nguoi_gui }}")
CONTENT_TYPES = part(GOOD, "[Content_Types].xml")
RELATIONS = part(GOOD, "word/_rels/document.xml.rels")
DOCUMENT = part(GOOD, "word/document.xml")


def relation(kind: str) -> bytes:
    outside = (
        f'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="http://example.org/x" TargetMode="External"/></Relationships>'
    )
    return RELATIONS.replace(b"</Relationships>", outside.encode())


W = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def instruction(*pieces: str) -> bytes:
    runs = "".join(f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>' for text in pieces)
    field = f"<w:p>{runs}</w:p><w:sectPr"
    return DOCUMENT.replace(b"<w:sectPr", field.encode(), 1)


def declared(entities: str) -> bytes:
    """The document with a declaration of its own and a use of its last entity."""
    head, rest = DOCUMENT.split(b"?>", 1)
    return head + b"?>" + f"<!DOCTYPE x [{entities}]>".encode() + rest


def lying(data: bytes) -> bytes:
    """The package with a directory that calls its largest part small."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        real = max(part.file_size for part in package.infolist())
    return data.replace(real.to_bytes(4, "little"), (1000).to_bytes(4, "little"))


BAD_FILES = {
    "empty": (b"", TemplateEmpty),
    "text": ("Kính gửi".encode(), TemplateNotWord),
    "old word": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, TemplateNotWord),
    "cut off": (GOOD[: len(GOOD) // 2], TemplateNotWord),
    "no document": (changed(GOOD, {"word/document.xml": None}), TemplateNotWord),
    "workbook": (
        changed(GOOD, {"[Content_Types].xml": CONTENT_TYPES.replace(b"wordprocessingml", b"spreadsheetml")}),
        TemplateNotWord,
    ),
    "too large": (b"x" * (6 * package_checks.MEGABYTE), TemplateTooLarge),
    "bomb": (changed(GOOD, {"word/media/image1.xml": b"\0" * 60_000_000}), TemplateUnpacksTooLarge),
    "many parts": (changed(GOOD, {f"word/p{n}.xml": b"<x/>" for n in range(400)}), TemplateUnpacksTooLarge),
    "macros": (changed(GOOD, {"word/vbaProject.bin": b"x"}), TemplateWithMacros),
    "docm": (
        changed(
            GOOD,
            {
                "[Content_Types].xml": CONTENT_TYPES.replace(
                    package_checks.MAIN_TYPE.encode(),
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            },
        ),
        TemplateWithMacros,
    ),
    "embedded": (changed(GOOD, {"word/embeddings/oleObject1.bin": b"x"}), TemplateWithMacros),
    "control": (changed(GOOD, {"word/activeX/activeX1.xml": b"<x/>"}), TemplateWithMacros),
    "remote template": (
        changed(GOOD, {"word/_rels/document.xml.rels": relation("attachedTemplate")}),
        TemplateFetches,
    ),
    "remote picture": (changed(GOOD, {"word/_rels/document.xml.rels": relation("image")}), TemplateFetches),
    "dde": (
        changed(GOOD, {"word/document.xml": instruction('DDEAUTO c:\\\\x "y"')}),
        TemplateFetches,
    ),
    "include": (
        changed(GOOD, {"word/document.xml": instruction("INCLUDETEXT http://x")}),
        TemplateFetches,
    ),
    "dde cut into pieces": (
        changed(GOOD, {"word/document.xml": instruction("DD", 'EAUTO c:\\\\x "y"')}),
        TemplateFetches,
    ),
    "dde under another prefix": (
        changed(
            GOOD,
            {
                "word/document.xml": instruction("DDE x")
                .replace(b"w:instrText", b"v:instrText xmlns:v='" + W + b"'", 1)
                .replace(b"</w:instrText>", b"</v:instrText>")
            },
        ),
        TemplateFetches,
    ),
    "remote picture written otherwise": (
        changed(
            GOOD,
            {
                "word/_rels/document.xml.rels": relation("image").replace(
                    b'TargetMode="External"', b"TargetMode = 'Ext&#101;rnal'"
                )
            },
        ),
        TemplateFetches,
    ),
    "entities": (changed(GOOD, {"word/document.xml": declared('<!ENTITY a "b">')}), TemplateFetches),
    "entities in UTF-16": (
        changed(
            GOOD,
            {
                "word/document.xml": declared('<!ENTITY a "b">')
                .decode()
                .replace("UTF-8", "UTF-16")
                .encode("utf-16")
            },
        ),
        TemplateFetches,
    ),
    "entities upon entities": (
        changed(
            GOOD,
            {
                "word/document.xml": declared(
                    '<!ENTITY a0 "ha">'
                    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
                )
            },
        ),
        TemplateFetches,
    ),
    "a file of the server": (
        changed(GOOD, {"word/document.xml": declared('<!ENTITY a SYSTEM "file:///etc/passwd">')}),
        TemplateFetches,
    ),
    "a part under a path": (changed(GOOD, {"word/../../x.xml": b"<x/>"}), TemplateNotWord),
    "a directory that lies": (lying(changed(GOOD, {"word/p.xml": b" " * 50_000_000})), TemplateNotWord),
    "broken xml": (changed(GOOD, {"word/document.xml": DOCUMENT[:-40]}), TemplateNotWord),
}


def judge(data: bytes) -> None:
    package_checks.check(data, bounds=TemplateBounds(5))
    language.fields_of(data)


@pytest.mark.parametrize(("data", "refusal"), BAD_FILES.values(), ids=BAD_FILES)
def test_a_file_that_is_no_harmless_word_document_is_refused(data, refusal) -> None:
    with pytest.raises(refusal):
        judge(data)


def test_a_refused_file_changes_nothing(session, administrator) -> None:
    for data in (BAD_FILES["macros"][0], template("{{ ten_nguoi }}")):
        with pytest.raises(AppError):
            put(session, administrator, data)

    assert session.exec(select(WordTemplate)).all() == []
    assert session.exec(select(AuditEntry)).all() == []


def test_links_and_page_numbers_are_welcome(session, administrator) -> None:
    linked = changed(
        template("{{ noi_dung }}"),
        {"word/_rels/document.xml.rels": relation("hyperlink"), "word/document.xml": instruction("PAGE")},
    )

    assert put(session, administrator, linked).size == len(linked)


BAD_SIGNS = {
    "unknown": ("Kính gửi {{ ten_nguoi }}", TemplateFieldUnknown, {"name": "ten_nguoi"}),
    "unknown list": (
        "{%p for x in danh_sach %}|{{ x }}|{%p endfor %}",
        TemplateFieldUnknown,
        {"name": "danh_sach"},
    ),
    "blank within": (
        "Kính gửi ông {{ nguoi gui }}",
        TemplateSignsBroken,
        {"near": "Kính gửi ông {{ nguoi gui }}"},
    ),
    "not closed": ("Gửi {{ nguoi_gui", TemplateSignsBroken, None),
    "no end": ("{%p if ly_do %}|Lý do", TemplateSignsBroken, None),
    "list alone": ("{{ can_cu_phap_ly }}", TemplateListAlone, {"name": "can_cu_phap_ly"}),
    "no list": ("{%p for x in noi_dung %}|{{ x }}|{%p endfor %}", TemplateNotAList, {"name": "noi_dung"}),
    "without signs": ("Kính gửi nguoi_gui", TemplateFieldUnmarked, {"name": "nguoi_gui"}),
    "one brace": ("Kính gửi {nguoi_gui}", TemplateFieldUnmarked, {"name": "nguoi_gui"}),
    "call": ("{{ noi_dung.upper() }}", TemplateNotAllowed, {"what": "call"}),
    "attribute": ("{{ noi_dung.__class__ }}", TemplateNotAllowed, {"what": "__class__"}),
    "item": ("{{ noi_dung['x'] }}", TemplateNotAllowed, {"what": "getitem"}),
    "filter": ("{{ noi_dung|attr('x') }}", TemplateNotAllowed, {"what": "attr"}),
    "arithmetic": ("{{ 9 ** 9 ** 9 }}", TemplateNotAllowed, {"what": "pow"}),
    "set": ("{% set x = 1 %}", TemplateNotAllowed, {"what": "assign"}),
    "include": ("{% include 'x' %}", TemplateNotAllowed, {"what": "include"}),
    "macro": ("{% macro m() %}x{% endmacro %}", TemplateNotAllowed, {"what": "macro"}),
    "range": ("{%p for x in range(9) %}|{{ x }}|{%p endfor %}", TemplateNotAllowed, {"what": "for"}),
    "loop in loop": (
        "{%p for x in can_cu_phap_ly %}|{%p for y in can_cu_phap_ly %}|{{ y }}|{%p endfor %}|{%p endfor %}",
        TemplateNotAllowed,
        {"what": "for"},
    ),
}


@pytest.mark.parametrize(("text", "refusal", "values"), BAD_SIGNS.values(), ids=BAD_SIGNS)
def test_signs_that_are_wrong_are_said_in_words(text, refusal, values) -> None:
    data = template(text) if "|attr" in text else template(*text.split("|"))

    with pytest.raises(refusal) as refused:
        language.fields_of(data)

    for name, value in (values or {}).items():
        assert refused.value.values[name] == value
    assert "jinja" not in str(refused.value).lower()


def test_faults_in_the_header_are_found_too() -> None:
    with pytest.raises(TemplateFieldUnknown) as refused:
        language.fields_of(template("{{ noi_dung }}", header="{{ bi_mat }}"))

    assert refused.value.values == {"name": "bi_mat"}


def test_a_field_that_word_cut_into_pieces_is_one_field() -> None:
    assert language.fields_of(split_runs("{{ nguoi_gui|upper }}")) == {"nguoi_gui"}


def test_no_upload_brings_the_name_of_a_denouncer_onto_a_transfer_slip(session, administrator) -> None:
    with pytest.raises(TemplateNamesSender) as refused:
        put(session, administrator, template("Đơn của {{ nguoi_gui }}"), "tc_phieu_chuyen_don")

    assert refused.value.values["token"] == "nguoi_gui"
    assert put(session, administrator, template("Đơn của {{ nguoi_gui }}")).name == NOTICE


# --- replacing, keeping, taking back ------------------------------------------------------------------


def test_a_replaced_template_is_used_from_then_on_and_the_old_one_kept(
    session, world, director, administrator
) -> None:
    row = next(row for row in TABLE.rows if row.template == NOTICE)
    case = world.before(row)
    put(session, administrator, template("Mẫu một: {{ noi_dung }}"))
    second = put(session, administrator, template("Mẫu hai: {{ nguoi_gui }}"), now=NOW + timedelta(days=1))

    text = text_of(making.make(session, request(case, row), actor=director, now=NOW))

    assert text.strip() == "Mẫu hai: Trần Thị Thử"
    kept = template_views.versions(session, NOTICE, actor=administrator)
    assert [one.version.ended_at for one in kept] == [None, NOW + timedelta(days=1)]
    assert [one.uploaded_by for one in kept] == [administrator.name] * 2
    old = template_views.download(session, NOTICE, version_id=kept[1].version.id, actor=administrator)
    assert "Mẫu một" in docx.Document(BytesIO(old)).paragraphs[0].text
    line = next(one for one in template_views.lines(session, actor=administrator) if one.name == NOTICE)
    assert (line.version.id, line.fields) == (second.id, ("nguoi_gui",))
    made_with = session.exec(select(AuditEntry).where(AuditEntry.action == "document.make")).one()
    assert made_with.details["version"] == second.id


def test_the_original_is_used_again_and_the_replaced_one_kept(session, administrator) -> None:
    put(session, administrator, template("Mẫu khác {{ noi_dung }}"))

    templates.restore(session, NOTICE, actor=administrator, now=NOW + timedelta(hours=1))

    assert templates.current(session, NOTICE) == (templates.shipped(NOTICE), None)
    row = session.exec(select(WordTemplate)).one()
    assert (row.ended_at, row.ended_by_id) == (NOW + timedelta(hours=1), administrator.user_id)
    with pytest.raises(TemplateIsOriginal):
        templates.restore(session, NOTICE, actor=administrator, now=NOW)
    actions = [
        e.action for e in session.exec(select(AuditEntry).where(AuditEntry.subject == "word_template"))
    ]
    assert actions == ["template.replace", "template.restore"]


def test_the_same_file_twice_is_no_change(session, administrator) -> None:
    data = template("Mẫu {{ noi_dung }}")
    put(session, administrator, data)

    for same in (data, templates.shipped("phieu_tra_don")):
        name = NOTICE if same is data else "phieu_tra_don"
        with pytest.raises(TemplateUnchanged):
            put(session, administrator, same, name)


@pytest.mark.parametrize("role", list(Role))
def test_only_who_edits_settings_touches_templates(session, build, role) -> None:
    actor = build.actor(role)
    if Permission.SETTING_EDIT in ALLOWED[role]:
        assert put(session, actor, template("{{ noi_dung }}")).id
        return

    for deed in (
        lambda: put(session, actor, template("{{ noi_dung }}")),
        lambda: templates.restore(session, NOTICE, actor=actor, now=NOW),
        lambda: template_views.lines(session, actor=actor),
        lambda: template_views.versions(session, NOTICE, actor=actor),
        lambda: template_views.download(session, NOTICE, version_id=None, actor=actor),
    ):
        with pytest.raises(NotPermitted):
            deed()

    assert session.exec(select(WordTemplate)).all() == []


@pytest.mark.parametrize("name", ["../receipt", "khong_co", ""])
def test_a_template_of_another_name_does_not_exist(session, administrator, name) -> None:
    for deed in (
        lambda: put(session, administrator, template("{{ noi_dung }}"), name),
        lambda: template_views.download(
            session, name, version_id=template_views.ORIGINAL, actor=administrator
        ),
        lambda: templates.restore(session, name, actor=administrator, now=NOW),
    ):
        with pytest.raises(NotFound):
            deed()
