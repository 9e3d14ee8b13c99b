"""What a lint rule consists of."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flashcards.lint.cards import Course, Finding
    from flashcards.model import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """One lint rule.

    Attributes:
        code: ``L01`` and so on; it never changes, because authors' files name it.
        name: A short name, as in ``answer-too-long``.
        levels: The levels that its findings can have.
        check: Yields the findings in a course, given the thresholds by name.
        thresholds: The default thresholds by name. In ``deck.yaml``, ``L01: 25`` sets the one named "", and
            ``L01.error: 60`` the one named ``error``.
        english: Whether the rule is about English and skips decks in other languages.
    """

    code: str
    name: str
    levels: tuple[Level, ...]
    check: Callable[[Course, Mapping[str, float]], Iterable[Finding]]
    thresholds: Mapping[str, float] = field(default_factory=dict)
    english: bool = False
