"""Names that Windows keeps for devices."""

from __future__ import annotations

import pytest

from flashcards.disk import windows


@pytest.mark.parametrize(
    "name", ["con", "PRN", "aux", "nul", "com1", "LPT9", "nul.apkg", "Aux.tar.gz", "com0"]
)
def test_a_device_is_reserved_whatever_its_ending(name: str) -> None:
    assert windows.is_reserved(name)


@pytest.mark.parametrize("name", ["console", "com", "com10", "auxin", "null", "a.nul", "con-1", ""])
def test_other_names_are_not(name: str) -> None:
    assert not windows.is_reserved(name)
