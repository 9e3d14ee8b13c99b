"""What a rule is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from flashcards.lint.cards import Course, Finding
    from flashcards.model import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its ``code`` is for life. ``thresholds`` by name; "" is the one that the bare code sets.

    ``english``: whether it is about English, and so only looks at English decks.
    """

    code: str
    name: str
    levels: tuple[Level, ...]
    check: Callable[[Course, Mapping[str, float]], Iterable[Finding]]
    thresholds: Mapping[str, float] = field(default_factory=dict)
    english: bool = False
