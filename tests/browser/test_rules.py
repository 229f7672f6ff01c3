"""The graph of a workflow and the year are drawn in the browser, and nothing is asked of another host."""

from urllib.parse import urlparse

import pytest

OWN = {"127.0.0.1", "localhost"}


@pytest.mark.parametrize(
    ("part", "drawn"), [("workflow", "svg .node text"), ("calendar", ".js-plotly-plot text")]
)
def test_what_is_drawn_comes_from_this_server_alone(signed_in_page, base_url, part, drawn) -> None:
    page = signed_in_page("quantri", path="/rules")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{base_url}/rules?part={part}")
    page.wait_for_selector(drawn, timeout=60_000)

    words = " ".join(page.locator(drawn).all_text_contents())
    assert ("Đã thụ lý" if part == "workflow" else "Tháng 1") in words
    hosts = {urlparse(url).hostname for url in asked if url.startswith(("http", "ws"))}
    assert hosts <= OWN


def test_a_state_is_wide_enough_for_its_word(signed_in_page, base_url) -> None:
    page = signed_in_page("quantri", path="/rules")
    page.goto(f"{base_url}/rules?part=workflow")
    page.wait_for_selector("svg .node text", timeout=60_000)

    too_wide = page.evaluate(
        """() => [...document.querySelectorAll('svg .node')].filter(node => {
            const text = node.querySelector('text').getBoundingClientRect();
            const box = node.querySelector('path, polygon').getBoundingClientRect();
            return text.width > box.width;
        }).map(node => node.textContent)"""
    )

    assert too_wide == []
