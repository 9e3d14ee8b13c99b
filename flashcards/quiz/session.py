"""One session: the deck, the store and the queue, driven alike by the screen and by the plain line mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flashcards.quiz import captions
from flashcards.quiz.state import Answer, Asked, Options, Saved, Summary
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
    from flashcards.study.queue import Left, Queue


class Run:
    """A session at work. ``clock`` gives the learner's time; ``current`` is None when it is over."""

    def __init__(
        self,
        deck: Deck,
        store: Store,
        options: Options,
        clock: Callable[[], Moment],
        plan: Callable[[Run, list[Candidate], Moment], Queue] | None = None,
    ) -> None:
        self.store = store
        self.plan = plan  # makes the day's queue where an exam is planned
        self.options = options
        self.clock = clock
        self.began = clock()
        self.answers: list[Answer] = []
        self.current: Asked | None = None
        self.deck = deck
        self.queue = self._fill()
        self.advance()

    @property
    def book(self) -> Book:
        """The deck as answers are looked up in it."""
        from flashcards.study.lookup import Book  # noqa: PLC0415 - after the question is shown

        if self._book is None or self._book.deck is not self.deck:
            self._book = Book(self.deck)
        return self._book

    _book: Book | None = None

    # --- the queue ---

    def _fill(self) -> Queue:
        """The queue for this moment, from what the store knows."""
        now = self.clock()
        self.day = now.day(self.store.settings.rollover)
        self.cards = {
            CardId(note.guid, card.ordinal): (note, card)
            for note in filter(self.options.takes, self.deck.notes)
            for card in note.live
        }
        candidates = [Candidate(card, note.concept, note.position) for card, (note, _) in self.cards.items()]
        states = self.store.states(self.deck.uuid)
        if self.options.cram:
            queue = everything(candidates, states, f"{self.began.time}")
            for answer in self.answers:
                queue.answered(answer.candidate, answer.due)
        elif self.plan is not None:
            queue = self.plan(self, candidates, now)
        else:
            settings = self.store.settings
            queue = todays(candidates, states, now, settings, self.allowed(now))
        for pair in self.store.confusions(self.deck.uuid):
            queue.confuse(*pair)
        return queue

    def _refill(self) -> None:
        last = self.queue.last
        self.queue = self._fill()
        self.queue.last = last

    def allowed(self, now: Moment) -> DailyLimits:
        """What the day's limits leave."""
        done = self.store.today(self.deck.uuid, now)
        new = 0 if self.options.due_only else self.options.new - done.new
        return DailyLimits(new, self.options.reviews - done.reviews, done.notes)

    def advance(self) -> None:
        """Put the next card on the table."""
        if self._today() != self.day:
            self._refill()
        now = self.clock()
        candidate = None if self.over(now) else self.queue.next(now)
        self.current = self._asked(candidate) if candidate else None

    def _today(self) -> int:
        """The study day of this moment; ``day`` is the one that the queue was made for."""
        return self.clock().day(self.store.settings.rollover)

    def over(self, now: Moment) -> bool:
        """Whether the limit of cards or minutes that the learner set is reached."""
        limit, minutes = self.options.limit, self.options.minutes
        late = bool(minutes) and now.time - self.began.time >= minutes * MINUTE
        return late or (bool(limit) and len(self.answers) >= limit)

    def _asked(self, candidate: Candidate) -> Asked:
        note, card = self.cards[candidate.card]
        return Asked(candidate, note, card, self.store.state(candidate.card))

    def left(self) -> Left:
        """What is left of this day."""
        return self.queue.left()

    # --- answering ---

    def grade(self, asked: Asked, rating: Rating, duration: int, mistaken: str = "") -> Saved:
        """Record an answer, on the disk when this returns, and put the next card on the table."""
        now, card = self.clock(), asked.candidate.card
        confused = self._confused(asked, mistaken)
        if self.options.cram:
            entry = self.store.cram(card, self.deck.uuid, rating, now, duration, confused=confused)
            again = now.time + MINUTE if rating is Rating.AGAIN else None
            self._answered(entry.id, asked, rating, duration, again)
            return Saved(entry.id, 0, "cram: nothing rescheduled")
        result = self.store.grade(
            card, self.deck.uuid, rating, now, duration, seen=asked.state.head, confused=confused
        )
        if isinstance(result, Elsewhere):
            return self._elsewhere(asked, result.state)
        memory = result.after.memory
        if confused:
            self.queue.confuse(*confused)
        learning = memory.state in {State.LEARNING, State.RELEARNING}
        self._answered(result.id, asked, rating, duration, memory.due if learning else None)
        return Saved(result.id, _wait(result, now), captions.notice(result))

    def _confused(self, asked: Asked, mistaken: str) -> tuple[str, str] | None:
        """The concept asked for and the one answered, if they are known and two."""
        wanted = self.subject(asked) or asked.note.concept
        return (wanted, mistaken) if mistaken not in {"", wanted} else None

    def _answered(self, review: str, asked: Asked, rating: Rating, duration: int, due: int | None) -> None:
        self.answers.append(Answer(review, asked.candidate, rating, min(duration, LONGEST), due))
        self.queue.answered(asked.candidate, due)
        self.advance()

    def _elsewhere(self, asked: Asked, state: CardState) -> Saved:
        learning = state.memory.state in {State.LEARNING, State.RELEARNING}
        self.queue.answered(asked.candidate, state.memory.due if learning else None)
        self.advance()
        return Saved("", 0, "not counted: the card was answered in another session meanwhile")

    def previews(self, asked: Asked) -> Mapping[Rating, int]:
        """When each grade would bring the card back, in milliseconds; nothing while cramming."""
        if self.options.cram:
            return {}
        from flashcards.study import memory  # noqa: PLC0415 - after the question is shown

        state = asked.state
        salt = seed(asked.candidate.card, state.reps)
        return memory.previews(state.memory, self.clock(), self.store.settings, salt)

    def undo(self) -> str:
        """Take back the newest answer or change, of whatever session; its card comes back. Says what was done."""
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
        return f"undone: {captions.DEEDS[undone.entry.kind]}" + (
            f" {Rating(undone.entry.rating).name.capitalize()}" if undone.entry.rating else ""
        )

    # --- changes to the card on the table ---

    def bury(self, asked: Asked) -> str:
        """Put the card off until tomorrow."""
        self._change(asked, Action.BURY, self._today() + 1)
        return self._gone(asked, "buried until tomorrow")

    def suspend(self, asked: Asked) -> str:
        """Take the card out until it is unsuspended."""
        self._change(asked, Action.SUSPEND, 1)
        return self._gone(asked, "suspended")

    def mark(self, asked: Asked) -> str:
        """Set or take off the mark."""
        state = self._change(asked, Action.MARK, int(not asked.state.marked))
        return "marked" if state.marked else "mark taken off"

    def flag(self, asked: Asked, number: int) -> str:
        """Set a flag from 1 to 7, or take it off with 0."""
        self._change(asked, Action.FLAG, number)
        return f"flag {number}" if number else "flag taken off"

    def _change(self, asked: Asked, kind: Action, value: int) -> CardState:
        state = self.store.change(asked.candidate.card, self.deck.uuid, kind, value, self.clock())
        self.current = asked._replace(state=state)
        return state

    def _gone(self, asked: Asked, what: str) -> str:
        self.queue.drop(asked.candidate)
        self.advance()
        return what

    # --- looking things up ---

    def blanks(self, asked: Asked) -> tuple[tuple[str, ...], ...]:
        """What is accepted for each blank, if this card's answer is to be typed."""
        return self.book.blanks(asked.note, asked.card) if self.options.typed else ()

    def choices(self, asked: Asked) -> tuple[Option, ...]:
        """The options, if this card is to be asked by choice and the deck has fair ones."""
        if not self.options.choice:
            return ()
        from flashcards.study import choices  # noqa: PLC0415 - only with --choice

        answer = self.book.answered(asked.note, asked.card)
        salt = f"{asked.candidate.card}{asked.state.reps}"
        return choices.options(self.book, asked.note, asked.card, salt, self.queue.partners.get(answer, ()))

    def subject(self, asked: Asked) -> str:
        """The concept that the answer names or defines, if it does."""
        own = asked.note.concept if asked.card.form.own else ""
        return self.book.answered(asked.note, asked.card) or own

    def mistaken(self, asked: Asked, named: str = "") -> str:
        """The concept that a miss took for the right one: what was named, else the only one there was besides."""
        subject = self.subject(asked)
        others = [name for name in asked.card.among if name != subject]
        guess = named or (others[0] if len(others) == 1 else "")
        return guess if guess != subject else ""

    def difference(self, asked: Asked, named: str = "") -> Note | None:
        """The note that tells the answer from what it is confused with."""
        subject, other = self.subject(asked), self.mistaken(asked, named)
        if subject and other:
            return self.book.between(subject, other)
        if asked.card.form.compares:
            return asked.note
        found = (self.book.between(subject, name) for name in (self.book.near(subject) if subject else ()))
        return next((note for note in found if note), None)

    def take_up(self, deck: Deck) -> bool:
        """Go on with a recompiled deck; whether the card on the table is still there."""
        self.deck = deck
        asked = self.current
        self._refill()
        if asked and asked.candidate.card in self.cards:
            self.current = self._asked(asked.candidate)
            return True
        self.advance()
        return False

    def summary(self) -> Summary:
        """How the session went, and what comes."""
        right = sum(answer.rating is not Rating.AGAIN for answer in self.answers)
        seconds = sum(answer.duration for answer in self.answers) / 1000
        states = self.store.states(self.deck.uuid)
        tomorrow = sum(_due_by(states[card], self._today() + 1) for card in self.cards if card in states)
        return Summary(len(self.answers), right, seconds, tomorrow, self.queue.comes())


def _due_by(state: CardState, day: int) -> bool:
    if state.suspended or state.buried_until > day or state.memory.state is State.NEW:
        return False
    return state.memory.state is not State.REVIEW or state.memory.due <= day


def _wait(result: Graded, now: Moment) -> int:
    """Milliseconds until the card comes back."""
    memory = result.after.memory
    return memory.interval * DAY if memory.state is State.REVIEW else max(memory.due - now.time, 0)
