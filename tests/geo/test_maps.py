"""Report maps: everything inside the file, and no text of a resident runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely
from playwright.sync_api import Page, sync_playwright

from geo.maps import Report, ReportArea, ReportPoint, Sums, harmless, report_map

PARTS = Path(__file__).parents[2] / "webapp/static/build/report-map"
CHROMIUM = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
ATTACKS = (
    "<script>document.title='broken'</script>",
    "<img src=x onerror=\"document.title='broken'\">",
    "${document.title='broken'}",
    "`;document.title='broken';`",
    "</script><script>document.title='broken'</script>",
    "{{ 7 * 7 }}{% raw %}{% endraw %}",
    "\\u003cscript>document.title='broken'</script>",
    "'\"><svg onload=document.title='broken'>",
)


@pytest.fixture
def report() -> Report:
    points = [
        ReportPoint(28.1 + n / 100, 61.0, "#1b6636", [str(n), attack]) for n, attack in enumerate(ATTACKS)
    ]
    without_place = ReportPoint(None, None, "#1b6636", ["9", f"Ei tarkkaa paikkaa {'x' * 120}"])
    areas = [
        ReportArea(f"Alue {ATTACKS[1]}", shapely.box(28, 60.9, 28.3, 61.1).wkb, 8, "#8a7038"),
        ReportArea("Tyhjä alue", shapely.box(28.3, 60.9, 28.4, 61.1).wkb, 0, "#faf8f3"),
    ]
    legend = [("#faf8f3", "0"), ("#8a7038", f"8 {ATTACKS[1]}")]
    sums = Sums(f"Summat {ATTACKS[0]}", ("Alue", "Ehdotukset"), legend, [("Yhteensä", 9)])
    return Report(
        "fi",
        f"Kartta {ATTACKS[0]}",
        ["Numero", "Otsikko"],
        [*points, without_place],
        areas,
        sums,
        "Huomautus",
    )


@pytest.fixture
def page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM)
        yield browser.new_page()
        browser.close()


def test_the_file_links_to_nothing_and_forbids_itself_to_call_out(report: Report) -> None:
    html = report_map(report, PARTS)
    assert re.search(r"<(script|link|img|iframe)[^>]*(src|href)=", html) is None
    assert "default-src 'none'" in html.partition("<script")[0]
    assert "url(" not in html.partition("<script")[0]
    assert len(html) < 400_000


def test_dangerous_text_becomes_entities() -> None:
    assert harmless("<`${x}%\\\"'") == "&lt;&#96;&#36;&#123;x&#125;&#37;&#92;&quot;&#x27;"


def test_what_has_no_place_is_in_the_table(report: Report) -> None:
    assert "Ei tarkkaa paikkaa" in report_map(report, PARTS)


def test_a_map_of_nothing_is_a_file_too() -> None:
    assert '<table class="rows">' in report_map(Report("fi", "Tyhjä", ["Numero"], [], []), PARTS)


def test_how_many_lie_in_each_area_is_a_table_below_what_the_colours_mean(report: Report) -> None:
    html = report_map(report, PARTS)
    key, table = html.index('<ul class="key"'), html.index('<table aria-labelledby="sums">')
    assert 0 < key < table
    rows = re.findall(r'<th scope="row">([^<]*)</th><td class="number">(\d+)</td>', html[table:])
    assert rows == [(harmless(f"Alue {ATTACKS[1]}"), "8"), ("Tyhjä alue", "0"), ("Yhteensä", "9")]


@pytest.mark.browser
def test_it_draws_itself_asks_for_nothing_and_runs_no_text(
    report: Report, page: Page, tmp_path: Path
) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    file = tmp_path / "map.html"
    file.write_text(report_map(report, PARTS), "utf-8")
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("dialog", lambda dialog: wrong.append(dialog.message))
    page.goto(file.as_uri())
    circles = page.locator("path.leaflet-interactive")
    assert circles.count() == len(ATTACKS) + 2
    assert [circles.nth(n).get_attribute("fill") for n in (0, 1)] == ["#8a7038", "#faf8f3"]
    assert page.locator(".key li").all_inner_texts() == ["0", f"8 {ATTACKS[1]}"]
    assert circles.nth(2).get_attribute("fill") == "#1b6636", "a pin is seen by the colour of its state"
    for number in range(len(ATTACKS)):
        circles.nth(number + 2).dispatch_event("click")
        assert ATTACKS[number] in page.locator(".leaflet-popup-content td").last.inner_text()
    circles.first.hover(force=True)
    assert page.title().startswith("Kartta <script>")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, (
        "a phone shows it without sideways scrolling"
    )
    last = page.locator(".rows tr").last
    assert "Otsikko" in last.locator("td").last.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert (asked, wrong) == ([file.as_uri()], [])
