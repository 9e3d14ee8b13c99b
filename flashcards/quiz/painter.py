"""Draws a card of the quiz as lines of styled text. Nothing here changes the session."""

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

    from flashcards.model import Note
    from flashcards.quiz.session import Session
    from flashcards.quiz.state import Asked
    from flashcards.study.choices import Option
    from flashcards.study.grading import Verdict

_COLOURS = {Rating.AGAIN: "red", Rating.HARD: "yellow", Rating.GOOD: "green", Rating.EASY: "blue"}
_SIGNS = {"=": "", "-": "red strike", "+": "bold green underline"}
MORE = Styled("↓ more (Space, PgDn)", "dim")
_HELP = (
    ("Space, Enter", "show the answer; then Good, or the grade that ▸ marks"),
    ("1 2 3 4", "Again, Hard, Good, Easy"),
    ("u", "undo, again and again, also in earlier sessions"),
    ("-", "bury: not before tomorrow"),
    ("!", "suspend: not asked again until u takes it back, now or in a later session"),
    ("*", "mark"),
    ("f 0-7", "flag"),
    ("d", "compare with what it is confused with"),
    ("s", "source"),
    ("i", "information"),
    ("o", "open the image"),
    ("e", "edit the card in your editor"),
    ("↑ ↓ PgUp PgDn", "scroll"),
    ("q, Ctrl-C", "quit; every grade is already saved"),
)


class Face:
    """What the screen shows of the current card: how far the learner is with it.

    Each card gets a new one. The keys change it, and the painter draws it.

    Attributes:
        options: the options of a multiple-choice question, else ().
        blanks: the accepted answers for each blank that the learner types, else ().
        shown: whether the answer is shown.
        overlay: the key whose page stands in place of the card (``?``, ``i``, ``s``, ``d``), ``ask`` for a question
            of the program, "" for the card.
        sentences: the text of the overlay ``ask``.
        typed: what the learner has typed into the present blank.
        verdicts: for each blank that is done, what was typed and how it was judged.
        chosen: the option that the learner chose.
        mistaken: the concept that the learner answered instead of the right one, or "".
        suggested: the grade that Space gives.
        message: the line above the keys.
    """

    def __init__(self, options: Sequence[Option], blanks: Sequence[Sequence[str]]) -> None:
        self.options = options
        self.blanks = blanks
        self.shown = False
        self.overlay = ""
        self.sentences: Sequence[str] = ()
        self.typed = ""
        self.verdicts: list[tuple[str, Verdict]] = []
        self.chosen: Option | None = None
        self.mistaken = ""
        self.suggested = Rating.GOOD
        self.message = ""

    @property
    def typing(self) -> bool:
        """Whether keys go into an answer that the learner types."""
        return bool(self.blanks) and not self.shown

    def other_words(self) -> bool:
        """Return whether a wrong typed answer may mean the right thing: it names no other concept."""
        return not self.mistaken and any(
            typed.strip() and not verdict.right for typed, verdict in self.verdicts
        )


class Frame(NamedTuple):
    """The parts of the screen from top to bottom, as lines for the terminal. Only the body scrolls."""

    head: list[str]
    body: list[str]
    foot: list[str]


class Painter:
    """Draws the cards of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.console = Console(force_terminal=True, highlight=False, markup=False, emoji=False)

    def frame(self, asked: Asked, face: Face, width: int) -> Frame:
        """Return the whole screen for a card, in lines of ``width`` cells."""
        parts = (_head(asked, width), self._body(asked, face, width), self._foot(asked, face, width))
        return Frame(*(self.lines(part, width) for part in parts))

    def lines(self, parts: Sequence[RenderableType], width: int) -> list[str]:
        """Render parts as lines of ``width`` cells."""
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
        if cloze:
            out = [*_verdicts(face), *terminal.lines(asked.note.text, width, reveal=number)]
        else:
            out = [
                *terminal.lines(prose.front(asked.card), width),
                *_verdicts(face),
                Styled(),
                Styled("─" * width, "dim"),
                Styled(),
                *terminal.lines(prose.back(asked.card), width),
            ]
        if asked.note.extra:
            out += [Styled(), *terminal.lines(asked.note.extra, width)]
        small = (captions.short_source(asked.note), asked.note.first)
        return [*out, Styled(), Styled(" · ".join(part for part in small if part), "dim")]

    def _overlay(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        session, note = self.session, asked.note
        if face.overlay == "ask":
            return [part for line in face.sentences for part in (Styled(line), Styled())]
        if face.overlay in {"?", "h"}:
            return _rows(_HELP, width)
        if face.overlay == "i":
            return _rows(captions.info(asked, session.clock(), session.store.settings), width)
        if face.overlay == "s":
            return _sources(note) or [Styled("This card names no source.")]
        comparison = session.difference(asked, face.mistaken)
        if comparison is None:
            return []
        card = comparison.cards[0]
        question, answer = (terminal.lines(text, width) for text in (prose.front(card), prose.back(card)))
        return [*question, Styled(), *answer, Styled(), *_sources(comparison)]

    def _foot(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        progress = self.session.progress()
        hints = ("",) if face.typing else ("   ? help   q quit", "   ? help", "")
        hint = next(hint for hint in hints if not hint or len(progress) + len(hint) <= width)
        low = Styled.assemble((progress, "bold"), (hint, "dim"))
        return [Styled(), Styled(face.message, "italic yellow"), *self._keys(asked, face, width), low]

    def _keys(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        if face.overlay:
            return [Styled("" if face.overlay == "ask" else "Space goes back to the card")]
        if face.shown:
            return self._grades(asked, face, width)
        if face.options:
            return [Styled(f"1-{len(face.options)} choose   Space shows the answer")]
        return [Styled("Enter checks   Esc shows the answer" if face.blanks else "Space shows the answer")]

    def _grades(self, asked: Asked, face: Face, width: int) -> list[RenderableType]:
        """Return the four grades with their intervals, in two rows if one is too narrow."""
        previews = self.session.previews(asked)
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
    """Return the options, or the line to type in."""
    if face.options:
        rows = (Styled.assemble((f"{n} ", "bold"), option.text) for n, option in enumerate(face.options, 1))
        return [Styled(), *(row for line in rows for row in (Styled(), line))]
    if not face.blanks:
        return []
    many = f"blank {len(face.verdicts) + 1} of {len(face.blanks)} " if len(face.blanks) > 1 else ""
    return [Styled(), *_verdicts(face), Styled.assemble((f"{many}> ", "bold"), face.typed, ("▏", "bold"))]


def _verdicts(face: Face) -> list[RenderableType]:
    """Return what was typed or chosen, and how it differs from the answer."""
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
    sign = ("✓ apart from a slip: ", "bold green") if verdict.right else ("✗ ", "bold red")
    out = Styled.assemble(sign)
    for piece in grading.difference(typed.strip(), verdict.against):
        out.append(captions.PIECES[piece.sign].format(piece.text), _SIGNS[piece.sign])
    return out


def _rows(rows: Sequence[tuple[str, str]], width: int) -> list[RenderableType]:
    from rich.table import Table as Grid  # noqa: PLC0415 - only for help and information

    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="bold", max_width=width // 3)
    grid.add_column(overflow="fold")
    for name, value in rows:
        grid.add_row(Styled(name), Styled(value))
    return [grid]


def _sources(note: Note) -> list[RenderableType]:
    out: list[RenderableType] = []
    for words, url in captions.sources(note):
        out += [Styled(words), *([Styled(url, "cyan", overflow="fold")] if url else []), Styled()]
    return out
