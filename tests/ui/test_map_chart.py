"""The map as data: classes from nothing to most, one point to click per commune, names where they fit."""

from services.maps.regions import Region
from ui.charts.base import Look
from ui.charts.maps import choropleth


def region(number: int, name: str = "xã An Bình") -> Region:
    ring = ((number, 0.0), (number + 1.0, 0.0), (number + 1.0, 1.0), (number, 1.0), (number, 0.0))
    return Region(number, name, (ring,), number + 0.5, 0.5)


def drawn(regions, values, **more):
    said = {commune: str(int(value)) for commune, value in values.items()}
    words = {
        "ranges": "{low} to {high}",
        "nothing": "none",
        "look": Look(False, "en"),
    } | more
    return choropleth(regions, values, said=said, sentence={1: "An Bình: 10"}, **words)


def test_each_class_is_one_trace_with_its_range_and_colour() -> None:
    figure = drawn([region(i) for i in range(1, 5)], {1: 10.0, 2: 9.0, 3: 1.0})

    areas = [trace for trace in figure["data"] if trace.get("fill") == "toself"]

    assert [area["name"] for area in areas] == ["none", "1", "9 to 10"]
    heat = Look().palette.heat
    assert [area["fillcolor"] for area in areas] == [heat[0], heat[1], heat[5]]


def test_a_click_finds_the_commune_whose_middle_is_nearest() -> None:
    figure = drawn([region(1), region(2)], {1: 10.0})

    middles = figure["data"][-1]

    assert middles["customdata"] == [[1], [2]]
    assert (middles["x"], middles["y"]) == ([1.5, 2.5], [0.5, 0.5])
    assert figure["layout"]["hoverdistance"] == -1
    assert middles["hovertext"] == ["An Bình: 10", "xã An Bình"]


def test_many_communes_show_their_numbers_only() -> None:
    few = drawn([region(1, "xã Vĩnh Thạnh Đông")], {1: 10.0})["data"][-1]
    many = drawn([region(i) for i in range(1, 60)], {1: 10.0})["data"][-1]

    assert few["text"] == ["xã Vĩnh Thạnh Đông<br><b>10</b>"]
    assert many["text"][:2] == ["10", ""]


def test_names_break_and_lose_their_kind_where_tiles_are_small() -> None:
    ring = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
    rows = [
        Region(i, "xã Vĩnh Thạnh Đông", (tuple((x, y + i) for x, y in ring),), 0.5, i + 0.5) for i in range(6)
    ]

    middles = drawn(rows, {1: 10.0}, height=420)["data"][-1]

    assert middles["text"][1] == "Vĩnh<br>Thạnh<br>Đông<br><b>10</b>"
