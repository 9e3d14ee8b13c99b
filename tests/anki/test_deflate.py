"""Deflate on two threads: what every unzipper reads, and the same bytes every time."""

from __future__ import annotations

import random
import threading
import zlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.anki import deflate
from flashcards.anki.deflate import Deflate

if TYPE_CHECKING:
    from collections.abc import Iterable


def deflated(pieces: Iterable[bytes]) -> bytes:
    sink = Deflate()
    return b"".join([*map(sink.compress, pieces), sink.flush()])


@given(st.lists(st.binary() | st.binary(max_size=3).map(lambda data: data * 9_999), max_size=9))
def test_a_stream_holds_all_pieces_and_ends(pieces: list[bytes]) -> None:
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    assert reader.decompress(deflated(pieces)) == b"".join(pieces)
    assert reader.eof
    assert reader.unused_data == b""


def test_the_same_bytes_every_time_and_hardly_more_than_of_one_thread() -> None:
    words = [word.encode() for word in "a course cites few works and asks for many a thing by name".split()]
    text = b" ".join(random.Random(1).choices(words, k=500_000))
    pieces = [text[at : at + (1 << 18)] for at in range(0, len(text), 1 << 18)]
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    alone = packer.compress(text) + packer.flush()
    assert len({deflated(pieces) for _ in range(5)}) == 1
    assert len(deflated(pieces)) < 1.02 * len(alone)


@pytest.mark.parametrize("threads", [0, 1])
def test_it_needs_no_threads(monkeypatch: pytest.MonkeyPatch, threads: int) -> None:
    start = threading.Thread.start
    started: list[threading.Thread] = []

    def limited(self: threading.Thread) -> None:
        if len(started) == threads:
            raise RuntimeError("can't start new thread")
        started.append(self)
        start(self)

    monkeypatch.setattr(threading.Thread, "start", limited)
    asked: list[bytes] = []
    compressed = deflate._compressed
    monkeypatch.setattr(deflate, "_compressed", lambda data: asked.append(data) or compressed(data))  # type: ignore[func-returns-value]  # None, so "or"
    pieces = [bytes([number]) * 99_999 for number in range(9)]
    assert zlib.decompress(deflated(pieces), -zlib.MAX_WBITS) == b"".join(pieces)
    assert len(asked) <= len(pieces) + 1


def test_no_thread_is_left() -> None:
    before = threading.active_count()
    deflated([b"a", b"b"])
    assert threading.active_count() == before
