"""Whether a fit is worth adopting: better than what is in force on reviews that it hasn't seen, by more than noise.

The log is cut by time. Three times the parameters are fitted to what lies before a cut and judged on the reviews
between this cut and the next, so that every judged review is later than all that its fit has seen. The difference of
log loss is summed by card, and the cards are drawn anew a thousand times (a bootstrap: answers to one card resemble
one another, so cards are drawn, not answers). The fit is better if it wins in 97.5 % of the draws.

The parameters in force may have been fitted to reviews that they are judged on here; that favours keeping them.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from flashcards.study import calibration
from flashcards.study.histories import History
from flashcards.study.memory import PARAMETERS

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flashcards.study.calibration import Prediction
    from flashcards.study.log import CardId

LEAST = 300  # reviews that FSRS predicts, below which nothing is decided
DRAWS = 1000
_CUTS = (0.4, 0.6, 0.8)
_WINS = 0.975
_DEVIATIONS = (
    1.96  # standard deviations that 97.5 % of draws lie above, for a guess at how many reviews it takes
)
_SEED = 0  # the same log gives the same verdict
_MOST = 100_000  # reviews; a guess beyond that says nothing


class Judged(NamedTuple):
    """How a set of parameters did on the held-out reviews."""

    log_loss: float
    rmse: float
    rows: tuple[calibration.Row, ...]


class Verdict(NamedTuple):
    """What the held-out reviews say.

    ``fitted`` are the parameters of a fit to all reviews, which is what is adopted. ``wins`` is the share of draws in
    which the fit is better than what is in force. ``more`` guesses how many more reviews it takes to tell, 0 if the
    fit isn't better at all or is better already.
    """

    reviews: int
    held_out: int
    fitted: tuple[float, ...]
    defaults: Judged
    present: Judged
    fit: Judged
    wins: float
    more: int

    @property
    def better(self) -> bool:
        """Whether the fit is better than what is in force by more than noise."""
        return self.wins >= _WINS and self.fit.log_loss < self.present.log_loss


def judge(
    histories: Sequence[History],
    present: Sequence[float],
    fitter: Callable[[Sequence[History]], tuple[float, ...]],
) -> Verdict:
    """Fit and judge; there must be at least ``LEAST`` reviews that FSRS predicts."""
    times = sorted(answer.time for history in histories for answer in history.answers if answer.days)
    cuts = [times[int(len(times) * share)] for share in _CUTS]
    new: list[Prediction] = []
    for cut, end in zip(cuts, [*cuts[1:], times[-1] + 1], strict=True):
        parameters = fitter(before(histories, cut))
        new += _between(calibration.predictions(histories, parameters), cut, end)
    held = {
        name: _between(calibration.predictions(histories, parameters), cuts[0], times[-1] + 1)
        for name, parameters in (("defaults", PARAMETERS), ("present", present))
    }
    gains = _gains(held["present"], new)
    wins = _wins(gains)
    return Verdict(
        len(times),
        len(new),
        fitter(histories),
        _judged(held["defaults"]),
        _judged(held["present"]),
        _judged(new),
        wins,
        0 if wins >= _WINS else _more(gains, len(times)),
    )


def before(histories: Sequence[History], time: int) -> list[History]:
    """Return what was answered before a time."""
    cut = (
        History(history.card, tuple(answer for answer in history.answers if answer.time < time))
        for history in histories
    )
    return [history for history in cut if history.answers]


def _between(found: Sequence[Prediction], start: int, end: int) -> list[Prediction]:
    return [prediction for prediction in found if start <= prediction.time < end]


def _judged(found: list[Prediction]) -> Judged:
    return Judged(calibration.log_loss(found), calibration.rmse(found), tuple(calibration.rows(found)))


def _gains(old: Sequence[Prediction], new: Sequence[Prediction]) -> list[float]:
    """Return by how much the new parameters were less surprised, a sum for each card."""
    parts: defaultdict[CardId, list[float]] = defaultdict(list)
    for prediction in old:
        parts[prediction.card].append(calibration.surprise(prediction))
    for prediction in new:
        parts[prediction.card].append(-calibration.surprise(prediction))
    return [math.fsum(parts[card]) for card in sorted(parts)]


def _wins(gains: Sequence[float]) -> float:
    """Return the share of draws of the cards, with replacement, in which the sum of gains is above 0."""
    dice = random.Random(_SEED)  # noqa: S311 - a bootstrap, not a secret
    return sum(sum(dice.choices(gains, k=len(gains))) > 0 for _ in range(DRAWS)) / DRAWS


def _more(gains: Sequence[float], reviews: int) -> int:
    """Return how many reviews more it takes if the gain a review stays as it is; 0 if there is no gain.

    The doubt about a mean falls with the root of the number.
    """
    mean = math.fsum(gains) / len(gains)
    if mean <= 0:
        return 0
    variance = math.fsum((gain - mean) ** 2 for gain in gains) / len(gains)
    needed = reviews * _DEVIATIONS**2 * variance / len(gains) / mean**2
    return max(int(min(needed, _MOST)) - reviews, reviews // 10)
