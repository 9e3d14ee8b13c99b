"""Serves the page of a deck that is being edited, on this machine only, and reloads it after each rebuild.

The address contains a random word, so that other users of the machine can't read a draft. The server answers only to
the host name 127.0.0.1, so that web pages can't read it by DNS rebinding.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

_PATIENCE: Final = 20.0  # seconds until a waiting page gets an answer even without a new build


class Server:
    """A server for the page's latest build, on a free port of the loopback interface; a context manager.

    ``page`` returns the HTML of a build, given its number. ``url`` is the page's address.
    """

    def __init__(self, page: Callable[[int], str]) -> None:
        self._page = page
        self._built = threading.Condition()
        self._number = 1
        self._html = page(1)
        self._word = secrets.token_urlsafe(12)
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self._host = f"127.0.0.1:{self._http.server_port}"
        self.url = f"http://{self._host}/{self._word}/"

    def __enter__(self) -> Self:
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()

    def rebuild(self) -> None:
        """Build the page again and make open pages reload."""
        html = self._page(self._number + 1)
        with self._built:
            self._number, self._html = self._number + 1, html
            self._built.notify_all()

    def answer(self, host: str, target: str) -> tuple[HTTPStatus, str, str]:
        """Return status, content type and body for a request."""
        asked = urlsplit(target)
        if host != self._host or not asked.path.startswith(f"/{self._word}/"):
            return HTTPStatus.NOT_FOUND, "text/plain", "Not found."
        name = asked.path.removeprefix(f"/{self._word}/")
        if name == "next":
            return HTTPStatus.OK, "text/plain", str(self._next(parse_qs(asked.query).get("after", [""])[0]))
        if name:
            return HTTPStatus.NOT_FOUND, "text/plain", "Not found."
        return HTTPStatus.OK, "text/html", self._html

    def _next(self, after: str) -> int:
        with self._built:
            self._built.wait_for(lambda: str(self._number) != after, _PATIENCE)
            return self._number

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                status, kind, text = server.answer(self.headers.get("Host", ""), self.path)
                with suppress(ConnectionError):  # the page was closed or reloaded
                    self.send(status, kind, text.encode())

            def send(self, status: HTTPStatus, kind: str, data: bytes) -> None:
                self.send_response(status)
                self.send_header("Content-Type", f"{kind}; charset=utf-8")
                self.send_header("Content-Length", str(len(data)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("X-Content-Type-Options", "nosniff")
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
                """Log nothing: the terminal belongs to the author."""

        return Handler


def stamp(folders: Iterable[Path]) -> frozenset[tuple[str, int, int]]:
    """Return the names, sizes and times of the files in these folders, which change whenever a file does."""
    found = set()
    for folder in folders:
        for path in (entry for entry in folder.glob("*") if entry.is_file()):
            try:
                status = path.stat()
            except OSError:
                continue  # an editor's temporary file that is gone already
            found.add((str(path), status.st_size, status.st_mtime_ns))
    return frozenset(found)
