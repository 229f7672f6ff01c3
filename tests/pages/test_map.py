"""The map of a figure, beside the same figure as a list; its file among the lists."""

import pytest

from models.enums import Role


def test_the_map_shows_a_figure_and_says_what_is_left_out(open_page, page_build) -> None:
    page_build.case(commune_id=page_build.commune("xã An Bình", tile_row=0, tile_column=0).id)
    page_build.case(commune_id=None)
    director = page_build.user(Role.DIRECTOR)

    page = open_page("pages/map.py", user=director, query={"figure": "cases_new", "period": "last12"})

    assert not page.exception
    assert page.selectbox(key="map_measure").value == "cases_new"
    assert len(page.get("plotly_chart")) == 2
    captions = [caption.value for caption in page.caption]
    assert "1 without a commune, or of a commune that is not on the map" in captions


def test_a_figure_that_is_unknown_or_empty_leaves_a_map_that_says_so(open_page, page_build) -> None:
    page = open_page("pages/map.py", user=page_build.user(Role.DIRECTOR), query={"figure": "nonsense"})

    assert not page.exception
    assert page.selectbox(key="map_measure").value == "received"
    assert not page.get("plotly_chart")


@pytest.mark.parametrize("role", [Role.VIEWER, Role.OFFICER])
def test_who_reads_figures_reads_the_map(open_page, page_build, role) -> None:
    page = open_page("pages/map.py", user=page_build.user(role))

    assert not page.exception
    assert not page.error


def test_the_list_page_tells_what_the_map_draws(open_page, page_build) -> None:
    page_build.commune("xã An Bình")

    page = open_page("pages/catalogues.py", user=page_build.user(Role.ADMINISTRATOR))

    assert not page.exception
    assert "The map draws **tiles** placed by the list of communes; 1 have no place there." in [
        one.value for one in page.markdown
    ]
