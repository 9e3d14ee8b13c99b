"""The learner's clock."""

from __future__ import annotations

from datetime import datetime

from flashcards.study.memory import Moment


def now() -> Moment:
    """Return the present moment in the learner's time zone."""
    return Moment.of(datetime.now().astimezone())
