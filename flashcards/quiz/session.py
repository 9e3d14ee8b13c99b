"""One session: the deck, the database of reviews and the queue. The screen and the plain lines drive it alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.quiz import captions
from flashcards.quiz.state import Answer, Asked, Options, RaisedLimits, Saved, Summary, Tomorrow
from flashcards.reviews.store import LONGEST, Elsewhere, Graded
from flashcards.study.log import Action, CardId, CardState, seed
from flashcards.study.memory import DAY, MINUTE, Moment, Rating, State
from flashcards.study.queue import Candidate, DailyLimits, everything, todays

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from flashcards.model import Deck, Note
    from flashcards.reviews.store import Store
    from flashcards.study.choices import Option
    from flashcards.study.lookup import Book
    from flashcards.study.queue import Queue

_MORE_NEW, _MORE_REVIEWS = 10, 50  # how far to raise a daily limit for somebody who wants to go on
_LEARNING = {State.LEARNING, State.RELEARNING}


class Session:
    """A session of the quiz.

    ``current`` is the card to ask now, None when the session is over. ``clock`` returns the time on the learner's
    clock. ``plan`` makes the day's queue where an exam is planned.
    """

    def __init__(
        self,
        deck: Deck,
        store: Store,
        options: Options,
        clock: Callable[[], Moment],
        plan: Callable[[list[Candidate], Moment, DailyLimits], Queue] | None = None,
    ) -> None:
        self.store = store
        self.plan = plan
        self.options = options
        self.clock = clock
        self.began = clock()
        self.answers: list[Answer] = []
        self.current: Asked | None = None
        self.deck = deck
        self.queue = self._new_queue()
        self.advance()

    @property
    def book(self) -> Book:
        """The deck's names and answers, to look things up in."""
        from flashcards.study.lookup import Book  # noqa: PLC0415 - after the question is shown

        if self._book is None or self._book.deck is not self.deck:
            self._book = Book(self.deck)
        return self._book

    _book: Book | None = None

    # --- the queue ---

    def _new_queue(self) -> Queue:
        """Return the queue for this moment, from the deck and the reviews."""
        now = self.clock()
        self.day = now.day(self.store.settings.rollover)
        self.cards = {
            CardId(note.guid, card.ordinal): (note, card)
            for note in filter(self.options.match, self.deck.notes)
            for card in note.live
        }
        if self.options.cram:
            states = self.store.states(self.deck.uuid)
            queue = everything(self._candidates(), states, f"{self.began.time}")
            for answer in self.answers:
                queue.answered(answer.candidate, answer.due)
        elif self.plan is not None:
            queue = self.plan(self._candidates(), now, self._limits(now))
        else:
            queue = self._queue_within(now, self._limits(now))
        for pair in self.store.confusions(self.deck.uuid):
            queue.confuse(*pair)
        return queue

    def _candidates(self) -> list[Candidate]:
        return [Candidate(card, note.concept, note.position) for card, (note, _) in self.cards.items()]

    def _queue_within(self, now: Moment, limits: DailyLimits) -> Queue:
        states = self.store.states(self.deck.uuid)
        return todays(self._candidates(), states, now, self.store.settings, limits)

    def _refill(self) -> None:
        last = self.queue.last
        self.queue = self._new_queue()
        self.queue.last = last

    def _limits(self, now: Moment) -> DailyLimits:
        """Return what the daily limits still allow today."""
        done = self.store.today(self.deck.uuid, now)
        new = 0 if self.options.due_only else self.options.new - done.new
        return DailyLimits(new=new, reviews=self.options.reviews - done.reviews, asked=done.notes)

    def advance(self) -> None:
        """Make the next card the current one."""
        if self._today() != self.day:
            self._refill()
        now = self.clock()
        candidate = None if self._limit_reached(now) else self.queue.next(now)
        self.current = self._asked(candidate) if candidate else None

    def _today(self) -> int:
        """Return the present study day; ``day`` is the one that the queue was made for."""
        return self.clock().day(self.store.settings.rollover)

    def _asked(self, candidate: Candidate) -> Asked:
        note, card = self.cards[candidate.card]
        return Asked(candidate=candidate, note=note, card=card, state=self.store.state(candidate.card))

    def progress(self) -> str:
        """Return how many cards are left, as a line for the learner."""
        return captions.left(self.queue.left(), cram=self.options.cram)

    # --- the end ---

    def _limit_reached(self, now: Moment) -> str:
        """Return a sentence about the limit of time or answers that is reached; "" if none is."""
        limit, minutes = self.options.limit, self.options.minutes
        if minutes and now.time - self.began.time >= minutes * MINUTE:
            return captions.time_is_up(minutes)
        if limit and len(self.answers) >= limit:
            return captions.limit_reached(limit)
        return ""

    def why_over(self) -> str:
        """Return why there is no card to ask, as a sentence."""
        if not self.cards:
            return "No card matches these filters."
        if reached := self._limit_reached(self.clock()):
            return reached
        if self.options.cram:
            return "No card is left to cram."
        return captions.done(self._raised_limits(), later=self.queue.comes() is not None)

    def _raised_limits(self) -> RaisedLimits:
        """Return daily limits that would offer more cards now."""
        now = self.clock()
        done = self.store.today(self.deck.uuid, now)
        new = 0 if self.options.due_only else max(self.options.new, done.new) + _MORE_NEW
        reviews = max(self.options.reviews, done.reviews) + _MORE_REVIEWS
        limits = DailyLimits(new=new - done.new, reviews=reviews - done.reviews, asked=done.notes)
        left = self._queue_within(now, limits).left()
        return RaisedLimits(new=new if left.new else 0, reviews=reviews if left.due else 0)

    def summary(self) -> Summary:
        """Return how the session went and what comes next."""
        return Summary(
            answered=len(self.answers),
            right=sum(answer.rating is not Rating.AGAIN for answer in self.answers),
            seconds=sum(answer.duration for answer in self.answers) / 1000,
            tomorrow=self._tomorrow(),
            next_learning=self.queue.comes(),
        )

    def _tomorrow(self) -> Tomorrow:
        now = self.clock()
        start = Moment(now.day_start(self.store.settings.rollover) + DAY, now.offset)
        left = self._queue_within(start, DailyLimits(self.options.new, self.options.reviews)).left()
        return Tomorrow(reviews=left.due + left.learning, new=left.new)

    # --- answering ---

    def grade(self, asked: Asked, rating: Rating, duration: int, mistaken: str = "") -> Saved:
        """Save an answer to the disk and make the next card the current one.

        Args:
            asked: the card that was answered.
            rating: the learner's grade.
            duration: the time from question to grade, in milliseconds.
            mistaken: the concept that the learner answered instead, or "".
        """
        now, card = self.clock(), asked.candidate.card
        confused = self._confused(asked, mistaken)
        if self.options.cram:
            return self._cram(asked, rating, now, duration, confused)
        result = self.store.grade(
            card, self.deck.uuid, rating, now, duration, seen=asked.state.head, confused=confused
        )
        if isinstance(result, Elsewhere):
            return self._answered_elsewhere(asked, result.state)
        memory = result.after.memory
        if confused:
            self.queue.confuse(*confused)
        self._answered(result.id, asked, rating, duration, memory.due if memory.state in _LEARNING else None)
        return Saved(result.id, _wait(result, now), captions.notice(result))

    def _cram(
        self, asked: Asked, rating: Rating, now: Moment, duration: int, confused: tuple[str, str] | None
    ) -> Saved:
        notice = "" if self.answers else captions.CRAM
        entry = self.store.cram(
            asked.candidate.card, self.deck.uuid, rating, now, duration, confused=confused
        )
        self._answered(
            entry.id, asked, rating, duration, now.time + MINUTE if rating is Rating.AGAIN else None
        )
        return Saved(entry.id, 0, notice)

    def _confused(self, asked: Asked, mistaken: str) -> tuple[str, str] | None:
        """Return the concept asked for and the one answered instead; None if they are unknown or the same."""
        subject = self.subject(asked) or asked.note.concept
        return (subject, mistaken) if mistaken not in {"", subject} else None

    def _answered(self, review: str, asked: Asked, rating: Rating, duration: int, due: int | None) -> None:
        self.answers.append(
            Answer(
                id=review,
                candidate=asked.candidate,
                rating=rating,
                duration=min(duration, LONGEST),
                due=due,
            )
        )
        self.queue.answered(asked.candidate, due)
        self.advance()

    def _answered_elsewhere(self, asked: Asked, state: CardState) -> Saved:
        self.queue.answered(asked.candidate, state.memory.due if state.memory.state in _LEARNING else None)
        self.advance()
        return Saved("", 0, "already answered in another window; not counted")

    def previews(self, asked: Asked) -> Mapping[Rating, int]:
        """Return how long each grade would put the card off, in milliseconds; nothing while cramming."""
        if self.options.cram:
            return {}
        from flashcards.study import memory  # noqa: PLC0415 - after the question is shown

        state = asked.state
        salt = seed(asked.candidate.card, state.reps)
        return memory.previews(state.memory, self.clock(), self.store.settings, salt)

    def undo(self) -> str:
        """Take back the newest answer or change of any session, make its card current, and return what was done."""
        undone = self.store.undo(self.deck.uuid, self.clock())
        if undone is None:
            return "nothing to undo"
        self.answers = [answer for answer in self.answers if answer.id != undone.entry.id]
        self._refill()
        card = undone.entry.card
        if card in self.cards:
            note, _ = self.cards[card]
            self.current = self._asked(Candidate(card, note.concept, note.position))
        elif self.current is None:
            self.advance()
        concepts = (note.concept for note in self.deck.notes if note.guid == card.guid)
        return captions.undone(undone.entry, self.book.term(next(concepts, "")))

    # --- changes to the current card ---

    def bury(self, asked: Asked) -> str:
        """Put the card off until tomorrow."""
        self._change(asked, Action.BURY, self._today() + 1)
        return self._drop(asked, "buried until tomorrow")

    def suspend(self, asked: Asked) -> str:
        """Don't ask the card again until this is undone."""
        self._change(asked, Action.SUSPEND, 1)
        return self._drop(asked, "suspended")

    def mark(self, asked: Asked) -> str:
        """Mark the card, or remove its mark."""
        state = self._change(asked, Action.MARK, int(not asked.state.marked))
        return "marked" if state.marked else "mark removed"

    def flag(self, asked: Asked, number: int) -> str:
        """Set a flag from 1 to 7, or remove it with 0."""
        self._change(asked, Action.FLAG, number)
        return f"flag {number}" if number else "flag removed"

    def _change(self, asked: Asked, kind: Action, value: int) -> CardState:
        state = self.store.change(asked.candidate.card, self.deck.uuid, kind, value, self.clock())
        self.current = asked._replace(state=state)
        return state

    def _drop(self, asked: Asked, message: str) -> str:
        self.queue.drop(asked.candidate)
        self.advance()
        return message

    # --- looking things up ---

    def blanks(self, asked: Asked) -> tuple[tuple[str, ...], ...]:
        """Return the accepted answers for each blank; nothing if the answer is not typed."""
        return self.book.blanks(asked.note, asked.card) if self.options.typed else ()

    def choices(self, asked: Asked) -> tuple[Option, ...]:
        """Return the options of a multiple-choice question; nothing if there are no fair ones or none are wanted."""
        if not self.options.choice:
            return ()
        from flashcards.study import choices  # noqa: PLC0415 - only with --choice

        answer = self.book.answered(asked.note, asked.card)
        salt = f"{asked.candidate.card}{asked.state.reps}"
        return choices.options(self.book, asked.note, asked.card, salt, self.queue.partners.get(answer, ()))

    def subject(self, asked: Asked) -> str:
        """Return the concept that the answer names or defines, or ""."""
        own = asked.note.concept if asked.card.form.own else ""
        return self.book.answered(asked.note, asked.card) or own

    def mistaken(self, asked: Asked, named: str = "") -> str:
        """Return the concept that the learner took for the answer, or "".

        That is the concept they named; if they named none, the only other concept that the card offers.
        """
        subject = self.subject(asked)
        others = [name for name in asked.card.among if name != subject]
        guess = named or (others[0] if len(others) == 1 else "")
        return guess if guess != subject else ""

    def difference(self, asked: Asked, named: str = "") -> Note | None:
        """Return the note that compares the answer with what the learner confused it with, if the deck has one.

        Where nothing was confused, that is the card's own comparison or the first one about the answer.
        """
        subject, other = self.subject(asked), self.mistaken(asked, named)
        if subject and other:
            return self.book.between(subject, other)
        if asked.card.form.compares:
            return asked.note
        found = (self.book.between(subject, name) for name in (self.book.near(subject) if subject else ()))
        return next((note for note in found if note), None)

    def reload(self, deck: Deck) -> bool:
        """Continue with a recompiled deck and return whether the current card is still in it."""
        self.deck = deck
        asked = self.current
        self._refill()
        if asked and asked.candidate.card in self.cards:
            self.current = self._asked(asked.candidate)
            return True
        self.advance()
        return False


def _wait(result: Graded, now: Moment) -> int:
    """Return the milliseconds until the card comes back."""
    memory = result.after.memory
    return memory.interval * DAY if memory.state is State.REVIEW else max(memory.due - now.time, 0)
