"""One Chromium for all tests of a worker."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.preview import chromium, sites

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def browser() -> Iterator[chromium.Page]:
    if chromium.PROGRAM is None:
        pytest.skip("no Chromium here, so nothing saw the page in a browser; apt install chromium")
    with chromium.browser() as page:
        yield page


@pytest.fixture(scope="session")
def urls(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("pages")
    decks = {"small": sites.SMALL, "hostile": sites.HOSTILE}
    made = {name: sites.deck(folder / name, files) for name, files in decks.items()} | {
        "course": sites.COURSE
    }
    before = sites.deck(folder / "before", sites.BEFORE)
    pages = {name: sites.site(path, folder / f"{name}.html") for name, path in made.items()}
    since = {
        f"{name} since": sites.site(made[name], folder / f"{name}-since.html", before)
        for name in ("small", "hostile")
    }
    return pages | since


@pytest.fixture
def fresh(browser: chromium.Page) -> chromium.Page:
    """The browser at desktop width and in light colours, on an empty page, without earlier errors."""
    browser.open("about:blank")
    browser.size(1280)
    browser.media(prefers_color_scheme="light", prefers_reduced_motion="no-preference")
    browser.errors.clear()
    browser.requests.clear()
    return browser


@pytest.fixture
def page(fresh: chromium.Page) -> Iterator[chromium.Page]:
    """A fresh page; a test fails if the console reports an error."""
    yield fresh
    assert fresh.errors == []
