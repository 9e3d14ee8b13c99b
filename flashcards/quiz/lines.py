"""The quiz as plain lines without cursor movement: for screen readers, pipes and scripts.

The learner's answers are lines of standard input. The line ``saved <review id>`` says that a grade is on the disk.
"""

from __future__ import annotations

import sys
import time
from enum import Enum
from typing import TYPE_CHECKING

from flashcards.quiz import captions
from flashcards.study import grading
from flashcards.study.memory import Rating
from flashcards.text import characters, prose
from flashcards.text.plain import plain, question

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flashcards.quiz.session import Session
    from flashcards.quiz.state import Asked
    from flashcards.study.choices import Option

HELP = (
    "Type show, then 1 Again, 2 Hard, 3 Good or 4 Easy; an empty line shows the answer and gives the suggested grade. "
    "Also: undo, bury, suspend, mark, flag 0 to 7, source, info, difference, quit."
)
_LETTERS = "abcd"
_GRADES = {str(rating.value): rating for rating in Rating}
_FLAGS = set("01234567")
_REVEALING = {"source", "difference"}  # commands whose output gives the answer away


class _Outcome(Enum):
    """What became of a line that may be a command."""

    LEFT_CARD = "left card"  # the card is asked again, or another one is
    SHOWN = "shown"  # the command only printed something
    NO_COMMAND = "no command"


