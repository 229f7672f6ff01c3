"""The palette can be read, and screens, tables and charts share one set of colours."""

import tomllib
from dataclasses import fields
from io import BytesIO
from pathlib import Path

import pytest
import streamlit.config
import typst
from pypdf import PdfReader

from ui import theme

ROOT = Path(__file__).parents[2]
CONFIGURATION = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))
WORDS = ("ink", "muted", "accent", "on_time", "due_soon", "overdue", "suspended")


def luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2.2: 1 for the same colour, 21 for black on white."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def options(section: str, values: dict) -> dict[str, object]:
    """{"server.port": ...} from a table of the file; lists of tables count as one option."""
    flat: dict[str, object] = {}
    for key, value in values.items():
        name = f"{section}.{key}" if section else key
        flat |= options(name, value) if isinstance(value, dict) else {name: value}
    return flat


def test_the_contrast_formula_knows_its_ends() -> None:
    assert contrast("#FFFFFF", "#FFFFFF") == 1
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_words_can_be_read_on_paper_and_on_surface(palette: theme.Palette) -> None:
    faint = {
        (name, ground): round(contrast(getattr(palette, name), getattr(palette, ground)), 2)
        for name in WORDS
        for ground in ("paper", "surface")
        if contrast(getattr(palette, name), getattr(palette, ground)) < 4.5
    }

    assert faint == {}


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_marks_of_every_kind_stand_out(palette: theme.Palette) -> None:
    assert set(palette.kinds) == {"complaint", "denunciation", "recommendation"}
    assert min(contrast(colour, palette.paper) for colour in palette.kinds.values()) >= 3


def test_both_themes_name_the_same_colours() -> None:
    assert len(theme.LIGHT.heat) == len(theme.DARK.heat)
    assert all(getattr(theme.LIGHT, f.name) != getattr(theme.DARK, f.name) for f in fields(theme.Palette))


def test_a_chart_writes_numbers_as_its_reader_does() -> None:
    vietnamese = theme.layout(dark=False)
    english = theme.layout(dark=True, separators=".,")

    assert vietnamese["separators"] == ",."
    assert english["separators"] == ".,"
    assert english["font"]["color"] == theme.DARK.ink


@pytest.mark.parametrize(("name", "palette"), [("light", theme.LIGHT), ("dark", theme.DARK)])
def test_screens_have_the_colours_of_the_palette(name: str, palette: theme.Palette) -> None:
    screen = CONFIGURATION["theme"][name]

    assert screen["backgroundColor"] == palette.paper
    assert screen["secondaryBackgroundColor"] == palette.surface
    assert screen["textColor"] == palette.ink
    assert screen["greenTextColor"] == palette.on_time
    assert screen["orangeTextColor"] == palette.due_soon
    assert screen["redTextColor"] == palette.overdue
    assert screen["grayTextColor"] == palette.suspended
    assert screen["chartCategoricalColors"][:3] == list(palette.kinds.values())
    # Streamlit writes white words on the primary colour.
    assert contrast("#FFFFFF", screen["primaryColor"]) >= 4.5


def test_streamlit_knows_every_setting() -> None:
    known = set(streamlit.config.get_config_options())
    used = {key for key in options("", CONFIGURATION) if key != "theme.fontFaces"}

    assert used - known == set()


def test_every_font_file_is_in_the_repository() -> None:
    faces = CONFIGURATION["theme"]["fontFaces"]

    assert {face["weight"] for face in faces} == {"400", "600", "700"}
    for face in faces:
        assert (ROOT / "ui" / face["url"].removeprefix("app/")).is_file()


def test_no_setting_names_another_host() -> None:
    assert [value for value in options("", CONFIGURATION).values() if "://" in str(value)] == []


def test_fonts_of_documents_have_every_vietnamese_letter() -> None:
    beyond_ascii = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư₫"
    letters = "".join(chr(code) for code in range(0x1EA0, 0x1EFA)) + beyond_ascii
    page = f'#set text(font: "Be Vietnam Pro", fallback: false)\n{letters}'

    document, warnings = typst.compile_with_warnings(
        page.encode(), font_paths=[str(ROOT / "templates/fonts")], ignore_system_fonts=True
    )

    printed = "".join(sheet.extract_text() for sheet in PdfReader(BytesIO(document)).pages)
    assert warnings == []
    assert printed.replace("\n", "") == letters
