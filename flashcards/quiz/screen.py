"""The quiz on a full screen: one card at a time, with Anki's keys, redrawn at every change and every resize."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from flashcards.quiz import captions
from flashcards.quiz.painter import MORE, Face, Painter
from flashcards.study.memory import Rating

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from flashcards.quiz.session import Session
    from flashcards.quiz.state import Asked
    from flashcards.quiz.tty import Terminal
    from flashcards.study.choices import Option

_WIDTH = 84  # cells; longer lines are hard to read


class Screen:
    """A session on a full screen.

    ``edit`` serves the ``e`` key: it gets the screen and the card, and returns a message. ``timer`` returns seconds
    and measures how long an answer takes. ``quit`` is true once the learner has left.
    """

    def __init__(
        self,
        session: Session,
        tty: Terminal,
        edit: Callable[[Screen, Asked], str],
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.session = session
        self.tty = tty
        self.edit = edit
        self.timer = timer
        self.quit = False
        self.painter = Painter(session)
        tty.redraw = self.draw
        self._start_card()

    def loop(self) -> None:
        """Ask until the session is over or the learner quits."""
        while self.session.current is not None and not self.quit:
            self.draw()
            self._press(self.session.current, self.tty.key())

    def ask(self, lines: Sequence[str]) -> str:
        """Show some sentences instead of the card and return the key that the learner presses."""
        self.face.sentences, self.face.overlay = lines, "ask"
        self.draw()
        key = self.tty.key()
        self.face.overlay = ""
        return key

    def _start_card(self, message: str = "") -> None:
        """Show the current card as a question."""
        self.began = self.timer()
        self.flagging = False
        self.scroll = 0
        asked = self.session.current
        options = self.session.choices(asked) if asked else ()
        self.face = Face(options, self.session.blanks(asked) if asked and not options else ())
        self.face.message = message

    # --- keys ---

    def _press(self, asked: Asked, key: str) -> None:
        self.face.message = ""
        if self._scroll(key):
            return
        if self.face.overlay:
            self.face.overlay, self.scroll = "", 0
            if key in {"escape", "space", "enter"}:
                return
        if self.flagging:
            self.flagging = False
            if key in "01234567":
                self.face.message = self.session.flag(asked, int(key))
                return
        if self.face.blanks and not self.face.shown:
            self._type(asked, key)
        elif not (self._answer(asked, key) or self._act(asked, key) or self._look(asked, key)):
            self.face.message = f"{key.strip() or 'that key'} does nothing here; ? shows the keys"

    def _scroll(self, key: str) -> bool:
        """Handle a key that scrolls, suspends the program or redraws; return whether it did."""
        page = max(self.room - 2, 1)
        by = {"up": -1, "down": 1, "page up": -page, "page down": page}.get(key, 0)
        if key in {"space", "enter"} and self.below and (self.face.shown or self.face.overlay):
            by = page
        if key == "suspend":
            self.tty.suspend()
        self.scroll = max(self.scroll + by, 0)
        return bool(by) or key in {"suspend", "redraw"}

    def _answer(self, asked: Asked, key: str) -> bool:
        """Handle a key that shows, chooses or grades; return whether it did."""
        if self.face.shown:
            if key in {"space", "enter"}:
                self._grade(asked, self.face.suggested)
            elif len(key) == 1 and key in "1234":
                self._grade(asked, Rating(int(key)))
            else:
                return False
        elif self.face.options and len(key) == 1 and key in "1234abcd":
            at = "1234abcd".index(key) % 4
            if at < len(self.face.options):
                self._choose(asked, self.face.options[at])
        elif key in {"space", "enter"}:
            self._show(asked, Rating.GOOD)
        else:
            return False
        return True

    def _type(self, asked: Asked, key: str) -> None:
        """Handle a key while an answer is typed."""
        if key == "escape":
            self._show(asked, Rating.GOOD)
        elif key == "backspace":
            self.face.typed = self.face.typed[:-1]
        elif key == "clear":
            self.face.typed = ""
        elif key == "word":
            self.face.typed = self.face.typed.rstrip().rpartition(" ")[0]
        elif key == "enter":
            self._judge(asked)
        elif key == "space" or (len(key) == 1 and key.isprintable()):
            self.face.typed += " " if key == "space" else key

    def _judge(self, asked: Asked) -> None:
        """Judge what was typed; after the last blank, show the answer."""
        from flashcards.study import grading  # noqa: PLC0415 - only where answers are typed

        verdict = grading.judge(
            self.face.typed, self.face.blanks[len(self.face.verdicts)], self.session.book.all_names
        )
        self.face.verdicts.append((self.face.typed, verdict))
        if not verdict.right:
            self.face.mistaken = self.session.book.named(self.face.typed)
        self.face.typed = ""
        if len(self.face.verdicts) == len(self.face.blanks):
            self._show(asked, grading.together([verdict for _, verdict in self.face.verdicts]))

    def _choose(self, asked: Asked, option: Option) -> None:
        self.face.chosen = option
        if not option.right:
            self.face.mistaken = option.concept
        self._show(asked, Rating.GOOD if option.right else Rating.AGAIN)

    def _show(self, asked: Asked, suggested: Rating) -> None:
        self.face.shown, self.face.suggested = True, suggested
        hints = [captions.IF_MEANT] if self.face.other_words() else []
        if suggested is Rating.AGAIN and self.session.difference(asked, self.face.mistaken):
            hints.append("d shows how they differ, s the source")
        self.face.message = "; ".join(hints)

    def _grade(self, asked: Asked, rating: Rating) -> None:
        mistaken = self.session.mistaken(asked, self.face.mistaken) if rating is Rating.AGAIN else ""
        result = self.session.grade(asked, rating, round((self.timer() - self.began) * 1000), mistaken)
        self._start_card(captions.saved(rating, result))

    def _act(self, asked: Asked, key: str) -> bool:
        """Handle a key that changes something; return whether it did."""
        session = self.session
        changes: dict[str, Callable[[], str]] = {
            "u": session.undo,
            "-": lambda: f"{session.bury(asked)} (u undoes)",
            "!": lambda: f"{session.suspend(asked)} (u undoes)",
        }
        if key in changes:
            self._start_card(changes[key]())
        elif key == "*":
            self.face.message = session.mark(asked)
        elif key == "f":
            self.flagging, self.face.message = True, "flag: 1 to 7, or 0 to remove it"
        elif key == "e":
            self._edit(asked)
        elif key == "o":
            self.face.message = _open_images(self.session, asked)
        elif key in {"q", "Q"}:
            self.quit = True
        else:
            return False
        return True

    def _edit(self, asked: Asked) -> None:
        message, now = self.edit(self, asked), self.session.current
        if now is None or now.candidate.card != asked.candidate.card:
            self._start_card(message)
        else:
            self.face.message = message

    def _look(self, asked: Asked, key: str) -> bool:
        """Handle a key that shows something until the next key; return whether it did."""
        too_early = not self.face.shown and key in "sd"
        if too_early:
            self.face.message = "that would give the answer away: Space shows it first"
        elif key == "d" and self.session.difference(asked, self.face.mistaken) is None:
            self.face.message = captions.NO_COMPARISON
        elif key in {"?", "h", "s", "i", "d"}:
            self.face.overlay, self.scroll = key, 0
        return too_early or key in {"?", "h", "s", "i", "d"}

    # --- drawing ---

    room = 10  # rows for the body when it was last drawn
    below = False  # whether the body continues below the screen

    def draw(self) -> None:
        """Draw the screen for the terminal's present size."""
        asked = self.session.current
        if asked is None:
            return
        columns, rows = self.tty.size()
        width = min(columns - 2, _WIDTH)
        margin = " " * ((columns - width) // 2)
        head, body, foot = self.painter.frame(asked, self.face, width)
        self.room = max(rows - len(head) - len(foot), 1)
        self.scroll = max(min(self.scroll, len(body) - self.room), 0)
        self.below = len(body) > self.scroll + self.room
        shown = body[self.scroll : self.scroll + self.room]
        shown += [""] * (self.room - len(shown))
        if self.below:
            shown[-1] = self.painter.lines([MORE], width)[0]
        self.tty.draw([margin + line for line in (*head, *shown, *foot)][:rows])


def _open_images(session: Session, asked: Asked) -> str:
    """Open the note's images and return what happened."""
    from flashcards.quiz.editor import view  # noqa: PLC0415 - only for the o key

    paths = [media.path for media in session.deck.media if media.target in asked.note.images]
    if not paths:
        return "this card has no image"
    return view(paths, os.environ)