class LineMode:
    """A session as lines.

    ``read`` returns the next line without its end, or None at the end of the input. ``timer`` returns seconds and
    measures how long an answer takes. ``quit`` is true once the learner has left.
    """

    def __init__(self, session: Session, read: Callable[[], str | None], timer: Callable[[], float]) -> None:
        self.session = session
        self.read = read
        self.timer = timer
        self.quit = False

    def loop(self) -> None:
        """Ask until the session is over, the learner quits or the input ends."""
        say("For the commands, type: help")
        while self.session.current is not None and not self.quit:
            self._ask(self.session.current)

    # --- one card ---

    def _ask(self, asked: Asked) -> None:
        began = self.timer()
        self.options = self.session.choices(asked)
        blanks = self.session.blanks(asked) if not self.options else ()
        self.mistaken = ""
        self.other_words = False
        self._print_front(asked)
        suggested = self._type(asked, blanks) if blanks else self._wait_for_show(asked)
        if suggested is None:
            return
        self._print_back(asked, suggested)
        rating = self._read_rating(asked, suggested)
        if rating is not None:
            self._save(asked, rating, round((self.timer() - began) * 1000))

    def _print_front(self, asked: Asked) -> None:
        say("")
        say(self.session.progress())
        say(f"{asked.note.context} · {asked.note.heading}" if asked.note.context else asked.note.heading)
        say(f"Question: {question(asked.note, asked.card)}")
        for letter, option in zip(_LETTERS, self.options, strict=False):
            say(f"{letter}) {option.text}")

    def _wait_for_show(self, asked: Asked) -> Rating | None:
        """Wait for ``show``, an option or a grade; return the suggested grade, or None if the learner left the card."""
        while (line := self._line()) is not None:
            word = line.strip().casefold()
            option = _option(word, self.options)
            if option is not None:
                return self._choose(option)
            if word in {"show", ""} or (word in _GRADES and not self.options):
                self.ahead = _GRADES.get(word)
                return Rating.GOOD
            if self._obey(asked, line, before=True) is _Outcome.LEFT_CARD:
                return None
        return None

    ahead: Rating | None = None  # a grade given before the answer was shown

    def _choose(self, option: Option) -> Rating:
        if option.right:
            say("Right.")
            return Rating.GOOD
        self.mistaken = option.concept
        say(f"No, you chose: {option.text}")
        return Rating.AGAIN

    def _type(self, asked: Asked, blanks: Sequence[Sequence[str]]) -> Rating | None:
        """Read a line for each blank; return the suggested grade, or None if the learner left the card."""
        verdicts = []
        for n, accepted in enumerate(blanks, 1):
            if len(blanks) > 1:
                say(f"Blank {n} of {len(blanks)}")
            answer = self._answer(asked, accepted)
            if not isinstance(answer, grading.Verdict):
                return answer
            verdicts.append(answer)
        return grading.together(verdicts)

    def _answer(self, asked: Asked, accepted: Sequence[str]) -> grading.Verdict | Rating | None:
        """Judge what is typed for a blank; return Again if the learner gave up, None if they left the card."""
        while (line := self._line()) is not None:
            verdict = grading.judge(line, accepted, self.session.book.all_names)
            if not verdict.right:  # a right answer may be the name of a command
                if line.strip().casefold() in {"show", ""}:
                    return Rating.AGAIN
                outcome = self._command(asked, line, before=True)
                if outcome is _Outcome.LEFT_CARD:
                    return None
                if outcome is _Outcome.SHOWN:
                    continue
            self._print_verdict(line, verdict)
            return verdict
        return None

    def _print_verdict(self, typed: str, verdict: grading.Verdict) -> None:
        if verdict.exact:
            say("Right.")
            return
        pieces = grading.difference(typed.strip(), verdict.against)
        shown = "".join(captions.PIECES[piece.sign].format(piece.text) for piece in pieces)
        say(f"{'Right, apart from a slip' if verdict.right else 'Not quite'}: {shown}")
        if not verdict.right:
            self.mistaken = self.session.book.named(typed)
            self.other_words = True

    def _print_back(self, asked: Asked, suggested: Rating) -> None:
        say(f"Answer: {plain(prose.back(asked.card))}")
        if asked.note.extra:
            say(plain(asked.note.extra))
        if asked.note.citations:
            say(f"Source: {captions.short_source(asked.note)}")
        if suggested is Rating.AGAIN and self.session.difference(asked, self.mistaken):
            say("To see how they differ, type: difference")
        if self.ahead is None:
            previews = self.session.previews(asked)
            rows = (
                f"{rating.value} {name}" + (f" {captions.span(previews[rating])}" if previews else "")
                for rating, name in captions.GRADES.items()
            )
            meant = f" ({captions.IF_MEANT})" if self.other_words and not self.mistaken else ""
            say(f"{', '.join(rows)}. Suggested: {suggested.value}{meant}")

    def _read_rating(self, asked: Asked, suggested: Rating) -> Rating | None:
        if self.ahead is not None:
            rating, self.ahead = self.ahead, None
            return rating
        while (line := self._line()) is not None:
            word = line.strip()
            if word == "":
                return suggested
            if word in _GRADES:
                return _GRADES[word]
            if self._obey(asked, line) is _Outcome.LEFT_CARD:
                return None
        return None

    def _save(self, asked: Asked, rating: Rating, duration: int) -> None:
        mistaken = self.session.mistaken(asked, self.mistaken) if rating is Rating.AGAIN else ""
        result = self.session.grade(asked, rating, duration, mistaken)
        if result.id:
            say(f"saved {result.id}")
        if result.notice:
            say(result.notice)

    # --- commands ---

    def _line(self) -> str | None:
        line = self.read()
        if line is None:
            self.quit = True
        return line

    def _obey(self, asked: Asked, line: str, *, before: bool = False) -> _Outcome:
        """Obey a line that must be a command, and print the help if it is none."""
        outcome = self._command(asked, line, before=before)
        if outcome is _Outcome.NO_COMMAND:
            say(f'"{line.strip()}" is not a command here. {HELP}')
        return outcome

    def _command(self, asked: Asked, line: str, *, before: bool) -> _Outcome:
        """Obey a line if it is a command. ``before`` the answer is shown, print nothing that gives it away."""
        word, _, rest = line.strip().casefold().partition(" ")
        if word in {"quit", "q"}:
            self.quit = True
            return _Outcome.LEFT_CARD
        change = self._changes(asked).get(word)
        if word == "flag" and rest in _FLAGS:
            say(self.session.flag(asked, int(rest)))
            return _Outcome.LEFT_CARD
        if change:
            say(change())
            return _Outcome.LEFT_CARD
        lookup = self._lookups(asked).get(word)
        if lookup is None:
            return _Outcome.NO_COMMAND
        say("that would give the answer away" if before and word in _REVEALING else lookup())
        return _Outcome.SHOWN

    def _changes(self, asked: Asked) -> dict[str, Callable[[], str]]:
        session = self.session
        return {
            "undo": session.undo,
            "bury": lambda: session.bury(asked),
            "suspend": lambda: session.suspend(asked),
            "mark": lambda: session.mark(asked),
        }

    def _lookups(self, asked: Asked) -> dict[str, Callable[[], str]]:
        return {
            "help": lambda: HELP,
            "?": lambda: HELP,
            "show": lambda: f"Answer: {plain(prose.back(asked.card))}",
            "info": lambda: self._info(asked),
            "source": lambda: _sources(asked),
            "difference": lambda: self._difference(asked),
        }

    def _info(self, asked: Asked) -> str:
        now, settings = self.session.clock(), self.session.store.settings
        return "\n".join(f"{name}: {value}" for name, value in captions.info(asked, now, settings))

    def _difference(self, asked: Asked) -> str:
        note = self.session.difference(asked, self.mistaken)
        return plain(note.cards[0].answer) if note else captions.NO_COMPARISON


def _sources(asked: Asked) -> str:
    sources = (f"{words} {url}".strip() for words, url in captions.sources(asked.note))
    return "\n".join(sources) or "This card names no source."


def _option(word: str, options: Sequence[Option]) -> Option | None:
    """Return the option that a letter or a number names."""
    by_letter = dict(zip(_LETTERS, options, strict=False))
    by_number = {f"{n}": option for n, option in enumerate(options, 1)}
    return (by_letter | by_number).get(word)


def say(text: str) -> None:
    """Print a line at once, without control characters."""
    sys.stdout.write(characters.safe(text) + "\n")
    sys.stdout.flush()


def read_line() -> str | None:
    """Return the next line of standard input, or None at its end."""
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def run(session: Session) -> bool:
    """Run the session on standard input and output and return whether the learner quit before its end."""
    dialogue = LineMode(session, read_line, time.monotonic)
    dialogue.loop()
    return dialogue.quit
