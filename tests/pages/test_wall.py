"""The wall's screen of figures: each that has a target on the day says it, as on the monitor."""

import pytest

from models.enums import Role
from services import monitor_tiles
from ui.wall import screens


@pytest.mark.parametrize("share", [0.95, 0.8])
def test_every_figure_of_the_wall_that_has_a_target_says_it(
    open_page, page_build, monkeypatch, share: float
) -> None:
    monkeypatch.setattr(screens, "SCREENS", screens.SCREENS[:1])
    monkeypatch.setattr(
        monitor_tiles, "targets", lambda _session, *, today: {"on_time_rate": share, "overdue": 3.0}
    )

    page = open_page("pages/wall.py", user=page_build.user(Role.VIEWER))

    assert not page.exception
    shown = " ".join(str(html.proto.body) for html in page.get("html"))
    assert f"target {round(share * 100)}%" in shown.replace("\N{NO-BREAK SPACE}", "")
    assert "target 3" in shown
