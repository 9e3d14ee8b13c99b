"""The quiz as lines: no cursor movement, for screen readers, pipes and scripts.

Answers are lines of standard input. After each grade that is on the disk stands the line ``saved <review id>``.
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

    from flashcards.quiz.session import Run
    from flashcards.quiz.state import Asked
    from flashcards.study.choices import Option

HELP = (
    "Answer: show, then 1 Again, 2 Hard, 3 Good, 4 Easy (an empty line is Good, or what is suggested). "
    "Also: undo, bury, suspend, mark, flag 0 to 7, source, info, difference, quit."
)
_LETTERS = "abcd"
_GRADES = {str(rating.value): rating for rating in Rating}


_FLAGS = set("01234567")
_TELLING = {"source", "difference"}


class _Heard(Enum):
    """What became of a line that may be a command."""

    GONE = "gone"  # the card is no longer asked, or to be asked anew
    TOLD = "told"
    NOTHING = "nothing"  # it is no command


class Plain:
    """A dialogue of lines. ``read`` gives the next line without its end, None at the end of input."""

    def __init__(self, run: Run, read: Callable[[], str | None], timer: Callable[[], float]) -> None:
        self.run = run
        self.read = read
        self.timer = timer
        self.quit = False

    def loop(self) -> None:
        """Ask until the session is over or the input ends."""
        say("For the commands: help")
        while self.run.current is not None and not self.quit:
            self._ask(self.run.current)

    # --- one card ---

    def _ask(self, asked: Asked) -> None:
        began = self.timer()
        self.options = self.run.choices(asked)
        blanks = self.run.blanks(asked) if not self.options else ()
        self.mistaken = ""
        self._front(asked)
        suggested = self._typed(asked, blanks) if blanks else self._shown(asked)
        if suggested is None:
            return
        self._back(asked, suggested)
        rating = self._rating(asked, suggested)
        if rating is not None:
            self._save(asked, rating, round((self.timer() - began) * 1000))

    def _front(self, asked: Asked) -> None:
        say("")
        say(captions.left(self.run.left()))
        say(f"{asked.note.context} · {asked.note.heading}" if asked.note.context else asked.note.heading)
        say(f"Question: {question(asked.note, asked.card)}")
        for letter, option in zip(_LETTERS, self.options, strict=False):
            say(f"{letter}) {option.text}")

    def _shown(self, asked: Asked) -> Rating | None:
        """Wait for ``show``, an option, or a grade outright; the suggested grade, None if the card is gone."""
        while (line := self._line()) is not None:
            word = line.strip().casefold()
            option = _option(word, self.options)
            if option is not None:
                return self._chosen(option)
            if word in {"show", ""} or (word in _GRADES and not self.options):
                self.ahead = _GRADES.get(word)
                return Rating.GOOD
            if self._obeyed(asked, line, before=True) is _Heard.GONE:
                return None
        return None

    ahead: Rating | None = None  # a grade given without looking at the answer first

    def _chosen(self, option: Option) -> Rating:
        if option.right:
            say("Right.")
            return Rating.GOOD
        self.mistaken = option.concept
        say(f"No, you chose: {option.text}")
        return Rating.AGAIN

    def _typed(self, asked: Asked, blanks: Sequence[Sequence[str]]) -> Rating | None:
        """One typed line a blank; the suggested grade, None if the card is gone."""
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
        """What was typed for a blank, judged; Again if the learner gave up, None if the card is gone."""
        while (line := self._line()) is not None:
            verdict = grading.judge(line, accepted, self.run.book.all_names)
            if not verdict.right:  # a right answer may be the name of a command
                if line.strip().casefold() in {"show", ""}:
                    return Rating.AGAIN
                heard = self._command(asked, line, before=True)
                if heard is _Heard.GONE:
                    return None
                if heard is _Heard.TOLD:
                    continue
            self._judged(line, verdict)
            return verdict
        return None

    def _judged(self, typed: str, verdict: grading.Verdict) -> None:
        if verdict.exact:
            say("Right.")
            return
        pieces = grading.difference(typed.strip(), verdict.against)
        shown = "".join(captions.PIECES[piece.sign].format(piece.text) for piece in pieces)
        say(f"{'Right, but for a slip' if verdict.right else 'Not quite'}: {shown}")
        if not verdict.right:
            self.mistaken = self.run.book.named(typed)

    def _back(self, asked: Asked, suggested: Rating) -> None:
        say(f"Answer: {plain(prose.back(asked.card))}")
        if asked.note.extra:
            say(plain(asked.note.extra))
        if asked.note.citations:
            say(f"Source: {captions.short_source(asked.note)}")
        if suggested is Rating.AGAIN and self.run.difference(asked, self.mistaken):
            say("For how they differ: difference")
        if self.ahead is None:
            previews = self.run.previews(asked)
            rows = (
                f"{rating.value} {name}" + (f" {captions.span(previews[rating])}" if previews else "")
                for rating, name in captions.GRADES.items()
            )
            say(f"{', '.join(rows)}. Suggested: {suggested.value}")

    def _rating(self, asked: Asked, suggested: Rating) -> Rating | None:
        if self.ahead is not None:
            rating, self.ahead = self.ahead, None
            return rating
        while (line := self._line()) is not None:
            word = line.strip()
            if word == "":
                return suggested
            if word in _GRADES:
                return _GRADES[word]
            if self._obeyed(asked, line) is _Heard.GONE:
                return None
        return None

    def _save(self, asked: Asked, rating: Rating, duration: int) -> None:
        mistaken = self.run.mistaken(asked, self.mistaken) if rating is Rating.AGAIN else ""
        result = self.run.grade(asked, rating, duration, mistaken)
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

    def _obeyed(self, asked: Asked, line: str, *, before: bool = False) -> _Heard:
        """As ``_command``, where nothing but a command was wanted."""
        heard = self._command(asked, line, before=before)
        if heard is _Heard.NOTHING:
            say(f'"{line.strip()}" is no command here. {HELP}')
        return heard

    def _command(self, asked: Asked, line: str, *, before: bool) -> _Heard:
        """Obey a command. ``before`` the answer was shown nothing is told that gives it away."""
        word, _, rest = line.strip().casefold().partition(" ")
        if word in {"quit", "q"}:
            self.quit = True
            return _Heard.GONE
        deed = self._deeds(asked).get(word)
        if word == "flag" and rest in _FLAGS:
            deed = lambda: self.run.flag(asked, int(rest))  # noqa: E731 - as the others are
        if deed:
            say(deed())
            return _Heard.GONE
        shows = self._shows(asked).get(word)
        if shows is None:
            return _Heard.NOTHING
        say("that would give the answer away" if before and word in _TELLING else shows())
        return _Heard.TOLD

    def _deeds(self, asked: Asked) -> dict[str, Callable[[], str]]:
        run = self.run
        return {
            "undo": run.undo,
            "bury": lambda: run.bury(asked),
            "suspend": lambda: run.suspend(asked),
            "mark": lambda: run.mark(asked),
        }

    def _shows(self, asked: Asked) -> dict[str, Callable[[], str]]:
        return {
            "help": lambda: HELP,
            "?": lambda: HELP,
            "show": lambda: f"Answer: {plain(prose.back(asked.card))}",
            "info": lambda: self._info(asked),
            "source": lambda: _sources(asked),
            "difference": lambda: self._difference(asked),
        }

    def _info(self, asked: Asked) -> str:
        now, rollover = self.run.clock(), self.run.store.settings.rollover
        return "\n".join(f"{name}: {value}" for name, value in captions.info(asked, now, rollover))

    def _difference(self, asked: Asked) -> str:
        note = self.run.difference(asked, self.mistaken)
        return plain(note.cards[0].answer) if note else "The deck holds no distinction for this."


def _sources(asked: Asked) -> str:
    named = (f"{words} {url}".strip() for words, url in captions.sources(asked.note))
    return "\n".join(named) or "No source."


def _option(word: str, options: Sequence[Option]) -> Option | None:
    """The option that a letter or a number names."""
    named = (
        *zip(_LETTERS, options, strict=False),
        *((f"{n}", option) for n, option in enumerate(options, 1)),
    )
    return dict(named).get(word)


def say(text: str) -> None:
    """A line on standard output, at once."""
    sys.stdout.write(characters.safe(text) + "\n")
    sys.stdout.flush()


def read_line() -> str | None:
    """A line of standard input, None at its end."""
    line = sys.stdin.readline()
    return line.rstrip("\r\n") if line else None


def run(quiz: Run) -> bool:
    """Hold the dialogue on standard input and output; whether the learner left before the end."""
    session = Plain(quiz, read_line, time.monotonic)
    session.loop()
    return session.quit
