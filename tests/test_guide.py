"""The author guide's generated parts are current; that it works as written is for ``test_docs``."""

from __future__ import annotations

from tests import guide


def test_the_generated_parts_are_current() -> None:
    text = guide.GUIDE.read_text("utf-8")
    assert guide.current(text) == text, "run: python -m tests.guide"
