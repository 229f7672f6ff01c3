"""The palette of the product, for light and dark, and the Plotly layout every chart starts from."""

from dataclasses import dataclass

FONT = "Be Vietnam Pro, sans-serif"


@dataclass(frozen=True)
class Palette:
    """Colours by what they mean; the same thing has the same colour on every page.

    Colours of words reach a contrast of 4.5:1 on `paper` and on `surface`, colours of marks 3:1
    (tests/ui/test_theme.py); a state colour always stands beside its word or icon.
    """

    paper: str
    surface: str
    ink: str
    muted: str
    grid: str
    accent: str
    # Periods one compares with: present, but behind.
    comparison: str
    on_time: str
    due_soon: str
    overdue: str
    suspended: str
    # By the value of models' CaseKind; Okabe-Ito, told apart by colour-blind readers.
    kinds: dict[str, str]
    # From little to much, for heat tables; the last ones carry light text.
    heat: tuple[str, ...]


LIGHT = Palette(
    paper="#FFFFFF",
    surface="#F5F7FA",
    ink="#1B2733",
    muted="#5B6770",
    grid="#E3E8EE",
    accent="#0B4F8A",
    comparison="#A9B4BE",
    on_time="#2B7A4B",
    # Slightly darker than #B26A00, which reaches only 4.2:1 on white.
    due_soon="#A25F00",
    overdue="#B3261E",
    suspended="#5B6770",
    kinds={"complaint": "#0072B2", "denunciation": "#D55E00", "recommendation": "#009E73"},
    heat=("#F5F7FA", "#FBE3D0", "#F5BC94", "#E58A55", "#CB5432", "#B3261E"),
)

DARK = Palette(
    paper="#0F1923",
    surface="#1B2733",
    ink="#E6ECF2",
    muted="#A9B6C2",
    grid="#2C3A48",
    accent="#6FB1E8",
    comparison="#6B7D8E",
    on_time="#6CC08B",
    due_soon="#F0B454",
    overdue="#F28B82",
    suspended="#A3B0BA",
    kinds={"complaint": "#56B4E9", "denunciation": "#F0803C", "recommendation": "#2FBF93"},
    heat=("#1B2733", "#43302C", "#6F3A2C", "#9C442D", "#C9512F", "#F28B82"),
)


def palette(dark: bool) -> Palette:
    """The colours for the theme the reader has chosen."""
    return DARK if dark else LIGHT


def layout(dark: bool, *, separators: str = ",.") -> dict[str, object]:
    """A Plotly layout as a plain dict, to be completed by the chart (`{**layout(dark), ...}`).

    A dict, because building the same figure from `graph_objects` costs four times as much per
    rerun. `separators` is decimal mark then thousands mark: ",." reads 1.234,5 as in Vietnamese,
    ".," as in English. Show it with `st.plotly_chart(..., theme=None)`; Streamlit's own chart
    theme would repaint it.
    """
    colours = palette(dark)
    axis = {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": colours.grid,
        "gridwidth": 1,
        # Whole numbers without decimals, others as they are, thousands marked in both.
        "hoverformat": ",~f",
        "linecolor": colours.grid,
        "tickfont": {"color": colours.muted, "size": 13},
        "title": {"font": {"color": colours.muted, "size": 13}, "standoff": 8},
        "zerolinecolor": colours.grid,
        "zerolinewidth": 1,
    }
    return {
        "font": {"family": FONT, "size": 14, "color": colours.ink},
        # The page's own background shows through, whatever container the chart stands in.
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "colorway": [*colours.kinds.values(), colours.accent, colours.muted, colours.comparison],
        "separators": separators,
        "margin": {"l": 8, "r": 8, "t": 40, "b": 8},
        "title": {"font": {"size": 16, "weight": 600}, "x": 0, "xanchor": "left", "pad": {"l": 8}},
        "xaxis": {**axis, "showgrid": False},
        # Bars start from zero, or they lie.
        "yaxis": {**axis, "rangemode": "tozero", "tickformat": ",~f"},
        "legend": {"orientation": "h", "x": 0, "y": -0.15, "font": {"size": 13}, "traceorder": "normal"},
        "hoverlabel": {
            "bgcolor": colours.surface,
            "bordercolor": colours.grid,
            "font": {"family": FONT, "size": 14, "color": colours.ink},
            "align": "left",
        },
        # The house says everything itself; plotly's own template would only travel with every chart.
        "template": {},
        "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": colours.muted, "activecolor": colours.accent},
        "bargap": 0.25,
        # A click chooses rows; nobody zooms into twelve months by accident.
        "dragmode": False,
    }
