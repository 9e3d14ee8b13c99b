"""A new reviews database for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from flashcards.reviews.store import Store
from tests.reviews.stores import NOON

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "reviews.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, NOON) as opened:
        yield opened
