"""The quiz on a full screen: one card at a time, Anki's keys, redrawn whole at every change and every resize."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.text import Text as Styled

from flashcards import terminal
from flashcards.cli import output, quiz_words
from flashcards.cli.tty import Terminal
from flashcards.model import NoteType
from flashcards.study.memory import Rating

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from rich.console import RenderableType

    from flashcards.cli.quiz_run import Asked, Run
    from flashcards.study.choices import Option
    from flashcards.study.grading import Verdict

_WIDTH = 84  # cells; longer lines are hard to read
_COLOURS = {Rating.AGAIN: "red", Rating.HARD: "yellow", Rating.GOOD: "green", Rating.EASY: "blue"}
_SIGNS = {"=": "", "-": "red strike", "+": "bold green underline"}
HELP = (
    ("Space, Enter", "show the answer; then Good, or the grade that ▸ marks"),
    ("1 2 3 4", "Again, Hard, Good, Easy"),
    ("u", "undo, as often as you like, earlier sessions too"),
    ("-", "bury: not before tomorrow"),
    ("!", "suspend: not until unsuspended"),
    ("*", "mark"),
    ("f 0-7", "flag"),
    ("d", "the difference from what it is confused with"),
    ("s", "source"),
    ("i", "information"),
    ("o", "open the image"),
    ("e", "edit the card in your editor"),
    ("↑ ↓ PgUp PgDn", "scroll"),
    ("q, Ctrl-C", "quit; everything graded is saved already"),
)


class Screen:
    """The dialogue of one session. ``edit`` is called with the screen for the ``e`` key; returns a message."""

    def __init__(
        self,
        run: Run,
        tty: Terminal,
        edit: Callable[[Screen, Asked], str],
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.run = run
        self.tty = tty
        self.edit = edit
        self.timer = timer
        self.message = ""
        self.quit = False
        self.console = Console(force_terminal=True, highlight=False, markup=False, emoji=False)
        tty.redraw = self.draw
        self._begin()

    def loop(self) -> None:
        """Ask until the session is over."""
        while self.run.current is not None and not self.quit:
            self.draw()
            self._key(self.run.current, self.tty.key())

    def ask(self, lines: Sequence[str]) -> str:
        """Show a few sentences in the card's place; the key that is pressed then."""
        self.sentences, self.overlay = lines, "ask"
        self.draw()
        key = self.tty.key()
        self.overlay = ""
        return key

    def _begin(self) -> None:
        """A fresh card."""
        self.began = self.timer()
        self.shown = False
        self.overlay = ""
        self.flagging = False
        self.scroll = 0
        self.typed = ""
        self.verdicts: list[tuple[str, Verdict]] = []
        self.mistaken = ""
        self.wrong: Option | None = None
        self.suggested = Rating.GOOD
        asked = self.run.current
        self.options = self.run.choices(asked) if asked else ()
        self.blanks = self.run.blanks(asked) if asked and not self.options else ()

    # --- keys ---

    def _key(self, asked: Asked, key: str) -> None:
        self.message = ""
        if self._moved(key):
            return
        if self.overlay:
            self.overlay, self.scroll = "", 0
            if key in {"escape", "space", "enter"}:
                return
        if self.flagging:
            self.flagging = False
            if key in "01234567":
                self.message = self.run.flag(asked, int(key))
                return
        if self.blanks and not self.shown:
            self._type(asked, key)
        elif not (self._answer(asked, key) or self._act(asked, key) or self._look(asked, key)):
            self.message = f"{key.strip() or 'that key'} does nothing here; ? shows the keys"

    def _moved(self, key: str) -> bool:
        page = max(self.room - 2, 1)
        by = {"up": -1, "down": 1, "page up": -page, "page down": page}.get(key, 0)
        if key in {"space", "enter"} and self.below and (self.shown or self.overlay):
            by = page
        if key == "suspend":
            self.tty.suspend()
        self.scroll = max(self.scroll + by, 0)
        return bool(by) or key in {"suspend", "redraw"}

    def _answer(self, asked: Asked, key: str) -> bool:
        if self.shown:
            if key in {"space", "enter"}:
                self._grade(asked, self.suggested)
            elif len(key) == 1 and key in "1234":
                self._grade(asked, Rating(int(key)))
            else:
                return False
        elif self.options and len(key) == 1 and key in "1234abcd":
            at = "1234abcd".index(key) % 4
            if at < len(self.options):
                self._choose(asked, self.options[at])
        elif key in {"space", "enter"}:
            self._show(asked, Rating.GOOD)
        else:
            return False
        return True

    def _type(self, asked: Asked, key: str) -> None:
        if key == "escape":
            self._show(asked, Rating.GOOD)
        elif key == "backspace":
            self.typed = self.typed[:-1]
        elif key == "clear":
            self.typed = ""
        elif key == "word":
            self.typed = self.typed.rstrip().rpartition(" ")[0]
        elif key == "enter":
            self._judge(asked)
        elif key == "space" or (len(key) == 1 and key.isprintable()):
            self.typed += " " if key == "space" else key

    def _judge(self, asked: Asked) -> None:
        from flashcards.study import grading  # noqa: PLC0415 - only where answers are typed

        verdict = grading.judge(self.typed, self.blanks[len(self.verdicts)], self.run.book.all_names)
        self.verdicts.append((self.typed, verdict))
        if not verdict.right:
            self.mistaken = self.run.book.named(self.typed)
        self.typed = ""
        if len(self.verdicts) == len(self.blanks):
            self._show(asked, grading.together([verdict for _, verdict in self.verdicts]))

    def _choose(self, asked: Asked, option: Option) -> None:
        if not option.right:
            self.wrong, self.mistaken = option, option.concept
        self._show(asked, Rating.GOOD if option.right else Rating.AGAIN)

    def _show(self, asked: Asked, suggested: Rating) -> None:
        self.shown, self.suggested = True, suggested
        if suggested is Rating.AGAIN and self.run.difference(asked, self.mistaken):
            self.message = "d shows how they differ, s the source"

    def _grade(self, asked: Asked, rating: Rating) -> None:
        mistaken = self.run.mistaken(asked, self.mistaken) if rating is Rating.AGAIN else ""
        result = self.run.grade(asked, rating, round((self.timer() - self.began) * 1000), mistaken)
        told = quiz_words.saved(rating, result.wait) if result.id else ""
        self._begin()
        self.message = ". ".join(part for part in (told, result.notice) if part)

    def _act(self, asked: Asked, key: str) -> bool:
        """Keys that change something."""
        run = self.run
        deeds: dict[str, Callable[[], str]] = {
            "u": run.undo,
            "-": lambda: run.bury(asked),
            "!": lambda: run.suspend(asked),
        }
        if key in deeds:
            told = deeds[key]()
            self._begin()
            self.message = told
        elif key == "*":
            self.message = run.mark(asked)
        elif key == "f":
            self.flagging, self.message = True, "flag: 1 to 7, or 0 to take it off"
        elif key == "e":
            self.message = self.edit(self, asked)
        elif key == "o":
            self.message = _open(self.run, asked)
        elif key in {"q", "Q"}:
            self.quit = True
        else:
            return False
        return True

    def _look(self, asked: Asked, key: str) -> bool:
        """Keys that show something, until the next key."""
        hidden = not self.shown and key in "sd"
        if hidden:
            self.message = "that would give the answer away: Space shows it first"
        elif key == "d" and self.run.difference(asked, self.mistaken) is None:
            self.message = "this deck tells no difference for this card"
        elif key in {"?", "h", "s", "i", "d"}:
            self.overlay, self.scroll = key, 0
        return hidden or key in {"?", "h", "s", "i", "d"}

    # --- drawing ---

    sentences: Sequence[str] = ()
    room = 10  # rows for the body, as last drawn
    below = False  # whether the body goes on below the screen

    def draw(self) -> None:
        """Show everything as it stands, for the terminal's size of this moment."""
        asked = self.run.current
        if asked is None:
            return
        columns, rows = self.tty.size()
        width = min(columns - 2, _WIDTH)
        margin = " " * ((columns - width) // 2)
        head, foot = (
            self._lines(self._head(asked, width), width),
            self._lines(self._foot(asked, width), width),
        )
        body = self._lines(self._body(asked, width), width)
        self.room = max(rows - len(head) - len(foot), 1)
        self.scroll = max(min(self.scroll, len(body) - self.room), 0)
        self.below = len(body) > self.scroll + self.room
        shown = body[self.scroll : self.scroll + self.room]
        shown += [""] * (self.room - len(shown))
        if self.below:
            shown[-1] = self._lines([Styled("↓ more (Space, PgDn)", "dim")], width)[0]
        self.tty.draw([margin + line for line in (*head, *shown, *foot)][:rows])

    def _lines(self, parts: Sequence[RenderableType], width: int) -> list[str]:
        with self.console.capture() as captured:
            self.console.print(output.Safe(Group(*parts)), width=width, soft_wrap=False, end="")
        return captured.get().rstrip("\n").split("\n")

    def _head(self, asked: Asked, width: int) -> list[RenderableType]:
        note, state = asked.note, asked.state
        signs = f"{' *' if state.marked else ''}{f' ⚑{state.flag}' if state.flag else ''}"
        right = f"{note.heading}{signs}"
        left = Styled(note.context, "dim", no_wrap=True)
        left.truncate(max(width - len(right) - 2, 8), overflow="ellipsis", pad=False)
        gap = max(width - left.cell_len - Styled(right).cell_len, 1)
        return [Styled.assemble(left, " " * gap, (right, "bold")), Styled("─" * width, "dim"), Styled()]

    def _body(self, asked: Asked, width: int) -> list[RenderableType]:
        if self.overlay:
            return self._overlay(asked, width)
        cloze = asked.note.type is NoteType.CLOZE
        number = asked.card.ordinal if cloze else 0
        if not self.shown:
            text = asked.note.text if cloze else asked.card.question
            return [*terminal.lines(text, width, hide=number), *self._asking()]
        out = [*self._verdict(), *terminal.lines(asked.note.text, width, reveal=number)] if cloze else [
            *terminal.lines(asked.card.question, width),
            *self._verdict(),
            Styled(),
            Styled("─" * width, "dim"),
            Styled(),
            *terminal.lines(asked.card.answer, width),
        ]  # fmt: skip
        if asked.note.extra:
            out += [Styled(), *terminal.lines(asked.note.extra, width)]
        small = (quiz_words.short_source(asked.note), asked.note.first)
        return [*out, Styled(), Styled(" · ".join(part for part in small if part), "dim")]

    def _asking(self) -> list[RenderableType]:
        """The options, or the line to type in."""
        if self.options:
            rows = (
                Styled.assemble((f"{n} ", "bold"), option.text) for n, option in enumerate(self.options, 1)
            )
            return [Styled(), *(row for line in rows for row in (Styled(), line))]
        if not self.blanks:
            return []
        many = f"blank {len(self.verdicts) + 1} of {len(self.blanks)} " if len(self.blanks) > 1 else ""
        return [Styled(), *self._verdict(), Styled.assemble((f"{many}> ", "bold"), self.typed, ("▏", "bold"))]

    def _verdict(self) -> list[RenderableType]:
        """What was typed or chosen, and what was different."""
        out: list[RenderableType] = []
        if self.wrong:
            out += [Styled(), Styled.assemble(("✗ you chose: ", "bold red"), self.wrong.text)]
        elif self.options and self.shown and self.suggested is Rating.GOOD:
            out += [Styled(), Styled("✓ right", "bold green")]
        for typed, verdict in self.verdicts:
            out.append(_judged(typed, verdict))
        return [*out, Styled()] if out else []

    def _overlay(self, asked: Asked, width: int) -> list[RenderableType]:
        run, note = self.run, asked.note
        if self.overlay == "ask":
            return [part for line in self.sentences for part in (Styled(line), Styled())]
        if self.overlay in {"?", "h"}:
            return _rows(HELP, width)
        if self.overlay == "i":
            return _rows(quiz_words.info(asked, run.clock(), run.store.settings.rollover), width)
        if self.overlay == "s":
            named = [part for words, url in quiz_words.sources(note) for part in _source(words, url)]
            return named or [Styled("This card names no source.")]
        told = run.difference(asked, self.mistaken)
        if told is None:
            return []
        question, answer = (
            terminal.lines(text, width) for text in (told.cards[0].question, told.cards[0].answer)
        )
        small = [part for words, url in quiz_words.sources(told) for part in _source(words, url)]
        return [*question, Styled(), *answer, Styled(), *small]

    def _foot(self, asked: Asked, width: int) -> list[RenderableType]:
        counts = quiz_words.left(self.run.left())
        hint = next(h for h in ("   ? help   q quit", "   ? help", "") if len(counts) + len(h) <= width)
        low = Styled.assemble((counts, "bold"), (hint, "dim"))
        return [Styled(), Styled(self.message, "italic yellow"), *self._keys(asked, width), low]

    def _keys(self, asked: Asked, width: int) -> list[RenderableType]:
        if self.overlay:
            return [Styled("" if self.overlay == "ask" else "Space goes back to the card")]
        if self.shown:
            return self._grades(asked, width)
        if self.options:
            return [Styled(f"1-{len(self.options)} choose")]
        return [Styled("Enter answers   Esc shows the answer" if self.blanks else "Space shows the answer")]

    def _grades(self, asked: Asked, width: int) -> list[RenderableType]:
        """The four grades with their intervals; in two rows where they don't fit in one."""
        previews = self.run.previews(asked)
        cells = []
        for rating, name in quiz_words.GRADES.items():
            chosen = rating is self.suggested
            wait = quiz_words.span(previews[rating]) if previews else ""
            label = f"{'▸' if chosen else ' '}{rating.value} {name} {wait}".rstrip()
            cells.append(Styled(label, f"{_COLOURS[rating]}{' bold' if chosen else ''}"))
        column = max(cell.cell_len for cell in cells) + 2
        for cell in cells:
            cell.pad_right(column - cell.cell_len)
        if column * len(cells) <= width:
            return [Styled.assemble(*cells)]
        return [Styled.assemble(*cells[:2]), Styled.assemble(*cells[2:])]


def _judged(typed: str, verdict: Verdict) -> Styled:
    from flashcards.study import grading  # noqa: PLC0415 - only where answers are typed

    if verdict.exact:
        return Styled.assemble(("✓ ", "bold green"), verdict.against)
    sign = ("✓ but for a slip: ", "bold green") if verdict.right else ("✗ ", "bold red")
    out = Styled.assemble(sign)
    for piece in grading.difference(typed.strip(), verdict.against):
        mark = {"=": "{}", "-": "[-{}-]", "+": "{{+{}+}}"}[piece.sign]
        out.append(mark.format(piece.text), _SIGNS[piece.sign])
    return out


def _rows(rows: Sequence[tuple[str, str]], width: int) -> list[RenderableType]:
    from rich.table import Table as Grid  # noqa: PLC0415 - only when asked for

    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", max_width=width // 3)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(Styled(name), Styled(value))
    return [grid]


def _source(words: str, url: str) -> list[RenderableType]:
    return [Styled(words), *([Styled(url, "cyan", overflow="fold")] if url else []), Styled()]


def _open(run: Run, asked: Asked) -> str:
    """Open the note's images; says what happened."""
    from flashcards.cli.editor import view  # noqa: PLC0415 - only when asked for

    paths = [media.path for media in run.deck.media if media.target in asked.note.images]
    if not paths:
        return "this card has no image"
    return view(paths, os.environ)


def run(quiz: Run, root: Path, where: str) -> bool:
    """Hold the dialogue on this terminal; whether the learner left before the end."""
    editing: list[Callable[[Screen, Asked], str]] = []

    def edit(screen: Screen, asked: Asked) -> str:
        from flashcards.cli.quiz_edit import Editing  # noqa: PLC0415 - only for the e key

        if not editing:
            editing.append(Editing(root))
        return editing[0](screen, asked)

    with Terminal() as tty:
        screen = Screen(quiz, tty, edit)
        screen.message = where
        screen.loop()
        return screen.quit
