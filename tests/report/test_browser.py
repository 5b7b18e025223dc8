"""The page in a real browser: opened from the disk, filtered, an indicator copied, nothing hostile run."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from coinguard.report.page import page
from coinguard.report.safe import defang
from tests.report.pages import HOSTILE, campaign, hostile_report, message, report

_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A headless Chromium with a profile of its own."""
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("not run: there is no chromium with its chromedriver (Debian: chromium, chromium-driver)")
    webdriver = pytest.importorskip("selenium.webdriver", reason="not run: selenium is not installed")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for flag in (*_FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield opened
    opened.quit()


def show(browser: Any, folder: Path, shown: Any, width: int = 1280) -> None:
    (folder / "page.html").write_text(page(shown), encoding="utf-8")
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    browser.get((folder / "page.html").as_uri())


def visible(browser: Any, selector: str) -> list[Any]:
    return [one for one in browser.find_elements("css selector", selector) if one.is_displayed()]


def complaints(browser: Any) -> list[str]:
    return [entry["message"] for entry in browser.get_log("browser")]


def two_campaigns() -> Any:
    first = campaign("win-coins.top", message("free coins at win-coins.top"))
    second = campaign("safe-login.example.net", message("log in at safe-login.example.net"), kind="phishing_login")
    return report(campaigns=[first, second], campaign_count=2)


def test_the_page_opens_without_a_complaint_and_draws_its_chart(browser: Any, tmp_path: Path) -> None:
    show(browser, tmp_path, report())
    assert complaints(browser) == []
    (chart,) = visible(browser, "svg.chart")
    assert chart.size["width"] > 700
    bar = browser.find_element("css selector", "svg.wide .series rect.bar")
    assert bar.value_of_css_property("fill") == "rgb(192, 57, 47)"


def test_words_level_and_kind_filter_campaigns_and_messages(browser: Any, tmp_path: Path) -> None:
    show(browser, tmp_path, two_campaigns())
    assert len(visible(browser, "article.campaign")) == 2
    browser.find_element("id", "words").send_keys("WIN-coins.top")
    assert [one.find_element("tag name", "h3").text for one in visible(browser, "article.campaign")] == [
        "win-coins[.]top"
    ]
    assert len(visible(browser, "article.message")) == 1
    assert browser.find_element("id", "matches").text == "1 campaigns and 1 messages match"
    browser.find_element("id", "words").clear()
    browser.find_element("css selector", "#level option:nth-child(3)").click()
    assert [one.get_attribute("data-level") for one in visible(browser, "article.message")] == ["review"]


def test_an_indicator_is_copied_as_it_is(browser: Any, tmp_path: Path) -> None:
    show(browser, tmp_path, two_campaigns())
    browser.execute_cdp_cmd(
        "Browser.grantPermissions", {"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}
    )
    browser.find_element("css selector", ".campaign button.copy").click()
    assert _clipboard(browser) == "win-coins.top"
    browser.find_element("css selector", ".campaign button.copy-all").click()
    assert _clipboard(browser) == "win-coins.top\nt.me/win-co"


def _clipboard(browser: Any) -> str:
    script = "const done = arguments[0]; navigator.clipboard.readText().then(done, (error) => done(`error: ${error}`));"
    return str(browser.execute_async_script(script))


@pytest.mark.parametrize("width", [360, 390, 1280])
def test_nothing_is_wider_than_the_screen(browser: Any, tmp_path: Path, width: int) -> None:
    show(browser, tmp_path, hostile_report(), width)
    assert browser.execute_script("return document.documentElement.scrollWidth") <= width
    assert len(visible(browser, "svg.chart")) == 1


def test_hostile_text_runs_nothing_and_is_shown(browser: Any, tmp_path: Path) -> None:
    show(browser, tmp_path, hostile_report())
    assert complaints(browser) == []
    assert browser.title.startswith("Coin scams")
    assert browser.find_elements("css selector", "img, b, iframe") == []
    assert defang(HOSTILE[0]) in browser.find_element("css selector", "#messages").text


def test_dark_and_print_have_colours_of_their_own(browser: Any, tmp_path: Path) -> None:
    show(browser, tmp_path, report())
    seen = []
    for media, scheme in (("screen", "light"), ("screen", "dark"), ("print", "light")):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})
        seen.append(browser.find_element("tag name", "body").value_of_css_property("background-color"))
        if media == "print":
            assert visible(browser, "button, #filter") == []
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "", "features": []})
    assert len(set(seen)) == 3
