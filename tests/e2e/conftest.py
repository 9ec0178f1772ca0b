"""The deployed product, started once on free ports, and a real browser to drive it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from infra.local.product import LocalNexus
from infra.local.settings import isolated_settings

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
# Chromium has no sandbox for root, and the containers that run tests are root.
FLAGS = ["--no-sandbox", "--disable-dev-shm-usage"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything here as end to end."""
    here = Path(__file__).parent
    for item in items:
        if item.path.is_relative_to(here):
            item.add_marker("e2e")


@pytest.fixture(scope="session")
def nexus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalNexus]:
    """Start the whole product once; its broker notes every frame for the judges."""
    shown: list[str] = []
    state = tmp_path_factory.mktemp("nexus")
    settings = replace(isolated_settings(state), broker_frames=state / "broker.frames")
    with LocalNexus(settings, lambda name, line: shown.append(f"{name}: {line}")) as running:
        yield running
    print("\n".join(shown))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Start the machine's Chromium, or skip and say that it is missing."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip("no Chromium on this machine: browser tests are not run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, nexus: LocalNexus) -> Iterator[Page]:
    """Open a fresh profile on the product's origin."""
    context = chromium.new_context(base_url=nexus.url)
    yield context.new_page()
    context.close()
