"""The one door to ``fsrs-rs-python``, which fits FSRS-6 as Anki does.

Its wheel states no licence (the crate that it wraps is BSD-3-Clause), so it is an optional extra.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from flashcards.study.parameters import rounded

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flashcards.study.histories import History
    from flashcards.study.memory import Settings

_LIBRARY = "fsrs_rs_python"
_EPOCHS = 8  # Anki's number (26.9); with the library's own, 5, the fits differ


def available() -> bool:
    """Return whether the extra ``fit`` is installed."""
    return find_spec(_LIBRARY) is not None


def fit(histories: Sequence[History], settings: Settings) -> tuple[float, ...]:
    """Return the parameters that describe these histories best, as the log keeps them; the same as Anki's."""
    import fsrs_rs_python as library  # noqa: PLC0415 - an optional extra

    items, cards = _items(histories)
    found = library.FSRS(library.DEFAULT_PARAMETERS).compute_parameters(
        items,
        card_ids=cards,
        enable_short_term=True,
        num_relearning_steps=len(settings.relearning_steps),
        training_config=library.TrainingConfig(num_epochs=_EPOCHS),
    )
    return rounded(found)


def _items(histories: Sequence[History]) -> tuple[list[Any], list[int]]:
    """Return one training item for each answer that FSRS predicts, in the order of their times, and its card.

    The order matters: the optimizer gives later reviews more weight.
    """
    import fsrs_rs_python as library  # noqa: PLC0415 - an optional extra

    found = []
    for card, history in enumerate(histories, 1):
        reviews = [library.FSRSReview(answer.rating, answer.days) for answer in history.answers]
        found += [
            (answer.time, card, library.FSRSItem(reviews[:end]))
            for end, answer in enumerate(history.answers, 1)
            if answer.days
        ]
    found.sort(key=lambda row: row[:2])
    return [item for _, _, item in found], [card for _, card, _ in found]
