"""What the quiz's screen shows of a card, as lines of styled text. Nothing here changes anything."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from rich.console import Console, Group
from rich.text import Text as Styled

from flashcards.model import NoteType
from flashcards.quiz import captions
from flashcards.study.memory import Rating
from flashcards.text import prose, terminal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import RenderableType

    from flashcards.quiz.session import Run
    from flashcards.quiz.state import Asked
    from flashcards.study.choices import Option
    from flashcards.study.grading import Verdict

_COLOURS = {Rating.AGAIN: "red", Rating.HARD: "yellow", Rating.GOOD: "green", Rating.EASY: "blue"}
_SIGNS = {"=": "", "-": "red strike", "+": "bold green underline"}
MORE = Styled("↓ more (Space, PgDn)", "dim")
_HELP = (
    ("Space, Enter", "show the answer; then Good, or the grade that ▸ marks"),
    ("1 2 3 4", "Again, Hard, Good, Easy"),
    ("u", "undo, as often as you like, earlier sessions too"),
    ("-", "bury: not before tomorrow"),
    ("!", "suspend: not asked again, unless u undoes it"),
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


class Face:
    """How far the learner is with the card on the table."""

    def __init__(self, options: Sequence[Option], blanks: Sequence[Sequence[str]]) -> None:
        self.options = options
        self.blanks = blanks
        self.shown = False  # the answer
        self.overlay = ""  # the key of what stands in the card's place
        self.sentences: Sequence[str] = ()  # of the overlay "ask"
        self.typed = ""
        self.verdicts: list[tuple[str, Verdict]] = []
        self.mistaken = ""  # the concept that was answered instead
        self.chosen: Option | None = None
        self.suggested = Rating.GOOD
        self.message = ""


class Frame(NamedTuple):
    """The parts of the screen, as lines that are ready for the terminal."""

    head: list[str]
    body: list[str]
    foot: list[str]


class Painter:
    """Draws the cards of one session."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self.console = Console(force_terminal=True, highlight=False, markup=False, emoji=False)

    def frame(self, asked: Asked, face: Face, width: int) -> Frame:
        """The whole screen for a card, in lines of ``width`` cells."""
        parts = (_head(asked, width), self._body(asked, face, width), self._foot(asked, face, width))
        return Frame(*(self.lines(part, width) for part in parts))

    def lines(self, parts: Sequence[RenderableType], width: int) -> list[str]:
        """Rendered lines of ``width`` cells."""
        with self.console.capture() as captured:
            self.console.print(terminal.Safe(Group(*parts)), width=width, soft_wrap=False, end="")
        return captured.get().rstrip("\n").split("\n")

    def _body(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        if face.overlay:
            return self._overlay(asked, face, width)
        cloze = asked.note.type is NoteType.CLOZE
        number = asked.card.ordinal if cloze else 0
        if not face.shown:
            text = asked.note.text if cloze else prose.front(asked.card)
            return [*terminal.lines(text, width, hide=number), *_asking(face)]
        out = [*_verdict(face), *terminal.lines(asked.note.text, width, reveal=number)] if cloze else [
            *terminal.lines(prose.front(asked.card), width),
            *_verdict(face),
            Styled(),
            Styled("─" * width, "dim"),
            Styled(),
            *terminal.lines(prose.back(asked.card), width),
        ]  # fmt: skip
        if asked.note.extra:
            out += [Styled(), *terminal.lines(asked.note.extra, width)]
        small = (captions.short_source(asked.note), asked.note.first)
        return [*out, Styled(), Styled(" · ".join(part for part in small if part), "dim")]

    def _overlay(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        run, note = self.run, asked.note
        if face.overlay == "ask":
            return [part for line in face.sentences for part in (Styled(line), Styled())]
        if face.overlay in {"?", "h"}:
            return _rows(_HELP, width)
        if face.overlay == "i":
            return _rows(captions.info(asked, run.clock(), run.store.settings.rollover), width)
        if face.overlay == "s":
            named = [part for words, url in captions.sources(note) for part in _source(words, url)]
            return named or [Styled("This card names no source.")]
        told = run.difference(asked, face.mistaken)
        if told is None:
            return []
        question, answer = (
            terminal.lines(text, width) for text in (prose.front(told.cards[0]), prose.back(told.cards[0]))
        )
        small = [part for words, url in captions.sources(told) for part in _source(words, url)]
        return [*question, Styled(), *answer, Styled(), *small]

    def _foot(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        counts = captions.left(self.run.left())
        hint = next(h for h in ("   ? help   q quit", "   ? help", "") if len(counts) + len(h) <= width)
        low = Styled.assemble((counts, "bold"), (hint, "dim"))
        return [Styled(), Styled(face.message, "italic yellow"), *self._keys(asked, face, width), low]

    def _keys(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        if face.overlay:
            return [Styled("" if face.overlay == "ask" else "Space goes back to the card")]
        if face.shown:
            return self._grades(asked, face, width)
        if face.options:
            return [Styled(f"1-{len(face.options)} choose   Space shows the answer")]
        return [Styled("Enter answers   Esc shows the answer" if face.blanks else "Space shows the answer")]

    def _grades(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        """The four grades with their intervals; in two rows where they don't fit in one."""
        previews = self.run.previews(asked)
        cells = []
        for rating, name in captions.GRADES.items():
            chosen = rating is face.suggested
            wait = captions.span(previews[rating]) if previews else ""
            label = f"{'▸' if chosen else ' '}{rating.value} {name} {wait}".rstrip()
            cells.append(Styled(label, f"{_COLOURS[rating]}{' bold' if chosen else ''}"))
        column = max(cell.cell_len for cell in cells) + 2
        for cell in cells:
            cell.pad_right(column - cell.cell_len)
        if column * len(cells) <= width:
            return [Styled.assemble(*cells)]
        return [Styled.assemble(*cells[:2]), Styled.assemble(*cells[2:])]


def _head(asked: Asked, width: int) -> list[RenderableType]:
    note, state = asked.note, asked.state
    signs = f"{' *' if state.marked else ''}{f' ⚑{state.flag}' if state.flag else ''}"
    right = f"{note.heading}{signs}"
    left = Styled(note.context, "dim", no_wrap=True)
    left.truncate(max(width - len(right) - 2, 8), overflow="ellipsis", pad=False)
    gap = max(width - left.cell_len - Styled(right).cell_len, 1)
    return [Styled.assemble(left, " " * gap, (right, "bold")), Styled("─" * width, "dim"), Styled()]


def _asking(face: Face) -> list[RenderableType]:
    """The options, or the line to type in."""
    if face.options:
        rows = (Styled.assemble((f"{n} ", "bold"), option.text) for n, option in enumerate(face.options, 1))
        return [Styled(), *(row for line in rows for row in (Styled(), line))]
    if not face.blanks:
        return []
    many = f"blank {len(face.verdicts) + 1} of {len(face.blanks)} " if len(face.blanks) > 1 else ""
    return [Styled(), *_verdict(face), Styled.assemble((f"{many}> ", "bold"), face.typed, ("▏", "bold"))]


def _verdict(face: Face) -> list[RenderableType]:
    """What was typed or chosen, and what was different."""
    out: list[RenderableType] = []
    if face.chosen:
        right, words = Styled("✓ right", "bold green"), face.chosen.text
        wrong = Styled.assemble(("✗ you chose: ", "bold red"), words)
        out += [Styled(), right if face.chosen.right else wrong]
    for typed, verdict in face.verdicts:
        out.append(_judged(typed, verdict))
    return [*out, Styled()] if out else []


def _judged(typed: str, verdict: Verdict) -> Styled:
    from flashcards.study import grading  # noqa: PLC0415 - only where answers are typed

    if verdict.exact:
        return Styled.assemble(("✓ ", "bold green"), verdict.against)
    sign = ("✓ but for a slip: ", "bold green") if verdict.right else ("✗ ", "bold red")
    out = Styled.assemble(sign)
    for piece in grading.difference(typed.strip(), verdict.against):
        out.append(captions.PIECES[piece.sign].format(piece.text), _SIGNS[piece.sign])
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
