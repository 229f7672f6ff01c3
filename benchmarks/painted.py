"""From the choice of another unit to the last panel painted, in Chromium, as a leader waits for it.

The clock runs in the page itself: it starts with the choice itself, and ends with the frame that
shows the last change of the page, told by an observer, after the script has ended. The development
packages (requirements-dev.txt) and a Chromium are needed; CHROMIUM names another one.
"""

import json
import os
import re
import shutil
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import Page, sync_playwright

from benchmarks import machine
from benchmarks.generate import UNITS
from benchmarks.place import generated
from benchmarks.server import environment, running
from benchmarks.viewers import sessions
from ui import cookies

PAGES = ("monitor", "statistics")
CHOICES = 20
# Milliseconds without any change after which a page counts as finished.
QUIET = 400
TARGETS = {"p95_seconds": 1.0}
_OBSERVE = """
window.painted = {start: 0, last: 0};
document.addEventListener("click", () => { painted.start = painted.last = performance.now(); }, true);
new MutationObserver(() => requestAnimationFrame(() => { painted.last = performance.now(); }))
    .observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
"""
_FINISHED = f"""() => {{
    const app = document.querySelector('[data-testid="stApp"]');
    const idle = app.getAttribute("data-test-script-state") === "notRunning";
    return idle && painted.last > painted.start && performance.now() - painted.last > {QUIET};
}}"""


def run(cases: int = 1_000_000, as_json: bool = False) -> dict[str, Any]:
    """Choose one unit after the other on each page; print and return seconds."""
    with generated(cases) as folder:
        [cookie] = sessions(1)
        with running(environment(folder), Path(folder) / "server.log") as server:
            pages = _measured(f"http://127.0.0.1:{server.port}", cookie.partition("=")[2])
    result = {
        "benchmark": "painted",
        "cases": cases,
        "choices": CHOICES,
        "pages": pages,
        "targets": TARGETS,
        "machine": machine.described(),
    }
    print(json.dumps(result, indent=2) if as_json else _table(result))
    return result


def _measured(url: str, token: str) -> dict[str, dict[str, float]]:
    found = {}
    with sync_playwright() as playwright:
        names = (os.environ.get("CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome")
        path = next(at for name in names if name and (at := shutil.which(name)))
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies([{"name": cookies.SESSION, "value": token, "url": url}])
        for name in PAGES:
            page = context.new_page()
            page.goto(f"{url}/{name}")
            page.wait_for_selector(".st-key-filter_chip_unit button", timeout=120_000)
            page.wait_for_selector(".js-plotly-plot", timeout=120_000)
            page.evaluate(_OBSERVE)
            times = [_choose(page, number) for number in range(2, 3 + CHOICES)][1:]
            found[name] = {
                "panels": page.locator(".js-plotly-plot").count(),
                "p50_seconds": round(median(times), 3),
                "p95_seconds": round(quantiles(times, n=20)[-1], 3),
                "worst_seconds": round(max(times), 3),
            }
            page.close()
        browser.close()
    return found


def _choose(page: Page, number: int) -> float:
    """Seconds from the choice of a unit to the last change on the page."""
    units = page.locator(".st-key-filter_unit")
    if not units.is_visible():
        page.locator(".st-key-filter_chip_unit button").first.click()
    name = f"Phòng số {number % (UNITS - 1) + 2}"
    units.locator("label").filter(has_text=re.compile(f"^\\s*{name}$")).click()
    page.wait_for_function(_FINISHED, timeout=60_000)
    return float(page.evaluate("(painted.last - painted.start) / 1000"))


def _table(result: dict[str, Any]) -> str:
    lines = [
        f"another unit chosen in Chromium, {result['cases']:,} cases, {result['choices']} choices",
        f"{'page':<14}{'charts':>8}{'p50 s':>8}{'p95 s':>8}{'worst s':>9}   "
        f"(target p95 {TARGETS['p95_seconds']})",
        *(
            f"{name:<14}{one['panels']:>8}{one['p50_seconds']:>8}{one['p95_seconds']:>8}"
            f"{one['worst_seconds']:>9}"
            for name, one in result["pages"].items()
        ),
    ]
    return "\n".join(lines)
