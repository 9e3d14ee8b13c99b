"""The deck that tests of lookup and choices share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.study.books import CONCEPTS, book_of

if TYPE_CHECKING:
    from flashcards.study.lookup import Book


@pytest.fixture(scope="session")
def book() -> Book:
    return book_of(CONCEPTS)
