"""The texts of a deck folder, before anything is made of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flashcards.model import (
        Media,
        Problem,
    )


ConceptText = tuple[str, str, str]
"""Path, id and text of a concept file."""


class Texts(NamedTuple):
    """The files of a deck, as loading reads them and the compiler takes them.

    Paths are as problems show them.
    """

    root: str
    deck: tuple[str, str] | None  # path and text of deck.yaml
    sources: tuple[str, str] | None
    concepts: tuple[ConceptText, ...] = ()
    media: tuple[Media, ...] = ()
    problems: tuple[Problem, ...] = ()  # met while reading the files
    phrases: Mapping[str, str] = {}  # language → text of its phrase file
    lock: tuple[str, bytes] | None = None  # path and content of released.lock
    unread: frozenset[str] = frozenset()  # ids of concepts whose files are there but can't be read
