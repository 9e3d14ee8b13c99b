"""The server of preview --watch: which requests it answers, and what an open page does after a rebuild."""

from __future__ import annotations

import itertools
import threading
from http import HTTPStatus
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from flashcards.preview import page as html_page
from flashcards.preview import watch
from tests.preview import sites

if TYPE_CHECKING:
    from pathlib import Path

    from tests.preview.chromium import Page


def _get(url: str, path: str = "", **headers: str) -> tuple[int, str]:
    asked = urlsplit(url)
    connection = HTTPConnection(str(asked.hostname), asked.port, timeout=10)
    connection.request("GET", asked.path + path if not path.startswith("/") else path, headers=headers)
    response = connection.getresponse()
    return response.status, response.read().decode()


def test_the_page_is_served_on_loopback_only() -> None:
    with watch.Server(lambda number: f"build {number} ä") as server:
        assert urlsplit(server.url).hostname == "127.0.0.1"
        assert _get(server.url) == (200, "build 1 ä")
        server.rebuild()
        assert _get(server.url) == (200, "build 2 ä")


@pytest.mark.parametrize(
    ("path", "headers"),
    [("/", {}), ("/next?after=1", {}), ("etc/passwd", {}), ("", {"Host": "evil.example"})],
    ids=[
        "without the secret word",
        "waiting without the secret word",
        "another file",
        "another name for this machine",
    ],
)
def test_other_requests_are_refused(path: str, headers: dict[str, str]) -> None:
    with watch.Server(lambda _: "draft") as server:
        status, text = _get(server.url, path, **headers)
        assert (status, text) == (HTTPStatus.NOT_FOUND, "Not found.")


def test_a_waiting_page_learns_of_the_next_build() -> None:
    answers: list[tuple[int, str]] = []
    with watch.Server(str) as server:
        waiting = threading.Thread(target=lambda: answers.append(_get(server.url, "next?after=1")))
        waiting.start()
        server.rebuild()
        waiting.join(10)
        assert answers == [(200, "2")]
        assert _get(server.url, "next?after=1") == (200, "2")


def test_the_open_page_follows_a_rebuild_and_keeps_the_search(fresh: Page, tmp_path: Path) -> None:
    folder = sites.deck(tmp_path / "deck", sites.SMALL)

    def build(number: int) -> str:
        result = sites.compiled(folder)
        assert result.deck
        return html_page.render(result.deck, result.problems, watch=number)

    with watch.Server(build) as server:
        fresh.open(server.url)
        fresh.js("byId('_search').value = 'second'; byId('_search').dispatchEvent(new Event('input'))")
        file = folder / "concepts" / "beta.yaml"
        file.write_text(file.read_text("utf-8").replace("term: beta", "term: omega"), encoding="utf-8")
        server.rebuild()
        fresh.wait("Page.loadEventFired")
        fresh.settled()
        assert fresh.js("document.querySelector('#beta h4').textContent") == "omega"
        assert fresh.js("byId('_search').value") == "second"
        assert {urlsplit(request).netloc for request in fresh.requests} == {urlsplit(server.url).netloc}
        fresh.open("about:blank")
    assert [error for error in fresh.errors if "favicon" not in error] == []


def test_a_save_a_new_file_and_a_removed_one_change_the_stamp(tmp_path: Path) -> None:
    folder = sites.deck(tmp_path, sites.SMALL)
    folders = [folder, folder / "concepts", folder / "none"]
    seen = [watch.stamp(folders)]
    for change in (
        lambda: (folder / "concepts" / "new.yaml").write_text("x"),
        lambda: (folder / "concepts" / "new.yaml").write_text("xy"),
        (folder / "concepts" / "new.yaml").unlink,
    ):
        change()
        seen.append(watch.stamp(folders))
    assert [a != b for a, b in itertools.pairwise(seen)] == [True, True, True]
    assert seen[0] == seen[3]
